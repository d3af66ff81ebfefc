// The other planning tabs: overlap of parks, shift-share, regional measures, what a document allots
// to each region, the stage of parks with their measures, uploaded tables and rules.
import { Alert, Button, Card, Drawer, Form, Input, Popconfirm, Progress, Segmented, Select, Space, Switch, Table, Tabs, Tag, Tooltip, Upload } from "antd";
import { useMemo, useState } from "react";

import { call, upload } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatShare, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Waterfall } from "./charts";
import { HeatGrid } from "./heat_grid";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { Basis, byValue, measures, usePlanningScope, Value } from "./planning_parts";
import { TakeFile } from "./take_file";
import type { AllocationAnswer, AllocationRow, OverlapAnswer, OverlapPair, ParkStage, ParkStageConditionResult, ParkStageList, PlanningRulesRow, PlanningTable, RegionalMeasures, RegionalRegion, ShiftShareAnswer, ShiftShareIndustry } from "./types";

export function Overlap() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const scope = usePlanningScope();
  const [params, change] = usePageState();
  const measure = params.get("matrix") ?? "krugman";
  const { data, error, reload } = useGet<OverlapAnswer>("/api/evaluation/planning/overlap", scope);
  const pairOf = useMemo(() => new Map(data?.pairs.flatMap((p) => [[`${p.left.key}|${p.right.key}`, p], [`${p.right.key}|${p.left.key}`, p]])), [data]);
  const open = pairOf.get(params.get("open") ?? "");
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const matrix = measure === "krugman" ? data.krugman : data.cosine;
  return (
    <>
      <Basis basis={data.basis} />
      <Space wrap className="gap">
        <Segmented value={measure} onChange={(next) => change({ matrix: next === "krugman" ? undefined : next })} options={["krugman", "cosine"].map((value) => ({ value, label: t(`planning.${value}`) }))} />
        <span className="quiet">{t(`planning.${measure}Help`)}</span>
        <TakeFile path="/api/evaluation/planning/overlap/export" input={{ ...scope, format: "xlsx", lang: language }} name="overlap.xlsx">Excel</TakeFile>
      </Space>
      {data.areas.length < 2 ? <Nothing title={t("planning.noOverlap")} hint={t("planning.noOverlapHint")} /> : (
        <div className="halves">
          <HeatGrid
            label={t(`planning.${measure}`)}
            corner=""
            columns={data.areas.map((a, i) => ({ key: a.key, title: i + 1, help: text(a.name) }))}
            rows={data.areas.map((a, i) => ({ key: a.key, title: `${i + 1} ${text(a.name)}`, cells: data.areas.map((b, j) => { const v = matrix[i]?.[j] ?? null; return i === j ? { value: null, text: "·" } : { value: v === null ? null : measure === "krugman" ? -v : v, text: v === null ? "" : formatNumber(v, 2), help: `${text(a.name)} – ${text(b.name)}` }; }) }))}
            low={measure === "krugman" ? -2 : 0}
            high={measure === "krugman" ? 0 : 1}
            onOpen={(i, j) => i !== j && change({ open: `${data.areas[i]!.key}|${data.areas[j]!.key}` })}
          />
          <Table<OverlapPair>
            size="small" rowKey={(p) => `${p.left.key}|${p.right.key}`} dataSource={data.pairs} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }} rowClassName="row-open" onRow={(p) => ({ onClick: () => change({ open: `${p.left.key}|${p.right.key}` }) })}
            title={() => t("planning.warnings", { count: data.warnings })}
            columns={[
              { key: "pair", title: t("planning.pair"), render: (_, p) => <a role="button" tabIndex={0} className="short-text" onKeyDown={(event) => event.key === "Enter" && change({ open: `${p.left.key}|${p.right.key}` })}>{text(p.left.name)} – {text(p.right.name)}</a> },
              { key: "warning", title: "", render: (_, p) => p.warning && <Tag color="red">{t("planning.overlaps")}</Tag> },
              { key: "krugman", title: t("planning.krugman"), align: "right", sorter: (a, b) => byValue(a.krugman, b.krugman), render: (_, p) => <Value of={p.krugman} /> },
              { key: "cosine", title: t("planning.cosine"), align: "right", sorter: (a, b) => byValue(a.cosine, b.cosine), render: (_, p) => <Value of={p.cosine} /> },
              { key: "near", title: t("planning.nearness"), render: (_, p) => t(`planning.near.${p.nearness}`, p.nearness) },
            ]}
          />
        </div>
      )}
      <Drawer open={open !== undefined} onClose={() => change({ open: undefined })} size={560} title={open && `${text(open.left.name)} – ${text(open.right.name)}`}>
        {open && (
          <>
            {open.warning && <Alert className="gap" type="warning" showIcon title={t("planning.overlaps")} />}
            <p>{t("planning.krugman")} <Value of={open.krugman} /> · {t("planning.cosine")} <Value of={open.cosine} /></p>
            <ul>{open.reasons.map((r, i) => <li key={i}>{text(r)}</li>)}</ul>
            {open.shared_leading.length > 0 && <p>{t("planning.sharedLeading")} {open.shared_leading.map((code) => <Tag key={code}>{code}</Tag>)}</p>}
            {open.suggestions.length > 0 && <><h4>{t("planning.suggestions")}</h4><ul>{open.suggestions.map((s, i) => <li key={i}>{text(s)}</li>)}</ul></>}
          </>
        )}
      </Drawer>
    </>
  );
}

const shiftParts = { dunn: ["national", "mix", "regional"], esteban: ["national", "mix", "regional", "allocation"], gerfin: ["mix", "regional"] } as const;

export function ShiftShare() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const scope = usePlanningScope();
  const [params, change] = usePageState();
  const method = (params.get("method") as keyof typeof shiftParts | null) ?? "dunn";
  const { data, error, reload } = useGet<ShiftShareAnswer>("/api/evaluation/planning/shift-share", { ...scope, method });
  const parts = (data && shiftParts[data.method as keyof typeof shiftParts]) ?? shiftParts[method];
  const chart = useMemo(() => {
    const changes = data ? parts.map((name) => data.total[name].value) : [null];
    if (changes.some((v) => v === null)) return null;
    return { names: [...parts.map((name) => t(`planning.parts.${name}`)), t("planning.parts.growth")], changes: changes as number[] };
  }, [data, parts, t]);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const column = (name: "growth" | "national" | "mix" | "regional" | "allocation" | "net") => ({ key: name, title: t(`planning.parts.${name}`), align: "right" as const, sorter: (a: ShiftShareIndustry, b: ShiftShareIndustry) => byValue(a.parts[name], b.parts[name]), render: (_: unknown, i: ShiftShareIndustry) => <Value of={i.parts[name]} digits={4} /> });
  return (
    <>
      <Basis basis={data.basis} />
      <Space wrap className="gap">
        <Segmented value={method} onChange={(next) => change({ method: next === "dunn" ? undefined : next })} options={Object.keys(shiftParts).map((value) => ({ value, label: t(`planning.methods.${value}`) }))} />
        <TakeFile path="/api/evaluation/planning/shift-share/export" input={{ ...scope, method, format: "xlsx", lang: language }} name="shift-share.xlsx">Excel</TakeFile>
      </Space>
      <div className="halves">
        <Card size="small" title={`${text(data.area.name)} · ${t("planning.waterfall")}`}>
          {chart && method !== "gerfin" ? <Waterfall {...chart} label={t("planning.waterfallLabel")} /> : <Nothing title={method === "gerfin" ? t("planning.gerfin") : t("planning.noShift")} hint={text(data.total.growth.unknown)} />}
          <table className="diff"><tbody>
            <tr><th scope="row">{data.basis.from_year ?? t("report.before")}</th><td><Value of={data.before} digits={6} /></td></tr>
            {parts.map((name) => <tr key={name}><th scope="row">{t(`planning.parts.${name}`)}</th><td><Value of={data.total[name]} digits={6} /> <span className="quiet">{t(`planning.partHelp.${name}`)}</span></td></tr>)}
            <tr><th scope="row">{data.basis.year ?? t("report.value")}</th><td><Value of={data.after} digits={6} /></td></tr>
          </tbody></table>
        </Card>
        <Table<ShiftShareIndustry> size="small" rowKey="industry" dataSource={data.industries} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }} columns={[{ key: "name", title: t("planning.industry"), render: (_, i) => <>{text(i.name)} <code className="quiet">{i.industry}</code></> }, column("growth"), ...parts.map(column)]} />
      </div>
    </>
  );
}

const regionMeasures = ["total", "herfindahl", "entropy", "krugman", "krugman_others", "hachman", "gini", "diversity", "eci"] as const;

export function Measures() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const scope = usePlanningScope();
  const { data, error, reload } = useGet<RegionalMeasures>("/api/evaluation/planning/measures", scope);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const help = (name: string) => <Tooltip title={t(`planning.measureHelp.${name}`)}><span className="has-help">{t(`planning.measureNames.${name}`)}</span></Tooltip>;
  return (
    <>
      <Basis basis={data.basis} />
      <Tabs size="small" tabBarExtraContent={<TakeFile path="/api/evaluation/planning/measures/export" input={{ ...scope, format: "xlsx", lang: language }} name="measures.xlsx">Excel</TakeFile>} items={[
        { key: "regions", label: t("planning.areas", { count: data.regions.length }), children: <Table<RegionalRegion> size="small" rowKey={(r) => r.area.key} dataSource={data.regions} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ x: "max-content" }} columns={[{ key: "name", title: t("board.zone"), render: (_, r) => text(r.area.name) }, ...regionMeasures.map((name) => ({ key: name, title: help(name), align: "right" as const, sorter: (a: RegionalRegion, b: RegionalRegion) => byValue(a[name], b[name]), render: (_: unknown, r: RegionalRegion) => <Value of={r[name]} digits={4} /> }))]} /> },
        { key: "industries", label: t("planning.industries", { count: data.industries.length }), children: <Table size="small" rowKey="industry" dataSource={data.industries} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ x: "max-content" }} columns={[{ key: "name", title: t("planning.industry"), render: (_, r) => <>{text(r.name)} <code className="quiet">{r.industry}</code></> }, ...(["total", "herfindahl", "krugman", "hoover", "locational_gini", "ellison_glaeser", "ubiquity", "pci"] as const).map((name) => ({ key: name, title: help(name), align: "right" as const, sorter: (a: RegionalMeasures["industries"][number], b: RegionalMeasures["industries"][number]) => byValue(a[name], b[name]), render: (_: unknown, r: RegionalMeasures["industries"][number]) => <Value of={r[name]} digits={4} /> }))]} /> },
      ]} />
    </>
  );
}

const stateColors: Record<string, string> = { present: "green", uncertain: "gold", absent: "red", no_zone: "default" };

export function Allocation() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { data, error, reload } = useGet<AllocationAnswer>("/api/evaluation/planning/allocation", { zone: zone.id });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <p className="quiet">{text(data.title)} · {data.source} {data.clause}</p>
      {text(data.note) && <Alert className="gap" type="info" showIcon title={text(data.note)} />}
      <Space wrap className="gap"><Tag color="green">{t("planning.states.present")} {data.present}</Tag><Tag color="gold">{t("planning.states.uncertain")} {data.uncertain}</Tag><Tag color="red">{t("planning.states.absent")} {data.absent}</Tag><TakeFile path="/api/evaluation/planning/allocation/export" input={{ zone: zone.id, format: "xlsx", lang: language }} name="allocation.xlsx">Excel</TakeFile></Space>
      <Table<AllocationRow> size="small" className="gap" rowKey={(r) => `${r.region_code}.${r.key}`} dataSource={data.items} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("planning.noAllocation")} /> }} columns={[
        { key: "region", title: t("planning.region"), render: (_, r) => text(r.region) },
        { key: "name", title: t("planning.industry"), render: (_, r) => text(r.name) },
        { key: "state", title: t("board.state"), filters: Object.keys(stateColors).map((value) => ({ value, text: t(`planning.states.${value}`) })), onFilter: (value, r) => r.state === value, render: (_, r) => <Tag color={stateColors[r.state]}>{t(`planning.states.${r.state}`, r.state)}</Tag> },
        { key: "residents", title: t("planning.residents"), align: "right", render: (_, r) => <>{formatNumber(r.residents)}{r.residents_uncertain > 0 && <span className="quiet"> +{r.residents_uncertain}?</span>}</> },
        { key: "names", title: t("planning.examples"), render: (_, r) => <span className="long-text">{r.names.join(language === "zh" ? "、" : ", ") || missing}</span> },
        { key: "words", title: t("run.words"), render: (_, r) => <span className="long-text">{text(r.words)}</span> },
      ]} />
      {data.outside.length > 0 && (
        <Card size="small" title={t("planning.outside")}>
          <Table size="small" rowKey={(r) => `${r.region_code}.${r.industry}`} dataSource={data.outside} pagination={{ pageSize: 20, hideOnSinglePage: true }} scroll={{ x: "max-content" }} columns={[
            { key: "region", title: t("planning.region"), render: (_, r) => text(r.region) },
            { key: "name", title: t("planning.industry"), render: (_, r) => text(r.name) || missing },
            { key: "residents", title: t("planning.residents"), align: "right", render: (_, r) => formatNumber(r.residents) },
            { key: "to", title: t("planning.allottedTo"), render: (_, r) => r.allotted_to.map((a) => text(a)).join(language === "zh" ? "、" : ", ") || missing },
            { key: "names", title: t("planning.examples"), render: (_, r) => <span className="long-text">{r.names.join(language === "zh" ? "、" : ", ")}</span> },
          ]} />
        </Card>
      )}
    </>
  );
}

const conditionColors: Record<string, string> = { met: "green", unmet: "red", unknown: "gold" };

function Conditions({ rows }: { rows: ParkStageConditionResult[] }) {
  const t = useT();
  const text = useText();
  return (
    <Table<ParkStageConditionResult> size="small" rowKey="indicator" dataSource={rows} pagination={false} scroll={{ x: "max-content" }} columns={[
      { key: "name", title: t("planning.condition"), render: (_, c) => <Tooltip title={text(c.why)}><span className="has-help">{text(c.name)}</span></Tooltip> },
      { key: "state", title: "", render: (_, c) => <Tag color={conditionColors[c.state]}>{t(`planning.conditions.${c.state}`, c.state)}</Tag> },
      { key: "value", title: t("totals.value"), align: "right", render: (_, c) => (c.value === null ? missing : `${formatNumber(c.value)} ${c.unit}`) },
      { key: "least", title: t("planning.atLeast"), align: "right", render: (_, c) => `≥ ${formatNumber(c.at_least)}` },
      { key: "gap", title: t("run.gap"), align: "right", render: (_, c) => (c.gap === null ? "" : formatNumber(c.gap)) },
    ]} />
  );
}

export function Stages() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const { data, error, reload } = useGet<ParkStageList>("/api/evaluation/planning/stages", { zone: zone.id });
  const open = data?.items.find((s) => String(s.park_id) === params.get("open"));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <Space wrap className="gap"><span className="quiet">{text(data.title)} · {data.source} {data.clause}</span><TakeFile path="/api/evaluation/planning/stages/export" input={{ zone: zone.id, format: "xlsx", lang: language }} name="stages.xlsx">Excel</TakeFile></Space>
      {text(data.note) && <Alert className="gap" type="info" showIcon title={text(data.note)} />}
      <Table<ParkStage> size="small" rowKey="park_id" dataSource={data.items} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ x: "max-content" }} rowClassName="row-open" onRow={(s) => ({ onClick: () => change({ open: String(s.park_id) }) })} locale={{ emptyText: <Nothing title={t("planning.noParks")} /> }} columns={[
        { key: "park", title: t("board.zone"), render: (_, s) => <a role="button" tabIndex={0} onKeyDown={(event) => event.key === "Enter" && change({ open: String(s.park_id) })}>{text(s.park)}</a> },
        { key: "stage", title: t("planning.stage"), render: (_, s) => (s.stage ? <Tag color={s.certain ? "green" : "gold"}>{text(s.stage_name)}</Tag> : <Tooltip title={s.possible.map((p) => text(p)).join(" / ")}><Tag color="gold">{t("planning.undecided")}</Tag></Tooltip>) },
        { key: "summary", title: t("run.words"), render: (_, s) => <span className="long-text">{text(s.summary)}</span> },
        ...(data.items[0]?.gates ?? []).map((g) => ({ key: g.stage, title: text(g.name), render: (_: unknown, s: ParkStage) => { const gate = s.gates.find((x) => x.stage === g.stage); return gate && gate.conditions.length > 0 ? <Tooltip title={t("planning.gateHelp", { met: formatShare(gate.met_share), unknown: formatShare(gate.unknown_share), needed: formatShare(gate.needed_share) })}><Progress percent={Math.round((gate.met_share + gate.unknown_share) * 100)} success={{ percent: Math.round(gate.met_share * 100) }} size="small" className="stage-progress" format={() => formatShare(gate.met_share)} /></Tooltip> : missing; } })),
        { key: "next", title: t("planning.nextStage"), render: (_, s) => (s.next_stage_name ? <>{text(s.next_stage_name)} <span className="quiet">{t("planning.toNext", { count: s.to_next.length })}</span></> : missing) },
      ]} />
      <Drawer open={open !== undefined} onClose={() => change({ open: undefined })} size={720} title={open && text(open.park)}>
        {open && (
          <>
            <p><Tag color={open.certain ? "green" : "gold"}>{open.stage ? text(open.stage_name) : t("planning.undecided")}</Tag> {text(open.summary)}</p>
            <h4>{t("planning.stageMeasures")}</h4>
            <ul>{open.measures.map((m, i) => <li key={i}>{text(m.text)} <Tooltip title={m.quote}><span className="quiet has-help">{m.clause}</span></Tooltip></li>)}</ul>
            {open.to_next.length > 0 && <><h4>{t("planning.toReach", { stage: text(open.next_stage_name) })}</h4><Conditions rows={open.to_next} /></>}
            {open.gates.filter((g) => g.conditions.length > 0).map((g) => <div key={g.stage}><h4>{text(g.name)} · {t("planning.gateHelp", { met: formatShare(g.met_share), unknown: formatShare(g.unknown_share), needed: formatShare(g.needed_share) })}</h4><Conditions rows={g.conditions} /></div>)}
            <h4>{t("planning.values")}</h4>
            <Table size="small" rowKey="key" dataSource={open.values} pagination={false} columns={[{ key: "name", title: t("totals.item"), render: (_, v) => text(v.name) }, { key: "value", title: t("totals.value"), align: "right", render: (_, v) => (v.value === null ? missing : `${formatNumber(v.value)} ${v.unit}`) }, { key: "words", title: t("run.words"), render: (_, v) => <span className="long-text">{text(v.words)} <span className="quiet">{v.source}</span></span> }]} />
          </>
        )}
      </Drawer>
    </>
  );
}

export function TablesAndRules() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("evaluation.write");
  const [version, setVersion] = useState(0);
  const [blank, setBlank] = useState(false);
  const [form] = Form.useForm<{ name?: string; measure?: string; unit?: string; year?: string; source?: string }>();
  const tables = useGet<{ items: PlanningTable[] }>("/api/evaluation/planning/tables", { zone: zone.id }, version);
  const rules = useGet<{ items: PlanningRulesRow[] }>("/api/evaluation/planning/rules", { zone: zone.id });
  const send = useSubmit(async (file: File) => { await upload("/api/evaluation/planning/tables", file, { zone: zone.id, ...form.getFieldsValue(), blank_is_zero: blank || undefined }); setVersion(version + 1); });
  const remove = useSubmit(async (id: number) => { await call("DELETE", "/api/evaluation/planning/tables/{id}", { zone: zone.id, id }); setVersion(version + 1); });
  return (
    <>
      <Card size="small" className="gap" title={t("planning.tables")}>
        <p className="quiet">{t("planning.tablesHelp")}</p>
        {mayWrite && (
          <Form form={form} layout="vertical" className="dense-form settings-form">
            <Form.Item name="name" label={t("runs.name")}><Input /></Form.Item>
            <Form.Item name="measure" label={t("planning.measure")}><Select allowClear options={measures.map((value) => ({ value, label: t(`planning.measures.${value}`) }))} /></Form.Item>
            <Form.Item name="unit" label={t("items.unit")}><Select allowClear options={["元", "万元", "亿元", "人", "万人"].map((value) => ({ value, label: value }))} /></Form.Item>
            <Form.Item name="year" label={t("planning.wideYear")}><Input inputMode="numeric" /></Form.Item>
            <Form.Item name="source" label={t("context.source")}><Input /></Form.Item>
            <Form.Item label={t("planning.blank")}><Switch checked={blank} onChange={setBlank} aria-label={t("planning.blank")} /></Form.Item>
            <Form.Item label=" "><Upload accept=".csv,.xlsx" showUploadList={false} beforeUpload={(file) => { void send.submit(file); return false; }}><Button type="primary" loading={send.busy}>{t("planning.upload")}</Button></Upload></Form.Item>
          </Form>
        )}
        {(send.error ?? remove.error) && <Failure error={(send.error ?? remove.error)!} />}
        {tables.error ? <Failure error={tables.error} onRetry={tables.reload} /> : !tables.data ? <Loading rows={3} /> : (
          <Table<PlanningTable> size="small" rowKey="id" dataSource={tables.data.items} pagination={false} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("planning.noTables")} /> }} columns={[
            { key: "name", title: t("runs.name"), render: (_, r) => r.name },
            { key: "measure", title: t("planning.measure"), render: (_, r) => `${t(`planning.measures.${r.measure}`)}(${r.unit})` },
            { key: "size", title: t("planning.size"), render: (_, r) => `${formatNumber(r.areas)} × ${formatNumber(r.industries)}` },
            { key: "years", title: t("period.year"), render: (_, r) => r.years.join(", ") },
            { key: "source", title: t("context.source"), render: (_, r) => r.source },
            { key: "at", title: t("system.created"), render: (_, r) => formatTime(r.created_at) },
            { key: "remove", title: "", render: (_, r) => mayWrite && <Popconfirm title={t("planning.removeSure")} onConfirm={() => void remove.submit(r.id)}><Button size="small" danger>{t("shell:form.remove")}</Button></Popconfirm> },
          ]} />
        )}
      </Card>
      <Card size="small" title={t("planning.rules")}>
        {rules.error ? <Failure error={rules.error} onRetry={rules.reload} /> : !rules.data ? <Loading rows={3} /> : (
          <Table<PlanningRulesRow> size="small" rowKey={(r) => `${r.kind}.${r.revision}`} dataSource={rules.data.items} pagination={false} scroll={{ x: "max-content" }} columns={[
            { key: "kind", title: t("upload.kind"), render: (_, r) => t(`planning.ruleKinds.${r.kind}`) },
            { key: "title", title: t("runs.name"), render: (_, r) => text(r.title) },
            { key: "revision", title: t("system.revision"), render: (_, r) => <>{t("report.revision", { number: r.revision })} {r.in_force && <Tag color="green">{t("planning.inForce")}</Tag>}</> },
            { key: "from", title: t("system.valid"), render: (_, r) => r.valid_from },
            { key: "source", title: t("context.source"), render: (_, r) => <span className="quiet">{r.source} {r.clause}</span> },
          ]} />
        )}
      </Card>
    </>
  );
}
