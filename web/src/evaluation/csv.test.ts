import { expect, test } from "vitest";

import { readCsv, writeCsv } from "./csv";

test.each([
  ["a,b\n1,2\n", [["a", "b"], ["1", "2"]]],
  ["\uFEFFa,b\r\n\"x,\"\"y\"\"\",\r\n", [["a", "b"], ['x,"y"', ""]]],
  ["a\n\"two\nlines\"", [["a"], ["two\nlines"]]],
  ["", []],
])("%j", (text, rows) => {
  expect(readCsv(text)).toEqual(rows);
});
test("what is written is read again", () => {
  const rows = [["code", "formula"], ["A.1", 'a / b, "c"'], ["", "x\ny"]];
  expect(readCsv(writeCsv(rows))).toEqual(rows);
});
