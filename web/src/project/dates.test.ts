import { expect, test } from "vitest";

import { addDays, daysUntil, todayText } from "./dates";

test.each([
  ["2026-03-01", "2026-02-28", 1], ["2024-03-01", "2024-02-28", 2], ["2026-01-01", "2025-12-31", 1],
  ["2026-03-01", "2026-03-01", 0], ["2026-02-01", "2026-03-01", -28], ["2026-10-26", "2026-10-24", 2],
])("from %s back to %s", (date, today, days) => {
  expect(daysUntil(date, today)).toBe(days);
  expect(addDays(today, days)).toBe(date);
});

test("today is the reader's own day", () => expect(todayText(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05"));
