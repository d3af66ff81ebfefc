// Runs a form's request and keeps what it failed with.
import { useState } from "react";

import { ApiError } from "../api/client";

export function useSubmit<Values>(run: (values: Values) => Promise<unknown>) {
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  /** True when it went well. */
  const submit = async (values: Values): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await run(values);
      return true;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setError(cause);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { submit, error, busy };
}
