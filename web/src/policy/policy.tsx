// One policy: the text beside the rule, what the zone must set, its life, and who matches it.
import { Alert, App, Button, Card, Col, Descriptions, Form, Input, Modal, Row, Segmented, Statistic, Table, Tabs, Tag, Timeline } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router-dom";

import { call, download } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatMoneyShort, formatPeriod, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { amountText } from "./answers";
import { VerdictTag } from "./cards";
import { StateTag } from "./catalogue";
import { useT } from "./locale";
import type { MatchRow, Policy, PolicyMatches, PolicyParameter } from "./types";

const Bars = lazy(() => import("../shell/chart"));

function Rule({ policy }: { policy: Policy }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { summary: s } = policy;
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={10}>
        <Card size="small" title={t("policy.text")}>
          <p className="clause-text">{text(policy.text) || t("policy.noText")}</p>
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: "document", label: t("catalogue.document"), children: policy.url ? <a href={policy.url} target="_blank" rel="noreferrer">{s.document}</a> : s.document },
              { key: "clause", label: t("policy.clause"), children: s.clause || missing },
              { key: "effective", label: t("catalogue.effective"), children: formatPeriod(s.effective_from, s.effective_to, language) },
              { key: "entity", label: t("catalogue.entity"), children: t(`entity.${s.entity}`, s.entity) },
              { key: "legal", label: t("policy.legalBasis"), children: policy.legal_basis || missing },
              { key: "fair", label: t("policy.fair"), children: policy.fair_competition_review || missing },
            ]}
          />
        </Card>
      </Col>
      <Col xs={24} lg={14}>
        <Card size="small" title={t("policy.conditions")}>
          <ol className="conditions">
            {policy.conditions.map((c) => (
              <li key={c.id}><strong>{text(c.label) || c.id}</strong> {c.clause && <span className="quiet">{t("catalogue.clause", { clause: c.clause })}</span>}<br /><code>{c.expression}</code></li>
            ))}
          </ol>
          <p>{t("policy.eligible")} <code>{policy.eligible}</code></p>
          {policy.amount && <p>{t("policy.amount")} <code>{policy.amount}</code></p>}
          <p className="quiet">{t("policy.asks")} {policy.fields.map((f) => <Tag key={f.name}>{text(f.label) || f.name}</Tag>)}</p>
        </Card>
      </Col>
      <Col span={24}>
        <Card size="small" title={t("policy.source")}><pre className="rule-source">{policy.source}</pre></Card>
      </Col>
    </Row>
  );
}

function Parameters({ policy, onSaved }: { policy: Policy; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("policy.write");
  const [open, setOpen] = useState<PolicyParameter | null>(null);
  const [form] = Form.useForm();
  const { submit, error, busy } = useSubmit(async (v: { value: string; from_date: string }) => {
    await call("PUT", "/api/policies/{id}/parameters", { zone: zone.id, id: policy.summary.id, name: open!.name, value: v.value, from_date: v.from_date });
    setOpen(null);
    onSaved();
  });
  return (
    <>
      {policy.summary.parameters_to_set.length > 0 && <Alert className="gap" type="warning" showIcon title={t("policy.mustSet", { names: policy.summary.parameters_to_set.join(", ") })} />}
      <Table<PolicyParameter>
        size="small"
        rowKey="name"
        dataSource={policy.parameters}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "label", title: t("policy.parameter"), render: (_, p) => <>{text(p.label) || p.name} <code className="quiet">{p.name}</code></> },
          { key: "value", title: t("policy.value"), align: "right", render: (_, p) => p.value ?? <Tag color="orange">{t("catalogue.notSet")}</Tag> },
          { key: "since", title: t("policy.since"), render: (_, p) => formatDate(p.since) },
          { key: "range", title: t("policy.range"), render: (_, p) => (p.minimum || p.maximum ? `${p.minimum ?? "…"} – ${p.maximum ?? "…"}` : missing) },
          { key: "set", title: t("policy.whoSets"), render: (_, p) => (p.set_by_zone ? <>{t("policy.zoneSets")} {mayWrite && <Button size="small" onClick={() => { form.resetFields(); setOpen(p); }}>{t("policy.set")}</Button>}</> : t("policy.documentSets")) },
        ]}
      />
      <Modal open={open !== null} onCancel={() => setOpen(null)} title={text(open?.label) || open?.name} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()}>
        {error && <Failure error={error} />}
        <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
          <Form.Item name="value" label={t("policy.value")} extra={t("policy.valueHelp")} rules={[{ required: true, message: t("shell:form.required") }]}><Input /></Form.Item>
          <Form.Item name="from_date" label={t("policy.since")} rules={[{ required: true, message: t("shell:form.required") }]}><Input type="date" /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function Life({ policy, onSaved }: { policy: Policy; onSaved: () => void }) {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const go = useGo();
  const mayWrite = usePermission("policy.write");
  const mayApprove = usePermission("policy.approve");
  const [reviewing, setReviewing] = useState(false);
  const [form] = Form.useForm();
  const newest = policy.revisions[0];
  const input = { zone: zone.id, id: policy.summary.id, revision: policy.summary.revision, version: policy.version };
  const { submit, error, busy } = useSubmit(async (run: () => Promise<unknown>) => {
    await run();
    setReviewing(false);
    onSaved();
  });
  const step = (name: string) => void submit(() => call("POST", `/api/policies/{id}/${name}`, input));
  return (
    <>
      {error && <Failure error={error} />}
      <div className="table-tools">
        {mayWrite && <Button onClick={() => go(`/policy/editor?id=${encodeURIComponent(policy.summary.id)}`)}>{t(newest?.state === "draft" ? "policy.editDraft" : "policy.newDraft")}</Button>}
        {mayWrite && policy.summary.state === "draft" && <Button type="primary" onClick={() => setReviewing(true)}>{t("policy.review")}</Button>}
        {mayApprove && policy.summary.state === "reviewed" && <Button type="primary" loading={busy} onClick={() => step("approve")}>{t("policy.approve")}</Button>}
        {mayApprove && policy.summary.state === "approved" && <Button type="primary" loading={busy} onClick={() => step("publish")}>{t("policy.publish")}</Button>}
        <span className="quiet">{t("policy.lifeHelp")}</span>
      </div>
      <Timeline
        items={policy.revisions.map((r) => ({
          color: r.state === "published" ? "green" : r.state === "superseded" ? "gray" : "blue",
          content: (
            <>
              <strong>{t("policy.revision", { number: r.revision })}</strong> <StateTag state={r.state} /> <span className="quiet">{formatPeriod(r.effective_from, r.effective_to, language)}</span>
              <div className="quiet">{[["policy.created", r.created_at], ["policy.reviewedAt", r.reviewed_at], ["policy.approvedAt", r.approved_at], ["policy.publishedAt", r.published_at]].filter(([, at]) => at).map(([key, at]) => `${t(key!)} ${formatTime(at)}`).join(" · ")}</div>
              {r.legal_basis && <div>{t("policy.legalBasis")}: {r.legal_basis}</div>}
              {r.fair_competition_review && <div>{t("policy.fair")}: {r.fair_competition_review}</div>}
            </>
          ),
        }))}
      />
      <Modal open={reviewing} onCancel={() => setReviewing(false)} title={t("policy.review")} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()}>
        <Form form={form} layout="vertical" onFinish={(v) => void submit(() => call("POST", "/api/policies/{id}/review", { ...input, ...v }))}>
          <Form.Item name="legal_basis" label={t("policy.legalBasis")} rules={[{ required: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} /></Form.Item>
          <Form.Item name="fair_competition_review" label={t("policy.fair")} rules={[{ required: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}

function Matches({ id }: { id: string }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { message } = App.useApp();
  const [params, setParams] = useSearchParams();
  const verdict = params.get("verdict") ?? "eligible";
  const page = Number(params.get("page") ?? 1);
  const set = (changes: Record<string, string>) =>
    setParams((old) => { const next = new URLSearchParams(old); for (const [k, v] of Object.entries(changes)) next.set(k, v); return next; }, { replace: true });
  const { data, error, loading, reload } = useGet<PolicyMatches>("/api/policies/{id}/matches", { zone: zone.id, id, verdict, page, page_size: 50 });
  const chart = useMemo(
    () => ({
      labels: data?.by_park.map((p) => text(p.park_name)) ?? [],
      series: [
        { name: t("verdict.eligible"), values: data?.by_park.map((p) => p.eligible) ?? [], tone: "strong" as const },
        { name: t("verdict.unknown"), values: data?.by_park.map((p) => p.unknown) ?? [], tone: "weak" as const },
      ],
    }),
    [data, language],
  );
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const take = (format: string) =>
    download("/api/policies/{id}/matches/export", { zone: zone.id, id, verdict, format, lang: language }, `${id}.${format}`).catch((cause) => message.error(text(cause.text)));
  return (
    <>
      <div className="statistics">
        {(["eligible", "unknown", "ineligible"] as const).map((v) => <Statistic key={v} title={t(`verdict.${v}`)} value={data[v]} />)}
        <Statistic title={t("policy.totalAmount")} value={formatMoneyShort(data.amount, language)} />
        {data.amounts_unknown > 0 && <Statistic title={t("policy.amountsUnknown")} value={data.amounts_unknown} />}
      </div>
      {chart.labels.length > 0 && <Suspense fallback={<Loading rows={3} />}><Bars {...chart} /></Suspense>}
      <div className="table-tools">
        <Segmented value={verdict} onChange={(v) => set({ verdict: v, page: "1" })} options={["eligible", "unknown", "ineligible"].map((value) => ({ value, label: t(`verdict.${value}`) }))} />
        <span className="table-tools-right"><Button onClick={() => void take("xlsx")}>Excel</Button><Button onClick={() => void take("csv")}>CSV</Button></span>
      </div>
      <Table<MatchRow>
        size="small"
        rowKey="enterprise_id"
        loading={loading}
        dataSource={data.items}
        scroll={{ x: "max-content" }}
        pagination={{ current: page, pageSize: 50, total: data.total, showSizeChanger: false, onChange: (next) => set({ page: String(next) }) }}
        locale={{ emptyText: <Nothing title={t("policy.noMatches")} /> }}
        columns={[
          { key: "name", title: t("policy.enterprise"), render: (_, r) => <GoLink to={`/policy/matching?enterprise=${r.enterprise_id}`}>{r.name}</GoLink> },
          { key: "park", title: t("policy.park"), render: (_, r) => text(r.park_name) || missing },
          { key: "verdict", title: t("policy.verdict"), render: (_, r) => <VerdictTag verdict={r.verdict} /> },
          { key: "amount", title: t("policy.money"), align: "right", render: (_, r) => amountText(r.amount, language) || missing },
          { key: "missing", title: t("policy.missing"), render: (_, r) => r.missing.map((m) => <Tag key={m}>{m}</Tag>) },
        ]}
      />
    </>
  );
}

export default function PolicyPage() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const { data, error, reload } = useGet<Policy>("/api/policies/{id}", { zone: zone.id, id });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={text(data.summary.title)}
      help={<><GoLink to="/policy/catalogue">{t("catalogue.title")}</GoLink> · {t(`class.${data.summary.policy_class}`)} · {data.summary.document} <StateTag state={data.summary.state} /></>}
      actions={<Button onClick={() => go(`/policy/what-if?id=${encodeURIComponent(id)}`)}>{t("whatIf.title")}</Button>}
    >
      <Card>
        <Tabs
          destroyOnHidden
          activeKey={params.get("tab") ?? "rule"}
          onChange={(tab) => setParams((old) => { const next = new URLSearchParams(old); next.set("tab", tab); return next; }, { replace: true })}
          items={[
            { key: "rule", label: t("policy.tabRule"), children: <Rule policy={data} /> },
            { key: "parameters", label: t("policy.tabParameters"), children: <Parameters policy={data} onSaved={reload} /> },
            { key: "matches", label: t("policy.tabMatches"), children: <Matches id={id} /> },
            { key: "life", label: t("policy.tabLife"), children: <Life policy={data} onSaved={reload} /> },
          ]}
        />
      </Card>
    </Page>
  );
}
