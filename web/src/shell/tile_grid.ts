// Where a region's tile lies when a country or a province is drawn as a grid of equal squares: each
// region about where it is, next to its neighbours, none larger than another. Codes: GB/T 2260.

export interface Tile {
  /** 2 digits: a province; 4: a prefecture. */
  code: string;
  row: number;
  column: number;
  name: { zh: string; en: string };
}

const tile = (code: string, row: number, column: number, zh: string, en: string): Tile => ({ code, row, column, name: { zh, en } });

export const provinces: Tile[] = [
  tile("23", 0, 8, "黑龙江", "Heilongjiang"),
  tile("65", 1, 0, "新疆", "Xinjiang"), tile("15", 1, 5, "内蒙古", "Inner Mongolia"), tile("21", 1, 7, "辽宁", "Liaoning"), tile("22", 1, 8, "吉林", "Jilin"),
  tile("63", 2, 1, "青海", "Qinghai"), tile("62", 2, 2, "甘肃", "Gansu"), tile("64", 2, 3, "宁夏", "Ningxia"), tile("14", 2, 4, "山西", "Shanxi"), tile("13", 2, 5, "河北", "Hebei"), tile("11", 2, 6, "北京", "Beijing"), tile("12", 2, 7, "天津", "Tianjin"),
  tile("54", 3, 1, "西藏", "Tibet"), tile("51", 3, 2, "四川", "Sichuan"), tile("61", 3, 3, "陕西", "Shaanxi"), tile("41", 3, 4, "河南", "Henan"), tile("37", 3, 5, "山东", "Shandong"), tile("32", 3, 6, "江苏", "Jiangsu"),
  tile("50", 4, 3, "重庆", "Chongqing"), tile("42", 4, 4, "湖北", "Hubei"), tile("34", 4, 5, "安徽", "Anhui"), tile("33", 4, 6, "浙江", "Zhejiang"), tile("31", 4, 7, "上海", "Shanghai"),
  tile("53", 5, 2, "云南", "Yunnan"), tile("52", 5, 3, "贵州", "Guizhou"), tile("43", 5, 4, "湖南", "Hunan"), tile("36", 5, 5, "江西", "Jiangxi"), tile("35", 5, 6, "福建", "Fujian"), tile("71", 5, 7, "台湾", "Taiwan"),
  tile("45", 6, 3, "广西", "Guangxi"), tile("44", 6, 4, "广东", "Guangdong"),
  tile("46", 7, 3, "海南", "Hainan"), tile("82", 7, 4, "澳门", "Macao"), tile("81", 7, 5, "香港", "Hong Kong"),
];

/** Prefectures of the provinces that have a grid of their own, by the code of the province. */
export const prefectures: Record<string, Tile[]> = {
  "22": [
    tile("2208", 0, 0, "白城", "Baicheng"), tile("2207", 0, 1, "松原", "Songyuan"),
    tile("2201", 1, 1, "长春", "Changchun"), tile("2202", 1, 2, "吉林市", "Jilin City"), tile("2224", 1, 3, "延边", "Yanbian"),
    tile("2203", 2, 0, "四平", "Siping"), tile("2204", 2, 1, "辽源", "Liaoyuan"), tile("2205", 2, 2, "通化", "Tonghua"), tile("2206", 2, 3, "白山", "Baishan"),
  ],
};

/** The grid that shows regions with these codes best: the prefectures when all lie in one province that has a grid, otherwise the provinces. */
export function tilesFor(codes: string[]): Tile[] {
  const inProvince = new Set(codes.map((code) => code.slice(0, 2)));
  const [only] = inProvince;
  const finer = only !== undefined && inProvince.size === 1 && codes.every((code) => code.length >= 4) ? prefectures[only] : undefined;
  return finer ?? provinces;
}

/** The tile in which a region lies; nothing for a code that has none. */
export function tileOf(tiles: Tile[], code: string): Tile | undefined {
  return tiles.find((one) => code.startsWith(one.code));
}

/** Step 0 to 4 of the colour scale: 0 for nothing, otherwise four equal parts of the largest value. */
export function scaleStep(value: number, largest: number): number {
  if (!(value > 0) || !(largest > 0)) return 0;
  return Math.min(4, Math.max(1, Math.ceil((value / largest) * 4)));
}
