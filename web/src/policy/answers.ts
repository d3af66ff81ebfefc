// How an answer is written for the rule engine, and an amount for people. Pure.
import { formatInterval, formatMoneyShort } from "../shell/format";
import type { Language } from "../shell/i18n";
import type { Amount } from "./types";

/** Moves the decimal point to the right in text, so that no figure passes through a float:
 *  ("1.5", 4) → "15000". Nothing for what is no number. */
export function shiftDecimal(text: string, places: number): string | null {
  const parts = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (!parts) return null;
  const fraction = (parts[3] ?? "").padEnd(places, "0");
  const whole = (parts[2]! + fraction.slice(0, places)).replace(/^0+(?=\d)/, "");
  const rest = fraction.slice(places);
  return parts[1] + whole + (rest === "" ? "" : `.${rest}`);
}

export const moneyUnits = [
  { name: "元", places: 0 },
  { name: "万元", places: 4 },
  { name: "亿元", places: 8 },
] as const;

/** The answer to a field of that type as the engine reads it; nothing for what cannot be one. */
export function answerText(type: string, text: string, places = 0): string | null {
  const value = text.trim();
  if (value === "") return null;
  if (type === "money") {
    const yuan = shiftDecimal(value, places);
    return yuan === null ? null : `${yuan} CNY`;
  }
  const number = /^-?\d+(\.\d+)?$/.test(value);
  if (type === "ratio") return number ? `${value} %` : null;
  if (type === "months") return /^-?\d+$/.test(value) ? `${value} months` : null;
  if (type === "area") return number ? `${value} m2` : null;
  if (type === "count") return /^-?\d+$/.test(value) ? value : null;
  return value;
}

export function amountText(amount: Amount | null, language: Language): string {
  if (!amount) return "";
  if (amount.exact !== null) return formatMoneyShort(amount.exact, language);
  return formatInterval(amount.low, amount.high, language);
}
