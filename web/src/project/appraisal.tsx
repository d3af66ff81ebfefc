// Appraisal of those who bring projects: what a period would give, statements, the weights.
import { Button, Card, Form, Input, InputNumber, Switch, Table, Tabs, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatMoney, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useGo, useZones } from "../shell/zones";
import { AppraisalCard, categories } from "./appraisal_view";
import { todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { lastQuarter } from "./last_quarter";
import { useT } from "./locale";
import { paths, statementPath } from "./paths";
import { pointsText } from "./points";
import {  } from "./tags";
import type { AppraisalAnswer, AppraisalRule, Statement } from "./types";
import "./project.css";

interface PeriodValues {
  from_date: string;
  to_date: string;
  pool: string;
  as_of?: string;
}

function Preview() {
  const t = useT();
  const go = useGo();
  const { zone } = useZones();
  const required = useRequired();
  const mayWrite = usePermission("project.write");
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const quarter = lastQuarter(todayText());
  const asked = { from_date: params.get("from") ?? quarter.from, to_date: params.get("to") ?? quarter.to, pool: params.get("pool") ?? "0", as_of: params.get("as_of") };
  const answer = useGet<AppraisalAnswer>(paths.appraisal, { zone: zone.id, ...asked });
  return (
    <>
      <Form<PeriodValues>
        layout="inline"
        className="gap inline-form"
        initialValues={{ ...asked, as_of: asked.as_of ?? undefined }}
        onFinish={(v) => setParams((old) => { const p = new URLSearchParams(old); for (const [name, value] of [["from", v.from_date], ["to", v.to_date], ["pool", v.pool], ["as_of", v.as_of]] as const) if (value) p.set(name, value); else p.delete(name); return p; }, { replace: true })}
      >
        <Form.Item name="from_date" label={t("appraisal.from")} rules={required}><Input type="date" /></Form.Item>
        <Form.Item name="to_date" label={t("appraisal.to")} rules={required}><Input type="date" /></Form.Item>
        <Form.Item name="pool" label={t("appraisal.pool")} rules={required}><Input inputMode="decimal" suffix={t("yuan")} /></Form.Item>
        <Form.Item name="as_of" label={t("appraisal.asOf")} tooltip={t("appraisal.asOfHelp")}><Input type="date" max={todayText()} /></Form.Item>
        <Button htmlType="submit" type="primary" loading={answer.loading}>{t("appraisal.compute")}</Button>
        {mayWrite && <Button onClick={() => setCreating(true)}>{t("appraisal.create")}</Button>}
      </Form>
      {answer.error ? <Failure error={answer.error} onRetry={answer.reload} /> : !answer.data ? <Loading rows={8} /> : answer.data.lines.length === 0 && answer.data.skipped.length === 0 ? <Nothing title={t("appraisal.nothing")} hint={t("appraisal.nothingHint")} /> : <AppraisalCard answer={answer.data} />}
      {creating && (
        <FormDialog<PeriodValues & { title: string }>
          title={t("appraisal.create")}
          help={t("appraisal.createHelp")}
          initial={{ from_date: asked.from_date, to_date: asked.to_date, pool: asked.pool, title: t("appraisal.titleOf", { from: asked.from_date, to: asked.to_date }) }}
          onClose={() => setCreating(false)}
          run={async (v) => go(statementPath((await call<Statement>("POST", paths.statements, { zone: zone.id, title: v.title, from_date: v.from_date, to_date: v.to_date, pool: v.pool })).id))}
        >
          <Form.Item name="title" label={t("appraisal.title")} rules={required}><Input maxLength={200} /></Form.Item>
          <div className="two">
            <Form.Item name="from_date" label={t("appraisal.from")} rules={required}><Input type="date" /></Form.Item>
            <Form.Item name="to_date" label={t("appraisal.to")} rules={required}><Input type="date" /></Form.Item>
          </div>
          <Form.Item name="pool" label={t("appraisal.pool")} rules={required}><Input inputMode="decimal" suffix={t("yuan")} /></Form.Item>
        </FormDialog>
      )}
    </>
  );
}

export const statementColor = { draft: "gold", approved: "green", cancelled: undefined } as const;

function Statements() {
  const t = useT();
  const { zone } = useZones();
  const list = useGet<{ items: Statement[] }>(paths.statements, { zone: zone.id });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  return (
    <Table<Statement>
      size="small"
      rowKey="id"
      dataSource={list.data.items}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Nothing title={t("appraisal.noStatements")} hint={t("appraisal.createHelp")} /> }}
      columns={[
        { key: "title", title: t("appraisal.title"), render: (_, s) => <><GoLink to={statementPath(s.id)}>{s.title}</GoLink></> },
        { key: "period", title: t("appraisal.period"), render: (_, s) => `${s.from_date} – ${s.to_date}` },
        { key: "points", title: t("appraisal.points"), align: "right", render: (_, s) => pointsText(s.points) },
        { key: "pool", title: t("appraisal.pool"), align: "right", render: (_, s) => formatMoney(s.pool) },
        { key: "state", title: t("override.state"), render: (_, s) => <Tag color={statementColor[s.state]}>{t(`appraisal.states.${s.state}`)}</Tag> },
        { key: "made", title: t("appraisal.madeBy"), render: (_, s) => `${s.created_by_name ?? missing} ${formatTime(s.created_at)}` },
        { key: "decided", title: t("appraisal.decidedBy"), render: (_, s) => (s.decided_by_name ? `${s.decided_by_name} ${formatTime(s.decided_at)}` : missing) },
      ]}
    />
  );
}

function Rules() {
  const t = useT();
  const text = useText();
  const { zone, zones } = useZones();
  const required = useRequired();
  const mayApprove = usePermission("project.approve");
  const [editing, setEditing] = useState(false);
  const list = useGet<{ items: AppraisalRule[] }>(paths.appraisalRules, { zone: zone.id });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const current = list.data.items[0];
  return (
    <>
      <div className="table-tools"><span className="quiet">{t("appraisal.rulesHelp")}</span><span className="table-tools-right">{mayApprove && current && <Button type="primary" onClick={() => setEditing(true)}>{t("appraisal.setRule")}</Button>}</span></div>
      <Table<AppraisalRule>
        size="small"
        rowKey={(r) => `${r.zone_id}.${r.id}`}
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={list.data.items}
        columns={[
          { key: "zone", title: t("settings.setAt"), render: (_, r) => (r.id === 0 ? t("settings.product") : text(zones.find((z) => z.id === r.zone_id)?.name)) },
          { key: "from", title: t("settings.from"), render: (_, r) => formatDate(r.from_date) },
          ...categories.map((c) => ({ key: c, title: t(`appraisal.categories.${c}`), align: "right" as const, render: (_: unknown, r: AppraisalRule) => r.rule[c] })),
          { key: "overridden", title: t("appraisal.countOverridden"), render: (_, r) => t(r.rule.count_overridden ? "shell:form.yes" : "shell:form.no") },
          { key: "at", title: t("scoreRule.setAt"), render: (_, r) => formatTime(r.set_at) },
        ]}
      />
      {editing && current && (
        <FormDialog<AppraisalRule["rule"] & { from_date: string }>
          title={t("appraisal.setRule")}
          initial={{ ...current.rule, from_date: todayText() }}
          onClose={() => setEditing(false)}
          run={async ({ from_date, ...rule }) => { await call("POST", paths.appraisalRules, { zone: zone.id, from_date, rule }); setEditing(false); list.reload(); }}
        >
          <div className="two">{categories.map((c) => <Form.Item key={c} name={c} label={t(`appraisal.categories.${c}`)} rules={required}><InputNumber min={0} max={1000} precision={0} className="full" /></Form.Item>)}</div>
          <Form.Item name="count_overridden" label={t("appraisal.countOverridden")} valuePropName="checked" extra={t("appraisal.countOverriddenHelp")}><Switch /></Form.Item>
          <Form.Item name="from_date" label={t("settings.from")} rules={required}><Input type="date" /></Form.Item>
        </FormDialog>
      )}
    </>
  );
}

export default function Appraisal() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const tabs = [
    { key: "preview", label: t("appraisal.preview"), children: <Preview /> },
    { key: "statements", label: t("appraisal.statements"), children: <Statements /> },
    { key: "rules", label: t("appraisal.rules"), children: <Rules /> },
  ];
  return (
    <Page title={t("appraisal.pageTitle")} help={t("appraisal.help")}>
      <Card size="small">
        <Tabs
          destroyOnHidden
          activeKey={tabs.some((tab) => tab.key === params.get("tab")) ? params.get("tab")! : "preview"}
          onChange={(tab) => setParams((old) => { const p = new URLSearchParams(old); p.set("tab", tab); return p; }, { replace: true })}
          items={tabs}
        />
      </Card>
    </Page>
  );
}
