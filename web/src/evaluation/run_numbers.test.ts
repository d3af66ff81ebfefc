import { expect, test } from "vitest";

import { byDimension, dimensionOf, dimensions, median, peersOf } from "./run_numbers";
import type { ExplainedCell, RunElement, RunResult, RunRow } from "./types";

const element = (code: string, parent: string, level: number) => ({ code, parent, level }) as RunElement;
const result = {
  elements: [element("a", "A", 1), element("b", "A", 1), element("c", "B", 1), element("A", "I", 2), element("B", "I", 2), element("I", "", 3)],
  rows: [{ code: "x", group: "east" }, { code: "y", group: "west" }, { code: "z", group: "east" }] as RunRow[],
} as RunResult;

test.each([[[3, 1, 2], 2], [[4, 1, null, 2, 3], 2.5], [[null, undefined], null], [[], null]])("the median of %j is %j", (values, expected) => {
  expect(median(values)).toBe(expected);
});
test("dimensions stand below the index", () => {
  expect(dimensions(result)).toEqual([3, 4]);
  expect(["a", "c", "B"].map((code) => dimensionOf(result, code))).toEqual(["A", "B", "B"]);
});
test("contributions by dimension; unknown stays unknown", () => {
  const cells = [{ code: "a", contribution: 2 }, { code: "b", contribution: 3 }, { code: "c", contribution: null }] as ExplainedCell[];
  expect([...byDimension(result, cells)]).toEqual([["A", 5], ["B", null]]);
});
test("peers are of the same group", () => {
  expect(peersOf(result, result.rows[0]!).map((r) => r.code)).toEqual(["x", "z"]);
});
