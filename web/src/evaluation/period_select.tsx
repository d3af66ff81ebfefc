// Chooses a year, a kind of period, and a period of it.
import { Segmented, Select, Space } from "antd";

import { useLanguage } from "../shell/i18n";
import { useT } from "./locale";
import { kindOf, lastYear, type PeriodKind, periodKinds, periodName, periodsOf } from "./periods";

export function YearSelect({ value, onChange }: { value: number; onChange: (year: number) => void }) {
  const t = useT();
  const language = useLanguage();
  const newest = lastYear(new Date()) + 1;
  const years = Array.from({ length: 12 }, (_, i) => newest - i);
  if (!years.includes(value)) years.push(value);
  return <Select className="year-select" value={value} aria-label={t("period.year")} onChange={onChange} options={years.map((year) => ({ value: year, label: periodName(String(year), language) }))} />;
}

export function KindSelect({ value, onChange }: { value: PeriodKind; onChange: (kind: PeriodKind) => void }) {
  const t = useT();
  return <Segmented value={value} onChange={onChange} aria-label={t("period.kind")} options={periodKinds.map((kind) => ({ value: kind, label: t(`period.kinds.${kind}`) }))} />;
}

/** Any period: the year, the kind, and which of them. */
export function PeriodSelect({ value, onChange }: { value: string; onChange: (period: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const year = Number(value.slice(0, 4));
  const kind = kindOf(value);
  const rest = value.slice(4);
  return (
    <Space wrap>
      <KindSelect value={kind} onChange={(next) => onChange(periodsOf(year, next)[0]!)} />
      <YearSelect value={year} onChange={(next) => onChange(`${next}${rest}`)} />
      {kind !== "year" && (
        <Select className="year-select" value={value} aria-label={t("period.period")} onChange={onChange} options={periodsOf(year, kind).map((period) => ({ value: period, label: periodName(period, language) }))} />
      )}
    </Space>
  );
}
