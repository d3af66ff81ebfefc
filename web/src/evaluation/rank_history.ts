// Yearly results of zones as rows by zone and columns by year. Pure.
import type { Text } from "../api/client";

interface Row {
  zone_id: number;
  zone_name: Text;
  year: number;
  method: string;
  official: boolean;
  rank: number;
}
export interface RankHistory<R> {
  years: number[];
  /** By the newest rank, unknown last; `rows` beside `years`. */
  zones: { id: number; name: string; rows: (R | null)[] }[];
  methods: Map<number, string>;
  /** Years whose official method is not that of the year before. */
  changes: number[];
  worst: number;
}

export function rankHistory<R extends Row>(rows: R[], name: (text: Text) => string): RankHistory<R> {
  const official = rows.filter((r) => r.official);
  const years = [...new Set(official.map((r) => r.year))].sort((a, b) => a - b);
  const methods = new Map<number, string>();
  const byZone = new Map<number, R[]>();
  for (const row of official) {
    methods.set(row.year, row.method);
    byZone.set(row.zone_id, [...(byZone.get(row.zone_id) ?? []), row]);
  }
  const newest = (zone: { rows: (R | null)[] }) => zone.rows.at(-1)?.rank ?? Infinity;
  const zones = [...byZone].map(([id, own]) => ({ id, name: name(own[0]!.zone_name), rows: years.map((year) => own.find((r) => r.year === year) ?? null) }));
  zones.sort((a, b) => newest(a) - newest(b) || a.id - b.id);
  return { years, zones, methods, changes: years.filter((year, i) => i > 0 && methods.get(year) !== methods.get(years[i - 1]!)), worst: Math.max(1, ...official.map((r) => r.rank)) };
}
