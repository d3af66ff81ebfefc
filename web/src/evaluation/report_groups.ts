// How a report's items stand together on its page, and in which units money is typed. Pure.

/** Places by which yuan are moved to be written in the unit. */
export const moneyUnits = { 元: 0, 万元: 4, 亿元: 8 } as const;
export type MoneyUnit = keyof typeof moneyUnits;

export const itemGroups = ["money", "people", "counts", "amounts"] as const;
export type ItemGroup = (typeof itemGroups)[number];

export function groupOf(unit: string): ItemGroup {
  if (unit === "元") return "money";
  if (unit === "人" || unit === "人年") return "people";
  return ["件", "项", "个", "家"].includes(unit) ? "counts" : "amounts";
}
