// How two index systems differ, indicator by indicator. Pure.
import type { IndexIndicator, IndexSystem } from "./types";

export interface IndicatorChange {
  code: string;
  before: IndexIndicator | null;
  after: IndexIndicator | null;
  /** Members that differ; empty when one of the two is missing. */
  changed: string[];
}
const compared = ["parent", "direction", "weight", "unit", "target", "low", "high", "scale", "denominator", "formula", "kind"] as const;

/** In the order of the newer system, then what was taken out. */
export function diffSystems(before: IndexSystem, after: IndexSystem): IndicatorChange[] {
  const old = new Map(before.indicators.map((i) => [i.code, i]));
  const changes: IndicatorChange[] = [];
  for (const now of after.indicators) {
    const was = old.get(now.code) ?? null;
    old.delete(now.code);
    const changed = was ? [...compared.filter((name) => was[name] !== now[name]), ...(was.title.zh !== now.title.zh || was.title.en !== now.title.en ? ["title"] : [])] : [];
    if (!was || changed.length > 0) changes.push({ code: now.code, before: was, after: now, changed });
  }
  return [...changes, ...[...old.values()].map((was) => ({ code: was.code, before: was, after: null, changed: [] }))];
}

export interface IndicatorNode {
  indicator: IndexIndicator;
  children: IndicatorNode[];
}
/** The tree of a system from the index down; an indicator whose parent is missing stands at the top. */
export function indicatorTree(indicators: IndexIndicator[]): IndicatorNode[] {
  const nodes = new Map(indicators.map((indicator) => [indicator.code, { indicator, children: [] as IndicatorNode[] }]));
  const top: IndicatorNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.indicator.parent === node.indicator.code ? undefined : nodes.get(node.indicator.parent);
    (parent ? parent.children : top).push(node);
  }
  return top;
}
