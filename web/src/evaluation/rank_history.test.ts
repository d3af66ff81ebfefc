import { expect, test } from "vitest";

import { rankHistory } from "./rank_history";

const row = (zone_id: number, year: number, rank: number, method = "a v1", official = true) => ({ zone_id, zone_name: { zh: `区${zone_id}`, en: `zone ${zone_id}` }, year, method, official, rank });

test("ranks by zone and year, with the years in which the method changed", () => {
  const history = rankHistory([row(1, 2022, 2), row(2, 2022, 1), row(1, 2023, 1, "b v1"), row(2, 2023, 2, "b v1"), row(1, 2023, 9, "a v1", false), row(3, 2022, 3)], (t) => t.zh);
  expect(history.years).toEqual([2022, 2023]);
  expect(history.changes).toEqual([2023]);
  expect(history.zones.map((z) => [z.name, ...z.rows.map((r) => r?.rank ?? null)])).toEqual([["区1", 2, 1], ["区2", 1, 2], ["区3", 3, null]]);
  expect(history.worst).toBe(3);
});
test("nothing recorded", () => {
  expect(rankHistory([], (t) => t.en)).toMatchObject({ years: [], zones: [], changes: [], worst: 1 });
});
