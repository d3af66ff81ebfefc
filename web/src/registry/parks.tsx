// Parks with their details, and the agreements by which two places share output and tax.
import { Button, Card, Drawer, Empty, Form, Input, Select, Table, Tag } from "antd";
import { useEffect, useState } from "react";

import { Link } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatNumber, formatPeriod, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones, withZone } from "../shell/zones";
import { ZoneSelect } from "../shell/zone_switcher";
import { CodeSelect } from "./code_select";
import { useT } from "./locale";
import type { Agreement, List, Park } from "./types";

const parkKinds = ["characteristic", "ordinary", "incubator", "demonstration_base"];
const agreementKinds = ["partner_park", "enclave", "off_site_incubation", "custody"];
const numberOrNull = (text: unknown) => (text === undefined || text === null || text === "" ? null : Number(text));

function ParkDrawer({ park, onClose, onSaved }: { park: Park | "new" | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [form] = Form.useForm();
  const existing = park !== null && park !== "new" ? park : null;
  const { submit, error, busy } = useSubmit(async (v: Record<string, never>) => {
    await call("PUT", "/api/parks/{zone}", {
      zone: existing?.zone_id ?? v.zone, kind: v.kind, leading_industries: v.leading_industries ?? [],
      area_square_metres: numberOrNull(v.area_square_metres), started_on: v.started_on || null, brand: v.brand || null,
      description: v.description || null, version: existing?.version ?? 0,
    });
    onSaved();
  });
  useEffect(() => {
    if (park === null) return;
    form.resetFields();
    form.setFieldsValue(existing ?? { zone: zone.id, kind: "characteristic" });
  }, [park]);
  return (
    <Drawer open={park !== null} onClose={onClose} size={480} forceRender title={existing ? text(existing.name) : t("parks.new")} extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t("shell:form.save")}</Button>}>
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)} className="dense-form">
        {!existing && <Form.Item name="zone" label={t("parks.zone")} extra={t("parks.zoneHelp")}><ZoneSelect /></Form.Item>}
        <Form.Item name="kind" label={t("parks.kind")}><Select options={parkKinds.map((value) => ({ value, label: t(`parks.kinds.${value}`) }))} /></Form.Item>
        <Form.Item name="leading_industries" label={t("parks.leading")}><CodeSelect kind="industries" many /></Form.Item>
        <div className="two">
          <Form.Item name="area_square_metres" label={t("parks.area")}><Input inputMode="decimal" suffix="m²" /></Form.Item>
          <Form.Item name="started_on" label={t("parks.started")}><Input type="date" /></Form.Item>
        </div>
        <Form.Item name="brand" label={t("parks.brand")}><Input /></Form.Item>
        <Form.Item name="description" label={t("parks.description")}><Input.TextArea rows={4} /></Form.Item>
      </Form>
    </Drawer>
  );
}

function AgreementDrawer({ agreement, onClose, onSaved }: { agreement: Agreement | "new" | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [form] = Form.useForm();
  const existing = agreement !== null && agreement !== "new" ? agreement : null;
  const { submit, error, busy } = useSubmit(async (v: Record<string, unknown>) => {
    await call("POST", "/api/agreements", {
      zone: existing?.zone_id ?? zone.id, id: existing?.id ?? null, partner_zone_id: v.partner_zone_id, kind: v.kind, title: v.title,
      output_share_percent: numberOrNull(v.output_share_percent), tax_share_percent: numberOrNull(v.tax_share_percent),
      from_date: v.from_date, to_date: v.to_date || null, source: v.source, version: existing?.version ?? 0,
    });
    onSaved();
  });
  useEffect(() => {
    if (agreement === null) return;
    form.resetFields();
    if (existing) form.setFieldsValue(existing);
  }, [agreement]);
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Drawer open={agreement !== null} onClose={onClose} size={480} forceRender title={existing?.title ?? t("agreements.new")} extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t("shell:form.save")}</Button>}>
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)} className="dense-form">
        <Form.Item name="title" label={t("agreements.name")} rules={required}><Input /></Form.Item>
        <Form.Item name="kind" label={t("parks.kind")} rules={required}><Select options={agreementKinds.map((value) => ({ value, label: t(`agreements.kinds.${value}`) }))} /></Form.Item>
        <Form.Item name="partner_zone_id" label={t("agreements.partner")} rules={required}><ZoneSelect /></Form.Item>
        <div className="two">
          <Form.Item name="output_share_percent" label={t("agreements.output")}><Input inputMode="decimal" suffix="%" /></Form.Item>
          <Form.Item name="tax_share_percent" label={t("agreements.tax")}><Input inputMode="decimal" suffix="%" /></Form.Item>
          <Form.Item name="from_date" label={t("residence.from")} rules={required}><Input type="date" /></Form.Item>
          <Form.Item name="to_date" label={t("agreements.to")}><Input type="date" /></Form.Item>
        </div>
        <Form.Item name="source" label={t("enterprise.source")} rules={required}><Input /></Form.Item>
      </Form>
    </Drawer>
  );
}

export default function Parks() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone, zones } = useZones();
  const mayWrite = usePermission("registry.write");
  const [park, setPark] = useState<Park | "new" | null>(null);
  const [agreement, setAgreement] = useState<Agreement | "new" | null>(null);
  const parks = useGet<List<Park>>("/api/parks", { zone: zone.id });
  const agreements = useGet<List<Agreement>>("/api/agreements", { zone: zone.id });
  const zoneName = (id: number) => text(zones.find((z) => z.id === id)?.name) || `#${id}`;
  return (
    <Page title={t("parks.title")} help={t("parks.help")}>
      <Card title={t("parks.list")} className="gap" extra={mayWrite && <Button onClick={() => setPark("new")}>{t("parks.new")}</Button>}>
        {parks.error ? <Failure error={parks.error} onRetry={parks.reload} /> : !parks.data ? <Loading /> : (
          <Table<Park>
            size="small"
            rowKey="zone_id"
            dataSource={parks.data.items}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: <Empty description={t("parks.empty")} /> }}
            columns={[
              { key: "name", title: t("parks.name"), sorter: (a, b) => text(a.name).localeCompare(text(b.name)), render: (_, p) => mayWrite ? <Button type="link" size="small" onClick={() => setPark(p)}>{text(p.name)}</Button> : text(p.name) },
              { key: "kind", title: t("parks.kind"), render: (_, p) => t(`parks.kinds.${p.kind}`) },
              { key: "leading", title: t("parks.leading"), render: (_, p) => p.leading_industry_names.map((name, i) => <Tag key={p.leading_industries[i]}>{name}</Tag>) },
              { key: "residents", title: t("parks.residents"), align: "right", sorter: (a, b) => a.residents - b.residents, render: (_, p) => <GoLink to={`/registry/enterprises?park=${p.zone_id}`}>{formatNumber(p.residents)}</GoLink> },
              { key: "area", title: t("parks.area"), align: "right", render: (_, p) => p.area_square_metres === null ? missing : `${formatNumber(p.area_square_metres)} m²` },
              { key: "started", title: t("parks.started"), render: (_, p) => formatDate(p.started_on) },
              { key: "brand", title: t("parks.brand"), render: (_, p) => p.brand ?? missing },
              { key: "chain", title: "", render: (_, p) => <Link to={withZone("/chain/map", p.zone_id)}>{t("parks.chain")}</Link> },
            ]}
          />
        )}
      </Card>
      <Card title={t("agreements.title")} extra={mayWrite && <Button onClick={() => setAgreement("new")}>{t("agreements.new")}</Button>}>
        {agreements.error ? <Failure error={agreements.error} onRetry={agreements.reload} /> : !agreements.data ? <Loading rows={2} /> : (
          <Table<Agreement>
            size="small"
            rowKey="id"
            dataSource={agreements.data.items}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: <Empty description={t("agreements.empty")} /> }}
            columns={[
              { key: "title", title: t("agreements.name"), render: (_, a) => mayWrite ? <Button type="link" size="small" onClick={() => setAgreement(a)}>{a.title}</Button> : a.title },
              { key: "kind", title: t("parks.kind"), render: (_, a) => t(`agreements.kinds.${a.kind}`) },
              { key: "zone", title: t("agreements.here"), render: (_, a) => zoneName(a.zone_id) },
              { key: "partner", title: t("agreements.partner"), render: (_, a) => zoneName(a.partner_zone_id) },
              { key: "output", title: t("agreements.output"), align: "right", render: (_, a) => a.output_share_percent === null ? missing : `${a.output_share_percent}%` },
              { key: "tax", title: t("agreements.tax"), align: "right", render: (_, a) => a.tax_share_percent === null ? missing : `${a.tax_share_percent}%` },
              { key: "period", title: t("agreements.period"), render: (_, a) => formatPeriod(a.from_date, a.to_date, language) },
            ]}
          />
        )}
      </Card>
      <ParkDrawer park={park} onClose={() => setPark(null)} onSaved={() => { setPark(null); parks.reload(); }} />
      <AgreementDrawer agreement={agreement} onClose={() => setAgreement(null)} onSaved={() => { setAgreement(null); agreements.reload(); }} />
    </Page>
  );
}
