// How sure a ranking is: other methods and weights drawn many times, ranks with their 5–95 %
// intervals, the probability of a verdict, and which choice matters (Sobol).
import { Button, Card, Form, InputNumber, Progress, Select, Slider, Table, Tabs, Tooltip } from "antd";
import { useCallback, useMemo, useState } from "react";

import { call } from "../api/client";
import { type ChartOption, EChart } from "../shell/echart";
import { formatNumber, formatShare, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { Failure, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Intervals, SobolBars } from "./charts";
import { useT } from "./locale";
import { useRuleName } from "./rule_name";
import { choices } from "./run_options";
import type { Run, SensitivityAnswer, SobolRow, UncertaintyAnswer, UnitUncertainty } from "./types";

interface Fields {
  replications: number;
  seed: number;
  weight_noise: number;
  scales?: string[];
  means?: string[];
  imputations?: string[];
  winsorise_points?: number[];
  rules: string[];
}

function Distribution({ unit }: { unit: UnitUncertainty }) {
  const t = useT();
  const text = useText();
  const option = useCallback<ChartOption>(() => ({
    grid: { top: 12 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: unit.counts.map((_, i) => i + 1) },
    yAxis: { type: "value" },
    series: [{ type: "bar", data: unit.counts, barCategoryGap: "10%" }],
  }), [unit]);
  return <EChart option={option} height={160} label={t("uncertainty.distribution", { name: text(unit.name) })} />;
}

function Answer({ answer, seconds }: { answer: UncertaintyAnswer; seconds: number }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const ruleName = useRuleName();
  const [open, setOpen] = useState<string>();
  const sorted = useMemo(() => [...answer.units].sort((a, b) => (a.nominal ?? Infinity) - (b.nominal ?? Infinity)), [answer]);
  const chart = useMemo(() => sorted.filter((u) => u.nominal !== null).slice(0, 60).map((u) => ({ name: pick(u.name, language) || u.code, value: u.nominal, low: u.low5, high: u.high95 })), [sorted, language]);
  const rules = [...new Set(answer.units.flatMap((u) => Object.keys(u.probabilities)))];
  const chosen = answer.units.find((u) => u.code === open);
  return (
    <>
      <p className="quiet">{t("uncertainty.done", { count: answer.replications, seconds: formatNumber(seconds, 3) })}{answer.failed > 0 && ` ${t("uncertainty.failed", { count: answer.failed })}`} {text(answer.note)}</p>
      <div className="halves">
        <Card size="small" title={t("run.intervals")}><Intervals ranks rows={chart} label={t("run.intervalsLabel")} valueName={t("totals.rank")} intervalName="5–95 %" onClick={(i) => setOpen(sorted[i]?.code)} /></Card>
        <div>
          {chosen && <Card size="small" className="gap" title={t("uncertainty.distribution", { name: text(chosen.name) })}><Distribution unit={chosen} /></Card>}
          <Table<UnitUncertainty>
            size="small" rowKey="code" dataSource={sorted} pagination={sorted.length > 60 ? { pageSize: 60 } : false} scroll={{ x: "max-content" }} rowClassName="row-open" onRow={(u) => ({ onClick: () => setOpen(u.code) })}
            columns={[
              { key: "nominal", title: t("totals.rank"), align: "right", render: (_, u) => formatNumber(u.nominal) },
              { key: "name", title: t("board.zone"), render: (_, u) => <a role="button" tabIndex={0} onKeyDown={(event) => event.key === "Enter" && setOpen(u.code)}>{text(u.name) || u.code}</a> },
              { key: "interval", title: "5–95 %", align: "right", render: (_, u) => (u.low5 === null ? missing : `${formatNumber(u.low5)}–${formatNumber(u.high95)}`) },
              { key: "mean", title: t("uncertainty.mean"), align: "right", render: (_, u) => formatNumber(u.mean) },
              ...rules.map((rule) => ({ key: rule, title: ruleName(rule), align: "right" as const, sorter: (a: UnitUncertainty, b: UnitUncertainty) => (a.probabilities[rule] ?? -1) - (b.probabilities[rule] ?? -1), render: (_: unknown, u: UnitUncertainty) => formatShare(u.probabilities[rule]) })),
            ]}
          />
        </div>
      </div>
    </>
  );
}

function Sobol({ answer, run }: { answer: SensitivityAnswer; run: Run }) {
  const t = useT();
  const text = useText();
  const [unit, setUnit] = useState<string>();
  const rows: SobolRow[] = (unit && answer.units.find((u) => u.code === unit)?.factors) || answer.mean_rank_shift;
  const chart = useMemo(() => rows.map((r) => { const name = t(`uncertainty.factors.${r.factor}`, r.factor); return { name, first: { name, value: r.first, low: r.first_low, high: r.first_high }, total: { name, value: r.total, low: r.total_low, high: r.total_high } }; }), [rows, t]);
  const interval = (value: number | null, low: number | null, high: number | null) => (value === null ? missing : <>{formatNumber(value, 3)} <span className="quiet">{low === null ? "" : `${formatNumber(low, 3)} – ${formatNumber(high, 3)}`}</span></>);
  return (
    <Card size="small" title={t("uncertainty.sobol")} extra={<Select size="small" className="scheme-select" allowClear value={unit} placeholder={t("uncertainty.allUnits")} aria-label={t("uncertainty.allUnits")} onChange={setUnit} options={answer.units.map((u) => ({ value: u.code, label: text(run.result.rows.find((r) => r.code === u.code)?.name) || u.code }))} />}>
      <p className="quiet">{t("uncertainty.sobolHelp")}</p>
      {chart.length === 0 ? <Nothing title={t("uncertainty.nothingVaries")} /> : <SobolBars rows={chart} firstName={t("uncertainty.first")} totalName={t("uncertainty.total")} label={t("uncertainty.sobol")} />}
      <Table<SobolRow> size="small" rowKey="factor" dataSource={rows} pagination={false} columns={[
        { key: "factor", title: t("uncertainty.factor"), render: (_, r) => t(`uncertainty.factors.${r.factor}`, r.factor) },
        { key: "first", title: <Tooltip title={t("uncertainty.firstHelp")}><span className="has-help">{t("uncertainty.first")}</span></Tooltip>, align: "right", render: (_, r) => interval(r.first, r.first_low, r.first_high) },
        { key: "total", title: <Tooltip title={t("uncertainty.totalHelp")}><span className="has-help">{t("uncertainty.total")}</span></Tooltip>, align: "right", render: (_, r) => interval(r.total, r.total_low, r.total_high) },
      ]} />
    </Card>
  );
}

export function UncertaintyTab({ run }: { run: Run }) {
  const t = useT();
  const { zone } = useZones();
  const ruleName = useRuleName();
  const [form] = Form.useForm<Fields>();
  const [answer, setAnswer] = useState<{ data: UncertaintyAnswer; seconds: number }>();
  const [sobol, setSobol] = useState<SensitivityAnswer>();
  const [tab, setTab] = useState("ranks");
  const input = (fields: Fields) => ({ zone: zone.id, id: run.head.id, ...Object.fromEntries(Object.entries(fields).filter(([, v]) => !(Array.isArray(v) && v.length === 0))) });
  const simulate = useSubmit(async (fields: Fields) => {
    const start = performance.now();
    setAnswer({ data: await call<UncertaintyAnswer>("POST", "/api/evaluation/runs/{id}/uncertainty", input(fields)), seconds: (performance.now() - start) / 1000 });
    setTab("ranks");
  });
  const analyse = useSubmit(async (fields: Fields) => {
    setSobol(await call<SensitivityAnswer>("POST", "/api/evaluation/runs/{id}/sensitivity", { ...input(fields), replications: Math.min(2000, fields.replications) }));
    setTab("sobol");
  });
  const busy = simulate.busy || analyse.busy;
  const words = (values: string[]) => values.map((value) => ({ value, label: t(`method.words.${value}`) }));
  return (
    <>
      <Card size="small" className="gap" title={t("uncertainty.settings")}>
        <Form<Fields> form={form} layout="vertical" className="dense-form settings-form" initialValues={{ replications: 10000, seed: 1, weight_noise: 0.25, scales: ["minmax", "zscore", "rank"], means: ["arithmetic", "geometric"], rules: ["bottom:5:all", "bottom:5:region", "top:10:all"] }} onFinish={(fields) => void simulate.submit(fields)}>
          <Form.Item name="replications" label={t("runs.replications")}><InputNumber className="full" min={100} max={200000} step={1000} /></Form.Item>
          <Form.Item name="seed" label={t("uncertainty.seed")}><InputNumber className="full" min={0} precision={0} /></Form.Item>
          <Form.Item name="weight_noise" label={t("uncertainty.noise")}><Slider min={0} max={1} step={0.05} tooltip={{ formatter: (v) => `± ${Math.round((v ?? 0) * 100)}%` }} /></Form.Item>
          <Form.Item name="scales" label={t("method.scale")}><Select mode="multiple" options={words(choices.scale)} /></Form.Item>
          <Form.Item name="means" label={t("method.means")}><Select mode="multiple" options={words(["arithmetic", "geometric", "harmonic"])} /></Form.Item>
          <Form.Item name="imputations" label={t("method.impute")}><Select mode="multiple" options={words(choices.impute)} placeholder={t("runs.asSystem")} /></Form.Item>
          <Form.Item name="winsorise_points" label={t("method.winsorise_points_max")}><Select mode="multiple" options={[0, 1, 3, 5].map((value) => ({ value, label: value }))} placeholder={t("runs.asSystem")} /></Form.Item>
          <Form.Item name="rules" label={t("uncertainty.rules")}><Select mode="tags" options={["bottom:5:all", "bottom:5:region", "bottom:10:all", "top:10:all"].map((value) => ({ value, label: ruleName(value) }))} /></Form.Item>
        </Form>
        {busy && <Progress percent={100} status="active" showInfo={false} />}
        {(simulate.error ?? analyse.error) && <Failure error={(simulate.error ?? analyse.error)!} />}
        <div className="table-tools">
          <Button type="primary" loading={simulate.busy} onClick={() => form.submit()}>{t("uncertainty.run")}</Button>
          <Button loading={analyse.busy} onClick={() => void analyse.submit(form.getFieldsValue())}>{t("uncertainty.analyse")}</Button>
          <span className="quiet">{t("uncertainty.help")}</span>
        </div>
      </Card>
      {(answer || sobol) && (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            ...(answer ? [{ key: "ranks", label: t("uncertainty.ranks"), children: <Answer answer={answer.data} seconds={answer.seconds} /> }] : []),
            ...(sobol ? [{ key: "sobol", label: t("uncertainty.sobol"), children: <Sobol answer={sobol} run={run} /> }] : []),
          ]}
        />
      )}
    </>
  );
}
