// What a page shows stands in the address.
import { useCallback } from "react";
import { useSearchParams } from "react-router-dom";

/** The parameters of the address, and a way to change some of them; undefined takes one away. */
export function usePageState(): [URLSearchParams, (changes: Record<string, string | undefined>) => void] {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (changes: Record<string, string | undefined>) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) if (value) next.set(name, value); else next.delete(name);
        return next;
      }, { replace: true }),
    [setParams],
  );
  return [params, change];
}
