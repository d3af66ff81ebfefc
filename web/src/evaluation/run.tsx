// One run: its ranking, its heat table, one zone, its uncertainty, what other weights would do, and
// how it compares with another run.
import { Alert, App, Button, Card, Checkbox, Descriptions, Modal, Select, Space, Table, Tabs, Tag } from "antd";
import { useCallback, useState } from "react";
import { useParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatTime, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import "./evaluation.css";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { systemPath } from "./paths";
import { CompareTab } from "./run_compare";
import { Heat } from "./run_heat";
import { Ranking } from "./run_ranking";
import { UncertaintyTab } from "./run_uncertainty";
import { CellDrawer, Unit } from "./run_unit";
import { WhatIfTab } from "./run_what_if";
import { MethodList } from "./system";
import { TakeFile } from "./take_file";
import type { ManagementScheme, Run, RunProof } from "./types";

function Actions({ run }: { run: Run }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { message, modal } = App.useApp();
  const mayWrite = usePermission("evaluation.write");
  const [recording, setRecording] = useState(false);
  const [scheme, setScheme] = useState<string>();
  const [official, setOfficial] = useState(false);
  const schemes = useGet<{ items: ManagementScheme[] }>(recording ? "/api/evaluation/management/schemes" : null);
  const chosen = scheme ?? schemes.data?.items[0]?.id;
  const verify = useSubmit(async () => {
    const proof = await call<RunProof>("GET", "/api/evaluation/runs/{id}/verify", { zone: zone.id, id: run.head.id });
    const same = proof.same_input && proof.same_result;
    (same ? modal.success : modal.error)({ title: t(same ? "run.proofSame" : "run.proofOther"), content: <code>{proof.result_sha256}</code> });
  });
  const record = useSubmit(async () => {
    const done = await call<{ recorded: number; unchanged: number }>("POST", "/api/evaluation/runs/{id}/record", { zone: zone.id, id: run.head.id, scheme: chosen, official });
    setRecording(false);
    message.success(t("run.recorded", { recorded: done.recorded, unchanged: done.unchanged }));
  });
  return (
    <>
      <TakeFile path="/api/evaluation/runs/{id}/export" input={{ zone: zone.id, id: run.head.id, format: "xlsx", lang: language }} name={`run-${run.head.id}.xlsx`}>Excel</TakeFile>
      <Button loading={verify.busy} onClick={() => void verify.submit(undefined)}>{t("run.verify")}</Button>
      {mayWrite && <Button onClick={() => setRecording(true)}>{t("run.record")}</Button>}
      {verify.error && <Failure error={verify.error} />}
      <Modal open={recording} title={t("run.record")} okText={t("run.record")} okButtonProps={{ loading: record.busy, disabled: !chosen }} onCancel={() => setRecording(false)} onOk={() => void record.submit(undefined)}>
        <p className="quiet">{t("run.recordHelp")}</p>
        {record.error && <Failure error={record.error} />}
        <Space direction="vertical" className="full">
          <Select className="full" value={chosen} loading={!schemes.data} aria-label={t("management.scheme")} onChange={setScheme} options={(schemes.data?.items ?? []).map((s) => ({ value: s.id, label: text(s.title) }))} />
          <Checkbox checked={official} onChange={(event) => setOfficial(event.target.checked)}>{t("run.official")}</Checkbox>
        </Space>
      </Modal>
    </>
  );
}

function About({ run }: { run: Run }) {
  const t = useT();
  const text = useText();
  const { head, options, result } = run;
  return (
    <>
      <Card size="small" className="gap" title={t("run.about")}>
        <Descriptions size="small" column={{ xs: 1, lg: 2 }} items={[
          { key: "system", label: t("system.title"), children: <GoLink to={`${systemPath(head.system)}?revision=${head.system_revision}`}>{text(head.system_title)} · {t("report.revision", { number: head.system_revision })}</GoLink> },
          { key: "source", label: t("runs.source"), children: t(`runs.sources.${head.source}`, head.source) },
          { key: "units", label: t("runs.units"), children: formatNumber(head.units) },
          { key: "made", label: t("system.created"), children: t("run.madeBy", { user: head.created_by_name ?? missing, time: formatTime(head.created_at) }) },
          { key: "replications", label: t("runs.replications"), children: `${formatNumber(result.replications)}${result.failed_replications > 0 ? ` (${t("uncertainty.failed", { count: result.failed_replications })})` : ""}` },
          { key: "weights", label: t("run.ownWeights"), children: formatNumber(Object.keys(options.weights ?? {}).length) },
          { key: "input", label: t("run.inputDigest"), children: <code>{head.input_sha256.slice(0, 16)}</code> },
          { key: "result", label: t("run.resultDigest"), children: <code>{head.result_sha256.slice(0, 16)}</code> },
        ]} />
        <h4>{t("system.methodSteps")}</h4>
        <MethodList method={options.method} />
      </Card>
      {result.notices.length > 0 && (
        <Card size="small" title={t("run.notices", { count: result.notices.length })}>
          <Table size="small" rowKey={(n) => `${n.key}.${n.element}.${n.unit}`} dataSource={result.notices} pagination={{ pageSize: 20, hideOnSinglePage: true }} columns={[{ key: "text", title: t("run.notice"), render: (_, n) => text(n.text) }, { key: "element", title: t("system.indicator"), render: (_, n) => n.element }, { key: "unit", title: t("board.zone"), render: (_, n) => n.unit }]} />
        </Card>
      )}
    </>
  );
}

function Lists({ run }: { run: Run }) {
  const text = useText();
  const t = useT();
  const names = new Map(run.result.rows.map((r) => [r.code, r.name]));
  return (
    <div className="halves">
      {run.result.lists.map((list) => (
        <Card key={list.id} size="small" title={text(list.title)}>
          <Table size="small" rowKey="code" dataSource={list.rows} pagination={false} columns={[{ key: "rank", title: t("totals.rank"), align: "right", render: (_, r) => r.rank }, { key: "name", title: t("board.zone"), render: (_, r) => text(names.get(r.code)) || r.code }, { key: "value", title: t("totals.value"), align: "right", render: (_, r) => `${formatNumber(r.value)} ${list.unit}` }]} />
        </Card>
      ))}
    </div>
  );
}

export default function RunPage() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { id = "" } = useParams();
  const [params, change] = usePageState();
  const { data, error, reload } = useGet<Run>("/api/evaluation/runs/{id}", { zone: zone.id, id: Number(id) });
  const openUnit = useCallback((unit: string) => change({ tab: "unit", unit }), [change]);
  const openCell = useCallback((unit: string, indicator: string) => change({ cell_unit: unit, cell: indicator }), [change]);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const { head, result } = data;
  return (
    <Page title={head.title || `${text(head.system_title)} ${head.period}`} help={<>{text(head.system_title)} · {head.period} · {t("run.help")} {head.invented && <Tag>{t("runs.invented")}</Tag>}</>} actions={<Actions run={data} />}>
      {result.assumptions.length > 0 && <Alert className="gap" type="warning" showIcon title={t("run.assumptions")} description={<ul className="plain">{result.assumptions.map((a) => <li key={a.id}>{text(a.text)}</li>)}</ul>} />}
      <Tabs
        activeKey={params.get("tab") ?? "ranking"}
        destroyOnHidden
        onChange={(tab) => change({ tab: tab === "ranking" ? undefined : tab, show: undefined, measure: undefined, with: undefined })}
        items={[
          { key: "ranking", label: t("run.ranking"), children: <Ranking run={data} onOpen={openUnit} /> },
          { key: "heat", label: t("run.heatTab"), children: <Heat run={data} onOpen={openCell} /> },
          { key: "unit", label: t("run.unitTab"), children: <Unit run={data} onOpenCell={openCell} /> },
          { key: "uncertainty", label: t("run.uncertaintyTab"), children: <UncertaintyTab run={data} /> },
          { key: "what-if", label: t("run.whatIfTab"), children: <WhatIfTab key={head.id} run={data} /> },
          { key: "compare", label: t("run.compareTab"), children: <CompareTab run={data} /> },
          ...(result.lists.length > 0 ? [{ key: "lists", label: t("system.lists"), children: <Lists run={data} /> }] : []),
          { key: "about", label: t("run.about"), children: <About run={data} /> },
        ]}
      />
      <CellDrawer run={data} />
    </Page>
  );
}
