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
  /** The invisible part that the visible one stands on, of the same sign. */
  hidden: number;
  rise: number | null;
  fall: number | null;
  total: number | null;
}
/** Floating bars on the running sum, the last one their sum from the ground. Stacked bars add up
 *  away from zero, so each visible part has the sign of the side it stands on; a bar that crosses
 *  zero is drawn from zero on. */
export function waterfall(changes: number[]): WaterfallBar[] {
  let sum = 0;
  const bars = changes.map((change) => {
    const [from, to] = [sum, sum + change];
    sum = to;
    const same = from * to >= 0;
    const hidden = !same ? 0 : from + to >= 0 ? Math.min(from, to) : Math.max(from, to);
    const visible = !same ? to : (from + to >= 0 ? 1 : -1) * Math.abs(change);
    return { hidden, rise: change >= 0 ? visible : null, fall: change < 0 ? visible : null, total: null };
  });
  return [...bars, { hidden: 0, rise: null, fall: null, total: sum }];
}

/** Weights after one is moved: the others keep their proportions and all add up to `sum`. */
export function moveWeight(weights: number[], index: number, value: number, sum: number): number[] {
  const moved = Math.min(sum, Math.max(0, value));
  const rest = weights.reduce((total, w, i) => (i === index ? total : total + w), 0);
  return weights.map((w, i) => (i === index ? moved : rest > 0 ? (w / rest) * (sum - moved) : (sum - moved) / (weights.length - 1)));
}
