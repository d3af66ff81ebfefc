import { expect, test } from "vitest";

import { buildZoneTree, subtree, type Zone, zonePath, zonesInScope } from "./zone_tree";

const zone = (id: number, parent_id: number | null): Zone => ({
  id, parent_id, level: "zone", code: `z${id}`, name: { zh: `区${id}`, en: `zone ${id}` }, region_code: null, demonstration: false, version: 1,
});
const zones = [zone(1, null), zone(2, 1), zone(3, 2), zone(4, 1), zone(9, 77)];

test("a zone whose parent is not listed is a root", () => {
  expect(buildZoneTree(zones).map((z) => z.id)).toEqual([1, 9]);
  expect(buildZoneTree(zones)[0]!.children.map((z) => z.id)).toEqual([2, 4]);
  expect(buildZoneTree([])).toEqual([]);
});

test("subtree in any order of the list", () => {
  expect(subtree([...zones].reverse(), 1).map((z) => z.id).sort()).toEqual([1, 2, 3, 4]);
  expect(subtree(zones, 12345)).toEqual([]);
});

test("path, also when the data hold a cycle", () => {
  expect(zonePath(zones, 3).map((z) => z.id)).toEqual([1, 2, 3]);
  expect(zonePath([zone(1, 2), zone(2, 1)], 1).map((z) => z.id)).toEqual([2, 1]);
});

test("one looks only from below a grant", () => {
  expect([...zonesInScope(zones, [2])].sort()).toEqual([2, 3]);
  expect(zonesInScope(zones, []).size).toBe(0);
});
