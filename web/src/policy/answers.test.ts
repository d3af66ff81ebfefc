import { expect, test } from "vitest";

import { amountText, answerShown, answerText, shiftDecimal } from "./answers";
import type { PolicyField } from "./types";

test.each([
  ["1.5", 4, "15000"], ["0.00015", 4, "1.5"], ["12", 8, "1200000000"], ["0", 4, "0"], ["-3.25", 4, "-32500"], ["7", 0, "7"], ["7.", 0, "7"],
  ["123456789012345.67", 4, "1234567890123456700"], ["1e5", 4, null], ["", 4, null], ["十", 4, null], ["1.2.3", 4, null],
])("%s moved by %s", (text, places, moved) => expect(shiftDecimal(text, places)).toBe(moved));

test.each([
  ["money", "500", 4, "5000000 CNY"], ["money", "x", 4, null], ["ratio", "5.5", 0, "5.5 %"], ["count", "12", 0, "12"], ["count", "1.5", 0, null],
  ["months", "24", 0, "24 months"], ["area", "100000", 0, "100000 m2"], ["bool", "true", 0, "true"], ["date", "2024-03-01", 0, "2024-03-01"], ["code", " C39 ", 0, "C39"], ["code", "  ", 0, null],
])("an answer of type %s: %s", (type, text, places, answer) => expect(answerText(type, text, places)).toBe(answer));

test("amounts: exact, interval, unbounded, none", () => {
  expect(amountText({ exact: "500000.00", low: null, high: null }, "zh")).toBe("50万元");
  expect(amountText({ exact: null, low: "0.00", high: "500000.00" }, "zh")).toBe("0元 – 50万元");
  expect(amountText({ exact: null, low: "0.00", high: null }, "zh")).toBe("≥ 0元");
  expect(amountText(null, "zh")).toBe("");
});

const field = (type: string): PolicyField => ({ name: "f", type, label: { zh: "", en: "" }, question: { zh: "", en: "" }, codes: ["large"], code_labels: { large: { zh: "大型", en: "large" } }, is_signed: false });
test.each([
  ["money", "5000000 CNY", "500万元", "5 m yuan"], ["bool", "true", "是", "yes"], ["bool", "false", "否", "no"], ["code", "large", "大型", "large"], ["code", "C39", "C39", "C39"],
  ["codes", "large,C39", "大型、C39", "large, C39"], ["codes", "", "无", "none"], ["months", "24 months", "24 个月", "24 months"], ["area", "100 m2", "100 m²", "100 m²"], ["ratio", "5 %", "5 %", "5 %"],
])("an answer of type %s shown: %s", (type, answer, zh, en) => {
  expect(answerShown(field(type), answer, "zh")).toBe(zh);
  expect(answerShown(field(type), answer, "en")).toBe(en);
});
