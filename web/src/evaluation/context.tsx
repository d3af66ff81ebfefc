// Figures from outside that indicators compare with: the nation's, the city's; each with its source.
import { Button, Form, Input, Modal, Select, Space, Table } from "antd";
import { useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatMoney, formatMoneyShort, formatTime } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { YearSelect } from "./period_select";
import { lastYear } from "./periods";
import { moneyUnits } from "./report_groups";
import type { ContextFigure, StatDefinitions } from "./types";

export function Context() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const mayWrite = usePermission("evaluation.write");
  const [params, change] = usePageState();
  const year = Number(params.get("year")) || lastYear(new Date());
  const [version, setVersion] = useState(0);
  const [open, setOpen] = useState(false);
  const list = useGet<{ items: ContextFigure[] }>("/api/evaluation/context", { zone: zone.id, year }, version);
  const items = useGet<StatDefinitions>("/api/evaluation/items", { subject: "context" });
  const [form] = Form.useForm<{ item: string; value: string; unit?: string; source: string }>();
  const chosen = Form.useWatch("item", form);
  const isMoney = items.data?.items.find((item) => item.code === chosen)?.value === "money";
  const { submit, error, busy } = useSubmit(async (values: object) => {
    await call("POST", "/api/evaluation/context", { zone: zone.id, year, ...values });
    setVersion(version + 1);
    setOpen(false);
    form.resetFields();
  });
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <div className="data-table">
      <div className="table-tools">
        <YearSelect value={year} onChange={(next) => change({ year: String(next) })} />
        <span className="table-tools-right">{mayWrite && <Button type="primary" onClick={() => setOpen(true)}>{t("context.add")}</Button>}</span>
      </div>
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading rows={4} /> : (
        <Table<ContextFigure>
          size="small"
          rowKey={(r) => `${r.zone_id}.${r.item}`}
          dataSource={list.data.items}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Nothing title={t("context.empty")} hint={t("context.emptyHint")} /> }}
          columns={[
            { key: "zone", title: t("board.zone"), render: (_, r) => text(r.zone_name) },
            { key: "item", title: t("totals.item"), render: (_, r) => text(r.title) },
            { key: "value", title: t("totals.value"), align: "right", render: (_, r) => (r.unit === "元" ? formatMoneyShort(r.value, language) : `${formatMoney(r.value)} ${r.unit}`) },
            { key: "source", title: t("context.source"), render: (_, r) => <span className="long-text">{r.source}</span> },
            { key: "at", title: t("context.recorded"), render: (_, r) => formatTime(r.recorded_at) },
          ]}
        />
      )}
      <Modal open={open} title={t("context.add")} onCancel={() => setOpen(false)} okButtonProps={{ loading: busy }} okText={t("shell:form.save")} onOk={() => form.submit()} destroyOnHidden>
        {error && <Failure error={error} />}
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <p className="quiet">{t("context.addHelp", { zone: text(zone.name), year })}</p>
          <Form.Item name="item" label={t("totals.item")} rules={required}><Select options={(items.data?.items ?? []).map((item) => ({ value: item.code, label: `${text(item.title)}(${item.unit})` }))} /></Form.Item>
          <Space align="start">
            <Form.Item name="value" label={t("totals.value")} rules={required}><Input inputMode="decimal" /></Form.Item>
            {isMoney && <Form.Item name="unit" label={t("items.unit")} initialValue="亿元"><Select options={Object.keys(moneyUnits).map((value) => ({ value, label: t(`report.units.${value}`) }))} /></Form.Item>}
          </Space>
          <Form.Item name="source" label={t("context.source")} rules={required} extra={t("context.sourceHelp")}><Input /></Form.Item>
        </Form>
      </Modal>
    </div>
  );
}
