// The detail of an event as lines to read: a change shows before and after, an empty value nothing,
// ids and hashes not at all. Pure; the server keeps the detail as JSON.

export interface EventLine {
  name: string;
  label: string;
  value: string;
  before?: string;
}

export interface EventWords {
  /** The title of a member. */
  label: (name: string) => string;
  /** A code as people say it ("pending"); anything else unchanged. */
  word: (value: string) => string;
}

const isInternal = (name: string) => name.endsWith("_id") || name === "sha256" || name === "override";
/** What a person wrote: it needs no label. */
const spoken = new Set(["text", "note", "comment"]);

function plain(value: unknown, words: EventWords): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((item) => plain(item, words)).filter((text) => text !== "").join(" · ");
  if (typeof value === "object")
    return Object.entries(value).filter(([name]) => !isInternal(name)).map(([name, item]) => `${words.label(name)} ${plain(item, words)}`).join(", ");
  return words.word(String(value));
}

const isChange = (value: unknown): value is { before?: unknown; after?: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && ("before" in value || "after" in value);

export function eventLines(detail: unknown, words: EventWords): EventLine[] {
  if (typeof detail !== "object" || detail === null) return plain(detail, words) ? [{ name: "", label: "", value: plain(detail, words) }] : [];
  const lines: EventLine[] = [];
  for (const [name, value] of Object.entries(detail)) {
    if (isInternal(name)) continue;
    if (name === "changes" && typeof value === "object" && value !== null && !Array.isArray(value)) lines.push(...eventLines(value, words));
    else if (isChange(value)) lines.push({ name, label: words.label(name), value: plain(value.after, words), before: plain(value.before, words) });
    else if (plain(value, words) !== "") lines.push({ name, label: spoken.has(name) ? "" : words.label(name), value: plain(value, words) });
  }
  return lines;
}
