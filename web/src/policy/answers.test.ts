import { expect, test } from "vitest";

import { amountText, answerShown, answerText, documentName, expressionWords, shiftDecimal, sumText } from "./answers";
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
  expect(amountText({ exact: null, low: "0.00", high: "500000.00" }, "zh")).toBe("≤ 50万元");
  expect(amountText({ exact: null, low: "100000.00", high: "500000.00" }, "en")).toBe("100 k yuan – 500 k yuan");
  expect(amountText({ exact: null, low: "100000.00", high: null }, "zh")).toBe("≥ 10万元");
  expect(amountText({ exact: null, low: "0.00", high: null }, "zh")).toBe("金额待定");
  expect(amountText({ exact: "0.00", low: null, high: null }, "en")).toBe("0 yuan");
  expect(amountText(null, "zh")).toBe("");
});

test("a sum with unknown amounts is a lower bound, and nothing when all are unknown", () => {
  expect(sumText("500000.00", 5, 0, "zh")).toBe("50万元");
  expect(sumText("500000.00", 5, 2, "zh")).toBe("≥ 50万元");
  expect(sumText("0.00", 5, 5, "en")).toBe("—");
  expect(sumText("0.00", 0, 5, "en")).toBe("0 yuan");
});

const field = (type: string): PolicyField => ({ name: "f", type, label: { zh: "", en: "" }, question: { zh: "", en: "" }, codes: ["large"], code_labels: { large: { zh: "大型", en: "large" } }, is_signed: false });
test.each([
  ["money", "5000000 CNY", "500万元", "5 m yuan"], ["bool", "true", "是", "yes"], ["bool", "false", "否", "no"], ["code", "large", "大型", "large"], ["code", "C39", "C39", "C39"],
  ["codes", "large,C39", "大型、C39", "large, C39"], ["codes", "", "无", "none"], ["months", "24 months", "24 个月", "24 months"], ["area", "100 m2", "100 m²", "100 m²"], ["ratio", "5 %", "5 %", "5 %"],
])("an answer of type %s shown: %s", (type, answer, zh, en) => {
  expect(answerShown(field(type), answer, "zh")).toBe(zh);
  expect(answerShown(field(type), answer, "en")).toBe(en);
});

test.each([
  ["State Council opinions, Guofa [2020] No. 7 (国发〔2020〕7号)", "国发〔2020〕7号", "State Council opinions, Guofa [2020] No. 7"],
  ["园区意见 (Park opinions)", "园区意见", "Park opinions"], ["园区意见", "园区意见", "园区意见"], ["Opinions (draft)", "Opinions (draft)", "Opinions (draft)"], ["", "", ""],
])("a document's name: %s", (document, zh, en) => {
  expect(documentName(document, "zh")).toBe(zh);
  expect(documentName(document, "en")).toBe(en);
});

test("an expression in the reader's words", () => {
  const labels = new Map([["park_kind", "园区类型"], ["listed", "已上市"]]);
  expect(expressionWords("park_kind = 'park_kind' and not listed", labels, "zh")).toBe("园区类型 = 'park_kind' 且 非 已上市");
  expect(expressionWords("x between policy.from and as_of", new Map(), "en")).toBe("x between the effective date and today");
  expect(expressionWords("x between policy.from and as_of and y", new Map([["y", "丙"]]), "zh")).toBe("x 在 生效日 与 当日 之间 且 丙");
});
