// How a project's stage, status and warnings are shown everywhere.
import { CheckCircleOutlined, ClockCircleOutlined, HourglassOutlined, WarningOutlined } from "@ant-design/icons";
import { Tag, Tooltip } from "antd";

import { formatDate } from "../shell/format";
import { useText } from "../shell/i18n";
import { daysUntil, todayText } from "./dates";
import { useT } from "./locale";
import type { Project, ProjectStage, ProjectStatus } from "./types";
import { stages, titleIn, useVocabulary } from "./vocabulary";

export function useStageTitle(): (stage: ProjectStage) => string {
  const words = useVocabulary();
  const text = useText();
  return (stage) => text(titleIn(words.stages, stage));
}

export function StageTag({ stage }: { stage: ProjectStage }) {
  const title = useStageTitle();
  return <Tag className="stage-tag" style={{ "--stage-fill": `${stages.indexOf(stage) * 10 + 10}%` } as React.CSSProperties}>{stages.indexOf(stage) + 1} {title(stage)}</Tag>;
}

const statusColor: Record<ProjectStatus, string | undefined> = { ongoing: "blue", delayed: "gold", dormant: undefined, lost: "red", abandoned: "red", done: "green" };

export function StatusTag({ status }: { status: ProjectStatus }) {
  const words = useVocabulary();
  const text = useText();
  return <Tag color={statusColor[status]}>{text(titleIn(words.statuses, status))}</Tag>;
}

/** What needs attention: idle for too long, in its stage for too long, a deadline near or past. */
export function Warnings({ project, today = todayText() }: { project: Project; today?: string }) {
  const t = useT();
  const left = project.due_on ? daysUntil(project.due_on, today) : null;
  const kind = project.due_kind ? t(`due.${project.due_kind}`, project.due_kind) : "";
  return (
    <>
      {left !== null && (
        <Tooltip title={formatDate(project.due_on)}>
          <Tag icon={<ClockCircleOutlined />} color={left < 0 ? "red" : left <= 2 ? "gold" : undefined}>
            {left < 0 ? t("due.late", { kind, days: -left }) : left === 0 ? t("due.today", { kind }) : t("due.in", { kind, days: left })}
          </Tag>
        </Tooltip>
      )}
      {project.age.stagnant && <Tooltip title={t("age.stagnantHelp")}><Tag icon={<WarningOutlined />} color="orange">{t("age.stagnant", { days: project.age.days_idle })}</Tag></Tooltip>}
      {project.age.too_long && <Tooltip title={t("age.tooLongHelp")}><Tag icon={<HourglassOutlined />} color="gold">{t("age.tooLong", { days: project.age.days_in_stage })}</Tag></Tooltip>}
    </>
  );
}

export function Invented({ on }: { on: boolean }) {
  const t = useT();
  return on ? <Tag color="purple">{t("invented")}</Tag> : null;
}

export function Done() {
  return <CheckCircleOutlined className="strong-number" />;
}
