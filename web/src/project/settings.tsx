// What a zone sets for its projects: deadlines and limits, and rules beyond the product's own.
import { Button, Card, Form, Input, InputNumber, Popconfirm, Select, Switch, Table, Tabs, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatPeriod } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths } from "./paths";
import { ScoreRules } from "./score_rules";
import { Budgets } from "./budgets";
import { StageTag } from "./tags";
import type { Setting, StageRule } from "./types";
import { stages, titleIn, useVocabulary } from "./vocabulary";
import "./project.css";

function Deadlines() {
  const t = useT();
  const text = useText();
  const { zone, zones } = useZones();
  const mayWrite = usePermission("project.approve");
  const read = useGet<{ items: Setting[] }>(paths.settings, { zone: zone.id });
  const [own, setOwn] = useState<{ items: Setting[] }>();
  const { submit, error, busy } = useSubmit(async (v: { name: string; value: number | null }) => {
    setOwn(await call("PUT", paths.setting, { zone: zone.id, ...v }));
  });
  const data = own ?? read.data;
  if (read.error) return <Failure error={read.error} onRetry={read.reload} />;
  if (!data) return <Loading />;
  const name = (id: number | null) => (id === null ? t("settings.product") : id === zone.id ? t("settings.here") : text(zones.find((z) => z.id === id)?.name));
  return (
    <>
      {error && <Failure error={error} />}
      <Table<Setting>
        size="small"
        rowKey="name"
        loading={busy}
        dataSource={data.items}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "title", title: t("settings.what"), render: (_, s) => text(s.title) },
          {
            key: "value", title: t("settings.value"),
            render: (_, s) => s.is_switch ? (
              <Switch checked={s.value === 1} disabled={!mayWrite} loading={busy} aria-label={text(s.title)} onChange={(on) => void submit({ name: s.name, value: on ? 1 : 0 })} />
            ) : mayWrite ? (
              <InputNumber key={s.value} min={s.min} max={s.max} precision={0} defaultValue={s.value} suffix={text(s.unit)} aria-label={text(s.title)} className="setting-value" onBlur={(event) => { const value = Number(event.target.value.replace(/\D/g, "")); if (value !== s.value && value >= s.min && value <= s.max) void submit({ name: s.name, value }); }} onPressEnter={(event) => (event.target as HTMLInputElement).blur()} />
            ) : `${s.value} ${text(s.unit)}`,
          },
          { key: "from", title: t("settings.setAt"), render: (_, s) => <Tag color={s.set_at_zone === zone.id ? "blue" : undefined}>{name(s.set_at_zone)}</Tag> },
          { key: "range", title: t("settings.range"), render: (_, s) => (s.is_switch ? "" : `${s.min} – ${s.max}`) },
          { key: "standard", title: t("settings.standard"), align: "right", render: (_, s) => (s.is_switch ? t(s.standard === 1 ? "shell:form.yes" : "shell:form.no") : s.standard) },
          { key: "reset", title: "", render: (_, s) => mayWrite && s.set_at_zone === zone.id && <Button size="small" onClick={() => void submit({ name: s.name, value: null })}>{t("settings.reset")}</Button> },
        ]}
      />
    </>
  );
}

interface RuleValues {
  stage: string;
  kind: "field" | "evidence" | "must_hold";
  field?: string;
  evidence?: string;
  must_hold?: string;
  verified?: boolean;
  applies_when?: string;
  effective_from: string;
  effective_to?: string;
  clause: string;
  zh: string;
  en: string;
}

function AddRule({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const words = useVocabulary();
  const [form] = Form.useForm<RuleValues>();
  const kind = Form.useWatch("kind", form);
  const required = useRequired();
  const named = (list: { name: string; title: { zh: string; en: string } }[]) => list.map((row) => ({ value: row.name, label: text(row.title) }));
  return (
    <FormDialog
      form={form}
      width={640}
      title={t("settings.addRule")}
      help={t("settings.addRuleHelp")}
      initial={{ kind: "field", effective_from: todayText() }}
      onClose={onClose}
      run={async (v: RuleValues) => {
        await call<StageRule>("POST", paths.rules, {
          zone: zone.id, stage: v.stage, field: v.kind === "field" ? v.field : null, evidence: v.kind === "evidence" ? v.evidence : null, must_hold: v.kind === "must_hold" ? v.must_hold : null,
          verified: v.kind === "evidence" ? v.verified ?? false : null, applies_when: v.applies_when || null, effective_from: v.effective_from, effective_to: v.effective_to || null, clause: v.clause, message: { zh: v.zh, en: v.en || v.zh },
        });
        onSaved();
      }}
    >
      <div className="two">
        <Form.Item name="stage" label={t("settings.before")} rules={required}><Select options={stages.slice(1).map((value) => ({ value, label: text(titleIn(words.stages, value)) }))} /></Form.Item>
        <Form.Item name="kind" label={t("settings.asks")}><Select options={(["field", "evidence", "must_hold"] as const).map((value) => ({ value, label: t(`settings.kinds.${value}`) }))} /></Form.Item>
        {kind === "field" && <Form.Item name="field" label={t("settings.kinds.field")} rules={required}><Select showSearch={{ optionFilterProp: "label" }} options={[...named(words.fields), ...named(words.conduct_values)]} /></Form.Item>}
        {kind === "evidence" && <Form.Item name="evidence" label={t("settings.kinds.evidence")} rules={required}><Select showSearch={{ optionFilterProp: "label" }} options={named(words.evidence_kinds)} /></Form.Item>}
        {kind === "evidence" && <Form.Item name="verified" label={t("settings.verified")} valuePropName="checked"><Switch /></Form.Item>}
        {kind === "must_hold" && <Form.Item name="must_hold" label={t("settings.kinds.must_hold")} rules={required} extra={t("settings.conditionHelp")}><Input spellCheck={false} /></Form.Item>}
      </div>
      <Form.Item name="applies_when" label={t("settings.appliesWhen")} extra={t("settings.conditionHelp")}><Input spellCheck={false} /></Form.Item>
      <div className="two">
        <Form.Item name="effective_from" label={t("settings.from")} rules={required}><Input type="date" /></Form.Item>
        <Form.Item name="effective_to" label={t("settings.to")}><Input type="date" /></Form.Item>
      </div>
      <Form.Item name="clause" label={t("settings.clause")} rules={required} extra={t("settings.clauseHelp")}><Input maxLength={200} /></Form.Item>
      <Form.Item name="zh" label={t("settings.messageZh")} rules={required}><Input maxLength={300} /></Form.Item>
      <Form.Item name="en" label={t("settings.messageEn")}><Input maxLength={300} /></Form.Item>
    </FormDialog>
  );
}

function Rules() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone, zones } = useZones();
  const words = useVocabulary();
  const mayWrite = usePermission("project.approve");
  const [adding, setAdding] = useState(false);
  const [stage, setStage] = useState<string>();
  const read = useGet<{ items: StageRule[] }>(paths.rules, { zone: zone.id });
  const end = useSubmit(async (id: number) => {
    await call("POST", paths.endRule, { zone: zone.id, id, effective_to: todayText() });
    read.reload();
  });
  if (read.error) return <Failure error={read.error} onRetry={read.reload} />;
  if (!read.data) return <Loading />;
  return (
    <>
      {end.error && <Failure error={end.error} />}
      <div className="table-tools">
        <Select allowClear className="table-filter" placeholder={t("settings.before")} value={stage} onChange={setStage} options={stages.map((value) => ({ value, label: text(titleIn(words.stages, value)) }))} />
        <span className="table-tools-right">{mayWrite && <Button type="primary" onClick={() => setAdding(true)}>{t("settings.addRule")}</Button>}</span>
      </div>
      <Table<StageRule>
        size="small"
        rowKey="rule"
        dataSource={read.data.items.filter((rule) => !stage || rule.stage === stage)}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "stage", title: t("settings.before"), render: (_, r) => <StageTag stage={r.stage} /> },
          { key: "what", title: t("settings.asks"), render: (_, r) => <><Tag>{t(`settings.kinds.${r.field ? "field" : r.evidence ? "evidence" : "must_hold"}`)}</Tag> {text(r.title)} {r.verified && <Tag color="gold">{t("settings.verified")}</Tag>}</> },
          { key: "message", title: t("settings.message"), render: (_, r) => <span className="long-text">{text(r.message)}</span> },
          { key: "when", title: t("settings.condition"), render: (_, r) => <Tooltip title={r.applies_when ? t("settings.appliesWhen") : undefined}>{r.must_hold && <code>{r.must_hold}</code>} {r.applies_when && <code className="quiet">{r.applies_when}</code>}</Tooltip> },
          { key: "clause", title: t("settings.clause"), render: (_, r) => text(r.clause_title) },
          { key: "effective", title: t("settings.effective"), render: (_, r) => formatPeriod(r.effective_from, r.effective_to, language) },
          { key: "from", title: t("settings.setAt"), render: (_, r) => (r.zone_id === null ? t("settings.product") : text(zones.find((z) => z.id === r.zone_id)?.name)) },
          { key: "end", title: "", render: (_, r) => mayWrite && r.id !== null && r.zone_id === zone.id && !r.effective_to && <Popconfirm title={t("settings.endHelp")} onConfirm={() => void end.submit(r.id!)}><Button size="small">{t("settings.end")}</Button></Popconfirm> },
        ]}
      />
      {adding && <AddRule onClose={() => setAdding(false)} onSaved={() => { setAdding(false); read.reload(); }} />}
    </>
  );
}

export default function ProjectSettings() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const tabs = [
    { key: "rules", label: t("settings.rules"), children: <Rules /> },
    { key: "deadlines", label: t("settings.deadlines"), children: <Deadlines /> },
    { key: "scores", label: t("settings.scores"), children: <ScoreRules /> },
    { key: "budgets", label: t("settings.budgets"), children: <Budgets /> },
  ];
  return (
    <Page title={t("settings.title")} help={t("settings.help")}>
      <Card size="small">
        <Tabs
          destroyOnHidden
          activeKey={tabs.some((tab) => tab.key === params.get("tab")) ? params.get("tab")! : "rules"}
          onChange={(tab) => setParams((old) => { const p = new URLSearchParams(old); p.set("tab", tab); return p; }, { replace: true })}
          items={tabs}
        />
      </Card>
    </Page>
  );
}
