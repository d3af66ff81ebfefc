// One case: the evidence as it stood, what today's results say, its deadline, its timeline, and the
// next step for who may take it.
import { Alert, App, Button, Card, Input, Modal, Segmented, Space, Tag, Timeline } from "antd";
import { useEffect, useState } from "react";
import { useParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatTime } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import "./evaluation.css";
import { useT } from "./locale";
import { caseColors } from "./management";
import type { ManagementCase } from "./types";
import { ActionTag, Verdict } from "./verdict_view";

type Step = "approve" | "reject" | "record" | "appeal" | "uphold" | "dismiss";
const recordKinds = ["note", "held", "report", "met", "failed"] as const;

function Steps({ one, onDone }: { one: ManagementCase; onDone: (next: ManagementCase) => void }) {
  const t = useT();
  const { zone } = useZones();
  const { message } = App.useApp();
  const mayApprove = usePermission("evaluation.approve");
  const mayWrite = usePermission("evaluation.write");
  const mayAppeal = usePermission("evaluation.report");
  const [step, setStep] = useState<Step>();
  const [note, setNote] = useState("");
  const [kind, setKind] = useState<(typeof recordKinds)[number]>("note");
  const [day, setDay] = useState(() => formatDate(new Date().toISOString()));
  const run = useSubmit(async () => {
    const input = { zone: zone.id, id: one.id, version: one.version, note };
    const base = "/api/evaluation/management/cases/{id}";
    const next = await (step === "record" ? call<ManagementCase>("POST", `${base}/events`, { ...input, kind, happened_on: day })
      : step === "uphold" || step === "dismiss" ? call<ManagementCase>("POST", `${base}/appeal/decide`, { ...input, upheld: step === "uphold" })
      : call<ManagementCase>("POST", `${base}/${step}`, input));
    onDone(next);
    setStep(undefined);
    setNote("");
    message.success(t("shell:form.saved"));
  });
  const open = one.state === "approved";
  const button = (name: Step, shown: boolean, primary = false, danger = false) => shown && <Button key={name} type={primary ? "primary" : undefined} danger={danger} onClick={() => setStep(name)}>{t(`case.steps.${name}`)}</Button>;
  return (
    <>
      <Space wrap>
        {button("approve", mayApprove && one.state === "proposed", true)}
        {button("reject", mayApprove && one.state === "proposed", false, true)}
        {button("record", mayWrite && open, true)}
        {button("appeal", mayAppeal && open)}
        {button("uphold", mayApprove && one.state === "appealed", true)}
        {button("dismiss", mayApprove && one.state === "appealed", false, true)}
      </Space>
      <Modal open={step !== undefined} title={step && t(`case.steps.${step}`)} okText={t("shell:form.save")} okButtonProps={{ loading: run.busy, disabled: note.trim() === "" }} onCancel={() => setStep(undefined)} onOk={() => void run.submit(undefined)}>
        {step && <p className="quiet">{t(`case.stepHelp.${step}`)}</p>}
        {run.error && <Failure error={run.error} />}
        {step === "record" && (
          <Space wrap className="gap">
            <Segmented value={kind} onChange={setKind} options={recordKinds.map((value) => ({ value, label: t(`case.records.${value}`) }))} />
            <Input type="date" className="table-filter-date" value={day} aria-label={t("case.happenedOn")} onChange={(event) => setDay(event.target.value)} />
          </Space>
        )}
        <Input.TextArea rows={4} value={note} placeholder={t("case.note")} aria-label={t("case.note")} onChange={(event) => setNote(event.target.value)} />
      </Modal>
    </>
  );
}

export default function CasePage() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { id = "" } = useParams();
  const read = useGet<ManagementCase>("/api/evaluation/management/cases/{id}", { zone: zone.id, id: Number(id) });
  const [own, setOwn] = useState<ManagementCase>();
  useEffect(() => setOwn(undefined), [zone.id, id]);
  const one = own ?? read.data;
  if (read.error) return <Failure error={read.error} onRetry={read.reload} />;
  if (!one) return <Loading />;
  const changed = one.recomputed && (one.recomputed.met !== one.verdict.met || one.recomputed.safe !== one.verdict.safe);
  return (
    <Page title={`${text(one.zone_name)} · ${t(`management.actions.${one.action}`, one.action)}`} help={t("case.help")} actions={<GoLink to="/evaluation/management?tab=cases">{t("case.back")}</GoLink>}>
      <Card size="small" className="gap">
        <Space wrap size="middle">
          <ActionTag action={one.action} />
          <Tag color={caseColors[one.state]}>{t(`management.states.${one.state}`)}</Tag>
          {one.due_on && <span className={one.overdue ? "weak-number" : undefined}>{t("management.due")} {formatDate(one.due_on)}{one.overdue && ` ${t("management.overdue")}`}</span>}
          <span className="quiet">{t("case.proposedBy", { user: one.proposed_by_name ?? one.proposed_by, time: formatTime(one.proposed_at) })}</span>
          {one.approved_at && <span className="quiet">{t("case.approvedBy", { user: one.approved_by_name ?? one.approved_by ?? "", time: formatTime(one.approved_at) })}</span>}
        </Space>
        <p className="quiet">{t(`case.next.${one.state}`)}</p>
        <Steps one={one} onDone={setOwn} />
      </Card>
      {changed && <Alert className="gap" type="warning" showIcon title={t(one.recomputed!.met ? "case.changedSafety" : "case.noLongerMet")} />}
      <div className="halves">
        <Card size="small" title={t("case.evidence", { time: formatTime(one.proposed_at) })}><Verdict verdict={one.verdict} /></Card>
        <div>
          {one.recomputed && changed && <Card size="small" className="gap" title={t("case.today")}><Verdict verdict={one.recomputed} /></Card>}
          <Card size="small" title={t("case.timeline")}>
            <Timeline
              items={[...one.timeline].reverse().map((event) => ({
                color: event.kind === "failed" || event.kind === "rejected" ? "red" : event.kind === "met" || event.kind === "approved" ? "green" : "blue",
                content: <><strong>{t(`case.events.${event.kind}`, event.kind)}</strong> {formatDate(event.happened_on)}<p className="case-note">{event.note}</p><span className="quiet">{t("case.recorded", { user: event.recorded_by_name ?? event.recorded_by, time: formatTime(event.recorded_at) })}</span></>,
              }))}
            />
          </Card>
        </div>
      </div>
    </Page>
  );
}
