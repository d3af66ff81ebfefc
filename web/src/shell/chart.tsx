// Bars that lie: a name, and one bar for each series.
import { useCallback } from "react";

import { type ChartOption, EChart } from "./echart";

export interface Series {
  name: string;
  values: number[];
  tone: "strong" | "weak" | "primary";
}

export default function Bars({ labels, series, format }: { labels: string[]; series: Series[]; format?: (value: number) => string }) {
  const option = useCallback<ChartOption>((palette) => ({
    color: series.map((s) => palette[s.tone]),
    grid: { top: series.length > 1 ? 34 : 12 },
    legend: { show: series.length > 1 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (v: unknown) => (format ? format(Number(v)) : String(v)) },
    xAxis: { type: "value", axisLabel: { formatter: format } },
    yAxis: { type: "category", data: labels, inverse: true, axisLabel: { width: 140, overflow: "truncate" } },
    series: series.map((s) => ({ type: "bar", name: s.name, data: s.values, barMaxWidth: 16 })),
  }), [labels, series, format]);
  return <EChart option={option} height={60 + labels.length * (series.length > 1 ? 36 : 26)} label={series.map((s) => s.name).join(", ")} />;
}
