import { expect, test } from "vitest";

import { back, flowInput, nextQuestion, take, takeBack, type Flow } from "./question_flow";
import type { NextQuestion } from "./types";

const question = (field: string, type = "money"): NextQuestion => {
  const text = { zh: field, en: field };
  return { field, question: text, definition: { name: field, type, label: text, question: text, codes: [], code_labels: {}, is_signed: false }, at_stake: "1.00", policies: 1, settles: 0 };
};
const [revenue, staff, investments] = [question("revenue"), question("staff", "count"), question("investments", "rows")];

test("the server's order is kept, without what was answered, skipped or cannot be asked", () => {
  const questions = [investments, revenue, staff];
  let flow: Flow = [];
  expect(nextQuestion(questions, flow)?.field).toBe("revenue");
  flow = take(flow, revenue.definition, "5000000 CNY");
  expect(nextQuestion(questions, flow)?.field).toBe("staff");
  flow = take(flow, staff.definition, null);
  expect(nextQuestion(questions, flow)).toBeNull();
  expect(nextQuestion([], [])).toBeNull();
});

test("answers and skipped fields are sent apart", () => {
  const flow = take(take([], revenue.definition, "1 CNY"), staff.definition, null);
  expect(flowInput(flow)).toEqual({ answers: { revenue: "1 CNY" }, skipped: ["staff"] });
  expect(flowInput([])).toEqual({ answers: {}, skipped: [] });
});

test("an answer is changed, taken back, and the last step undone", () => {
  let flow = take(take([], revenue.definition, "1 CNY"), staff.definition, "3");
  flow = take(flow, revenue.definition, "2 CNY");
  expect(flowInput(flow).answers).toEqual({ staff: "3", revenue: "2 CNY" });
  expect(flowInput(back(flow)).answers).toEqual({ staff: "3" });
  expect(flowInput(takeBack(flow, "staff")).answers).toEqual({ revenue: "2 CNY" });
  expect(back([])).toEqual([]);
});
