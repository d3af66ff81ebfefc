import { expect, test } from "vitest";

import { kindOf, periodName, periodsOf, shiftPoint, shortPeriod, yearsBefore } from "./periods";

test("kinds and names of periods", () => {
  expect(["2024", "2024-Q3", "2024-11"].map(kindOf)).toEqual(["year", "quarter", "month"]);
  expect(["2024", "2024-Q3", "2024-01"].map((p) => periodName(p, "zh"))).toEqual(["2024 年", "2024 年第 3 季度", "2024 年 1 月"]);
  expect(periodName("2024-Q3", "en")).toBe("2024-Q3");
  expect(["2024", "2024-Q3", "2024-01"].map((p) => shortPeriod(p, "zh"))).toEqual(["2024", "Q3", "1 月"]);
});

test("the periods of a year", () => {
  expect(periodsOf(2024, "year")).toEqual(["2024"]);
  expect(periodsOf(2024, "quarter")).toEqual(["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]);
  expect(periodsOf(2024, "month")).toHaveLength(12);
  expect(periodsOf(2024, "month")[0]).toBe("2024-01");
  expect(yearsBefore("2024-03", 2)).toBe("2022-03");
});

test.each([
  ["12.5", 4, "125000"], ["125000", -4, "12.5"], ["1", -4, "0.0001"], ["0", 4, "0"], ["-3.20", 4, "-32000"], ["1,234.5", 4, "12345000"],
  ["0.00005", 4, "0.5"], ["12.34567", 4, "123456.7"], ["", 4, ""], ["about 5", 4, "about 5"], ["007", 0, "007"], ["10", -1, "1"], ["5", -8, "0.00000005"],
])("the point of %s moved by %i is %s", (text, places, expected) => {
  expect(shiftPoint(text, places)).toBe(expected);
});
