// How values are written for people. Money arrives as a string of yuan with two decimals and is
// never turned into a floating number before it is shown in full.
import type { Language } from "./i18n";

export const missing = "—";

const group = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** "1234567.50" → "1,234,567.50"; anything else unchanged. */
export function formatMoney(yuan: string | null | undefined): string {
  if (yuan === null || yuan === undefined || yuan === "") return missing;
  const parts = /^(-?)(\d+)(\.\d+)?$/.exec(yuan);
  if (!parts) return yuan;
  return parts[1] + group(parts[2]!) + (parts[3] ?? "");
}

/** Short for tables and charts: 万 and 亿, or k, m and bn, three significant digits. */
export function formatMoneyShort(yuan: string | number | null | undefined, language: Language): string {
  if (yuan === null || yuan === undefined || yuan === "") return missing;
  const value = Number(yuan);
  if (!Number.isFinite(value)) return String(yuan);
  const units: [number, string][] =
    language === "zh"
      ? [[1e8, "亿元"], [1e4, "万元"], [1, "元"]]
      : [[1e9, "bn yuan"], [1e6, "m yuan"], [1e3, "k yuan"], [1, "yuan"]];
  const size = Math.abs(value);
  const [unit, name] = units.find(([u]) => size >= u) ?? units[units.length - 1]!;
  const gap = language === "zh" ? "" : " ";
  return `${formatNumber(value / unit, 3)}${gap}${name}`;
}

/** An interval [low, high]; one value where both ends agree, "≥" or "≤" where one is open. */
export function formatInterval(
  low: string | null | undefined,
  high: string | null | undefined,
  language: Language,
): string {
  const has = (end: string | null | undefined) => end !== null && end !== undefined && end !== "";
  if (!has(low) && !has(high)) return missing;
  if (!has(high)) return `≥ ${formatMoneyShort(low, language)}`;
  if (!has(low)) return `≤ ${formatMoneyShort(high, language)}`;
  if (low === high) return formatMoneyShort(low, language);
  return `${formatMoneyShort(low, language)} – ${formatMoneyShort(high, language)}`;
}

/** Significant digits for fractions, all digits before the point; grouped. */
export function formatNumber(value: number | null | undefined, significant = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  if (value === 0) return "0";
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  const decimals = Math.max(0, significant - whole);
  const rounded = value.toFixed(Math.min(decimals, 20));
  const trimmed = rounded.includes(".") ? rounded.replace(/\.?0+$/, "") : rounded;
  const [integer, fraction] = trimmed.split(".");
  const sign = integer!.startsWith("-") ? "-" : "";
  const text = sign + group(integer!.replace("-", "")) + (fraction ? `.${fraction}` : "");
  return text === "-0" ? "0" : text;
}

/** 0.1234 → "12.3 %"; a share that is unknown is not zero. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return missing;
  return `${formatNumber(Math.round(share * 1000) / 10, 4)}%`;
}

/** "2024-03-01" in either language: the same order everywhere, nothing to misread. */
export function formatDate(date: string | null | undefined): string {
  return date ? date.slice(0, 10) : missing;
}

/** An instant in the reader's own time zone, to the minute. */
export function formatTime(instant: string | null | undefined): string {
  if (!instant) return missing;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A period of validity; an open end is said, not left blank. */
export function formatPeriod(from: string | null | undefined, to: string | null | undefined, language: Language): string {
  const open = language === "zh" ? "至今" : "today";
  if (!from && !to) return missing;
  return `${from ? formatDate(from) : "…"} – ${to ? formatDate(to) : open}`;
}
