import { expect, test } from "vitest";

import { nextPlace, swipe, withMoving } from "./board_state";
import type { KanbanColumn, Project, ProjectStage } from "./types";

test.each([
  [[0, 0], null, "ArrowDown", null],
  [[0, 2], null, "ArrowDown", { column: 1, row: 0 }],
  [[2, 3], { column: 0, row: 1 }, "ArrowDown", { column: 0, row: 1 }],
  [[2, 3], { column: 0, row: 0 }, "ArrowUp", { column: 0, row: 0 }],
  [[3, 0, 1], { column: 0, row: 2 }, "ArrowRight", { column: 2, row: 0 }],
  [[3, 0, 1], { column: 2, row: 0 }, "ArrowRight", { column: 2, row: 0 }],
  [[3, 0, 1], { column: 2, row: 0 }, "ArrowLeft", { column: 0, row: 0 }],
  [[3], { column: 0, row: 0 }, "End", { column: 0, row: 2 }],
  [[3], { column: 0, row: 1 }, "x", { column: 0, row: 1 }],
])("%j from %j by %s", (sizes, place, key, next) => expect(nextPlace(sizes, place, key)).toEqual(next));

test("a card under way stands in the column it goes to, once", () => {
  const card = (id: number) => ({ id }) as Project;
  const column = (stage: ProjectStage, ids: number[]) => ({ stage, count: ids.length, cards: ids.map(card) }) as KanbanColumn;
  const columns = [column("lead", [1, 2]), column("assessment", [3])];
  const moved = withMoving(columns, { project: card(2), to: "assessment" });
  expect(moved.map((c) => c.cards.map((p) => p.id))).toEqual([[1], [2, 3]]);
  expect(moved.map((c) => c.count)).toEqual([2, 1]);
  expect(withMoving(columns, null)).toBe(columns);
});

test.each([[-80, 5, 1], [80, -5, -1], [-50, 0, 0], [-80, 60, 0], [0, 200, 0]])("swipe %d %d", (dx, dy, step) => expect(swipe(dx, dy)).toBe(step));
