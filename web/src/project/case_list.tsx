// Cases with their next deadline; a row opens one.
import { Table, Tag } from "antd";

import type { Input } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatMoney, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { casePath, paths, projectPath } from "./paths";
import type { CasePage, ProjectCase } from "./types";

export function CaseState({ one }: { one: ProjectCase }) {
  const t = useT();
  const text = useText();
  return (
    <>
      <Tag color={one.due_on === null ? undefined : one.overdue ? "red" : "blue"}>{text(one.step_title)}</Tag>
      {one.due_on && <span className={one.overdue ? "weak-number" : "quiet"}>{t(one.overdue ? "case.overdue" : "case.due", { on: formatDate(one.due_on) })}</span>}
    </>
  );
}

export function CaseList({ input, version }: { input: Input; version: number; onChanged?: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const list = useGet<CasePage>(paths.cases, { zone: zone.id, page_size: 100, ...input }, version);
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading rows={2} />;
  return (
    <Table<ProjectCase>
      size="small"
      rowKey="id"
      dataSource={list.data.items}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: t("case.none") }}
      columns={[
        { key: "title", title: t("case.title"), render: (_, c) => <GoLink to={casePath(c.id)}>{c.title}</GoLink> },
        { key: "kind", title: t("case.kind"), render: (_, c) => <Tag>{text(c.kind_title)}</Tag> },
        { key: "step", title: t("case.step"), render: (_, c) => <CaseState one={c} /> },
        { key: "subject", title: t("case.subject"), render: (_, c) => (c.project_id !== null ? <GoLink to={projectPath(c.project_id)}>{c.project_name}</GoLink> : c.enterprise_name ?? missing) },
        { key: "amount", title: t("case.amount"), align: "right", render: (_, c) => formatMoney(c.amount) },
        { key: "opened", title: t("case.openedOn"), render: (_, c) => formatDate(c.opened_on) },
      ]}
    />
  );
}
