// The option of a commitment's chart: what was promised by when, what was measured, and where a
// straight line through the verified values leads. Pure.
import type { ChartOption } from "../shell/echart";
import type { Commitment } from "./types";

export interface ChartWords {
  target: string;
  verified: string;
  pending: string;
  forecast: string;
}

export function commitmentChart(commitment: Commitment, words: ChartWords): ChartOption {
  const point = (date: string, value: string): [string, number] => [date, Number(value)];
  const actuals = [...commitment.actuals].reverse();
  const verified = actuals.filter((a) => a.state === "verified").map((a) => point(a.measured_on, a.value));
  const pending = actuals.filter((a) => a.state === "pending").map((a) => point(a.measured_on, a.value));
  const targets = commitment.milestones.map((m) => point(m.due_on, m.target));
  const forecasts = commitment.milestones.filter((m) => !m.met && m.forecast.value !== null).map((m) => ({ due: m.due_on, ...m.forecast }));
  return (palette) => ({
    grid: { left: 12, right: 24, top: 34, bottom: 6 },
    legend: { data: [words.target, words.verified, words.pending, words.forecast] },
    tooltip: { trigger: "item", valueFormatter: (value: unknown) => `${Array.isArray(value) ? value[1] : value} ${commitment.unit}` },
    xAxis: { type: "time", axisLabel: { formatter: "{yyyy}-{MM}", hideOverlap: true } },
    yAxis: { type: "value", name: commitment.unit, scale: true },
    series: [
      { name: words.target, type: "line", step: "end", data: targets, symbol: "diamond", symbolSize: 10, lineStyle: { type: "dashed", color: palette.weak }, itemStyle: { color: palette.weak } },
      { name: words.verified, type: "line", data: verified, symbolSize: 8, lineStyle: { color: palette.primary }, itemStyle: { color: palette.primary } },
      { name: words.pending, type: "scatter", data: pending, symbolSize: 9, itemStyle: { color: palette.surface, borderColor: palette.primary, borderWidth: 2 } },
      {
        name: words.forecast, type: "scatter", symbol: "triangle", symbolSize: 10, itemStyle: { color: palette.quiet },
        data: forecasts.map((f) => point(f.due, f.value!)),
        markLine: { silent: true, symbol: "none", label: { show: false }, data: forecasts.filter((f) => f.low !== null && f.high !== null).map((f) => [{ coord: point(f.due, f.low!) }, { coord: point(f.due, f.high!) }]) },
      },
    ],
  });
}
