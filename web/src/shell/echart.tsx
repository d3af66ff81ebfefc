// The one way to draw a chart: ECharts as SVG, loaded when the first chart is shown, in the colours
// of the page, as wide as its box. What a chart shows also stands in a table beside it.
import type { EChartsOption } from "echarts";
import type { ECElementEvent, EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";

import { type Palette, usePalette } from "./theme";

export type { ECElementEvent, EChartsOption };
/** Makes the chart's option of the page's colours. Memoise it (useCallback): a new one draws anew. */
export type ChartOption = (palette: Palette) => EChartsOption;

/** Colours of series that have no meaning of their own, told apart in both shades. */
export const seriesColors = (palette: Palette) => [palette.primary, palette.weak, palette.strong, palette.warning, palette.danger, palette.quiet, palette.scale[2], palette.text];

function chartTheme(palette: Palette) {
  const axis = {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.quiet },
    nameTextStyle: { color: palette.quiet },
    splitLine: { lineStyle: { color: palette.line } },
    splitArea: { areaStyle: { color: ["transparent"] } },
  };
  return {
    color: seriesColors(palette),
    // A real name: labels are measured with it.
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 12, right: 16, top: 32, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    categoryAxis: { ...axis, splitLine: { show: false }, axisLabel: { color: palette.text } },
    valueAxis: axis,
    logAxis: axis,
    legend: { top: 0, type: "scroll", textStyle: { color: palette.text }, inactiveColor: palette.quiet, pageTextStyle: { color: palette.quiet } },
    tooltip: { confine: true, backgroundColor: palette.raised, borderColor: palette.line, textStyle: { color: palette.text } },
    radar: { axisName: { color: palette.text }, axisLine: { lineStyle: { color: palette.line } }, splitLine: { lineStyle: { color: palette.line } }, splitArea: { show: false } },
    markLine: { label: { color: palette.quiet }, lineStyle: { color: palette.quiet } },
  };
}

interface Props {
  option: ChartOption;
  height: number;
  /** What the picture shows, for those who do not see it. */
  label: string;
  onClick?: (event: ECElementEvent) => void;
}

export function EChart({ option, height, label, onClick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const [failure, setFailure] = useState<unknown>();
  const palette = usePalette();

  useEffect(() => {
    let made: EChartsType | undefined;
    let gone = false;
    const watch = new ResizeObserver(() => made?.resize());
    import("./echart_core").then(({ init }) => {
      const element = box.current;
      if (gone || !element) return;
      made = init(element, chartTheme(palette), { renderer: "svg" });
      watch.observe(element);
      setChart(made);
    }, (cause: unknown) => !gone && setFailure(cause));
    return () => {
      gone = true;
      watch.disconnect();
      made?.dispose();
      setChart(undefined);
    };
  }, [palette]);

  useEffect(() => {
    if (chart && !chart.isDisposed()) chart.setOption({ animation: false, ...option(palette) }, { notMerge: true });
  }, [chart, option, palette, height]);

  useEffect(() => {
    if (!chart || !onClick) return;
    chart.on("click", onClick);
    return () => void (!chart.isDisposed() && chart.off("click", onClick));
  }, [chart, onClick]);

  // The boundary around the page says it and offers to load again, as for any part of a page.
  if (failure) throw failure;
  return (
    <div className="chart" role="img" aria-label={label}>
      <div ref={box} aria-hidden style={{ height }} />
    </div>
  );
}
