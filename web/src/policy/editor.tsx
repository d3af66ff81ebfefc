// Writes a rule: the file on the left, on the right what is wrong with it and whether its tests
// pass, asked from the server while one types.
import { Alert, App, Button, Card, Empty, Table, Tag } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { policyPath } from "./catalogue";
import { useT } from "./locale";
import { ruleTemplate } from "./rule_template";
import type { CheckAnswer, Policy } from "./types";

function useCheck(source: string) {
  const { zone } = useZones();
  const [answer, setAnswer] = useState<CheckAnswer>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call<CheckAnswer>("POST", "/api/policies/check", { zone: zone.id, source }, abort.signal).then(
        (a) => { setAnswer(a); setError(undefined); },
        (cause: unknown) => { if (!abort.signal.aborted && cause instanceof ApiError) setError(cause); },
      );
    }, 350);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [source, zone.id]);
  return { answer, error };
}

function Source({ value, onChange, goTo }: { value: string; onChange: (source: string) => void; goTo: { line: number; column: number } | null }) {
  const t = useT();
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!goTo || !area.current) return;
    const lines = value.split("\n");
    const start = lines.slice(0, goTo.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + Math.max(0, goTo.column - 1);
    area.current.focus();
    area.current.setSelectionRange(start, start);
    area.current.scrollTop = Math.max(0, (goTo.line - 8) * 20);
  }, [goTo]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Tab" || event.shiftKey) return;
    event.preventDefault();
    const { selectionStart: a, selectionEnd: b } = event.currentTarget;
    onChange(`${value.slice(0, a)}  ${value.slice(b)}`);
    requestAnimationFrame(() => area.current?.setSelectionRange(a + 2, a + 2));
  };
  return (
    <div className="editor">
      <pre ref={numbers} aria-hidden>{value.split("\n").map((_, i) => i + 1).join("\n")}</pre>
      <textarea
        ref={area}
        value={value}
        spellCheck={false}
        wrap="off"
        aria-label={t("editor.source")}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onScroll={(event) => { if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop; }}
      />
    </div>
  );
}

function Editing({ policy }: { policy: Policy | null }) {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const { message } = App.useApp();
  const [source, setSource] = useState(policy?.source ?? ruleTemplate);
  const [goTo, setGoTo] = useState<{ line: number; column: number } | null>(null);
  const { answer, error: checkError } = useCheck(source);
  const { submit, error, busy } = useSubmit(async () => {
    const replaced = policy?.summary.state === "draft" ? policy.version : null;
    const saved = await call<Policy>("POST", "/api/policies/drafts", { zone: zone.id, source, version: replaced });
    message.success(t("shell:form.saved"));
    go(`${policyPath(saved.summary.id)}?tab=life`);
  });
  return (
    <>
      {error && <Failure error={error} />}
      <div className="split editor-split">
        <Source value={source} onChange={setSource} goTo={goTo} />
        <Card
          size="small"
          title={answer ? <Tag color={answer.valid ? "green" : "red"}>{t(answer.valid ? "editor.valid" : "editor.invalid")}</Tag> : t("editor.checking")}
          extra={<Button type="primary" loading={busy} onClick={() => void submit(undefined)}>{t("editor.save")}</Button>}
        >
          {checkError && <Failure error={checkError} />}
          {answer?.findings.map((f, i) => (
            <Alert
              key={i}
              className="finding"
              type={f.severity === "error" ? "error" : "warning"}
              title={<Button type="link" size="small" onClick={() => setGoTo({ line: f.line, column: f.column })}>{t("editor.place", { line: f.line, column: f.column })}</Button>}
              description={text(f.text)}
            />
          ))}
          <h3>{t("editor.tests")}</h3>
          <Table
            size="small"
            rowKey={(r) => `${r.line}.${r.name}`}
            pagination={false}
            dataSource={answer?.tests ?? []}
            locale={{ emptyText: <Empty description={t("editor.noTests")} /> }}
            columns={[
              { key: "name", title: t("editor.test"), render: (_, r) => <Button type="link" size="small" onClick={() => setGoTo({ line: r.line, column: 1 })}>{r.name || t("editor.line", { line: r.line })}</Button> },
              { key: "passed", title: t("editor.result"), render: (_, r) => <Tag color={r.passed ? "green" : "red"}>{t(r.passed ? "editor.passed" : "editor.failed")}</Tag> },
              { key: "text", title: t("editor.difference"), render: (_, r) => text(r.text) },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

export default function Editor() {
  const t = useT();
  const { zone } = useZones();
  const [params] = useSearchParams();
  const id = params.get("id");
  const { data, error, reload } = useGet<Policy>(id ? "/api/policies/{id}" : null, { zone: zone.id, id });
  return (
    <Page title={t("editor.title")} help={t("editor.help")}>
      {error ? <Failure error={error} onRetry={reload} /> : id && !data ? <Loading /> : <Editing key={id ?? "new"} policy={data ?? null} />}
    </Page>
  );
}
