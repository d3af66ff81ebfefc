import { expect, test } from "vitest";

import { ApiError } from "../api/client";
import { existingProject, withoutId } from "./duplicate_error";

const text = (words: string) => ({ zh: words, en: words });
const owner = { path: "project.name", key: "project.duplicate", message: text("it exists") };

test("the project that is there is known only when the server says its id", () => {
  const seen = new ApiError(409, "conflict", "project.duplicate", text("it exists"), [owner, { path: "project.id", key: "project.duplicate.id", message: text("17") }], "r");
  expect(existingProject(seen)).toBe(17);
  expect(withoutId(seen).fields).toEqual([owner]);
  expect(withoutId(seen).key).toBe("project.duplicate");
  const masked = new ApiError(409, "conflict", "project.duplicate", text("it exists"), [owner], null);
  expect(existingProject(masked)).toBeUndefined();
});
