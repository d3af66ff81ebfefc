// How a project goes: ongoing, delayed, dormant, lost, abandoned, done.
import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { useText } from "../shell/i18n";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Conflict, isStale } from "./conflict";
import { todayText } from "./dates";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Project, ProjectStatus } from "./types";
import { useVocabulary } from "./vocabulary";

interface Values {
  status: ProjectStatus;
  reason?: string;
  lost_to?: string;
  on?: string;
}

export function StatusDialog({ project, onClose, onSaved }: { project: Project; onClose: () => void; onSaved: (project: Project) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const words = useVocabulary();
  const [form] = Form.useForm<Values>();
  const [stale, setStale] = useState<ApiError>();
  const status = Form.useWatch("status", form);
  const { submit, error, busy } = useSubmit(async (version: number) => {
    const v = form.getFieldsValue();
    try {
      onSaved(await call<Project>("PUT", paths.status, { zone: zone.id, id: project.id, version, status: v.status, reason: v.reason || null, lost_to: v.status === "lost" ? v.lost_to || null : null, on: v.on || null }));
    } catch (cause) {
      if (cause instanceof ApiError && isStale(cause)) return setStale(cause);
      if (cause instanceof ApiError) form.setFields(cause.fields.map((f) => ({ name: f.path as keyof Values, errors: [text(f.message)] })));
      throw cause;
    }
  });
  const again = useSubmit(async () => {
    const fresh = await call<Project>("GET", paths.project, { zone: zone.id, id: project.id });
    await submit(fresh.version);
  });
  if (stale) return <Conflict error={stale} again={t("conflict.saveAgain")} onReload={() => { onClose(); onSaved(project); }} onAgain={() => { setStale(undefined); void again.submit(undefined); }} />;
  return (
    <Modal open title={t("status.title", { name: project.name })} okText={t("shell:form.save")} confirmLoading={busy || again.busy} onCancel={onClose} onOk={() => void form.validateFields().then(() => submit(project.version), () => undefined)}>
      {(error ?? again.error) && <Failure error={(error ?? again.error)!} />}
      <Form form={form} layout="vertical" className="dense-form" initialValues={{ status: project.status, reason: project.status_reason ?? "", lost_to: project.lost_to ?? "", on: todayText() }}>
        <Form.Item name="status" label={t("project.status")}><Select options={words.statuses.map((row) => ({ value: row.name, label: text(row.title) }))} /></Form.Item>
        <Form.Item name="reason" label={t("status.reason")}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
        {status === "lost" && <Form.Item name="lost_to" label={t("status.lostTo")} extra={t("status.lostToHelp")}><Input maxLength={100} /></Form.Item>}
        <Form.Item name="on" label={t("status.on")}><Input type="date" max={todayText()} /></Form.Item>
      </Form>
    </Modal>
  );
}
