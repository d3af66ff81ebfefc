import { expect, test } from "vitest";

import { basisPoints, evenSplit, percentText } from "./credit_split";

test.each([["50", 5000], ["33.34", 3334], ["33.3", 3330], ["0.05", 5], ["100", 10_000], ["100.01", null], ["", null], ["a", null], ["-1", null], ["1.234", null]])("%s %%", (text, points) => {
  expect(basisPoints(text)).toBe(points);
  if (points !== null) expect(basisPoints(percentText(points))).toBe(points);
});

test.each([1, 2, 3, 7])("in %d parts it adds up", (count) => {
  const parts = evenSplit(count);
  expect(parts.reduce((a, b) => a + b)).toBe(10_000);
  expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
});
