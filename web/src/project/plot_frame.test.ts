import { expect, test } from "vitest";

import { plotFrame } from "./plot_frame";

test("one point has surroundings and lines", () => {
  const frame = plotFrame([{ x: 119.45, y: 32.2 }]);
  expect(frame.x1 - frame.x0).toBeCloseTo(0.01);
  expect(frame.xs.length).toBeGreaterThan(2);
  expect(frame.xs.every((x) => x >= frame.x0 && x <= frame.x1)).toBe(true);
  expect(frame.digits).toBe(3);
});

test.each([[[{ x: 100, y: 20 }, { x: 120, y: 40 }]], [[{ x: 119.4, y: 32.1 }, { x: 119.6, y: 32.2 }]]])("%j: every point inside, at most seven lines", (points) => {
  const frame = plotFrame(points);
  for (const p of points) {
    expect(p.x > frame.x0 && p.x < frame.x1).toBe(true);
    expect(p.y > frame.y0 && p.y < frame.y1).toBe(true);
  }
  expect(frame.xs.length).toBeLessThanOrEqual(7);
  expect(frame.ys.length).toBeGreaterThan(0);
});
