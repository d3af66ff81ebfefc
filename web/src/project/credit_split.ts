// Shares in per cent as people type them and in basis points as the server keeps them. Pure.

/** "33.34" → 3334; nothing for what is no per cent with at most two decimals. */
export function basisPoints(percent: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(percent.trim());
  if (!match) return null;
  const points = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return points <= 10_000 ? points : null;
}

/** 3334 → "33.34", 5000 → "50". */
export function percentText(points: number): string {
  const rest = points % 100;
  const whole = (points - rest) / 100;
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, "0").replace(/0$/, "")}`;
}

/** 10,000 in `count` parts as equal as can be; the first ones take what is left over. */
export function evenSplit(count: number): number[] {
  const base = Math.floor(10_000 / count);
  const left = 10_000 - base * count;
  return Array.from({ length: count }, (_, i) => base + (i < left ? 1 : 0));
}
