// The calculator's conversation, kept in the page alone: what was answered, what was skipped, what
// comes next. Pure. The server ranks the questions; this only leaves out what was dealt with.
import type { NextQuestion, PolicyField } from "./types";

export interface Step {
  definition: PolicyField;
  /** As the engine reads it; null: skipped. */
  answer: string | null;
}
/** In the order in which the steps were taken; one step a field. */
export type Flow = readonly Step[];

/** Rows (investments, say) cannot be asked in one line; the server goes without them. */
export const canAsk = (definition: PolicyField) => definition.type !== "rows";

export function take(flow: Flow, definition: PolicyField, answer: string | null): Flow {
  return [...flow.filter((step) => step.definition.name !== definition.name), { definition, answer }];
}
export function takeBack(flow: Flow, field: string): Flow {
  return flow.filter((step) => step.definition.name !== field);
}
export function back(flow: Flow): Flow {
  return flow.slice(0, -1);
}

/** The first question of the server's order that can be asked and was not yet. */
export function nextQuestion(questions: NextQuestion[], flow: Flow): NextQuestion | null {
  const done = new Set(flow.map((step) => step.definition.name));
  return questions.find((question) => canAsk(question.definition) && !done.has(question.field)) ?? null;
}

/** What the calculator is asked with. */
export function flowInput(flow: Flow): { answers: Record<string, string>; skipped: string[] } {
  return {
    answers: Object.fromEntries(flow.flatMap((step) => (step.answer === null ? [] : [[step.definition.name, step.answer]]))),
    skipped: flow.filter((step) => step.answer === null).map((step) => step.definition.name),
  };
}
