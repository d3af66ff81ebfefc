// The pictures of an evaluation. Each takes plain numbers; null is unknown and leaves a gap. Every
// page that draws one shows the same figures in a table.
import { useCallback } from "react";

import { type ChartOption, EChart, seriesColors } from "../shell/echart";
import { formatNumber, missing } from "../shell/format";
import { waterfall } from "./scales";

export interface Interval {
  name: string;
  value: number | null;
  low: number | null;
  high: number | null;
}

const figure = (value: unknown) => (typeof value === "number" ? formatNumber(value, 4) : missing);

/** A point with its 5–95 % bar for each name; ranks run to the right, one best. */
export function Intervals({ rows, label, valueName, intervalName, ranks, onClick }: { rows: Interval[]; label: string; valueName: string; intervalName: string; ranks?: boolean; onClick?: (index: number) => void }) {
  const option = useCallback<ChartOption>((palette) => ({
    grid: { top: 28 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (params) => { const at = (Array.isArray(params) ? params[0] : params)?.dataIndex ?? 0; const row = rows[at]!; return `${escape(row.name)}<br>${valueName} ${figure(row.value)}<br>${intervalName} ${figure(row.low)} – ${figure(row.high)}`; } },
    xAxis: { type: "value", position: "top", min: ranks ? 1 : undefined, minInterval: ranks ? 1 : undefined, scale: true },
    yAxis: { type: "category", inverse: true, data: rows.map((r) => r.name), axisLabel: { width: 130, overflow: "truncate" }, triggerEvent: true },
    series: [
      {
        type: "custom", name: intervalName, encode: { x: [1, 2], y: 0 }, data: rows.map((r, i) => [i, r.low ?? "-", r.high ?? "-"]),
        renderItem: (_, api) => {
          const [low, high] = [Number(api.value(1)), Number(api.value(2))];
          if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
          const from = api.coord([low, api.value(0)]);
          const to = api.coord([high, api.value(0)]);
          const style = { stroke: palette.quiet, lineWidth: 2 };
          const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: "line" as const, shape: { x1, y1, x2, y2 }, style });
          return { type: "group", children: [line(from[0]!, from[1]!, to[0]!, to[1]!), line(from[0]!, from[1]! - 4, from[0]!, from[1]! + 4), line(to[0]!, to[1]! - 4, to[0]!, to[1]! + 4)] };
        },
      },
      { type: "scatter", name: valueName, symbolSize: 9, itemStyle: { color: palette.primary }, z: 3, data: rows.map((r, i) => [r.value ?? "-", i]) },
    ],
  }), [rows, valueName, intervalName, ranks]);
  return <EChart option={option} height={50 + rows.length * 24} label={label} onClick={useClick(onClick, rows)} />;
}

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function useClick(onClick: ((index: number) => void) | undefined, rows: { name: string }[]) {
  return useCallback((event: { dataIndex?: number; value?: unknown; componentType?: string }) => {
    const index = event.componentType === "yAxis" ? rows.findIndex((r) => r.name === event.value) : event.dataIndex;
    if (onClick && index !== undefined && index >= 0) onClick(index);
  }, [onClick, rows]);
}

export function Radar({ axes, series, label }: { axes: { name: string; min: number; max: number }[]; series: { name: string; values: (number | null)[] }[]; label: string }) {
  const option = useCallback<ChartOption>((palette) => {
    const styles = [{ color: palette.primary }, { color: palette.quiet, type: "dashed" as const }, { color: palette.strong, type: "dotted" as const }];
    return {
      legend: { bottom: 0, top: undefined },
      tooltip: { valueFormatter: figure },
      radar: { center: ["50%", "46%"], radius: "64%", indicator: axes, axisName: { width: 110, overflow: "truncate" } },
      series: [{ type: "radar", symbolSize: 5, data: series.map((s, i) => ({ name: s.name, value: s.values.map((v) => v ?? ("-" as unknown as number)), lineStyle: { width: 2, ...styles[i % 3] }, itemStyle: { color: styles[i % 3]!.color }, areaStyle: i === 0 ? { color: palette.primary, opacity: 0.14 } : undefined })) }],
    };
  }, [axes, series]);
  return <EChart option={option} height={360} label={label} />;
}

/** Parts that add up, a bar for each name. */
export function Stacked({ names, parts, label, onClick }: { names: string[]; parts: { name: string; values: (number | null)[] }[]; label: string; onClick?: (name: number, part: number) => void }) {
  const option = useCallback<ChartOption>((palette) => ({
    color: seriesColors(palette),
    grid: { top: 40 },
    legend: { show: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: figure },
    xAxis: { type: "value" },
    yAxis: { type: "category", inverse: true, data: names, axisLabel: { width: 130, overflow: "truncate" } },
    series: parts.map((p) => ({ type: "bar", stack: "all", name: p.name, barMaxWidth: 18, data: p.values })),
  }), [names, parts]);
  const click = useCallback((event: { dataIndex?: number; seriesIndex?: number }) => onClick?.(event.dataIndex ?? 0, event.seriesIndex ?? 0), [onClick]);
  return <EChart option={option} height={70 + names.length * 24} label={label} onClick={onClick && click} />;
}

/** Ranks over years; a line stands where the method changed, since ranks on its two sides do not
 *  compare. */
export function Bump({ years, series, changes, changeName, chosen, label }: { years: string[]; series: { name: string; ranks: (number | null)[] }[]; changes: string[]; changeName: string; chosen?: string; label: string }) {
  const option = useCallback<ChartOption>((palette) => ({
    grid: { top: 34, right: 110 },
    legend: { show: false },
    tooltip: { trigger: "item", formatter: (p) => { const one = Array.isArray(p) ? p[0]! : p; return `${escape(one.seriesName ?? "")} · ${one.name}: ${figure(one.value)}`; } },
    xAxis: { type: "category", data: years, boundaryGap: false, axisLabel: { alignMinLabel: "left", alignMaxLabel: "right" } },
    yAxis: { type: "value", inverse: true, min: 1, minInterval: 1 },
    series: series.map((s, i) => {
      const strong = chosen === undefined ? i < 8 : s.name === chosen;
      return {
        type: "line", name: s.name, data: s.ranks, symbolSize: 9, connectNulls: false, endLabel: { show: true, formatter: "{a}", color: strong ? palette.text : palette.quiet, width: 100, overflow: "truncate" }, emphasis: { focus: "series" },
        lineStyle: { width: strong ? 3 : 1.5, opacity: strong ? 1 : 0.45 }, itemStyle: { opacity: strong ? 1 : 0.45 }, z: strong ? 3 : 2,
        ...(i === 0 && changes.length > 0 ? { markLine: { silent: true, symbol: "none", lineStyle: { color: palette.weak, type: "dashed", width: 2 }, label: { formatter: changeName, color: palette.weak, position: "start" }, data: changes.map((year) => ({ xAxis: year })) } } : {}),
      };
    }),
  }), [years, series, changes, changeName, chosen]);
  return <EChart option={option} height={Math.min(620, 120 + series.length * 18)} label={label} />;
}

/** First-order and total indices with their confidence. */
export function SobolBars({ rows, firstName, totalName, label }: { rows: { name: string; first: Interval; total: Interval }[]; firstName: string; totalName: string; label: string }) {
  const option = useCallback<ChartOption>((palette) => {
    const bars = (name: string, color: string, of: (r: (typeof rows)[number]) => Interval, shift: number) => [
      { type: "bar" as const, name, itemStyle: { color }, barMaxWidth: 16, data: rows.map((r) => of(r).value) },
      {
        type: "custom" as const, silent: true, encode: { x: [1, 2], y: 0 }, tooltip: { show: false }, data: rows.map((r, i) => [i, of(r).low ?? "-", of(r).high ?? "-"]), z: 4,
        renderItem: (_: unknown, api: { value: (i: number) => unknown; coord: (v: unknown[]) => number[]; size?: (v: number[]) => number | number[] }) => {
          const [low, high] = [Number(api.value(1)), Number(api.value(2))];
          if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
          const from = api.coord([low, api.value(0)]);
          const to = api.coord([high, api.value(0)]);
          return { type: "line" as const, shape: { x1: from[0], y1: from[1]! + shift, x2: to[0], y2: to[1]! + shift }, style: { stroke: palette.text, lineWidth: 1.5 } };
        },
      },
    ];
    return {
      grid: { top: 34 },
      legend: { data: [firstName, totalName] },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: figure },
      xAxis: { type: "value", max: (v: { max: number }) => Math.max(1, Math.ceil(v.max * 10) / 10) },
      yAxis: { type: "category", inverse: true, data: rows.map((r) => r.name) },
      series: [...bars(firstName, palette.primary, (r) => r.first, -9), ...bars(totalName, palette.weak, (r) => r.total, 9)] as never,
    };
  }, [rows, firstName, totalName]);
  return <EChart option={option} height={70 + rows.length * 52} label={label} />;
}

/** Changes one after the other and what they add up to: `names` has one more than `changes`. */
export function Waterfall({ names, changes, label }: { names: string[]; changes: number[]; label: string }) {
  const option = useCallback<ChartOption>((palette) => {
    const bars = waterfall(changes);
    const part = (color: string, of: (bar: (typeof bars)[number]) => number | null) => ({ type: "bar" as const, stack: "one", barMaxWidth: 46, itemStyle: { color }, data: bars.map(of) });
    return {
      legend: { show: false },
      grid: { top: 12 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (params) => { const at = (Array.isArray(params) ? params[0] : params)?.dataIndex ?? 0; return `${escape(names[at] ?? "")}: ${figure(changes[at] ?? bars[at]!.total)}`; } },
      xAxis: { type: "category", data: names },
      yAxis: { type: "value" },
      series: [part("transparent", (b) => b.hidden), part(palette.strong, (b) => b.rise), part(palette.danger, (b) => b.fall), part(palette.primary, (b) => b.total)],
    };
  }, [names, changes]);
  return <EChart option={option} height={280} label={label} />;
}
