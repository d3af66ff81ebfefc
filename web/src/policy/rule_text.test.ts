import { expect, test } from "vitest";

import { marksOf, offsetOf } from "./rule_text";

test.each([
  ["a: 1\nbc: 2\n", 1, 1, 0], ["a: 1\nbc: 2\n", 2, 3, 7], ["a: 1\nbc: 2\n", 2, 99, 10], ["a: 1\nbc: 2\n", 9, 1, 11],
  ["标题: 一\n第二: 二", 2, 2, 7], ["", 1, 1, 0], ["", 5, 5, 0], ["x", 0, 0, 0],
])("place in %j", (text, line, column, offset) => expect(offsetOf(text, line, column)).toBe(offset));

test("the gravest finding marks a line", () => {
  const text = { zh: "", en: "" };
  const marks = marksOf({
    valid: false,
    findings: [
      { severity: "warning", line: 3, column: 1, key: "k", text },
      { severity: "error", line: 3, column: 5, key: "k", text },
      { severity: "warning", line: 7, column: 1, key: "k", text },
    ],
    tests: [{ name: "a", line: 7, passed: false, text }, { name: "b", line: 8, passed: true, text }],
  });
  expect([...marks]).toEqual([[3, "error"], [7, "failed"]]);
  expect(marksOf(undefined).size).toBe(0);
});
