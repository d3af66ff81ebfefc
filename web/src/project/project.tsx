// One project: how far it is, how it goes, whose it is; and everything about it in tabs.
import { MoreOutlined } from "@ant-design/icons";
import { Button, Card, Dropdown, Space, Statistic, Tabs, Tooltip, Typography } from "antd";
import { lazy, Suspense, useState } from "react";
import { useParams, useSearchParams } from "react-router-dom";

import type { ApiError } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatMoney, formatMoneyShort, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { type Move, MoveDialog } from "./move_dialog";
import { Overview } from "./overview";
import { paths, projectPath } from "./paths";
import { StatusDialog } from "./status_dialog";
import { Invented, StatusTag, useStageTitle, Warnings } from "./tags";
import type { Project, ProjectStage, StageCheck } from "./types";
import { stages } from "./vocabulary";
import "./project.css";

const Timeline = lazy(() => import("./timeline").then((m) => ({ default: m.Timeline })));
const EvidenceTab = lazy(() => import("./evidence"));
const Commitments = lazy(() => import("./commitments"));
const Selection = lazy(() => import("./selection"));
const Claims = lazy(() => import("./claims"));
const People = lazy(() => import("./team"));
const Tasks = lazy(() => import("./tasks"));
const Approvals = lazy(() => import("./approvals"));

/** The ten stages; the next and the earlier ones can be chosen. */
function StageSteps({ project, mayMove, onMove }: { project: Project; mayMove: boolean; onMove: (to: ProjectStage) => void }) {
  const t = useT();
  const title = useStageTitle();
  const at = stages.indexOf(project.stage);
  return (
    <ol className="stage-steps">
      {stages.map((stage, i) => {
        const state = i < at ? "past" : i === at ? "now" : "future";
        const may = mayMove && i !== at && i <= at + 1;
        return (
          <li key={stage} className={`stage-step stage-${state}`} aria-current={i === at ? "step" : undefined}>
            <button type="button" disabled={!may} title={may ? t(i > at ? "board.toNext" : "board.backTo", { stage: title(stage) }) : undefined} onClick={() => onMove(stage)}>
              <b>{i + 1}</b> {title(stage)}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Facts({ project }: { project: Project }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const money = (yuan: string | null) => <Tooltip title={yuan ? `${formatMoney(yuan)} ${t("yuan")}` : t("amountUnknown")}><span>{formatMoneyShort(yuan, language)}</span></Tooltip>;
  const fact = (title: string, value: React.ReactNode) => <Statistic title={title} valueRender={() => value} value="" />;
  return (
    <div className="statistics project-facts">
      {fact(t("project.status"), <StatusTag status={project.status} />)}
      {fact(t("project.owner"), project.owner_name ?? missing)}
      {fact(t("project.totalInvestment"), money(project.total_investment))}
      {fact(t("project.fixedInvestment"), money(project.fixed_investment))}
      {fact(t("project.daysInStage"), t("days", { count: project.age.days_in_stage }))}
      {fact(t("project.lastActivity"), formatTime(project.last_activity_at))}
      {fact(t("project.signedOn"), formatDate(project.signed_on))}
      {fact(t("project.hostZone"), text(project.host_zone_name))}
    </div>
  );
}

export default function ProjectPage() {
  const t = useT();
  const { id } = useParams();
  const { zone } = useZones();
  const title = useStageTitle();
  const mayWrite = usePermission("project.write");
  const [params, setParams] = useSearchParams();
  const [move, setMove] = useState<Move | null>(null);
  const [status, setStatus] = useState(false);
  const [own, setOwn] = useState<Project>();
  const [refused, setRefused] = useState<ApiError | null>(null);
  const { data: read, error, reload } = useGet<Project>(paths.project, { zone: zone.id, id });
  const project = own && read && own.id === read.id && own.version > read.version ? own : read;
  const check = useGet<StageCheck>(project ? paths.check : null, { zone: zone.id, id: project?.id }, project?.version);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!project) return <Loading />;
  const again = () => { reload(); check.reload(); };
  const open = mayWrite && project.merged_into === null;
  const next = check.data?.next ?? null;
  const ask = (to: ProjectStage) => { setRefused(null); setMove({ project, to }); };
  const props = { project, onChanged: again };
  const tabs = [
    { key: "overview", label: t("tabs.overview"), children: <Overview project={project} check={check.data} onSaved={(saved) => { setOwn(saved); again(); }} onReload={again} /> },
    { key: "timeline", label: t("tabs.timeline"), children: <Timeline {...props} /> },
    { key: "evidence", label: t("tabs.evidence"), children: <EvidenceTab {...props} /> },
    { key: "commitments", label: t("tabs.commitments"), children: <Commitments {...props} /> },
    { key: "selection", label: t("tabs.selection"), children: <Selection {...props} /> },
    { key: "claims", label: t("tabs.claims"), children: <Claims {...props} /> },
    { key: "people", label: t("tabs.people"), children: <People {...props} /> },
    { key: "tasks", label: t("tabs.tasks"), children: <Tasks {...props} /> },
    { key: "approvals", label: t("tabs.approvals"), children: <Approvals {...props} /> },
  ];
  return (
    <Page
      title={project.name}
      help={
        <>
          <GoLink to="/project/board">{t("board.title")}</GoLink> · <code>{project.number}</code> · {project.investor ?? missing} <Warnings project={project} /> <Invented on={project.invented} />
          {project.is_expansion && project.parent_id !== null && <> · <GoLink to={projectPath(project.parent_id)}>{t("project.expansionOf")}</GoLink></>}
          {project.historical && <> · {t("project.historical")}</>}
          {project.merged_into !== null && <> <Typography.Text type="warning">{t("project.merged")} <GoLink to={projectPath(project.merged_into)}>{project.merged_into}</GoLink></Typography.Text></>}
        </>
      }
      actions={
        open && (
          <Space wrap>
            {next && <Button type="primary" onClick={() => ask(next)}>{t("board.toNext", { stage: title(next) })}</Button>}
            <Dropdown trigger={["click"]} menu={{ items: [{ key: "status", label: t("status.change") }], onClick: () => setStatus(true) }}>
              <Button icon={<MoreOutlined />} aria-label={t("board.actions", { name: project.name })} />
            </Dropdown>
          </Space>
        )
      }
    >
      <Card className="gap" size="small">
        <StageSteps project={project} mayMove={open} onMove={ask} />
        <Facts project={project} />
        {project.status_reason && <p className="quiet">{project.status_reason}{project.lost_to && <> · {t("status.lostTo")} {project.lost_to}</>}</p>}
        {refused && <Failure error={refused} />}
      </Card>
      <Card size="small" className="project-tabs">
        <Tabs
          activeKey={tabs.some((tab) => tab.key === params.get("tab")) ? params.get("tab")! : "overview"}
          destroyOnHidden
          onChange={(tab) => setParams((old) => { const p = new URLSearchParams(); if (old.get("zone")) p.set("zone", old.get("zone")!); p.set("tab", tab); return p; }, { replace: true })}
          items={tabs.map((tab) => ({ ...tab, children: <Suspense fallback={<Loading />}>{tab.children}</Suspense> }))}
        />
      </Card>
      {move && (
        <MoveDialog
          move={move}
          onDone={(saved) => { setOwn(saved); setMove(null); again(); }}
          onClose={(why) => { setRefused(why); setMove(null); again(); }}
        />
      )}
      {status && <StatusDialog project={project} onClose={() => setStatus(false)} onSaved={(saved) => { setOwn(saved); setStatus(false); again(); }} />}
    </Page>
  );
}
