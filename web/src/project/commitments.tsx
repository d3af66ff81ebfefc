// What a project promised and what became of it: targets against verified values, traffic lights,
// whether money that hangs on them may be paid, and the way through a breach.
import { LockOutlined, UnlockOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Form, Input, Modal, Popover, Select, Space, Table, Tag, Tooltip } from "antd";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { EChart } from "../shell/echart";
import { formatDate, formatNumber, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { CaseList } from "./case_list";
import { commitmentChart } from "./commitment_chart";
import { todayText } from "./dates";
import { Decide } from "./decide";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Commitment, CommitmentActual, CommitmentList, Computed, Evidence, Metric, Milestone, PayoutLock, Project, ProjectCase } from "./types";

export function LightMark({ light, reason }: { light: Milestone["light"]; reason?: string }) {
  const t = useT();
  return <Tooltip title={reason}><span><i className={`light light-${light}`} aria-hidden /> {t(`commitment.lights.${light}`)}</span></Tooltip>;
}

const decimal = (value: string | null | undefined) => (value === null || value === undefined ? missing : /^-?\d+(\.\d+)?$/.test(value) ? formatNumber(Number(value), 8) : value);

function Lock({ project, asOf }: { project: Project; asOf: string | null }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { data, error, reload } = useGet<PayoutLock>(paths.payout, { zone: zone.id, id: project.id, as_of: asOf }, project.version);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return null;
  return (
    <Alert
      className="gap"
      type={data.locked ? "warning" : "success"}
      showIcon
      icon={data.locked ? <LockOutlined /> : <UnlockOutlined />}
      title={<><strong>{t(data.locked ? "commitment.locked" : "commitment.unlocked")}</strong> <span className="quiet">{text(data.reason)}</span></>}
      description={data.missing.length > 0 && <ul className="plain">{data.missing.map((item, i) => <li key={i}>{item.title && <strong>{item.title} </strong>}{text(item.reason)}</li>)}</ul>}
    />
  );
}

function Record({ project, commitment, onClose, onSaved }: { project: Project; commitment: Commitment; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [mode, setMode] = useState<"facts" | "entered">("facts");
  const [year, setYear] = useState(String(new Date().getFullYear() - 1));
  const [form] = Form.useForm();
  const evidence = useGet<{ items: Evidence[] }>(paths.evidence, { zone: zone.id, id: project.id });
  const computed = useGet<Computed>(mode === "facts" && /^\d{4}$/.test(year) ? paths.computeCommitment : null, { zone: zone.id, id: commitment.id, year: Number(year) });
  const { submit, error, busy } = useSubmit(async (v: Record<string, string>) => {
    const input = mode === "facts" ? { year: Number(year) } : { measured_on: v.measured_on, value: v.value, source: v.source || null, evidence_id: v.evidence_id ?? null };
    await call<Commitment>("POST", paths.actuals, { zone: zone.id, id: commitment.id, ...input });
    onSaved();
  });
  const required = [{ required: true, message: t("shell:form.required") }];
  return (
    <Modal open title={t("commitment.record", { title: commitment.title })} onCancel={onClose} okText={t("shell:form.save")} confirmLoading={busy} okButtonProps={{ disabled: mode === "facts" && !computed.data?.value }} onOk={() => (mode === "facts" ? void submit({}) : form.submit())}>
      {error && <Failure error={error} />}
      <Select className="gap full" value={mode} onChange={setMode} aria-label={t("commitment.origin")} options={[{ value: "facts", label: t("commitment.origins.facts") }, { value: "entered", label: t("commitment.origins.entered") }]} />
      {mode === "facts" ? (
        <>
          <Input className="gap" addonBefore={t("commitment.year")} inputMode="numeric" value={year} onChange={(event) => setYear(event.target.value)} />
          {computed.error && <Failure error={computed.error} />}
          {computed.data && (
            <>
              <p>{t("commitment.value")}: <strong>{decimal(computed.data.value)}</strong> {computed.data.unit}</p>
              <p className="quiet">{text(computed.data.reason)}</p>
              <FactList facts={computed.data.facts} />
            </>
          )}
        </>
      ) : (
        <Form form={form} layout="vertical" className="dense-form" onFinish={(v) => void submit(v)}>
          <div className="two">
            <Form.Item name="measured_on" label={t("commitment.measuredOn")} rules={required}><Input type="date" max={todayText()} /></Form.Item>
            <Form.Item name="value" label={`${t("commitment.value")} (${commitment.unit})`} rules={required}><Input inputMode="decimal" /></Form.Item>
          </div>
          <Form.Item name="evidence_id" label={t("tabs.evidence")} rules={required} extra={t("commitment.evidenceHelp")}><Select options={(evidence.data?.items ?? []).map((e) => ({ value: e.id, label: `${text(e.title)} · ${e.filename}` }))} /></Form.Item>
          <Form.Item name="source" label={t("project.source")}><Input /></Form.Item>
        </Form>
      )}
    </Modal>
  );
}

function FactList({ facts }: { facts: CommitmentActual["facts"] }) {
  return <ul className="plain">{facts.map((f) => <li key={f.id}><code>{f.field}</code> {f.period}: {f.value} <span className="quiet">{f.source}{f.source_date && ` · ${formatDate(f.source_date)}`}</span></li>)}</ul>;
}

function AddMilestone({ commitment, onClose, onSaved }: { commitment: Commitment; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  return (
    <FormDialog
      title={t("commitment.addMilestone", { title: commitment.title })}
      onClose={onClose}
      run={async (v: { due_on: string; target: string }) => {
        await call<Commitment>("POST", paths.milestones, { zone: zone.id, id: commitment.id, ...v });
        onSaved();
      }}
    >
      <div className="two">
        <Form.Item name="due_on" label={t("commitment.dueOn")} rules={required}><Input type="date" /></Form.Item>
        <Form.Item name="target" label={`${t("commitment.target")} (${commitment.unit})`} rules={required}><Input inputMode="decimal" /></Form.Item>
      </div>
    </FormDialog>
  );
}

function AddCommitment({ project, onClose, onSaved }: { project: Project; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const metrics = useGet<{ items: Metric[] }>(paths.metrics);
  const [form] = Form.useForm();
  const name = Form.useWatch("metric", form);
  const metric = metrics.data?.items.find((m) => m.name === name);
  const required = useRequired();
  return (
    <FormDialog
      form={form}
      width={640}
      title={t("commitment.add")}
      initial={{ milestones: [{}] }}
      onClose={onClose}
      run={async (v: Record<string, unknown>) => {
        await call<Commitment>("POST", paths.commitments, { zone: zone.id, id: project.id, ...v, title: v.title || null, unit: v.unit || null, direction: v.direction || null, began_on: v.began_on || null, remedy: v.remedy || null });
        onSaved();
      }}
    >
      <Form.Item name="metric" label={t("commitment.metric")} rules={required} extra={metric && text(metric.formula)}>
        <Select showSearch={{ optionFilterProp: "label" }} options={(metrics.data?.items ?? []).map((m) => ({ value: m.name, label: `${text(m.title)}${m.unit ? ` (${m.unit})` : ""}` }))} />
      </Form.Item>
      {name === "other" && (
        <div className="two">
          <Form.Item name="title" label={t("commitment.name")} rules={required}><Input maxLength={100} /></Form.Item>
          <Form.Item name="unit" label={t("commitment.unit")}><Input maxLength={30} /></Form.Item>
        </div>
      )}
      <div className="two">
        <Form.Item name="direction" label={t("commitment.direction")}><Select allowClear placeholder={metric && t(`commitment.directions.${metric.direction}`)} options={["at_least", "at_most"].map((value) => ({ value, label: t(`commitment.directions.${value}`) }))} /></Form.Item>
        <Form.Item name="began_on" label={t("commitment.beganOn")} extra={t("commitment.beganOnHelp")}><Input type="date" /></Form.Item>
      </div>
      <Form.List name="milestones">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name: row }) => (
              <div key={key} className="form-row">
                <Form.Item name={[row, "due_on"]} label={row === 0 ? t("commitment.dueOn") : undefined} rules={required}><Input type="date" /></Form.Item>
                <Form.Item name={[row, "target"]} label={row === 0 ? `${t("commitment.target")} ${metric?.unit ?? ""}` : undefined} rules={required}><Input inputMode="decimal" /></Form.Item>
                {rows.length > 1 && <Button onClick={() => remove(row)}>{t("shell:form.remove")}</Button>}
              </div>
            ))}
            <Button size="small" className="gap" onClick={() => add({})}>{t("commitment.moreMilestones")}</Button>
          </>
        )}
      </Form.List>
      <Form.Item name="remedy" label={t("commitment.remedy")} extra={t("commitment.remedyHelp")}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}

function OpenBreach({ project, commitment, milestone, onClose, onSaved }: { project: Project; commitment: Commitment; milestone: Milestone; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  return (
    <FormDialog
      title={t("case.openBreach")}
      okText={t("case.open")}
      help={t("case.openBreachHelp")}
      initial={{ title: `${project.name} · ${commitment.title} ${milestone.due_on}` }}
      onClose={onClose}
      run={async (v: { title: string; reason: string }) => {
        await call<ProjectCase>("POST", paths.cases, { zone: zone.id, kind: "breach", project_id: project.id, milestone_id: milestone.id, ...v });
        onSaved();
      }}
    >
      <Form.Item name="title" label={t("case.title")} rules={[{ required: true, message: t("shell:form.required") }]}><Input maxLength={200} /></Form.Item>
      <Form.Item name="reason" label={t("status.reason")} rules={[{ required: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

interface OneProps {
  project: Project;
  commitment: Commitment;
  onChanged: () => void;
}

function One({ project, commitment, onChanged }: OneProps) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { session } = useSession();
  const mayWrite = usePermission("project.write");
  const mayVerify = usePermission("project.verify");
  const [dialog, setDialog] = useState<"record" | "milestone" | null>(null);
  const [breach, setBreach] = useState<Milestone | null>(null);
  const option = useMemo(() => commitmentChart(commitment, { target: t("commitment.target"), verified: t("commitment.states.verified"), pending: t("commitment.states.pending"), forecast: t("commitment.forecast") }), [commitment, t]);
  const saved = () => { setDialog(null); setBreach(null); onChanged(); };
  return (
    <Card
      size="small"
      className="gap"
      title={<>{commitment.title} <span className="quiet">{t(`commitment.directions.${commitment.direction}`)}</span></>}
      extra={mayWrite && <Space><Button size="small" onClick={() => setDialog("record")}>{t("commitment.recordShort")}</Button><Button size="small" onClick={() => setDialog("milestone")}>{t("commitment.milestoneShort")}</Button></Space>}
    >
      <p className="quiet">{text(commitment.formula)} · {t("commitment.formulaVersion", { version: commitment.formula_version })}{commitment.remedy && <> · {t("commitment.remedy")}: {commitment.remedy}</>}</p>
      <div className="two-columns">
        <EChart option={option} height={230} label={t("commitment.chart", { title: commitment.title })} />
        <Table<Milestone>
          size="small"
          rowKey="id"
          dataSource={commitment.milestones}
          pagination={false}
          scroll={{ x: "max-content" }}
          columns={[
            { key: "due_on", title: t("commitment.dueOn"), render: (_, m) => formatDate(m.due_on) },
            { key: "target", title: t("commitment.target"), align: "right", render: (_, m) => `${decimal(m.target)} ${commitment.unit}` },
            { key: "light", title: t("commitment.light"), render: (_, m) => <LightMark light={m.light} reason={text(m.reason)} /> },
            { key: "forecast", title: t("commitment.forecast"), align: "right", render: (_, m) => <Tooltip title={m.forecast.value === null ? text(m.forecast.explanation) : `${decimal(m.forecast.low)} – ${decimal(m.forecast.high)} · ${text(m.forecast.explanation)}`}><span className="has-help">{m.met || m.forecast.value === null ? missing : formatNumber(Number(m.forecast.value), 4)}</span></Tooltip> },
            { key: "actions", title: "", render: (_, m) => mayWrite && m.light === "red" && !m.met && <Button size="small" danger onClick={() => setBreach(m)}>{t("case.breach")}</Button> },
          ]}
        />
      </div>
      <Table<CommitmentActual>
        size="small"
        rowKey="id"
        dataSource={commitment.actuals}
        pagination={{ pageSize: 5, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("commitment.noActuals") }}
        columns={[
          { key: "measured_on", title: t("commitment.measuredOn"), render: (_, a) => formatDate(a.measured_on) },
          { key: "value", title: t("commitment.value"), align: "right", render: (_, a) => <strong>{decimal(a.value)}</strong> },
          { key: "origin", title: t("commitment.origin"), render: (_, a) => a.facts.length > 0 ? <Popover content={<FactList facts={a.facts} />}><Button type="link" size="small" className="plain-link">{t(`commitment.origins.${a.origin}`)}</Button></Popover> : <>{t(`commitment.origins.${a.origin}`)} <span className="quiet">{a.source}</span></> },
          { key: "recorded", title: t("commitment.recordedBy"), render: (_, a) => `${a.recorded_by_name ?? missing} ${formatTime(a.recorded_at)}` },
          { key: "state", title: t("override.state"), render: (_, a) => <Tooltip title={a.decided_by_name ? `${a.decided_by_name} ${formatTime(a.decided_at)} ${a.decision_note ?? ""}` : undefined}><Tag color={{ pending: "gold", verified: "green", rejected: "red" }[a.state]}>{t(`commitment.states.${a.state}`)}</Tag></Tooltip> },
          {
            key: "actions", title: "",
            render: (_, a) => a.state === "pending" && mayVerify && (
              <Decide
                own={a.recorded_by === session?.user.id || project.owner_user_id === session?.user.id ? t("evidence.ownHelp") : undefined}
                yes={t("evidence.verify")}
                no={t("evidence.reject")}
                noteRequired
                run={async (verify, note) => { await call("POST", paths.decideActual, { zone: zone.id, id: a.id, verify, note }); onChanged(); }}
              />
            ),
          },
        ]}
      />
      {dialog === "record" && <Record project={project} commitment={commitment} onClose={() => setDialog(null)} onSaved={saved} />}
      {dialog === "milestone" && <AddMilestone commitment={commitment} onClose={() => setDialog(null)} onSaved={saved} />}
      {breach && <OpenBreach project={project} commitment={commitment} milestone={breach} onClose={() => setBreach(null)} onSaved={saved} />}
    </Card>
  );
}

export default function Commitments({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write");
  const [params, setParams] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const [version, setVersion] = useState(0);
  const asOf = params.get("as_of");
  const list = useGet<CommitmentList>(paths.commitments, { zone: zone.id, id: project.id, as_of: asOf }, version);
  const changed = () => { setAdding(false); setVersion(version + 1); onChanged(); };
  return (
    <>
      <div className="table-tools">
        {mayWrite && <Button type="primary" onClick={() => setAdding(true)}>{t("commitment.add")}</Button>}
        <label className="quiet">{t("commitment.asOf")} <Input type="date" className="import-unit as-of" max={todayText()} value={asOf ?? ""} onChange={(event) => setParams((old) => { const p = new URLSearchParams(old); if (event.target.value) p.set("as_of", event.target.value); else p.delete("as_of"); return p; }, { replace: true })} /></label>
      </div>
      <Lock key={version} project={project} asOf={asOf} />
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading /> : list.data.items.length === 0 ? (
        <Nothing title={t("commitment.empty")} hint={t("commitment.emptyHint")} />
      ) : (
        list.data.items.map((commitment) => <One key={commitment.id} project={project} commitment={commitment} onChanged={changed} />)
      )}
      <h3>{t("case.ofProject")}</h3>
      <CaseList input={{ project_id: project.id }} version={version} onChanged={changed} />
      {adding && <AddCommitment project={project} onClose={() => setAdding(false)} onSaved={changed} />}
    </>
  );
}
