// Whether a project is chosen: score sheets by several assessors, gates on what the zone may use,
// incentives that pass a fair-competition review before they are offered.
import { Alert, Button, Card, Form, Input, InputNumber, Modal, Popconfirm, Select, Slider, Space, Statistic, Table, Tag, Tooltip } from "antd";
import { useMemo, useState } from "react";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { EChart } from "../shell/echart";
import { formatDate, formatMoney, formatNumber, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { addDays, todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths } from "./paths";
import { criteria, radar } from "./score_chart";
import type { CommitmentList, CriterionScore, GateLine, Incentive, PolicyName, Project, ProjectAssessment, ProjectGates, Reservation, ScoreSheet } from "./types";

const verdictColor = { passed: "green", failed: "red", unknown: undefined } as const;

function Verdict({ verdict, reason }: { verdict: keyof typeof verdictColor; reason?: string }) {
  const t = useT();
  return <Tooltip title={reason}><Tag color={verdictColor[verdict]}>{t(`verdict.${verdict}`)}</Tag></Tooltip>;
}

function SignSheet({ project, assessment, onClose, onSaved }: { project: Project; assessment: ProjectAssessment; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { session } = useSession();
  const mine = assessment.sheets.find((s) => s.assessor_id === session?.user.id && !s.superseded);
  return (
    <FormDialog
      title={t("sheet.title", { name: project.name })}
      okText={t("sheet.sign")}
      help={t("sheet.help")}
      initial={{ ...mine?.scores, comment: mine?.comment }}
      onClose={onClose}
      run={async (v: Record<string, unknown>) => {
        const scores = Object.fromEntries(criteria.map((c) => [c, v[c] ?? null]));
        await call("POST", paths.sheets, { zone: zone.id, id: project.id, scores, comment: v.comment ?? "" });
        onSaved();
      }}
    >
      {assessment.result.criteria.map((c) => (
        <Form.Item key={c.criterion} label={`${text(c.title)} · ${t("sheet.weight", { weight: c.weight })}`}>
          <div className="score-input">
            <Form.Item name={c.criterion} noStyle><Slider min={0} max={100} /></Form.Item>
            <Form.Item name={c.criterion} noStyle><InputNumber min={0} max={100} precision={0} aria-label={text(c.title)} /></Form.Item>
          </div>
        </Form.Item>
      ))}
      <Form.Item name="comment" label={t("sheet.comment")} rules={[{ required: true, whitespace: true, message: t("shell:form.required") }]}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

function Assessment({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { session } = useSession();
  const mayAssess = usePermission("project.verify");
  const [signing, setSigning] = useState(false);
  const read = useGet<ProjectAssessment>(paths.assessment, { zone: zone.id, id: project.id }, project.version);
  const option = useMemo(() => (read.data ? radar(read.data, text, t("sheet.mean"), t("sheet.threshold")) : null), [read.data, t, text]);
  if (read.error) return <Failure error={read.error} onRetry={read.reload} />;
  if (!read.data || !option) return <Loading />;
  const a = read.data;
  const owner = project.owner_user_id !== null && project.owner_user_id === session?.user.id;
  return (
    <Card size="small" className="gap" title={t("sheet.assessment")} extra={mayAssess && project.merged_into === null && <Tooltip title={owner ? t("sheet.ownerHelp") : undefined}><Button type="primary" disabled={owner} onClick={() => setSigning(true)}>{t("sheet.write")}</Button></Tooltip>}>
      <div className="two-columns">
        <div>
          <div className="statistics">
            <Statistic title={t("sheet.total")} value={a.result.total === null ? missing : formatNumber(a.result.total)} />
            <Statistic title={t("sheet.threshold")} value={formatNumber(a.rule.rule.threshold)} />
            <Statistic title={t("sheet.assessors")} value={`${a.sheets.filter((s) => !s.superseded).length} / ${a.rule.rule.assessors_min}`} />
            <Statistic title={t("sheet.spread")} value={a.result.spread === null ? missing : formatNumber(a.result.spread)} />
          </div>
          <Alert className="gap" showIcon type={a.result.verdict === "passed" ? "success" : a.result.verdict === "failed" ? "error" : "info"} title={text(a.result.reason)} />
          {a.result.wide_spread && <Alert className="gap" showIcon type="warning" title={t("sheet.wide", { max: a.rule.rule.spread_max })} />}
          <Table<CriterionScore>
            size="small"
            rowKey="criterion"
            pagination={false}
            dataSource={a.result.criteria}
            columns={[
              { key: "title", title: t("sheet.criterion"), render: (_, c) => text(c.title) },
              { key: "weight", title: t("sheet.weightTitle"), align: "right", render: (_, c) => `${c.weight}%` },
              { key: "mean", title: t("sheet.mean"), align: "right", render: (_, c) => formatNumber(c.mean) },
              { key: "range", title: t("sheet.range"), align: "right", render: (_, c) => (c.low === null ? missing : `${c.low} – ${c.high}`) },
              { key: "assessors", title: t("sheet.assessors"), align: "right", render: (_, c) => c.assessors },
            ]}
          />
        </div>
        <EChart option={option} height={330} label={t("sheet.chart")} />
      </div>
      <h4>{t("sheet.sheets")}</h4>
      <Table<ScoreSheet>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        dataSource={a.sheets}
        locale={{ emptyText: t("sheet.none") }}
        columns={[
          { key: "who", title: t("sheet.assessor"), render: (_, s) => <>{s.assessor_name} {s.superseded && <Tag>{t("sheet.superseded")}</Tag>}</> },
          ...criteria.map((c, i) => ({ key: c, title: text(a.result.criteria[i]?.title), align: "right" as const, render: (_: unknown, s: ScoreSheet) => s.scores[c] ?? missing })),
          { key: "total", title: t("sheet.total"), align: "right", render: (_, s) => <strong>{formatNumber(s.total)}</strong> },
          { key: "comment", title: t("sheet.comment"), render: (_, s) => <span className="long-text">{s.comment}</span> },
          { key: "at", title: t("sheet.signedAt"), render: (_, s) => formatTime(s.signed_at) },
        ]}
      />
      {signing && <SignSheet project={project} assessment={a} onClose={() => setSigning(false)} onSaved={() => { setSigning(false); read.reload(); onChanged(); }} />}
    </Card>
  );
}

function Reserve({ project, line, year, onClose, onSaved }: { project: Project; line: GateLine; year: number; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const required = useRequired();
  return (
    <FormDialog
      title={t("gate.reserveTitle", { resource: text(line.title), year })}
      okText={t("gate.reserve")}
      help={t("gate.reserveHelp")}
      initial={{ amount: line.need ?? undefined, expires_on: addDays(todayText(), 90) }}
      onClose={onClose}
      run={async (v: { amount: number; expires_on: string; note?: string }) => {
        await call("POST", paths.reserve, { zone: zone.id, id: project.id, resource: line.resource, year, amount: v.amount, expires_on: v.expires_on, note: v.note ?? "" });
        onSaved();
      }}
    >
      <div className="two">
        <Form.Item name="amount" label={t("gate.amount")} rules={required}><InputNumber min={0} className="full" suffix={line.unit} /></Form.Item>
        <Form.Item name="expires_on" label={t("gate.expiresOn")} rules={required}><Input type="date" min={todayText()} /></Form.Item>
      </div>
      <Form.Item name="note" label={t("move.note")}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDialog>
  );
}

function Settle({ reservation, action, onClose, onSaved }: { reservation: Reservation; action: "use" | "release" | "extend"; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  return (
    <FormDialog
      title={t(`gate.${action}`)}
      okText={t(`gate.${action}`)}
      initial={{ amount: reservation.amount, expires_on: addDays(reservation.expires_on, 90) }}
      onClose={onClose}
      run={async (v: { amount?: number; expires_on?: string; note: string }) => {
        await call("POST", paths.settle, { zone: zone.id, id: reservation.id, version: reservation.version, action, amount: v.amount ?? null, expires_on: v.expires_on || null, note: v.note });
        onSaved();
      }}
    >
      {action === "use" && <Form.Item name="amount" label={t("gate.amount")}><InputNumber min={0} max={reservation.amount} className="full" suffix={reservation.unit} /></Form.Item>}
      {action === "extend" && <Form.Item name="expires_on" label={t("gate.expiresOn")}><Input type="date" min={todayText()} /></Form.Item>}
      <Form.Item name="note" label={t("status.reason")} rules={required}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDialog>
  );
}

const reservationColor = { reserved: "blue", used: "green", released: undefined, expired: "red" } as const;

export function ReservationTable({ items, withProject, onChanged }: { items: Reservation[]; withProject?: boolean; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const mayWrite = usePermission("project.write");
  const [settling, setSettling] = useState<{ reservation: Reservation; action: "use" | "release" | "extend" } | null>(null);
  return (
    <>
      <Table<Reservation>
        size="small"
        rowKey="id"
        dataSource={items}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("gate.noReservations") }}
        columns={[
          ...(withProject ? [{ key: "project", title: t("project.name"), render: (_: unknown, r: Reservation) => `${r.project_name} ${r.project_number}` }] : []),
          { key: "resource", title: t("gate.resource"), render: (_, r) => text(r.title) },
          { key: "year", title: t("commitment.year"), render: (_, r) => r.year },
          { key: "amount", title: t("gate.amount"), align: "right", render: (_, r) => `${formatNumber(r.amount, 8)} ${r.unit}` },
          { key: "state", title: t("override.state"), render: (_, r) => <Tag color={reservationColor[r.state]}>{t(`gate.states.${r.state}`)}</Tag> },
          { key: "expires", title: t("gate.expiresOn"), render: (_, r) => formatDate(r.expires_on) },
          { key: "note", title: t("move.note"), render: (_, r) => <span className="long-text">{r.note || missing}</span> },
          {
            key: "actions", title: "",
            render: (_, r) => mayWrite && (
              <Space size={4}>
                {r.state === "reserved" && <Button size="small" onClick={() => setSettling({ reservation: r, action: "use" })}>{t("gate.use")}</Button>}
                {r.state === "reserved" && <Button size="small" onClick={() => setSettling({ reservation: r, action: "extend" })}>{t("gate.extend")}</Button>}
                {(r.state === "reserved" || r.state === "used") && <Button size="small" onClick={() => setSettling({ reservation: r, action: "release" })}>{t("gate.release")}</Button>}
              </Space>
            ),
          },
        ]}
      />
      {settling && <Settle {...settling} onClose={() => setSettling(null)} onSaved={() => { setSettling(null); onChanged(); }} />}
    </>
  );
}

function Gates({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [year, setYear] = useState(new Date().getFullYear());
  const [line, setLine] = useState<GateLine | null>(null);
  const gates = useGet<ProjectGates>(paths.gates, { zone: zone.id, id: project.id, year }, project.version);
  const held = useGet<{ items: Reservation[] }>(paths.reservations, { zone: zone.id, project_id: project.id }, project.version);
  const changed = () => { setLine(null); gates.reload(); held.reload(); onChanged(); };
  return (
    <Card size="small" className="gap" title={<>{t("gate.title")} {gates.data && <Verdict verdict={gates.data.verdict} />}</>} extra={<InputNumber size="small" value={year} min={2000} max={2100} precision={0} aria-label={t("commitment.year")} onChange={(value) => value && setYear(value)} />}>
      {gates.error && <Failure error={gates.error} onRetry={gates.reload} />}
      <Table<GateLine>
        size="small"
        rowKey="resource"
        loading={gates.loading && !gates.data}
        dataSource={gates.data?.items ?? []}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "resource", title: t("gate.resource"), render: (_, g) => <>{text(g.title)} <span className="quiet">{g.unit}</span></> },
          { key: "need", title: t("gate.need"), align: "right", render: (_, g) => formatNumber(g.need, 8) },
          { key: "reserved", title: t("gate.reserved"), align: "right", render: (_, g) => (g.has_reservation ? formatNumber(g.reserved, 8) : missing) },
          { key: "available", title: t("gate.available"), align: "right", render: (_, g) => (g.available === null ? <Tooltip title={t("gate.noBudget")}><span>{missing}</span></Tooltip> : formatNumber(g.available, 8)) },
          { key: "verdict", title: t("gate.verdict"), render: (_, g) => <><Verdict verdict={g.verdict} /> <span className="quiet">{text(g.reason)}</span></> },
          { key: "actions", title: "", render: (_, g) => mayWrite && <Button size="small" onClick={() => setLine(g)}>{t("gate.reserve")}</Button> },
        ]}
      />
      <h4>{t("gate.reservations")}</h4>
      {held.error ? <Failure error={held.error} onRetry={held.reload} /> : <ReservationTable items={held.data?.items ?? []} onChanged={changed} />}
      {line && <Reserve project={project} line={line} year={year} onClose={() => setLine(null)} onSaved={changed} />}
    </Card>
  );
}

function Propose({ project, onClose, onSaved }: { project: Project; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [form] = Form.useForm();
  const basis = Form.useWatch("basis", form) as string | undefined;
  const policies = useGet<{ items: PolicyName[] }>("/api/policies", { zone: zone.id, page_size: 200 });
  const commitments = useGet<CommitmentList>(paths.commitments, { zone: zone.id, id: project.id });
  const milestones = (commitments.data?.items ?? []).flatMap((c) => c.milestones.map((m) => ({ value: m.id, label: `${c.title} ${m.due_on}: ${m.target} ${c.unit}` })));
  const required = useRequired();
  return (
    <FormDialog
      form={form}
      title={t("incentive.propose")}
      okText={t("incentive.propose")}
      help={t("incentive.proposeHelp")}
      initial={{ basis: "policy" }}
      onClose={onClose}
      run={async (v: Record<string, unknown>) => {
        await call("POST", paths.incentives, { zone: zone.id, id: project.id, title: v.title, amount: v.amount || null, policy_id: basis === "policy" ? v.policy_id : null, legal_basis: basis === "law" ? v.legal_basis : null, terms: v.terms ?? "", milestones: v.milestones ?? null });
        onSaved();
      }}
    >
      <div className="two">
        <Form.Item name="title" label={t("incentive.title")} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name="amount" label={t("incentive.amount")}><Input inputMode="decimal" suffix={t("yuan")} /></Form.Item>
        <Form.Item name="basis" label={t("incentive.basis")}><Select options={["policy", "law"].map((value) => ({ value, label: t(`incentive.bases.${value}`) }))} /></Form.Item>
        {basis === "law" ? (
          <Form.Item name="legal_basis" label={t("incentive.bases.law")} rules={required}><Input maxLength={300} /></Form.Item>
        ) : (
          <Form.Item name="policy_id" label={t("incentive.bases.policy")} rules={required}><Select showSearch={{ optionFilterProp: "label" }} options={(policies.data?.items ?? []).map((p) => ({ value: p.id, label: text(p.title) }))} /></Form.Item>
        )}
      </div>
      <Form.Item name="milestones" label={t("incentive.milestones")} extra={t("incentive.milestonesHelp")}><Select mode="multiple" options={milestones} /></Form.Item>
      <Form.Item name="terms" label={t("incentive.terms")} rules={required}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

function Review({ incentive, onClose, onSaved }: { incentive: Incentive; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  return (
    <FormDialog
      title={`${t("incentive.review")}: ${incentive.title}`}
      onClose={onClose}
      run={async (v: { passed: string; opinion: string; basis: string }) => {
        await call("POST", paths.reviewIncentive, { zone: zone.id, id: incentive.id, version: incentive.version, passed: v.passed === "true", opinion: v.opinion, basis: v.basis });
        onSaved();
      }}
    >
      <Form.Item name="passed" label={t("incentive.result")} rules={[{ required: true, message: t("shell:form.required") }]}><Select options={[{ value: "true", label: t("incentive.states.passed") }, { value: "false", label: t("incentive.states.failed") }]} /></Form.Item>
      <Form.Item name="basis" label={t("incentive.reviewBasis")} rules={required}><Input maxLength={300} /></Form.Item>
      <Form.Item name="opinion" label={t("incentive.opinion")} rules={required}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

const incentiveColor = { proposed: "gold", passed: "blue", failed: "red", offered: "green", withdrawn: undefined } as const;

function Incentives({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write");
  const mayApprove = usePermission("project.approve");
  const mayVerify = usePermission("project.verify");
  const [dialog, setDialog] = useState<"propose" | Incentive | null>(null);
  const [withdrawing, setWithdrawing] = useState<Incentive | null>(null);
  const [reason, setReason] = useState("");
  const list = useGet<{ items: Incentive[] }>(paths.incentives, { zone: zone.id, id: project.id }, project.version);
  const changed = () => { setDialog(null); setWithdrawing(null); setReason(""); list.reload(); onChanged(); };
  const step = useSubmit(async (v: { path: string; incentive: Incentive; reason?: string }) => {
    await call("POST", v.path, { zone: zone.id, id: v.incentive.id, version: v.incentive.version, reason: v.reason ?? null });
    changed();
  });
  return (
    <Card size="small" title={t("incentive.list")} extra={mayWrite && project.merged_into === null && <Button onClick={() => setDialog("propose")}>{t("incentive.propose")}</Button>}>
      {(list.error ?? step.error) && <Failure error={(list.error ?? step.error)!} />}
      <Table<Incentive>
        size="small"
        rowKey="id"
        dataSource={list.data?.items ?? []}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("incentive.none") }}
        columns={[
          { key: "title", title: t("incentive.title"), render: (_, i) => <><strong>{i.title}</strong><div className="quiet long-text">{i.terms}</div></> },
          { key: "amount", title: t("incentive.amount"), align: "right", render: (_, i) => formatMoney(i.amount) },
          { key: "basis", title: t("incentive.basis"), render: (_, i) => <span className="long-text">{text(i.policy_title) || i.legal_basis || i.policy_id}</span> },
          { key: "state", title: t("override.state"), render: (_, i) => <Tag color={incentiveColor[i.state]}>{t(`incentive.states.${i.state}`)}</Tag> },
          { key: "review", title: t("incentive.review"), render: (_, i) => (i.review_opinion ? <span className="long-text">{i.review_opinion} <span className="quiet">{i.reviewed_by_name} {formatTime(i.reviewed_at)} · {i.review_basis}</span></span> : missing) },
          {
            key: "actions", title: "",
            render: (_, i) => (
              <Space size={4}>
                {i.state === "proposed" && mayVerify && <Button size="small" onClick={() => setDialog(i)}>{t("incentive.review")}</Button>}
                {i.state === "passed" && mayApprove && <Popconfirm title={t("incentive.offerHelp")} onConfirm={() => void step.submit({ path: paths.offerIncentive, incentive: i })}><Button size="small" type="primary">{t("incentive.offer")}</Button></Popconfirm>}
                {i.state !== "withdrawn" && mayWrite && <Button size="small" onClick={() => setWithdrawing(i)}>{t("incentive.withdraw")}</Button>}
              </Space>
            ),
          },
        ]}
      />
      {dialog === "propose" && <Propose project={project} onClose={() => setDialog(null)} onSaved={changed} />}
      {dialog !== null && dialog !== "propose" && <Review incentive={dialog} onClose={() => setDialog(null)} onSaved={changed} />}
      <Modal open={withdrawing !== null} title={t("incentive.withdraw")} onCancel={() => setWithdrawing(null)} okText={t("incentive.withdraw")} okButtonProps={{ danger: true, disabled: reason.trim() === "" }} confirmLoading={step.busy} onOk={() => void step.submit({ path: paths.withdrawIncentive, incentive: withdrawing!, reason })}>
        <Input.TextArea rows={3} value={reason} placeholder={t("status.reason")} aria-label={t("status.reason")} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </Card>
  );
}

export default function Selection({ project, onChanged }: { project: Project; onChanged: () => void }) {
  return (
    <>
      <Assessment project={project} onChanged={onChanged} />
      <Gates project={project} onChanged={onChanged} />
      <Incentives project={project} onChanged={onChanged} />
    </>
  );
}
