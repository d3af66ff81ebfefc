// The ledger of projects from a spreadsheet: upload, say what the columns mean, see what each row
// would do, run, read the report. Stages go through the same rules as everywhere.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Checkbox, Empty, Form, Input, Progress, Radio, Select, Space, Statistic, Steps, Table, Tag, Upload } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call, upload } from "../api/client";
import type { Text } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Ledger, LedgerBadRow, LedgerColumn, LedgerReport } from "./types";
import "./project.css";

const stateColor = { uploaded: "blue", running: "processing", done: "green", failed: "red" } as const;
const modes = ["proven", "historical", "strict"] as const;
const units = ["元", "万元", "百万元", "亿元", "亩", "平方米", "公顷"];

function BadRows({ rows }: { rows: LedgerBadRow[] }) {
  const t = useT();
  const text = useText();
  if (rows.length === 0) return null;
  return (
    <Table<LedgerBadRow>
      size="small"
      rowKey={(r) => `${r.row}.${r.column}.${r.key}`}
      dataSource={rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showTotal: (count) => t("imports.badTotal", { count }) }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "row", title: t("imports.row"), align: "right", render: (_, r) => r.row },
        { key: "column", title: t("imports.column"), render: (_, r) => (r.column === 0 ? t("imports.wholeRow") : `${r.column} ${r.header}`) },
        { key: "value", title: t("imports.value"), render: (_, r) => <code className="cell-value">{r.value.slice(0, 120) || missing}</code> },
        { key: "refused", title: t("imports.effect"), render: (_, r) => <Tag color={r.refused ? "red" : "gold"}>{t(r.refused ? "imports.refused" : "imports.lowered")}</Tag> },
        { key: "message", title: t("imports.reason"), render: (_, r) => <span className="long-text">{text(r.message)}</span> },
      ]}
    />
  );
}

function Counts({ report }: { report: LedgerReport }) {
  const t = useT();
  return (
    <div className="statistics gap">
      {(["rows", "created", "updated", "unchanged", "lowered", "overrides", "bad"] as const).map((key) => <Statistic key={key} title={t(`imports.counts.${key}`)} value={report[key]} />)}
    </div>
  );
}

function Mapping({ ledger, onChange }: { ledger: Ledger; onChange: (next: Ledger) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const targets = useGet<{ items: { name: string; title: Text }[] }>(paths.ledgerTargets);
  const { submit, error, busy } = useSubmit(async (column: { column: number; target: string | null; unit: string | null }) => {
    onChange(await call<Ledger>("PUT", paths.ledgerMapping, { zone: zone.id, id: ledger.id, columns: [column] }));
  });
  return (
    <>
      {error && <Failure error={error} />}
      <Table<LedgerColumn>
        size="small"
        rowKey="column"
        loading={busy}
        dataSource={ledger.columns}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "column", title: "#", align: "right", render: (_, c) => c.column },
          { key: "header", title: t("imports.header"), render: (_, c) => <strong>{c.header || missing}</strong> },
          { key: "samples", title: t("imports.samples"), render: (_, c) => <span className="quiet cell-value">{c.samples.slice(0, 3).join(" · ").slice(0, 90) || missing}</span> },
          {
            key: "target", title: t("imports.target"),
            render: (_, c) => <Select allowClear showSearch={{ optionFilterProp: "label" }} value={c.target ?? undefined} placeholder={t("imports.leftOut")} aria-label={`${t("imports.target")} ${c.header}`} options={(targets.data?.items ?? []).map((row) => ({ value: row.name, label: text(row.title) }))} onChange={(target) => void submit({ column: c.column, target: target ?? null, unit: c.unit })} className="import-target" popupMatchSelectWidth={280} />,
          },
          {
            key: "unit", title: t("imports.unit"),
            render: (_, c) => c.unit !== null && <Select value={c.unit} aria-label={`${t("imports.unit")} ${c.header}`} options={units.map((value) => ({ value, label: value }))} onChange={(unit) => void submit({ column: c.column, target: c.target, unit })} className="import-unit" />,
          },
        ]}
      />
    </>
  );
}

function Preview({ ledger, onChange }: { ledger: Ledger; onChange: (next: Ledger) => void }) {
  const t = useT();
  const { zone } = useZones();
  const [form] = Form.useForm();
  const mode = Form.useWatch("mode", form) as string | undefined;
  const { submit, error, busy } = useSubmit(async (v: { mode: string; keep_good?: boolean; reason?: string }) => {
    onChange(await call<Ledger>("POST", paths.ledgerRun, { zone: zone.id, id: ledger.id, mode: v.mode, keep_good: v.keep_good ?? false, reason: v.reason || null }));
  });
  return (
    <>
      <h3>{t("imports.mapping")}</h3>
      <p className="quiet">{t("imports.mappingHelp")}</p>
      <Mapping ledger={ledger} onChange={onChange} />
      <h3>{t("imports.sampleRows")}</h3>
      <Table<string[]>
        size="small"
        rowKey={(row) => row.join("\u0001")}
        dataSource={ledger.sample_rows}
        pagination={{ pageSize: 5, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        columns={ledger.columns.map((c, i) => ({ key: c.column, title: c.header || c.column, render: (_: unknown, row: string[]) => <span className="cell-value">{(row[i] ?? "").slice(0, 60)}</span> }))}
      />
      {ledger.preview && (
        <>
          <h3>{t("imports.preview")}</h3>
          <Counts report={ledger.preview} />
          {ledger.preview.bad_rows.length === 0 ? <Alert type="success" showIcon title={t("imports.noBad")} /> : <BadRows rows={ledger.preview.bad_rows} />}
        </>
      )}
      <Form form={form} layout="vertical" className="import-run" initialValues={{ mode: "proven", keep_good: false }} onFinish={(v) => void submit(v)}>
        {error && <Failure error={error} />}
        <Form.Item name="mode" label={t("imports.mode")}><Radio.Group options={modes.map((value) => ({ value, label: t(`imports.modes.${value}`) }))} /></Form.Item>
        {mode === "historical" && <Form.Item name="reason" label={t("override.reason")} rules={[{ required: true, whitespace: true, message: t("shell:form.required") }]}><Input className="import-source" maxLength={500} /></Form.Item>}
        <Form.Item name="keep_good" valuePropName="checked"><Checkbox>{t("imports.keepGood")}</Checkbox></Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t("imports.run")}</Button>
      </Form>
    </>
  );
}

function Report({ ledger, report }: { ledger: Ledger; report: LedgerReport }) {
  const t = useT();
  return (
    <>
      <Alert className="gap" showIcon type={report.committed ? (report.bad > 0 ? "warning" : "success") : "error"} title={t(report.committed ? (report.bad > 0 ? "imports.committedPart" : "imports.committed") : "imports.notCommitted")} />
      <Counts report={report} />
      <Space className="gap" wrap>
        {report.committed && <GoLink to="/project/board">{t("board.title")}</GoLink>}
        {report.overrides > 0 && <GoLink to="/project/day">{t("imports.seeOverrides")}</GoLink>}
      </Space>
      <BadRows key={ledger.id} rows={report.bad_rows} />
    </>
  );
}

function Wizard({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const { data: read, error, reload } = useGet<Ledger>(paths.ledger, { zone: zone.id, id });
  const [own, setOwn] = useState<Ledger>();
  const data = own ?? read;
  useEffect(() => {
    if (data?.state !== "running") return;
    const timer = setInterval(() => {
      call<Ledger>("GET", paths.ledger, { zone: zone.id, id }).then(setOwn, () => undefined);
    }, 700);
    return () => clearInterval(timer);
  }, [data?.state, id, zone.id]);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const step = data.state === "uploaded" ? 1 : data.state === "running" ? 2 : 3;
  return (
    <Card title={data.filename} extra={<Button onClick={onClose}>{t("shell:form.close")}</Button>}>
      <Steps size="small" className="gap" current={step} status={data.state === "failed" ? "error" : undefined} items={["upload", "check", "run", "report"].map((key) => ({ title: t(`imports.steps.${key}`) }))} />
      {data.state === "uploaded" && <Preview ledger={data} onChange={setOwn} />}
      {data.state === "running" && <Progress percent={Math.round(data.progress * 100)} status="active" />}
      {step === 3 && (data.report ? <Report ledger={data} report={data.report} /> : <Alert type="error" showIcon title={t("imports.notCommitted")} />)}
    </Card>
  );
}

export default function LedgerImports() {
  const t = useT();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const [version, setVersion] = useState(0);
  const id = Number(params.get("import"));
  const list = useGet<{ items: Ledger[] }>(paths.ledgers, { zone: zone.id }, version);
  const open = (next: number | null) => {
    setVersion(version + 1);
    setParams((old) => { const p = new URLSearchParams(old); if (next) p.set("import", String(next)); else p.delete("import"); return p; });
  };
  const send = useSubmit(async (file: File) => open((await upload<Ledger>(paths.ledgers, file, { zone: zone.id })).id));
  const count = (n: number | null | undefined) => (n === null || n === undefined ? missing : formatNumber(n));
  return (
    <Page title={t("imports.title")} help={t("imports.help")}>
      {id > 0 ? <Wizard key={id} id={id} onClose={() => open(null)} /> : (
        <>
          {send.error && <Failure error={send.error} />}
          <div className="gap">
            <Upload.Dragger accept=".xlsx,.csv,.txt" showUploadList={false} disabled={send.busy} beforeUpload={(file) => { void send.submit(file); return false; }}>
              <p className="ant-upload-drag-icon"><InboxOutlined /></p>
              <p>{send.busy ? t("imports.sending") : t("imports.drop")}</p>
              <p className="quiet">{t("imports.dropHelp")}</p>
            </Upload.Dragger>
          </div>
          <Card title={t("imports.list")}>
            {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading rows={3} /> : (
              <Table<Ledger>
                size="small"
                rowKey="id"
                dataSource={list.data.items}
                pagination={{ pageSize: 20, hideOnSinglePage: true }}
                scroll={{ x: "max-content" }}
                locale={{ emptyText: <Empty description={t("imports.empty")} /> }}
                columns={[
                  { key: "filename", title: t("evidence.file"), render: (_, r) => <Button type="link" size="small" className="plain-link" onClick={() => open(r.id)}>{r.filename}</Button> },
                  { key: "state", title: t("override.state"), render: (_, r) => <Tag color={stateColor[r.state]}>{t(`imports.states.${r.state}`)}</Tag> },
                  { key: "mode", title: t("imports.mode"), render: (_, r) => (r.report ? t(`imports.modes.${r.report.mode}`) : missing) },
                  ...(["rows", "created", "updated", "lowered", "bad"] as const).map((key) => ({ key, title: t(`imports.counts.${key}`), align: "right" as const, render: (_: unknown, r: Ledger) => count(r.report?.[key]) })),
                  { key: "at", title: t("imports.at"), render: (_, r) => formatTime(r.created_at) },
                ]}
              />
            )}
          </Card>
        </>
      )}
    </Page>
  );
}
