// Moving a project to another stage: what is still missing (and can be mended here), since when,
// a note when it goes back, and the way by a second person when something cannot be had.
import { Alert, Button, Form, Input, Modal, Space } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Conflict, isStale } from "./conflict";
import { todayText } from "./dates";
import { useT } from "./locale";
import { paths } from "./paths";
import { Requirements } from "./requirements";
import { useStageTitle } from "./tags";
import type { Override, Project, ProjectStage, StageCheck } from "./types";
import { stages } from "./vocabulary";

export interface Move {
  project: Project;
  to: ProjectStage;
}

function AskOverride({ project, to, onAsked }: { project: Project; to: ProjectStage; onAsked: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [open, setOpen] = useState(false);
  const { submit, error, busy } = useSubmit(async (v: { reason: string }) => {
    await call<Override>("POST", paths.askOverride, { zone: zone.id, id: project.id, version: project.version, stage: to, reason: v.reason });
    onAsked();
  });
  if (!open) return <Button type="link" className="plain-link" onClick={() => setOpen(true)}>{t("override.ask")}</Button>;
  return (
    <Form layout="vertical" className="dense-form" onFinish={(v) => void submit(v)}>
      {error && <Failure error={error} />}
      <p className="quiet">{t("override.help")}</p>
      <Form.Item name="reason" label={t("override.reason")} rules={[{ required: true, message: t("shell:form.required") }]}><Input.TextArea rows={2} maxLength={1000} showCount /></Form.Item>
      <Button htmlType="submit" loading={busy}>{t("override.submit")}</Button>
    </Form>
  );
}

/** `onDone` gets the project as it stands now; `onClose` the reason why it did not move, if any. */
export function MoveDialog({ move, onDone, onClose }: { move: Move; onDone: (project: Project) => void; onClose: (refused: ApiError | null) => void }) {
  const t = useT();
  const { zone } = useZones();
  const title = useStageTitle();
  const [form] = Form.useForm<{ effective_on: string; note?: string }>();
  const [project, setProject] = useState(move.project);
  const [stale, setStale] = useState<ApiError>();
  const check = useGet<StageCheck>(paths.check, { zone: zone.id, id: project.id });
  const back = stages.indexOf(move.to) < stages.indexOf(project.stage);
  const skips = stages.indexOf(move.to) > stages.indexOf(project.stage) + 1;
  const read = async () => {
    const next = await call<Project>("GET", paths.project, { zone: zone.id, id: project.id });
    setProject(next);
    check.reload();
    return next;
  };
  const send = useSubmit(async (fresh: boolean) => {
    const at = fresh ? await read() : project;
    const v = form.getFieldsValue();
    try {
      onDone(await call<Project>("POST", paths.move, { zone: zone.id, id: at.id, version: at.version, stage: move.to, effective_on: v.effective_on || null, note: v.note?.trim() || null }));
    } catch (cause) {
      if (cause instanceof ApiError && isStale(cause)) {
        setStale(cause);
        return;
      }
      if (cause instanceof ApiError && cause.status === 422) check.reload();
      throw cause;
    }
  });
  const missing = check.data?.missing ?? [];
  const pending = check.data?.pending_override ?? null;
  return (
    <>
      <Modal
        open={!stale}
        width={720}
        title={t("move.title", { name: project.name, stage: title(move.to) })}
        onCancel={() => onClose(send.error ?? null)}
        footer={
          <Space wrap>
            <Button onClick={() => onClose(send.error ?? null)}>{t("shell:form.cancel")}</Button>
            <Button type="primary" loading={send.busy} onClick={() => void form.validateFields().then(() => send.submit(false), () => undefined)}>
              {back ? t("move.back") : t("move.submit", { stage: title(move.to) })}
            </Button>
          </Space>
        }
      >
        {send.error && <Failure error={send.error} />}
        {check.error && <Failure error={check.error} onRetry={check.reload} />}
        {!check.data && !check.error && <Loading rows={3} />}
        {skips && <Alert className="gap" type="warning" showIcon title={t("move.skips", { next: title(stages[stages.indexOf(project.stage) + 1]!) })} />}
        {check.data && !back && !skips && (
          <>
            <p className="quiet">{t(missing.length > 0 ? "move.missing" : "move.ready", { count: missing.length, stage: title(move.to) })}</p>
            <Requirements project={project} missing={missing} onChanged={(next) => { if (next) setProject(next); void read(); }} />
            {pending !== null ? <Alert className="gap" type="info" showIcon title={t("override.pending")} /> : missing.length > 0 && <AskOverride project={project} to={move.to} onAsked={() => void read()} />}
          </>
        )}
        <Form form={form} layout="vertical" className="dense-form gap-top" initialValues={{ effective_on: todayText() }}>
          <div className="two">
            <Form.Item name="effective_on" label={t("move.effectiveOn")} extra={t("move.effectiveOnHelp")}><Input type="date" max={todayText()} /></Form.Item>
            <Form.Item name="note" label={t("move.note")} rules={back ? [{ required: true, whitespace: true, message: t("move.noteRequired") }] : []}><Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={1000} /></Form.Item>
          </div>
        </Form>
      </Modal>
      {stale && (
        <Conflict
          error={stale}
          again={t("conflict.moveAgain", { stage: title(move.to) })}
          onReload={() => onClose(null)}
          onAgain={() => {
            setStale(undefined);
            void send.submit(true);
          }}
        />
      )}
    </>
  );
}
