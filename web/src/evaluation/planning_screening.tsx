// Which industries to lead with, to keep as the core, to have beside them: bubbles of location
// quotient, growth and relatedness, and the proposal with its reasons.
import { Alert, Card, Drawer, Segmented, Switch, Table, Tag, Tooltip } from "antd";
import { useCallback, useMemo } from "react";

import { useGet } from "../api/use_get";
import { type ChartOption, EChart } from "../shell/echart";
import { formatNumber, formatShare, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { Failure, Loading, Nothing } from "../shell/states";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { Basis, percent, usePlanningScope, Value } from "./planning_parts";
import { TakeFile } from "./take_file";
import type { IndustryProposal, PlanningCell, PlanningCellPage, ScreeningAnswer } from "./types";

const classes = ["leading", "core", "auxiliary", "undetermined", "none"] as const;
const classColors: Record<string, string> = { leading: "green", core: "blue", auxiliary: "cyan", undetermined: "gold", none: "default" };

function Bubbles({ cells, chosen, onOpen }: { cells: PlanningCell[]; chosen: Map<string, string>; onOpen: (industry: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const points = useMemo(() => cells.filter((c) => c.quotient.value !== null && c.growth.value !== null), [cells]);
  const option = useCallback<ChartOption>((palette) => {
    const colors: Record<string, string> = { leading: palette.strong, core: palette.primary, auxiliary: palette.scale[2], undetermined: palette.warning, none: palette.quiet };
    const largest = Math.max(...points.map((c) => c.total.value ?? 0), 1e-9);
    const groups = classes.filter((k) => points.some((c) => (chosen.get(c.industry) ?? "none") === k));
    return {
      grid: { top: 40, right: 24, bottom: 28 },
      legend: { show: true },
      tooltip: { formatter: (params) => { const one = (Array.isArray(params) ? params[0] : params)!; const c = points[(one.data as { at: number }).at]!; return `${pick(c.name, language).replace(/[<&]/g, "")}<br>${t("planning.quotient")} ${formatNumber(c.quotient.value, 3)}<br>${t("planning.growth")} ${formatShare(c.growth.value)}<br>${t("planning.density")} ${c.density.value === null ? missing : formatNumber(c.density.value, 3)}<br>${t("planning.size")} ${formatNumber(c.total.value)}`; } },
      xAxis: { type: "value", name: t("planning.quotient"), nameLocation: "middle", nameGap: 24, min: 0 },
      yAxis: { type: "value", name: t("planning.growth"), axisLabel: { formatter: (v: number) => formatShare(v) } },
      series: groups.map((k, i) => ({
        type: "scatter", name: t(`planning.classes.${k}`), itemStyle: { color: colors[k], opacity: 0.75, borderColor: palette.text, borderWidth: 0.5 },
        data: points.flatMap((c, at) => ((chosen.get(c.industry) ?? "none") === k ? [{ at, value: [c.quotient.value!, c.growth.value!], symbolSize: 8 + 40 * Math.sqrt((c.total.value ?? 0) / largest), itemStyle: { opacity: 0.35 + 0.6 * Math.min(1, Math.max(0, c.density.value ?? 0.3)) } }] : [])),
        ...(i === 0 ? { markLine: { silent: true, symbol: "none", label: { show: false }, data: [{ xAxis: 1 }, { yAxis: 0 }] } } : {}),
      })),
    };
  }, [points, chosen, language, t]);
  const click = useCallback((event: { data?: unknown }) => { const at = (event.data as { at?: number } | undefined)?.at; if (at !== undefined && points[at]) onOpen(points[at].industry); }, [points, onOpen]);
  if (points.length === 0) return <Nothing title={t("planning.noBubbles")} hint={t("planning.noBubblesHint")} />;
  return <><EChart option={option} height={380} label={t("planning.bubblesLabel")} onClick={click} /><p className="quiet">{t("planning.bubblesHelp")}</p></>;
}

export function Screening() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const scope = usePlanningScope();
  const [params, change] = usePageState();
  const everything = params.get("everything") === "1";
  const filter = params.get("class") ?? "";
  const { data, error, reload } = useGet<ScreeningAnswer>("/api/evaluation/planning/screening", { ...scope, everything: everything || undefined });
  const cells = useGet<PlanningCellPage>("/api/evaluation/planning/location-quotients", { ...scope, page_size: 200 });
  const chosen = useMemo(() => new Map(data?.items.map((item) => [item.industry, item.chosen])), [data]);
  const open = data?.items.find((item) => item.industry === params.get("open"));
  const show = useCallback((industry: string) => change({ open: industry }), [change]);
  const cellOf = useMemo(() => new Map(cells.data?.items.map((c) => [c.industry, c])), [cells.data]);
  if (error?.key === "evaluation.planning.area") return <Nothing title={t("planning.noArea")} hint={text(error.text)} />;
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <Basis basis={data.basis} />
      {data.deviations.length > 0 && <Alert className="gap" type="warning" showIcon title={t("planning.deviations")} description={<ul className="plain">{data.deviations.map((d, i) => <li key={i}>{text(d)}</li>)}</ul>} />}
      <div className="halves">
        <Card size="small" title={`${text(data.area.name)} · ${t("planning.bubbles")}`}>{cells.error ? <Failure error={cells.error} onRetry={cells.reload} /> : !cells.data ? <Loading rows={4} /> : <Bubbles cells={cells.data.items} chosen={chosen} onOpen={show} />}</Card>
        <div className="data-table">
          <div className="table-tools">
            <Segmented size="small" value={filter} onChange={(next) => change({ class: next || undefined })} options={[{ value: "", label: t("run.allGroups") }, ...classes.filter((k) => data.items.some((i) => i.chosen === k)).map((value) => ({ value, label: t(`planning.classes.${value}`) }))]} />
            <span><Switch size="small" checked={everything} aria-label={t("planning.everything")} onChange={(on) => change({ everything: on ? "1" : undefined })} /> {t("planning.everything")}</span>
            <span className="table-tools-right"><TakeFile path="/api/evaluation/planning/screening/export" input={{ ...scope, format: "xlsx", lang: language }} name="industries.xlsx">Excel</TakeFile></span>
          </div>
          <Table<IndustryProposal>
            size="small" rowKey="industry" dataSource={data.items.filter((i) => !filter || i.chosen === filter)} pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }} rowClassName="row-open" onRow={(item) => ({ onClick: () => show(item.industry) })}
            locale={{ emptyText: <Nothing title={t("planning.noProposals")} hint={t("planning.noProposalsHint")} /> }}
            columns={[
              { key: "class", title: t("planning.class"), render: (_, i) => <Tag color={classColors[i.chosen]}>{text(i.chosen_name) || t(`planning.classes.${i.chosen}`, i.chosen)}</Tag> },
              { key: "name", title: t("planning.industry"), render: (_, i) => <><a role="button" tabIndex={0} className="short-text" onKeyDown={(event) => event.key === "Enter" && show(i.industry)}>{text(i.name)}</a> <code className="quiet">{i.industry}</code>{i.declared && <Tooltip title={t("planning.declaredHelp")}><Tag>{t("planning.declared")}</Tag></Tooltip>}</> },
              { key: "score", title: t("run.score"), align: "right", render: (_, i) => formatNumber(i.score, 3) },
              { key: "stability", title: <Tooltip title={t("planning.stabilityHelp", { count: data.replications, spread: formatShare(data.spread) })}><span className="has-help">{t("planning.stability")}</span></Tooltip>, align: "right", render: (_, i) => formatShare(i.stability) },
              { key: "quotient", title: t("planning.quotient"), align: "right", render: (_, i) => { const c = cellOf.get(i.industry); return c ? <Value of={c.quotient} /> : missing; } },
              { key: "growth", title: t("planning.growth"), align: "right", render: (_, i) => { const c = cellOf.get(i.industry); return c ? <Value of={percent(c.growth)} suffix="%" /> : missing; } },
              { key: "density", title: t("planning.density"), align: "right", render: (_, i) => { const c = cellOf.get(i.industry); return c ? <Value of={c.density} /> : missing; } },
              { key: "residents", title: t("planning.residents"), align: "right", render: (_, i) => formatNumber(i.residents) },
            ]}
          />
        </div>
      </div>
      <p className="quiet">{text(data.rules_title)} · {t("report.revision", { number: data.rules_revision })}{data.io_table && ` · ${data.io_table}`}</p>
      <Drawer open={open !== undefined} onClose={() => change({ open: undefined })} size={640} title={open && text(open.name)}>
        {open && (
          <>
            <p><Tag color={classColors[open.chosen]}>{text(open.chosen_name)}</Tag> {text(open.summary)}</p>
            <Table size="small" rowKey="factor" dataSource={open.reasons} pagination={false} scroll={{ x: "max-content" }} columns={[
              { key: "name", title: t("planning.factor"), render: (_, r) => text(r.name) },
              { key: "value", title: t("totals.value"), align: "right", render: (_, r) => (r.value === null ? <Tooltip title={text(r.words)}><span className="has-help">{missing}</span></Tooltip> : `${formatNumber(r.value)} ${r.unit}`) },
              { key: "score", title: t("run.score"), align: "right", render: (_, r) => formatNumber(r.score, 3) },
              { key: "weight", title: t("system.weight"), align: "right", render: (_, r) => formatShare(r.weight) },
              { key: "words", title: t("run.words"), render: (_, r) => <span className="long-text">{text(r.words)} <span className="quiet">{r.source}{r.year !== null && ` ${r.year}`}</span></span> },
            ]} />
            {open.unknown.length > 0 && <Alert className="gap-top" type="info" showIcon title={t("items.unknown")} description={<ul className="plain">{open.unknown.map((u, i) => <li key={i}>{text(u)}</li>)}</ul>} />}
          </>
        )}
      </Drawer>
    </>
  );
}
