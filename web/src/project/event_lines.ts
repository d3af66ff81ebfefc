// The detail of an event as lines to read: a change shows before and after, an empty value nothing.
// Pure; the server keeps the detail as JSON.

export interface EventLine {
  name: string;
  label: string;
  value: string;
  before?: string;
}

const plain = (value: unknown): string => {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(plain).filter((text) => text !== "").join(" · ");
  if (typeof value === "object") return Object.entries(value).map(([name, item]) => `${name} ${plain(item)}`).join(", ");
  return String(value);
};

const isChange = (value: unknown): value is { before?: unknown; after?: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && ("before" in value || "after" in value);

export function eventLines(detail: unknown, label: (name: string) => string): EventLine[] {
  if (typeof detail !== "object" || detail === null) return plain(detail) ? [{ name: "", label: "", value: plain(detail) }] : [];
  const lines: EventLine[] = [];
  for (const [name, value] of Object.entries(detail)) {
    if (name === "changes" && typeof value === "object" && value !== null && !Array.isArray(value)) lines.push(...eventLines(value, label));
    else if (isChange(value)) lines.push({ name, label: label(name), value: plain(value.after), before: plain(value.before) });
    else if (plain(value) !== "") lines.push({ name, label: name === "text" || name === "note" ? "" : label(name), value: plain(value) });
  }
  return lines;
}
