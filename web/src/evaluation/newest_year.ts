// The year a page opens with: the newest one with accepted reports, else the last that is over.
import { useGet } from "../api/use_get";
import { useZones } from "../shell/zones";
import { lastYear } from "./periods";
import type { Series } from "./types";

/** Undefined while it is being read. */
export function useNewestYear(): number | undefined {
  const { zone } = useZones();
  const last = lastYear(new Date());
  const { data, error } = useGet<Series>("/api/evaluation/totals/series", { zone: zone.id, item: "revenue", from: String(last - 9), to: String(last) });
  if (error) return last;
  if (!data) return undefined;
  return Number([...data.points].reverse().find((point) => point.reporters > 0)?.period ?? last);
}
