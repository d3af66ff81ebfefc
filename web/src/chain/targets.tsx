// Companies that would fill a link: scores apart, reasons as real paths with source and date, and
// 'not this one, because …'. Without a node the page asks for one.
import { Button, Card, Drawer, Input, Modal, Select, Space, Table, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call, download } from "../api/client";
import { useGet } from "../api/use_get";
import { LeadFromTarget } from "../project/lead_from_target";
import { type Column, DataTable, type ListPage } from "../shell/data_table";
import { formatDate, formatNumber, formatTime, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { Bar, Factors } from "./factors";
import { useT } from "./locale";
import { mapPath } from "./paths";
import type { ChainNodeName, ChainReason, Exclusion, TargetExplanation, TargetPage, TargetRow, WeakLinkPage } from "./types";

function NodePicker({ value, onChange }: { value: string | null; onChange: (node: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const [search, setSearch] = useState("");
  const weak = useGet<WeakLinkPage>("/api/chain/weak-links", { zone: zone.id, page_size: 20 });
  const found = useGet<{ items: ChainNodeName[] }>(search ? "/api/chain/nodes" : null, { zone: zone.id, q: search, limit: 30 });
  const options = search
    ? (found.data?.items ?? []).map((n) => ({ value: n.id, label: pick(n.name, language), note: `${t(`kind.${n.kind}`)} · ${n.companies}` }))
    : (weak.data?.items ?? []).map((w) => ({ value: w.id, label: pick(w.name, language), note: `${t("map.weak")} ${formatNumber(w.score, 3)}` }));
  return (
    <Select
      className="node-picker search"
      value={value ?? undefined}
      labelRender={({ value: id, label }) => label ?? String(id)}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading || weak.loading}
      placeholder={t("targets.choose")}
      aria-label={t("targets.choose")}
      notFoundContent={t("targets.noNode")}
      onChange={onChange}
      options={options}
      popupMatchSelectWidth={380}
      optionRender={(option) => <>{option.label} <span className="quiet">{option.data.note}</span></>}
    />
  );
}

function Reasons({ reasons }: { reasons: ChainReason[] }) {
  const t = useT();
  const text = useText();
  if (reasons.length === 0) return <p className="quiet">{t("targets.noReasons")}</p>;
  return (
    <ol className="reasons">
      {reasons.map((reason, i) => (
        <li key={i}>
          <div>
            <Tag color="blue">{t(`targets.kinds.${reason.kind}`, reason.kind)}</Tag> <strong>{text(reason.words)}</strong>{" "}
            <Tooltip title={t("targets.contributionHelp")}><span className="quiet">{t("targets.contribution", { value: formatNumber(reason.contribution, 2) })}</span></Tooltip>
          </div>
          <ul className="steps">
            {reason.steps.map((step, k) => (
              <li key={k}>{text(step.words)} <span className="quiet">{step.source} · {formatDate(step.date)}</span></li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Explanation({ node, company }: { node: string; company: string }) {
  const t = useT();
  const { zone } = useZones();
  const { data, error, reload } = useGet<TargetExplanation>("/api/chain/targets/{company}", { zone: zone.id, node, company });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <h3>{t("targets.reasons")}</h3>
      <Reasons reasons={data.target.reasons} />
      <h3>{t("weak.factors")}</h3>
      <Factors factors={data.factors} />
      <h3>{t("targets.products")}</h3>
      <p>{data.products.length === 0 ? missing : data.products.map((p) => <Tag key={p}>{p}</Tag>)}</p>
    </>
  );
}

function Exclude({ target, node, onClose, onDone }: { target: TargetRow | null; node: string; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [reason, setReason] = useState("");
  const [scope, setScope] = useState<"link" | "zone">("link");
  const { submit, error, busy } = useSubmit(async () => {
    await call("POST", "/api/chain/exclusions", { zone: zone.id, company: target!.company, node: scope === "link" ? node : null, reason });
    setReason("");
    onDone();
  });
  return (
    <Modal open={target !== null} onCancel={onClose} title={t("exclude.title", { name: target?.name })} okText={t("exclude.submit")} okButtonProps={{ disabled: reason.trim() === "", loading: busy, danger: true }} onOk={() => void submit(undefined)}>
      {error && <Failure error={error} />}
      <p className="quiet">{t("exclude.help")}</p>
      <Select className="gap full" value={scope} onChange={setScope} aria-label={t("exclude.scope")} options={[{ value: "link", label: t("exclude.link") }, { value: "zone", label: t("exclude.zone") }]} />
      <Input.TextArea rows={3} value={reason} maxLength={500} showCount autoFocus placeholder={t("exclude.reason")} aria-label={t("exclude.reason")} onChange={(event) => setReason(event.target.value)} />
    </Modal>
  );
}

function Exclusions({ version, onRemoved }: { version: number; onRemoved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("chain.write");
  const list = useGet<ListPage<Exclusion>>("/api/chain/exclusions", { zone: zone.id, page_size: 200 }, version);
  const { submit, error } = useSubmit(async (id: number) => {
    await call("DELETE", "/api/chain/exclusions/{id}", { zone: zone.id, id });
    onRemoved();
  });
  if (!list.data || list.data.total === 0) return null;
  return (
    <Card size="small" className="gap-top" title={t("exclude.list", { count: list.data.total })}>
      {error && <Failure error={error} />}
      <Table<Exclusion>
        size="small"
        rowKey="id"
        dataSource={list.data.items}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "company", title: t("targets.company"), render: (_, e) => <>{e.company_name ?? missing} <span className="quiet">{e.company}</span></> },
          { key: "node", title: t("exclude.scope"), render: (_, e) => e.node ?? t("exclude.zone") },
          { key: "reason", title: t("exclude.reason"), render: (_, e) => e.reason },
          { key: "by", title: t("exclude.by"), render: (_, e) => `${e.recorded_by} ${formatTime(e.recorded_at)}` },
          { key: "back", title: "", render: (_, e) => mayWrite && <Button size="small" onClick={() => void submit(e.id)}>{t("exclude.back")}</Button> },
        ]}
      />
    </Card>
  );
}

export default function Targets() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const { zone } = useZones();
  const mayWrite = usePermission("chain.write");
  const [params, setParams] = useSearchParams();
  const node = params.get("node");
  const open = params.get("open");
  const [excluding, setExcluding] = useState<TargetRow | null>(null);
  const [version, setVersion] = useState(0);
  const set = (name: string, value: string | null) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const briefing = useSubmit(async ({ company, format }: { company: string; format: "docx" | "pdf" }) => download("/api/chain/targets/{company}/briefing", { zone: zone.id, node, company, lang: language, format }, `briefing-${company}.${format}`));
  const score = (key: "fit" | "scale" | "reach" | "risk"): Column<TargetRow> => ({
    key, title: t(`targets.${key}`), help: t(`targets.${key}_help`), sortable: true, align: "right",
    render: (row) => row[key] === null ? missing : <><Bar share={row[key] / 100} tone={key === "risk" ? "weak" : undefined} /> {formatNumber(row[key], 3)}</>,
  });
  const columns: Column<TargetRow>[] = [
    { key: "name", title: t("targets.company"), sortable: true, render: (row) => <><strong>{row.name}</strong> <span className="quiet">{row.company}</span></> },
    { key: "region", title: t("targets.region"), render: (row) => row.region ?? missing },
    { key: "score", title: t("targets.score"), help: t("targets.score_help"), sortable: true, align: "right", render: (row) => <><Bar share={row.score / 100} tone="strong" /> <strong>{formatNumber(row.score, 3)}</strong></> },
    score("fit"), score("scale"), score("reach"), score("risk"),
    { key: "reasons", title: t("targets.reasons"), render: (row) => <span className="long-text">{row.reasons[0] ? text(row.reasons[0].words) : missing}</span> },
    { key: "industries", title: t("targets.industries"), hidden: true, render: (row) => row.industries.join(" · ") || missing },
    { key: "full_name", title: t("targets.fullName"), hidden: true, render: (row) => row.full_name ?? missing },
    {
      key: "actions", title: "", local: true,
      render: (row) => (
        <Space size={4}>
          {node && <LeadFromTarget company={row.company} node={node} />}
          <Button size="small" onClick={() => void briefing.submit({ company: row.company, format: "docx" })}>{t("targets.briefing")}</Button>
          {mayWrite && <Button size="small" type="text" onClick={() => setExcluding(row)}>{t("exclude.button")}</Button>}
        </Space>
      ),
    },
  ];
  return (
    <Page title={t("targets.title")} help={t("targets.help")} actions={node && <Button onClick={() => go(mapPath(node))}>{t("weak.onMap")}</Button>}>
      <div className="table-tools"><NodePicker value={node} onChange={(next) => go(`/chain/targets?node=${encodeURIComponent(next)}`)} /></div>
      {briefing.error && <Failure error={briefing.error} />}
      {!node ? (
        <Card><Nothing title={t("targets.chooseFirst")} hint={t("targets.chooseHint")} action={<Button type="primary" onClick={() => go("/chain/weak-links")}>{t("weak.title")}</Button>} /></Card>
      ) : (
        <DataTable<TargetRow, TargetPage>
          key={node}
          id="targets"
          path="/api/chain/targets"
          input={{ node }}
          columns={columns}
          rowKey={(row) => row.company}
          search={t("targets.search")}
          exported
          version={version}
          onOpen={(row) => set("open", row.company)}
          expanded={(row) => <Reasons reasons={row.reasons} />}
          header={(page) => <p className="basis">{t("targets.for")} <strong>{text(page.node_name)}</strong> <span className="quiet">{page.excluded > 0 && t("targets.excluded", { count: page.excluded })}</span></p>}
          empty={{ title: t("targets.empty"), hint: t("targets.emptyHint") }}
        />
      )}
      <Exclusions version={version} onRemoved={() => setVersion(version + 1)} />
      <Drawer
        open={open !== null && node !== null}
        onClose={() => set("open", null)}
        size={620}
        title={`${t("targets.company")} ${open}`}
        extra={open && <Space>{node && <LeadFromTarget company={open} node={node} />}<Button loading={briefing.busy} onClick={() => void briefing.submit({ company: open, format: "pdf" })}>PDF</Button><Button type="primary" loading={briefing.busy} onClick={() => void briefing.submit({ company: open, format: "docx" })}>{t("targets.briefing")}</Button></Space>}
        destroyOnHidden
      >
        {open && node && <Explanation node={node} company={open} />}
      </Drawer>
      {node && <Exclude target={excluding} node={node} onClose={() => setExcluding(null)} onDone={() => { setExcluding(null); setVersion(version + 1); }} />}
    </Page>
  );
}
