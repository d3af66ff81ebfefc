// What the pages of a run read from its result. Pure.
import type { ExplainedCell, RunElement, RunResult, RunRow } from "./types";

const known = (values: (number | null | undefined)[]) => values.filter((v): v is number => v !== null && v !== undefined);

export function median(values: (number | null | undefined)[]): number | null {
  const sorted = known(values).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const indexOf = (result: RunResult): RunElement | undefined => result.elements.find((e) => e.parent === "");

/** Places in `elements` of what stands directly below the index: the dimensions. */
export function dimensions(result: RunResult): number[] {
  const top = indexOf(result)?.code;
  return result.elements.flatMap((e, i) => (e.parent === top ? [i] : []));
}

/** The dimension above an indicator (or itself). */
export function dimensionOf(result: RunResult, code: string): string {
  const parents = new Map(result.elements.map((e) => [e.code, e.parent]));
  const top = indexOf(result)?.code;
  let at = code;
  for (let steps = 0; steps < 20 && parents.get(at) !== top && parents.get(at); steps++) at = parents.get(at)!;
  return at;
}

/** The rows of the same peer group; all where there are no groups. */
export const peersOf = (result: RunResult, row: RunRow): RunRow[] => result.rows.filter((r) => r.group === row.group);

/** Contributions of the indicators added up by dimension; a dimension with nothing known is null. */
export function byDimension(result: RunResult, cells: ExplainedCell[]): Map<string, number | null> {
  const sums = new Map<string, number | null>(dimensions(result).map((i) => [result.elements[i]!.code, null]));
  for (const cell of cells) {
    const dimension = dimensionOf(result, cell.code);
    if (cell.contribution !== null && sums.has(dimension)) sums.set(dimension, (sums.get(dimension) ?? 0) + cell.contribution);
  }
  return sums;
}
