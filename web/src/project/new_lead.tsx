// A new lead. While one types, the server is asked whether somebody reported it already; it answers
// with no more than whose it is and how far.
import { Alert, Button, Card, Form, Input } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { EnterprisePicker } from "../registry/enterprise_picker";
import type { Enterprise } from "../registry/types";
import { formatDate } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { useSession } from "../shell/session";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { withoutId } from "./duplicate_error";
import { FieldInput } from "./field_input";
import { changedInput, isEntered } from "./field_values";
import { useT } from "./locale";
import { ProjectPicker } from "./project_picker";
import { paths, projectPath } from "./paths";
import { useStageTitle } from "./tags";
import type { MaskedProject, Project } from "./types";
import { useVocabulary } from "./vocabulary";
import "./project.css";

const identity = ["name", "investor", "credit_code", "foreign_id"] as const;

export function DuplicateHits({ items }: { items: MaskedProject[] }) {
  const t = useT();
  const text = useText();
  const title = useStageTitle();
  return (
    <Alert
      className="gap"
      type="warning"
      showIcon
      title={t("duplicate.title", { count: items.length })}
      description={
        <ul className="plain">
          {items.map((item, i) => (
            <li key={i}>
              {t("duplicate.hit", { owner: item.owner, zone: text(item.zone_name), stage: title(item.stage), because: t(`duplicate.because.${item.because}`, item.because), until: formatDate(item.protected_until) })}
              {item.id !== null && item.id !== undefined && <> <GoLink to={projectPath(item.id)}>{t("board.open")}</GoLink></>}
            </li>
          ))}
        </ul>
      }
    />
  );
}

/** The values, half a second after the last keystroke. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 400);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}

const nothing = { fields: {} } as Project;

export default function NewLead() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const { session } = useSession();
  const words = useVocabulary();
  const [params] = useSearchParams();
  const [form] = Form.useForm<Record<string, unknown>>();
  const values = Form.useWatch([], form) as Record<string, string | undefined> | undefined;
  const given = useMemo(() => Object.fromEntries(identity.map((name) => [name, (values?.[name] ?? "").trim()])), [values]);
  const asked = useSettled(given);
  const hasIdentity = Object.values(asked).some((value) => value.length >= 2);
  const hits = useGet<{ items: MaskedProject[] }>(hasIdentity ? paths.duplicates : null, { zone: zone.id, ...asked });
  const enterprise = Form.useWatch("enterprise_id", form) as number | undefined;
  const chosen = useGet<Enterprise>(enterprise ? "/api/enterprises/{id}" : null, { zone: zone.id, id: enterprise });
  useEffect(() => {
    const from = params.get("enterprise");
    form.setFieldsValue({ owner_user_id: String(session?.user.id ?? ""), enterprise_id: from ? Number(from) : undefined, chain_node: params.get("node") ?? undefined, source: params.get("source") ?? undefined });
  }, [form, params, session]);
  useEffect(() => {
    const e = chosen.data;
    if (!e) return;
    form.setFieldsValue({ investor: e.name, credit_code: e.credit_code ?? "", industry_code: e.industry_code ?? "", name: form.getFieldValue("name") || t("lead.nameOf", { name: e.short_name ?? e.name }) });
  }, [chosen.data, form, t]);
  const { submit, error, busy } = useSubmit(async (v: Record<string, unknown>) => {
    const input = { ...changedInput(words, nothing, v)?.project, enterprise_id: v.enterprise_id ?? null, parent_id: v.parent_id ?? null };
    try {
      const made = await call<Project>("POST", paths.projects, { zone: zone.id, project: input, distinct_reason: v.distinct_reason || null });
      go(projectPath(made.id));
    } catch (cause) {
      if (cause instanceof ApiError) form.setFields(cause.fields.map((f) => ({ name: f.path.replace(/^project\./, ""), errors: [text(f.message)] })));
      throw cause;
    }
  });
  // What everybody enters first; the rest of the stage's fields follow from the vocabulary.
  const more = words.fields.filter((field) => (field.stage === "lead" || ["total_investment", "jobs", "industry_code"].includes(field.name)) && isEntered(field) && !["name", "source", "enterprise_id", ...identity].includes(field.name));
  const required = [{ required: true, whitespace: true, message: t("shell:form.required") }];
  const items = hasIdentity ? hits.data?.items ?? [] : [];
  return (
    <Page title={t("lead.title")} help={t("lead.help")}>
      <Card className="lead-card">
        {error && <Failure error={withoutId(error)} />}
        <Form form={form} layout="vertical" className="dense-form" onFinish={(v) => void submit(v)}>
          <Form.Item name="enterprise_id" label={t("lead.enterprise")} extra={t("lead.enterpriseHelp")}><EnterprisePicker /></Form.Item>
          <Form.Item name="name" label={t("project.name")} rules={required}><Input maxLength={200} autoFocus /></Form.Item>
          <div className="two">
            <Form.Item name="investor" label={t("project.investor")}><Input maxLength={200} /></Form.Item>
            <Form.Item name="credit_code" label={t("project.creditCode")} extra={t("lead.creditCodeHelp")}><Input maxLength={18} spellCheck={false} /></Form.Item>
            <Form.Item name="foreign_id" label={t("project.foreignId")} extra={t("lead.foreignIdHelp")}><Input maxLength={60} spellCheck={false} /></Form.Item>
            <Form.Item name="source" label={t("project.source")} rules={required} extra={t("lead.sourceHelp")}><Input maxLength={200} /></Form.Item>
          </div>
          <div aria-live="polite">
            {items.length > 0 && <DuplicateHits items={items} />}
            {hasIdentity && !hits.loading && hits.data && items.length === 0 && <p className="quiet">{t("duplicate.none")}</p>}
            {(items.length > 0 || error?.key === "project.duplicate") && <Form.Item name="distinct_reason" label={t("duplicate.distinct")} extra={t("duplicate.distinctHelp")}><Input.TextArea rows={2} maxLength={500} /></Form.Item>}
          </div>
          <div className="two">
            <Form.Item name="parent_id" label={t("lead.parent")} extra={t("lead.parentHelp")}><ProjectPicker /></Form.Item>
            {more.map((field) => <Form.Item key={field.name} name={field.name} label={text(field.title)}><FieldInput field={field} /></Form.Item>)}
          </div>
          <Button type="primary" htmlType="submit" loading={busy} size="large">{t("lead.submit")}</Button>
        </Form>
      </Card>
    </Page>
  );
}
