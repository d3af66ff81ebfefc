// How an answer is written for the rule engine, and an amount for people. Pure.
import { formatInterval, formatMoneyShort, missing } from "../shell/format";
import type { Language } from "../shell/i18n";
import type { Amount, PolicyField } from "./types";

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

/** Units in which people say money, as places to move the point. */
export const moneyUnits: Record<Language, { name: string; places: number }[]> = {
  zh: [{ name: "元", places: 0 }, { name: "万元", places: 4 }, { name: "亿元", places: 8 }],
  en: [{ name: "yuan", places: 0 }, { name: "10 000 yuan", places: 4 }, { name: "million yuan", places: 6 }],
};

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

/** The sum over `eligible` enterprises, of which `unknown` have no known amount: at least that, and nothing is known without any. */
export function sumText(yuan: string, eligible: number, unknown: number, language: Language): string {
  if (unknown === 0 || eligible === 0) return formatMoneyShort(yuan, language);
  return unknown >= eligible ? missing : `≥ ${formatMoneyShort(yuan, language)}`;
}

/** An answer in the reader's words: "5000000 CNY" → "500万元", a code → its label. */
export function answerShown(field: PolicyField, answer: string, language: Language): string {
  const money = /^(-?[\d.]+) CNY$/.exec(answer);
  if (money) return formatMoneyShort(money[1], language);
  if (field.type === "bool") return { zh: answer === "true" ? "是" : "否", en: answer === "true" ? "yes" : "no" }[language];
  if (field.type === "codes" && answer === "") return { zh: "无", en: "none" }[language];
  const codes = answer.split(",").map((code) => field.code_labels[code]?.[language] || code);
  if (field.type === "code" || field.type === "codes") return codes.join(language === "zh" ? "、" : ", ");
  if (field.type === "months" && language === "zh") return answer.replace(" months", " 个月");
  return answer.replace(" m2", " m²");
}

/** An exact amount or an interval; from nothing to anything says only that it is open. */
export function amountText(amount: Amount | null, language: Language): string {
  if (!amount) return "";
  if (amount.exact !== null) return formatMoneyShort(amount.exact, language);
  const low = Number(amount.low ?? 0) === 0 ? null : amount.low;
  if (low === null && amount.high === null) return { zh: "金额待定", en: "amount open" }[language];
  return formatInterval(low, amount.high, language);
}

const chinese = /[\u3400-\u9fff]/;
/** Documents are cited as "English name (中文名)": the part of the reader's language. */
export function documentName(document: string, language: Language): string {
  const parts = /^(.+?) \((.+)\)$/.exec(document);
  if (!parts || chinese.test(parts[1]!) === chinese.test(parts[2]!)) return document;
  return chinese.test(parts[1]!) === (language === "zh") ? parts[1]! : parts[2]!;
}

const words: Record<Language, Record<string, string>> = {
  zh: { and: "且", or: "或", not: "非", "policy.from": "生效日", as_of: "当日" },
  en: { "policy.from": "the effective date", as_of: "today" },
};
/** An expression with the names of data replaced by their labels; quoted codes stay. */
export function expressionWords(expression: string, labels: Map<string, string>, language: Language): string {
  const ordered = language === "zh" ? expression.replace(/between (\S+) and (\S+)/g, "在 $1 与 $2 之间") : expression;
  return ordered.replace(/'[^']*'|[a-z_][a-z0-9_.]*/g, (word) => labels.get(word) ?? words[language][word] ?? word);
}
