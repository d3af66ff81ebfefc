// Where the nodes of the chain map stand. Pure. A layer is a column, upstream on the left; a tall
// layer is folded into sub-columns so that the map keeps the shape of a screen. Within a layer the
// order follows the neighbours' mean height (a few sweeps), so that lines run short and cross
// little; equal input always gives the same picture.
import type { ChainMapEdge, ChainMapNode } from "./types";

export interface Placed {
  node: ChainMapNode;
  x: number;
  y: number;
}
export interface Layout {
  nodes: Placed[];
  byId: Map<string, Placed>;
  /** One per layer present: where its heading stands. */
  layers: { layer: number; x: number; width: number }[];
  width: number;
  height: number;
}

export const nodeWidth = 148;
export const nodeHeight = 34;
const rowGap = 10;
const columnGap = 16;
const layerGap = 56;
const top = 44;
const sweeps = 6;

/** The rows of a column with which the whole is drawn largest on a screen of this shape. */
export function rowsPerColumn(layerSizes: number[], screenRatio = 1.75): number {
  let best = 1;
  let bestScale = 0;
  for (let rows = 1; rows <= Math.max(1, ...layerSizes); ++rows) {
    const columns = layerSizes.reduce((sum, size) => sum + Math.ceil(size / rows), 0);
    const width = columns * (nodeWidth + columnGap) + layerSizes.length * (layerGap - columnGap);
    const height = top + rows * (nodeHeight + rowGap);
    const scale = Math.min(screenRatio / width, 1 / height);
    if (scale > bestScale) {
      bestScale = scale;
      best = rows;
    }
  }
  return best;
}

function neighbours(edges: ChainMapEdge[]): Map<string, { id: string; weight: number }[]> {
  const near = new Map<string, { id: string; weight: number }[]>();
  const add = (a: string, b: string, weight: number) => {
    const list = near.get(a);
    if (list) list.push({ id: b, weight });
    else near.set(a, [{ id: b, weight }]);
  };
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    add(edge.from, edge.to, edge.weight);
    add(edge.to, edge.from, edge.weight);
  }
  return near;
}

function orderLayers(layers: ChainMapNode[][], edges: ChainMapEdge[]) {
  const near = neighbours(edges);
  const height = new Map<string, number>();
  const measure = (layer: ChainMapNode[]) => layer.forEach((node, i) => height.set(node.id, (i + 0.5) / layer.length));
  layers.forEach(measure);
  for (let sweep = 0; sweep < sweeps; ++sweep) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const wanted = new Map<string, number>();
      for (const node of layer) {
        let sum = 0;
        let weight = 0;
        for (const other of near.get(node.id) ?? []) {
          const y = height.get(other.id);
          if (y === undefined) continue;
          sum += y * other.weight;
          weight += other.weight;
        }
        wanted.set(node.id, weight > 0 ? sum / weight : height.get(node.id)!);
      }
      layer.sort((a, b) => wanted.get(a.id)! - wanted.get(b.id)! || a.id.localeCompare(b.id));
      measure(layer);
    }
  }
}

export function layoutMap(nodes: ChainMapNode[], edges: ChainMapEdge[]): Layout {
  const grouped = new Map<number, ChainMapNode[]>();
  for (const node of [...nodes].sort((a, b) => a.id.localeCompare(b.id))) {
    const layer = grouped.get(node.layer);
    if (layer) layer.push(node);
    else grouped.set(node.layer, [node]);
  }
  const numbers = [...grouped.keys()].sort((a, b) => a - b);
  const ordered = numbers.map((number) => grouped.get(number)!);
  orderLayers(ordered, edges);
  const rows = rowsPerColumn(ordered.map((layer) => layer.length));
  const placed: Placed[] = [];
  const heads: Layout["layers"] = [];
  let x = 0;
  let tallest = 0;
  ordered.forEach((layer, i) => {
    const columns = Math.max(1, Math.ceil(layer.length / rows));
    // Fill row by row, so that the order by height survives the folding.
    layer.forEach((node, k) => {
      const column = k % columns;
      const row = Math.floor(k / columns);
      placed.push({ node, x: x + column * (nodeWidth + columnGap), y: top + row * (nodeHeight + rowGap) });
    });
    tallest = Math.max(tallest, Math.ceil(layer.length / columns));
    const width = columns * (nodeWidth + columnGap) - columnGap;
    heads.push({ layer: numbers[i]!, x, width });
    x += width + layerGap;
  });
  // A short layer stands in the middle.
  for (const head of heads) {
    const own = placed.filter((p) => p.node.layer === head.layer);
    const columns = Math.round((head.width + columnGap) / (nodeWidth + columnGap));
    const shift = ((tallest - Math.ceil(own.length / columns)) * (nodeHeight + rowGap)) / 2;
    for (const p of own) p.y += shift;
  }
  return {
    nodes: placed,
    byId: new Map(placed.map((p) => [p.node.id, p])),
    layers: heads,
    width: Math.max(nodeWidth, x - layerGap),
    height: top + tallest * (nodeHeight + rowGap),
  };
}

/** The line between two nodes: out of the right side, into the left; beside each other it bows. */
export function edgePath(from: Placed, to: Placed): string {
  const y1 = from.y + nodeHeight / 2;
  const y2 = to.y + nodeHeight / 2;
  if (to.x > from.x + nodeWidth) {
    const [x1, x2] = [from.x + nodeWidth, to.x];
    const bend = Math.min(80, (x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  if (to.x + nodeWidth < from.x) {
    const [x1, x2] = [from.x, to.x + nodeWidth];
    const bend = Math.min(80, (x1 - x2) / 2);
    return `M${x1} ${y1}C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`;
  }
  const x1 = from.x + nodeWidth;
  const x2 = to.x + nodeWidth;
  return `M${x1} ${y1}C${x1 + 30} ${y1} ${x2 + 30} ${y2} ${x2} ${y2}`;
}

/** 0 to 4, the step of the colour scale for a location quotient; null = unknown. */
export function strengthStep(quotient: number | null): number | null {
  if (quotient === null || !Number.isFinite(quotient)) return null;
  if (quotient < 0.5) return 0;
  if (quotient < 1) return 1;
  if (quotient < 1.5) return 2;
  if (quotient < 3) return 3;
  return 4;
}

/** The node an arrow key leads to: the nearest one in that direction. */
export function neighbourInDirection(layout: Layout, id: string | null, key: string): string | null {
  const here = id === null ? undefined : layout.byId.get(id);
  if (!here) return layout.nodes[0]?.node.id ?? null;
  const horizontal = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  let best: Placed | undefined;
  let bestCost = Infinity;
  for (const other of layout.nodes) {
    const along = sign * (horizontal ? other.x - here.x : other.y - here.y);
    const across = Math.abs(horizontal ? other.y - here.y : other.x - here.x);
    if (along < 1) continue;
    const cost = along + across * 3;
    if (cost < bestCost) {
      bestCost = cost;
      best = other;
    }
  }
  return best?.node.id ?? here.node.id;
}
