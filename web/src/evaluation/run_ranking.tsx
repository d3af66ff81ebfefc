// The ranking of a run with its 5–95 % bars, gates and probabilities; and the map.
import { Segmented, Space, Switch, Table, Tag, Tooltip } from "antd";
import { useMemo } from "react";

import { formatNumber, formatShare, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { TileMap } from "../shell/tile_map";
import { useZones } from "../shell/zones";
import { Intervals } from "./charts";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { useRuleName } from "./rule_name";
import { median } from "./run_numbers";
import type { Run, RunRow } from "./types";

export function Gates({ row }: { row: RunRow }) {
  const t = useT();
  const text = useText();
  if (row.gates.length === 0) return <>{missing}</>;
  const list = <ul className="plain">{row.gates.map((g) => <li key={g.id}>{t(`run.gate.${g.verdict}`, g.verdict)} · {g.id} {text(g.why)}</li>)}</ul>;
  return <Tooltip title={list}><Tag color={row.gates_met === null ? "gold" : row.gates_met ? "green" : "red"}>{t(row.gates_met === null ? "run.gatesUnknown" : row.gates_met ? "run.gatesMet" : "run.gatesNotMet")}</Tag></Tooltip>;
}

function ZoneMap({ run }: { run: Run }) {
  const t = useT();
  const { zones } = useZones();
  const values = useMemo(() => {
    const regions = new Map(zones.map((z) => [z.id, z.region_code]));
    const byRegion = new Map<string, number[]>();
    for (const row of run.result.rows) {
      const code = row.zone_id === null ? undefined : regions.get(row.zone_id);
      if (code && row.final_score !== null) byRegion.set(code.slice(0, 2), [...(byRegion.get(code.slice(0, 2)) ?? []), row.final_score]);
    }
    return [...byRegion].map(([code, scores]) => ({ code, value: median(scores)! }));
  }, [run, zones]);
  if (values.length === 0) return <p className="quiet">{t("run.noMap")}</p>;
  return <><p className="quiet">{t("run.mapHelp")}</p><TileMap values={values} label={t("run.medianScore")} format={(v) => formatNumber(v, 3)} /></>;
}

export function Ranking({ run, onOpen }: { run: Run; onOpen: (unit: string) => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const [params, change] = usePageState();
  const rows = run.result.rows;
  const group = params.get("group");
  const groups = [...new Set(rows.map((r) => r.group))].filter(Boolean);
  const shown = useMemo(() => rows.filter((r) => !group || r.group === group), [rows, group]);
  const chart = useMemo(() => shown.filter((r) => r.rank !== null).slice(0, params.get("all") ? undefined : 30).map((r) => ({ code: r.code, name: pick(r.name, language), value: r.rank, low: r.rank_low5, high: r.rank_high95 })), [shown, language, params]);
  const rules = [...new Set(rows.flatMap((r) => Object.keys(r.probabilities)))];
  const rule = params.get("rule") ?? rules.find((r) => r.startsWith("bottom:5")) ?? rules[0];
  const ruleName = useRuleName();
  const hasGates = rows.some((r) => r.gates.length > 0);
  const hasDeductions = rows.some((r) => r.deduction !== 0);
  return (
    <>
      <Space wrap className="gap">
        {groups.length > 1 && <Segmented value={group ?? ""} onChange={(next) => change({ group: next || undefined })} options={[{ value: "", label: t("run.allGroups") }, ...groups.map((g) => ({ value: g, label: g }))]} />}
        {rules.length > 0 && <Segmented value={rule} onChange={(next) => change({ rule: next })} options={rules.map((r) => ({ value: r, label: ruleName(r) }))} />}
        {shown.length > 30 && <Space><Switch size="small" checked={params.get("all") === "1"} onChange={(on) => change({ all: on ? "1" : undefined })} aria-label={t("run.showAll")} />{t("run.showAll")}</Space>}
      </Space>
      <div className="halves">
        <div className="card-box">
          <h3 className="plain-head">{t("run.intervals")}</h3>
          <Intervals ranks rows={chart} label={t("run.intervalsLabel")} valueName={t("totals.rank")} intervalName="5–95 %" onClick={(i) => chart[i] && onOpen(chart[i].code)} />
          <p className="quiet">{t("run.intervalsHelp", { count: run.result.replications })}</p>
          <h3>{t("run.map")}</h3>
          <ZoneMap run={run} />
        </div>
        <Table<RunRow>
          size="small"
          rowKey="code"
          dataSource={shown}
          pagination={shown.length > 60 ? { pageSize: 60 } : false}
          scroll={{ x: "max-content" }}
          rowClassName="row-open"
          onRow={(row) => ({ onClick: () => onOpen(row.code) })}
          columns={[
            { key: "rank", title: t("totals.rank"), align: "right", render: (_, r) => (r.rank === null ? <Tooltip title={t(r.left_out ? "run.leftOut" : "run.noScore")}><span className="has-help">{missing}</span></Tooltip> : <strong>{r.rank}</strong>) },
            { key: "name", title: t("board.zone"), render: (_, r) => <><a role="button" tabIndex={0} className="short-text" onKeyDown={(event) => event.key === "Enter" && onOpen(r.code)}>{text(r.name)}</a>{r.vetoes.map((v, i) => <Tooltip key={i} title={text(v)}><Tag color="red">{t("run.veto")}</Tag></Tooltip>)}</> },
            { key: "score", title: t("run.score"), align: "right", sorter: (a, b) => (a.final_score ?? -Infinity) - (b.final_score ?? -Infinity), render: (_, r) => formatNumber(r.final_score, 5) },
            ...(hasDeductions ? [{ key: "deduction", title: t("run.deduction"), align: "right" as const, render: (_: unknown, r: RunRow) => (r.deduction === 0 ? "" : <Tooltip title={r.deductions.map((d) => text(d)).join("; ")}><span className="weak-number">−{formatNumber(r.deduction)}</span></Tooltip>) }] : []),
            { key: "interval", title: "5–95 %", align: "right", render: (_, r) => (r.rank_low5 === null ? missing : `${formatNumber(r.rank_low5)}–${formatNumber(r.rank_high95)}`) },
            ...(rule ? [{ key: "probability", title: <Tooltip title={ruleName(rule)}><span className="has-help">{t("management.probability")}</span></Tooltip>, align: "right" as const, sorter: (a: RunRow, b: RunRow) => (a.probabilities[rule] ?? -1) - (b.probabilities[rule] ?? -1), render: (_: unknown, r: RunRow) => formatShare(r.probabilities[rule]) }] : []),
            ...(groups.length > 1 ? [{ key: "group", title: t("run.group"), render: (_: unknown, r: RunRow) => <>{r.group}{r.group_rank !== null && <span className="quiet"> #{r.group_rank}</span>}</> }] : []),
            ...(hasGates ? [{ key: "gates", title: t("system.gates"), render: (_: unknown, r: RunRow) => <Gates row={r} /> }] : []),
          ]}
        />
      </div>
    </>
  );
}
