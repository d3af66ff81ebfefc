// Arithmetic of the pictures. Pure.

/** Which of `steps` shades a value gets between low and high; null for unknown. */
export function shadeOf(value: number | null, low: number, high: number, steps = 5): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  if (high <= low) return Math.floor(steps / 2);
  return Math.min(steps - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * steps)));
}

/** The smallest and largest known value; null when nothing is known. */
export function extent(values: (number | null)[]): [number, number] | null {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  return known.length === 0 ? null : [Math.min(...known), Math.max(...known)];
}

export interface WaterfallBar {
  base: number;
  rise: number | null;
  fall: number | null;
  total: number | null;
}
/** Floating bars: the first and the last stand on the ground, those between float on the running
 *  sum. Bars stand on `base`; below zero the base is the upper end, so that stacks keep their sign. */
export function waterfall(start: number, changes: number[]): WaterfallBar[] {
  const bars: WaterfallBar[] = [{ base: 0, rise: null, fall: null, total: start }];
  let sum = start;
  for (const change of changes) {
    const next = sum + change;
    const base = sum >= 0 && next >= 0 ? Math.min(sum, next) : sum <= 0 && next <= 0 ? Math.max(sum, next) : 0;
    bars.push({ base, rise: change >= 0 ? change : null, fall: change < 0 ? change : null, total: null });
    sum = next;
  }
  bars.push({ base: 0, rise: null, fall: null, total: sum });
  return bars;
}

/** Weights after one is moved: the others keep their proportions and all add up to `sum`. */
export function moveWeight(weights: number[], index: number, value: number, sum: number): number[] {
  const moved = Math.min(sum, Math.max(0, value));
  const rest = weights.reduce((total, w, i) => (i === index ? total : total + w), 0);
  return weights.map((w, i) => (i === index ? moved : rest > 0 ? (w / rest) * (sum - moved) : (sum - moved) / (weights.length - 1)));
}
