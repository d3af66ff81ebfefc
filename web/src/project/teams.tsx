// Who brings projects and how: service groups with chain leaders and part-time posts, advisers,
// activities with what they brought, introducers, signals that a resident may invest again.
import { Button, Card, Checkbox, Drawer, Form, Input, InputNumber, Popconfirm, Select, Table, Tabs, Tag, Tooltip } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { CodeSelect } from "../registry/code_select";
import { EnterprisePicker } from "../registry/enterprise_picker";
import { formatDate, formatMoney, formatMoneyShort, formatNumber, formatPeriod, formatShare, missing } from "../shell/format";
import { useLanguage } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useGo, useZones } from "../shell/zones";
import { todayText } from "./dates";
import { FormDialog, useRequired } from "./form_dialog";
import { useT } from "./locale";
import { paths, projectPath } from "./paths";
import { StageTag, StatusTag } from "./tags";
import type { Activity, Adviser, Introducer, OriginKind, Post, ProjectOrigin, ReinvestmentLead, ReinvestmentLeads, Signal, Team } from "./types";
import { UserSelect } from "./user_select";
import "./project.css";

const postRoles = ["chain_leader", "lead", "member", "adviser", "expert"] as const;
const activityKinds = ["exhibition", "visit", "roadshow", "conference", "talks"] as const;
const introducerKinds = ["intermediary", "chamber", "enterprise", "person", "institution"] as const;
const signalKinds = ["capacity_full", "expansion_plan", "new_product", "hiring", "land_request", "financing", "order", "other"] as const;

function Period() {
  const t = useT();
  const required = useRequired();
  return (
    <div className="two">
      <Form.Item name="from_date" label={t("settings.from")} rules={required}><Input type="date" /></Form.Item>
      <Form.Item name="to_date" label={t("settings.to")}><Input type="date" /></Form.Item>
    </div>
  );
}

function TeamDialog({ team, onClose, onSaved }: { team: Team | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  return (
    <FormDialog<Team>
      title={team ? team.name : t("team.new")}
      initial={team ?? { from_date: todayText(), industries: [] }}
      onClose={onClose}
      run={async (v) => { await call("POST", paths.teams, { ...v, zone: zone.id, id: team?.id ?? null, version: team?.version ?? 0, to_date: v.to_date || null, note: v.note || null }); onSaved(); }}
    >
      <Form.Item name="name" label={t("team.name")} rules={required}><Input maxLength={100} /></Form.Item>
      <Form.Item name="industries" label={t("team.industries")}><CodeSelect kind="industries" many /></Form.Item>
      <Period />
      <Form.Item name="note" label={t("move.note")}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}

function PostDialog({ team, post, onClose, onSaved }: { team: Team; post: Post | null; onClose: () => void; onSaved: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  const advisers = useGet<{ items: Adviser[] }>(paths.advisers, { zone: zone.id });
  const [form] = Form.useForm();
  const [who, setWho] = useState<"user" | "adviser" | "name">(post?.adviser_id ? "adviser" : post && !post.user_id ? "name" : "user");
  return (
    <FormDialog
      form={form}
      title={`${team.name} · ${t("team.post")}`}
      initial={post ?? { role: "member", part_time: false, from_date: todayText() }}
      onClose={onClose}
      run={async (v: Record<string, unknown>) => {
        await call("POST", paths.posts, {
          zone: zone.id, id: post?.id ?? null, version: post?.version ?? 0, team_id: team.id, role: v.role, part_time: v.part_time ?? false, home_unit: v.home_unit || null, from_date: v.from_date, to_date: v.to_date || null,
          user_id: who === "user" ? v.user_id ?? null : null, adviser_id: who === "adviser" ? v.adviser_id ?? null : null, person: who === "name" ? v.person || null : null,
        });
        onSaved();
      }}
    >
      <Form.Item label={t("team.whoKind")}><Select value={who} onChange={setWho} options={(["user", "adviser", "name"] as const).map((value) => ({ value, label: t(`team.who.${value}`) }))} /></Form.Item>
      {who === "user" && <Form.Item name="user_id" label={t("team.who.user")} rules={required}><UserSelect /></Form.Item>}
      {who === "adviser" && <Form.Item name="adviser_id" label={t("team.who.adviser")} rules={required}><Select options={(advisers.data?.items ?? []).map((a) => ({ value: a.id, label: `${a.name} ${a.organisation}` }))} /></Form.Item>}
      {who === "name" && <Form.Item name="person" label={t("team.who.name")} rules={required}><Input maxLength={60} /></Form.Item>}
      <div className="two">
        <Form.Item name="role" label={t("team.role")}><Select options={postRoles.map((value) => ({ value, label: t(`team.roles.${value}`) }))} /></Form.Item>
        <Form.Item name="home_unit" label={t("team.homeUnit")}><Input maxLength={100} /></Form.Item>
      </div>
      <Form.Item name="part_time" valuePropName="checked"><Checkbox>{t("team.partTime")}</Checkbox></Form.Item>
      <Period />
    </FormDialog>
  );
}

export function PostTags({ posts, onEdit }: { posts: Post[]; onEdit?: (post: Post) => void }) {
  const t = useT();
  if (posts.length === 0) return <span className="quiet">{t("team.noPosts")}</span>;
  return (
    <>
      {posts.map((p) => (
        <Tooltip key={p.id} title={`${t(`team.roles.${p.role}`)}${p.home_unit ? ` · ${p.home_unit}` : ""} · ${formatDate(p.from_date)} – ${formatDate(p.to_date)}`}>
          <Tag color={p.role === "chain_leader" ? "gold" : p.role === "lead" ? "blue" : undefined} className={onEdit ? "tag-link" : undefined} onClick={onEdit && (() => onEdit(p))}>{p.person} {p.role === "chain_leader" || p.role === "lead" ? t(`team.roles.${p.role}`) : ""}{p.part_time && ` · ${t("team.partTimeShort")}`}</Tag>
        </Tooltip>
      ))}
    </>
  );
}

function Teams() {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const mayWrite = usePermission("project.write");
  const [params, setParams] = useSearchParams();
  const asOf = params.get("as_of");
  const [team, setTeam] = useState<Team | "new" | null>(null);
  const [post, setPost] = useState<{ team: Team; post: Post | null } | null>(null);
  const list = useGet<{ as_of: string; items: Team[] }>(paths.teams, { zone: zone.id, as_of: asOf });
  const saved = () => { setTeam(null); setPost(null); list.reload(); };
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  return (
    <>
      <div className="table-tools">
        <label className="quiet">{t("commitment.asOf")} <Input type="date" className="as-of" value={asOf ?? ""} onChange={(event) => setParams((old) => { const p = new URLSearchParams(old); if (event.target.value) p.set("as_of", event.target.value); else p.delete("as_of"); return p; }, { replace: true })} /></label>
        <span className="table-tools-right">{mayWrite && <Button type="primary" onClick={() => setTeam("new")}>{t("team.new")}</Button>}</span>
      </div>
      {list.data.items.length === 0 ? <Nothing title={t("team.none")} hint={t("team.noneHint")} /> : (
        <Table<Team>
          size="small"
          rowKey="id"
          dataSource={list.data.items}
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          scroll={{ x: "max-content" }}
          columns={[
            { key: "name", title: t("team.name"), render: (_, x) => <><strong>{x.name}</strong><div className="quiet">{x.note}</div></> },
            { key: "industries", title: t("team.industries"), render: (_, x) => x.industries.map((code) => <Tag key={code}>{code}</Tag>) },
            { key: "posts", title: t("team.posts"), render: (_, x) => <div className="long-text post-list"><PostTags posts={x.posts} onEdit={mayWrite ? (p) => setPost({ team: x, post: p }) : undefined} /></div> },
            { key: "open", title: t("team.openProjects"), align: "right", render: (_, x) => x.open_projects },
            { key: "period", title: t("settings.effective"), render: (_, x) => formatPeriod(x.from_date, x.to_date, language) },
            { key: "actions", title: "", render: (_, x) => mayWrite && <><Button size="small" onClick={() => setPost({ team: x, post: null })}>{t("team.addPost")}</Button> <Button size="small" onClick={() => setTeam(x)}>{t("shell:form.edit")}</Button></> },
          ]}
        />
      )}
      {team && <TeamDialog team={team === "new" ? null : team} onClose={() => setTeam(null)} onSaved={saved} />}
      {post && <PostDialog {...post} onClose={() => setPost(null)} onSaved={saved} />}
    </>
  );
}

function Advisers() {
  const t = useT();
  const language = useLanguage();
  const { zone } = useZones();
  const required = useRequired();
  const mayWrite = usePermission("project.write");
  const [editing, setEditing] = useState<Adviser | "new" | null>(null);
  const list = useGet<{ items: Adviser[] }>(paths.advisers, { zone: zone.id });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const one = editing === "new" ? null : editing;
  return (
    <>
      {mayWrite && <div className="table-tools"><span className="table-tools-right"><Button type="primary" onClick={() => setEditing("new")}>{t("adviser.new")}</Button></span></div>}
      <Table<Adviser>
        size="small"
        rowKey="id"
        dataSource={list.data.items}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("adviser.none") }}
        columns={[
          { key: "name", title: t("adviser.name"), render: (_, a) => <><strong>{a.name}</strong> <Tag>{t(`team.roles.${a.kind}`)}</Tag></> },
          { key: "organisation", title: t("adviser.organisation"), render: (_, a) => a.organisation || missing },
          { key: "expertise", title: t("adviser.expertise"), render: (_, a) => <span className="long-text">{a.expertise || missing}</span> },
          { key: "industries", title: t("team.industries"), render: (_, a) => a.industries.map((code) => <Tag key={code}>{code}</Tag>) },
          { key: "period", title: t("settings.effective"), render: (_, a) => formatPeriod(a.from_date, a.to_date, language) },
          { key: "edit", title: "", render: (_, a) => mayWrite && <Button size="small" onClick={() => setEditing(a)}>{t("shell:form.edit")}</Button> },
        ]}
      />
      {editing && (
        <FormDialog<Adviser>
          title={one ? one.name : t("adviser.new")}
          initial={one ?? { kind: "adviser", from_date: todayText() }}
          onClose={() => setEditing(null)}
          run={async (v) => { await call("POST", paths.advisers, { ...v, zone: zone.id, id: one?.id ?? null, version: one?.version ?? 0, organisation: v.organisation ?? "", expertise: v.expertise ?? "", industries: v.industries ?? null, to_date: v.to_date || null }); setEditing(null); list.reload(); }}
        >
          <div className="two">
            <Form.Item name="name" label={t("adviser.name")} rules={required}><Input maxLength={60} /></Form.Item>
            <Form.Item name="kind" label={t("adviser.kind")}><Select options={(["adviser", "expert"] as const).map((value) => ({ value, label: t(`team.roles.${value}`) }))} /></Form.Item>
          </div>
          <Form.Item name="organisation" label={t("adviser.organisation")} rules={required}><Input maxLength={100} /></Form.Item>
          <Form.Item name="expertise" label={t("adviser.expertise")} rules={required}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
          <Form.Item name="industries" label={t("team.industries")}><CodeSelect kind="industries" many /></Form.Item>
          <Period />
        </FormDialog>
      )}
    </>
  );
}

function Brought({ kind, origin, title }: { kind: OriginKind; origin: number; title: string }) {
  const t = useT();
  const { zone } = useZones();
  const list = useGet<{ items: ProjectOrigin[] }>(paths.origins, { zone: zone.id, kind, origin_id: origin });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading rows={3} />;
  return (
    <>
      <h3>{title}</h3>
      <Table<ProjectOrigin>
        size="small"
        rowKey="project_id"
        dataSource={list.data.items}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("origin.none") }}
        columns={[
          { key: "project", title: t("project.name"), render: (_, o) => <GoLink to={projectPath(o.project_id)}>{o.project_name}</GoLink> },
          { key: "stage", title: t("project.stage"), render: (_, o) => <StageTag stage={o.stage} /> },
          { key: "status", title: t("project.status"), render: (_, o) => <StatusTag status={o.status} /> },
          { key: "on", title: t("origin.notedOn"), render: (_, o) => formatDate(o.noted_on) },
        ]}
      />
    </>
  );
}

/** The columns that say what an activity or an introducer brought. */
function useBroughtColumns<Row extends { brought: Activity["brought"] }>(onOpen: (row: Row) => void) {
  const t = useT();
  const language = useLanguage();
  return [
    { key: "projects", title: t("origin.projects"), align: "right" as const, render: (_: unknown, x: Row) => <Button type="link" size="small" className="plain-link" onClick={() => onOpen(x)}>{x.brought.projects}</Button> },
    { key: "signed", title: t("origin.signed"), align: "right" as const, render: (_: unknown, x: Row) => x.brought.signed_projects },
    { key: "producing", title: t("origin.producing"), align: "right" as const, render: (_: unknown, x: Row) => x.brought.producing_projects },
    { key: "lost", title: t("origin.lost"), align: "right" as const, render: (_: unknown, x: Row) => x.brought.lost },
    { key: "investment", title: t("origin.investment"), align: "right" as const, render: (_: unknown, x: Row) => <Tooltip title={x.brought.investment_unknown > 0 ? t("origin.unknown", { count: x.brought.investment_unknown }) : formatMoney(x.brought.investment)}><span>{x.brought.signed_projects > 0 && x.brought.signed_projects === x.brought.investment_unknown ? missing : formatMoneyShort(x.brought.investment, language)}</span></Tooltip> },
  ];
}

function Activities() {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  const mayWrite = usePermission("project.write");
  const [editing, setEditing] = useState<Activity | "new" | null>(null);
  const [open, setOpen] = useState<Activity | null>(null);
  const list = useGet<{ items: Activity[] }>(paths.activities, { zone: zone.id });
  const teams = useGet<{ items: Team[] }>(paths.teams, { zone: zone.id });
  const brought = useBroughtColumns<Activity>(setOpen);
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const one = editing === "new" ? null : editing;
  return (
    <>
      {mayWrite && <div className="table-tools"><span className="table-tools-right"><Button type="primary" onClick={() => setEditing("new")}>{t("activity.new")}</Button></span></div>}
      <Table<Activity>
        size="small"
        rowKey="id"
        dataSource={list.data.items}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("activity.none") }}
        columns={[
          { key: "title", title: t("activity.title"), render: (_, a) => <><strong>{a.title}</strong> <Tag>{t(`activity.kinds.${a.kind}`)}</Tag><div className="quiet long-text">{a.result}</div></> },
          { key: "when", title: t("activity.when"), render: (_, a) => `${formatDate(a.from_date)} – ${formatDate(a.to_date)}` },
          { key: "place", title: t("activity.place"), render: (_, a) => a.place || missing },
          { key: "cost", title: t("activity.cost"), align: "right", render: (_, a) => formatMoney(a.cost) },
          ...brought,
          { key: "per", title: t("activity.costPerProject"), align: "right", render: (_, a) => <Tooltip title={a.cost_per_project === null ? t("activity.costUnknown") : undefined}><span>{formatMoney(a.cost_per_project)}</span></Tooltip> },
          { key: "edit", title: "", render: (_, a) => mayWrite && <Button size="small" onClick={() => setEditing(a)}>{t("shell:form.edit")}</Button> },
        ]}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={620} title={open?.title} destroyOnHidden>{open && <Brought kind="activity" origin={open.id} title={t("origin.brought")} />}</Drawer>
      {editing && (
        <FormDialog<Activity>
          title={one ? one.title : t("activity.new")}
          initial={one ?? { kind: "exhibition", from_date: todayText(), to_date: todayText() }}
          onClose={() => setEditing(null)}
          run={async (v) => { await call("POST", paths.activities, { ...v, zone: zone.id, id: one?.id ?? null, version: one?.version ?? 0, cost: v.cost || null, team_id: v.team_id ?? null, result: v.result || null }); setEditing(null); list.reload(); }}
        >
          <div className="two">
            <Form.Item name="title" label={t("activity.title")} rules={required}><Input maxLength={200} /></Form.Item>
            <Form.Item name="kind" label={t("activity.kind")}><Select options={activityKinds.map((value) => ({ value, label: t(`activity.kinds.${value}`) }))} /></Form.Item>
            <Form.Item name="from_date" label={t("settings.from")} rules={required}><Input type="date" /></Form.Item>
            <Form.Item name="to_date" label={t("settings.to")} rules={required}><Input type="date" /></Form.Item>
            <Form.Item name="place" label={t("activity.place")} rules={required}><Input maxLength={100} /></Form.Item>
            <Form.Item name="cost" label={t("activity.cost")}><Input inputMode="decimal" suffix={t("yuan")} /></Form.Item>
          </div>
          <Form.Item name="team_id" label={t("team.name")}><Select allowClear options={(teams.data?.items ?? []).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>
          <Form.Item name="result" label={t("activity.result")}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </FormDialog>
      )}
    </>
  );
}

function Introducers() {
  const t = useT();
  const { zone } = useZones();
  const required = useRequired();
  const mayWrite = usePermission("project.write");
  const [editing, setEditing] = useState<Introducer | "new" | null>(null);
  const [open, setOpen] = useState<Introducer | null>(null);
  const list = useGet<{ items: Introducer[] }>(paths.introducers, { zone: zone.id });
  const brought = useBroughtColumns<Introducer>(setOpen);
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const one = editing === "new" ? null : editing;
  return (
    <>
      {mayWrite && <div className="table-tools"><span className="table-tools-right"><Button type="primary" onClick={() => setEditing("new")}>{t("introducer.new")}</Button></span></div>}
      <Table<Introducer>
        size="small"
        rowKey="id"
        dataSource={list.data.items}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("introducer.none") }}
        columns={[
          { key: "name", title: t("introducer.name"), render: (_, i) => <>{i.enterprise_id !== null ? <GoLink to={`/registry/enterprises/${i.enterprise_id}`}>{i.name}</GoLink> : <strong>{i.name}</strong>} <Tag>{t(`introducer.kinds.${i.kind}`)}</Tag></> },
          { key: "contact", title: t("introducer.contact"), render: (_, i) => i.contact || missing },
          { key: "agreement", title: t("introducer.agreement"), render: (_, i) => <span className="long-text">{i.agreement || missing}</span> },
          ...brought,
          { key: "edit", title: "", render: (_, i) => mayWrite && <Button size="small" onClick={() => setEditing(i)}>{t("shell:form.edit")}</Button> },
        ]}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={620} title={open?.name} destroyOnHidden>{open && <Brought kind="introducer" origin={open.id} title={t("origin.brought")} />}</Drawer>
      {editing && (
        <FormDialog<Introducer>
          title={one ? one.name : t("introducer.new")}
          initial={one ?? { kind: "intermediary" }}
          onClose={() => setEditing(null)}
          run={async (v) => { await call("POST", paths.introducers, { ...v, zone: zone.id, id: one?.id ?? null, version: one?.version ?? 0, enterprise_id: v.enterprise_id ?? null, contact: v.contact || null, agreement: v.agreement || null }); setEditing(null); list.reload(); }}
        >
          <div className="two">
            <Form.Item name="name" label={t("introducer.name")} rules={required}><Input maxLength={100} /></Form.Item>
            <Form.Item name="kind" label={t("introducer.kind")}><Select options={introducerKinds.map((value) => ({ value, label: t(`introducer.kinds.${value}`) }))} /></Form.Item>
          </div>
          <Form.Item name="enterprise_id" label={t("lead.enterprise")}><EnterprisePicker /></Form.Item>
          <Form.Item name="contact" label={t("introducer.contact")}><Input maxLength={200} /></Form.Item>
          <Form.Item name="agreement" label={t("introducer.agreement")}><Input maxLength={300} /></Form.Item>
        </FormDialog>
      )}
    </>
  );
}

function CloseSignal({ signal, onDone }: { signal: Signal; onDone: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const [reason, setReason] = useState("");
  const { submit, error } = useSubmit(async () => {
    await call("POST", paths.closeSignal, { zone: zone.id, id: signal.id, reason });
    onDone();
  });
  return (
    <Popconfirm title={t("signal.close")} okButtonProps={{ disabled: reason.trim() === "" }} onConfirm={() => submit(undefined)} description={<>{error && <Failure error={error} />}<Input value={reason} aria-label={t("status.reason")} placeholder={t("status.reason")} onChange={(event) => setReason(event.target.value)} /></>}>
      <Button size="small">{t("signal.close")}</Button>
    </Popconfirm>
  );
}

function Reinvestment() {
  const t = useT();
  const go = useGo();
  const { zone } = useZones();
  const required = useRequired();
  const mayWrite = usePermission("project.write");
  const [adding, setAdding] = useState(false);
  const list = useGet<ReinvestmentLeads>(paths.signals, { zone: zone.id });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  if (!list.data) return <Loading />;
  const d = list.data;
  return (
    <>
      <div className="table-tools">
        <span className="quiet">{d.old_signals > 0 ? t("signal.hitRate", { hit: d.old_signals_hit, count: d.old_signals, share: formatShare(d.old_signals_hit / d.old_signals) }) : t("signal.noHitRate")}</span>
        <span className="table-tools-right">{mayWrite && <Button type="primary" onClick={() => setAdding(true)}>{t("signal.new")}</Button>}</span>
      </div>
      <Table<ReinvestmentLead>
        size="small"
        rowKey="enterprise_id"
        dataSource={d.items}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("signal.none") }}
        columns={[
          { key: "name", title: t("case.enterprise"), render: (_, x) => <GoLink to={`/registry/enterprises/${x.enterprise_id}`}>{x.enterprise_name}</GoLink> },
          { key: "weight", title: t("signal.weight"), align: "right", render: (_, x) => <Tooltip title={t("signal.weightHelp")}><strong>{formatNumber(x.weight, 3)}</strong></Tooltip> },
          { key: "signals", title: t("signal.signals"), render: (_, x) => <Tag>{x.signals.length}</Tag> },
          { key: "lead", title: "", render: (_, x) => mayWrite && <Button size="small" onClick={() => go(`/project/new?enterprise=${x.enterprise_id}&source=${encodeURIComponent(t("signal.source"))}`)}>{t("lead.fromTarget")}</Button> },
        ]}
        expandable={{
          expandedRowRender: (x) => (
            <Table<Signal>
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={x.signals}
              columns={[
                { key: "kind", title: t("signal.kind"), render: (_, s) => <Tag>{t(`signal.kinds.${s.kind}`)}</Tag> },
                { key: "text", title: t("timeline.text"), render: (_, s) => <span className="long-text">{s.text}</span> },
                { key: "on", title: t("origin.notedOn"), render: (_, s) => formatDate(s.noted_on) },
                { key: "weight", title: t("signal.weight"), align: "right", render: (_, s) => <Tooltip title={t("signal.decay", { strength: s.strength, days: s.half_life_days })}><span>{formatNumber(s.weight, 3)}</span></Tooltip> },
                { key: "source", title: t("budget.source"), render: (_, s) => s.source },
                { key: "state", title: t("override.state"), render: (_, s) => (s.project_id !== null ? <GoLink to={projectPath(s.project_id)}>{t("signal.became")}</GoLink> : s.closed_on ? <span className="quiet">{formatDate(s.closed_on)} {s.closed_reason}</span> : mayWrite && <CloseSignal signal={s} onDone={list.reload} />) },
              ]}
            />
          ),
        }}
      />
      {adding && (
        <FormDialog<Signal>
          title={t("signal.new")}
          help={t("signal.help")}
          initial={{ kind: "expansion_plan", noted_on: todayText(), strength: 50, half_life_days: 180 }}
          onClose={() => setAdding(false)}
          run={async (v) => { await call("POST", paths.signals, { zone: zone.id, ...v }); setAdding(false); list.reload(); }}
        >
          <Form.Item name="enterprise_id" label={t("case.enterprise")} rules={required}><EnterprisePicker /></Form.Item>
          <div className="two">
            <Form.Item name="kind" label={t("signal.kind")}><Select options={signalKinds.map((value) => ({ value, label: t(`signal.kinds.${value}`) }))} /></Form.Item>
            <Form.Item name="noted_on" label={t("origin.notedOn")} rules={required}><Input type="date" max={todayText()} /></Form.Item>
            <Form.Item name="strength" label={t("signal.strength")} rules={required}><InputNumber min={1} max={100} precision={0} className="full" /></Form.Item>
            <Form.Item name="half_life_days" label={t("signal.halfLife")}><InputNumber min={7} max={3650} precision={0} className="full" /></Form.Item>
          </div>
          <Form.Item name="text" label={t("timeline.text")} rules={required}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
          <Form.Item name="source" label={t("budget.source")} rules={required}><Input maxLength={300} /></Form.Item>
        </FormDialog>
      )}
    </>
  );
}

export default function TeamsPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const tabs = [
    { key: "teams", label: t("team.title"), children: <Teams /> },
    { key: "advisers", label: t("adviser.title"), children: <Advisers /> },
    { key: "activities", label: t("activity.titles"), children: <Activities /> },
    { key: "introducers", label: t("introducer.title"), children: <Introducers /> },
    { key: "reinvestment", label: t("signal.title"), children: <Reinvestment /> },
  ];
  return (
    <Page title={t("team.pageTitle")} help={t("team.help")}>
      <Card size="small">
        <Tabs
          destroyOnHidden
          activeKey={tabs.some((tab) => tab.key === params.get("tab")) ? params.get("tab")! : "teams"}
          onChange={(tab) => setParams((old) => { const p = new URLSearchParams(old); p.set("tab", tab); return p; }, { replace: true })}
          items={tabs}
        />
      </Card>
    </Page>
  );
}
