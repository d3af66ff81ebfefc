// What a zone adds up to in a period: sums with their coverage, ratios of sums, a figure over time,
// and the zones below ranked by it. What is unknown or hidden says why.
import { Alert, Card, Input, Segmented, Select, Space, Statistic, Switch, Table, Tabs, Tag, Tooltip } from "antd";
import { useCallback, useMemo } from "react";

import { useGet } from "../api/use_get";
import { type ChartOption, EChart } from "../shell/echart";
import { formatMoneyShort, formatNumber, formatShare, formatTime, missing } from "../shell/format";
import { type Language, pick, useLanguage, useText } from "../shell/i18n";
import { Failure, Loading, Nothing } from "../shell/states";
import { useChangeZone, useZones } from "../shell/zones";
import { useT } from "./locale";
import { useNewestYear } from "./newest_year";
import { usePageState } from "./page_state";
import { PeriodSelect } from "./period_select";
import { kindOf, periodName, yearsBefore } from "./periods";
import { TakeFile } from "./take_file";
import type { RankedZone, Ranking, RatioRow, Series, TotalRow, ZoneTotals } from "./types";

const figure = (value: string | number | null, unit: string, language: Language) =>
  value === null ? missing : unit === "元" ? formatMoneyShort(value, language) : `${formatNumber(Number(value), 5)} ${unit}`;

/** "—" with the reason beside it. */
export function Unknown({ why }: { why: string }) {
  return <Tooltip title={why}><span className="has-help" tabIndex={0}>{missing}</span></Tooltip>;
}

function Coverage({ reporters, expected }: { reporters: number; expected: number }) {
  const share = expected === 0 ? null : reporters / expected;
  return <Tooltip title={formatShare(share)}><span className={share !== null && share < 0.8 ? "weak-number" : undefined}>{formatNumber(reporters)} / {formatNumber(expected)}</span></Tooltip>;
}

function Items({ totals, estimates, onChoose }: { totals: ZoneTotals; estimates: boolean; onChoose: (item: string) => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  return (
    <Table<TotalRow>
      size="small"
      rowKey="item"
      dataSource={totals.items}
      pagination={false}
      scroll={{ x: "max-content", y: 560 }}
      rowClassName="row-open"
      onRow={(row) => ({ onClick: () => onChoose(row.item) })}
      locale={{ emptyText: <Nothing title={t("totals.empty")} hint={t("totals.emptyHint")} /> }}
      columns={[
        { key: "title", title: t("totals.item"), render: (_, r) => <a role="button" tabIndex={0} onKeyDown={(event) => event.key === "Enter" && onChoose(r.item)}>{text(r.title)}</a> },
        { key: "total", title: t("totals.total"), align: "right", render: (_, r) => (r.hidden ? <Tooltip title={t("totals.hiddenHelp")}><Tag>{t("totals.hidden")}</Tag></Tooltip> : r.total === null ? <Unknown why={t("totals.nobody")} /> : <Tooltip title={`${r.total} ${r.unit}`}>{figure(r.total, r.unit, language)}</Tooltip>) },
        ...(estimates ? [{ key: "estimate", title: <Tooltip title={t("totals.estimateHelp")}><span className="has-help">{t("totals.estimate")}</span></Tooltip>, align: "right" as const, render: (_: unknown, r: TotalRow) => (r.estimate === null ? missing : <Tooltip title={t("totals.estimated", { count: r.estimated })}><em className="quiet">{figure(r.estimate, r.unit, language)}</em></Tooltip>) }] : []),
        { key: "coverage", title: <Tooltip title={t("totals.coverageHelp")}><span className="has-help">{t("totals.coverage")}</span></Tooltip>, align: "right", sorter: (a, b) => a.reporters - b.reporters, render: (_, r) => <Coverage reporters={r.reporters} expected={r.expected} /> },
      ]}
    />
  );
}

function Ratios({ rows, onChoose }: { rows: RatioRow[]; onChoose: (code: string) => void }) {
  const t = useT();
  const text = useText();
  return (
    <Table<RatioRow>
      size="small"
      rowKey="code"
      dataSource={rows}
      pagination={false}
      scroll={{ x: "max-content", y: 560 }}
      rowClassName="row-open"
      onRow={(row) => ({ onClick: () => onChoose(row.code) })}
      columns={[
        { key: "title", title: t("totals.ratio"), render: (_, r) => <a role="button" tabIndex={0} onKeyDown={(event) => event.key === "Enter" && onChoose(r.code)}>{text(r.title)}</a> },
        { key: "value", title: t("totals.value"), align: "right", render: (_, r) => (r.value === null ? <Tooltip title={t(`totals.whyHelp.${r.why}`, r.why)}><Tag>{t(`totals.why.${r.why}`, r.why)}</Tag></Tooltip> : `${formatNumber(r.value, 4)} ${r.unit}`) },
        { key: "reporters", title: t("totals.reporters"), align: "right", render: (_, r) => formatNumber(r.reporters) },
      ]}
    />
  );
}

function OverTime({ item, period, publicView }: { item: string; period: string; publicView: boolean }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const from = yearsBefore(period, kindOf(period) === "year" ? 9 : 2);
  const { data, error, reload } = useGet<Series>("/api/evaluation/totals/series", { zone: zone.id, item, from, to: period, public_view: publicView || undefined });
  const option = useCallback<ChartOption>((palette) => ({
    grid: { top: 30 },
    legend: { show: true },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: data?.points.map((p) => p.period) ?? [] },
    yAxis: [
      { type: "value", scale: true, axisLabel: { formatter: (v: number) => figure(v, data?.unit ?? "", language) } },
      { type: "value", min: 0, max: 100, splitLine: { show: false }, axisLabel: { formatter: "{value}%" } },
    ],
    series: [
      { type: "bar", yAxisIndex: 1, name: t("totals.coverage"), barMaxWidth: 18, itemStyle: { color: palette.scale[1] }, data: data?.points.map((p) => (p.expected === 0 ? null : Math.round((p.reporters / p.expected) * 1000) / 10)) ?? [], tooltip: { valueFormatter: (v) => (v === null || v === undefined ? missing : `${String(v)}%`) } },
      { type: "line", name: pick(data?.title, language), itemStyle: { color: palette.primary }, symbolSize: 7, data: data?.points.map((p) => p.value) ?? [], tooltip: { valueFormatter: (v) => figure(typeof v === "number" ? v : null, data?.unit ?? "", language) } },
    ],
  }), [data, language, t]);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading rows={4} />;
  return (
    <>
      <EChart option={option} height={260} label={t("totals.seriesLabel", { item: text(data.title) })} />
      <Table
        size="small"
        rowKey="period"
        dataSource={[...data.points].reverse()}
        pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { key: "period", title: t("period.period"), render: (_, p) => periodName(p.period, language) },
          { key: "value", title: text(data.title), align: "right", render: (_, p) => (p.hidden ? <Tooltip title={t("totals.hiddenHelp")}><Tag>{t("totals.hidden")}</Tag></Tooltip> : p.value === null ? <Unknown why={t("totals.nobody")} /> : figure(p.value, data.unit, language)) },
          { key: "coverage", title: t("totals.coverage"), align: "right", render: (_, p) => <Coverage reporters={p.reporters} expected={p.expected} /> },
        ]}
      />
    </>
  );
}

function Below({ item, period, publicView }: { item: string; period: string; publicView: boolean }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const changeZone = useChangeZone();
  const [params, change] = usePageState();
  const level = params.get("level") ?? "park";
  const { data, error, reload } = useGet<Ranking>("/api/evaluation/totals/ranking", { zone: zone.id, period, item, level, public_view: publicView || undefined });
  return (
    <>
      <Segmented size="small" className="gap" value={level} onChange={(next) => change({ level: next })} options={["province", "city", "zone", "park"].map((value) => ({ value, label: t(`totals.levels.${value}`) }))} />
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading rows={4} /> : (
        <Table<RankedZone>
          size="small"
          rowKey="zone_id"
          dataSource={data.items}
          pagination={{ pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
          locale={{ emptyText: <Nothing title={t("totals.noneBelow")} /> }}
          columns={[
            { key: "rank", title: t("totals.rank"), align: "right", render: (_, r) => r.rank ?? missing },
            { key: "zone", title: t("board.zone"), render: (_, r) => <a role="button" tabIndex={0} onClick={() => changeZone(r.zone_id)} onKeyDown={(event) => event.key === "Enter" && changeZone(r.zone_id)}>{text(r.zone_name)}</a> },
            { key: "value", title: text(data.title), align: "right", render: (_, r) => (r.hidden ? <Tooltip title={t("totals.hiddenHelp")}><Tag>{t("totals.hidden")}</Tag></Tooltip> : r.value === null ? <Unknown why={t("totals.nobody")} /> : figure(r.value, data.unit, language)) },
            { key: "coverage", title: t("totals.coverage"), align: "right", render: (_, r) => <Coverage reporters={r.reporters} expected={r.expected} /> },
          ]}
        />
      )}
    </>
  );
}

export function Totals() {
  const [params] = usePageState();
  const newest = useNewestYear();
  const period = params.get("period") ?? (newest === undefined ? undefined : String(newest));
  return period === undefined ? <Loading /> : <TotalsOf period={period} />;
}

function TotalsOf({ period }: { period: string }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const day = params.get("as_of");
  const publicView = params.get("public") === "1";
  const estimates = params.get("estimates") === "1";
  const input = { zone: zone.id, period, as_of: day ? `${day}T23:59:59Z` : undefined, public_view: publicView || undefined, estimates: estimates || undefined };
  const { data, error, reload } = useGet<ZoneTotals>("/api/evaluation/totals", input);
  const item = params.get("item") ?? "revenue";
  const choices = useMemo(() => [...(data?.items ?? []).map((r) => ({ value: r.item, label: pick(r.title, language) })), ...(data?.ratios ?? []).map((r) => ({ value: r.code, label: pick(r.title, language) }))], [data, language]);
  return (
    <>
      <Space wrap className="gap">
        <PeriodSelect value={period} onChange={(next) => change({ period: next })} />
        <Input className="table-filter-date" type="date" prefix={<Tooltip title={t("totals.asOfHelp")}><span className="quiet has-help">{t("totals.asOf")}</span></Tooltip>} value={day ?? ""} aria-label={t("totals.asOf")} onChange={(event) => change({ as_of: event.target.value || undefined })} />
        <Tooltip title={t("totals.publicHelp")}><Space><Switch size="small" checked={publicView} onChange={(on) => change({ public: on ? "1" : undefined })} aria-label={t("totals.public")} />{t("totals.public")}</Space></Tooltip>
        <Tooltip title={t("totals.estimateHelp")}><Space><Switch size="small" checked={estimates} onChange={(on) => change({ estimates: on ? "1" : undefined })} aria-label={t("totals.withEstimates")} />{t("totals.withEstimates")}</Space></Tooltip>
        <TakeFile path="/api/evaluation/totals/export" input={{ ...input, format: "xlsx", lang: language }} name={`totals-${period}.xlsx`}>Excel</TakeFile>
      </Space>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : (
        <>
          {data.as_of && <Alert className="gap" type="info" showIcon title={t("totals.asOfNote", { time: formatTime(data.as_of) })} />}
          <div className="statistics">
            <Statistic title={t("totals.accepted")} value={`${formatNumber(data.accepted)} / ${formatNumber(data.expected)}`} />
            <Statistic title={t("totals.coverageShort")} value={formatShare(data.expected === 0 ? null : data.accepted / data.expected)} />
          </div>
          <div className="halves">
            <Card size="small" title={`${text(data.zone_name)} · ${periodName(data.period, language)}`}>
              <Tabs
                size="small"
                items={[
                  { key: "items", label: t("totals.items"), children: <Items totals={data} estimates={estimates} onChoose={(next) => change({ item: next })} /> },
                  { key: "ratios", label: t("totals.ratios"), children: <Ratios rows={data.ratios} onChoose={(next) => change({ item: next })} /> },
                ]}
              />
            </Card>
            <Card size="small" title={<Select className="full" variant="borderless" showSearch={{ optionFilterProp: "label" }} value={item} options={choices} onChange={(next) => change({ item: next })} aria-label={t("totals.item")} />}>
              <Tabs
                size="small"
                items={[
                  { key: "time", label: t("totals.overTime"), children: <OverTime item={item} period={period} publicView={publicView} /> },
                  { key: "below", label: t("totals.below"), children: <Below item={item} period={period} publicView={publicView} /> },
                ]}
              />
            </Card>
          </div>
        </>
      )}
    </>
  );
}
