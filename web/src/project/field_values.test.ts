import { expect, test } from "vitest";

import { changedInput, fieldsByStage, fieldText } from "./field_values";
import type { Project, ProjectField, Vocabulary } from "./types";

const field = (name: string, kind: string, member: boolean, stage: string) => ({ name, kind, member, stage, title: { zh: name, en: name }, unit: "" }) as ProjectField;
const words = {
  fields: [field("investor", "text", true, "lead"), field("owner_user_id", "integer", true, "lead"), field("total_investment", "money", true, "review"), field("jobs", "integer", true, "review"), field("permit_number", "text", false, "construction"), field("is_expansion", "flag", true, "lead")],
  stages: [{ name: "lead" }, { name: "assessment" }, { name: "review" }, { name: "construction" }],
} as Vocabulary;
const project = { investor: "甲公司", owner_user_id: 3, total_investment: "1000000.00", jobs: null, fields: {} } as unknown as Project;

test("an unknown value is an empty text", () => {
  expect(words.fields.map((f) => fieldText(project, f))).toEqual(["甲公司", "3", "1000000.00", "", "", ""]);
});

test.each([
  [{}, null],
  [{ investor: "甲公司", jobs: "" }, null],
  [{ jobs: "120" }, { project: { jobs: 120 }, clear: [] }],
  [{ total_investment: "2000000" }, { project: { total_investment: "2000000" }, clear: [] }],
  [{ investor: "", total_investment: "" }, { project: {}, clear: ["investor", "total_investment"] }],
  [{ permit_number: " 2026-1 " }, { project: { fields: { permit_number: "2026-1" } }, clear: [] }],
  [{ owner_user_id: 4, unknown: "x", is_expansion: "true" }, { project: { owner_user_id: 4 }, clear: [] }],
])("changed: %j", (values, input) => expect(changedInput(words, project, values)).toEqual(input));

test("groups by stage, without empty ones", () => {
  expect(fieldsByStage(words).map((g) => [g.stage, g.fields.length])).toEqual([["lead", 3], ["review", 2], ["construction", 1]]);
});
