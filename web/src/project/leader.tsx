// For who leads: the stock of projects, what this month brought, where it burns. Every number leads
// to the list behind it.
import { Card, Drawer, Table, Tag } from "antd";
import { type ReactNode, useMemo } from "react";
import { Link, useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { type Column, DataTable } from "../shell/data_table";
import { EChart } from "../shell/echart";
import { formatDate, formatMoneyShort, missing } from "../shell/format";
import { type Language, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import { useGo, useZones, withZone } from "../shell/zones";
import type { ChartOption } from "../shell/echart";
import { useT } from "./locale";
import { goneStatuses, listPath, openStatuses, paths, projectPath } from "./paths";
import type { Dashboard, ProjectTask, RedMilestone } from "./types";
import "./project.css";

type Park = Dashboard["parks"][number];

function stockChart(d: Dashboard, text: (t: { zh: string; en: string }) => string, words: { count: string; investment: string }, language: Language): ChartOption {
  return (palette) => ({
    legend: {},
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: d.stock.map((s) => text(s.title)), axisLabel: { interval: 0, rotate: language === "en" ? 25 : 0 } },
    yAxis: [{ type: "value", minInterval: 1 }, { type: "value", splitLine: { show: false }, axisLabel: { formatter: (v: number) => formatMoneyShort(v, language) } }],
    series: [
      { name: words.count, type: "bar", data: d.stock.map((s) => s.count), itemStyle: { color: palette.primary }, barMaxWidth: 28 },
      { name: words.investment, type: "line", yAxisIndex: 1, data: d.stock.map((s) => (s.count > 0 && s.count === s.count_without_amount ? null : Number(s.investment))), itemStyle: { color: palette.weak }, lineStyle: { color: palette.weak }, tooltip: { valueFormatter: (v: unknown) => (v === null || v === undefined ? missing : formatMoneyShort(Number(v), language)) } },
    ],
  });
}

function Figure({ title, value, to, tone }: { title: string; value: number; to: string; tone?: "bad" | "good" }) {
  return (
    <GoLink to={to}>
      <Card size="small" className="figure-card">
        <div className="quiet">{title}</div>
        <div className={`figure ${value > 0 && tone === "bad" ? "weak-number" : value > 0 && tone === "good" ? "strong-number" : ""}`}>{value}</div>
      </Card>
    </GoLink>
  );
}

/** A number whose list opens beside the page. */
function OpenFigure({ title, value, onOpen }: { title: string; value: number; onOpen: () => void }) {
  return (
    <button type="button" className="bare" onClick={onOpen}>
      <Card size="small" className="figure-card"><div className="quiet">{title}</div><div className={`figure ${value > 0 ? "weak-number" : ""}`}>{value}</div></Card>
    </button>
  );
}

function RedMilestones() {
  const t = useT();
  const text = useText();
  const columns: Column<RedMilestone>[] = [
    { key: "project", title: t("project.name"), render: (m) => <GoLink to={projectPath(m.project_id, "commitments")}>{m.project_name}</GoLink> },
    { key: "zone", title: t("project.hostZone"), render: (m) => text(m.zone_name) },
    { key: "title", title: t("commitment.metric"), render: (m) => m.title },
    { key: "target", title: t("commitment.target"), align: "right", render: (m) => `${t(`commitment.directions.${m.direction}`)} ${m.target} ${m.unit}` },
    { key: "due", title: t("commitment.dueOn"), render: (m) => formatDate(m.due_on) },
    { key: "case", title: t("case.breach"), render: (m) => <Tag color={m.case_open ? "blue" : "red"}>{t(m.case_open ? "leader.handled" : "leader.notHandled")}</Tag> },
  ];
  return <DataTable<RedMilestone> id="red-milestones" path={paths.redMilestones} columns={columns} rowKey={(m) => m.milestone_id} search={false} prefix="red_" empty={{ title: t("leader.noRed") }} />;
}

function OverdueTasks() {
  const t = useT();
  const columns: Column<ProjectTask>[] = [
    { key: "title", title: t("task.title"), render: (task) => task.title },
    { key: "project", title: t("project.name"), render: (task) => <GoLink to={projectPath(task.project_id, "tasks")}>{task.project_name}</GoLink> },
    { key: "due", title: t("task.dueOn"), render: (task) => <span className="weak-number">{formatDate(task.due_on)}</span> },
    { key: "assignee", title: t("task.assignee"), render: (task) => task.assignee_name || missing },
  ];
  return <DataTable<ProjectTask> id="overdue-tasks" path={paths.openTasks} input={{ overdue: true }} columns={columns} rowKey={(task) => task.id} search={false} prefix="task_" empty={{ title: t("leader.noOverdueTasks") }} />;
}

export default function Leader() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const { data: d, error, reload } = useGet<Dashboard>(paths.dashboard, { zone: zone.id });
  const option = useMemo(() => (d ? stockChart(d, text, { count: t("outlook.words.projects"), investment: t("outlook.words.investment") }, language) : null), [d, text, t, language]);
  const open = params.get("open");
  const show = (what: string | null) => setParams((old) => { const next = new URLSearchParams(old); if (what) next.set("open", what); else next.delete("open"); return next; }, { replace: true });
  if (error) return <Failure error={error} onRetry={reload} />;
  const month = d ? `${d.as_of.slice(0, 7)}-01` : "";
  const inPark = (park: Park, to: string, children: ReactNode) => <Link to={withZone(to, park.zone_id)}>{children}</Link>;
  return (
    <Page title={t("leader.title")} help={t("leader.help", { on: formatDate(d?.as_of) })}>
      {!d || !option ? <Loading rows={12} /> : (
        <>
          <div className="cards-row figures-row">
            <Figure title={t("leader.new")} value={d.new_this_month} to={listPath({ created_from: month })} />
            <Figure title={t("leader.signed")} value={d.signed_this_month} to={listPath({ signed_from: month })} tone="good" />
            <Figure title={t("leader.started")} value={d.started_this_month} to={listPath({ entered_stage: "construction", entered_from: month, entered_to: d.as_of })} tone="good" />
            <Figure title={t("leader.producing")} value={d.producing_this_month} to={listPath({ entered_stage: "production", entered_from: month, entered_to: d.as_of })} tone="good" />
            <Figure title={t("leader.lost")} value={d.lost_this_month} to={listPath({ status: goneStatuses, status_from: month, status_to: d.as_of })} tone="bad" />
            <Figure title={t("leader.overdueProjects")} value={d.overdue_projects} to={listPath({ overdue: "true" })} tone="bad" />
            <OpenFigure title={t("leader.overdueTasks")} value={d.overdue_tasks} onOpen={() => show("tasks")} />
            <Figure title={t("leader.overdueCases")} value={d.overdue_cases} to="/project/cases?overdue=true" tone="bad" />
            <OpenFigure title={t("leader.red")} value={d.red_commitments} onOpen={() => show("red")} />
          </div>
          <Card size="small" className="gap" title={t("leader.stock")}>
            <EChart option={option} height={280} label={t("leader.stock")} onClick={(event) => { const stage = d.stock[event.dataIndex ?? -1]; if (stage) go(listPath({ stage: stage.stage, status: openStatuses })); }} />
            <Table
              size="small"
              rowKey="as_of"
              pagination={false}
              scroll={{ x: "max-content" }}
              dataSource={[d]}
              columns={d.stock.map((s) => ({ key: s.stage, title: text(s.title), align: "right" as const, render: () => <><GoLink to={listPath({ stage: s.stage, status: openStatuses })}>{s.count}</GoLink><div className="quiet">{s.count === s.count_without_amount ? missing : formatMoneyShort(s.investment, language)}</div></> }))}
            />
          </Card>
          <div className="two-columns wide-first">
            <Card size="small" title={t("leader.parks")}>
              <Table<Park>
                size="small"
                rowKey="zone_id"
                pagination={{ pageSize: 15, hideOnSinglePage: true }}
                scroll={{ x: "max-content" }}
                dataSource={d.parks}
                columns={[
                  { key: "name", title: t("leader.park"), render: (_, p) => inPark(p, "/project/leader", text(p.name)) },
                  { key: "open", title: t("leader.open"), align: "right", render: (_, p) => inPark(p, listPath({ status: openStatuses }), p.open) },
                  { key: "signed", title: t("leader.signedYear"), align: "right", render: (_, p) => inPark(p, listPath({ signed_from: `${d.as_of.slice(0, 4)}-01-01` }), p.signed_this_year) },
                  { key: "contract", title: t("leader.inContract"), align: "right", render: (_, p) => inPark(p, listPath({ stage: "contract,landed", status: openStatuses }), p.in_contract) },
                  { key: "construction", title: t("leader.inConstruction"), align: "right", render: (_, p) => inPark(p, listPath({ stage: "construction", status: openStatuses }), p.in_construction) },
                  { key: "overdue", title: t("leader.overdue"), align: "right", render: (_, p) => inPark(p, listPath({ overdue: "true" }), <span className={p.overdue > 0 ? "weak-number" : undefined}>{p.overdue}</span>) },
                  { key: "red", title: t("leader.redShort"), align: "right", render: (_, p) => inPark(p, "/project/leader?open=red", <span className={p.red > 0 ? "weak-number" : undefined}>{p.red}</span>) },
                  { key: "investment", title: t("outlook.words.investment"), align: "right", render: (_, p) => formatMoneyShort(p.investment, language) },
                ]}
              />
            </Card>
            <Card size="small" title={t("leader.chains")}>
              <Table
                size="small"
                rowKey="chain_node"
                pagination={false}
                scroll={{ x: "max-content" }}
                dataSource={d.top_chains}
                locale={{ emptyText: t("leader.noChains") }}
                columns={[
                  { key: "node", title: t("project.chainNode"), render: (_, c) => <GoLink to={listPath({ chain_node: c.chain_node })}>{c.chain_node.replace(/^\w+:/, "")}</GoLink> },
                  { key: "count", title: t("outlook.words.projects"), align: "right", render: (_, c) => c.count },
                  { key: "investment", title: t("outlook.words.investment"), align: "right", render: (_, c) => formatMoneyShort(c.investment, language) },
                ]}
              />
            </Card>
          </div>
        </>
      )}
      <Drawer open={open === "red"} onClose={() => show(null)} size={900} title={t("leader.red")} destroyOnHidden>{open === "red" && <RedMilestones />}</Drawer>
      <Drawer open={open === "tasks"} onClose={() => show(null)} size={900} title={t("leader.overdueTasks")} destroyOnHidden>{open === "tasks" && <OverdueTasks />}</Drawer>
    </Page>
  );
}
