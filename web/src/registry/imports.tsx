// Imports: upload a table, correct what its columns mean, see every bad row, run, read the report.
// The import being worked on stands in the address as ?import=.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Empty, Input, Progress, Radio, Select, Space, Statistic, Steps, Table, Tag, Tooltip, Upload } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { ApiError, call, download, upload } from "../api/client";
import type { Text } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import type { BadRow, Import, ImportColumn, ImportReport, ImportRow, List } from "./types";

const stateColor = { uploaded: "blue", running: "processing", done: "green", failed: "red" } as const;

function BadRows({ rows, total }: { rows: BadRow[]; total: number }) {
  const t = useT();
  const text = useText();
  if (rows.length === 0) return null;
  return (
    <Table<BadRow>
      size="small"
      rowKey={(r) => `${r.row}.${r.column}.${r.key}`}
      dataSource={rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showTotal: () => t("imports.badTotal", { count: total }) }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "row", title: t("imports.row"), align: "right", render: (_, r) => r.row },
        { key: "column", title: t("imports.column"), render: (_, r) => r.column === 0 ? t("imports.wholeRow") : `${r.column} ${r.header}` },
        { key: "value", title: t("imports.value"), render: (_, r) => <code className="cell-value">{r.value.slice(0, 120) || missing}</code> },
        { key: "message", title: t("imports.reason"), render: (_, r) => text(r.message) },
      ]}
    />
  );
}

function Mapping({ data, onChange }: { data: Import; onChange: (next: Import) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const targets = useGet<{ items: { target: string; title: Text }[] }>("/api/imports/targets");
  const { submit, error, busy } = useSubmit(async (change: { column: number; target?: string | null; unit?: string | null; period?: string | null }) => {
    const old = data.columns.find((c) => c.column === change.column)!;
    const column = { target: old.target, unit: old.unit, period: old.period, ...change };
    onChange(await call<Import>("PUT", "/api/imports/{id}/mapping", { zone: zone.id, id: data.id, columns: [column], period: data.period }));
  });
  const options = (targets.data?.items ?? []).map((row) => ({ value: row.target, label: text(row.title) }));
  const isFact = (column: ImportColumn) => column.target?.startsWith("fact:") ?? false;
  return (
    <>
      {error && <Failure error={error} />}
      <Table<ImportColumn>
        size="small"
        rowKey="column"
        loading={busy}
        dataSource={data.columns}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "column", title: "#", align: "right", render: (_, c) => c.column },
          { key: "header", title: t("imports.header"), render: (_, c) => <strong>{c.header || missing}</strong> },
          { key: "samples", title: t("imports.samples"), render: (_, c) => <span className="quiet cell-value">{c.samples.slice(0, 3).join(" · ").slice(0, 90) || missing}</span> },
          {
            key: "target", title: t("imports.target"),
            render: (_, c) => (
              <Select
                allowClear
                showSearch={{ optionFilterProp: "label" }}
                value={c.target ?? undefined}
                placeholder={t("imports.leftOut")}
                aria-label={`${t("imports.target")} ${c.header}`}
                options={options}
                onChange={(target) => void submit({ column: c.column, target: target ?? null })}
                className="import-target"
                popupMatchSelectWidth={280}
              />
            ),
          },
          {
            key: "unit", title: t("imports.unit"),
            render: (_, c) => isFact(c) && (
              <Input key={c.unit} defaultValue={c.unit ?? ""} className="import-unit" aria-label={t("imports.unit")} onBlur={(event) => event.target.value !== (c.unit ?? "") && void submit({ column: c.column, unit: event.target.value || null })} />
            ),
          },
          {
            key: "period", title: t("imports.period"),
            render: (_, c) => isFact(c) && (
              <Input key={c.period} defaultValue={c.period ?? ""} placeholder={data.period ?? "2024"} className="import-unit" aria-label={t("imports.period")} onBlur={(event) => event.target.value !== (c.period ?? "") && void submit({ column: c.column, period: event.target.value || null })} />
            ),
          },
          { key: "because", title: t("imports.because"), render: (_, c) => c.because && <Tag>{t(`imports.becauses.${c.because}`, c.because)}</Tag> },
        ]}
      />
    </>
  );
}

function SampleRows({ data }: { data: Import }) {
  return (
    <Table<string[]>
      size="small"
      rowKey={(row) => row.join("\u0001")}
      dataSource={data.sample_rows}
      pagination={{ pageSize: 5, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={data.columns.map((c, i) => ({ key: c.column, title: c.header || c.column, render: (_: unknown, row: string[]) => <span className="cell-value">{(row[i] ?? "").slice(0, 60)}</span> }))}
    />
  );
}

function Report({ report, id }: { report: ImportReport; id: number }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { message } = App.useApp();
  const take = async (format: string) => {
    try {
      await download("/api/imports/{id}/report/export", { id, zone: zone.id, format, lang: language }, `import-${id}.${format}`);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    }
  };
  return (
    <>
      <Alert
        className="gap"
        showIcon
        type={report.committed ? (report.bad > 0 ? "warning" : "success") : "error"}
        title={t(report.committed ? (report.bad > 0 ? "imports.committedPart" : "imports.committed") : "imports.notCommitted")}
      />
      <div className="statistics gap">
        {(["rows", "created", "updated", "unchanged", "facts", "review", "bad"] as const).map((key) => (
          <Statistic key={key} title={t(`imports.counts.${key}`)} value={report[key]} />
        ))}
      </div>
      <Space className="gap" wrap>
        {report.committed && <GoLink to="/registry/enterprises">{t("imports.seeEnterprises")}</GoLink>}
        {report.review > 0 && <GoLink to="/registry/reviews">{t("imports.seeReviews")}</GoLink>}
        {report.bad > 0 && (
          <>
            <Button size="small" onClick={() => void take("xlsx")}>{t("imports.badExport")} Excel</Button>
            <Button size="small" onClick={() => void take("csv")}>{t("imports.badExport")} CSV</Button>
          </>
        )}
      </Space>
      <BadRows rows={report.bad_rows} total={report.bad} />
    </>
  );
}

function Preview({ data, onChange, onRun }: { data: Import; onChange: (next: Import) => void; onRun: (next: Import) => void }) {
  const t = useT();
  const { zone } = useZones();
  const [mode, setMode] = useState<"all_or_nothing" | "keep_good">("all_or_nothing");
  const [source, setSource] = useState("");
  const { submit, error, busy } = useSubmit(async () => {
    onRun(await call<Import>("POST", "/api/imports/{id}/run", { zone: zone.id, id: data.id, mode, source: source || null }));
  });
  const bad = new Set(data.sample_bad_rows.map((r) => r.row)).size;
  return (
    <>
      <p>
        <strong>{data.filename}</strong> <span className="quiet">{data.format} · {formatNumber(Math.ceil(data.size_bytes / 1024))} KB · {t(`imports.kinds.${data.kind}`, data.kind)}</span>
        {data.known_file && <> <Tag color="blue">{t("imports.known", { name: data.known_file })}</Tag></>}
      </p>
      <h3>{t("imports.mapping")}</h3>
      <p className="quiet">{t("imports.mappingHelp")}</p>
      <Mapping data={data} onChange={onChange} />
      <h3>{t("imports.sampleRows")}</h3>
      <SampleRows data={data} />
      <h3>{t("imports.badRows")}</h3>
      {bad === 0 ? <Alert type="success" showIcon title={t("imports.noBad")} /> : <Alert className="gap" type="warning" showIcon title={t("imports.someBad", { count: bad })} />}
      <BadRows rows={data.sample_bad_rows} total={data.sample_bad_rows.length} />
      <div className="import-run">
        {error && <Failure error={error} />}
        <Radio.Group
          value={mode}
          onChange={(event) => setMode(event.target.value)}
          options={(["all_or_nothing", "keep_good"] as const).map((value) => ({ value, label: t(`imports.modes.${value}`) }))}
        />
        <Tooltip title={t("imports.sourceHelp")}>
          <Input className="import-source" value={source} placeholder={`${t("enterprise.source")}:${data.filename}`} aria-label={t("enterprise.source")} onChange={(event) => setSource(event.target.value)} />
        </Tooltip>
        <Button type="primary" loading={busy} onClick={() => void submit(undefined)}>{t("imports.run")}</Button>
      </div>
    </>
  );
}

function Wizard({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const { data: read, error, reload } = useGet<Import>("/api/imports/{id}", { zone: zone.id, id });
  const [own, setOwn] = useState<Import>();
  const data = own ?? read;
  useEffect(() => {
    if (data?.state !== "running") return;
    const timer = setInterval(() => {
      call<Import>("GET", "/api/imports/{id}", { zone: zone.id, id }).then(setOwn, () => undefined);
    }, 700);
    return () => clearInterval(timer);
  }, [data?.state, id, zone.id]);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const step = data.state === "uploaded" ? 1 : data.state === "running" ? 2 : 3;
  return (
    <Card className="gap" extra={<Button onClick={onClose}>{t("shell:form.close")}</Button>} title={t("imports.one", { id })}>
      <Steps size="small" className="gap" current={step} status={data.state === "failed" ? "error" : undefined} items={["upload", "check", "run", "report"].map((key) => ({ title: t(`imports.steps.${key}`) }))} />
      {data.state === "uploaded" && <Preview data={data} onChange={setOwn} onRun={setOwn} />}
      {data.state === "running" && <Progress percent={Math.round(data.progress * 100)} status="active" />}
      {data.report && step === 3 && <Report report={data.report} id={id} />}
      {data.state === "failed" && !data.report && <Alert type="error" showIcon title={t("imports.notCommitted")} />}
    </Card>
  );
}

export default function Imports() {
  const t = useT();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const [version, setVersion] = useState(0);
  const id = Number(params.get("import"));
  const list = useGet<List<ImportRow>>("/api/imports", { zone: zone.id }, version);
  const open = (next: number | null) => {
    setVersion(version + 1);
    setParams((old) => { const p = new URLSearchParams(old); if (next) p.set("import", String(next)); else p.delete("import"); return p; });
  };
  const send = useSubmit(async (file: File) => {
    const made = await upload<Import>("/api/imports", file, { zone: zone.id });
    open(made.id);
  });
  const count = (n: number | null) => (n === null ? missing : formatNumber(n));
  return (
    <Page title={t("imports.title")} help={t("imports.help")}>
      {id > 0 ? (
        <Wizard key={id} id={id} onClose={() => open(null)} />
      ) : (
        <>
          {send.error && <Failure error={send.error} />}
          <div className="gap"><Upload.Dragger
            accept=".csv,.txt,.xlsx"
            showUploadList={false}
            disabled={send.busy}
            beforeUpload={(file) => {
              void send.submit(file);
              return false;
            }}
          >
            <p className="ant-upload-drag-icon"><InboxOutlined /></p>
            <p>{send.busy ? t("imports.sending") : t("imports.drop")}</p>
            <p className="quiet">{t("imports.dropHelp")}</p>
          </Upload.Dragger></div>
          <Card title={t("imports.list")}>
            {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading rows={3} /> : (
              <Table<ImportRow>
                size="small"
                rowKey="id"
                dataSource={list.data.items}
                pagination={list.data.items.length > 20 ? { pageSize: 20 } : false}
                scroll={{ x: "max-content" }}
                rowClassName="row-open"
                onRow={(row) => ({ onClick: () => open(row.id) })}
                locale={{ emptyText: <Empty description={t("imports.empty")} /> }}
                columns={[
                  { key: "filename", title: t("imports.file"), render: (_, r) => <Button type="link" size="small" onClick={() => open(r.id)}>{r.filename}</Button> },
                  { key: "kind", title: t("imports.kind"), render: (_, r) => t(`imports.kinds.${r.kind}`, r.kind) },
                  { key: "state", title: t("imports.state"), render: (_, r) => <Tag color={stateColor[r.state]}>{t(`imports.states.${r.state}`)}</Tag> },
                  { key: "rows", title: t("imports.counts.rows"), align: "right", render: (_, r) => count(r.rows) },
                  { key: "created", title: t("imports.counts.created"), align: "right", render: (_, r) => count(r.created) },
                  { key: "updated", title: t("imports.counts.updated"), align: "right", render: (_, r) => count(r.updated) },
                  { key: "bad", title: t("imports.counts.bad"), align: "right", render: (_, r) => count(r.bad) },
                  { key: "created_at", title: t("imports.at"), render: (_, r) => formatTime(r.created_at) },
                ]}
              />
            )}
          </Card>
        </>
      )}
    </Page>
  );
}
