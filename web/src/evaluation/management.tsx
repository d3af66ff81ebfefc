// Dynamic management: what follows from the yearly results by the rules of a scheme, how sure that
// is, the cases made of it, and the results and rules themselves.
import { App, Button, Card, Drawer, Input, InputNumber, Modal, Select, Space, Table, Tabs, Tag, Tooltip, Upload } from "antd";
import { useMemo, useState } from "react";

import { call, upload } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatNumber, formatShare, formatTime, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { Bump } from "./charts";
import "./evaluation.css";
import { HeatGrid } from "./heat_grid";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { casePath, runPath } from "./paths";
import { YearSelect } from "./period_select";
import { lastYear } from "./periods";
import { rankHistory } from "./rank_history";
import type { CaseState, ImportedResults, ManagementCase, ManagementDeduction, ManagementRule, ManagementScheme, YearResultRow, ZoneVerdict } from "./types";
import { ActionTag, EvidenceTag, RuleSource, SafetyTag, Verdict } from "./verdict_view";

export const caseColors: Record<CaseState, string> = { proposed: "blue", approved: "orange", appealed: "purple", done: "green", failed: "red", rejected: "default", cancelled: "default" };

function Verdicts({ scheme, year }: { scheme: ManagementScheme; year: number }) {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const { message } = App.useApp();
  const mayPropose = usePermission("evaluation.write");
  const [params, change] = usePageState();
  const threshold = Number(params.get("threshold")) || 0.8;
  const [version, setVersion] = useState(0);
  const [note, setNote] = useState("");
  const { data, error, reload } = useGet<{ items: ZoneVerdict[] }>("/api/evaluation/management/verdicts", { zone: zone.id, scheme: scheme.id, year, threshold }, version);
  const key = (v: ZoneVerdict) => `${v.zone_id}.${v.rule.id}`;
  const open = data?.items.find((v) => key(v) === params.get("open"));
  const propose = useSubmit(async (verdict: ZoneVerdict) => {
    const made = await call<ManagementCase>("POST", "/api/evaluation/management/cases", { zone: zone.id, zone_id: verdict.zone_id, scheme: verdict.scheme, rule: verdict.rule.id, year: verdict.year, threshold, note });
    message.success(t("management.proposed"));
    setVersion(version + 1);
    go(casePath(made.id));
  });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <Space className="gap" wrap>
        <Tooltip title={t("management.thresholdHelp")}><span className="quiet has-help">{t("management.thresholdLabel")}</span></Tooltip>
        <InputNumber min={0.5} max={0.999} step={0.05} value={threshold} aria-label={t("management.thresholdLabel")} onChange={(next) => change({ threshold: next && next !== 0.8 ? String(next) : undefined })} />
      </Space>
      <Table<ZoneVerdict>
        size="small"
        rowKey={key}
        dataSource={data.items}
        pagination={data.items.length > 50 ? { pageSize: 50 } : false}
        scroll={{ x: "max-content" }}
        rowClassName="row-open"
        onRow={(row) => ({ onClick: () => change({ open: key(row) }) })}
        locale={{ emptyText: <Nothing title={t("management.noVerdicts")} hint={t("management.noVerdictsHint")} /> }}
        columns={[
          { key: "zone", title: t("board.zone"), render: (_, v) => <a role="button" tabIndex={0} onKeyDown={(event) => event.key === "Enter" && change({ open: key(v) })}>{text(v.zone_name)}</a> },
          { key: "action", title: t("management.action"), filters: Object.keys({ publicise: 1, interview: 1, notify: 1, rectify: 1, withdraw: 1 }).map((value) => ({ value, text: t(`management.actions.${value}`) })), onFilter: (value, v) => v.rule.action === value, render: (_, v) => <ActionTag action={v.rule.action} /> },
          { key: "rule", title: t("management.rule"), render: (_, v) => <span className="long-text">{text(v.rule.text)}</span> },
          { key: "years", title: t("management.yearsSeen"), render: (_, v) => <Space size={4}>{v.years.map((y) => <Tooltip key={y.year} title={y.result_id === null ? t("management.noResult") : `${formatNumber(y.rank)} / ${formatNumber(y.peers)} · ${formatShare(y.probability)}`}><Tag color={y.hit ? "red" : undefined} variant={y.result_id === null ? "outlined" : undefined}>{y.year}</Tag></Tooltip>)}</Space> },
          { key: "safe", title: t("management.certainty"), sorter: (a, b) => (a.probability ?? -1) - (b.probability ?? -1), render: (_, v) => <><SafetyTag verdict={v} /> <span className="number">{formatShare(v.probability)}</span></> },
          { key: "case", title: t("management.case"), render: (_, v) => (v.case_id ? <GoLink to={casePath(v.case_id)}>{t("management.caseNumber", { id: v.case_id })}</GoLink> : missing) },
        ]}
      />
      <Drawer open={open !== undefined} onClose={() => { change({ open: undefined }); setNote(""); }} size={640} title={open && text(open.zone_name)}>
        {open && (
          <>
            <Verdict verdict={open} />
            {open.case_id ? <p className="gap-top"><GoLink to={casePath(open.case_id)}>{t("management.caseNumber", { id: open.case_id })}</GoLink></p> : open.met && mayPropose && (
              <div className="gap-top">
                <Input.TextArea rows={3} value={note} placeholder={t(open.safe ? "management.noteOptional" : "management.noteNeeded")} aria-label={t("management.note")} onChange={(event) => setNote(event.target.value)} />
                {propose.error && <Failure error={propose.error} />}
                <Button className="gap-top" type="primary" danger={!open.safe} loading={propose.busy} disabled={!open.safe && note.trim() === ""} onClick={() => void propose.submit(open)}>{t("management.propose")}</Button>
              </div>
            )}
          </>
        )}
      </Drawer>
    </>
  );
}

function Cases({ scheme }: { scheme: ManagementScheme }) {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const state = params.get("state") ?? undefined;
  const { data, error, reload } = useGet<{ items: ManagementCase[] }>("/api/evaluation/management/cases", { zone: zone.id, scheme: scheme.id, state });
  return (
    <>
      <Select className="table-filter gap" allowClear value={state} placeholder={t("board.state")} aria-label={t("board.state")} onChange={(next) => change({ state: next })} options={Object.keys(caseColors).map((value) => ({ value, label: t(`management.states.${value}`) }))} />
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : (
        <Table<ManagementCase>
          size="small"
          rowKey="id"
          dataSource={data.items}
          pagination={data.items.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: "max-content" }}
          rowClassName="row-open"
          onRow={(row) => ({ onClick: () => go(casePath(row.id)) })}
          locale={{ emptyText: <Nothing title={t("management.noCases")} hint={t("management.noCasesHint")} /> }}
          columns={[
            { key: "id", title: t("management.case"), render: (_, c) => <GoLink to={casePath(c.id)}>{t("management.caseNumber", { id: c.id })}</GoLink> },
            { key: "zone", title: t("board.zone"), render: (_, c) => text(c.zone_name) },
            { key: "action", title: t("management.action"), render: (_, c) => <ActionTag action={c.action} /> },
            { key: "state", title: t("board.state"), render: (_, c) => <Tag color={caseColors[c.state]}>{t(`management.states.${c.state}`)}</Tag> },
            { key: "safe", title: t("management.certainty"), render: (_, c) => <SafetyTag verdict={c.verdict} /> },
            { key: "due", title: t("management.due"), render: (_, c) => (c.due_on ? <span className={c.overdue ? "weak-number" : undefined}>{formatDate(c.due_on)}{c.overdue && ` ${t("management.overdue")}`}</span> : missing) },
            { key: "proposed", title: t("management.proposedAt"), render: (_, c) => formatTime(c.proposed_at) },
          ]}
        />
      )}
    </>
  );
}

function Results({ scheme }: { scheme: ManagementScheme }) {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const mayWrite = usePermission("evaluation.write");
  const { message } = App.useApp();
  const [version, setVersion] = useState(0);
  const [answer, setAnswer] = useState<ImportedResults>();
  const [params, change] = usePageState();
  const { data, error, reload } = useGet<{ items: YearResultRow[] }>("/api/evaluation/management/results", { zone: zone.id, scheme: scheme.id }, version);
  const history = useMemo(() => rankHistory(data?.items ?? [], (name) => pick(name, language)), [data, language]);
  const send = useSubmit(async (file: File) => {
    const done = await upload<ImportedResults>("/api/evaluation/management/results/import", file, { zone: zone.id, scheme: scheme.id });
    setAnswer(done);
    if (done.committed) message.success(t("management.recorded", { count: done.recorded }));
    setVersion(version + 1);
  });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      {mayWrite && (
        <Space className="gap" wrap>
          <Upload accept=".xlsx,.csv" showUploadList={false} beforeUpload={(file) => { void send.submit(file); return false; }}><Button loading={send.busy}>{t("management.importResults")}</Button></Upload>
          <span className="quiet">{t("management.importHelp")}</span>
        </Space>
      )}
      {send.error && <Failure error={send.error} />}
      {answer && answer.bad_cells.length > 0 && <ul className="plain">{answer.bad_cells.map((cell, i) => <li key={i} className="finding-error">{t("upload.row")} {cell.row} · {cell.header}: {pick(cell.message, language)}</li>)}</ul>}
      {history.zones.length === 0 ? <Nothing title={t("management.noResults")} hint={t("management.noResultsHint")} /> : (
        <div className="halves">
          <Card size="small" title={t("management.bump")}>
            <Bump
              years={history.years.map(String)}
              series={history.zones.map((z) => ({ name: z.name, ranks: z.rows.map((r) => r?.rank ?? null) }))}
              changes={history.changes.map(String)}
              changeName={t("management.methodChanged")}
              chosen={params.get("chosen") ?? undefined}
              label={t("management.bumpLabel")}
            />
            {history.changes.length > 0 && <p className="quiet">{t("management.methodChangedHelp", { years: history.changes.join(language === "zh" ? "、" : ", ") })}</p>}
          </Card>
          <HeatGrid
            label={t("management.ranksByYear")}
            corner={t("board.zone")}
            columns={history.years.map((year) => ({ key: String(year), title: year, help: history.methods.get(year) }))}
            rows={history.zones.map((z) => ({
              key: String(z.id),
              title: <a role="button" tabIndex={0} onClick={() => change({ chosen: z.name })} onKeyDown={(event) => event.key === "Enter" && change({ chosen: z.name })}>{z.name}</a>,
              cells: z.rows.map((r) => ({ value: r ? -r.rank : null, text: r ? String(r.rank) : "", help: r ? [r.method, r.score !== null && `${t("management.score")} ${formatNumber(r.score)}`, r.rank_low5 !== null && `5–95 %: ${r.rank_low5}–${r.rank_high95}`, r.deduction > 0 && t("management.deducted", { points: r.deduction }), r.source].filter(Boolean).join(" · ") : t("management.noResult") })),
            }))}
            low={-history.worst}
            high={-1}
          />
        </div>
      )}
      {data.items.some((r) => r.run_id !== null) && <p className="quiet">{[...new Set(data.items.map((r) => r.run_id).filter((id): id is number => id !== null))].map((id) => <span key={id}><GoLink to={runPath(id)}>{t("management.fromRun", { id })}</GoLink> </span>)}</p>}
    </>
  );
}

function Rules({ scheme, schemes, onDone }: { scheme: ManagementScheme; schemes: ManagementScheme[]; onDone: () => void }) {
  const t = useT();
  const text = useText();
  const { zone, zones } = useZones();
  const { message } = App.useApp();
  const mayWrite = usePermission("evaluation.write");
  const [deducting, setDeducting] = useState<ManagementDeduction>();
  const [year, setYear] = useState(lastYear(new Date()));
  const [source, setSource] = useState("");
  const [times, setTimes] = useState(1);
  const bring = useSubmit(async (file: File) => { await upload("/api/evaluation/management/schemes", file, { zone: zone.id }); onDone(); message.success(t("management.schemeImported")); });
  const deduct = useSubmit(async () => {
    await call("POST", "/api/evaluation/management/deductions", { zone: zone.id, scheme: scheme.id, year, kind: deducting!.kind, times, source });
    setDeducting(undefined);
    message.success(t("shell:form.saved"));
  });
  return (
    <>
      <Space wrap className="gap">
        <span className="quiet">{[scheme.issuer, scheme.document].filter(Boolean).join(" · ")} · {scheme.from_year}–{scheme.to_year ?? "…"} · {t("items.version", { version: scheme.version })}</span>
        {mayWrite && zone.id === zones[0]?.id && <Upload accept=".json" showUploadList={false} beforeUpload={(file) => { void bring.submit(file); return false; }}><Button size="small" loading={bring.busy}>{t("management.importScheme")}</Button></Upload>}
        <span className="quiet">{t("management.schemeCount", { count: schemes.length })}</span>
      </Space>
      {bring.error && <Failure error={bring.error} />}
      <Table<ManagementRule>
        size="small" rowKey="id" dataSource={scheme.rules} pagination={false} scroll={{ x: "max-content" }} className="gap"
        columns={[
          { key: "text", title: t("management.rule"), render: (_, r) => <span className="long-text">{text(r.text)}</span> },
          { key: "action", title: t("management.action"), render: (_, r) => <ActionTag action={r.action} /> },
          { key: "window", title: t("management.window"), render: (_, r) => t(r.consecutive ? "management.windowConsecutive" : "management.windowTimes", { times: r.times, years: r.window_years }) },
          { key: "deadline", title: t("management.deadline"), render: (_, r) => (r.deadline_days === null ? missing : t("management.days", { count: r.deadline_days })) },
          { key: "source", title: t("context.source"), render: (_, r) => <RuleSource rule={r} /> },
        ]}
      />
      <h3>{t("management.deductions")}</h3>
      <Table<ManagementDeduction>
        size="small" rowKey="kind" dataSource={scheme.deductions} pagination={false} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("management.noDeductions")} /> }}
        columns={[
          { key: "text", title: t("management.deduction"), render: (_, d) => text(d.text) },
          { key: "points", title: t("management.points"), align: "right", render: (_, d) => formatNumber(d.points) },
          { key: "source", title: t("context.source"), render: (_, d) => <><span className="quiet">{d.source}</span> <EvidenceTag evidence={d.evidence} /></> },
          { key: "do", title: "", render: (_, d) => mayWrite && <Button size="small" onClick={() => setDeducting(d)}>{t("management.deduct")}</Button> },
        ]}
      />
      <Modal open={deducting !== undefined} title={deducting && text(deducting.text)} okText={t("shell:form.save")} okButtonProps={{ loading: deduct.busy, disabled: source.trim() === "" }} onCancel={() => setDeducting(undefined)} onOk={() => void deduct.submit(undefined)}>
        <p>{t("management.deductHelp", { zone: text(zone.name) })}</p>
        {deduct.error && <Failure error={deduct.error} />}
        <Space wrap className="gap"><YearSelect value={year} onChange={setYear} /><InputNumber value={times} onChange={(n) => setTimes(n ?? 1)} prefix={<span className="quiet">{t("management.times")}</span>} aria-label={t("management.times")} /></Space>
        <Input value={source} placeholder={t("context.source")} aria-label={t("context.source")} onChange={(event) => setSource(event.target.value)} />
      </Modal>
    </>
  );
}

export default function Management() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const [version, setVersion] = useState(0);
  const { data, error, reload } = useGet<{ items: ManagementScheme[] }>("/api/evaluation/management/schemes", {}, version);
  const scheme = data?.items.find((s) => s.id === params.get("scheme")) ?? data?.items.find((s) => s.to_year === null) ?? data?.items[0];
  const results = useGet<{ items: YearResultRow[] }>(scheme ? "/api/evaluation/management/results" : null, { zone: zone.id, scheme: scheme?.id });
  const year = Number(params.get("year")) || (results.data ? (results.data.items[0]?.year ?? lastYear(new Date())) : undefined);
  return (
    <Page title={t("management.title")} help={t("management.help")}>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading /> : !scheme ? <Nothing title={t("management.noSchemes")} hint={t("management.noSchemesHint")} /> : results.error ? <Failure error={results.error} onRetry={results.reload} /> : year === undefined ? <Loading /> : (
        <>
          <Space wrap className="gap">
            <Select className="scheme-select" value={scheme.id} aria-label={t("management.scheme")} onChange={(next) => change({ scheme: next, open: undefined, year: undefined })} options={data.items.map((s) => ({ value: s.id, label: text(s.title) }))} />
            <YearSelect value={year} onChange={(next) => change({ year: String(next), open: undefined })} />
          </Space>
          <Tabs
            activeKey={params.get("tab") ?? "verdicts"}
            destroyOnHidden
            onChange={(tab) => change({ tab: tab === "verdicts" ? undefined : tab, open: undefined, state: undefined, chosen: undefined })}
            items={[
              { key: "verdicts", label: t("management.verdicts"), children: <Verdicts scheme={scheme} year={year} /> },
              { key: "cases", label: t("management.cases"), children: <Cases scheme={scheme} /> },
              { key: "results", label: t("management.results"), children: <Results scheme={scheme} /> },
              { key: "rules", label: t("management.rules"), children: <Rules scheme={scheme} schemes={data.items} onDone={() => setVersion(version + 1)} /> },
            ]}
          />
        </>
      )}
    </Page>
  );
}
