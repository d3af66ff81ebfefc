// The dictionary: items with their definitions, the checks, and the ratios made of items.
import { Input, Segmented, Space, Table, Tag } from "antd";
import { useMemo, useState } from "react";

import { useGet } from "../api/use_get";
import { missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { Failure, Loading } from "../shell/states";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import type { StatCheck, StatDefinitions, StatItem, StatRatio } from "./types";

const kinds = ["items", "checks", "ratios"] as const;
type Kind = (typeof kinds)[number];

export function Items() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const [params, change] = usePageState();
  const kind = (params.get("show") as Kind | null) ?? "items";
  const [q, setQ] = useState("");
  const { data, error, reload } = useGet<StatDefinitions>("/api/evaluation/items");
  const titles = useMemo(() => new Map(data?.items.map((item) => [item.code, item.title[language]])), [data, language]);
  const names = (codes: string[]) => codes.map((sum) => sum.split("+").map((code) => titles.get(code) ?? code).join(" + ")).join(language === "zh" ? "、" : ", ");
  const needle = q.trim().toLowerCase();
  const fits = (...parts: string[]) => needle === "" || parts.some((part) => part.toLowerCase().includes(needle));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const table = { size: "small" as const, pagination: false as const, scroll: { x: "max-content" as const } };
  return (
    <div className="data-table">
      <div className="table-tools">
        <Input className="search" type="search" allowClear value={q} placeholder={t("items.search")} aria-label={t("items.search")} onChange={(event) => setQ(event.target.value)} />
        <Segmented value={kind} onChange={(next) => change({ show: next === "items" ? undefined : next })} options={kinds.map((value) => ({ value, label: t(`items.${value}`, { count: data[value].length }) }))} />
        <span className="quiet">{t("items.version", { version: data.version })}</span>
      </div>
      {kind === "items" && (
        <Table<StatItem> {...table} rowKey="code" dataSource={data.items.filter((r) => fits(r.code, r.title.zh, r.title.en, r.definition.zh, r.definition.en))} columns={[
          { key: "title", title: t("items.title"), render: (_, r) => <><strong>{text(r.title)}</strong> <code className="quiet">{r.code}</code></> },
          { key: "unit", title: t("items.unit"), render: (_, r) => r.unit },
          { key: "subject", title: t("items.subject"), filters: ["enterprise", "zone", "context"].map((value) => ({ value, text: t(`items.subjects.${value}`) })), onFilter: (value, r) => r.subject === value, render: (_, r) => t(`items.subjects.${r.subject}`, r.subject) },
          { key: "periods", title: t("items.periods"), render: (_, r) => <Space size={4}>{r.periods.map((p) => <Tag key={p}>{t(`period.kinds.${p}`, p)}</Tag>)}</Space> },
          { key: "kind", title: t("items.kind"), render: (_, r) => t(`items.kinds.${r.kind}`, r.kind) },
          { key: "definition", title: t("items.definition"), render: (_, r) => <span className="long-text">{text(r.definition) || missing}</span> },
        ]} />
      )}
      {kind === "checks" && (
        <Table<StatCheck> {...table} rowKey="code" dataSource={data.checks.filter((r) => fits(r.code, r.why.zh, r.why.en))} columns={[
          { key: "severity", title: t("items.severity"), render: (_, r) => <Tag color={r.severity === "error" ? "red" : "orange"}>{t(`report.severity.${r.severity}`, r.severity)}</Tag> },
          { key: "why", title: t("items.rule"), render: (_, r) => <>{text(r.why)} <code className="quiet">{r.code}</code></> },
          { key: "kind", title: t("items.checkKind"), render: (_, r) => t(`items.checkKinds.${r.kind}`, r.kind) },
          { key: "items", title: t("items.about"), render: (_, r) => <span className="long-text">{names(r.items)}{r.other.length > 0 && <span className="quiet"> ⟷ {names(r.other)}</span>}</span> },
          { key: "limits", title: t("items.limits"), render: (_, r) => (r.low === null && r.high === null ? missing : `${r.low ?? "…"} – ${r.high ?? "…"}`) },
        ]} />
      )}
      {kind === "ratios" && (
        <Table<StatRatio> {...table} rowKey="code" dataSource={data.ratios.filter((r) => fits(r.code, r.title.zh, r.title.en))} columns={[
          { key: "title", title: t("totals.ratio"), render: (_, r) => <><strong>{text(r.title)}</strong> <code className="quiet">{r.code}</code></> },
          { key: "formula", title: t("items.formula"), render: (_, r) => <span className="long-text">{names([r.numerator.join("+")])} ÷ {r.denominator.length === 0 ? 1 : names([r.denominator.join("+")])}{r.factor !== 1 && ` × ${r.factor}`}</span> },
          { key: "unit", title: t("items.unit"), render: (_, r) => r.unit },
        ]} />
      )}
    </div>
  );
}
