// Two runs: how much of a change of rank comes from another method and how much from performance.
import { Alert, Select, Space, Table } from "antd";

import { useGet } from "../api/use_get";
import { missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import type { ComparedUnit, Run, RunComparison, RunHead, RunPage } from "./types";

function Move({ value }: { value: number | null }) {
  if (value === null) return <>{missing}</>;
  if (value === 0) return <>=</>;
  return <span className={value > 0 ? "strong-number" : "weak-number"}>{value > 0 ? "▲" : "▼"} {Math.abs(value)}</span>;
}

export function CompareTab({ run }: { run: Run }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const list = useGet<RunPage>("/api/evaluation/runs", { zone: zone.id, page_size: 200 });
  const others = (list.data?.items ?? []).filter((r) => r.id !== run.head.id);
  const name = (r: RunHead) => `${r.title || text(r.system_title)} · ${r.period} · ${t("report.revision", { number: r.system_revision })}`;
  // The earlier year stands first; of the same year the one made first.
  const other = others.find((r) => r.id === Number(params.get("with"))) ?? others.find((r) => r.period < run.head.period) ?? others[0];
  const earlier = other && (other.period < run.head.period || (other.period === run.head.period && other.id < run.head.id)) ? other.id : run.head.id;
  const later = earlier === run.head.id ? other?.id : run.head.id;
  const { data, error, reload } = useGet<RunComparison>(other ? "/api/evaluation/runs/{id}/compare" : null, { zone: zone.id, id: earlier, other: later });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (list.data && !other) return <Nothing title={t("compare.none")} hint={t("compare.noneHint")} />;
  return (
    <>
      <Space wrap className="gap"><span className="quiet">{t("system.compareWith")}</span><Select className="scheme-select" value={other?.id} aria-label={t("system.compareWith")} onChange={(next) => change({ with: String(next) })} options={others.map((r) => ({ value: r.id, label: name(r) }))} /></Space>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : (
        <>
          <Alert className="gap" type={data.method_changed ? "warning" : "info"} showIcon title={t(data.method_changed ? "compare.methodChanged" : "compare.sameMethod", { before: name(data.before), after: name(data.after) })} description={text(data.note)} />
          <Table<ComparedUnit>
            size="small" rowKey="code" dataSource={[...data.units].sort((a, b) => (a.rank_after ?? Infinity) - (b.rank_after ?? Infinity))} pagination={data.units.length > 100 ? { pageSize: 100 } : false} scroll={{ x: "max-content" }}
            columns={[
              { key: "name", title: t("board.zone"), render: (_, u) => text(u.name) || u.code },
              { key: "before", title: t("compare.before", { period: data.before.period }), align: "right", render: (_, u) => u.rank_before ?? missing },
              ...(data.method_changed ? [{ key: "new", title: t("compare.beforeNewMethod", { period: data.before.period }), align: "right" as const, render: (_: unknown, u: ComparedUnit) => u.rank_before_new_method ?? missing }] : []),
              { key: "after", title: t("compare.after", { period: data.after.period }), align: "right", sorter: (a, b) => (a.rank_after ?? 1e9) - (b.rank_after ?? 1e9), render: (_, u) => u.rank_after ?? missing },
              { key: "change", title: t("compare.change"), align: "right", sorter: (a, b) => (a.rank_change ?? 0) - (b.rank_change ?? 0), render: (_, u) => <Move value={u.rank_change} /> },
              { key: "method", title: t("compare.method"), align: "right", sorter: (a, b) => (a.method_change ?? 0) - (b.method_change ?? 0), render: (_, u) => <Move value={u.method_change} /> },
              { key: "performance", title: t("compare.performance"), align: "right", sorter: (a, b) => (a.performance_change ?? 0) - (b.performance_change ?? 0), render: (_, u) => <Move value={u.performance_change} /> },
            ]}
          />
        </>
      )}
    </>
  );
}
