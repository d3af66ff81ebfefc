// What I have to do today: tasks, deadlines, what stagnates, what waits for my decision; and the
// calendar my phone can subscribe to.
import { CalendarOutlined, DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Empty, Popconfirm, Space, Table, Tag, Typography } from "antd";
import { type ReactNode, useState } from "react";

import { ApiError, call, download } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { useSession } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { OverrideTable } from "./approvals";
import { TransferTable } from "./claims";
import { DecideEvidence, useDownloadEvidence } from "./evidence";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import { StageTag, Warnings } from "./tags";
import { TaskTable } from "./tasks";
import type { Calendar, Evidence, MyDay, Project } from "./types";
import "./project.css";

function CalendarCard() {
  const t = useT();
  const text = useText();
  const { message } = App.useApp();
  const read = useGet<Calendar>(paths.calendar);
  const [made, setMade] = useState<string | null>(null);
  const make = useSubmit(async () => {
    const next = await call<Calendar>("POST", paths.calendar);
    setMade(next.path === null ? null : `${location.origin}${next.path}`);
    read.reload();
  });
  const revoke = useSubmit(async () => {
    await call<Calendar>("DELETE", paths.calendar);
    setMade(null);
    read.reload();
  });
  const save = () =>
    download(paths.calendarFile, {}, "gaoxin.ics").catch((cause: unknown) => {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    });
  const error = read.error ?? make.error ?? revoke.error;
  const exists = read.data?.created_at ?? null;
  return (
    <Card size="small" title={<><CalendarOutlined /> {t("calendar.title")}</>}>
      {error && <Failure error={error} />}
      <p className="quiet">{t("calendar.help")}</p>
      {made && <Alert className="gap" type="success" showIcon title={t("calendar.once")} description={<Typography.Text copyable code>{made}</Typography.Text>} />}
      {exists && !made && <p>{t("calendar.since", { at: formatTime(exists) })}</p>}
      <Space wrap>
        {exists ? (
          <Popconfirm title={t("calendar.again")} onConfirm={() => void make.submit(undefined)}><Button loading={make.busy}>{t("calendar.remake")}</Button></Popconfirm>
        ) : (
          <Button type="primary" loading={make.busy} onClick={() => void make.submit(undefined)}>{t("calendar.make")}</Button>
        )}
        {exists && <Popconfirm title={t("calendar.revokeHelp")} onConfirm={() => void revoke.submit(undefined)}><Button danger loading={revoke.busy}>{t("calendar.revoke")}</Button></Popconfirm>}
        <Button icon={<DownloadOutlined />} onClick={() => void save()}>{t("calendar.download")}</Button>
      </Space>
    </Card>
  );
}

function ProjectRows({ items }: { items: Project[] }) {
  const t = useT();
  return (
    <Table<Project>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "name", title: t("project.name"), render: (_, p) => <GoLink to={projectPath(p.id)}>{p.name}</GoLink> },
        { key: "stage", title: t("project.stage"), render: (_, p) => <StageTag stage={p.stage} /> },
        { key: "warn", title: t("project.warnings"), render: (_, p) => <Warnings project={p} /> },
        { key: "act", title: "", render: (_, p) => <GoLink to={`${projectPath(p.id, "timeline")}&add=${p.due_kind === "answer" ? "answered" : p.due_kind === "assess" ? "assessed" : p.due_kind === "feedback" ? "feedback" : "report"}`}>{t("day.act")}</GoLink> },
      ]}
    />
  );
}

function EvidenceRows({ items, onChanged }: { items: Evidence[]; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const save = useDownloadEvidence();
  return (
    <Table<Evidence>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={{ pageSize: 10, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "kind", title: t("evidence.kind"), render: (_, e) => text(e.title) },
        { key: "file", title: t("evidence.file"), render: (_, e) => <Button type="link" size="small" className="plain-link" onClick={() => save(e)}>{e.filename}</Button> },
        { key: "project", title: t("project.name"), render: (_, e) => <GoLink to={projectPath(e.project_id, "evidence")}>{t("board.open")}</GoLink> },
        { key: "issuer", title: t("evidence.issuer"), render: (_, e) => e.issuer || missing },
        { key: "by", title: t("evidence.uploadedBy"), render: (_, e) => `${e.uploaded_by_name} ${formatTime(e.uploaded_at)}` },
        { key: "actions", title: "", render: (_, e) => <DecideEvidence evidence={e} onDone={onChanged} /> },
      ]}
    />
  );
}

export default function MyDayPage() {
  const t = useT();
  const go = useGo();
  const { zone } = useZones();
  const { session } = useSession();
  const day = useGet<MyDay>(paths.myDay, { zone: zone.id });
  if (day.error) return <Failure error={day.error} onRetry={day.reload} />;
  const d = day.data;
  const section = (key: string, count: number, content: ReactNode, more?: ReactNode) => (
    <Card size="small" className="gap" title={<>{t(`day.${key}`)} <Tag color={count > 0 ? "blue" : undefined}>{count}</Tag></>} extra={more} data-section={key}>
      {count === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(`day.none.${key}`)} /> : content}
    </Card>
  );
  const mine = `owner_user_id=${session?.user.id ?? 0}`;
  return (
    <Page title={t("day.title")} help={t("day.help", { today: formatDate(d?.today) })} actions={<Button onClick={() => go(`/project/board?${mine}`)}>{t("day.myBoard")}</Button>}>
      {!d ? <Loading rows={10} /> : (
        <div className="two-columns">
          <div>
            {section("deadlines", d.deadlines_total, <ProjectRows items={d.deadlines} />, d.deadlines_total > d.deadlines.length && <GoLink to={`/project/list?${mine}&sort=due`}>{t("board.more", { count: d.deadlines_total })}</GoLink>)}
            {section("tasks", d.tasks.length, <TaskTable items={d.tasks} withProject onChanged={day.reload} />)}
            {section("stagnant", d.stagnant_total, <ProjectRows items={d.stagnant} />, d.stagnant_total > d.stagnant.length && <GoLink to={`/project/list?${mine}&stagnant=true`}>{t("board.more", { count: d.stagnant_total })}</GoLink>)}
          </div>
          <div>
            {section("evidence", d.evidence.length, <EvidenceRows items={d.evidence} onChanged={day.reload} />)}
            {section("overrides", d.overrides.length, <OverrideTable items={d.overrides} withProject onChanged={day.reload} />)}
            {section("transfers", d.transfers.length, <TransferTable items={d.transfers} withProject onChanged={day.reload} />)}
            <CalendarCard />
          </div>
        </div>
      )}
    </Page>
  );
}
