// What an appraisal says: points and bonus by person and park, every point with its event, what
// was not counted and why.
import { Card, Statistic, Table, Tabs, Tag, Tooltip } from "antd";
import { useMemo } from "react";

import { type ChartOption, EChart } from "../shell/echart";
import { formatDate, formatMoney, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { percentText } from "./credit_split";
import { useT } from "./locale";
import { projectPath } from "./paths";
import { pointsText } from "./points";
import type { AppraisalAnswer, AppraisalLine, AppraisalPoint, AppraisalSkip, TeamShare } from "./types";

export const categories = ["groundwork", "target", "started", "producing"] as const;

const eventPath = (project: number, event: number) => `${projectPath(project, "timeline")}&event=${event}`;

export function PointTable({ rows, withHolder, names }: { rows: AppraisalPoint[]; withHolder?: boolean; names?: Map<string, string> }) {
  const t = useT();
  return (
    <Table<AppraisalPoint>
      size="small"
      rowKey={(r) => `${r.event_id}.${r.holder_kind}.${r.holder_id}`}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      dataSource={rows}
      columns={[
        { key: "event", title: t("appraisal.event"), render: (_, r) => <GoLink to={eventPath(r.project_id, r.event_id)}>{r.project_number} · {t(`appraisal.categories.${r.category}`)}</GoLink> },
        { key: "on", title: t("timeline.on"), render: (_, r) => formatDate(r.effective_on) },
        ...(withHolder ? [{ key: "holder", title: t("claim.holder"), render: (_: unknown, r: AppraisalPoint) => names?.get(`${r.holder_kind}${r.holder_id}`) ?? r.holder_id }] : []),
        { key: "share", title: t("claim.share"), align: "right", render: (_, r) => `${percentText(r.basis_points)}%` },
        { key: "points", title: t("appraisal.points"), align: "right", render: (_, r) => <strong>{pointsText(r.points)}</strong> },
      ]}
    />
  );
}

export function AppraisalView({ answer: a }: { answer: AppraisalAnswer }) {
  const t = useT();
  const text = useText();
  const people = useMemo(() => a.lines.filter((line) => line.holder_kind === "person").slice(0, 20), [a]);
  const names = useMemo(() => new Map(a.lines.map((line) => [`${line.holder_kind}${line.holder_id}`, line.name])), [a]);
  const option = useMemo<ChartOption>(() => (palette) => ({
    legend: {},
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value" },
    yAxis: { type: "category", inverse: true, data: people.map((line) => line.name) },
    series: categories.map((category, i) => ({ name: t(`appraisal.categories.${category}`), type: "bar" as const, stack: "points", barMaxWidth: 20, itemStyle: { color: [palette.scale[2], palette.primary, palette.warning, palette.strong][i] }, data: people.map((line) => line[category] / 100) })),
  }), [people, t]);
  return (
    <>
      <div className="statistics">
        <Statistic title={t("appraisal.period")} value={`${a.from_date} – ${a.to_date}`} />
        <Statistic title={t("appraisal.asOf")} value={formatTime(a.as_of)} />
        <Statistic title={t("appraisal.pool")} value={formatMoney(a.pool)} suffix={t("yuan")} />
        <Statistic title={t("appraisal.points")} value={pointsText(a.points)} />
        <Statistic title={t("appraisal.weights")} value={categories.map((c) => a.rule.rule[c]).join(" / ")} />
      </div>
      <Table<AppraisalLine>
        size="small"
        rowKey={(line) => `${line.holder_kind}${line.holder_id}`}
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={a.lines}
        locale={{ emptyText: t("appraisal.nothing") }}
        expandable={{ expandedRowRender: (line) => <PointTable rows={a.rows.filter((r) => r.holder_kind === line.holder_kind && r.holder_id === line.holder_id)} /> }}
        columns={[
          { key: "name", title: t("claim.holder"), render: (_, line) => <>{line.name} <Tag>{t(`claim.holders.${line.holder_kind}`)}</Tag></> },
          ...categories.map((c) => ({ key: c, title: t(`appraisal.categories.${c}`), align: "right" as const, render: (_: unknown, line: AppraisalLine) => pointsText(line[c]) })),
          { key: "points", title: t("appraisal.points"), align: "right", render: (_, line) => <strong>{pointsText(line.points)}</strong> },
          { key: "events", title: t("appraisal.events"), align: "right", render: (_, line) => line.events },
          { key: "bonus", title: t("appraisal.bonus"), align: "right", render: (_, line) => (line.bonus === null ? <Tooltip title={t("appraisal.parkHelp")}><span>{missing}</span></Tooltip> : <strong>{formatMoney(line.bonus)}</strong>) },
        ]}
      />
      <div className="no-print">
        <Tabs
          className="gap-top"
          items={[
            ...(people.length > 0 ? [{ key: "chart", label: t("appraisal.chart"), children: <EChart option={option} height={80 + people.length * 34} label={t("appraisal.chart")} /> }] : []),
            {
              key: "teams", label: t("appraisal.teams"),
              children: (
                <Table<TeamShare>
                  size="small"
                  rowKey={(x) => x.team_id ?? 0}
                  pagination={false}
                  dataSource={a.teams}
                  columns={[
                    { key: "team", title: t("team.name"), render: (_, x) => (x.team_id === null ? t("appraisal.noTeam") : x.team_name) },
                    { key: "points", title: t("appraisal.points"), align: "right", render: (_, x) => pointsText(x.points) },
                    { key: "bonus", title: t("appraisal.bonus"), align: "right", render: (_, x) => formatMoney(x.bonus) },
                  ]}
                />
              ),
            },
            { key: "rows", label: `${t("appraisal.everyPoint")} ${a.rows.length}`, children: <PointTable rows={a.rows} withHolder names={names} /> },
            {
              key: "skipped", label: `${t("appraisal.skipped")} ${a.skipped.length}`,
              children: (
                <Table<AppraisalSkip>
                  size="small"
                  rowKey={(s) => `${s.event_id}${s.category}`}
                  pagination={{ pageSize: 20, hideOnSinglePage: true }}
                  dataSource={a.skipped}
                  columns={[
                    { key: "event", title: t("appraisal.event"), render: (_, s) => <GoLink to={eventPath(s.project_id, s.event_id)}>{s.project_number} · {t(`appraisal.categories.${s.category}`)}</GoLink> },
                    { key: "reason", title: t("status.reason"), render: (_, s) => text(s.reason) },
                  ]}
                />
              ),
            },
          ]}
        />
      </div>
      <p className="quiet hash">SHA-256 {a.sha256}</p>
    </>
  );
}

export function AppraisalCard({ answer }: { answer: AppraisalAnswer }) {
  return <Card size="small"><AppraisalView answer={answer} /></Card>;
}
