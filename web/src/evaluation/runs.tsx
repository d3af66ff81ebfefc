// Evaluations: runs of an index system over zones, from the statistics or from an uploaded table.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Drawer, Form, Input, Progress, Select, Tabs, Tag, Upload } from "antd";
import { useEffect, useState } from "react";

import { ApiError, call, upload } from "../api/client";
import { useGet } from "../api/use_get";
import { type Column, DataTable } from "../shell/data_table";
import { formatNumber, formatTime } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import "./evaluation.css";
import { useT } from "./locale";
import { useNewestYear } from "./newest_year";
import { usePageState } from "./page_state";
import { runPath } from "./paths";
import { YearSelect } from "./period_select";
import { lastYear } from "./periods";
import { MethodForm, type MethodFields, optionsOf } from "./run_options";
import { TakeFile } from "./take_file";
import type { IndexSystemAnswer, IndexSystemRow, Run, RunHead, RunPage } from "./types";

interface Fields extends MethodFields {
  system: string;
  title?: string;
  level?: string;
}

/** Seconds that have passed: a run of many zones takes its time. */
function Waiting() {
  const t = useT();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <div><Progress percent={100} status="active" showInfo={false} /><p className="quiet">{t("runs.running", { seconds })}</p></div>;
}

function NewRun({ onDone }: { onDone: (run: Run) => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const [form] = Form.useForm<Fields>();
  const newest = useNewestYear();
  const [chosenYear, setYear] = useState<number>();
  const year = chosenYear ?? newest ?? lastYear(new Date());
  const systems = useGet<{ items: IndexSystemRow[] }>("/api/evaluation/systems", { zone: zone.id });
  const published = (systems.data?.items ?? []).filter((s) => s.state === "published");
  const chosen = published.find((s) => s.id === params.get("system")) ?? published[0];
  const system = useGet<IndexSystemAnswer>(chosen ? "/api/evaluation/systems/{id}" : null, { zone: zone.id, id: chosen?.id, revision: chosen?.revision });
  const by = params.get("by") ?? "statistics";
  const common = { zone: zone.id, system: chosen?.id, revision: chosen?.revision, period: String(year) };
  const make = useSubmit(async (fields: Fields) => onDone(await call<Run>("POST", "/api/evaluation/runs", { ...common, title: fields.title || undefined, level: fields.level, options: optionsOf(fields) })));
  const send = useSubmit(async (file: File) => {
    const fields = form.getFieldsValue();
    onDone(await upload<Run>("/api/evaluation/runs/upload", file, { ...common, title: fields.title || undefined, assumptions: fields.assumptions?.length ? fields.assumptions : undefined }));
  });
  const error: ApiError | undefined = make.error ?? send.error;
  if (systems.error) return <Failure error={systems.error} onRetry={systems.reload} />;
  return (
    <Form form={form} layout="vertical" className="dense-form" initialValues={{ level: "park" }} onFinish={(fields) => void make.submit(fields)}>
      <Form.Item label={t("system.title")}>
        <Select loading={!systems.data} value={chosen?.id} aria-label={t("system.title")} onChange={(next) => change({ system: next })} options={published.map((s) => ({ value: s.id, label: `${text(s.title) || s.id} · ${t("report.revision", { number: s.revision })}` }))} />
      </Form.Item>
      {system.data && system.data.row.open > 0 && <Alert className="gap" type="warning" showIcon title={t("runs.openWarning", { count: system.data.row.open })} />}
      <div className="two">
        <Form.Item label={t("period.year")}><YearSelect value={year} onChange={setYear} /></Form.Item>
        <Form.Item name="title" label={t("runs.name")}><Input placeholder={t("runs.nameHelp")} /></Form.Item>
      </div>
      <Tabs
        activeKey={by}
        onChange={(next) => change({ by: next === "statistics" ? undefined : next })}
        items={[
          { key: "statistics", label: t("runs.fromStatistics"), children: <Form.Item name="level" label={t("runs.level")} extra={t("runs.levelHelp", { zone: text(zone.name) })}><Select options={["city", "zone", "park"].map((value) => ({ value, label: t(`totals.levels.${value}`) }))} /></Form.Item> },
          {
            key: "table", label: t("runs.fromTable"),
            children: (
              <>
                <p className="quiet">{t("runs.tableHelp")}</p>
                <TakeFile path="/api/evaluation/runs/template" input={{ zone: zone.id, system: chosen?.id, revision: chosen?.revision, lang: language, format: "xlsx" }} name="run.xlsx">{t("runs.template")}</TakeFile>
                <div className="gap-top"><Upload.Dragger accept=".xlsx,.csv" showUploadList={false} disabled={send.busy || !chosen} beforeUpload={(file) => { void send.submit(file); return false; }}>
                  <p className="ant-upload-drag-icon"><InboxOutlined /></p>
                  <p>{t("runs.drop")}</p>
                </Upload.Dragger></div>
              </>
            ),
          },
        ]}
      />
      <MethodForm system={system.data?.system} />
      {error && <Failure error={error} />}
      {(make.busy || send.busy) && <Waiting />}
      {by === "statistics" && <Button type="primary" htmlType="submit" loading={make.busy} disabled={!chosen}>{t("runs.start")}</Button>}
    </Form>
  );
}

export default function Runs() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const mayWrite = usePermission("evaluation.write");
  const [params, change] = usePageState();
  const columns: Column<RunHead>[] = [
    { key: "title", title: t("runs.run"), render: (r) => <><GoLink to={runPath(r.id)}>{r.title || `${text(r.system_title)} ${r.period}`}</GoLink>{r.invented && <> <Tag>{t("runs.invented")}</Tag></>}</> },
    { key: "system", title: t("system.title"), render: (r) => <>{text(r.system_title)} <span className="quiet">{t("report.revision", { number: r.system_revision })}</span></> },
    { key: "period", title: t("period.year"), render: (r) => r.period },
    { key: "source", title: t("runs.source"), render: (r) => t(`runs.sources.${r.source}`, r.source) },
    { key: "units", title: t("runs.units"), align: "right", render: (r) => formatNumber(r.units) },
    { key: "created_at", title: t("system.created"), render: (r) => formatTime(r.created_at) },
  ];
  return (
    <Page title={t("runs.title")} help={t("runs.help")} actions={mayWrite && <Button type="primary" onClick={() => change({ new: "1" })}>{t("runs.new")}</Button>}>
      <DataTable<RunHead, RunPage>
        id="runs"
        path="/api/evaluation/runs"
        columns={columns}
        rowKey={(r) => r.id}
        search={false}
        onOpen={(r) => go(runPath(r.id))}
        filters={[{ name: "period", label: t("period.year"), options: Array.from({ length: 8 }, (_, i) => String(lastYear(new Date()) + 1 - i)).map((value) => ({ value, label: value })) }]}
        empty={{ title: t("runs.empty"), hint: t("runs.emptyHint"), action: mayWrite && <Button type="primary" onClick={() => change({ new: "1" })}>{t("runs.new")}</Button> }}
      />
      <Drawer open={params.get("new") === "1"} onClose={() => change({ new: undefined, by: undefined })} size={620} title={t("runs.new")} destroyOnHidden>
        <NewRun onDone={(run) => go(runPath(run.head.id))} />
      </Drawer>
    </Page>
  );
}
