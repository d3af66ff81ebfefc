// Patents and standards of a node of the chain: dated facts with their source, and a form to add one.
import { Button, Form, Input, Modal, Select, Tag } from "antd";
import { useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate } from "../shell/format";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import type { ChainFactPage } from "./types";

export function NodeFacts({ node }: { node: string }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("chain.write");
  const list = useGet<ChainFactPage>("/api/chain/facts", { zone: zone.id, node, page_size: 20 });
  const [adding, setAdding] = useState(false);
  const [form] = Form.useForm();
  const { submit, error, busy } = useSubmit(async (values: Record<string, string>) => {
    await call("POST", "/api/chain/facts", { ...values, zone: zone.id, node });
    form.resetFields();
    setAdding(false);
    list.reload();
  });
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <>
      <h4>{t("facts.title")} {mayWrite && <Button type="link" size="small" onClick={() => setAdding(true)}>{t("facts.add")}</Button>}</h4>
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading rows={1} /> : list.data.items.length === 0 ? <p className="quiet">{t("facts.empty")}</p> : (
        <ul className="plain">
          {list.data.items.map((fact) => (
            <li key={fact.id}>
              <Tag>{t(`facts.kinds.${fact.kind}`)}</Tag> <strong>{fact.identifier}</strong> {fact.title} <span className="quiet">{fact.holder} · {formatDate(fact.date)} · {fact.source}</span>
            </li>
          ))}
        </ul>
      )}
      <Modal open={adding} onCancel={() => setAdding(false)} title={t("facts.add")} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()}>
        {error && <Failure error={error} />}
        <Form form={form} layout="vertical" initialValues={{ kind: "patent" }} onFinish={(v) => void submit(v)} className="dense-form">
          <div className="two">
            <Form.Item name="kind" label={t("facts.kind")} rules={required}><Select options={["patent", "standard"].map((value) => ({ value, label: t(`facts.kinds.${value}`) }))} /></Form.Item>
            <Form.Item name="date" label={t("facts.date")} rules={required}><Input type="date" /></Form.Item>
          </div>
          <Form.Item name="identifier" label={t("facts.identifier")} rules={required}><Input /></Form.Item>
          <Form.Item name="title" label={t("facts.name")} rules={required}><Input /></Form.Item>
          <Form.Item name="holder" label={t("facts.holder")} rules={required}><Input /></Form.Item>
          <Form.Item name="source" label={t("facts.source")} rules={required}><Input /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}
