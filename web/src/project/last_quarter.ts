// Which period an appraisal is usually made for. Pure.

/** The quarter that ended last. */
export function lastQuarter(today: string): { from: string; to: string } {
  const year = Number(today.slice(0, 4));
  const quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  const [y, q] = quarter === 0 ? [year - 1, 3] : [year, quarter - 1];
  return { from: `${y}-${["01", "04", "07", "10"][q]}-01`, to: `${y}-${["03-31", "06-30", "09-30", "12-31"][q]}` };
}
