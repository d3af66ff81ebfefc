// What the chain analysis rests on: input-output tables, linkages of the sectors, location
// quotients, and the concordance of industries and sectors that people review here.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Drawer, Empty, Input, InputNumber, Modal, Statistic, Table, Tabs, Tag, Upload } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call, upload } from "../api/client";
import { useGet } from "../api/use_get";
import { type Column, DataTable, type ListPage } from "../shell/data_table";
import { formatNumber, formatShare, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { Bar } from "./factors";
import { useT } from "./locale";
import type { ChainImportAnswer, CoefficientRow, ConcordanceEntry, EvaluationRow, IoTable, LocationQuotientRow, SectorRow } from "./types";

function ImportData({ onDone }: { onDone: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [answer, setAnswer] = useState<ChainImportAnswer>();
  const { submit, error, busy } = useSubmit(async (file: File) => {
    setAnswer(undefined);
    setAnswer(await upload<ChainImportAnswer>("/api/chain/imports", file, { zone: zone.id }));
    onDone();
  });
  return (
    <>
      <div className="gap"><Upload.Dragger showUploadList={false} disabled={busy} beforeUpload={(file) => { void submit(file); return false; }}>
        <p className="ant-upload-drag-icon"><InboxOutlined /></p>
        <p>{busy ? t("structure.importing") : t("structure.drop")}</p>
        <p className="quiet">{t("structure.dropHelp")}</p>
      </Upload.Dragger></div>
      {error && <Failure error={error} />}
      {answer && (
        <Card size="small" className="gap" title={t(`structure.fileKinds.${answer.kind}`, answer.kind)}>
          <Alert className="gap" showIcon type={answer.rows_refused > 0 ? "warning" : "success"} title={t(answer.changed ? "structure.stored" : "structure.unchanged")} />
          <div className="statistics">
            {(["rows_read", "rows_kept", "rows_repaired", "rows_dropped", "rows_refused"] as const).map((key) => <Statistic key={key} title={t(`structure.${key}`)} value={answer[key]} />)}
          </div>
          {answer.issues.length > 0 && (
            <Table
              size="small"
              rowKey={(i) => `${i.line}.${i.column}.${i.key}`}
              dataSource={answer.issues}
              pagination={{ pageSize: 10, hideOnSinglePage: true }}
              columns={[
                { key: "line", title: t("structure.line"), align: "right", render: (_, i) => i.line },
                { key: "column", title: t("structure.column"), render: (_, i) => i.column || missing },
                { key: "outcome", title: t("structure.outcome"), render: (_, i) => <Tag>{t(`structure.outcomes.${i.outcome}`, i.outcome)}</Tag> },
                { key: "text", title: t("structure.reason"), render: (_, i) => text(i.text) },
              ]}
            />
          )}
        </Card>
      )}
    </>
  );
}

function Tables() {
  const t = useT();
  const { zone } = useZones();
  const mayImport = usePermission("chain.import");
  const list = useGet<{ items: IoTable[] }>("/api/chain/io-tables", { zone: zone.id });
  const { submit, error } = useSubmit(async (id: number) => {
    await call("POST", "/api/chain/io-tables/{id}/activate", { zone: zone.id, id });
    list.reload();
  });
  return (
    <>
      {mayImport && <ImportData onDone={list.reload} />}
      {error && <Failure error={error} />}
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading /> : (
        <Table<IoTable>
          size="small"
          rowKey="id"
          dataSource={list.data.items}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Empty description={t("structure.noTables")} /> }}
          columns={[
            { key: "name", title: t("structure.table"), render: (_, r) => <>{r.name} {r.demonstration && <Tag color="gold">{t("map.demonstration")}</Tag>}</> },
            { key: "year", title: t("structure.year"), render: (_, r) => r.year ?? missing },
            { key: "sectors", title: t("structure.sectors"), align: "right", render: (_, r) => r.sectors },
            { key: "kind", title: t("structure.kind"), render: (_, r) => t(`structure.kinds.${r.kind}`, r.kind) },
            { key: "imported", title: t("structure.imported"), render: (_, r) => `${formatTime(r.imported_at)} ${r.imported_by}` },
            { key: "active", title: t("structure.state"), render: (_, r) => r.active ? <Tag color="green">{t("structure.active")}</Tag> : mayImport && <Button size="small" onClick={() => void submit(r.id)}>{t("structure.activate")}</Button> },
          ]}
        />
      )}
    </>
  );
}

function Coefficients({ sector }: { sector: string }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { data, error, reload } = useGet<ListPage<CoefficientRow>>("/api/chain/sectors/{sector}/coefficients", { zone: zone.id, sector, page_size: 100 });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <Table<CoefficientRow>
      size="small"
      rowKey="input"
      dataSource={data.items}
      pagination={{ pageSize: 25, hideOnSinglePage: true }}
      columns={[
        { key: "name", title: t("structure.input"), render: (_, c) => <>{text(c.name)} <span className="quiet">{c.input}</span></> },
        { key: "direct", title: t("structure.direct"), align: "right", sorter: (a, b) => a.direct - b.direct, render: (_, c) => c.direct.toFixed(4) },
        { key: "complete", title: t("structure.complete"), align: "right", sorter: (a, b) => a.complete - b.complete, render: (_, c) => c.complete.toFixed(4) },
      ]}
    />
  );
}

function Linkages() {
  const t = useT();
  const text = useText();
  const [sector, setSector] = useState<SectorRow | null>(null);
  const number = (key: keyof SectorRow & ("backward" | "forward" | "backward_index" | "forward_index" | "own_multiplier" | "upstreamness"), hidden = false): Column<SectorRow> => ({
    key, title: t(`structure.${key}`), help: t(`structure.${key}_help`), sortable: true, align: "right", hidden,
    render: (r) => (key.endsWith("_index") ? <span className={r[key] >= 1 ? "strong-number" : ""}>{r[key].toFixed(4)}</span> : r[key].toFixed(4)),
  });
  return (
    <>
      <DataTable<SectorRow>
        id="sectors"
        path="/api/chain/sectors"
        columns={[
          { key: "code", title: t("structure.code"), sortable: true, render: (r) => <code>{r.code}</code> },
          { key: "name", title: t("structure.sector"), sortable: true, render: (r) => text(r.name) },
          { key: "output", title: t("structure.output"), sortable: true, align: "right", render: (r) => formatNumber(Math.round(r.output)) },
          { key: "value_added_share", title: t("structure.valueAdded"), sortable: true, align: "right", render: (r) => formatShare(r.value_added_share) },
          { key: "import_share", title: t("structure.importShare"), sortable: true, align: "right", render: (r) => formatShare(r.import_share) },
          number("backward"), number("backward_index"), number("forward"), number("forward_index"), number("own_multiplier", true), number("upstreamness"),
        ]}
        rowKey={(r) => r.code}
        onOpen={setSector}
        empty={{ title: t("structure.noTables"), hint: t("structure.noTablesHint") }}
      />
      <Drawer open={sector !== null} onClose={() => setSector(null)} size={560} title={text(sector?.name)} destroyOnHidden>
        <p className="quiet">{t("structure.coefficientsHelp")}</p>
        {sector && <Coefficients sector={sector.code} />}
      </Drawer>
    </>
  );
}

function Quotients() {
  const t = useT();
  const text = useText();
  return (
    <DataTable<LocationQuotientRow, ListPage<LocationQuotientRow> & { basis: { zh: string; en: string } }>
      id="location-quotients"
      path="/api/chain/location-quotients"
      rowKey={(r) => r.region + r.industry}
      header={(page) => <p className="quiet basis">{text(page.basis)}</p>}
      columns={[
        { key: "region", title: t("structure.region"), sortable: true, render: (r) => r.region },
        { key: "industry", title: t("structure.industry"), sortable: true, render: (r) => r.industry },
        { key: "quotient", title: t("structure.quotient"), help: t("structure.quotientHelp"), sortable: true, align: "right", render: (r) => <><Bar share={r.quotient / 4} tone={r.quotient >= 1 ? "strong" : undefined} /> {r.quotient.toFixed(2)}</> },
        { key: "count", title: t("structure.count"), sortable: true, align: "right", render: (r) => formatNumber(r.count) },
        { key: "region_total", title: t("structure.regionTotal"), align: "right", render: (r) => formatNumber(r.region_total) },
        { key: "industry_total", title: t("structure.industryTotal"), align: "right", render: (r) => formatNumber(r.industry_total) },
      ]}
      empty={{ title: t("structure.noCompanies"), hint: t("structure.noCompaniesHint") }}
    />
  );
}

function EditConcordance({ entry, onClose, onSaved }: { entry: ConcordanceEntry | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [shares, setShares] = useState<{ io_code: string; share: number }[]>([]);
  const [note, setNote] = useState("");
  const all = useGet<ListPage<ConcordanceEntry>>(entry ? "/api/chain/concordance" : null, { zone: zone.id, system: entry?.system, io_system: entry?.io_system, q: entry?.code, page_size: 200 });
  useEffect(() => {
    if (!entry || !all.data) return;
    setShares(all.data.items.filter((e) => e.code === entry.code).map((e) => ({ io_code: e.io_code, share: e.share })));
    setNote(entry.note);
  }, [all.data, entry]);
  const { submit, error, busy } = useSubmit(async () => {
    await call("PUT", "/api/chain/concordance", { zone: zone.id, system: entry!.system, code: entry!.code, io_system: entry!.io_system, shares, note });
    onSaved();
  });
  const sum = shares.reduce((total, s) => total + s.share, 0);
  return (
    <Modal open={entry !== null} onCancel={onClose} title={`${entry?.code} ${entry?.name}`} okText={t("shell:form.save")} okButtonProps={{ disabled: Math.abs(sum - 1) > 1e-6, loading: busy }} onOk={() => void submit(undefined)}>
      {error && <Failure error={error} />}
      <p className="quiet">{t("structure.sharesHelp")}</p>
      {shares.map((s, i) => (
        <div key={i} className="form-row">
          <Input value={s.io_code} aria-label={t("structure.ioCode")} onChange={(event) => setShares(shares.map((x, k) => (k === i ? { ...x, io_code: event.target.value } : x)))} />
          <InputNumber value={s.share} min={0} max={1} step={0.05} aria-label={t("structure.share")} onChange={(v) => setShares(shares.map((x, k) => (k === i ? { ...x, share: v ?? 0 } : x)))} />
          <Button onClick={() => setShares(shares.filter((_, k) => k !== i))}>{t("shell:form.remove")}</Button>
        </div>
      ))}
      <Button onClick={() => setShares([...shares, { io_code: "", share: Math.max(0, Math.round((1 - sum) * 1e4) / 1e4) }])}>{t("shell:form.add")}</Button>{" "}
      <span className={Math.abs(sum - 1) > 1e-6 ? "weak-number" : "quiet"}>{t("structure.sum")} {formatNumber(sum, 4)}</span>
      <Input.TextArea className="gap-top" rows={2} value={note} placeholder={t("structure.note")} aria-label={t("structure.note")} onChange={(event) => setNote(event.target.value)} />
    </Modal>
  );
}

function Concordance() {
  const t = useT();
  const mayImport = usePermission("chain.import");
  const [entry, setEntry] = useState<ConcordanceEntry | null>(null);
  const [version, setVersion] = useState(0);
  return (
    <>
      <DataTable<ConcordanceEntry>
        id="concordance"
        path="/api/chain/concordance"
        version={version}
        rowKey={(r) => `${r.system}.${r.code}.${r.io_system}.${r.io_code}`}
        onOpen={mayImport ? setEntry : undefined}
        filters={[
          { name: "system", label: t("structure.system"), options: ["sw", "gb", "listing"].map((value) => ({ value, label: t(`structure.systems.${value}`) })) },
          { name: "io_system", label: t("structure.ioSystem"), options: ["153", "42"].map((value) => ({ value, label: t("structure.ioSystems", { count: Number(value) }) })) },
        ]}
        columns={[
          { key: "system", title: t("structure.system"), render: (r) => t(`structure.systems.${r.system}`, r.system) },
          { key: "code", title: t("structure.code"), sortable: true, render: (r) => <code>{r.code}</code> },
          { key: "name", title: t("structure.industry"), render: (r) => r.name },
          { key: "io_code", title: t("structure.ioCode"), sortable: true, render: (r) => <>{r.io_code} <span className="quiet">({r.io_system})</span></> },
          { key: "share", title: t("structure.share"), align: "right", render: (r) => formatShare(r.share) },
          { key: "note", title: t("structure.note"), render: (r) => <span className="long-text">{r.note || missing}</span> },
          { key: "edited", title: t("structure.state"), render: (r) => r.edited && <Tag color="blue">{t("structure.edited")}</Tag> },
        ]}
        empty={{ title: t("structure.noConcordance") }}
      />
      <EditConcordance entry={entry} onClose={() => setEntry(null)} onSaved={() => { setEntry(null); setVersion(version + 1); }} />
    </>
  );
}

function Evaluation() {
  const t = useT();
  const { zone } = useZones();
  const [asked, setAsked] = useState(false);
  const { data, error, loading, reload } = useGet<{ rows: EvaluationRow[]; seed: number; companies: number; links: number }>(asked ? "/api/chain/evaluation" : null, { zone: zone.id });
  const metric = (key: "hit_10" | "recall_20" | "ndcg_10" | "mrr", title: string) => ({ key, title, align: "right" as const, sorter: (a: EvaluationRow, b: EvaluationRow) => a[key] - b[key], render: (_: unknown, r: EvaluationRow) => r[key].toFixed(4) });
  return (
    <>
      <p className="quiet">{t("structure.evaluationHelp")}</p>
      {!asked && <Button type="primary" onClick={() => setAsked(true)}>{t("structure.evaluate")}</Button>}
      {asked && loading && <Loading />}
      {error && <Failure error={error} onRetry={reload} />}
      {data && (
        <Table<EvaluationRow>
          size="small"
          rowKey={(r) => r.split + r.group + r.method}
          dataSource={data.rows}
          pagination={false}
          scroll={{ x: "max-content" }}
          rowClassName={(r) => (r.method === "gaoxin" ? "row-active" : "")}
          columns={[
            { key: "split", title: t("structure.split"), render: (_, r) => t(`structure.splits.${r.split}`, r.split) },
            { key: "group", title: t("structure.group"), render: (_, r) => t(`structure.groups.${r.group}`, r.group) },
            { key: "method", title: t("structure.method"), render: (_, r) => t(`structure.methods.${r.method}`, r.method) },
            { key: "queries", title: t("structure.queries"), align: "right", render: (_, r) => formatNumber(r.queries) },
            metric("hit_10", "hit@10"), metric("recall_20", "recall@20"), metric("ndcg_10", "NDCG@10"), metric("mrr", "MRR"),
          ]}
        />
      )}
    </>
  );
}

export default function Structure() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  return (
    <Page title={t("structure.title")} help={t("structure.help")}>
      <Tabs
        destroyOnHidden
        activeKey={params.get("tab") ?? "tables"}
        onChange={(tab) => setParams((old) => { const next = new URLSearchParams(); const zone = old.get("zone"); if (zone) next.set("zone", zone); next.set("tab", tab); return next; }, { replace: true })}
        items={[
          { key: "tables", label: t("structure.tables"), children: <Tables /> },
          { key: "linkages", label: t("structure.linkages"), children: <Linkages /> },
          { key: "quotients", label: t("structure.quotients"), children: <Quotients /> },
          { key: "concordance", label: t("structure.concordance"), children: <Concordance /> },
          { key: "evaluation", label: t("structure.evaluation"), children: <Evaluation /> },
        ]}
      />
    </Page>
  );
}
