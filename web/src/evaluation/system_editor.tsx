// Edits an index system: every file of the bundle as a table or as text, checked by the server while
// one types. A change is a draft; another person publishes it. Text not saved survives a reload.
import { PlusOutlined } from "@ant-design/icons";
import { App, Alert, Button, Input, Segmented, Space, Spin, Table, Tabs, Tag } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { readCsv, writeCsv } from "./csv";
import "./evaluation.css";
import { findingCount, IndexFindings } from "./findings";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { systemPath } from "./paths";
import type { IndexCheckAnswer, IndexFinding, IndexSystemAnswer } from "./types";

type Files = Record<string, string>;
const wideColumns = new Set(["zh", "en", "formula", "evidence", "note", "name_zh", "name_en"]);

function CsvTable({ text, findings, onChange }: { text: string; findings: IndexFinding[]; onChange: (text: string) => void }) {
  const t = useT();
  const rows = useMemo(() => readCsv(text), [text]);
  const head = rows[0] ?? [];
  const body = rows.slice(1);
  const set = (row: number, column: number, value: string) => onChange(writeCsv(rows.map((r, i) => (i === row + 1 ? head.map((_, j) => (j === column ? value : (r[j] ?? ""))) : r))));
  const worst = (row: number, column: string) => { const mine = findings.filter((f) => f.row === row + 2 && (f.column === column || f.column === "")); return mine.some((f) => f.severity === "error") ? "error" : mine.length > 0 ? "warning" : undefined; };
  return (
    <Table<string[]>
      size="small"
      className="csv-table"
      rowKey={(row) => body.indexOf(row)}
      dataSource={body}
      pagination={body.length > 60 ? { pageSize: 60, showSizeChanger: false } : false}
      scroll={{ x: "max-content", y: 520 }}
      columns={[
        { key: "#", title: "#", width: 44, fixed: "start", render: (_: unknown, __: string[], i: number) => <span className="quiet">{i + 2}</span> },
        ...head.map((name, j) => ({
          key: name,
          title: name,
          width: wideColumns.has(name) ? 220 : 110,
          render: (_: unknown, row: string[]) => { const i = body.indexOf(row); return <Input size="small" value={row[j] ?? ""} status={worst(i, name)} aria-label={`${name} ${i + 2}`} onChange={(event) => set(i, j, event.target.value)} />; },
        })),
        { key: "-", title: "", width: 70, render: (_: unknown, row: string[]) => <Button size="small" type="text" danger onClick={() => onChange(writeCsv(rows.filter((r) => r !== row)))}>{t("shell:form.remove")}</Button> },
      ]}
      footer={() => <Button size="small" icon={<PlusOutlined />} onClick={() => onChange(writeCsv([...rows, head.map(() => "")]))}>{t("shell:form.add")}</Button>}
    />
  );
}

function Editor({ first }: { first: IndexSystemAnswer }) {
  const t = useT();
  const go = useGo();
  const { zone } = useZones();
  const { message } = App.useApp();
  const [params, change] = usePageState();
  const keptKey = `gaoxin.system.${zone.id}.${first.row.id}.${first.row.sha256}`;
  const [files, setFiles] = useState<Files>(() => { try { return { ...first.files, ...(JSON.parse(sessionStorage.getItem(keptKey) ?? "{}") as Files) }; } catch { return first.files; } });
  const [checked, setChecked] = useState<IndexCheckAnswer>();
  const [checkError, setCheckError] = useState<ApiError>();
  const [checking, setChecking] = useState(false);
  const changed = Object.keys(files).filter((name) => files[name] !== first.files[name]);
  const dirty = changed.length > 0;
  useEffect(() => {
    if (dirty) sessionStorage.setItem(keptKey, JSON.stringify(files));
    else sessionStorage.removeItem(keptKey);
  }, [dirty, files, keptKey]);
  useEffect(() => {
    const abort = new AbortController();
    setChecking(true);
    const timer = setTimeout(() => {
      call<IndexCheckAnswer>("POST", "/api/evaluation/systems/check", { zone: zone.id, files }, abort.signal).then(
        (answer) => { setChecked(answer); setCheckError(undefined); setChecking(false); },
        (cause: unknown) => { if (abort.signal.aborted) return; if (!(cause instanceof ApiError)) throw cause; setCheckError(cause); setChecking(false); },
      );
    }, 400);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [files, zone.id]);
  const save = useSubmit(async () => {
    const own = first.row.state === "draft" && first.row.zone_id === zone.id;
    const made = await call<IndexSystemAnswer>("POST", "/api/evaluation/systems/drafts", { zone: zone.id, files, version: own ? first.row.version : undefined });
    sessionStorage.removeItem(keptKey);
    message.success(t("system.saved"));
    go(`${systemPath(made.row.id)}?revision=${made.row.revision}`);
  });
  const names = Object.keys(files).sort((a, b) => Number(b === "system.json") - Number(a === "system.json") || Number(b === "indicators.csv") - Number(a === "indicators.csv") || a.localeCompare(b));
  const file = params.get("file") ?? (names.includes("indicators.csv") ? "indicators.csv" : names[0]!);
  const asText = params.get("as") === "text" || !file.endsWith(".csv");
  const findings = checked?.findings ?? [];
  const set = (text: string) => setFiles((now) => ({ ...now, [file]: text }));
  return (
    <div onKeyDown={(event) => { if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); void save.submit(undefined); } }}>
      <Space wrap className="gap">
        {checking ? <Spin size="small" /> : checked && <Tag color={checked.valid ? "green" : "red"}>{t(checked.valid ? "system.valid_" : "system.invalid")}</Tag>}
        <Tag color="orange">{t("system.open", { count: findingCount(findings, "open") })}</Tag>
        {dirty && <Tag color="gold">{t("report.unsaved")}: {changed.join(", ")}</Tag>}
        <Button type="primary" loading={save.busy} disabled={!dirty} onClick={() => void save.submit(undefined)}>{t("report.save")}</Button>
        <Button disabled={!dirty} onClick={() => setFiles(first.files)}>{t("system.discard")}</Button>
      </Space>
      {first.row.state === "published" && <Alert className="gap" type="info" showIcon title={t("system.becomesDraft")} />}
      {save.error && <Failure error={save.error} />}
      {checkError && <Failure error={checkError} />}
      <div className="editor-layout">
        <div className="card-box">
          <Tabs
            size="small"
            activeKey={file}
            onChange={(next) => change({ file: next })}
            items={names.map((name) => ({ key: name, label: <>{name}{changed.includes(name) && " •"}{findingCount(findings.filter((f) => f.file === name), "error") > 0 && <Tag color="red" className="tab-count">{findingCount(findings.filter((f) => f.file === name), "error")}</Tag>}</> }))}
            tabBarExtraContent={file.endsWith(".csv") && <Segmented size="small" value={asText ? "text" : "table"} onChange={(next) => change({ as: next === "text" ? "text" : undefined })} options={[{ value: "table", label: t("system.asTable") }, { value: "text", label: t("system.asText") }]} />}
          />
          {asText ? <Input.TextArea className="file-text" spellCheck={false} rows={24} value={files[file] ?? ""} aria-label={file} onChange={(event) => set(event.target.value)} /> : <CsvTable text={files[file] ?? ""} findings={findings.filter((f) => f.file === file)} onChange={set} />}
        </div>
        <aside className="card-box"><h3 className="plain-head">{t("system.findings", { count: findings.length })}</h3><IndexFindings findings={findings} onGo={(f) => f.file && change({ file: f.file })} /></aside>
      </div>
    </div>
  );
}

export default function SystemEditor() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { id = "" } = useParams();
  const [params] = usePageState();
  const { data, error, reload } = useGet<IndexSystemAnswer>("/api/evaluation/systems/{id}", { zone: zone.id, id, revision: Number(params.get("revision")) || undefined });
  return (
    <Page title={data ? t("system.editing", { title: text(data.row.title) || id }) : id} help={t("system.editHelp")} actions={<GoLink to={systemPath(id)}>{t("system.back")}</GoLink>}>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : <Editor key={data.row.sha256} first={data} />}
    </Page>
  );
}
