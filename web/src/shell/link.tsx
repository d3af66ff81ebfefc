// A link inside the application that keeps the zone.
import type { ReactNode } from "react";
import { Link } from "react-router-dom";

import { useZones, withZone } from "./zones";

export function GoLink({ to, children }: { to: string; children: ReactNode }) {
  const { zone } = useZones();
  return <Link to={withZone(to, zone.id)}>{children}</Link>;
}
