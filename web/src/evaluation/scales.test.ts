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
test("a waterfall floats on the running sum and ends with it", () => {
  expect(waterfall([10, -8, 2])).toEqual([
    { hidden: 0, rise: 10, fall: null, total: null },
    { hidden: 2, rise: null, fall: 8, total: null },
    { hidden: 2, rise: 2, fall: null, total: null },
    { hidden: 0, rise: null, fall: null, total: 4 },
  ]);
});
test("below zero it hangs from its upper end; across zero it starts there", () => {
  expect(waterfall([-4, -2, 3])).toEqual([
    { hidden: 0, rise: null, fall: -4, total: null },
    { hidden: -4, rise: null, fall: -2, total: null },
    { hidden: -3, rise: -3, fall: null, total: null },
    { hidden: 0, rise: null, fall: null, total: -3 },
  ]);
  expect(waterfall([3, -5])[1]).toEqual({ hidden: 0, rise: null, fall: -2, total: null });
});
test("moving a weight keeps the sum and the others' proportions", () => {
  expect(moveWeight([0.5, 0.3, 0.2], 0, 0.75, 1).map((w) => Math.round(w * 1000) / 1000)).toEqual([0.75, 0.15, 0.1]);
  expect(moveWeight([1, 0, 0], 0, 0.4, 1)).toEqual([0.4, 0.3, 0.3]);
  expect(moveWeight([0.5, 0.5], 1, 2, 1)).toEqual([0, 1]);
});
