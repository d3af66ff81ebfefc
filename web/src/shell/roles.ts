// The roles of the product with their titles, read once.
import { useMemo } from "react";

import type { components } from "../api/schema";
import { useGet } from "../api/use_get";

export type Role = components["schemas"]["Role"];

export function useRoles(): Map<string, Role> {
  const { data } = useGet<{ items: Role[] }>("/api/roles");
  return useMemo(() => new Map(data?.items.map((role) => [role.name, role])), [data]);
}
