// One policy: the text beside the rule, where it stands in its life and what one may do next, what
// the zone must set, its tests and source, its versions.
import { Alert, Button, Card, Col, Descriptions, Form, Input, Modal, Row, Steps, Table, Tabs, Tag, Tooltip } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatPeriod, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { documentName } from "./answers";
import { useT } from "./locale";
import { editorPath, matchesPath, policyPath, whatIfPath } from "./paths";
import "./policy.css";
import { CheckResults, type Place, RuleText, useCheck } from "./rule_editor";
import { marksOf } from "./rule_text";
import { ClassTag, StateTag } from "./tags";
import type { Policy, PolicyParameter, PolicyRevision, PolicyState } from "./types";

/** Ids as names where one may read the users, else as numbers. */
function useUserName(): (id: number | null) => string {
  const t = useT();
  const { zone } = useZones();
  const { session } = useSession();
  const mayRead = usePermission("access.read");
  const { data } = useGet<{ items: { id: number; display_name: string }[] }>(mayRead ? "/api/users" : null, { zone: zone.id, page_size: 200 });
  return (id) => {
    if (id === null) return "";
    if (id === session?.user.id) return session.user.display_name;
    return data?.items.find((user) => user.id === id)?.display_name ?? t("policy.user", { id });
  };
}

function Rule({ policy }: { policy: Policy }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { summary: s } = policy;
  const document = documentName(s.document, language);
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={10}>
        <Card size="small" title={t("policy.text")}>
          <p className="clause-text">{text(policy.text) || t("policy.noText")}</p>
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: "document", label: t("catalogue.document"), children: policy.url ? <a href={policy.url} target="_blank" rel="noreferrer">{document}</a> : document },
              { key: "clause", label: t("policy.clause"), children: s.clause || missing },
              { key: "effective", label: t("catalogue.effective"), children: formatPeriod(s.effective_from, s.effective_to, language) },
              { key: "entity", label: t("catalogue.entity"), children: t(`entity.${s.entity}`, s.entity) },
              { key: "kind", label: t("catalogue.kind"), children: t(`kind.${s.kind}`, s.kind) },
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
              <li key={c.id}>
                <strong>{text(c.label) || c.id}</strong> {c.clause && <span className="quiet">{t("catalogue.clause", { clause: c.clause })}</span>}
                <div><code>{c.expression}</code></div>
              </li>
            ))}
          </ol>
          <dl className="rule-lines">
            <dt>{t("policy.eligible")}</dt><dd><code>{policy.eligible}</code></dd>
            {policy.amount && <><dt>{t("policy.amount")}</dt><dd><code>{policy.amount}</code></dd></>}
            <dt>{t("policy.asks")}</dt><dd className="tags">{policy.fields.map((f) => <Tooltip key={f.name} title={text(f.question)}><Tag>{text(f.label) || f.name}</Tag></Tooltip>)}</dd>
          </dl>
        </Card>
        {policy.parameters.length > 0 && <Card size="small" className="gap-top" title={t("policy.parameters")}><ParameterTable parameters={policy.parameters} /></Card>}
      </Col>
    </Row>
  );
}

function ParameterTable({ parameters, action }: { parameters: PolicyParameter[]; action?: (parameter: PolicyParameter) => ReactNode }) {
  const t = useT();
  const text = useText();
  return (
    <Table<PolicyParameter>
      size="small"
      rowKey="name"
      dataSource={parameters}
      pagination={false}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "label", title: t("policy.parameter"), render: (_, p) => <span className="long-text">{text(p.label) || p.name} <code className="quiet">{p.name}</code></span> },
        { key: "value", title: t("policy.value"), align: "right", render: (_, p) => p.value ?? <Tag color="orange">{t("catalogue.notSet")}</Tag> },
        { key: "since", title: t("policy.since"), render: (_, p) => formatDate(p.since) },
        { key: "range", title: t("policy.range"), render: (_, p) => (p.minimum || p.maximum ? `${p.minimum ?? "…"} – ${p.maximum ?? "…"}` : missing) },
        { key: "who", title: t("policy.whoSets"), render: (_, p) => <>{t(p.set_by_zone ? "policy.zoneSets" : "policy.documentSets")} {action?.(p)}</> },
      ]}
    />
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
  const range = open && (open.minimum || open.maximum) ? `${t("policy.range")}: ${open.minimum ?? "…"} – ${open.maximum ?? "…"}. ` : "";
  return (
    <>
      <p className="quiet basis">{t("policy.parametersHelp")}</p>
      <ParameterTable
        parameters={policy.parameters}
        action={(p) => p.set_by_zone && mayWrite && <Button size="small" onClick={() => { form.resetFields(); setOpen(p); }}>{t("policy.set")}</Button>}
      />
      <Modal open={open !== null} onCancel={() => setOpen(null)} title={text(open?.label) || open?.name} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()} destroyOnHidden>
        {error && <Failure error={error} />}
        <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
          <Form.Item name="value" label={t("policy.value")} extra={range + t("policy.valueHelp")} rules={[{ required: true, message: t("shell:form.required") }]}><Input autoFocus /></Form.Item>
          <Form.Item name="from_date" label={t("policy.since")} rules={[{ required: true, message: t("shell:form.required") }]}><Input type="date" /></Form.Item>
        </Form>
      </Modal>
    </>
  );
}

/** Versions that came with the product have no author. */
const isShipped = (revision: PolicyRevision) => revision.created_by === 0;
const lifeOrder: PolicyState[] = ["draft", "reviewed", "approved", "published"];

/** Where this version stands, who did each step, and the next step with why one may not take it. */
function Life({ policy, onSaved }: { policy: Policy; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const { session } = useSession();
  const name = useUserName();
  const mayWrite = usePermission("policy.write");
  const mayApprove = usePermission("policy.approve");
  const [reviewing, setReviewing] = useState(false);
  const [form] = Form.useForm();
  const state = policy.summary.state;
  const revision = policy.revisions.find((r) => r.revision === policy.summary.revision);
  const input = { zone: zone.id, id: policy.summary.id, revision: policy.summary.revision, version: policy.version };
  const { submit, error, busy } = useSubmit(async (run: () => Promise<unknown>) => {
    await run();
    setReviewing(false);
    onSaved();
  });
  const step = (verb: string) => void submit(() => call("POST", `/api/policies/{id}/${verb}`, input));
  const own = revision !== undefined && [revision.created_by, revision.reviewed_by].includes(session?.user.id ?? -1);
  const who = (at: string | null | undefined, by: number | null | undefined) => (at ? <span className="quiet">{name(by ?? null)}<br />{formatTime(at)}</span> : undefined);
  const next =
    state === "draft" ? { permission: mayWrite, label: "policy.review" as const, run: () => setReviewing(true), refusal: null }
    : state === "reviewed" ? { permission: mayApprove, label: "policy.approve" as const, run: () => step("approve"), refusal: own ? t("policy.secondPerson") : null }
    : state === "approved" ? { permission: mayApprove, label: "policy.publish" as const, run: () => step("publish"), refusal: null }
    : null;
  if (revision === undefined || isShipped(revision)) return <p className="quiet">{t("policy.shippedHelp")}</p>;
  return (
    <Card size="small" className="gap life">
      <Steps
        size="small"
        current={state === "superseded" ? lifeOrder.length : lifeOrder.indexOf(state) + (state === "published" ? 1 : 0)}
        items={[
          { title: t("state.draft"), content: who(revision?.created_at, revision?.created_by) },
          { title: t("state.reviewed"), content: who(revision?.reviewed_at, revision?.reviewed_by) },
          { title: t("state.approved"), content: who(revision?.approved_at, revision?.approved_by) },
          { title: t("state.published"), content: who(revision?.published_at, revision?.published_by) },
        ]}
      />
      {next && (
        <div className="life-actions">
          {next.permission && (
            <Tooltip title={next.refusal}><Button type="primary" disabled={next.refusal !== null} loading={busy} onClick={next.run}>{t(next.label)}</Button></Tooltip>
          )}
          <span className="quiet">{next.refusal ?? (next.permission ? t(`policy.next.${state}`) : t("policy.notYours"))}</span>
        </div>
      )}
      {error && !reviewing && <Failure error={error} />}
      <Modal open={reviewing} onCancel={() => setReviewing(false)} title={t("policy.review")} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()}>
        {error && <Failure error={error} />}
        <p className="quiet">{t("policy.reviewHelp")}</p>
        <Form form={form} layout="vertical" initialValues={{ legal_basis: policy.legal_basis, fair_competition_review: policy.fair_competition_review }} onFinish={(v) => void submit(() => call("POST", "/api/policies/{id}/review", { ...input, ...v }))}>
          <Form.Item name="legal_basis" label={t("policy.legalBasis")} extra={t("policy.legalHelp")} rules={[{ required: true, whitespace: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} maxLength={2000} autoFocus /></Form.Item>
          <Form.Item name="fair_competition_review" label={t("policy.fair")} extra={t("policy.fairHelp")} rules={[{ required: true, whitespace: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </Form>
      </Modal>
    </Card>
  );
}

function Source({ source }: { source: string }) {
  const { answer, error } = useCheck(source);
  const [goTo, setGoTo] = useState<Place | null>(null);
  const marks = useMemo(() => marksOf(answer), [answer]);
  return (
    <div className="split editor-split">
      <RuleText value={source} marks={marks} goTo={goTo} />
      <div className="check-results"><CheckResults answer={answer} error={error} onGo={setGoTo} /></div>
    </div>
  );
}

function Versions({ policy }: { policy: Policy }) {
  const t = useT();
  const language = useLanguage();
  const name = useUserName();
  const act = (at: string | null, by: number | null) => (at ? <>{formatTime(at)}<br /><span className="quiet">{name(by)}</span></> : missing);
  return (
    <>
      <p className="quiet basis">{t("policy.lifeHelp")}</p>
      <Table<PolicyRevision>
        size="small"
        rowKey="revision"
        dataSource={policy.revisions}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        rowClassName={(r) => (r.revision === policy.summary.revision ? "row-active" : "")}
        columns={[
          { key: "revision", title: t("policy.version"), render: (_, r) => <GoLink to={`${policyPath(policy.summary.id, r.revision)}&tab=versions`}>{t("policy.revision", { number: r.revision })}</GoLink> },
          { key: "state", title: t("catalogue.state"), render: (_, r) => <StateTag state={r.state} /> },
          { key: "effective", title: t("catalogue.effective"), render: (_, r) => formatPeriod(r.effective_from, r.effective_to, language) },
          { key: "created", title: t("policy.created"), render: (_, r) => (isShipped(r) ? t("catalogue.shipped") : act(r.created_at, r.created_by)) },
          { key: "reviewed", title: t("policy.reviewedAt"), render: (_, r) => act(r.reviewed_at, r.reviewed_by) },
          { key: "approved", title: t("policy.approvedAt"), render: (_, r) => act(r.approved_at, r.approved_by) },
          { key: "published", title: t("policy.publishedAt"), render: (_, r) => act(r.published_at, r.published_by) },
          { key: "legal", title: t("policy.legalBasis"), render: (_, r) => <span className="long-text">{r.legal_basis || missing}</span> },
          { key: "fair", title: t("policy.fair"), render: (_, r) => <span className="long-text">{r.fair_competition_review || missing}</span> },
        ]}
      />
    </>
  );
}

export default function PolicyPage() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const { zone } = useZones();
  const mayWrite = usePermission("policy.write");
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const { data, error, reload } = useGet<Policy>("/api/policies/{id}", { zone: zone.id, id, revision: params.get("revision"), as_of: params.get("as_of") });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading rows={10} />;
  const s = data.summary;
  const draft = data.revisions.find((r) => r.state === "draft");
  return (
    <Page
      title={text(s.title)}
      help={<span className="tags"><StateTag state={s.state} />{s.state === "published" && <Tag color={s.in_force ? "green" : "default"}>{t(s.in_force ? "catalogue.inForce" : "catalogue.notInForce")}</Tag>}<ClassTag of={s.policy_class} /> {documentName(s.document, language)} {s.clause && t("catalogue.clause", { clause: s.clause })} <code>{s.id}</code></span>}
      actions={
        <>
          <Button onClick={() => go(matchesPath(id))}>{t("policy.matches")}</Button>
          <Button onClick={() => go(whatIfPath(id))}>{t("whatIf.title")}</Button>
          {mayWrite && <Button onClick={() => go(editorPath(id))}>{t(draft ? "policy.editDraft" : "policy.newDraft")}</Button>}
        </>
      }
    >
      {s.parameters_to_set.length > 0 && (
        <Alert
          className="gap"
          type="warning"
          showIcon
          title={t("policy.mustSet", { names: s.parameters_to_set.map((name) => text(data.parameters.find((p) => p.name === name)?.label) || name).join(" · ") })}
          action={<Button size="small" onClick={() => set("tab", "parameters")}>{t("policy.parameters")}</Button>}
        />
      )}
      <Life policy={data} onSaved={reload} />
      <Card>
        <Tabs
          destroyOnHidden
          activeKey={params.get("tab") ?? "rule"}
          onChange={(tab) => set("tab", tab)}
          items={[
            { key: "rule", label: t("policy.tabRule"), children: <Rule policy={data} /> },
            { key: "parameters", label: t("policy.parameters"), children: <Parameters policy={data} onSaved={reload} /> },
            { key: "source", label: t("policy.tabSource"), children: <Source source={data.source} /> },
            { key: "versions", label: t("policy.tabVersions"), children: <Versions policy={data} /> },
          ]}
        />
      </Card>
    </Page>
  );
}
