import { expect, test } from "vitest";

import { extent, moveWeight, shadeOf, waterfall } from "./scales";

test.each([[0, 0], [19.9, 0], [20, 1], [100, 4], [120, 4], [-3, 0]])("the shade of %f is %i", (value, shade) => {
  expect(shadeOf(value, 0, 100)).toBe(shade);
});
test("unknown has no shade, a constant the middle one", () => {
  expect(shadeOf(null, 0, 100)).toBeNull();
  expect(shadeOf(Number.NaN, 0, 100)).toBeNull();
  expect(shadeOf(5, 5, 5)).toBe(2);
});
test("the extent leaves out what is unknown", () => {
  expect(extent([3, null, -1])).toEqual([-1, 3]);
  expect(extent([null])).toBeNull();
});
test("a waterfall ends at the sum of its parts", () => {
  expect(waterfall(10, [5, -8, 2])).toEqual([
    { base: 0, rise: null, fall: null, total: 10 },
    { base: 10, rise: 5, fall: null, total: null },
    { base: 7, rise: null, fall: -8, total: null },
    { base: 7, rise: 2, fall: null, total: null },
    { base: 0, rise: null, fall: null, total: 9 },
  ]);
  expect(waterfall(-4, [-2]).at(-1)!.total).toBe(-6);
  expect(waterfall(-4, [-2])[1]!.base).toBe(-4);
});
test("moving a weight keeps the sum and the others' proportions", () => {
  expect(moveWeight([0.5, 0.3, 0.2], 0, 0.75, 1).map((w) => Math.round(w * 1000) / 1000)).toEqual([0.75, 0.15, 0.1]);
  expect(moveWeight([1, 0, 0], 0, 0.4, 1)).toEqual([0.4, 0.3, 0.3]);
  expect(moveWeight([0.5, 0.5], 1, 2, 1)).toEqual([0, 1]);
});
