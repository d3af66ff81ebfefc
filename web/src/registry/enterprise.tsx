// One enterprise: what it is, what is known about it and since when, whom it deals with, where it
// sits.
import { Button, Card, Descriptions, Empty, Form, Input, Modal, Select, Switch, Table, Tabs, Tag, Timeline, Typography } from "antd";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatMoney, formatPeriod, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { ZoneSelect } from "../shell/zone_switcher";
import { useGo, useZones } from "../shell/zones";
import { EnterpriseForm } from "./enterprise_form";
import { EnterprisePicker } from "./enterprise_picker";
import { useT } from "./locale";
import { StatusTag } from "./status_tag";
import type { Enterprise, Fact, FactField, List, Relation } from "./types";

function Overview({ enterprise: e }: { enterprise: Enterprise }) {
  const t = useT();
  const text = useText();
  const item = (key: string, children: React.ReactNode) => ({ key, label: t(`enterprise.${key}`), children: children || missing });
  return (
    <>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 1, md: 2, xl: 3 }}
        items={[
          item("creditCode", e.credit_code && <code>{e.credit_code}</code>),
          item("stockCode", e.stock_code && <code>{e.stock_code}</code>),
          item("status", <StatusTag status={e.status} />),
          item("shortName", e.short_name),
          item("nameEn", e.name_en),
          item("scale", e.scale && t(`scale.${e.scale}`)),
          item("industry", e.industry_name ? <>{e.industry_name} <span className="quiet">{e.industry_code}</span></> : e.industry_label),
          item("region", e.region_name && <>{e.region_name} <span className="quiet">{e.region_code}</span></>),
          item("homeZone", text(e.home_zone_name)),
          item("address", e.address),
          item("formerNames", e.former_names.join(" · ")),
          item("source", e.source),
        ]}
      />
      <h3>{t("enterprise.products")}</h3>
      {e.products.length === 0 ? <p className="quiet">{t("enterprise.noProducts")}</p> : e.products.map((product) => <Tag key={product}>{product}</Tag>)}
      <h3>{t("enterprise.contacts")}</h3>
      {e.contacts.length === 0 ? (
        <p className="quiet">{t("enterprise.noContacts")}</p>
      ) : (
        <Table
          size="small"
          pagination={false}
          rowKey={(c) => c.name + c.phone}
          dataSource={e.contacts}
          columns={(["name", "title", "phone", "email"] as const).map((key) => ({ key, title: t(`contact.${key}`), render: (_, c) => c[key] ?? missing }))}
          scroll={{ x: "max-content" }}
        />
      )}
    </>
  );
}

export function factValue(fact: Fact, kind: string | undefined): string {
  if (kind === "money" && /^-?\d+(\.\d+)?$/.test(fact.value)) return formatMoney(fact.value);
  return fact.value;
}

function RecordFact({ id, fields, open, onClose, onSaved }: { id: number; fields: FactField[]; open: boolean; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [form] = Form.useForm();
  const field = Form.useWatch("field", form) as string | undefined;
  const chosen = fields.find((f) => f.name === field);
  const { submit, error, busy } = useSubmit(async (v: Record<string, string>) => {
    await call("POST", "/api/enterprises/{id}/facts", { zone: zone.id, id, facts: [{ ...v, unit: v.unit || null, source_date: v.source_date || null }] });
    form.resetFields();
    onSaved();
  });
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Modal open={open} onCancel={onClose} title={t("facts.add")} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()}>
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)} className="dense-form">
        <Form.Item name="field" label={t("facts.field")} rules={required}>
          <Select showSearch={{ optionFilterProp: "label" }} options={fields.map((f) => ({ value: f.name, label: `${text(f.title)}${f.unit ? `(${f.unit})` : ""}` }))} />
        </Form.Item>
        <div className="two">
          <Form.Item name="period" label={t("facts.period")} extra={t("facts.periodHelp")} rules={required}><Input /></Form.Item>
          <Form.Item name="value" label={t("facts.value")} rules={required}><Input inputMode={chosen?.kind === "words" ? "text" : "decimal"} /></Form.Item>
          {chosen?.kind === "money" && (
            <Form.Item name="unit" label={t("facts.unit")}><Select allowClear placeholder={chosen.unit} options={["元", "万元", "百万元", "亿元"].map((value) => ({ value, label: value }))} /></Form.Item>
          )}
          <Form.Item name="source_date" label={t("facts.sourceDate")}><Input type="date" /></Form.Item>
        </div>
        <Form.Item name="source" label={t("enterprise.source")} rules={required}><Input /></Form.Item>
      </Form>
    </Modal>
  );
}

function Facts({ enterprise }: { enterprise: Enterprise }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("registry.write");
  const [params, setParams] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const history = params.get("history") === "1";
  const facts = useGet<List<Fact>>("/api/enterprises/{id}/facts", { zone: zone.id, id: enterprise.id, history });
  const fields = useGet<List<FactField>>("/api/fact-fields");
  const kinds = new Map(fields.data?.items.map((f) => [f.name, f.kind]));
  const set = (name: string, value: string) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  if (facts.error) return <Failure error={facts.error} onRetry={facts.reload} />;
  if (!facts.data) return <Loading />;
  const titles = new Map(facts.data.items.map((f) => [f.field, text(f.title)]));
  const wanted = params.get("field") ?? "";
  const rows = facts.data.items
    .filter((f) => !wanted || f.field === wanted)
    .sort((a, b) => a.field.localeCompare(b.field) || b.period.localeCompare(a.period) || b.recorded_at.localeCompare(a.recorded_at));
  return (
    <>
      <div className="table-tools">
        <Select allowClear className="table-filter" placeholder={t("facts.field")} value={wanted || undefined} onChange={(v) => set("field", v ?? "")} options={[...titles].map(([value, label]) => ({ value, label }))} />
        <label><Switch size="small" checked={history} onChange={(on) => set("history", on ? "1" : "")} /> {t("facts.history")}</label>
        <span className="table-tools-right">{mayWrite && <Button onClick={() => setAdding(true)}>{t("facts.add")}</Button>}</span>
      </div>
      <Table<Fact>
        size="small"
        rowKey="id"
        dataSource={rows}
        pagination={rows.length > 50 ? { pageSize: 50 } : false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty description={t("facts.empty")} /> }}
        columns={[
          { key: "field", title: t("facts.field"), render: (_, f) => text(f.title), onCell: (f, i) => {
            const before = i !== undefined && i > 0 ? rows[i - 1] : undefined;
            return before?.field === f.field && rows.length <= 50 ? { className: "repeated" } : {};
          } },
          { key: "period", title: t("facts.period"), render: (_, f) => f.period },
          { key: "value", title: t("facts.value"), align: "right", render: (_, f) => <span className="number">{factValue(f, kinds.get(f.field))}</span> },
          { key: "unit", title: t("facts.unit"), render: (_, f) => f.unit || missing },
          { key: "source", title: t("enterprise.source"), render: (_, f) => f.source },
          { key: "source_date", title: t("facts.sourceDate"), render: (_, f) => formatDate(f.source_date) },
          { key: "recorded_at", title: t("facts.recordedAt"), render: (_, f) => formatTime(f.recorded_at) },
        ]}
      />
      <RecordFact id={enterprise.id} fields={fields.data?.items ?? []} open={adding} onClose={() => setAdding(false)} onSaved={() => { setAdding(false); facts.reload(); }} />
    </>
  );
}

function Relations({ enterprise }: { enterprise: Enterprise }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("registry.write");
  const [adding, setAdding] = useState(false);
  const [form] = Form.useForm();
  const list = useGet<List<Relation>>("/api/enterprises/{id}/relations", { zone: zone.id, id: enterprise.id });
  const add = useSubmit(async (v: Record<string, unknown>) => {
    await call("POST", "/api/enterprises/{from_enterprise_id}/relations", {
      zone: zone.id, from_enterprise_id: enterprise.id, kind: v.kind, to_enterprise_id: v.to_enterprise_id,
      detail: v.detail || null, share_percent: v.share_percent ? Number(v.share_percent) : null, as_of: v.as_of, source: v.source,
    });
    form.resetFields();
    setAdding(false);
    list.reload();
  });
  const remove = useSubmit(async (id: number) => {
    await call("DELETE", "/api/relations/{id}", { zone: zone.id, id });
    list.reload();
  });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const required = [{ required: true, message: t("shell:form.required") }];
  const name = (id: number, text: string) => (id === enterprise.id ? text : <GoLink to={`/registry/enterprises/${id}`}>{text}</GoLink>);
  return (
    <>
      {mayWrite && <div className="table-tools"><span className="table-tools-right"><Button onClick={() => setAdding(true)}>{t("relations.add")}</Button></span></div>}
      {remove.error && <Failure error={remove.error} />}
      <Table<Relation>
        size="small"
        rowKey="id"
        dataSource={list.data.items}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty description={t("relations.empty")} /> }}
        columns={[
          { key: "from", title: t("relations.from"), render: (_, r) => name(r.from_enterprise_id, r.from_name) },
          { key: "kind", title: t("relations.kind"), render: (_, r) => <Tag>{t(`relations.kinds.${r.kind}`)}</Tag> },
          { key: "to", title: t("relations.to"), render: (_, r) => name(r.to_enterprise_id, r.to_name) },
          { key: "detail", title: t("relations.detail"), render: (_, r) => r.detail ?? missing },
          { key: "share", title: t("relations.share"), align: "right", render: (_, r) => (r.share_percent === null ? missing : `${r.share_percent}%`) },
          { key: "as_of", title: t("relations.asOf"), render: (_, r) => formatDate(r.as_of) },
          { key: "source", title: t("enterprise.source"), render: (_, r) => r.source },
          ...(mayWrite ? [{ key: "remove", title: "", render: (_: unknown, r: Relation) => <Button size="small" type="link" danger onClick={() => void remove.submit(r.id)}>{t("shell:form.remove")}</Button> }] : []),
        ]}
      />
      <Modal open={adding} onCancel={() => setAdding(false)} title={t("relations.add")} okText={t("shell:form.save")} confirmLoading={add.busy} onOk={() => form.submit()}>
        {add.error && <Failure error={add.error} />}
        <Form form={form} layout="vertical" onFinish={(v) => void add.submit(v)} className="dense-form">
          <Form.Item name="kind" label={`${enterprise.name} …`} rules={required}>
            <Select options={["supplies", "invests_in", "owns"].map((value) => ({ value, label: t(`relations.kinds.${value}`) }))} />
          </Form.Item>
          <Form.Item name="to_enterprise_id" label={t("relations.to")} rules={required}><EnterprisePicker exclude={enterprise.id} /></Form.Item>
          <Form.Item name="detail" label={t("relations.detail")}><Input /></Form.Item>
          <div className="two">
            <Form.Item name="share_percent" label={t("relations.share")}><Input inputMode="decimal" suffix="%" /></Form.Item>
            <Form.Item name="as_of" label={t("relations.asOf")} rules={required}><Input type="date" /></Form.Item>
          </div>
          <Form.Item name="source" label={t("enterprise.source")} rules={required}><Input /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function Residency({ enterprise, onSaved }: { enterprise: Enterprise; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const mayWrite = usePermission("registry.write");
  const [adding, setAdding] = useState(false);
  const [form] = Form.useForm();
  const { submit, error, busy } = useSubmit(async (v: { park: number; from_date: string; to_date?: string }) => {
    await call("PUT", "/api/enterprises/{enterprise_id}/residence", { zone: v.park, enterprise_id: enterprise.id, from_date: v.from_date, to_date: v.to_date || null });
    setAdding(false);
    onSaved();
  });
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <>
      {mayWrite && <div className="table-tools"><span className="table-tools-right"><Button onClick={() => setAdding(true)}>{t("residence.set")}</Button></span></div>}
      {enterprise.residences.length === 0 ? (
        <Empty description={t("residence.empty")} />
      ) : (
        <Timeline
          items={[...enterprise.residences].reverse().map((r) => ({
            color: r.to_date ? "gray" : "green",
            content: <><strong>{text(r.park_name)}</strong> <span className="quiet">{formatPeriod(r.from_date, r.to_date, language)}</span></>,
          }))}
        />
      )}
      <Modal open={adding} onCancel={() => setAdding(false)} title={t("residence.set")} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()}>
        <p className="quiet">{t("residence.help")}</p>
        {error && <Failure error={error} />}
        <Form form={form} layout="vertical" initialValues={{ park: zone.id }} onFinish={(v) => void submit(v)} className="dense-form">
          <Form.Item name="park" label={t("enterprise.park")} rules={required}><ZoneSelect /></Form.Item>
          <div className="two">
            <Form.Item name="from_date" label={t("residence.from")} rules={required}><Input type="date" /></Form.Item>
            <Form.Item name="to_date" label={t("residence.to")}><Input type="date" /></Form.Item>
          </div>
        </Form>
      </Modal>
    </>
  );
}

const tabs = ["overview", "facts", "relations", "residency"];

export default function EnterprisePage() {
  const t = useT();
  const { id } = useParams();
  const { zone } = useZones();
  const mayWrite = usePermission("registry.write");
  const mayMatch = usePermission("policy.read");
  const go = useGo();
  const [params, setParams] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const { data: e, error, reload } = useGet<Enterprise>("/api/enterprises/{id}", { zone: zone.id, id });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!e) return <Loading />;
  return (
    <Page
      title={e.name}
      help={
        <>
          <GoLink to="/registry/enterprises">{t("enterprise.title")}</GoLink> · {t("enterprise.detailHelp")}
          {e.invented && <> <Tag color="gold">{t("enterprise.invented")}</Tag></>}
          {e.merged_into !== null && <> <Typography.Text type="warning">{t("enterprise.merged")} <GoLink to={`/registry/enterprises/${e.merged_into}`}>{e.merged_into}</GoLink></Typography.Text></>}
        </>
      }
      actions={
        <>
          {mayMatch && <Button onClick={() => go(`/policy/enterprise?id=${e.id}`)}>{t("enterprise.policies")}</Button>}
          {mayWrite && e.merged_into === null && <Button onClick={() => setEditing(true)}>{t("shell:form.edit")}</Button>}
        </>
      }
    >
      <Card>
        <Tabs
          activeKey={tabs.includes(params.get("tab") ?? "") ? params.get("tab")! : "overview"}
          onChange={(tab) => setParams((old) => { const next = new URLSearchParams(old); next.set("tab", tab); return next; }, { replace: true })}
          items={[
            { key: "overview", label: t("enterprise.overview"), children: <Overview enterprise={e} /> },
            { key: "facts", label: t("facts.title"), children: <Facts enterprise={e} /> },
            { key: "relations", label: t("relations.title"), children: <Relations enterprise={e} /> },
            { key: "residency", label: t("residence.title"), children: <Residency enterprise={e} onSaved={reload} /> },
          ]}
        />
      </Card>
      <EnterpriseForm open={editing} enterprise={e} onClose={() => setEditing(false)} onSaved={() => { setEditing(false); reload(); }} />
    </Page>
  );
}
