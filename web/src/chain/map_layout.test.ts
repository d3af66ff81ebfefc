import { expect, test } from "vitest";

import { edgePath, layoutMap, neighbourInDirection, nodeHeight, nodeWidth, rowsPerColumn, strengthStep } from "./map_layout";
import type { ChainMapEdge, ChainMapNode } from "./types";

const node = (id: string, layer: number): ChainMapNode => ({
  id, layer, kind: "sector", name: { zh: id, en: id }, upstreamness: null, strength: null, residents: 0, resident_names: [], companies: 0, weak: false, weak_score: null,
});
const edge = (from: string, to: string, weight = 1): ChainMapEdge => ({ from, to, weight, relation: { zh: "", en: "" } });

function many(count: number) {
  const nodes = Array.from({ length: count }, (_, i) => node(`n${i}`, (i * 7) % 6));
  const edges = Array.from({ length: count * 3 }, (_, i) => edge(`n${i % count}`, `n${(i * 31 + 5) % count}`, (i % 9) / 9));
  return { nodes, edges };
}

test.each([1, 7, 60, 300])("%s nodes never cover each other, and upstream stands left", (count) => {
  const { nodes, edges } = many(count);
  const layout = layoutMap(nodes, edges);
  expect(layout.nodes).toHaveLength(count);
  for (const a of layout.nodes) {
    expect(a.x + nodeWidth).toBeLessThanOrEqual(layout.width);
    expect(a.y + nodeHeight).toBeLessThanOrEqual(layout.height);
    for (const b of layout.nodes) {
      if (a === b) continue;
      expect(Math.abs(a.x - b.x) >= nodeWidth || Math.abs(a.y - b.y) >= nodeHeight).toBe(true);
      if (a.node.layer < b.node.layer) expect(a.x).toBeLessThan(b.x);
    }
  }
});

test("the same map whatever the order of the input", () => {
  const { nodes, edges } = many(80);
  const places = (n: ChainMapNode[], e: ChainMapEdge[]) => layoutMap(n, e).nodes.map((p) => [p.node.id, p.x, p.y]).sort();
  expect(places([...nodes].reverse(), edges)).toEqual(places(nodes, edges));
});

test("neighbours come to the same height", () => {
  const nodes = ["a", "b", "c"].flatMap((name) => [node(`${name}0`, 0), node(`${name}1`, 1)]);
  const layout = layoutMap(nodes, [edge("a0", "c1"), edge("b0", "b1"), edge("c0", "a1")]);
  for (const [from, to] of [["a0", "c1"], ["b0", "b1"], ["c0", "a1"]]) expect(layout.byId.get(from!)!.y).toBe(layout.byId.get(to!)!.y);
});

test("the folding fits the screen: neither a ribbon nor a tower", () => {
  const { nodes, edges } = many(300);
  const { width, height } = layoutMap(nodes, edges);
  expect(width / height).toBeGreaterThan(1.2);
  expect(width / height).toBeLessThan(2.6);
  expect(rowsPerColumn([])).toBe(1);
  expect(rowsPerColumn([1])).toBe(1);
});

test("nothing, loops and edges to nowhere", () => {
  expect(layoutMap([], []).nodes).toEqual([]);
  expect(layoutMap([node("a", 2)], [edge("a", "a"), edge("a", "gone")]).nodes).toHaveLength(1);
});

test("lines leave to the right, return to the left, and bow within a column", () => {
  const at = (x: number, y: number) => ({ node: node("a", 0), x, y });
  expect(edgePath(at(0, 0), at(400, 50))).toMatch(new RegExp(`^M${nodeWidth} `));
  expect(edgePath(at(400, 0), at(0, 50))).toMatch(/^M400 /);
  expect(edgePath(at(0, 0), at(0, 50))).toMatch(new RegExp(`^M${nodeWidth} `));
});

test.each([[null, null], [NaN, null], [0, 0], [0.5, 1], [1, 2], [1.5, 3], [3, 4], [80, 4]])("strength %s is step %s", (quotient, step) => {
  expect(strengthStep(quotient)).toBe(step);
});

test("arrow keys", () => {
  const layout = layoutMap([node("a", 0), node("b", 1), node("c", 1)], []);
  expect(neighbourInDirection(layout, null, "ArrowRight")).toBe("a");
  expect(["b", "c"]).toContain(neighbourInDirection(layout, "a", "ArrowRight"));
  expect(neighbourInDirection(layout, "a", "ArrowLeft")).toBe("a");
  expect(neighbourInDirection(layout, "b", "ArrowDown")).toBe("c");
  expect(neighbourInDirection(layoutMap([], []), null, "ArrowUp")).toBe(null);
});
