import { expect, test } from "vitest";

import { downloadName, errorOf, fillPath, queryString } from "./client";

test("members named in the path go there, encoded", () => {
  expect(fillPath("/api/chain/nodes/{node}", { node: "product:锂/电池", zone: 3 })).toEqual({
    path: "/api/chain/nodes/product%3A%E9%94%82%2F%E7%94%B5%E6%B1%A0", rest: { zone: 3 },
  });
});

test("a query holds only what has a value", () => {
  expect(queryString({ a: 1, b: null, c: undefined, d: "", e: false, f: ["x", "y"], g: 0 })).toBe("?a=1&e=false&f=x%2Cy&g=0");
  expect(queryString({})).toBe("");
});

test.each([
  ["attachment; filename*=UTF-8''%E4%BC%81%E4%B8%9A.xlsx", "企业.xlsx"],
  ['attachment; filename="a.csv"', "a.csv"],
  ["attachment; filename*=UTF-8''%E4%ZZ", "fallback"],
  [null, "fallback"],
])("download name %s", (header, name) => expect(downloadName(header, "fallback")).toBe(name));

test("an error keeps the server's words and the request id", async () => {
  const body = { error: { code: "invalid", key: "a.b", message: { zh: "错", en: "wrong" }, fields: [{ path: "x", key: "k", message: { zh: "甲", en: "A" } }], request_id: "r1" } };
  const error = await errorOf(new Response(JSON.stringify(body), { status: 400 }));
  expect(error).toMatchObject({ status: 400, key: "a.b", text: { zh: "错", en: "wrong" }, requestId: "r1" });
  expect(error.fields).toHaveLength(1);
});

test("an answer that is no JSON is still an error with its id", async () => {
  const error = await errorOf(new Response("<html>502</html>", { status: 502, headers: { "x-request-id": "r2" } }));
  expect(error).toMatchObject({ status: 502, code: "unreadable", requestId: "r2" });
});
