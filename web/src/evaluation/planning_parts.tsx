// What the planning tabs share: on what an answer rests, a value or why there is none, the choice of
// measure and comparison.
import { Alert, Select, Space, Tag, Tooltip } from "antd";

import { useGet } from "../api/use_get";
import { formatNumber, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import type { PlanningBasis, PlanningTable, PlanningValue } from "./types";

export function Value({ of, digits = 3, suffix = "" }: { of: PlanningValue; digits?: number; suffix?: string }) {
  const text = useText();
  if (of.value === null) return <Tooltip title={text(of.unknown)}><span className="has-help" tabIndex={0}>{missing}</span></Tooltip>;
  return <span className="number">{formatNumber(of.value, digits)}{suffix}</span>;
}
export const byValue = (a: PlanningValue, b: PlanningValue) => (a.value ?? -Infinity) - (b.value ?? -Infinity);
/** A share or growth in percent. */
export const percent = (of: PlanningValue): PlanningValue => ({ ...of, value: of.value === null ? null : of.value * 100 });

export const measures = ["employees", "residents", "revenue", "output_value", "value_added"] as const;

/** The members of every planning question, from the address. */
export function usePlanningScope(): Record<string, string | number | undefined> {
  const { zone } = useZones();
  const [params] = usePageState();
  return { zone: zone.id, measure: params.get("measure") ?? undefined, digits: params.get("digits") ?? undefined, level: params.get("level") ?? undefined, table: params.get("table") ?? undefined, area: params.get("area") ?? undefined };
}

export function ScopeChoice() {
  const t = useT();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const tables = useGet<{ items: PlanningTable[] }>("/api/evaluation/planning/tables", { zone: zone.id });
  const table = tables.data?.items.find((one) => String(one.id) === params.get("table"));
  return (
    <Space wrap className="gap">
      <Select className="table-filter" allowClear value={params.get("measure") ?? undefined} placeholder={t("planning.measure")} aria-label={t("planning.measure")} disabled={table !== undefined} onChange={(next) => change({ measure: next })} options={measures.map((value) => ({ value, label: t(`planning.measures.${value}`) }))} />
      <Select className="table-filter" allowClear value={params.get("level") ?? undefined} placeholder={t("planning.level")} aria-label={t("planning.level")} onChange={(next) => change({ level: next })} options={["province", "city", "zone", "park"].map((value) => ({ value, label: t(`totals.levels.${value}`) }))} />
      <Select className="table-filter" allowClear value={params.get("digits") ?? undefined} placeholder={t("planning.digits")} aria-label={t("planning.digits")} onChange={(next) => change({ digits: next })} options={["2", "3", "4"].map((value) => ({ value, label: t(`planning.digit.${value}`) }))} />
      {(tables.data?.items.length ?? 0) > 0 && <Select className="table-filter" allowClear value={params.get("table") ?? undefined} placeholder={t("planning.table")} aria-label={t("planning.table")} onChange={(next) => change({ table: next, area: undefined })} options={tables.data!.items.map((one) => ({ value: String(one.id), label: one.name }))} />}
      {table && <Select className="table-filter" showSearch value={params.get("area") ?? undefined} placeholder={t("planning.area")} aria-label={t("planning.area")} onChange={(next) => change({ area: next })} options={table.area_names.map((value) => ({ value, label: value }))} />}
    </Space>
  );
}

export function Basis({ basis }: { basis: PlanningBasis }) {
  const t = useT();
  const text = useText();
  return (
    <>
      <p className="quiet">
        {text(basis.source)} · {t("planning.basis", { reference: text(basis.reference_name), areas: basis.areas, industries: basis.industries, measure: t(`planning.measures.${basis.measure}`), years: basis.from_year === null ? (basis.year ?? missing) : `${basis.from_year}–${basis.year}` })}
        {basis.residents > 0 && ` · ${t("planning.coverage", { known: basis.residents_known, residents: basis.residents, unplaced: basis.residents_unplaced })}`} {basis.invented && <Tag>{t("runs.invented")}</Tag>}
      </p>
      {basis.remarks.length > 0 && <Alert className="gap" type="info" showIcon title={basis.remarks.map((r) => text(r)).join(" · ")} />}
    </>
  );
}
