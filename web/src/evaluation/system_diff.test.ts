import { expect, test } from "vitest";

import { diffSystems, indicatorTree } from "./system_diff";
import type { IndexIndicator, IndexSystem } from "./types";

const indicator = (code: string, parent: string, weight: number | null = 1): IndexIndicator => ({ code, parent, weight, level: 1, title: { zh: code, en: code }, direction: 1, unit: "", target: null, low: null, high: null, scale: null, denominator: "", formula: null, kind: "quantitative", evidence_status: "official", evidence: "" });
const system = (...indicators: IndexIndicator[]) => ({ indicators }) as IndexSystem;

test("added, taken out and changed indicators", () => {
  const changes = diffSystems(system(indicator("A", ""), indicator("B", "A"), indicator("C", "A", null)), system(indicator("A", ""), indicator("C", "A", 0.5), indicator("D", "A")));
  expect(changes.map((c) => [c.code, c.before !== null, c.after !== null, c.changed])).toEqual([["C", true, true, ["weight"]], ["D", false, true, []], ["B", true, false, []]]);
});
test("the same system differs in nothing", () => {
  expect(diffSystems(system(indicator("A", "")), system(indicator("A", "")))).toEqual([]);
});
test("the tree; what has no parent stands at the top", () => {
  const [index, lost] = indicatorTree([indicator("A", ""), indicator("B", "A"), indicator("C", "B"), indicator("X", "gone")]);
  expect(index!.children[0]!.children[0]!.indicator.code).toBe("C");
  expect(lost!.indicator.code).toBe("X");
});
