// Between a project as the server answers it and the texts of a form. Pure.
import type { Project, ProjectField, Vocabulary } from "./types";

/** What the form shows: an unknown value is an empty text. */
export function fieldText(project: Project, field: ProjectField): string {
  const value = field.member ? (project as unknown as Record<string, unknown>)[field.name] : project.fields[field.name];
  return value === null || value === undefined ? "" : String(value);
}

const numeric = new Set(["number", "integer", "percent"]);
/** Members that are numbers in JSON although people see them as a choice. */
const references = new Set(["owner_user_id", "enterprise_id", "parent_id"]);

/** The ProjectInput of what was changed; nothing when nothing was. An emptied text clears the field. */
export function changedInput(words: Vocabulary, project: Project, values: Record<string, unknown>): Record<string, unknown> | null {
  const input: Record<string, unknown> = {};
  const fields: Record<string, string> = {};
  for (const field of words.fields) {
    if (!(field.name in values)) continue;
    const text = String(values[field.name] ?? "").trim();
    if (text === fieldText(project, field)) continue;
    if (!field.member) fields[field.name] = text;
    else if ((numeric.has(field.kind) || references.has(field.name)) && text !== "") input[field.name] = Number(text);
    else input[field.name] = text;
  }
  if (Object.keys(fields).length > 0) input.fields = fields;
  return Object.keys(input).length > 0 ? input : null;
}

/** Fields in the order of the stages at which they first matter. */
export function fieldsByStage(words: Vocabulary): { stage: string; fields: ProjectField[] }[] {
  return words.stages
    .map(({ name }) => ({ stage: name, fields: words.fields.filter((field) => field.stage === name) }))
    .filter((group) => group.fields.length > 0);
}
