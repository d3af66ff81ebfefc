// The board's pure parts: where the keyboard goes, where a card may go, how columns look while a
// card is under way.
import type { KanbanColumn, Project, ProjectStage } from "./types";

export interface Place {
  column: number;
  row: number;
}

/** The next place for an arrow key; skips columns without cards, stays where there is nothing. */
export function nextPlace(sizes: number[], place: Place | null, key: string): Place | null {
  const first = sizes.findIndex((size) => size > 0);
  if (first < 0) return null;
  if (place === null) return { column: first, row: 0 };
  const size = sizes[place.column] ?? 0;
  if (key === "ArrowDown") return { ...place, row: Math.min(place.row + 1, size - 1) };
  if (key === "ArrowUp") return { ...place, row: Math.max(place.row - 1, 0) };
  if (key === "Home") return { ...place, row: 0 };
  if (key === "End") return { ...place, row: Math.max(size - 1, 0) };
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return place;
  for (let column = place.column + step; column >= 0 && column < sizes.length; column += step)
    if (sizes[column]! > 0) return { column, row: Math.min(place.row, sizes[column]! - 1) };
  return place;
}

/** Columns with the card shown where it is being moved to; sums and counts stay the server's. */
export function withMoving(columns: KanbanColumn[], moving: { project: Project; to: ProjectStage } | null): KanbanColumn[] {
  if (!moving) return columns;
  return columns.map((column) => {
    const cards = column.cards.filter((card) => card.id !== moving.project.id);
    return column.stage === moving.to ? { ...column, cards: [moving.project, ...cards] } : { ...column, cards };
  });
}

/** A swipe to the left shows the next column, one to the right the one before; a short or steep one nothing. */
export function swipe(dx: number, dy: number): -1 | 0 | 1 {
  if (Math.abs(dx) < 60 || Math.abs(dx) < 2 * Math.abs(dy)) return 0;
  return dx < 0 ? 1 : -1;
}
