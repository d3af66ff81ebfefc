// Reports by spreadsheet: take the template, fill it, look at what would happen, then save drafts.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Radio, Space, Statistic, Steps, Table, Upload } from "antd";
import { useState } from "react";

import { upload } from "../api/client";
import { missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { usePermission } from "../shell/session";
import { Failure } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { PeriodSelect } from "./period_select";
import { lastYear, periodName } from "./periods";
import { TakeFile } from "./take_file";
import type { UploadAnswer } from "./types";

type Mode = "all_or_nothing" | "keep_good";
interface Cell {
  row: number;
  column: number;
  header: string;
  value: string;
  message: { zh: string; en: string };
  severity: "error" | "warning";
}

function Cells({ answer }: { answer: UploadAnswer }) {
  const t = useT();
  const text = useText();
  const cells: Cell[] = [
    ...answer.bad_cells.map((cell) => ({ ...cell, severity: "error" as const })),
    ...answer.warnings.map((cell) => ({ ...cell, severity: "warning" as const })),
  ];
  if (cells.length === 0) return null;
  return (
    <Table<Cell>
      size="small"
      rowKey={(c) => `${c.severity}.${c.row}.${c.column}.${c.message.en}`}
      dataSource={cells}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "severity", title: t("upload.kind"), filters: (["error", "warning"] as const).map((value) => ({ value, text: t(`report.severity.${value}`) })), onFilter: (value, c) => c.severity === value, render: (_, c) => <span className={`finding-${c.severity}`}>{t(`report.severity.${c.severity}`)}</span> },
        { key: "row", title: t("upload.row"), align: "right", sorter: (a, b) => a.row - b.row, render: (_, c) => c.row },
        { key: "column", title: t("upload.column"), render: (_, c) => (c.column === 0 ? t("upload.wholeRow") : c.header || c.column) },
        { key: "value", title: t("upload.value"), render: (_, c) => <code className="cell-value">{c.value.slice(0, 120) || missing}</code> },
        { key: "message", title: t("upload.reason"), render: (_, c) => <span className="long-text">{text(c.message)}</span> },
      ]}
    />
  );
}

export function UploadTab() {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const mayReport = usePermission("evaluation.report");
  const [params, change] = usePageState();
  const period = params.get("period") ?? String(lastYear(new Date()));
  const [file, setFile] = useState<File>();
  const [mode, setMode] = useState<Mode>("all_or_nothing");
  const [answer, setAnswer] = useState<UploadAnswer>();
  const send = useSubmit(async ({ chosen, preview }: { chosen: File; preview: boolean }) => setAnswer(await upload<UploadAnswer>("/api/evaluation/reports/upload", chosen, { zone: zone.id, period, mode, preview })));
  const start = (next?: File) => {
    setAnswer(undefined);
    setFile(next);
    if (next) void send.submit({ chosen: next, preview: true });
  };
  return (
    <Card>
      <Steps size="small" className="gap" current={!file ? 0 : answer?.committed ? 3 : 1} items={["template", "check", "save"].map((key) => ({ title: t(`upload.steps.${key}`) }))} />
      <Space wrap className="gap">
        <PeriodSelect value={period} onChange={(next) => { change({ period: next }); start(); }} />
        <TakeFile path="/api/evaluation/reports/template" input={{ zone: zone.id, period, lang: language }} name={`reports-${period}.xlsx`}>{t("upload.template", { period: periodName(period, language) })}</TakeFile>
      </Space>
      <p className="quiet">{t("upload.help")}</p>
      {mayReport && (
        <Upload.Dragger accept=".xlsx,.csv" showUploadList={false} disabled={send.busy} beforeUpload={(next) => { start(next); return false; }}>
          <p className="ant-upload-drag-icon"><InboxOutlined /></p>
          <p>{send.busy ? t("upload.sending") : file ? t("upload.another", { name: file.name }) : t("upload.drop")}</p>
        </Upload.Dragger>
      )}
      {send.error && <Failure error={send.error} />}
      {answer && file && (
        <div className="gap-top">
          <Alert className="gap" showIcon type={answer.committed ? "success" : answer.bad > 0 ? "warning" : "info"} title={t(answer.committed ? "upload.committed" : answer.bad > 0 ? "upload.previewBad" : "upload.preview")} />
          <div className="statistics">{(["rows", "created", "changed", "unchanged", "bad"] as const).map((key) => <Statistic key={key} title={t(`upload.counts.${key}`)} value={answer[key]} />)}</div>
          {!answer.committed && (
            <Space wrap className="gap">
              {answer.bad > 0 && <Radio.Group value={mode} onChange={(event) => setMode(event.target.value as Mode)} options={(["all_or_nothing", "keep_good"] as const).map((value) => ({ value, label: t(`upload.modes.${value}`) }))} />}
              <Button type="primary" loading={send.busy} disabled={answer.bad > 0 && mode === "all_or_nothing"} onClick={() => void send.submit({ chosen: file, preview: false })}>{t("upload.save", { count: answer.created + answer.changed })}</Button>
            </Space>
          )}
          {answer.committed && <p><Button onClick={() => change({ tab: undefined, period: undefined })}>{t("upload.toBoard")}</Button></p>}
          <Cells answer={answer} />
        </div>
      )}
    </Card>
  );
}
