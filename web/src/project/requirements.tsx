// What a stage asks for and the project does not have, with the place to mend each right there:
// fields are filled in, evidence is uploaded. What counts is the server's answer alone.
import { Alert, Button, Form, Tag } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { usePermission } from "../shell/session";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { isStale } from "./conflict";
import { EvidenceForm } from "./evidence_form";
import { FieldInput } from "./field_input";
import { changedInput } from "./field_values";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import type { Missing, Project } from "./types";
import { fieldIn, useVocabulary } from "./vocabulary";

const problemColor: Record<string, string> = { missing: "red", unverified: "gold", expired: "red", condition: "orange" };

/** The tab of the project's page where what a rule asks of its selection or commitments is done. */
function mendedAt(item: Missing): "selection" | "commitments" | undefined {
  const name = item.condition ?? item.field ?? "";
  return /^(assessment|gates|incentives)\./.test(name) ? "selection" : name.startsWith("commitments.") ? "commitments" : undefined;
}

function Item({ project, item, children }: { project: Project; item: Missing; children?: React.ReactNode }) {
  const t = useT();
  const text = useText();
  const tab = mendedAt(item);
  return (
    <li className="requirement">
      <div>
        <Tag color={problemColor[item.problem]}>{t(`problem.${item.problem}`, item.problem)}</Tag> <strong>{text(item.title)}</strong>
        {item.problem === "unverified" && <> <GoLink to={projectPath(project.id, "evidence")}>{t("requirement.toEvidence")}</GoLink></>}
        {tab && <> <GoLink to={projectPath(project.id, tab)}>{t(`requirement.to.${tab}`)}</GoLink></>}
      </div>
      <div className="quiet">{text(item.message)} {item.clause_title && <>({text(item.clause_title)})</>}</div>
      {children}
    </li>
  );
}

export function Requirements({ project, missing, onChanged }: { project: Project; missing: Missing[]; onChanged: (project?: Project) => void }) {
  const t = useT();
  const { zone } = useZones();
  const words = useVocabulary();
  const mayWrite = usePermission("project.write");
  const [form] = Form.useForm();
  const [uploading, setUploading] = useState<string>();
  const fields = missing.filter((item) => item.field && item.problem === "missing" && fieldIn(words, item.field));
  const rest = missing.filter((item) => !fields.includes(item));
  const { submit, error, busy } = useSubmit(async (values: Record<string, unknown>) => {
    const input = changedInput(words, project, values);
    if (!input) return;
    try {
      onChanged(await call<Project>("PUT", paths.project, { zone: zone.id, id: project.id, version: project.version, ...input }));
    } catch (cause) {
      if (cause instanceof ApiError && isStale(cause)) onChanged();
      throw cause;
    }
  });
  if (missing.length === 0) return <Alert className="gap" type="success" showIcon title={t("requirement.all")} />;
  return (
    <>
      {error && <Failure error={error} />}
      {fields.length > 0 && (
        <Form form={form} layout="vertical" className="dense-form" onFinish={(values) => void submit(values)}>
          <ul className="requirements">
            {fields.map((item) => (
              <Item key={item.rule} project={project} item={item}>
                {mayWrite && <Form.Item name={item.field!}><FieldInput field={fieldIn(words, item.field!)!} /></Form.Item>}
              </Item>
            ))}
          </ul>
          {mayWrite && <Button htmlType="submit" loading={busy}>{t("requirement.saveFields")}</Button>}
        </Form>
      )}
      <ul className="requirements">
        {rest.map((item) => (
          <Item key={item.rule} project={project} item={item}>
            {mayWrite && item.evidence && item.problem !== "unverified" && (
              uploading === item.rule
                ? <EvidenceForm project={project} kind={item.evidence} onDone={() => { setUploading(undefined); onChanged(); }} onClose={() => setUploading(undefined)} />
                : <Button size="small" onClick={() => setUploading(item.rule)}>{t("requirement.upload")}</Button>
            )}
          </Item>
        ))}
      </ul>
    </>
  );
}
