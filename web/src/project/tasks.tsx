// What is to be done about a project, by whom and until when.
import { App, Button, Checkbox, Form, Input, Table, Tag } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatTime } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import type { Project, ProjectTask } from "./types";
import { UserSelect } from "./user_select";

export function TaskTable({ items, withProject, onChanged }: { items: ProjectTask[]; withProject?: boolean; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { message } = App.useApp();
  const mayWrite = usePermission("project.write");
  const [busy, setBusy] = useState<number>();
  const tick = async (task: ProjectTask, done: boolean) => {
    setBusy(task.id);
    try {
      await call("PUT", paths.task, { zone: zone.id, id: task.id, version: task.version, done });
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    } finally {
      setBusy(undefined);
      onChanged();
    }
  };
  return (
    <Table<ProjectTask>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "done", title: "", width: 36, render: (_, task) => <Checkbox checked={task.done_at !== null} disabled={!mayWrite || busy === task.id} aria-label={t("task.done", { title: task.title })} onChange={(event) => void tick(task, event.target.checked)} /> },
        { key: "title", title: t("task.title"), render: (_, task) => <span className={task.done_at ? "quiet" : undefined}>{task.title}</span> },
        ...(withProject ? [{ key: "project", title: t("project.name"), render: (_: unknown, task: ProjectTask) => <GoLink to={projectPath(task.project_id, "tasks")}>{task.project_name}</GoLink> }] : []),
        { key: "due", title: t("task.dueOn"), render: (_, task) => <>{formatDate(task.due_on)} {task.overdue && <Tag color="red">{t("task.overdue")}</Tag>}</> },
        { key: "assignee", title: t("task.assignee"), render: (_, task) => task.assignee_name },
        ...(withProject ? [] : [{ key: "at", title: t("task.doneAt"), render: (_: unknown, task: ProjectTask) => formatTime(task.done_at) }]),
      ]}
    />
  );
}

export default function Tasks({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [form] = Form.useForm();
  const list = useGet<{ items: ProjectTask[] }>(paths.tasks, { zone: zone.id, id: project.id }, project.version);
  const changed = () => { list.reload(); onChanged(); };
  const { submit, error, busy } = useSubmit(async (v: { title: string; due_on?: string; assignee_user_id?: number }) => {
    await call("POST", paths.tasks, { zone: zone.id, id: project.id, title: v.title, due_on: v.due_on || null, assignee_user_id: v.assignee_user_id ?? null });
    form.resetFields();
    changed();
  });
  return (
    <>
      {mayWrite && (
        <Form form={form} layout="inline" className="gap inline-form" onFinish={(v) => void submit(v)}>
          <Form.Item name="title" rules={[{ required: true, whitespace: true, message: t("shell:form.required") }]}><Input placeholder={t("task.new")} aria-label={t("task.new")} maxLength={200} className="task-title" /></Form.Item>
          <Form.Item name="due_on"><Input type="date" aria-label={t("task.dueOn")} /></Form.Item>
          <Form.Item name="assignee_user_id"><UserSelect className="table-filter" placeholder={t("task.assignee")} /></Form.Item>
          <Button htmlType="submit" type="primary" loading={busy}>{t("shell:form.add")}</Button>
        </Form>
      )}
      {error && <Failure error={error} />}
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading rows={3} /> : list.data.items.length === 0 ? <Nothing title={t("task.empty")} hint={t("task.emptyHint")} /> : <TaskTable items={list.data.items} onChanged={changed} />}
    </>
  );
}
