// Who reported the project first and until when that protects, its transfer to another zone, and
// how the credit is divided: it adds up to 100 % or it is not saved.
import { DeleteOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Descriptions, Form, Input, Modal, Popconfirm, Progress, Select, Space, Table, Tag } from "antd";
import { useState } from "react";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { ZoneSelect } from "../shell/zone_switcher";
import { useZones } from "../shell/zones";
import { Conflict, isStale } from "./conflict";
import { basisPoints, evenSplit, percentText } from "./credit_split";
import { Decide } from "./decide";
import { FormDialog } from "./form_dialog";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import { ProjectPicker } from "./project_picker";
import type { Claim, CreditShare, Project, ProjectMerge, Transfer } from "./types";
import { UserSelect } from "./user_select";

interface Row {
  holder_kind: string;
  holder_id?: number;
  percent: string;
}

function CreditEditor({ project, claim, onClose, onSaved }: { project: Project; claim: Claim; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [rows, setRows] = useState<Row[]>(claim.credit.length > 0 ? claim.credit.map((c) => ({ holder_kind: c.holder_kind, holder_id: c.holder_id, percent: percentText(c.basis_points) })) : [{ holder_kind: "person", holder_id: project.owner_user_id ?? undefined, percent: "100" }]);
  const [stale, setStale] = useState<ApiError>();
  const sum = rows.reduce((total, row) => total + (basisPoints(row.percent) ?? 0), 0);
  const complete = sum === 10_000 && rows.every((row) => row.holder_id !== undefined && basisPoints(row.percent));
  const { submit, error, busy } = useSubmit(async (fresh: boolean) => {
    const version = fresh ? (await call<Project>("GET", paths.project, { zone: zone.id, id: project.id })).version : project.version;
    try {
      await call<Claim>("PUT", paths.credit, { zone: zone.id, id: project.id, version, credit: rows.map((row) => ({ holder_kind: row.holder_kind, holder_id: row.holder_id, basis_points: basisPoints(row.percent) })) });
      onSaved();
    } catch (cause) {
      if (cause instanceof ApiError && isStale(cause)) return setStale(cause);
      throw cause;
    }
  });
  const change = (i: number, next: Partial<Row>) => setRows(rows.map((row, k) => (k === i ? { ...row, ...next } : row)));
  return (
    <>
      <Modal open={!stale} width={620} title={t("claim.divide")} onCancel={onClose} okText={t("shell:form.save")} okButtonProps={{ disabled: !complete }} confirmLoading={busy} onOk={() => void submit(false)}>
        {error && <Failure error={error} />}
        {rows.map((row, i) => (
          <div key={i} className="credit-row">
            <Select value={row.holder_kind} aria-label={t("claim.holderKind")} onChange={(kind) => change(i, { holder_kind: kind, holder_id: undefined })} options={["person", "park"].map((value) => ({ value, label: t(`claim.holders.${value}`) }))} />
            {row.holder_kind === "park" ? <ZoneSelect value={row.holder_id} onChange={(id) => change(i, { holder_id: id })} /> : <UserSelect value={row.holder_id} onChange={(id) => change(i, { holder_id: id })} />}
            <Input value={row.percent} inputMode="decimal" suffix="%" status={basisPoints(row.percent) === null ? "error" : undefined} aria-label={t("claim.share")} onChange={(event) => change(i, { percent: event.target.value })} />
            <Button icon={<DeleteOutlined />} aria-label={t("shell:form.remove")} disabled={rows.length === 1} onClick={() => setRows(rows.filter((_, k) => k !== i))} />
          </div>
        ))}
        <Space className="gap" wrap>
          <Button size="small" onClick={() => setRows([...rows, { holder_kind: "person", percent: percentText(Math.max(0, 10_000 - sum)) }])}>{t("claim.addHolder")}</Button>
          <Button size="small" onClick={() => { const parts = evenSplit(rows.length); setRows(rows.map((row, i) => ({ ...row, percent: percentText(parts[i]!) }))); }}>{t("claim.even")}</Button>
        </Space>
        <Progress percent={Math.min(100, sum / 100)} status={sum === 10_000 ? "success" : sum > 10_000 ? "exception" : "normal"} format={() => `${percentText(sum)}%`} />
        {sum !== 10_000 && <p className="weak-number">{t(sum > 10_000 ? "claim.over" : "claim.under", { percent: percentText(Math.abs(10_000 - sum)) })}</p>}
      </Modal>
      {stale && <Conflict error={stale} again={t("conflict.saveAgain")} onReload={onSaved} onAgain={() => { setStale(undefined); void submit(true); }} />}
    </>
  );
}

function AskTransfer({ project, onClose, onSaved }: { project: Project; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone, zones } = useZones();
  return (
    <FormDialog
      title={t("claim.transfer")}
      okText={t("claim.transferSubmit")}
      help={t("claim.transferHelp")}
      onClose={onClose}
      run={async (v: { to_zone_id: number; reason: string }) => {
        await call<Transfer>("POST", paths.askTransfer, { zone: zone.id, id: project.id, ...v });
        onSaved();
      }}
    >
      <Form.Item name="to_zone_id" label={t("claim.toZone")} rules={[{ required: true, message: t("shell:form.required") }]}>
        <Select showSearch={{ optionFilterProp: "label" }} options={zones.filter((z) => z.id !== project.host_zone_id).map((z) => ({ value: z.id, label: text(z.name) }))} />
      </Form.Item>
      <Form.Item name="reason" label={t("status.reason")} rules={[{ required: true, whitespace: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}

export function TransferTable({ items, withProject, onChanged }: { items: Transfer[]; withProject?: boolean; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone, scope } = useZones();
  const mayWrite = usePermission("project.write");
  const decide = async (transfer: Transfer, decision: string, note: string) => {
    await call("POST", paths.decideTransfer, { zone: zone.id, id: transfer.id, decision, note: note || null });
    onChanged();
  };
  return (
    <Table<Transfer>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: "max-content" }}
      columns={[
        ...(withProject ? [{ key: "project", title: t("project.name"), render: (_: unknown, x: Transfer) => <GoLink to={projectPath(x.project_id, "claims")}>{x.project_name}</GoLink> }] : []),
        { key: "zones", title: t("claim.transfer"), render: (_, x) => <>{text(x.from_zone_name)} → {text(x.to_zone_name)}</> },
        { key: "reason", title: t("status.reason"), render: (_, x) => <span className="long-text">{x.reason}</span> },
        { key: "requested", title: t("override.requested"), render: (_, x) => `${x.requested_by_name} ${formatTime(x.requested_at)}` },
        { key: "state", title: t("override.state"), render: (_, x) => <><Tag color={{ pending: "gold", accepted: "green", refused: "red", withdrawn: undefined }[x.state]}>{t(`claim.transferStates.${x.state}`)}</Tag> <span className="quiet">{x.decided_by_name} {x.decision_note}</span></> },
        {
          key: "actions", title: "",
          render: (_, x) => x.state === "pending" && mayWrite && (
            <Space size={4}>
              {scope.has(x.to_zone_id) && <Decide yes={t("claim.accept")} no={t("claim.refuse")} run={(yes, note) => decide(x, yes ? "accepted" : "refused", note)} />}
              {scope.has(x.from_zone_id) && <Popconfirm title={t("claim.withdraw")} onConfirm={() => decide(x, "withdrawn", "")}><Button size="small">{t("claim.withdraw")}</Button></Popconfirm>}
            </Space>
          ),
        },
      ]}
    />
  );
}

function Merge({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write");
  const [other, setOther] = useState<number>();
  const merges = useGet<{ items: ProjectMerge[] }>(paths.merges, { zone: zone.id }, project.version);
  const own = (merges.data?.items ?? []).filter((m) => m.survivor_id === project.id || m.absorbed_id === project.id);
  const merge = useSubmit(async (absorbed: number) => {
    await call("POST", paths.merges, { zone: zone.id, survivor_id: project.id, absorbed_id: absorbed });
    setOther(undefined);
    onChanged();
  });
  const undo = useSubmit(async (id: number) => {
    await call("POST", paths.undoMerge, { zone: zone.id, id });
    onChanged();
  });
  const error = merge.error ?? undo.error ?? merges.error;
  return (
    <Card size="small" title={t("claim.merges")}>
      {error && <Failure error={error} />}
      {mayWrite && project.merged_into === null && (
        <div className="form-row">
          <span className="full"><ProjectPicker value={other} onChange={setOther} exclude={project.id} /></span>
          <Popconfirm title={t("claim.mergeConfirm")} disabled={other === undefined} onConfirm={() => void merge.submit(other!)}><Button disabled={other === undefined} loading={merge.busy}>{t("claim.merge")}</Button></Popconfirm>
        </div>
      )}
      <ul className="plain">
        {own.map((m) => (
          <li key={m.id}>
            {t("claim.mergedLine", { absorbed: m.absorbed_name, survivor: m.survivor_name, at: formatTime(m.merged_at) })}{" "}
            {m.undone_at ? <Tag>{t("claim.undone", { at: formatTime(m.undone_at) })}</Tag> : mayWrite && <Button size="small" loading={undo.busy} onClick={() => void undo.submit(m.id)}>{t("claim.undo")}</Button>}
          </li>
        ))}
      </ul>
      {own.length === 0 && <p className="quiet">{t("claim.noMerges")}</p>}
    </Card>
  );
}

export default function Claims({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [dialog, setDialog] = useState<"credit" | "transfer" | "release" | null>(null);
  const [reason, setReason] = useState("");
  const claim = useGet<Claim>(paths.claim, { zone: zone.id, id: project.id }, project.version);
  const changed = () => { setDialog(null); claim.reload(); onChanged(); };
  const release = useSubmit(async () => {
    await call("POST", paths.releaseClaim, { zone: zone.id, id: project.id, reason });
    changed();
  });
  if (claim.error) return <Failure error={claim.error} onRetry={claim.reload} />;
  if (!claim.data) return <Loading rows={4} />;
  const c = claim.data;
  const pending = c.transfers.some((x) => x.state === "pending");
  return (
    <div className="two-columns">
      <Card size="small" title={t("claim.title")} extra={mayWrite && !c.released_on && c.protected_until && <Button size="small" onClick={() => setDialog("release")}>{t("claim.release")}</Button>}>
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: "zone", label: t("claim.zone"), children: text(c.zone_name) },
            { key: "by", label: t("claim.by"), children: c.reported_by ?? missing },
            { key: "on", label: t("claim.on"), children: formatDate(c.claimed_on) },
            { key: "until", label: t("claim.until"), children: c.released_on ? <Tag>{t("claim.released", { on: formatDate(c.released_on) })}</Tag> : c.protected_until === null ? <Tag>{t("claim.ended")}</Tag> : c.protected_until.startsWith("9999") ? <Tag color="green">{t("claim.forever")}</Tag> : <Tag color="blue">{formatDate(c.protected_until)}</Tag> },
          ]}
        />
      </Card>
      <Card size="small" title={t("claim.credit")} extra={mayWrite && <Button size="small" onClick={() => setDialog("credit")}>{t("claim.divide")}</Button>}>
        {c.credit.length === 0 ? <Alert type="info" showIcon title={t("claim.notDivided", { owner: project.owner_name ?? t("board.noOwner") })} /> : (
          <Table<CreditShare>
            size="small"
            rowKey={(s) => `${s.holder_kind}${s.holder_id}`}
            pagination={false}
            dataSource={c.credit}
            columns={[
              { key: "holder", title: t("claim.holder"), render: (_, s) => <>{s.name ?? s.holder_id} <span className="quiet">{t(`claim.holders.${s.holder_kind}`)}</span></> },
              { key: "share", title: t("claim.share"), align: "right", render: (_, s) => `${percentText(s.basis_points)}%` },
            ]}
          />
        )}
      </Card>
      <Card size="small" title={t("claim.transfers")} extra={mayWrite && !pending && <Button size="small" onClick={() => setDialog("transfer")}>{t("claim.transfer")}</Button>}>
        {c.transfers.length === 0 ? <p className="quiet">{t("claim.noTransfers")}</p> : <TransferTable items={c.transfers} onChanged={changed} />}
      </Card>
      <Merge project={project} onChanged={changed} />
      {dialog === "credit" && <CreditEditor project={project} claim={c} onClose={() => setDialog(null)} onSaved={changed} />}
      {dialog === "transfer" && <AskTransfer project={project} onClose={() => setDialog(null)} onSaved={changed} />}
      <Modal open={dialog === "release"} title={t("claim.release")} onCancel={() => setDialog(null)} okText={t("claim.release")} okButtonProps={{ danger: true, disabled: reason.trim() === "" }} confirmLoading={release.busy} onOk={() => void release.submit(undefined)}>
        {release.error && <Failure error={release.error} />}
        <p className="quiet">{t("claim.releaseHelp")}</p>
        <Input.TextArea rows={3} value={reason} aria-label={t("status.reason")} placeholder={t("status.reason")} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </div>
  );
}
