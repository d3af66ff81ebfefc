// Who has reported: enterprises against the periods of a year, what is due, and whom to remind.
import { App, Button, Input, Popconfirm, Progress, Select, Space, Table, Tag, Tooltip } from "antd";
import { useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { type Column, DataTable } from "../shell/data_table";
import { formatDate, formatNumber, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { KindSelect, YearSelect } from "./period_select";
import { lastYear, type PeriodKind, periodName, periodsOf, shortPeriod } from "./periods";
import { reportPath } from "./paths";
import { StateTag } from "./state_tag";
import type { BatchAnswer, BoardPage, BoardPeriod, BoardRow, MissingPage, MissingRow, ReportState, StatPeriod } from "./types";

const states: (ReportState | "missing")[] = ["missing", "draft", "submitted", "returned", "accepted"];

/** What has come in for one period, its due date, and the steps for many reports at once. */
function PeriodPanel({ row, zoneId, onDone }: { row: BoardPeriod; zoneId: number; onDone: () => void }) {
  const t = useT();
  const language = useLanguage();
  const { message, modal } = App.useApp();
  const mayReport = usePermission("evaluation.report");
  const mayWrite = usePermission("evaluation.write");
  const [, change] = usePageState();
  const input = { zone: zoneId, period: row.period };
  const batch = useSubmit(async (step: "submit" | "accept") => {
    const answer = await call<BatchAnswer>("POST", `/api/evaluation/reports/${step}_all`, input);
    onDone();
    if (answer.left === 0) return void message.success(t("board.batchDone", { count: answer.done }));
    modal.info({
      title: t("board.batchLeft", { done: answer.done, left: answer.left }),
      content: <ul className="plain">{answer.left_why.map((why, i) => <li key={i}>{pick(why, language)}</li>)}</ul>,
      width: 640,
    });
  });
  const put = useSubmit(async (changes: { due_on?: string | null; closed?: boolean }) => {
    const { items } = await call<{ items: StatPeriod[] }>("GET", "/api/evaluation/periods", { zone: zoneId });
    const old = items.find((p) => p.period === row.period);
    await call("PUT", "/api/evaluation/periods/{period}", { ...input, due_on: old?.due_on ?? null, closed: row.closed, version: old?.version ?? 0, ...changes });
    onDone();
  });
  const done = row.expected === 0 ? 0 : Math.round((row.accepted / row.expected) * 100);
  const come = row.expected === 0 ? 0 : Math.round(((row.accepted + row.submitted) / row.expected) * 100);
  return (
    <div className="period-panel">
      <strong>{periodName(row.period, language)}</strong>
      <Tooltip title={t("board.progressHelp", { accepted: row.accepted, submitted: row.submitted, expected: row.expected })}>
        <Progress percent={come} success={{ percent: done }} size="small" className="period-progress" format={() => `${formatNumber(row.accepted)} / ${formatNumber(row.expected)}`} />
      </Tooltip>
      <Button size="small" disabled={row.missing + row.draft + row.returned === 0} onClick={() => change({ remind: row.period })}>{t("board.remind", { count: row.missing + row.draft + row.returned })}</Button>
      {mayReport && row.draft > 0 && <Button size="small" loading={batch.busy} onClick={() => void batch.submit("submit")}>{t("board.submitAll", { count: row.draft })}</Button>}
      {mayWrite && row.submitted > 0 && (
        <Popconfirm title={t("board.acceptAllSure", { count: row.submitted })} onConfirm={() => void batch.submit("accept")}>
          <Button size="small" loading={batch.busy}>{t("board.acceptAll", { count: row.submitted })}</Button>
        </Popconfirm>
      )}
      {mayWrite ? (
        <Input key={row.due_on} size="small" type="date" className="table-filter-date" prefix={<span className="quiet">{t("board.dueOn")}</span>} defaultValue={row.due_on ?? ""} aria-label={t("board.dueOn")} onBlur={(event) => event.target.value !== (row.due_on ?? "") && void put.submit({ due_on: event.target.value || null })} />
      ) : row.due_on && <span className="quiet">{t("board.dueOn")} {formatDate(row.due_on)}</span>}
      {mayWrite && (
        <Popconfirm title={t(row.closed ? "board.openSure" : "board.closeSure")} onConfirm={() => void put.submit({ closed: !row.closed })}>
          <Button size="small" loading={put.busy}>{t(row.closed ? "board.reopen" : "board.close")}</Button>
        </Popconfirm>
      )}
      {row.closed && <Tag>{t("board.closed")}</Tag>}
      {(batch.error ?? put.error) && <Failure error={(batch.error ?? put.error)!} />}
    </div>
  );
}

/** Who must be reminded about a period, with whom to speak; the list can be copied. */
function Reminders({ period, onClose }: { period: string; onClose: () => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { message } = App.useApp();
  const [page, setPage] = useState(1);
  const { data, error, reload } = useGet<MissingPage>("/api/evaluation/reports/missing", { zone: zone.id, period, page, page_size: 50 });
  const overdue = (row: MissingRow) => (data?.due_on ? (row.days_overdue > 0 ? t("board.overdue", { count: row.days_overdue }) : t("board.daysLeft", { count: -row.days_overdue })) : missing);
  const copy = async () => {
    const lines = data!.items.map((row) => t("board.letter", { name: row.name, period: periodName(period, language), due: data!.due_on ?? missing, contact: row.contact?.name ?? "", phone: row.contact?.phone ?? "" }));
    await navigator.clipboard.writeText(lines.join("\n"));
    message.success(t("board.copied", { count: lines.length }));
  };
  return (
    <section className="card-box gap">
      <div className="table-tools">
        <h3 className="plain-head">{t("board.remindTitle", { period: periodName(period, language) })}</h3>
        <span className="table-tools-right">
          <Button size="small" disabled={!data?.items.length} onClick={() => void copy()}>{t("board.copy")}</Button>
          <Button size="small" onClick={onClose}>{t("shell:form.close")}</Button>
        </span>
      </div>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading rows={3} /> : (
        <Table<MissingRow>
          size="small"
          rowKey="enterprise_id"
          dataSource={data.items}
          scroll={{ x: "max-content" }}
          pagination={{ current: page, pageSize: 50, total: data.total, hideOnSinglePage: true, showSizeChanger: false, onChange: setPage }}
          locale={{ emptyText: <Nothing title={t("board.nobodyMissing")} /> }}
          columns={[
            { key: "name", title: t("report.enterprise"), render: (_, r) => <GoLink to={reportPath(period, r.enterprise_id)}>{r.name}</GoLink> },
            { key: "zone", title: t("board.zone"), render: (_, r) => text(r.zone_name) },
            { key: "state", title: t("board.state"), render: (_, r) => <StateTag state={r.state} /> },
            { key: "overdue", title: t("board.due"), render: (_, r) => overdue(r) },
            { key: "last", title: t("board.lastPeriod"), render: (_, r) => (r.last_period ? periodName(r.last_period, language) : missing) },
            { key: "contact", title: t("board.contact"), render: (_, r) => (r.contact ? [r.contact.name, r.contact.phone, r.contact.email].filter(Boolean).join(" · ") : missing) },
          ]}
        />
      )}
    </section>
  );
}

export function Board() {
  const t = useT();
  const language = useLanguage();
  const go = useGo();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const [version, setVersion] = useState(0);
  const kind = (params.get("kind") as PeriodKind | null) ?? "year";
  const year = Number(params.get("year")) || lastYear(new Date());
  const remind = params.get("remind");
  const columns: Column<BoardRow>[] = [
    { key: "name", title: t("report.enterprise"), render: (r) => (r.enterprise_id === 0 ? <strong>{t("report.zoneItself")}</strong> : r.name) },
    ...periodsOf(year, kind).map((period) => ({
      key: period,
      title: shortPeriod(period, language),
      help: periodName(period, language),
      render: (r: BoardRow) => {
        const cell = r.cells.find((c) => c.period === period);
        if (!cell) return missing;
        return <GoLink to={reportPath(cell.period, r.enterprise_id)}><StateTag state={cell.state} />{cell.revision > 1 && <span className="quiet">{t("board.revision", { number: cell.revision })}</span>}</GoLink>;
      },
    })),
  ];
  return (
    <>
      <Space wrap className="gap">
        <KindSelect value={kind} onChange={(next) => change({ kind: next, page: undefined, remind: undefined })} />
        <YearSelect value={year} onChange={(next) => change({ year: String(next), page: undefined, remind: undefined })} />
      </Space>
      {remind && <Reminders key={remind} period={remind} onClose={() => change({ remind: undefined })} />}
      <DataTable<BoardRow, BoardPage>
        key={`${kind}${year}`}
        id={`board.${kind}`}
        path="/api/evaluation/reports/board"
        input={{ year, kind }}
        columns={columns}
        rowKey={(r) => `${r.zone_id}.${r.enterprise_id}`}
        version={version}
        search={t("board.search")}
        header={(page) => (
          <div className="gap">{page.periods.filter((period) => period.expected > 0).map((period) => <PeriodPanel key={period.period} row={period} zoneId={zone.id} onDone={() => setVersion(version + 1)} />)}</div>
        )}
        onOpen={(r) => { const last = [...r.cells].reverse().find((c) => c.state) ?? r.cells[0]; if (last) go(reportPath(last.period, r.enterprise_id)); }}
        filters={[{ name: "state", label: t("board.state"), render: (value, set) => <Select allowClear className="table-filter" value={value} placeholder={t("board.state")} aria-label={t("board.state")} onChange={set} options={states.map((state) => ({ value: state, label: t(`report.states.${state}`) }))} /> }]}
        empty={{ title: t("board.noneExpected"), hint: t("board.noneExpectedHint") }}
      />
    </>
  );
}
