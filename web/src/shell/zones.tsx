// The zone from which one looks: it stands in the address as ?zone=, so that a link shows the
// same thing to whoever may see it. Without it the first grant's zone is taken.
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { useSession } from "./session";
import { Failure, Loading } from "./states";
import { type Zone, zonesInScope } from "./zone_tree";

interface ZonesValue {
  zones: Zone[];
  zone: Zone;
  /** Ids of the zones one may look from. */
  scope: Set<number>;
  reload: () => void;
}
const ZonesContext = createContext<ZonesValue | null>(null);

export function ZonesProvider({ children }: { children: ReactNode }) {
  const { session } = useSession();
  const [params] = useSearchParams();
  const { data, error, reload } = useGet<{ items: Zone[] }>("/api/zones");
  const zones = useMemo(() => data?.items ?? [], [data]);
  const grantZones = useMemo(() => session?.user.grants.map((grant) => grant.zone_id) ?? [], [session]);
  const scope = useMemo(() => zonesInScope(zones, grantZones), [zones, grantZones]);
  const wanted = Number(params.get("zone") ?? localStorage.getItem("gaoxin.zone"));
  const zone = zones.find((z) => z.id === (scope.has(wanted) ? wanted : grantZones[0])) ?? zones[0];
  const value = useMemo(() => (zone ? { zones, zone, scope, reload } : null), [zones, zone, scope, reload]);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  return <ZonesContext.Provider value={value}>{children}</ZonesContext.Provider>;
}

export function useZones(): ZonesValue {
  const value = useContext(ZonesContext);
  if (!value) throw new Error("useZones outside of ZonesProvider");
  return value;
}

/** Puts the zone into a path of this application. */
export function withZone(path: string, zone: number): string {
  const [head, query] = path.split("?");
  const params = new URLSearchParams(query);
  params.set("zone", String(zone));
  return `${head}?${params.toString()}`;
}

/** Looks from another zone: the same page, without the state that belonged to the old one. */
export function useChangeZone(): (zone: number) => void {
  const navigate = useNavigate();
  const location = useLocation();
  return (zone) => {
    localStorage.setItem("gaoxin.zone", String(zone));
    navigate(withZone(location.pathname, zone));
  };
}

/** Goes to a page and keeps the zone. */
export function useGo(): (path: string) => void {
  const navigate = useNavigate();
  const { zone } = useZones();
  return (path) => navigate(withZone(path, zone.id));
}
