// Places in the text of a rule. The checker counts lines and columns from 1, columns in bytes of
// UTF-8 or in characters alike for the ASCII that rules are indented with. Pure.
import type { CheckAnswer } from "./types";

/** The offset of a place in the text; beyond a line's end it is that end. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; ++n) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + Math.max(0, column - 1), end < 0 ? text.length : end);
}

export type Mark = "error" | "warning" | "failed";
const weight: Record<Mark, number> = { warning: 0, failed: 1, error: 2 };

/** What is wrong on which line, the gravest first. */
export function marksOf(answer: CheckAnswer | undefined): Map<number, Mark> {
  const marks = new Map<number, Mark>();
  const put = (line: number, mark: Mark) => {
    const old = marks.get(line);
    if (old === undefined || weight[mark] > weight[old]) marks.set(line, mark);
  };
  for (const finding of answer?.findings ?? []) put(finding.line, finding.severity);
  for (const test of answer?.tests ?? []) if (!test.passed) put(test.line, "failed");
  return marks;
}
