// One index system: its tree with weights and evidence, formulas, gates and deductions, method, and
// how it differs from another. What is not known is marked, never guessed.
import { App, Alert, Button, Card, Descriptions, Popconfirm, Select, Space, Table, Tabs, Tag, Tooltip } from "antd";
import { useMemo } from "react";
import { useParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber, formatShare, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import "./evaluation.css";
import { findingCount, IndexFindings } from "./findings";
import { useT } from "./locale";
import { usePageState } from "./page_state";
import { systemEditPath } from "./paths";
import { diffSystems, type IndicatorChange, type IndicatorNode, indicatorTree } from "./system_diff";
import { OpenTag, SystemState } from "./systems";
import { TakeFile } from "./take_file";
import type { IndexIndicator, IndexItem, IndexMethod, IndexSystem, IndexSystemAnswer, IndexSystemRow } from "./types";

const evidenceColors: Record<string, string> = { official: "green", code: "green", press: "blue", assumed: "gold", unknown: "orange" };

export function Evidence({ status, source }: { status: string; source: string }) {
  const t = useT();
  return <Tooltip title={source || t(`system.evidenceHelp.${status}`, "")}><Tag color={evidenceColors[status]}>{t(`system.evidence.${status}`, status)}</Tag></Tooltip>;
}

function Open() {
  const t = useT();
  return <Tooltip title={t("system.openHelp")}><Tag color="orange">{t("system.toSet")}</Tag></Tooltip>;
}

function Tree({ answer }: { answer: IndexSystemAnswer }) {
  const t = useT();
  const text = useText();
  const tree = useMemo(() => indicatorTree(answer.system.indicators), [answer]);
  type Row = IndicatorNode & { key: string; sub?: Row[] };
  const rows = useMemo(() => {
    const row = (node: IndicatorNode): Row => ({ ...node, key: node.indicator.code, sub: node.children.length > 0 ? node.children.map(row) : undefined });
    return tree.map(row);
  }, [tree]);
  const limits = (i: IndexIndicator) => [i.low !== null && `${t("system.low")} ${formatNumber(i.low)}`, i.high !== null && `${t("system.high")} ${formatNumber(i.high)}`, i.target !== null && `${t("system.target")} ${formatNumber(i.target)}`].filter(Boolean).join(" · ");
  return (
    <Table<Row>
      size="small"
      rowKey="key"
      dataSource={rows}
      pagination={false}
      scroll={{ x: "max-content" }}
      expandable={{ childrenColumnName: "sub", defaultExpandAllRows: answer.system.indicators.length < 120 }}
      columns={[
        { key: "title", title: t("system.indicator"), render: (_, r) => <><span className={r.sub ? "tree-group" : undefined}>{text(r.indicator.title) || r.indicator.code}</span> <code className="quiet">{r.indicator.code}</code></> },
        { key: "weight", title: t("system.weight"), align: "right", render: (_, r) => (r.indicator.parent === "" ? "" : r.indicator.weight === null ? <Open /> : formatNumber(r.indicator.weight, 5)) },
        { key: "share", title: <Tooltip title={t("system.shareHelp")}><span className="has-help">{t("system.share")}</span></Tooltip>, align: "right", render: (_, r) => { const share = answer.effective_weights[r.indicator.code]; return share === undefined ? missing : <><span className="meter"><i style={{ width: `${Math.min(100, share * 100)}%` }} /></span>{formatShare(share)}</>; } },
        { key: "direction", title: t("system.direction"), render: (_, r) => (r.sub ? "" : t(r.indicator.direction > 0 ? "system.more" : "system.less")) },
        { key: "unit", title: t("items.unit"), render: (_, r) => r.indicator.unit },
        { key: "formula", title: t("items.formula"), render: (_, r) => (r.indicator.formula ? <code className="long-text">{r.indicator.formula}</code> : r.sub ? "" : <span className="quiet">{r.indicator.kind === "expert" ? t("system.expert") : t("system.given")}</span>) },
        { key: "limits", title: t("system.goalposts"), render: (_, r) => limits(r.indicator) },
        { key: "evidence", title: t("system.basis"), render: (_, r) => <Evidence status={r.indicator.evidence_status} source={r.indicator.evidence} /> },
      ]}
    />
  );
}

function Conditions({ system }: { system: IndexSystem }) {
  const t = useT();
  const text = useText();
  const table = { size: "small" as const, rowKey: "id", pagination: false as const, scroll: { x: "max-content" as const } };
  const evidence = { key: "evidence", title: t("system.basis"), render: (_: unknown, r: { evidence_status: string; evidence: string }) => <Evidence status={r.evidence_status} source={r.evidence} /> };
  const title = { key: "title", title: t("system.condition"), render: (_: unknown, r: { title: { zh: string; en: string }; id: string }) => text(r.title) || r.id };
  if (system.gates.length + system.deductions.length + system.vetoes.length + system.lists.length === 0) return <Nothing title={t("system.noConditions")} />;
  return (
    <>
      {system.gates.length > 0 && <Card size="small" className="gap" title={t("system.gatesTitle")}><Table {...table} dataSource={system.gates} columns={[title, { key: "rule", title: t("items.formula"), render: (_, g) => <code>{g.formula} {g.comparison} {formatNumber(g.value)} {g.unit}</code> }, { key: "type", title: t("upload.kind"), render: (_, g) => t(`system.gateTypes.${g.type}`, g.type) }, { key: "category", title: t("system.appliesTo"), render: (_, g) => g.category || t("system.everybody") }, { key: "any", title: t("system.anyOf"), render: (_, g) => g.any_of || missing }, evidence]} /></Card>}
      {system.deductions.length > 0 && <Card size="small" className="gap" title={t("management.deductions")}><Table {...table} dataSource={system.deductions} columns={[title, { key: "points", title: t("management.points"), align: "right", render: (_, d) => `${formatNumber(d.points)}${d.at_most === null ? "" : ` (≤ ${formatNumber(d.at_most)})`}` }, { key: "item", title: t("system.counts"), render: (_, d) => <code>{d.item}</code> }, evidence]} /></Card>}
      {system.vetoes.length > 0 && <Card size="small" className="gap" title={t("system.vetoes")}><Table {...table} dataSource={system.vetoes} columns={[title, { key: "rule", title: t("items.formula"), render: (_, v) => <code>{v.formula} {v.comparison} {formatNumber(v.value)}</code> }, { key: "effect", title: t("system.effect"), render: (_, v) => text(v.effect) }, evidence]} /></Card>}
      {system.lists.length > 0 && <Card size="small" title={t("system.lists")}><Table {...table} dataSource={system.lists} columns={[title, { key: "formula", title: t("items.formula"), render: (_, l) => <code>{l.formula}</code> }, { key: "places", title: t("system.places"), align: "right", render: (_, l) => l.places }, evidence]} /></Card>}
    </>
  );
}

function Formulas({ items }: { items: IndexItem[] }) {
  const t = useT();
  const text = useText();
  return (
    <Table<IndexItem> size="small" rowKey="code" dataSource={items} pagination={false} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("system.noItems")} /> }} columns={[
      { key: "title", title: t("totals.item"), render: (_, i) => <>{text(i.title) || i.code} <code className="quiet">{i.code}</code></> },
      { key: "unit", title: t("items.unit"), render: (_, i) => i.unit },
      { key: "formula", title: t("items.formula"), render: (_, i) => (i.formula ? <code className="long-text">{i.formula}</code> : missing) },
      { key: "note", title: t("management.note"), render: (_, i) => <span className="long-text">{i.note}</span> },
    ]} />
  );
}

export function MethodList({ method }: { method: IndexMethod | null }) {
  const t = useT();
  const word = (value: unknown) => (Array.isArray(value) ? value.map((v) => t(`method.words.${v}`, String(v))).join(" → ") : typeof value === "boolean" ? t(value ? "shell:form.yes" : "shell:form.no") : t(`method.words.${value}`, String(value)));
  const rows = Object.entries(method ?? {}).filter(([, value]) => value !== null && value !== undefined);
  if (rows.length === 0) return <p className="quiet">{t("method.default")}</p>;
  return <Descriptions size="small" column={{ xs: 1, lg: 2 }} items={rows.map(([name, value]) => ({ key: name, label: t(`method.${name}`, name), children: word(value) }))} />;
}

function Compare({ answer, rows }: { answer: IndexSystemAnswer; rows: IndexSystemRow[] }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, change] = usePageState();
  const others = rows.filter((r) => r.id !== answer.row.id || r.revision !== answer.row.revision);
  const other = params.get("with") ?? (others[0] && `${others[0].id}:${others[0].revision}`);
  const [id, revision] = (other ?? "").split(":");
  const read = useGet<IndexSystemAnswer>(id ? "/api/evaluation/systems/{id}" : null, { zone: zone.id, id, revision: Number(revision) });
  const changes = useMemo(() => (read.data ? diffSystems(read.data.system, answer.system) : []), [read.data, answer]);
  const value = (i: IndexIndicator | null, name: string) => { const v = i?.[name as keyof IndexIndicator]; return v === null || v === undefined || v === "" ? missing : typeof v === "number" ? formatNumber(v, 6) : typeof v === "object" ? text(v as { zh: string; en: string }) : String(v); };
  if (others.length === 0) return <Nothing title={t("system.nothingToCompare")} />;
  return (
    <>
      <Space wrap className="gap"><span className="quiet">{t("system.compareWith")}</span><Select className="scheme-select" value={other} aria-label={t("system.compareWith")} onChange={(next) => change({ with: next })} options={others.map((r) => ({ value: `${r.id}:${r.revision}`, label: `${text(r.title) || r.id} · ${t("report.revision", { number: r.revision })}` }))} /></Space>
      {read.error ? <Failure error={read.error} onRetry={read.reload} /> : !read.data ? <Loading /> : (
        <>
          <p className="quiet">{t("system.diffSummary", { added: changes.filter((c) => !c.before).length, removed: changes.filter((c) => !c.after).length, changed: changes.filter((c) => c.before && c.after).length })}</p>
          <Table<IndicatorChange>
            size="small" rowKey="code" dataSource={changes} pagination={false} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("system.same")} /> }}
            columns={[
              { key: "code", title: t("system.indicator"), render: (_, c) => <>{text((c.after ?? c.before)!.title)} <code className="quiet">{c.code}</code></> },
              { key: "what", title: t("system.change"), render: (_, c) => <Tag color={!c.before ? "green" : !c.after ? "red" : "blue"}>{t(!c.before ? "system.added" : !c.after ? "system.removed" : "system.changed")}</Tag> },
              { key: "how", title: t("system.how"), render: (_, c) => (c.changed.length === 0 ? "" : <ul className="plain">{c.changed.map((name) => <li key={name}>{t(`system.members.${name}`, name)}: {value(c.before, name)} → <strong>{value(c.after, name)}</strong></li>)}</ul>) },
            ]}
          />
        </>
      )}
    </>
  );
}

export default function SystemPage() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const { zone } = useZones();
  const { message } = App.useApp();
  const mayWrite = usePermission("evaluation.write");
  const mayApprove = usePermission("evaluation.approve");
  const { id = "" } = useParams();
  const [params, change] = usePageState();
  const revision = Number(params.get("revision")) || undefined;
  const { data, error, reload } = useGet<IndexSystemAnswer>("/api/evaluation/systems/{id}", { zone: zone.id, id, revision });
  const all = useGet<{ items: IndexSystemRow[] }>("/api/evaluation/systems", { zone: zone.id, all_revisions: true });
  const publish = useSubmit(async () => {
    await call("POST", "/api/evaluation/systems/{id}/publish", { zone: zone.id, id, revision: data!.row.revision, version: data!.row.version });
    message.success(t("system.published"));
    reload();
    all.reload();
  });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  const { row, system } = data;
  const errors = findingCount(data.findings, "error");
  // One draft at a time: who wants to change the system goes on with it.
  const draft = all.data?.items.find((r) => r.id === id && r.zone_id === zone.id && r.state === "draft");
  return (
    <Page
      title={text(row.title) || row.id}
      help={[text(row.issuer), row.document].filter(Boolean).join(" · ")}
      actions={
        <>
          <TakeFile path="/api/evaluation/systems/{id}/export" input={{ zone: zone.id, id, revision: row.revision }} name={`${id}.zip`}>{t("system.export")}</TakeFile>
          {mayWrite && <Button onClick={() => go(systemEditPath(id, draft?.revision ?? row.revision))}>{t("system.edit")}</Button>}
          {mayApprove && row.state === "draft" && (
            <Popconfirm title={t("system.publishSure")} onConfirm={() => void publish.submit(undefined)}>
              <Tooltip title={errors > 0 ? t("report.errorsFirst") : undefined}><Button type="primary" loading={publish.busy} disabled={errors > 0}>{t("system.publish")}</Button></Tooltip>
            </Popconfirm>
          )}
          {row.state === "published" && <Button type="primary" onClick={() => go(`/evaluation/runs?new=1&system=${encodeURIComponent(id)}&revision=${row.revision}`)}>{t("system.run")}</Button>}
        </>
      }
    >
      {publish.error && <Failure error={publish.error} />}
      <Space wrap className="gap">
        <SystemState row={row} />
        <Select value={row.revision} aria-label={t("system.revision")} onChange={(next) => change({ revision: String(next) })} options={(all.data?.items ?? [row]).filter((r) => r.id === id).map((r) => ({ value: r.revision, label: t("report.revision", { number: r.revision }) }))} popupMatchSelectWidth={false} />
        <OpenTag count={row.open} />
        <span className="quiet">{row.valid_from ?? "…"}–{row.valid_to ?? "…"} · {row.zone_id === 0 ? t("system.shipped") : formatTime(row.published_at ?? row.created_at)} · {row.sha256.slice(0, 12)}</span>
      </Space>
      {text(system.notes) && <Alert className="gap" type="info" showIcon title={text(system.notes)} description={system.evidence} />}
      <Tabs
        activeKey={params.get("tab") ?? "tree"}
        destroyOnHidden
        onChange={(tab) => change({ tab: tab === "tree" ? undefined : tab })}
        items={[
          { key: "tree", label: t("system.tree", { count: row.indicators }), children: <Tree answer={data} /> },
          { key: "items", label: t("system.items", { count: system.items.length }), children: <Formulas items={system.items} /> },
          { key: "conditions", label: t("system.conditions"), children: <Conditions system={system} /> },
          {
            key: "method", label: t("system.method"),
            children: (
              <>
                <Card size="small" className="gap" title={t("system.methodSteps")}><MethodList method={system.method} /></Card>
                {system.assumptions.length > 0 && <Card size="small" title={t("system.assumptions")}><ul className="plain">{system.assumptions.map((a) => <li key={a.id}>{text(a.text)} <code className="quiet">{a.id}</code></li>)}</ul></Card>}
              </>
            ),
          },
          { key: "findings", label: t("system.findings", { count: data.findings.length }), children: <Card size="small"><IndexFindings findings={data.findings} /></Card> },
          { key: "compare", label: t("system.compare"), children: <Compare answer={data} rows={all.data?.items ?? []} /> },
        ]}
      />
    </Page>
  );
}
