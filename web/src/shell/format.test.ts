import { expect, test } from "vitest";

import { formatDate, formatInterval, formatMoney, formatMoneyShort, formatNumber, formatPeriod, formatShare, formatTime, missing } from "./format";

test.each([
  ["0.00", "0.00"], ["1234567.50", "1,234,567.50"], ["-1000.00", "-1,000.00"], ["999.99", "999.99"],
  ["92233720368547758.07", "92,233,720,368,547,758.07"], ["nonsense", "nonsense"], [null, missing], [undefined, missing], ["", missing],
])("money %s", (yuan, text) => expect(formatMoney(yuan)).toBe(text));

test.each([
  ["123456789.00", "1.23亿元", "123 m yuan"], ["1234567.50", "123万元", "1.23 m yuan"], ["12.00", "12元", "12 yuan"],
  ["0.00", "0元", "0 yuan"], ["2500000000.00", "25亿元", "2.5 bn yuan"], ["-30000.00", "-3万元", "-30 k yuan"],
])("short money %s", (yuan, zh, en) => {
  expect(formatMoneyShort(yuan, "zh")).toBe(zh);
  expect(formatMoneyShort(yuan, "en")).toBe(en);
});

test("intervals", () => {
  expect(formatInterval("10000.00", "10000.00", "zh")).toBe("1万元");
  expect(formatInterval("10000.00", "50000.00", "zh")).toBe("1万元 – 5万元");
  expect(formatInterval("10000.00", null, "zh")).toBe("≥ 1万元");
  expect(formatInterval(null, "10000.00", "zh")).toBe("≤ 1万元");
  expect(formatInterval(null, null, "zh")).toBe(missing);
  expect(formatInterval("0.00", "0.00", "zh")).toBe("0元");
});

test.each([
  [0, "0"], [1234567, "1,234,567"], [0.03125, "0.03125"], [3.14159, "3.142"], [-0.5, "-0.5"], [99.999, "100"], [-0, "0"],
  [NaN, missing], [Infinity, missing], [null, missing],
])("number %s", (value, text) => expect(formatNumber(value)).toBe(text));

test("shares: unknown is not zero", () => {
  expect(formatShare(0)).toBe("0%");
  expect(formatShare(0.1234)).toBe("12.3%");
  expect(formatShare(1)).toBe("100%");
  expect(formatShare(null)).toBe(missing);
});

test("dates and periods", () => {
  expect(formatDate("2024-03-01")).toBe("2024-03-01");
  expect(formatDate(null)).toBe(missing);
  expect(formatPeriod("2024-03-01", null, "zh")).toBe("2024-03-01 – 至今");
  expect(formatPeriod(null, "2024-03-01", "en")).toBe("… – 2024-03-01");
  expect(formatPeriod(null, null, "en")).toBe(missing);
  expect(formatTime("nonsense")).toBe("nonsense");
  expect(formatTime("2024-03-01T08:05:00Z")).toMatch(/^2024-0[23]-\d\d \d\d:\d5$/);
});
