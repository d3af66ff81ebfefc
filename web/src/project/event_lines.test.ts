import { expect, test } from "vitest";

import { eventLines } from "./event_lines";

test.each([
  [null, []],
  [{}, []],
  [{ text: "看了两块地" }, [{ name: "text", label: "", value: "看了两块地" }]],
  [{ jobs: { before: null, after: 120 } }, [{ name: "jobs", label: "<jobs>", value: "120", before: "" }]],
  [{ changes: { name: { before: "甲", after: "乙" } } }, [{ name: "name", label: "<name>", value: "乙", before: "甲" }]],
  [{ evidence_id: 7, sha256: "ab", state: "pending" }, [{ name: "state", label: "<state>", value: "待核实" }]],
  [{ scores: { fit: 70, sheet_id: 1 } }, [{ name: "scores", label: "<scores>", value: "<fit> 70" }]],
  [{ kinds: ["a", "", "b"], empty: "" }, [{ name: "kinds", label: "<kinds>", value: "a · b" }]],
])("%j", (detail, lines) => expect(eventLines(detail, { label: (name) => `<${name}>`, word: (value) => (value === "pending" ? "待核实" : value) })).toEqual(lines));
