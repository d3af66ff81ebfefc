// One case: the steps taken, those that may follow, and of a relocation the tax shares and the
// yearly statement, which can be printed.
import { PrinterOutlined } from "@ant-design/icons";
import { Button, Card, Descriptions, Form, Input, InputNumber, Modal, Popconfirm, Space, Table, Tag, Timeline } from "antd";
import { useState } from "react";
import { useParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatMoney, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { CaseState } from "./case_list";
import { Conflict, isStale } from "./conflict";
import { basisPoints, percentText } from "./credit_split";
import { todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import {  } from "./tags";
import type { NextCaseStep, ProjectCase, TaxStatement } from "./types";
import "./project.css";

function TakeStep({ one, onSaved }: { one: ProjectCase; onSaved: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { session } = useSession();
  const [form] = Form.useForm();
  const [chosen, setChosen] = useState<NextCaseStep | null>(null);
  const [stale, setStale] = useState<ApiError>();
  const { submit, error, busy } = useSubmit(async (v: Record<string, string>) => {
    try {
      await call<ProjectCase>("POST", paths.caseSteps, { zone: zone.id, id: one.id, version: one.version, step: chosen!.step, note: v.note, document: v.document || null, taken_on: v.taken_on || null, amount: v.amount || null, due_on: v.due_on || null });
      setChosen(null);
      form.resetFields();
      onSaved();
    } catch (cause) {
      if (cause instanceof ApiError && isStale(cause)) return setStale(cause);
      throw cause;
    }
  });
  if (one.next.length === 0) return <p className="quiet">{t("case.ended")}</p>;
  const required = [{ required: true, whitespace: true, message: t("shell:form.required") }];
  return (
    <>
      <Space wrap>
        {one.next.map((step) => {
          const own = step.second_person && one.opened_by === session?.user.id;
          return <Button key={step.step} disabled={own} title={own ? t("case.ownHelp") : undefined} onClick={() => setChosen(step)}>{text(step.title)}{step.second_person && <span className="quiet"> · {t("case.secondPerson")}</span>}</Button>;
        })}
      </Space>
      <Modal open={chosen !== null && !stale} title={text(chosen?.title)} onCancel={() => setChosen(null)} okText={t("shell:form.save")} confirmLoading={busy} onOk={() => form.submit()} forceRender>
        {error && <Failure error={error} />}
        <Form form={form} layout="vertical" className="dense-form" initialValues={{ taken_on: todayText() }} onFinish={(v) => void submit(v)}>
          <Form.Item name="note" label={t("move.note")} rules={required}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
          <Form.Item name="document" label={t("case.document")} rules={chosen?.document ? required : []} extra={t("case.documentHelp")}><Input maxLength={300} /></Form.Item>
          <div className="two">
            <Form.Item name="taken_on" label={t("case.takenOn")}><Input type="date" max={todayText()} /></Form.Item>
            <Form.Item name="due_on" label={t("case.nextDue")} extra={t("case.nextDueHelp")}><Input type="date" /></Form.Item>
          </div>
          {chosen?.step === "recovery_proposed" && <Form.Item name="amount" label={t("case.amount")} rules={required}><Input inputMode="decimal" suffix={t("yuan")} /></Form.Item>}
        </Form>
      </Modal>
      {stale && <Conflict error={stale} again={t("case.stepAgain")} onReload={() => { setStale(undefined); setChosen(null); onSaved(); }} onAgain={() => { setStale(undefined); onSaved(); }} />}
    </>
  );
}

function Share({ one, onClose, onSaved }: { one: ProjectCase; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  const year = new Date().getFullYear();
  return (
    <FormDialog
      title={t("relocation.share")}
      initial={{ from_year: year, to_year: year + 4, percent: "50" }}
      onClose={onClose}
      run={async (v: { from_year: number; to_year: number; percent: string; agreement: string }) => {
        await call("POST", paths.taxShares, { zone: zone.id, id: one.id, version: one.version, share: { from_year: v.from_year, to_year: v.to_year, origin_basis_points: basisPoints(v.percent), agreement: v.agreement } });
        onSaved();
      }}
    >
      <div className="two">
        <Form.Item name="from_year" label={t("relocation.fromYear")} rules={required}><InputNumber precision={0} min={2000} max={2100} className="full" /></Form.Item>
        <Form.Item name="to_year" label={t("relocation.toYear")} rules={required}><InputNumber precision={0} min={2000} max={2100} className="full" /></Form.Item>
      </div>
      <Form.Item name="percent" label={t("relocation.originShare")} rules={[{ validator: (_, v: string) => (basisPoints(v ?? "") === null ? Promise.reject(new Error(t("relocation.percentHelp"))) : Promise.resolve()) }]}><Input inputMode="decimal" suffix="%" /></Form.Item>
      <Form.Item name="agreement" label={t("relocation.agreement")} rules={required}><Input maxLength={300} /></Form.Item>
    </FormDialog>
  );
}

/** The yearly statement as it is signed and sent to the other place. */
function Statement({ statement: s, onClose }: { statement: TaxStatement; onClose: () => void }) {
  const t = useT();
  const text = useText();
  return (
    <Modal open width={720} title={<span className="no-print">{t("relocation.statement", { year: s.year })}</span>} onCancel={onClose} footer={<Space className="no-print"><Button onClick={onClose}>{t("shell:form.close")}</Button><Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>{t("print")}</Button></Space>} rootClassName="printed-modal">
      <h2 className="statement-title">{t("relocation.statementTitle", { year: s.year, enterprise: s.enterprise_name })}</h2>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          { key: "origin", label: t("relocation.origin"), children: text(s.origin_name) },
          { key: "own", label: t("relocation.own"), children: text(s.own_name) },
          { key: "tax", label: t("relocation.tax"), children: <strong className="number">{formatMoney(s.tax)} {t("yuan")}</strong> },
          { key: "share", label: t("relocation.originShare"), children: `${percentText(s.origin_basis_points)}%` },
          { key: "oa", label: t("relocation.originAmount"), children: <strong className="number">{formatMoney(s.origin_amount)} {t("yuan")}</strong> },
          { key: "wa", label: t("relocation.ownAmount"), children: <strong className="number">{formatMoney(s.own_amount)} {t("yuan")}</strong> },
          { key: "agreement", label: t("relocation.agreement"), children: s.agreement },
          { key: "fact", label: t("relocation.fact"), children: `${s.fact.period}: ${s.fact.value} · ${s.fact.source}${s.fact.source_date ? ` · ${formatDate(s.fact.source_date)}` : ""}` },
          { key: "issued", label: t("relocation.issued"), children: `${s.issued_by_name ?? missing} ${formatTime(s.issued_at)}` },
          { key: "approved", label: t("relocation.approved"), children: s.approved_at ? `${s.approved_by_name ?? missing} ${formatTime(s.approved_at)}` : t("relocation.notApproved") },
        ]}
      />
      <p className="quiet">{t("relocation.revision", { revision: s.revision })}</p>
    </Modal>
  );
}

function Relocation({ one, onChanged }: { one: ProjectCase; onChanged: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const { session } = useSession();
  const mayWrite = usePermission("project.write");
  const mayApprove = usePermission("project.approve");
  const [sharing, setSharing] = useState(false);
  const [shown, setShown] = useState<TaxStatement | null>(null);
  const [year, setYear] = useState(new Date().getFullYear() - 1);
  const issue = useSubmit(async () => {
    await call<TaxStatement>("POST", paths.taxStatements, { zone: zone.id, id: one.id, year });
    onChanged();
  });
  const approve = useSubmit(async (s: TaxStatement) => {
    await call<TaxStatement>("POST", paths.approveTaxStatement, { zone: zone.id, id: one.id, year: s.year, revision: s.revision });
    onChanged();
  });
  const error = issue.error ?? approve.error;
  return (
    <>
      <Card size="small" className="gap" title={t("relocation.shares")} extra={mayWrite && <Button size="small" onClick={() => setSharing(true)}>{t("relocation.share")}</Button>}>
        {one.shares.length === 0 ? <p className="quiet">{t("relocation.noShares")}</p> : (
          <Table
            size="small"
            rowKey="from_year"
            pagination={false}
            dataSource={one.shares}
            scroll={{ x: "max-content" }}
            columns={[
              { key: "years", title: t("relocation.years"), render: (_, s) => `${s.from_year} – ${s.to_year}` },
              { key: "origin", title: t("relocation.originShare"), align: "right", render: (_, s) => `${percentText(s.origin_basis_points)}%` },
              { key: "own", title: t("relocation.ownShare"), align: "right", render: (_, s) => `${percentText(10_000 - s.origin_basis_points)}%` },
              { key: "agreement", title: t("relocation.agreement"), render: (_, s) => s.agreement },
            ]}
          />
        )}
      </Card>
      <Card size="small" className="gap" title={t("relocation.statements")} extra={mayWrite && <Space><InputNumber size="small" precision={0} min={2000} max={2100} value={year} aria-label={t("commitment.year")} onChange={(v) => v && setYear(v)} /><Button size="small" loading={issue.busy} onClick={() => void issue.submit(undefined)}>{t("relocation.issue")}</Button></Space>}>
        {error && <Failure error={error} />}
        <Table<TaxStatement>
          size="small"
          rowKey={(s) => `${s.year}.${s.revision}`}
          pagination={false}
          dataSource={one.statements}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: t("relocation.noStatements") }}
          columns={[
            { key: "year", title: t("commitment.year"), render: (_, s) => <Button type="link" size="small" className="plain-link" onClick={() => setShown(s)}>{s.year} · {t("relocation.revision", { revision: s.revision })}</Button> },
            { key: "tax", title: t("relocation.tax"), align: "right", render: (_, s) => formatMoney(s.tax) },
            { key: "origin", title: t("relocation.originAmount"), align: "right", render: (_, s) => formatMoney(s.origin_amount) },
            { key: "own", title: t("relocation.ownAmount"), align: "right", render: (_, s) => formatMoney(s.own_amount) },
            { key: "state", title: t("override.state"), render: (_, s) => s.approved_at ? <Tag color="green">{t("relocation.approved")} {s.approved_by_name}</Tag> : mayApprove ? s.issued_by === session?.user.id ? <span className="quiet">{t("relocation.ownHelp")}</span> : <Popconfirm title={t("relocation.approveHelp")} onConfirm={() => void approve.submit(s)}><Button size="small" type="primary">{t("relocation.approve")}</Button></Popconfirm> : <Tag color="gold">{t("relocation.notApproved")}</Tag> },
          ]}
        />
      </Card>
      {sharing && <Share one={one} onClose={() => setSharing(false)} onSaved={() => { setSharing(false); onChanged(); }} />}
      {shown && <Statement statement={shown} onClose={() => setShown(null)} />}
    </>
  );
}

export default function CasePage() {
  const t = useT();
  const text = useText();
  const { id } = useParams();
  const { zone, zones } = useZones();
  const mayWrite = usePermission("project.write");
  const { data: one, error, reload } = useGet<ProjectCase>(paths.case, { zone: zone.id, id });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!one) return <Loading />;
  return (
    <Page title={one.title} help={<><GoLink to="/project/cases">{t("case.pageTitle")}</GoLink> · {text(one.kind_title)} · <CaseState one={one} /></>}>
      <div className="two-columns">
        <div>
          <Card size="small" className="gap">
            <Descriptions
              size="small"
              column={1}
              items={[
                { key: "subject", label: t("case.subject"), children: <>{one.project_id !== null && <GoLink to={projectPath(one.project_id)}>{one.project_name}</GoLink>} {one.enterprise_id !== null && <GoLink to={`/registry/enterprises/${one.enterprise_id}`}>{one.enterprise_name}</GoLink>}</> },
                { key: "reason", label: t("status.reason"), children: <span className="pre-line">{one.reason}</span> },
                ...(one.kind === "relocation" ? [{ key: "origin", label: t("relocation.origin"), children: one.origin_place ?? text(zones.find((z) => z.id === one.origin_zone_id)?.name) ?? missing }] : []),
                { key: "amount", label: t("case.amount"), children: formatMoney(one.amount) },
                { key: "opened", label: t("case.openedOn"), children: `${formatDate(one.opened_on)} ${one.opened_by_name ?? ""}` },
              ]}
            />
            {mayWrite && <><h4>{t("case.next")}</h4><TakeStep one={one} onSaved={reload} /></>}
          </Card>
          {one.kind === "relocation" && <Relocation one={one} onChanged={reload} />}
        </div>
        <Card size="small" title={t("case.steps")}>
          <Timeline
            items={one.steps.map((step) => ({
              key: step.id,
              color: "blue",
              content: (
                <div className="event">
                  <strong>{text(step.title)}</strong> <span className="quiet">{formatDate(step.taken_on)} · {step.taken_by_name}</span>
                  <div className="pre-line">{step.note}</div>
                  {step.document && <div className="quiet">{t("case.document")}: {step.document}</div>}
                  {step.amount && <div>{t("case.amount")}: {formatMoney(step.amount)} {t("yuan")}</div>}
                  {step.due_on && <div className="quiet">{t("case.nextBy", { on: formatDate(step.due_on) })}</div>}
                </div>
              ),
            }))}
          />
        </Card>
      </div>
    </Page>
  );
}
