// Writes a rule: the file on the left, on the right what is wrong with it and whether its tests
// pass, asked from the server while one types. Text not yet saved survives a reload.
import { App, Button, Card, Collapse, Space, Tag } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { useParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { useT } from "./locale";
import { editorPath, policyPath } from "./paths";
import "./policy.css";
import { CheckResults, CheckTag, type Place, RuleText, useCheck } from "./rule_editor";
import { ruleTemplate, syntax } from "./rule_template";
import { marksOf } from "./rule_text";
import { StateTag } from "./tags";
import type { Policy } from "./types";

/** The draft of a policy where there is one, else the version in force. */
function useEditable(id: string | undefined) {
  const { zone } = useZones();
  const shown = useGet<Policy>(id ? "/api/policies/{id}" : null, { zone: zone.id, id });
  const draft = shown.data?.revisions.find((r) => r.state === "draft")?.revision;
  const other = draft !== undefined && draft !== shown.data?.summary.revision;
  const edited = useGet<Policy>(other ? "/api/policies/{id}" : null, { zone: zone.id, id, revision: draft });
  return {
    policy: other ? edited.data : shown.data,
    error: shown.error ?? edited.error,
    reload: () => { shown.reload(); edited.reload(); },
  };
}

function Syntax() {
  const text = useText();
  return (
    <div className="syntax">
      {syntax.map((entry) => <div key={entry.code}><span className="quiet">{text(entry.title)}</span><code>{entry.code}</code></div>)}
    </div>
  );
}

function Editing({ policy, onSaved }: { policy: Policy | null; onSaved: () => void }) {
  const t = useT();
  const go = useGo();
  const { zone } = useZones();
  const { message } = App.useApp();
  const stored = policy?.source ?? ruleTemplate;
  const storageKey = `gaoxin.rule.${zone.id}.${policy?.summary.id ?? ""}`;
  const [source, setSource] = useState(() => sessionStorage.getItem(storageKey) ?? stored);
  const [goTo, setGoTo] = useState<Place | null>(null);
  const { answer, error: checkError, checking } = useCheck(source);
  const marks = useMemo(() => marksOf(answer), [answer]);
  const changed = source !== stored;
  useEffect(() => {
    if (changed) sessionStorage.setItem(storageKey, source);
    else sessionStorage.removeItem(storageKey);
  }, [changed, source, storageKey]);
  const { submit, error, busy } = useSubmit(async () => {
    const version = policy?.summary.state === "draft" ? policy.version : undefined;
    const saved = await call<Policy>("POST", "/api/policies/drafts", { zone: zone.id, source, version });
    sessionStorage.removeItem(storageKey);
    message.success(t("editor.saved"));
    if (saved.summary.id === policy?.summary.id) onSaved();
    else go(editorPath(saved.summary.id));
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit(undefined);
  };
  return (
    <div onKeyDown={onKeyDown}>
      <div className="table-tools">
        {policy ? <><StateTag state={policy.summary.state} /><GoLink to={policyPath(policy.summary.id, policy.summary.revision)}>{t("policy.revision", { number: policy.summary.revision })}</GoLink></> : <Tag>{t("editor.new")}</Tag>}
        {policy && policy.summary.state !== "draft" && <span className="quiet">{t("editor.becomesDraft")}</span>}
        <span className="table-tools-right">
          <Space>
            {changed && <><Tag color="orange">{t("editor.unsaved")}</Tag><Button onClick={() => setSource(stored)}>{t("editor.discard")}</Button></>}
            <Button type="primary" loading={busy} onClick={() => void submit(undefined)}>{t("editor.save")} <kbd>Ctrl S</kbd></Button>
          </Space>
        </span>
      </div>
      {error && <Failure error={error} />}
      <div className="split editor-split">
        <RuleText value={source} onChange={setSource} marks={marks} goTo={goTo} />
        <Card size="small" title={<CheckTag answer={answer} checking={checking} />}>
          <div className="check-results" aria-live="polite"><CheckResults answer={answer} error={checkError} onGo={setGoTo} /></div>
        </Card>
      </div>
      <Collapse ghost className="gap-top" items={[{ key: "syntax", label: t("editor.syntax"), children: <Syntax /> }]} />
    </div>
  );
}

export default function Editor() {
  const t = useT();
  const text = useText();
  const { id } = useParams();
  const { policy, error, reload } = useEditable(id);
  return (
    <Page title={policy ? `${t("editor.title")} · ${text(policy.summary.title)}` : t("editor.title")} help={t("editor.help")}>
      {error ? <Failure error={error} onRetry={reload} /> : id && !policy ? <Loading rows={10} /> : <Editing key={id ?? ""} policy={policy ?? null} onSaved={reload} />}
    </Page>
  );
}
