// The roles of the product with their titles, read once.
import { useMemo } from "react";

import type { Text } from "../api/client";
import { useGet } from "../api/use_get";

export interface Role {
  name: string;
  title: Text;
  permissions: string[];
}

export function useRoles(): Map<string, Role> {
  const { data } = useGet<{ items: Role[] } | Role[]>("/api/roles");
  return useMemo(() => {
    const roles = data === undefined ? [] : Array.isArray(data) ? data : data.items;
    return new Map(roles.map((role) => [role.name, role]));
  }, [data]);
}
