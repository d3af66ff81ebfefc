// Zones by indicators in shades of the score; a cell opens its explanation.
import { Segmented, Space } from "antd";
import { useMemo } from "react";

import { formatNumber } from "../shell/format";
import { useText } from "../shell/i18n";
import { HeatGrid } from "./heat_grid";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { dimensions } from "./run_numbers";
import { extent } from "./scales";
import type { Run } from "./types";

export function Heat({ run, onOpen }: { run: Run; onOpen: (unit: string, indicator: string) => void }) {
  const t = useT();
  const text = useText();
  const [params, change] = usePageState();
  const { elements, rows } = run.result;
  const what = params.get("show") ?? "indicators";
  const measure = params.get("measure") ?? "score";
  const shown = useMemo(() => (what === "dimensions" ? dimensions(run.result) : elements.flatMap((e, i) => (e.level === 1 ? [i] : []))), [run, elements, what]);
  const range = useMemo(() => extent(rows.flatMap((r) => shown.map((i) => r.scores[i] ?? null))) ?? [0, 1], [rows, shown]);
  const open = what === "indicators" ? (row: number, column: number) => onOpen(rows[row]!.code, elements[shown[column]!]!.code) : undefined;
  const cell = (row: (typeof rows)[number], i: number) => {
    const score = row.scores[i] ?? null;
    const value = row.values[i] ?? null;
    const rank = row.ranks[i] ?? null;
    return {
      value: score,
      text: measure === "rank" ? (rank === null ? "" : String(rank)) : measure === "value" ? (value === null ? "" : formatNumber(value)) : score === null ? "" : formatNumber(score, 3),
      help: score === null ? t("run.cellUnknown") : `${t("run.score")} ${formatNumber(score)} · ${t("totals.rank")} ${rank ?? "—"}${value === null ? "" : ` · ${formatNumber(value)} ${elements[i]!.unit}`}`,
    };
  };
  return (
    <>
      <Space wrap className="gap">
        <Segmented value={what} onChange={(next) => change({ show: next === "indicators" ? undefined : next })} options={["indicators", "dimensions"].map((value) => ({ value, label: t(`run.heat.${value}`) }))} />
        <Segmented value={measure} onChange={(next) => change({ measure: next === "score" ? undefined : next })} options={["score", "rank", "value"].map((value) => ({ value, label: t(`run.heat.${value}`) }))} />
        <span className="quiet">{t("run.heat.help")}</span>
      </Space>
      <HeatGrid
        label={t("run.heat.label")}
        corner={t("board.zone")}
        columns={shown.map((i) => ({ key: elements[i]!.code, title: text(elements[i]!.title) || elements[i]!.code, help: `${elements[i]!.code} · ${elements[i]!.unit}` }))}
        rows={rows.map((row) => ({ key: row.code, title: <>{row.rank !== null && <span className="quiet">{row.rank} </span>}{text(row.name)}</>, cells: shown.map((i) => cell(row, i)) }))}
        low={range[0]}
        high={range[1]}
        onOpen={open}
      />
    </>
  );
}
