// A picture by place: regions as equal squares in about the order of the map, coloured by a value.
// Each tile is a button: it can be reached by keyboard, says its value and filters when chosen.
import { Tooltip } from "antd";
import { useMemo } from "react";

import { pick, useLanguage } from "./i18n";
import "./tile_map.css";
import { scaleStep, tileOf, tilesFor } from "./tile_grid";

export interface RegionValue {
  /** GB/T 2260, of two digits or more. */
  code: string;
  value: number;
}

/** Values of regions in one tile are added up. A tile without a value is shown pale and cannot be chosen; one with 0 can. */
export function TileMap({ values, label, format, chosen, onChoose }: {
  values: RegionValue[];
  /** What is counted, for the tooltip and for who cannot see the picture. */
  label: string;
  format: (value: number) => string;
  /** Code of the chosen tile. */
  chosen?: string;
  /** Is given the tile's code, or nothing when the chosen tile is chosen again. */
  onChoose?: (code: string | undefined) => void;
}) {
  const language = useLanguage();
  const { tiles, sums, largest } = useMemo(() => {
    const grid = tilesFor(values.map((v) => v.code));
    const byTile = new Map<string, number>();
    for (const { code, value } of values) {
      const tile = tileOf(grid, code);
      if (tile) byTile.set(tile.code, (byTile.get(tile.code) ?? 0) + value);
    }
    return { tiles: grid, sums: byTile, largest: Math.max(0, ...byTile.values()) };
  }, [values]);
  const columns = Math.max(...tiles.map((t) => t.column)) + 1;
  return (
    <div className="tile-map" role="group" aria-label={label} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, maxWidth: columns * 72 }}>
      {tiles.map((tile) => {
        const value = sums.get(tile.code);
        const name = pick(tile.name, language);
        const words = value === undefined ? name : `${name} · ${label} ${format(value)}`;
        return (
          <Tooltip key={tile.code} title={words}>
            <button
              type="button"
              className={`tile step-${value === undefined ? "none" : scaleStep(value, largest)}`}
              style={{ gridRow: tile.row + 1, gridColumn: tile.column + 1 }}
              aria-label={words}
              aria-pressed={chosen === tile.code}
              disabled={value === undefined || !onChoose}
              onClick={() => onChoose?.(chosen === tile.code ? undefined : tile.code)}
            >
              <span>{name}</span>
              {value !== undefined && <b>{format(value)}</b>}
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}
