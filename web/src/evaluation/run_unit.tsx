// One zone of a run: its profile against its peers, where its points come from, each indicator from
// the raw value to its contribution, and the enterprises behind an indicator.
import { Alert, Button, Card, Checkbox, Descriptions, Drawer, Select, Space, Statistic, Table, Tag, Timeline, Tooltip } from "antd";
import { useMemo, useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatShare, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Radar, Stacked } from "./charts";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { byDimension, dimensions, median, peersOf } from "./run_numbers";
import { Gates } from "./run_ranking";
import { extent } from "./scales";
import type { EnterpriseContribution, ExplainedCell, Run, RunExplanation, RunRow, WhatIfRunAnswer } from "./types";

function Profile({ run, row }: { run: Run; row: RunRow }) {
  const t = useT();
  const language = useLanguage();
  const chart = useMemo(() => {
    const all = dimensions(run.result);
    const shown = all.length >= 3 ? all : run.result.elements.flatMap((e, i) => (e.level === 1 ? [i] : [])).slice(0, 12);
    const peers = peersOf(run.result, row);
    const of = (i: number) => peers.map((r) => r.scores[i] ?? null);
    return {
      axes: shown.map((i) => { const [low, high] = extent(of(i)) ?? [0, 1]; return { name: pick(run.result.elements[i]!.title, language) || run.result.elements[i]!.code, min: Math.min(0, low), max: high > low ? high : low + 1 }; }),
      series: [
        { name: pick(row.name, language), values: shown.map((i) => row.scores[i] ?? null) },
        { name: t("run.peerMedian"), values: shown.map((i) => median(of(i))) },
        { name: t("run.peerBest"), values: shown.map((i) => extent(of(i))?.[1] ?? null) },
      ],
    };
  }, [run, row, language, t]);
  return (
    <>
      <Radar {...chart} label={t("run.radarLabel")} />
      <Table size="small" pagination={false} rowKey="name" dataSource={chart.axes.map((axis, i) => ({ name: axis.name, values: chart.series.map((s) => s.values[i] ?? null) }))} columns={[{ key: "name", title: t("run.dimension"), render: (_, r) => r.name }, ...chart.series.map((s, j) => ({ key: s.name, title: s.name, align: "right" as const, render: (_: unknown, r: { values: (number | null)[] }) => formatNumber(r.values[j]) }))]} />
    </>
  );
}

function Points({ run, mine, other }: { run: Run; mine: RunExplanation; other: RunExplanation | undefined }) {
  const t = useT();
  const language = useLanguage();
  const text = useText();
  const chart = useMemo(() => {
    const both = other ? [mine, other] : [mine];
    const sums = both.map((one) => byDimension(run.result, one.cells));
    return {
      names: both.map((one) => pick(one.name, language)),
      parts: dimensions(run.result).map((i) => run.result.elements[i]!).map((e) => ({ name: pick(e.title, language) || e.code, values: sums.map((s) => s.get(e.code) ?? null) })),
    };
  }, [run, mine, other, language]);
  return (
    <>
      <Stacked {...chart} label={t("run.pointsLabel")} />
      <Table size="small" pagination={false} rowKey="name" dataSource={chart.parts} columns={[{ key: "name", title: t("run.dimension"), render: (_, p) => p.name }, ...chart.names.map((name, j) => ({ key: name + j, title: name, align: "right" as const, render: (_: unknown, p: { values: (number | null)[] }) => formatNumber(p.values[j], 4) })), ...(other ? [{ key: "gap", title: t("run.gap"), align: "right" as const, render: (_: unknown, p: { values: (number | null)[] }) => (p.values[0] == null || p.values[1] == null ? missing : formatNumber(p.values[0] - p.values[1], 3)) }] : [])]} />
      <p className="quiet">{text(mine.text)}</p>
    </>
  );
}

/** From the raw value to the contribution, step by step. */
function Cell({ cell }: { cell: ExplainedCell }) {
  const t = useT();
  const text = useText();
  return (
    <>
      <p><strong>{text(cell.text)}</strong></p>
      {cell.value === null && <Alert className="gap" type="warning" showIcon title={text(cell.why_unknown) || t("run.cellUnknown")} />}
      <Descriptions size="small" column={2} className="gap" items={[
        { key: "value", label: t("totals.value"), children: cell.value === null ? missing : `${formatNumber(cell.value, 6)} ${cell.unit}` },
        { key: "score", label: t("run.score"), children: formatNumber(cell.score, 5) },
        { key: "rank", label: t("totals.rank"), children: cell.rank ?? missing },
        { key: "median", label: t("run.peerMedian"), children: formatNumber(cell.peer_median) },
        { key: "best", label: t("run.peerBest"), children: formatNumber(cell.peer_best) },
        { key: "weight", label: t("system.weight"), children: <>{formatNumber(cell.weight)}{cell.weight_in_parent !== null && <Tooltip title={t("run.weightInParent")}><span className="quiet"> ({formatNumber(cell.weight_in_parent)})</span></Tooltip>}</> },
        { key: "contribution", label: t("run.contribution"), children: <strong>{formatNumber(cell.contribution, 5)}</strong> },
        { key: "share", label: t("system.share"), children: formatShare(cell.share) },
      ]} />
      {cell.formula && <p><span className="quiet">{t("items.formula")}</span> <code>{cell.formula}</code></p>}
      {cell.items.length > 0 && (
        <Table size="small" className="gap" pagination={false} rowKey="code" dataSource={cell.items} columns={[
          { key: "title", title: t("totals.item"), render: (_, i) => text(i.title) || i.code },
          { key: "value", title: t("report.value"), align: "right", render: (_, i) => (i.value === null ? missing : `${formatNumber(i.value, 6)} ${i.unit}`) },
          { key: "before", title: t("report.yearBefore"), align: "right", render: (_, i) => (i.before === null ? missing : formatNumber(i.before, 6)) },
        ]} />
      )}
      <h4>{t("run.steps")}</h4>
      <Timeline items={cell.steps.map((step) => ({ content: <><strong>{t(`run.stepNames.${step.step}`, step.step)}</strong> <span className="number">{formatNumber(step.value, 6)}</span><div className="quiet">{text(step.text)}</div></> }))} />
    </>
  );
}

function Enterprises({ run, explanation, unit, indicator }: { run: Run; explanation: RunExplanation; unit: string; indicator: string }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [without, setWithout] = useState<number[]>([]);
  const [answer, setAnswer] = useState<WhatIfRunAnswer>();
  const audit = useSubmit(async () => setAnswer(await call<WhatIfRunAnswer>("POST", "/api/evaluation/runs/{id}/what_if", { zone: zone.id, id: run.head.id, without_enterprises: { [unit]: without } })));
  const mine = answer?.changes.find((c) => c.code === unit);
  return (
    <div key={indicator}>
      <h4>{t("run.enterprises")}</h4>
      {text(explanation.enterprises_note) && <p className="quiet">{text(explanation.enterprises_note)}</p>}
      {explanation.enterprises.length > 0 && (
        <>
          <Table<EnterpriseContribution>
            size="small" rowKey="enterprise_id" dataSource={explanation.enterprises} pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }}
            columns={[
              { key: "x", title: <Tooltip title={t("run.auditHelp")}><span className="has-help">{t("run.without")}</span></Tooltip>, render: (_, e) => <Checkbox checked={without.includes(e.enterprise_id)} aria-label={`${t("run.without")} ${e.name}`} onChange={(event) => setWithout((old) => (event.target.checked ? [...old, e.enterprise_id] : old.filter((id) => id !== e.enterprise_id)))} /> },
              { key: "name", title: t("report.enterprise"), render: (_, e) => <GoLink to={`/registry/enterprises/${e.enterprise_id}`}>{e.name}</GoLink> },
              { key: "own", title: t("run.ownValue"), align: "right", render: (_, e) => formatNumber(e.own_value) },
              { key: "contribution", title: t("run.contribution"), align: "right", sorter: (a, b) => (a.contribution ?? 0) - (b.contribution ?? 0), render: (_, e) => formatNumber(e.contribution) },
              { key: "score", title: t("run.scoreWithout"), align: "right", sorter: (a, b) => (a.score_change ?? 0) - (b.score_change ?? 0), render: (_, e) => formatNumber(e.score_change, 3) },
              { key: "text", title: t("run.words"), render: (_, e) => <span className="long-text">{text(e.text)}</span> },
            ]}
          />
          <Space wrap className="gap-top"><Button size="small" disabled={without.length === 0} loading={audit.busy} onClick={() => void audit.submit(undefined)}>{t("run.audit", { count: without.length })}</Button><span className="quiet">{t("run.auditHelp")}</span></Space>
          {audit.error && <Failure error={audit.error} />}
          {answer && mine && <Alert className="gap-top" type="warning" showIcon title={t("run.auditResult", { before: formatNumber(mine.score_before), after: formatNumber(mine.score_after), rankBefore: mine.rank_before ?? missing, rankAfter: mine.rank_after ?? missing })} description={answer.signals.length > 0 && <ul className="plain">{answer.signals.map((s, i) => <li key={i}>{text(s)}</li>)}</ul>} />}
        </>
      )}
    </div>
  );
}

/** The explanation of one cell: a drawer over any tab of the run. */
export function CellDrawer({ run }: { run: Run }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const unit = params.get("cell_unit");
  const indicator = params.get("cell");
  const { data, error, reload } = useGet<RunExplanation>(unit && indicator ? "/api/evaluation/runs/{id}/explain" : null, { zone: zone.id, id: run.head.id, unit, indicator });
  const cell = data?.cells.find((c) => c.code === indicator);
  const open = unit !== null && indicator !== null;
  return (
    <Drawer open={open} onClose={() => change({ cell: undefined, cell_unit: undefined })} size={720} title={data && cell ? `${text(data.name)} · ${text(cell.title)}` : (indicator ?? "")}>
      {error ? <Failure error={error} onRetry={reload} /> : !data || data.unit !== unit ? <Loading /> : (
        <>
          {cell ? <Cell cell={cell} /> : <p className="quiet">{t("run.cellUnknown")}</p>}
          {unit && indicator && <Enterprises key={`${unit}${indicator}`} run={run} explanation={data} unit={unit} indicator={indicator} />}
        </>
      )}
    </Drawer>
  );
}

export function Unit({ run, onOpenCell }: { run: Run; onOpenCell: (unit: string, indicator: string) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const rows = run.result.rows;
  const row = rows.find((r) => r.code === params.get("unit")) ?? rows[0];
  const peers = row ? peersOf(run.result, row) : [];
  const other = rows.find((r) => r.code === params.get("against")) ?? peers.find((r) => r.code !== row?.code && r.rank !== null);
  const read = useGet<RunExplanation>(row ? "/api/evaluation/runs/{id}/explain" : null, { zone: zone.id, id: run.head.id, unit: row?.code });
  const readOther = useGet<RunExplanation>(other ? "/api/evaluation/runs/{id}/explain" : null, { zone: zone.id, id: run.head.id, unit: other?.code });
  if (!row) return null;
  const options = rows.map((r) => ({ value: r.code, label: `${r.rank ?? missing} ${text(r.name)}` }));
  return (
    <>
      <Space wrap className="gap">
        <Select className="scheme-select" showSearch={{ optionFilterProp: "label" }} value={row.code} aria-label={t("board.zone")} options={options} onChange={(next) => change({ unit: next })} />
        <span className="quiet">{t("run.against")}</span>
        <Select className="scheme-select" showSearch={{ optionFilterProp: "label" }} value={other?.code} aria-label={t("run.against")} options={options.filter((o) => o.value !== row.code)} onChange={(next) => change({ against: next })} />
      </Space>
      <div className="statistics">
        <Statistic title={t("totals.rank")} value={row.rank ?? missing} suffix={row.rank === null ? undefined : `/ ${rows.filter((r) => r.rank !== null).length}`} />
        <Statistic title={t("run.score")} value={formatNumber(row.final_score, 5)} />
        <Statistic title="5–95 %" value={row.rank_low5 === null ? missing : `${formatNumber(row.rank_low5)}–${formatNumber(row.rank_high95)}`} />
        {row.gates.length > 0 && <span><span className="quiet">{t("system.gates")}</span><br /><Gates row={row} /></span>}
      </div>
      {row.left_out && <Alert className="gap" type="warning" showIcon title={t("run.leftOut")} />}
      {read.error ? <Failure error={read.error} onRetry={read.reload} /> : !read.data ? <Loading /> : (
        <>
          <div className="halves gap">
            <Card size="small" title={t("run.profile")}><Profile run={run} row={row} /></Card>
            <Card size="small" title={t("run.points")}><Points run={run} mine={read.data} other={readOther.data} /></Card>
          </div>
          <Card size="small" title={t("run.cells")}>
            <Table<ExplainedCell>
              size="small" rowKey="code" dataSource={read.data.cells} pagination={false} scroll={{ x: "max-content" }} rowClassName="row-open" onRow={(cell) => ({ onClick: () => onOpenCell(row.code, cell.code) })}
              columns={[
                { key: "title", title: t("system.indicator"), render: (_, c) => <><a role="button" tabIndex={0} onKeyDown={(event) => event.key === "Enter" && onOpenCell(row.code, c.code)}>{text(c.title) || c.code}</a> <code className="quiet">{c.code}</code></> },
                { key: "value", title: t("totals.value"), align: "right", render: (_, c) => (c.value === null ? <Tooltip title={text(c.why_unknown)}><Tag>{t("items.unknown")}</Tag></Tooltip> : `${formatNumber(c.value)} ${c.unit}`) },
                { key: "score", title: t("run.score"), align: "right", sorter: (a, b) => (a.score ?? -1) - (b.score ?? -1), render: (_, c) => formatNumber(c.score) },
                { key: "median", title: t("run.peerMedian"), align: "right", render: (_, c) => formatNumber(c.peer_median) },
                { key: "best", title: t("run.peerBest"), align: "right", render: (_, c) => formatNumber(c.peer_best) },
                { key: "rank", title: t("totals.rank"), align: "right", render: (_, c) => c.rank ?? missing },
                { key: "contribution", title: t("run.contribution"), align: "right", sorter: (a, b) => (a.contribution ?? -1) - (b.contribution ?? -1), render: (_, c) => formatNumber(c.contribution, 3) },
                { key: "text", title: t("run.words"), render: (_, c) => <span className="long-text">{text(c.text)}</span> },
              ]}
            />
          </Card>
        </>
      )}
    </>
  );
}
