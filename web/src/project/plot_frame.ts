// The frame of a plot of positions: a little room around the points, lines at round degrees. Pure.

export interface Point {
  x: number;
  y: number;
}
export interface Frame {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  /** Where the lines stand. */
  xs: number[];
  ys: number[];
  /** Decimals of their labels. */
  digits: number;
}

const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

function lines(low: number, high: number, step: number): number[] {
  const out: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + 1e-12; ++i) out.push(Number((i * step).toFixed(6)));
  return out;
}

/** At least 0.01 degrees wide, so that one point alone has surroundings. */
export function plotFrame(points: Point[]): Frame {
  const span = (values: number[]): [number, number] => {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const room = Math.max((high - low) * 0.12, 0.005);
    return [low - room, high + room];
  };
  const [x0, x1] = span(points.map((p) => p.x));
  const [y0, y1] = span(points.map((p) => p.y));
  const step = steps.find((s) => Math.max(x1 - x0, y1 - y0) / s <= 6) ?? 50;
  return { x0, x1, y0, y1, xs: lines(x0, x1, step), ys: lines(y0, y1, step), digits: step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0 };
}
