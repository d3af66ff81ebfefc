// Reads one operation and follows its input. The old answer stays visible while the new one is
// under way, a slower answer never overwrites a newer one.
import { useCallback, useEffect, useRef, useState } from "react";

import { ApiError, call, type Input } from "./client";

export interface Reading<Out> {
  data: Out | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
}

/** `path` null reads nothing yet; another `version` reads again. */
export function useGet<Out>(path: string | null, input: Input = {}, version = 0): Reading<Out> {
  const [state, setState] = useState<{ data?: Out; error?: ApiError; loading: boolean }>({
    loading: path !== null,
  });
  const [attempt, setAttempt] = useState(0);
  const key = path === null ? null : path + JSON.stringify(input);
  const latest = useRef(input);
  latest.current = input;

  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    setState((old) => ({ data: old.data, loading: true }));
    call<Out>("GET", path, latest.current, abort.signal).then(
      (data) => !abort.signal.aborted && setState({ data, loading: false }),
      (cause: unknown) => {
        if (abort.signal.aborted) return;
        if (!(cause instanceof ApiError)) throw cause;
        setState({ error: cause, loading: false });
      },
    );
    return () => abort.abort();
    // `key` stands for path and input together.
  }, [key, attempt, version]);

  const reload = useCallback(() => setAttempt((n) => n + 1), []);
  return { data: state.data, error: state.error, loading: state.loading, reload };
}
