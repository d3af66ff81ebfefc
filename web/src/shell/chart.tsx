// Bars by ECharts, loaded only where a page draws one. The colours are those of the page; the
// table beside a chart says the same to who cannot see it.
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { currentPalette } from "./theme";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export interface Series {
  name: string;
  values: number[];
  tone: "strong" | "weak" | "primary";
}

export default function Bars({ labels, series, format }: { labels: string[]; series: Series[]; format?: (value: number) => string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const colors = currentPalette();
    const chart = init(element, undefined, { renderer: "svg" });
    chart.setOption({
      animation: false,
      textStyle: { color: colors.text, fontFamily: "inherit" },
      color: series.map((s) => colors[s.tone]),
      grid: { left: 24, right: 16, top: series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
      legend: series.length > 1 ? { top: 0, textStyle: { color: colors.text } } : undefined,
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, backgroundColor: colors.raised, borderColor: colors.line, textStyle: { color: colors.text }, valueFormatter: (v: unknown) => (format ? format(Number(v)) : String(v)) },
      xAxis: { type: "value", axisLabel: { color: colors.quiet, formatter: format }, splitLine: { lineStyle: { color: colors.line } } },
      yAxis: { type: "category", data: labels, inverse: true, axisLabel: { color: colors.text, width: 140, overflow: "truncate" }, axisLine: { lineStyle: { color: colors.line } }, axisTick: { show: false } },
      series: series.map((s) => ({ type: "bar", name: s.name, data: s.values, barMaxWidth: 16 })),
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [labels, series, format]);
  return <div ref={box} aria-hidden style={{ height: 60 + labels.length * (series.length > 1 ? 36 : 26) }} />;
}
