import { expect, test } from "vitest";

import { differences } from "./json_diff";

test("what changed comes first, what stayed after it", () => {
  expect(differences('{"name":"a","tags":["x"],"n":1}', '{"name":"b","tags":["x","y"],"n":1}')).toEqual([
    { path: "name", before: "a", after: "b", changed: true },
    { path: "tags.2", before: null, after: "y", changed: true },
    { path: "tags.1", before: "x", after: "x", changed: false },
    { path: "n", before: "1", after: "1", changed: false },
  ]);
});

test("created, deleted, nothing", () => {
  expect(differences(null, '{"a":null}')).toEqual([{ path: "a", before: null, after: "null", changed: true }]);
  expect(differences('{"a":{}}', null)).toEqual([{ path: "a", before: "{}", after: null, changed: true }]);
  expect(differences(null, "null")).toEqual([]);
});

test("text that is no JSON is shown as it is", () => {
  expect(differences("{broken", null)).toEqual([{ path: "", before: "{broken", after: null, changed: true }]);
});
