// Overrides: what was missing when a project moved all the same, who asked, who decided.
import { Table, Tag, Tooltip } from "antd";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import { Decide } from "./decide";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import { useStageTitle } from "./tags";
import type { Override, Project } from "./types";

export function OverrideTable({ items, withProject, onChanged }: { items: Override[]; withProject?: boolean; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { session } = useSession();
  const title = useStageTitle();
  const mayApprove = usePermission("project.approve");
  return (
    <Table<Override>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={[
        ...(withProject ? [{ key: "project", title: t("project.name"), render: (_: unknown, o: Override) => <GoLink to={projectPath(o.project_id, "approvals")}>{o.project_name}</GoLink> }] : []),
        { key: "move", title: t("override.from"), render: (_, o) => <>{title(o.from_stage)} → {title(o.to_stage)} {o.historical && <Tag>{t("override.historical")}</Tag>}</> },
        { key: "missing", title: t("override.missing"), render: (_, o) => <Tooltip title={<ul className="plain">{o.missing.map((m) => <li key={m.rule}>{text(m.message)}</li>)}</ul>}><span className="long-text">{o.missing.map((m) => text(m.title)).join(" · ")}</span></Tooltip> },
        { key: "reason", title: t("override.reason"), render: (_, o) => <span className="long-text">{o.reason}</span> },
        { key: "requested", title: t("override.requested"), render: (_, o) => `${o.requested_by_name} ${formatTime(o.requested_at)}` },
        { key: "state", title: t("override.state"), render: (_, o) => <><Tag color={{ pending: "gold", approved: "green", refused: "red" }[o.state]}>{t(`override.states.${o.state}`)}</Tag> {o.decided_by_name && <span className="quiet">{o.decided_by_name} {formatTime(o.decided_at)}: {o.decision_note ?? missing}</span>}</> },
        {
          key: "actions", title: "",
          render: (_, o) => o.state === "pending" && mayApprove && (
            <Decide own={o.requested_by === session?.user.id ? t("override.own") : undefined} yes={t("override.approve")} no={t("override.refuse")} noteRequired run={async (approve, note) => { await call("POST", paths.decideOverride, { zone: zone.id, id: o.id, approve, note }); onChanged(); }} />
          ),
        },
      ]}
    />
  );
}

export default function Approvals({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const list = useGet<{ items: Override[] }>(paths.overrides, { zone: zone.id, project_id: project.id }, project.version);
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading rows={3} />;
  if (list.data.items.length === 0) return <Nothing title={t("override.empty")} hint={t("override.emptyHint")} />;
  return <OverrideTable items={list.data.items} onChanged={() => { list.reload(); onChanged(); }} />;
}
