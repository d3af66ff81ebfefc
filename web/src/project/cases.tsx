// Breaches, exits and relocations: cases with steps and deadlines.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Select, Tag } from "antd";
import { useState } from "react";

import { call } from "../api/client";
import { EnterprisePicker } from "../registry/enterprise_picker";
import { type Column, DataTable } from "../shell/data_table";
import { formatDate, formatMoney, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { useGo, useZones } from "../shell/zones";
import { CaseState } from "./case_list";
import { todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { casePath, paths, projectPath } from "./paths";
import { ProjectPicker } from "./project_picker";
import {  } from "./tags";
import type { ProjectCase } from "./types";
import "./project.css";

function OpenCase({ onClose, onSaved }: { onClose: () => void; onSaved: (one: ProjectCase) => void }) {
  const t = useT();
  const text = useText();
  const { zone, zones } = useZones();
  const [form] = Form.useForm();
  const kind = Form.useWatch("kind", form);
  const required = useRequired();
  return (
    <FormDialog
      form={form}
      title={t("case.new")}
      okText={t("case.open")}
      help={t("case.newHelp")}
      initial={{ kind: "exit", opened_on: todayText() }}
      onClose={onClose}
      run={async (v: Record<string, unknown>) => {
        onSaved(await call<ProjectCase>("POST", paths.cases, { zone: zone.id, kind: v.kind, project_id: v.project_id ?? null, enterprise_id: v.enterprise_id ?? null, title: v.title, reason: v.reason, opened_on: v.opened_on || null, origin_zone_id: v.origin_zone_id ?? null, origin_place: v.origin_place || null }));
      }}
    >
      <div className="two">
        <Form.Item name="kind" label={t("case.kind")}><Select options={(["exit", "relocation"] as const).map((value) => ({ value, label: t(`case.kinds.${value}`) }))} /></Form.Item>
        <Form.Item name="opened_on" label={t("case.openedOn")}><Input type="date" max={todayText()} /></Form.Item>
        <Form.Item name="enterprise_id" label={t("case.enterprise")}><EnterprisePicker /></Form.Item>
        <Form.Item name="project_id" label={t("case.project")}><ProjectPicker /></Form.Item>
        {kind === "relocation" && (
          <>
            <Form.Item name="origin_zone_id" label={t("case.originZone")}><Select allowClear showSearch={{ optionFilterProp: "label" }} options={zones.map((z) => ({ value: z.id, label: text(z.name) }))} /></Form.Item>
            <Form.Item name="origin_place" label={t("case.originPlace")}><Input maxLength={100} /></Form.Item>
          </>
        )}
      </div>
      <Form.Item name="title" label={t("case.title")} rules={required}><Input maxLength={200} /></Form.Item>
      <Form.Item name="reason" label={t("status.reason")} rules={required}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

export default function Cases() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const mayWrite = usePermission("project.write");
  const [opening, setOpening] = useState(false);
  const columns: Column<ProjectCase>[] = [
    { key: "title", title: t("case.title"), render: (c) => <><GoLink to={casePath(c.id)}>{c.title}</GoLink></> },
    { key: "kind", title: t("case.kind"), render: (c) => <Tag>{text(c.kind_title)}</Tag> },
    { key: "step", title: t("case.step"), render: (c) => <CaseState one={c} /> },
    { key: "subject", title: t("case.subject"), render: (c) => (c.project_id !== null ? <GoLink to={projectPath(c.project_id)}>{c.project_name}</GoLink> : c.enterprise_id !== null ? <GoLink to={`/registry/enterprises/${c.enterprise_id}`}>{c.enterprise_name}</GoLink> : missing) },
    { key: "amount", title: t("case.amount"), align: "right", render: (c) => formatMoney(c.amount) },
    { key: "opened_on", title: t("case.openedOn"), render: (c) => formatDate(c.opened_on) },
    { key: "opened_by", title: t("case.openedBy"), hidden: true, render: (c) => c.opened_by_name ?? missing },
  ];
  const yesNo = [{ value: "true", label: t("shell:form.yes") }, { value: "false", label: t("shell:form.no") }];
  return (
    <Page title={t("case.pageTitle")} help={t("case.help")} actions={mayWrite && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>{t("case.new")}</Button>}>
      <DataTable<ProjectCase>
        id="project-cases"
        path={paths.cases}
        columns={columns}
        rowKey={(c) => c.id}
        search={false}
        onOpen={(c) => go(casePath(c.id))}
        filters={[
          { name: "kind", label: t("case.kind"), options: (["breach", "exit", "relocation"] as const).map((value) => ({ value, label: t(`case.kinds.${value}`) })) },
          { name: "open", label: t("case.isOpen"), options: yesNo },
          { name: "overdue", label: t("case.isOverdue"), options: yesNo },
        ]}
        empty={{ title: t("case.none"), hint: t("case.newHelp") }}
      />
      {opening && <OpenCase onClose={() => setOpening(false)} onSaved={(one) => go(casePath(one.id))} />}
    </Page>
  );
}
