import { describe, expect, it } from "vitest";

import { prefectures, provinces, scaleStep, tileOf, tilesFor } from "./tile_grid";

describe("tile grid", () => {
  it("has the 34 provinces and gives no place twice", () => {
    expect(provinces).toHaveLength(34);
    for (const tiles of [provinces, ...Object.values(prefectures)]) {
      expect(new Set(tiles.map((t) => t.code)).size).toBe(tiles.length);
      expect(new Set(tiles.map((t) => `${t.row},${t.column}`)).size).toBe(tiles.length);
    }
    for (const [province, tiles] of Object.entries(prefectures)) for (const t of tiles) expect(t.code.startsWith(province) && t.code.length === 4).toBe(true);
  });
  it("shows prefectures only when everything lies in one province", () => {
    expect(tilesFor(["2201", "220102"])).toBe(prefectures["22"]);
    expect(tilesFor(["2201", "22"])).toBe(provinces);
    expect(tilesFor(["2201", "3201"])).toBe(provinces);
    expect(tilesFor(["3201"])).toBe(provinces);
    expect(tilesFor([])).toBe(provinces);
  });
  it("finds the tile of a finer code", () => {
    expect(tileOf(provinces, "220102")?.name.zh).toBe("吉林");
    expect(tileOf(prefectures["22"]!, "220102")?.name.en).toBe("Changchun");
    expect(tileOf(provinces, "99")).toBeUndefined();
  });
  it("keeps the palest colour for nothing", () => {
    expect([0, -1, NaN, 1, 25, 26, 75, 100].map((v) => scaleStep(v, 100))).toEqual([0, 0, 0, 1, 1, 2, 3, 4]);
    expect(scaleStep(1, 0)).toBe(0);
  });
});
