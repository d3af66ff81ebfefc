// The options of the outlook's charts, made of what the server answers. Pure.
import type { ChartOption } from "../shell/echart";
import { formatMoneyShort, formatNumber, formatShare } from "../shell/format";
import type { Language } from "../shell/i18n";
import type { Funnel } from "./types";

type Words = Record<"investment" | "expected" | "range" | "projects" | "contracted" | "leads" | "contracts" | "started" | "producing" | "lost" | "predicted" | "happened" | "perfect", string>;

/** What stands in each stage, and how much of it is expected to reach the target. */
export function funnelChart(funnel: Funnel, words: Words, text: (t: { zh: string; en: string }) => string, language: Language): ChartOption {
  const money = (v: unknown) => formatMoneyShort(Number(v), language);
  return (palette) => ({
    legend: {},
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (v: unknown) => (v === null || v === undefined ? "—" : money(v)) },
    xAxis: { type: "value", axisLabel: { formatter: money, hideOverlap: true } },
    yAxis: { type: "category", inverse: true, data: funnel.stages.map((s) => `${text(s.title)} ${s.count}`) },
    series: [
      { name: words.investment, type: "bar", data: funnel.stages.map((s) => Number(s.investment)), itemStyle: { color: palette.scale[2] }, barMaxWidth: 18 },
      { name: words.expected, type: "bar", data: funnel.stages.map((s) => (s.expected_investment === null ? null : Number(s.expected_investment))), itemStyle: { color: palette.primary }, barMaxWidth: 18 },
    ],
  });
}

export function monthsChart(funnel: Funnel, words: Words, language: Language): ChartOption {
  const count = (name: "leads" | "contracts" | "started" | "producing" | "lost", color: string) => ({ name: words[name], type: "bar" as const, stack: name === "lost" ? "lost" : undefined, data: funnel.months.map((m) => m[name]), itemStyle: { color }, barMaxWidth: 10 });
  return (palette) => ({
    legend: {},
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: funnel.months.map((m) => m.month), axisLabel: { hideOverlap: true } },
    yAxis: [{ type: "value", minInterval: 1 }, { type: "value", axisLabel: { formatter: (v: number) => formatMoneyShort(v, language) }, splitLine: { show: false } }],
    series: [
      count("leads", palette.scale[2]), count("contracts", palette.primary), count("started", palette.warning), count("producing", palette.strong), count("lost", palette.danger),
      { name: words.contracted, type: "line", yAxisIndex: 1, data: funnel.months.map((m) => Number(m.contracted)), lineStyle: { color: palette.quiet, type: "dashed" }, itemStyle: { color: palette.quiet }, tooltip: { valueFormatter: (v: unknown) => formatMoneyShort(Number(v), language) } },
    ],
  });
}

export function forecastChart(funnel: Funnel, words: Words, language: Language): ChartOption {
  return (palette) => ({
    legend: {},
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: funnel.forecast.map((m) => m.month), axisLabel: { hideOverlap: true } },
    yAxis: [{ type: "value" }, { type: "value", axisLabel: { formatter: (v: number) => formatMoneyShort(v, language) }, splitLine: { show: false } }],
    series: [
      { name: words.projects, type: "bar", data: funnel.forecast.map((m) => m.projects), itemStyle: { color: palette.scale[2] }, barMaxWidth: 16, tooltip: { valueFormatter: (v: unknown) => formatNumber(Number(v), 3) } },
      { name: words.investment, type: "line", yAxisIndex: 1, data: funnel.forecast.map((m) => Number(m.investment)), lineStyle: { color: palette.primary }, itemStyle: { color: palette.primary }, tooltip: { valueFormatter: (v: unknown) => formatMoneyShort(Number(v), language) } },
    ],
  });
}

/** How often what was foretold happened; on the diagonal the forecast is right. */
export function calibrationChart(funnel: Funnel, words: Words): ChartOption {
  const largest = Math.max(1, ...funnel.calibration.bins.map((b) => b.count));
  return (palette) => ({
    grid: { left: 12, right: 24, top: 34, bottom: 24 },
    legend: { data: [words.happened, words.perfect] },
    tooltip: { trigger: "item", formatter: (p: unknown) => { const [x, y, n] = (p as { value: [number, number, number] }).value; return n === undefined ? words.perfect : `${words.predicted} ${formatShare(x)}<br>${words.happened} ${formatShare(y)}<br>n = ${n}`; } },
    xAxis: { type: "value", min: 0, max: 1, name: words.predicted, nameLocation: "middle", nameGap: 26, axisLabel: { formatter: (v: number) => formatShare(v) } },
    yAxis: { type: "value", min: 0, max: 1, name: words.happened, axisLabel: { formatter: (v: number) => formatShare(v) } },
    series: [
      { name: words.perfect, type: "line", data: [[0, 0], [1, 1]], symbol: "none", lineStyle: { type: "dashed", color: palette.quiet }, itemStyle: { color: palette.quiet } },
      { name: words.happened, type: "scatter", data: funnel.calibration.bins.map((b) => [b.predicted, b.happened, b.count]), symbolSize: (v: number[]) => 8 + 22 * Math.sqrt(v[2]! / largest), itemStyle: { color: palette.primary, opacity: 0.85 } },
    ],
  });
}
