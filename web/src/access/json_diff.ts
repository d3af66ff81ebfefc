// Compares two JSON texts field by field, for the audit trail. Pure.

export interface Difference {
  path: string;
  before: string | null;
  after: string | null;
  changed: boolean;
}

function flatten(value: unknown, path: string, out: Map<string, string>) {
  if (value !== null && typeof value === "object") {
    const entries = Array.isArray(value) ? value.map((item, i) => [String(i + 1), item] as const) : Object.entries(value);
    if (entries.length > 0) {
      for (const [name, item] of entries) flatten(item, path === "" ? name : `${path}.${name}`, out);
      return;
    }
  }
  out.set(path, typeof value === "string" ? value : JSON.stringify(value));
}

function fields(json: string | null | undefined): Map<string, string> {
  const out = new Map<string, string>();
  if (!json) return out;
  try {
    const value: unknown = JSON.parse(json);
    if (value !== null) flatten(value, "", out);
  } catch {
    out.set("", json);
  }
  return out;
}

/** Every field of either side, what changed first. */
export function differences(before: string | null | undefined, after: string | null | undefined): Difference[] {
  const old = fields(before);
  const now = fields(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .map((path) => {
      const b = old.get(path) ?? null;
      const a = now.get(path) ?? null;
      return { path, before: b, after: a, changed: a !== b };
    })
    .sort((x, y) => Number(y.changed) - Number(x.changed));
}
