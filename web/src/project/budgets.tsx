// What a zone may use in a year (energy, carbon, land …), what is taken of it, and by whom.
import { Button, Form, Input, InputNumber, Progress, Select, Table } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatNumber } from "../shell/format";
import { useText } from "../shell/i18n";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths } from "./paths";
import { ReservationTable } from "./selection";
import type { Budget, Reservation } from "./types";

const resources = ["energy", "carbon", "water", "land", "cod", "ammonia_nitrogen", "so2", "nox", "vocs"] as const;

function PutBudget({ budget, year, onClose, onSaved }: { budget: Budget | null; year: number; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const required = useRequired();
  return (
    <FormDialog
      title={`${t("budget.set")} ${year}${budget ? ` · ${text(budget.title)}` : ""}`}
      initial={budget ?? { resource: "energy" }}
      onClose={onClose}
      run={async (v: { resource: string; amount: number; source: string }) => {
        await call("PUT", paths.budget, { zone: zone.id, year, resource: budget?.resource ?? v.resource, amount: v.amount, source: v.source, version: budget?.version ?? 0 });
        onSaved();
      }}
    >
      {!budget && <Form.Item name="resource" label={t("gate.resource")} rules={required}><Select options={resources.map((value) => ({ value, label: t(`budget.resources.${value}`) }))} /></Form.Item>}
      <Form.Item name="amount" label={t("gate.amount")} rules={required}><InputNumber min={0} className="full" suffix={budget?.unit} /></Form.Item>
      <Form.Item name="source" label={t("budget.source")} rules={required} extra={t("budget.sourceHelp")}><Input maxLength={300} /></Form.Item>
    </FormDialog>
  );
}

export function Budgets() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("project.approve");
  const [params, setParams] = useSearchParams();
  const [editing, setEditing] = useState<Budget | "new" | null>(null);
  const year = Number(params.get("year")) || new Date().getFullYear();
  const list = useGet<{ items: Budget[] }>(paths.budgets, { zone: zone.id, year });
  const held = useGet<{ items: Reservation[] }>(paths.reservations, { zone: zone.id, year });
  const changed = () => { setEditing(null); list.reload(); held.reload(); };
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  return (
    <>
      <div className="table-tools">
        <InputNumber precision={0} min={2000} max={2100} value={year} aria-label={t("commitment.year")} onChange={(v) => v && setParams((old) => { const p = new URLSearchParams(old); p.set("year", String(v)); return p; }, { replace: true })} />
        <span className="table-tools-right">{mayWrite && <Button type="primary" onClick={() => setEditing("new")}>{t("budget.set")}</Button>}</span>
      </div>
      <p className="quiet">{t("budget.help")}</p>
      <Table<Budget>
        size="small"
        rowKey={(b) => `${b.zone_id}.${b.resource}`}
        dataSource={list.data.items}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("budget.none") }}
        columns={[
          { key: "zone", title: t("settings.setAt"), render: (_, b) => text(b.zone_name) },
          { key: "resource", title: t("gate.resource"), render: (_, b) => text(b.title) },
          { key: "amount", title: t("budget.amount"), align: "right", render: (_, b) => `${formatNumber(b.amount, 10)} ${b.unit}` },
          { key: "used", title: t("gate.states.used"), align: "right", render: (_, b) => formatNumber(b.used, 10) },
          { key: "reserved", title: t("gate.states.reserved"), align: "right", render: (_, b) => formatNumber(b.reserved, 10) },
          { key: "available", title: t("gate.available"), align: "right", render: (_, b) => <strong>{formatNumber(b.available, 10)}</strong> },
          { key: "bar", title: "", width: 140, render: (_, b) => b.amount > 0 && <Progress percent={Math.round(((b.used + b.reserved) / b.amount) * 100)} success={{ percent: Math.round((b.used / b.amount) * 100) }} size="small" /> },
          { key: "source", title: t("budget.source"), render: (_, b) => <span className="long-text">{b.source}</span> },
          { key: "edit", title: "", render: (_, b) => mayWrite && b.zone_id === zone.id && <Button size="small" onClick={() => setEditing(b)}>{t("shell:form.edit")}</Button> },
        ]}
      />
      <h3>{t("gate.reservations")}</h3>
      {held.error ? <Failure error={held.error} onRetry={held.reload} /> : <ReservationTable items={held.data?.items ?? []} withProject onChanged={changed} />}
      {editing && <PutBudget budget={editing === "new" ? null : editing} year={year} onClose={() => setEditing(null)} onSaved={changed} />}
    </>
  );
}
