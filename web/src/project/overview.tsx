// What is known about a project, by the stage at which it first matters, with marks on what the
// next stages ask for; and where it is.
import { AimOutlined } from "@ant-design/icons";
import { App, Button, Card, Collapse, Descriptions, Form, Input, Tag, Tooltip } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import type { ListPage } from "../shell/data_table";
import { formatDate, formatMoney, formatNumber, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { usePermission } from "../shell/session";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Conflict, isStale } from "./conflict";
import { FieldInput } from "./field_input";
import { changedInput, fieldsByStage, fieldText, isEntered } from "./field_values";
import { useT } from "./locale";
import { paths } from "./paths";
import { PositionPlot } from "./position_plot";
import { Requirements } from "./requirements";
import { useStageTitle } from "./tags";
import type { Missing, Project, ProjectField, ProjectStage, StageCheck } from "./types";
import { useVocabulary } from "./vocabulary";

function Shown({ project, field }: { project: Project; field: ProjectField }) {
  const t = useT();
  const value = fieldText(project, field);
  if (field.name === "owner_user_id") return project.owner_name ?? missing;
  if (field.name === "enterprise_id" && project.enterprise_id !== null) return <GoLink to={`/registry/enterprises/${project.enterprise_id}`}>{project.investor ?? project.enterprise_id}</GoLink>;
  if (field.name === "industry_code" && value) return <>{project.industry_name} <span className="quiet">{value}</span></>;
  if (field.kind === "flag") return t(value === "true" ? "shell:form.yes" : "shell:form.no");
  if (value === "") return <Tooltip title={t("unknownHelp")}><span>{missing}</span></Tooltip>;
  if (field.kind === "money") return <><span className="number">{formatMoney(value)}</span> <span className="quiet">{t("yuan")}</span></>;
  if (field.kind === "number" || field.kind === "integer" || field.kind === "percent") return <><span className="number">{Number.isFinite(Number(value)) ? formatNumber(Number(value), 12) : value}</span> <span className="quiet">{field.unit}</span></>;
  if (field.kind === "date") return formatDate(value);
  return <span className="pre-line">{value}</span>;
}

export function RequiredMark({ name, check }: { name: string; check: StageCheck | undefined }) {
  const t = useT();
  const text = useText();
  const title = useStageTitle();
  const find = (list: Missing[] | undefined) => list?.find((item) => item.field === name);
  const now = find(check?.missing);
  const later = find(check?.later);
  const item = now ?? later;
  if (!item) return null;
  return <Tooltip title={`${text(item.message)} ${text(item.clause_title)}`}><Tag color={now ? "red" : "gold"}>{t("requirement.mark", { stage: title(item.stage) })}</Tag></Tooltip>;
}

function Position({ project, mayWrite, onSaved }: { project: Project; mayWrite: boolean; onSaved: (project: Project) => void }) {
  const t = useT();
  const { zone } = useZones();
  const { message } = App.useApp();
  const [editing, setEditing] = useState(false);
  const [form] = Form.useForm<{ longitude: string; latitude: string }>();
  const others = useGet<ListPage<Project>>(project.longitude === null ? null : paths.projects, { zone: zone.id, page_size: 200 });
  const { submit, error, busy } = useSubmit(async (v: { longitude: string; latitude: string }) => {
    onSaved(await call<Project>("PUT", paths.project, { zone: zone.id, id: project.id, version: project.version, project: { longitude: Number(v.longitude), latitude: Number(v.latitude) } }));
    setEditing(false);
  });
  const here = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => form.setFieldsValue({ longitude: coords.longitude.toFixed(6), latitude: coords.latitude.toFixed(6) }),
      () => message.warning(t("position.denied")),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Card size="small" title={t("position.title")} extra={mayWrite && !editing && <Button size="small" onClick={() => { form.setFieldsValue({ longitude: String(project.longitude ?? ""), latitude: String(project.latitude ?? "") }); setEditing(true); }}>{t("shell:form.edit")}</Button>}>
      {error && <Failure error={error} />}
      <Form form={form} layout="vertical" hidden={!editing} className="dense-form" onFinish={(v) => void submit(v)}>
        <div className="two">
          <Form.Item name="longitude" label={t("position.longitude")} rules={required}><Input inputMode="decimal" /></Form.Item>
          <Form.Item name="latitude" label={t("position.latitude")} rules={required}><Input inputMode="decimal" /></Form.Item>
        </div>
        <div className="form-row">
          <Button icon={<AimOutlined />} onClick={here}>{t("position.here")}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>{t("shell:form.save")}</Button>
          <Button onClick={() => setEditing(false)}>{t("shell:form.cancel")}</Button>
        </div>
      </Form>
      <PositionPlot project={project} others={others.data?.items ?? []} />
    </Card>
  );
}

export function Overview({ project, check, onSaved, onReload }: { project: Project; check: StageCheck | undefined; onSaved: (project: Project) => void; onReload: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const words = useVocabulary();
  const title = useStageTitle();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [editing, setEditing] = useState(false);
  const [stale, setStale] = useState<ApiError>();
  const [form] = Form.useForm<Record<string, string>>();
  const { submit, error, busy } = useSubmit(async (version: number) => {
    const input = changedInput(words, project, form.getFieldsValue(true));
    if (!input) return setEditing(false);
    try {
      onSaved(await call<Project>("PUT", paths.project, { zone: zone.id, id: project.id, version, ...input }));
      setEditing(false);
    } catch (cause) {
      if (cause instanceof ApiError && isStale(cause)) return setStale(cause);
      if (cause instanceof ApiError) form.setFields(cause.fields.map((f) => ({ name: f.path.replace(/^project\.(fields\.)?/, ""), errors: [text(f.message)] })));
      throw cause;
    }
  });
  const again = useSubmit(async () => {
    const fresh = await call<Project>("GET", paths.project, { zone: zone.id, id: project.id });
    await submit(fresh.version);
  });
  const start = () => {
    form.setFieldsValue(Object.fromEntries(words.fields.map((field) => [field.name, fieldText(project, field)])));
    setEditing(true);
  };
  const groups = fieldsByStage(words);
  return (
    <div className="overview">
      <div>
        {check && check.missing.length > 0 && check.next && (
          <Collapse
            size="small"
            className="gap"
            items={[{ key: "missing", label: t("requirement.count", { count: check.missing.length, stage: title(check.next) }), children: <Requirements project={project} missing={check.missing} onChanged={(saved) => { if (saved) onSaved(saved); else onReload(); }} /> }]}
          />
        )}
        {(error ?? again.error) && <Failure error={(error ?? again.error)!} />}
        {mayWrite && (
          <div className="form-actions">
            {editing ? (
              <>
                <Button type="primary" loading={busy || again.busy} onClick={() => form.submit()}>{t("shell:form.save")}</Button>
                <Button onClick={() => setEditing(false)}>{t("shell:form.cancel")}</Button>
              </>
            ) : (
              <Button onClick={start}>{t("shell:form.edit")}</Button>
            )}
          </div>
        )}
        <Form form={form} layout="vertical" className="dense-form" onFinish={() => void submit(project.version)}>
          {groups.map((group) => (
            <section key={group.stage} className="field-group">
              <h3>{title(group.stage as ProjectStage)}</h3>
              {editing ? (
                <div className="two">
                  {group.fields.filter(isEntered).map((field) => (
                    <Form.Item key={field.name} name={field.name} label={<>{text(field.title)} <RequiredMark name={field.name} check={check} /></>}><FieldInput field={field} /></Form.Item>
                  ))}
                </div>
              ) : (
                <Descriptions
                  bordered
                  size="small"
                  column={{ xs: 1, sm: 1, md: 1, xl: 2 }}
                  items={group.fields.map((field) => ({ key: field.name, label: text(field.title), children: <><Shown project={project} field={field} /> <RequiredMark name={field.name} check={check} /></> }))}
                />
              )}
            </section>
          ))}
        </Form>
      </div>
      <Position project={project} mayWrite={mayWrite} onSaved={onSaved} />
      {stale && <Conflict error={stale} again={t("conflict.saveAgain")} onReload={() => { setStale(undefined); setEditing(false); onReload(); }} onAgain={() => { setStale(undefined); void again.submit(undefined); }} />}
    </div>
  );
}
