// How sheets become a score: weights, threshold, how many assessors; versions by date.
import { Button, Form, Input, InputNumber, Table, Tag } from "antd";
import { useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatTime } from "../shell/format";
import { useText } from "../shell/i18n";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths } from "./paths";
import { criteria, type Criterion } from "./score_chart";
import type { ScoreRule } from "./types";

type RuleValues = Record<Criterion | "threshold" | "assessors_min" | "spread_max", number> & { from_date: string };

function SetRule({ rule, onClose, onSaved }: { rule: ScoreRule; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [form] = Form.useForm();
  const values = Form.useWatch([], form) as Record<string, number | undefined> | undefined;
  const sum = criteria.reduce((total, c) => total + Number(values?.[c] ?? 0), 0);
  const required = useRequired();
  const number = (name: string, label: string, max = 100) => <Form.Item key={name} name={name} label={label} rules={required}><InputNumber min={0} max={max} className="full" /></Form.Item>;
  return (
    <FormDialog
      form={form}
      title={t("scoreRule.set")}
      okDisabled={sum !== 100}
      initial={{ ...rule.rule.weights, threshold: rule.rule.threshold, assessors_min: rule.rule.assessors_min, spread_max: rule.rule.spread_max, from_date: todayText() }}
      onClose={onClose}
      run={async (v: RuleValues) => {
        await call("POST", paths.scoreRules, { zone: zone.id, from_date: v.from_date, rule: { weights: Object.fromEntries(criteria.map((c) => [c, v[c]])), threshold: v.threshold, assessors_min: v.assessors_min, spread_max: v.spread_max } });
        onSaved();
      }}
    >
      <div className="three">{criteria.map((c) => number(c, `${t(`sheet.criteria.${c}`)} %`))}</div>
      <p className={sum === 100 ? "quiet" : "weak-number"}>{t("scoreRule.sum", { sum })}</p>
      <div className="three">
        {number("threshold", t("sheet.threshold"))}
        {number("assessors_min", t("scoreRule.assessors"), 50)}
        {number("spread_max", t("scoreRule.spread"))}
      </div>
      <Form.Item name="from_date" label={t("settings.from")} rules={required}><Input type="date" /></Form.Item>
    </FormDialog>
  );
}

export function ScoreRules() {
  const t = useT();
  const text = useText();
  const { zone, zones } = useZones();
  const mayWrite = usePermission("project.approve");
  const [editing, setEditing] = useState(false);
  const list = useGet<{ items: ScoreRule[] }>(paths.scoreRules, { zone: zone.id });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const current = list.data.items.find((r) => r.in_force) ?? list.data.items[0];
  return (
    <>
      <div className="table-tools"><span className="table-tools-right">{mayWrite && current && <Button type="primary" onClick={() => setEditing(true)}>{t("scoreRule.set")}</Button>}</span></div>
      <Table<ScoreRule>
        size="small"
        rowKey={(r) => `${r.zone_id}.${r.id}`}
        dataSource={list.data.items}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "zone", title: t("settings.setAt"), render: (_, r) => <>{r.id === 0 ? t("settings.product") : text(zones.find((z) => z.id === r.zone_id)?.name)} {r.in_force && <Tag color="green">{t("scoreRule.inForce")}</Tag>}</> },
          { key: "from", title: t("settings.from"), render: (_, r) => formatDate(r.from_date) },
          ...criteria.map((c) => ({ key: c, title: t(`sheet.criteria.${c}`), align: "right" as const, render: (_: unknown, r: ScoreRule) => `${r.rule.weights[c]}%` })),
          { key: "threshold", title: t("sheet.threshold"), align: "right", render: (_, r) => r.rule.threshold },
          { key: "min", title: t("scoreRule.assessors"), align: "right", render: (_, r) => r.rule.assessors_min },
          { key: "spread", title: t("scoreRule.spread"), align: "right", render: (_, r) => r.rule.spread_max },
          { key: "at", title: t("scoreRule.setAt"), render: (_, r) => formatTime(r.set_at) },
        ]}
      />
      {editing && current && <SetRule rule={current} onClose={() => setEditing(false)} onSaved={() => { setEditing(false); list.reload(); }} />}
    </>
  );
}
