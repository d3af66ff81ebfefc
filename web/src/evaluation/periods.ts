// Periods as the server writes them: "2024", "2024-Q1", "2024-03". And figures as text. Pure.
import type { Language } from "../shell/i18n";

export type PeriodKind = "month" | "quarter" | "year";
export const periodKinds: PeriodKind[] = ["month", "quarter", "year"];

export function kindOf(period: string): PeriodKind {
  return /^\d{4}$/.test(period) ? "year" : period.includes("Q") ? "quarter" : "month";
}

export function periodName(period: string, language: Language): string {
  const [year, part] = period.split("-");
  if (part === undefined) return language === "zh" ? `${year} 年` : period;
  if (language === "en") return period;
  return part.startsWith("Q") ? `${year} 年第 ${part.slice(1)} 季度` : `${year} 年 ${Number(part)} 月`;
}

/** The head of a column below a year: "3 月", "Q1"; the year itself. */
export function shortPeriod(period: string, language: Language): string {
  const part = period.split("-")[1];
  if (part === undefined || part.startsWith("Q")) return part ?? period;
  return language === "zh" ? `${Number(part)} 月` : part;
}

/** All periods of a kind in a year, the earliest first. */
export function periodsOf(year: number, kind: PeriodKind): string[] {
  if (kind === "year") return [String(year)];
  const count = kind === "quarter" ? 4 : 12;
  return Array.from({ length: count }, (_, i) => `${year}-${kind === "quarter" ? `Q${i + 1}` : String(i + 1).padStart(2, "0")}`);
}

/** The same kind of period, so many years earlier. */
export function yearsBefore(period: string, years: number): string {
  return `${Number(period.slice(0, 4)) - years}${period.slice(4)}`;
}

/** The last year that is over. */
export const lastYear = (now: Date) => now.getFullYear() - 1;

/** Moves the point of a decimal text without touching its digits: ("12.5", 4) → "125000",
 *  ("125000", -4) → "12.5". What is no number comes back as it is: the server says what is wrong. */
export function shiftPoint(text: string, places: number): string {
  const parts = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text.trim().replaceAll(",", ""));
  if (!parts || (!parts[2] && !parts[3]) || places === 0) return text;
  const digits = (parts[2] ?? "") + (parts[3] ?? "");
  const point = (parts[2] ?? "").length + places;
  const padded = point > digits.length ? digits.padEnd(point, "0") : digits;
  const whole = (point > 0 ? padded.slice(0, point) : "").replace(/^0+(?=\d)/, "");
  const fraction = (point >= 0 ? padded.slice(point) : "0".repeat(-point) + padded).replace(/0+$/, "");
  return `${parts[1] === "-" ? "-" : ""}${whole || "0"}${fraction ? `.${fraction}` : ""}`;
}
