// Between a project as the server answers it and the texts of a form. Pure.
import type { Project, ProjectField, Vocabulary } from "./types";

/** What the form shows: an unknown value is an empty text. */
export function fieldText(project: Project, field: ProjectField): string {
  const value = field.member ? (project as unknown as Record<string, unknown>)[field.name] : project.fields[field.name];
  return value === null || value === undefined ? "" : String(value);
}

/** Members that are numbers in JSON. */
const numeric = new Set(["number", "integer", "percent"]);
/** Follows from another member; people do not enter it. */
export const isEntered = (field: ProjectField) => field.kind !== "flag";

export interface Changed {
  project: Record<string, unknown>;
  /** Members that become unknown. */
  clear: string[];
}

/** What of the form's texts differs from the project, as an update takes it; nothing when nothing does. */
export function changedInput(words: Vocabulary, project: Project, values: Record<string, unknown>): Changed | null {
  const changed: Record<string, unknown> = {};
  const clear: string[] = [];
  const fields: Record<string, string> = {};
  for (const field of words.fields) {
    if (!(field.name in values) || !isEntered(field)) continue;
    const text = String(values[field.name] ?? "").trim();
    if (text === fieldText(project, field)) continue;
    if (!field.member) fields[field.name] = text;
    else if (text === "") clear.push(field.name);
    else changed[field.name] = numeric.has(field.kind) ? Number(text) : text;
  }
  if (Object.keys(fields).length > 0) changed.fields = fields;
  return Object.keys(changed).length + clear.length > 0 ? { project: changed, clear } : null;
}

/** Fields in the order of the stages at which they first matter. */
export function fieldsByStage(words: Vocabulary): { stage: string; fields: ProjectField[] }[] {
  return words.stages
    .map(({ name }) => ({ stage: name, fields: words.fields.filter((field) => field.stage === name) }))
    .filter((group) => group.fields.length > 0);
}
