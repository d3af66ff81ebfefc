// One report: what an enterprise (or the zone itself) says for one period. The server checks while
// one types; a warning may be overridden with a reason; another person accepts. What is typed and
// not yet saved survives a reload of the page.
import { Alert, App, Button, Card, Input, Modal, Segmented, Space, Tag, Timeline, Tooltip } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatMoney, formatNumber, formatTime, missing } from "../shell/format";
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
import { periodName, shiftPoint } from "./periods";
import { statisticsPath } from "./paths";
import { groupOf, itemGroups, moneyUnits, type MoneyUnit } from "./report_groups";
import { StateTag } from "./state_tag";
import type { Report, ReportFinding, ReportValue } from "./types";

type Values = Record<string, string>;
const isMoney = (value: ReportValue) => value.unit === "元";
const findingKey = (finding: ReportFinding) => `${finding.rule}/${finding.item}`;

/** Values in the unit one types in, and the way back to what the server keeps. */
function typed(report: Report, unit: MoneyUnit): Values {
  return Object.fromEntries(report.values.map((v) => [v.item, v.value === null ? "" : isMoney(v) ? shiftPoint(v.value, -moneyUnits[unit]) : v.value]));
}
const sent = (report: Report, values: Values, unit: MoneyUnit) =>
  report.values.filter((v) => (values[v.item] ?? "").trim() !== "").map((v) => ({ item: v.item, value: values[v.item]!.trim(), unit: isMoney(v) ? unit : undefined }));

function keptValues(key: string): Values | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Values | null;
  } catch {
    return null;
  }
}

function Findings({ findings, reasons, onReason }: { findings: ReportFinding[]; reasons: Values; onReason?: (key: string, reason: string) => void }) {
  const t = useT();
  const text = useText();
  if (findings.length === 0) return <Alert type="success" showIcon title={t("report.noFindings")} />;
  return (
    <ul className="findings">
      {findings.map((finding) => (
        <li key={findingKey(finding)} className={`finding-${finding.severity}`}>
          <Tag color={finding.severity === "error" ? "red" : "orange"}>{t(`report.severity.${finding.severity}`)}</Tag>
          <a href={`#item-${finding.item}`}>{text(finding.text)}</a>
          {finding.reason && <p className="quiet">{t("report.reasonGiven", { reason: finding.reason, user: finding.reason_by_name ?? finding.reason_by ?? "", time: formatTime(finding.reason_at) })}</p>}
          {onReason && finding.severity === "warning" && (
            <Input className="finding-reason" value={reasons[findingKey(finding)] ?? ""} placeholder={t("report.reason")} aria-label={`${t("report.reason")}: ${text(finding.text)}`} onChange={(event) => onReason(findingKey(finding), event.target.value)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function History({ report }: { report: Report }) {
  const t = useT();
  const [, change] = usePageState();
  if (report.revisions.length === 0) return null;
  return (
    <Card size="small" title={t("report.revisions")} className="gap-top">
      <Timeline
        items={[...report.revisions].sort((a, b) => b.revision - a.revision).map((revision) => ({
          content: (
            <>
              <Button type="link" size="small" onClick={() => change({ revision: String(revision.revision) })}>{t("report.revision", { number: revision.revision })}</Button> <StateTag state={revision.state} />
              <div className="quiet">
                {t("report.savedBy", { time: formatTime(revision.saved_at), user: revision.saved_by_name ?? revision.saved_by, source: revision.source || missing })}
                {revision.submitted_at && <div>{t("report.submittedBy", { time: formatTime(revision.submitted_at), user: revision.submitted_by_name ?? revision.submitted_by ?? "" })}</div>}
                {revision.decided_at && <div>{t("report.decidedBy", { time: formatTime(revision.decided_at), user: revision.decided_by_name ?? revision.decided_by ?? "" })}</div>}
                {revision.decision_note && <div>{revision.decision_note}</div>}
              </div>
            </>
          ),
        }))}
      />
    </Card>
  );
}

function Form({ first, onChange }: { first: Report; onChange: (next: Report) => void }) {
  const t = useT();
  const text = useText();
  const { message } = App.useApp();
  const [params, change] = usePageState();
  const mayReport = usePermission("evaluation.report");
  const mayAccept = usePermission("evaluation.write");
  const input = { zone: first.zone_id, enterprise_id: first.enterprise_id, period: first.period };
  const unit: MoneyUnit = (params.get("unit") as MoneyUnit | null) ?? "万元";
  const keptKey = `gaoxin.report.${first.zone_id}.${first.enterprise_id}.${first.period}.${first.version}.${unit}`;
  const [values, setValues] = useState<Values>(() => keptValues(keptKey) ?? typed(first, unit));
  const [checked, setChecked] = useState<Report>(first);
  const [reasons, setReasons] = useState<Values>({});
  const [returning, setReturning] = useState<string>();
  const [checkError, setCheckError] = useState<ApiError>();
  const standing = useMemo(() => typed(first, unit), [first, unit]);
  const dirty = first.values.some((v) => (values[v.item] ?? "").trim() !== standing[v.item]);
  const old = params.get("revision") !== null && Number(params.get("revision")) !== first.revisions.reduce((m, r) => Math.max(m, r.revision), 0);
  const editable = mayReport && !first.closed && !old && first.state !== "submitted";

  useEffect(() => {
    if (dirty) sessionStorage.setItem(keptKey, JSON.stringify(values));
    else sessionStorage.removeItem(keptKey);
  }, [dirty, values, keptKey]);
  useEffect(() => {
    if (!dirty) {
      setCheckError(undefined);
      return setChecked(first);
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call<Report>("POST", "/api/evaluation/reports/{enterprise_id}/{period}/check", { ...input, values: sent(first, values, unit), version: first.version }, abort.signal).then(
        (answer) => { setChecked(answer); setCheckError(undefined); },
        (cause: unknown) => { if (abort.signal.aborted) return; if (!(cause instanceof ApiError)) throw cause; setCheckError(cause); },
      );
    }, 350);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [dirty, values, unit, first]);

  const save = async () => {
    const saved = await call<Report>("PUT", "/api/evaluation/reports/{enterprise_id}/{period}", { ...input, values: sent(first, values, unit), version: first.version });
    sessionStorage.removeItem(keptKey);
    return saved;
  };
  const step = useSubmit(async (run: () => Promise<Report>) => {
    onChange(await run());
    change({ revision: undefined });
  });
  const draft = () => step.submit(save).then((ok) => ok && message.success(t("report.saved")));
  const hand = () => step.submit(async () => {
    const saved = dirty || first.revision === 0 ? await save() : first;
    return call<Report>("POST", "/api/evaluation/reports/{enterprise_id}/{period}/submit", { ...input, version: saved.version, reasons: checked.findings.filter((f) => f.severity === "warning" && reasons[findingKey(f)]?.trim()).map((f) => ({ rule: f.rule, item: f.item, reason: reasons[findingKey(f)]!.trim() })) });
  }).then((ok) => ok && message.success(t("report.submitted")));
  const decide = (path: "accept" | "return", note?: string) => step.submit(() => call<Report>("POST", `/api/evaluation/reports/{enterprise_id}/{period}/${path}`, { ...input, version: first.version, note }));

  const errors = checked.findings.filter((f) => f.severity === "error").length;
  const findingsOf = new Map<string, ReportFinding[]>();
  for (const finding of checked.findings) findingsOf.set(finding.item, [...(findingsOf.get(finding.item) ?? []), finding]);
  const shown = (value: string | null, row: ReportValue) => {
    if (value === null) return missing;
    return isMoney(row) ? formatMoney(shiftPoint(value, -moneyUnits[unit])) : formatMoney(value);
  };
  const groups = itemGroups.map((group) => ({ group, rows: first.values.filter((v) => groupOf(v.unit) === group) })).filter((g) => g.rows.length > 0);
  return (
    <>
      <div className="table-tools">
        <StateTag state={first.state} />
        {first.revision > 0 && <span className="quiet">{t("report.revision", { number: first.revision })}</span>}
        {dirty && <Tag color="gold">{t("report.unsaved")}</Tag>}
        {first.closed && <Tag>{t("board.closed")}</Tag>}
        {old && <Button size="small" onClick={() => change({ revision: undefined })}>{t("report.newest")}</Button>}
        <span className="table-tools-right">
          <span className="quiet">{t("report.moneyIn")}</span>
          <Segmented size="small" value={unit} options={Object.keys(moneyUnits).map((value) => ({ value: value as MoneyUnit, label: t(`report.units.${value}`) }))} onChange={(next) => { setValues(Object.fromEntries(first.values.map((v) => [v.item, isMoney(v) ? shiftPoint(values[v.item] ?? "", moneyUnits[unit] - moneyUnits[next]) : values[v.item] ?? ""]))); change({ unit: next === "万元" ? undefined : next }); }} />
        </span>
      </div>
      <div className="report-layout">
        <form
          className="card-box"
          onSubmit={(event) => { event.preventDefault(); if (editable) void draft(); }}
          onKeyDown={(event) => { if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); if (editable) void draft(); } }}
        >
          <table className="report-form">
            <thead><tr><th scope="col">{t("report.item")}</th><th scope="col">{t("report.value")}</th><th scope="col">{t("report.before")}</th><th scope="col">{t("report.yearBefore")}</th></tr></thead>
            {groups.map(({ group, rows }) => (
              <tbody key={group}>
                <tr className="report-group"><th colSpan={4} scope="colgroup">{t(`report.groups.${group}`)}</th></tr>
                {rows.map((row) => {
                  const mine = findingsOf.get(row.item) ?? [];
                  const worst = mine.some((f) => f.severity === "error") ? "error" : mine.length > 0 ? "warning" : undefined;
                  return (
                    <tr key={row.item} id={`item-${row.item}`}>
                      <th scope="row">{text(row.title)} <span className="quiet">{isMoney(row) ? t(`report.units.${unit}`) : row.unit}</span></th>
                      <td>
                        {editable ? (
                          <Input
                            inputMode="decimal"
                            value={values[row.item] ?? ""}
                            status={worst}
                            placeholder={t("report.unknown")}
                            aria-label={text(row.title)}
                            aria-invalid={worst === "error"}
                            onChange={(event) => setValues((now) => ({ ...now, [row.item]: event.target.value }))}
                          />
                        ) : <Tooltip title={row.value === null ? t("report.unknownHelp") : undefined}><span className="number">{shown(row.value, row)}</span></Tooltip>}
                        {mine.map((finding) => <div key={finding.rule} className={`item-finding finding-${finding.severity}`}>{text(finding.text)}</div>)}
                      </td>
                      <td className="number quiet">{shown(row.before, row)}</td>
                      <td className="number quiet">{shown(row.year_before, row)}</td>
                    </tr>
                  );
                })}
              </tbody>
            ))}
          </table>
        </form>
        <aside>
          <Card size="small" title={t("report.checks", { errors, warnings: checked.findings.length - errors })}>
            {checkError && <Failure error={checkError} />}
            <Findings findings={checked.findings} reasons={reasons} onReason={editable ? (key, reason) => setReasons((now) => ({ ...now, [key]: reason })) : undefined} />
            {step.error && <Failure error={step.error} />}
            <Space wrap className="gap-top">
              {editable && <Button onClick={() => void draft()} loading={step.busy} disabled={!dirty && first.revision > 0}>{t("report.save")}</Button>}
              {editable && (first.state !== "accepted" || dirty) && <Tooltip title={errors > 0 ? t("report.errorsFirst") : undefined}><Button type="primary" loading={step.busy} disabled={errors > 0} onClick={() => void hand()}>{t("report.submit")}</Button></Tooltip>}
              {mayAccept && first.state === "submitted" && !old && <Button type="primary" loading={step.busy} onClick={() => void decide("accept")}>{t("report.accept")}</Button>}
              {mayAccept && first.state === "submitted" && !old && <Button loading={step.busy} onClick={() => setReturning("")}>{t("report.return")}</Button>}
            </Space>
            {first.state === "accepted" && editable && <p className="quiet">{t("report.correct")}</p>}
            {first.state === "submitted" && <p className="quiet">{t("report.waits")}</p>}
          </Card>
          <History report={first} />
        </aside>
      </div>
      <Modal open={returning !== undefined} title={t("report.return")} okText={t("report.return")} okButtonProps={{ disabled: !returning?.trim(), loading: step.busy }} onCancel={() => setReturning(undefined)} onOk={() => void decide("return", returning).then((ok) => ok && setReturning(undefined))}>
        {step.error && <Failure error={step.error} />}
        <Input.TextArea rows={4} value={returning} placeholder={t("report.returnWhy")} aria-label={t("report.returnWhy")} onChange={(event) => setReturning(event.target.value)} />
      </Modal>
    </>
  );
}

export default function ReportPage() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { period = "", enterprise = "0" } = useParams();
  const [params] = usePageState();
  const revision = Number(params.get("revision")) || undefined;
  const read = useGet<Report>("/api/evaluation/reports/{enterprise_id}/{period}", { zone: zone.id, enterprise_id: Number(enterprise), period, revision });
  const [own, setOwn] = useState<Report>();
  useEffect(() => setOwn(undefined), [zone.id, enterprise, period, revision]);
  const report = own ?? read.data;
  const name = report ? (report.enterprise_id === 0 ? text(report.zone_name) : report.enterprise_name) : "";
  return (
    <Page
      title={name ? `${name} · ${periodName(period, language)}` : t("report.title")}
      help={t("report.help")}
      actions={report && report.enterprise_id > 0 && <GoLink to={`/registry/enterprises/${report.enterprise_id}`}>{t("report.toEnterprise")}</GoLink>}
    >
      <p><GoLink to={statisticsPath}>{t("report.back")}</GoLink></p>
      {read.error ? <Failure error={read.error} onRetry={read.reload} /> : !report ? <Loading /> : (
        <Form key={`${report.enterprise_id}.${report.period}.${report.revision}.${report.version}.${report.state}`} first={report} onChange={setOwn} />
      )}
      {report && <p className="quiet">{t("report.definitions", { version: formatNumber(report.item_version) })}</p>}
    </Page>
  );
}
