// Points are kept in hundredths of a point. Pure.

/** 334 → "3.34", 300 → "3". */
export function pointsText(hundredths: number): string {
  const sign = hundredths < 0 ? "-" : "";
  const size = Math.abs(hundredths);
  const rest = size % 100;
  return `${sign}${(size - rest) / 100}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`}`;
}
