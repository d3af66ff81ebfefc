// Uploads one piece of evidence. The kind can be fixed (by what the next stage asks for).
import { UploadOutlined } from "@ant-design/icons";
import { Button, Form, Input, Select, Space, Upload } from "antd";
import { useState } from "react";

import { upload } from "../api/client";
import { useText } from "../shell/i18n";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { todayText } from "./dates";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Evidence, Project } from "./types";
import { useVocabulary } from "./vocabulary";

/** The same kinds that the server takes; it looks into the file all the same. */
export const accepted = ".pdf,.jpg,.jpeg,.png,.xlsx,.docx,.csv,.txt";

export function EvidenceForm({ project, kind, onDone, onClose }: { project: Project; kind?: string; onDone: (evidence: Evidence) => void; onClose?: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const words = useVocabulary();
  const [form] = Form.useForm();
  const [file, setFile] = useState<File>();
  const { submit, error, busy } = useSubmit(async (v: { kind?: string; issuer: string; issued_on: string; expires_on?: string }) => {
    const made = await upload<Evidence>(paths.evidence, file!, { zone: zone.id, id: project.id, kind: kind ?? v.kind, issuer: v.issuer, issued_on: v.issued_on, expires_on: v.expires_on || null });
    setFile(undefined);
    form.resetFields();
    onDone(made);
  });
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Form form={form} layout="vertical" className="dense-form evidence-form" initialValues={{ issued_on: todayText() }} onFinish={(v) => void submit(v)}>
      {error && <Failure error={error} />}
      <div className="evidence-row">
        {!kind && (
          <Form.Item name="kind" label={t("evidence.kind")} rules={required}>
            <Select showSearch={{ optionFilterProp: "label" }} options={words.evidence_kinds.map((row) => ({ value: row.name, label: text(row.title) }))} popupMatchSelectWidth={280} />
          </Form.Item>
        )}
        <Form.Item label={t("evidence.file")} required>
          <Upload accept={accepted} maxCount={1} fileList={file ? [{ uid: "1", name: file.name }] : []} beforeUpload={(next) => { setFile(next); return false; }} onRemove={() => setFile(undefined)}>
            <Button icon={<UploadOutlined />}>{t("evidence.choose")}</Button>
          </Upload>
        </Form.Item>
        <Form.Item name="issuer" label={t("evidence.issuer")} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name="issued_on" label={t("evidence.issuedOn")} rules={required}><Input type="date" max={todayText()} /></Form.Item>
        <Form.Item name="expires_on" label={t("evidence.expiresOn")}><Input type="date" /></Form.Item>
        <Form.Item label=" "><Space><Button type="primary" htmlType="submit" loading={busy} disabled={!file}>{t("evidence.upload")}</Button>{onClose && <Button onClick={onClose}>{t("shell:form.cancel")}</Button>}</Space></Form.Item>
      </div>
    </Form>
  );
}
