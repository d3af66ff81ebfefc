// The tree of zones as the server lists it, flat, and what pages need to know of it.
import type { components } from "../api/schema";

export type Zone = components["schemas"]["Zone"];
export type ZoneLevel = Zone["level"];

export interface ZoneNode extends Zone {
  children: ZoneNode[];
}

/** Zones whose parent is not among them (outside one's scope) become roots. Order is kept. */
export function buildZoneTree(zones: Zone[]): ZoneNode[] {
  const nodes = new Map<number, ZoneNode>(zones.map((zone) => [zone.id, { ...zone, children: [] }]));
  const roots: ZoneNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.parent_id === null ? undefined : nodes.get(node.parent_id);
    (parent ? parent.children : roots).push(node);
  }
  return roots;
}

/** The zone and everything below it. */
export function subtree(zones: Zone[], id: number): Zone[] {
  const inside = new Set([id]);
  let size = 0;
  while (size !== inside.size) {
    size = inside.size;
    for (const zone of zones) if (zone.parent_id !== null && inside.has(zone.parent_id)) inside.add(zone.id);
  }
  return zones.filter((zone) => inside.has(zone.id));
}

/** From the root down to the zone itself. */
export function zonePath(zones: Zone[], id: number): Zone[] {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const path: Zone[] = [];
  for (let zone = byId.get(id); zone && !path.includes(zone); zone = byId.get(zone.parent_id ?? -1)) path.unshift(zone);
  return path;
}

/** The server lists zones above one's own too, so that the tree has no gaps; only those under a
 *  grant can be looked from. */
export function zonesInScope(zones: Zone[], grantZones: number[]): Set<number> {
  return new Set(grantZones.flatMap((id) => subtree(zones, id).map((zone) => zone.id)));
}
