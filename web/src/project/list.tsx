// All projects as a table: search, sort, filter, choose columns, export.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Space, Tooltip } from "antd";
import { useSearchParams } from "react-router-dom";

import { CodeSelect } from "../registry/code_select";
import { type Column, DataTable } from "../shell/data_table";
import { formatDate, formatMoney, formatMoneyShort, formatNumber, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { useGo } from "../shell/zones";
import { ChainNodeSelect } from "./field_input";
import { useT } from "./locale";
import { goneStatuses, openStatuses, paths, projectPath } from "./paths";
import { Invented, StageTag, StatusTag, Warnings } from "./tags";
import type { Project } from "./types";
import { UserSelect } from "./user_select";
import { useVocabulary } from "./vocabulary";
import "./project.css";

/** Filters by day, and whether they are always in sight or only once they are set. */
const days = [["entered_from", false], ["entered_to", false], ["status_from", false], ["status_to", false], ["created_from", true], ["signed_from", true]] as const;

export default function ProjectList() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const language = useLanguage();
  const words = useVocabulary();
  const [params] = useSearchParams();
  const mayWrite = usePermission("project.write");
  const mayImport = usePermission("project.import");
  const amount = (yuan: string | null) => <Tooltip title={yuan ? `${formatMoney(yuan)} ${t("yuan")}` : t("amountUnknown")}><span>{formatMoneyShort(yuan, language)}</span></Tooltip>;
  const columns: Column<Project>[] = [
    { key: "name", title: t("project.name"), sortable: true, render: (p) => <><GoLink to={projectPath(p.id)}>{p.name}</GoLink> <Invented on={p.invented} /></> },
    { key: "number", title: t("project.number"), sortable: true, render: (p) => <code>{p.number}</code> },
    { key: "investor", title: t("project.investor"), render: (p) => p.investor ?? missing },
    { key: "stage", title: t("project.stage"), sortable: true, render: (p) => <StageTag stage={p.stage} /> },
    { key: "status", title: t("project.status"), render: (p) => <StatusTag status={p.status} /> },
    { key: "owner_name", title: t("project.owner"), render: (p) => p.owner_name ?? missing },
    { key: "total_investment", title: t("project.totalInvestment"), sortable: true, align: "right", render: (p) => amount(p.total_investment) },
    { key: "fixed_investment", title: t("project.fixedInvestment"), align: "right", hidden: true, render: (p) => amount(p.fixed_investment) },
    { key: "industry_name", title: t("project.industry"), render: (p) => p.industry_name ?? missing },
    { key: "days_in_stage", title: t("project.daysInStage"), local: true, align: "right", render: (p) => formatNumber(p.age.days_in_stage) },
    { key: "due", title: t("project.warnings"), sortable: true, local: true, render: (p) => <Warnings project={p} /> },
    { key: "activity", title: t("project.lastActivity"), sortable: true, local: true, render: (p) => formatTime(p.last_activity_at) },
    { key: "created", title: t("project.createdAt"), sortable: true, local: true, hidden: true, render: (p) => formatTime(p.created_at) },
    { key: "signed_on", title: t("project.signedOn"), hidden: true, render: (p) => formatDate(p.signed_on) },
    { key: "host_zone_name", title: t("project.hostZone"), hidden: true, local: true, render: (p) => text(p.host_zone_name) },
    { key: "credit_code", title: t("project.creditCode"), hidden: true, render: (p) => (p.credit_code ? <code>{p.credit_code}</code> : missing) },
    { key: "source", title: t("project.source"), hidden: true, render: (p) => p.source || missing },
    { key: "introducer", title: t("project.introducer"), hidden: true, render: (p) => p.introducer ?? missing },
    { key: "jobs", title: t("project.jobs"), hidden: true, align: "right", render: (p) => formatNumber(p.jobs) },
  ];
  const named = (list: { name: string; title: { zh: string; en: string } }[]) => list.map((row) => ({ value: row.name, label: text(row.title) }));
  const yesNo = [{ value: "true", label: t("shell:form.yes") }, { value: "false", label: t("shell:form.no") }];
  return (
    <Page
      title={t("list.title")}
      help={t("list.help")}
      actions={
        <Space wrap>
          <Button onClick={() => go("/project/board")}>{t("board.title")}</Button>
          {mayWrite && <Button type="primary" icon={<PlusOutlined />} onClick={() => go("/project/new")}>{t("lead.title")}</Button>}
        </Space>
      }
    >
      <DataTable<Project>
        id="projects"
        path={paths.projects}
        columns={columns}
        rowKey={(p) => p.id}
        search={t("list.search")}
        exported
        onOpen={(p) => go(projectPath(p.id))}
        filters={[
          { name: "stage", label: t("project.stage"), options: named(words.stages) },
          { name: "status", label: t("project.status"), options: [{ value: openStatuses, label: t("list.open") }, { value: goneStatuses, label: t("list.gone") }, ...named(words.statuses)] },
          { name: "owner_user_id", label: t("project.owner"), render: (value, change) => <UserSelect className="table-filter" placeholder={t("project.owner")} value={value ? Number(value) : undefined} onChange={(v) => change(v ? String(v) : undefined)} /> },
          { name: "industry", label: t("project.industry"), render: (value, change) => <CodeSelect kind="industries" placeholder={t("project.industry")} className="table-filter" value={value} onChange={(v) => change(v as string)} /> },
          { name: "chain_node", label: t("project.chainNode"), render: (value, change) => <ChainNodeSelect className="table-filter" placeholder={t("project.chainNode")} value={value} onChange={(v) => change(v || undefined)} /> },
          { name: "entered_stage", label: t("list.entered_stage"), options: named(words.stages) },
          { name: "stagnant", label: t("board.stagnant"), options: yesNo },
          { name: "overdue", label: t("board.overdue"), options: yesNo },
          { name: "is_expansion", label: t("project.expansion"), options: yesNo },
          ...days.filter(([name, always]) => always || params.has(name) || (params.has("entered_stage") && name.startsWith("entered_"))).map(([name]) => ({ name, label: t(`list.${name}`), render: (value: string | undefined, change: (value: string | undefined) => void) => <label className="quiet">{t(`list.${name}`)} <Input type="date" className="as-of" value={value ?? ""} onChange={(event) => change(event.target.value || undefined)} /></label> })),
          { name: "reported", label: t("list.reported"), options: [{ value: "true", label: t("list.reportedElsewhere") }] },
        ]}
        empty={{
          title: t("board.empty"),
          hint: t("board.emptyHint"),
          action: <Space>{mayWrite && <Button type="primary" onClick={() => go("/project/new")}>{t("lead.title")}</Button>}{mayImport && <Button onClick={() => go("/project/imports")}>{t("imports.title")}</Button>}</Space>,
        }}
      />
    </Page>
  );
}
