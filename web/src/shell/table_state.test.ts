import { expect, test } from "vitest";

import { changeTableState, readTableState, tableQuery, writeTableState } from "./table_state";

const read = (query: string, filters: string[] = [], prefix = "") => readTableState(new URLSearchParams(query), filters, prefix);

test("defaults", () => {
  expect(read("zone=3")).toEqual({ q: "", sort: "", page: 1, pageSize: 50, filters: {} });
});

test.each([
  ["page=0", 1], ["page=-3", 1], ["page=x", 1], ["page=1.5", 1], ["page=1e99", 1], ["page=", 1], ["page=7", 7],
])("nonsense in the address is the first page: %s", (query, page) => expect(read(query).page).toBe(page));

test("a page size that is not offered is the default", () => {
  expect(read("page_size=100000").pageSize).toBe(50);
  expect(read("page_size=200").pageSize).toBe(200);
});

test.each(["", "q=%E7%94%B5%E6%B1%A0+a%26b", "sort=-name&page=3&page_size=20", "scale=large&q=x"])("address → state → address: %s", (query) => {
  const params = new URLSearchParams(`zone=5&${query}`);
  const written = writeTableState(params, readTableState(params, ["scale"]), ["scale"]);
  expect([...written].sort()).toEqual([...params].sort());
});

test("others' parameters and the other table stay", () => {
  const params = new URLSearchParams("zone=5&tab=facts&b_q=other&q=mine");
  const written = writeTableState(params, { q: "", sort: "", page: 1, pageSize: 50, filters: {} }, []);
  expect(written.toString()).toBe("zone=5&tab=facts&b_q=other");
  expect(read("b_q=other&q=mine", [], "b_").q).toBe("other");
});

test("changing what is shown goes back to the first page, turning over does not", () => {
  const state = read("q=a&page=9");
  expect(changeTableState(state, { q: "b" }).page).toBe(1);
  expect(changeTableState(state, { page: 10 }).page).toBe(10);
});

test("the question to the server has no empty members", () => {
  expect(tableQuery(read("scale=large&page=2", ["scale"]))).toEqual({ scale: "large", page: 2, page_size: 50 });
});
