// Who is signed in and what they may do. A 401 from any operation ends the session here; the
// address stays, so signing in again leads back to the same page.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";

import type { components } from "../api/schema";
import { ApiError, call, setCsrfToken, setUnauthenticatedHandler } from "../api/client";

export type SessionData = components["schemas"]["SessionAnswer"];

interface SessionValue {
  /** undefined: not yet known; null: nobody. */
  session: SessionData | null | undefined;
  error: ApiError | undefined;
  /** True when the session ended under the user's hands. */
  expired: boolean;
  signIn: (username: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  refresh: () => void;
}

const SessionContext = createContext<SessionValue | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<SessionData | null>();
  const [error, setError] = useState<ApiError>();
  const [expired, setExpired] = useState(false);

  const take = useCallback((data: SessionData | null) => {
    setCsrfToken(data?.csrf_token ?? "");
    setError(undefined);
    setSession(data);
  }, []);

  const refresh = useCallback(() => {
    call<SessionData>("GET", "/api/session").then(take, (cause: unknown) => {
      if (cause instanceof ApiError && cause.status === 401) take(null);
      else if (cause instanceof ApiError) setError(cause);
      else throw cause;
    });
  }, [take]);

  useEffect(() => {
    setUnauthenticatedHandler(() =>
      setSession((old) => {
        if (old) setExpired(true);
        return null;
      }),
    );
    refresh();
  }, [refresh]);

  const value = useMemo<SessionValue>(
    () => ({
      session,
      error,
      expired,
      refresh,
      signIn: async (username, password) => {
        take(await call<SessionData>("POST", "/api/session", { username, password }));
        setExpired(false);
      },
      signOut: async () => {
        await call("DELETE", "/api/session");
        setExpired(false);
        take(null);
      },
    }),
    [session, error, expired, refresh, take],
  );
  return <SessionContext.Provider value={value}>{children}</SessionContext.Provider>;
}

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new Error("useSession outside of SessionProvider");
  return value;
}

/** Hides what one may not do; the server decides again on every request. */
export function usePermission(permission: string | undefined): boolean {
  const { session } = useSession();
  return permission === undefined || (session?.permissions.includes(permission) ?? false);
}
