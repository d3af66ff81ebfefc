// What happened to a project, newest first, and the place to add to it: a note, a visit with a
// photo and a position, the report. Made for a phone as much as for a desk.
import { AimOutlined, CameraOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Pagination, Select, Space, Tag, Timeline as AntTimeline, Tooltip, Upload } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call, upload } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { usePermission, useSession } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { todayText } from "./dates";
import { eventLines } from "./event_lines";
import { useT } from "./locale";
import { paths } from "./paths";
import { useStageTitle } from "./tags";
import type { Evidence, Project, ProjectEvent, ProjectEventPage } from "./types";
import { fieldIn, titleIn, useVocabulary } from "./vocabulary";

/** Kinds that people record themselves. */
const recorded = ["visit", "report", "meeting", "note", "answered", "assessed", "feedback"];

interface Values {
  kind: string;
  text: string;
  effective_on: string;
  longitude?: string;
  latitude?: string;
}

export function AddEvent({ project, kind, onDone, onClose }: { project: Project; kind: string; onDone: () => void; onClose: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const { session } = useSession();
  const { message } = App.useApp();
  const words = useVocabulary();
  const [form] = Form.useForm<Values>();
  const [photo, setPhoto] = useState<File>();
  const [locating, setLocating] = useState(false);
  const chosen = Form.useWatch("kind", form) ?? kind;
  const { submit, error, busy } = useSubmit(async (v: Values) => {
    if (photo) await upload<Evidence>(paths.evidence, photo, { zone: zone.id, id: project.id, kind: "site_photo", issuer: session?.user.display_name, issued_on: v.effective_on });
    const where = v.longitude && v.latitude ? { longitude: Number(v.longitude), latitude: Number(v.latitude) } : {};
    await call<ProjectEvent>("POST", paths.events, { zone: zone.id, id: project.id, kind: v.kind, text: v.text, effective_on: v.effective_on, ...where });
    message.success(t("timeline.saved"));
    onDone();
  });
  const here = () => {
    setLocating(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        form.setFieldsValue({ longitude: coords.longitude.toFixed(6), latitude: coords.latitude.toFixed(6) });
      },
      () => {
        setLocating(false);
        message.warning(t("position.denied"));
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const required = [{ required: true, whitespace: true, message: t("shell:form.required") }];
  return (
    <Form form={form} layout="vertical" className="dense-form event-form" initialValues={{ kind, effective_on: todayText() }} onFinish={(v) => void submit(v)}>
      {error && <Failure error={error} />}
      <div className="two">
        <Form.Item name="kind" label={t("timeline.kind")} rules={required}><Select options={recorded.map((name) => ({ value: name, label: text(titleIn(words.event_kinds, name)) }))} /></Form.Item>
        <Form.Item name="effective_on" label={t("timeline.on")} rules={required}><Input type="date" max={todayText()} /></Form.Item>
      </div>
      <Form.Item name="text" label={t("timeline.text")} rules={required}><Input.TextArea autoFocus rows={4} maxLength={4000} showCount /></Form.Item>
      {chosen === "visit" && (
        <>
          <Space wrap className="gap">
            <Upload accept="image/*" maxCount={1} fileList={photo ? [{ uid: "1", name: photo.name }] : []} beforeUpload={(file) => { setPhoto(file); return false; }} onRemove={() => setPhoto(undefined)}>
              <Button icon={<CameraOutlined />}>{t("timeline.photo")}</Button>
            </Upload>
            {"geolocation" in navigator && <Button icon={<AimOutlined />} loading={locating} onClick={here}>{t("position.here")}</Button>}
          </Space>
          <div className="two">
            <Form.Item name="longitude" label={t("position.longitude")}><Input inputMode="decimal" /></Form.Item>
            <Form.Item name="latitude" label={t("position.latitude")}><Input inputMode="decimal" /></Form.Item>
          </div>
        </>
      )}
      <Space>
        <Button type="primary" htmlType="submit" loading={busy}>{t("shell:form.save")}</Button>
        <Button onClick={onClose}>{t("shell:form.cancel")}</Button>
      </Space>
    </Form>
  );
}

function Entry({ event, chosen }: { event: ProjectEvent; chosen: boolean }) {
  const t = useT();
  const text = useText();
  const title = useStageTitle();
  const words = useVocabulary();
  const codes = [...words.stages, ...words.statuses, ...words.evidence_kinds];
  const lines = eventLines(event.detail, {
    label: (name) => text(fieldIn(words, name)?.title) || t(`detail.${name}`, name),
    word: (value) => text(codes.find((code) => code.name === value)?.title) || t(`detailWords.${value}`, value),
  });
  return (
    <div className={chosen ? "event event-chosen" : "event"} ref={(element) => { if (chosen) element?.scrollIntoView({ block: "center" }); }}>
      <strong>{text(event.title)}</strong> {event.from_stage && event.to_stage && <Tag color="blue">{title(event.from_stage)} → {title(event.to_stage)}</Tag>}
      <span className="quiet"> {event.actor_name} · {formatTime(event.at)}{event.effective_on !== event.at.slice(0, 10) && <> · {t("timeline.effective", { on: formatDate(event.effective_on) })}</>} · <Tooltip title={event.hash}><code>#{event.sequence}</code></Tooltip></span>
      {lines.map((line) => (
        <div key={line.name} className="event-line">
          {line.label && <span className="quiet">{line.label}: </span>}
          {line.before !== undefined ? <><del>{line.before || missing}</del> → {line.value || missing}</> : <span className="pre-line">{line.value}</span>}
        </div>
      ))}
    </div>
  );
}

export function Timeline({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const words = useVocabulary();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get("event_page")) || null;
  const kind = params.get("kind") ?? "";
  const adding = params.get("add");
  const chosen = Number(params.get("event"));
  const set = (name: string, value: string | null) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const list = useGet<ProjectEventPage>(paths.events, { zone: zone.id, id: project.id, page: asked, page_size: 100, kind: kind || null, event: asked ? null : chosen || null }, project.version);
  const page = list.data?.page ?? asked ?? 1;
  const shown = list.data?.items ?? [];
  return (
    <>
      <div className="table-tools">
        {mayWrite && !adding && (["visit", "report", "note"] as const).map((name) => <Button key={name} type={name === "visit" ? "primary" : "default"} onClick={() => set("add", name)}>{t(`timeline.add.${name}`)}</Button>)}
        <Select allowClear className="table-filter" value={kind || undefined} placeholder={t("timeline.kind")} aria-label={t("timeline.kind")} options={words.event_kinds.map((row) => ({ value: row.name, label: text(row.title) }))} onChange={(value) => setParams((old) => { const next = new URLSearchParams(old); next.delete("event_page"); if (value) next.set("kind", value); else next.delete("kind"); return next; }, { replace: true })} popupMatchSelectWidth={false} />
      </div>
      {adding && mayWrite && <AddEvent key={adding} project={project} kind={recorded.includes(adding) ? adding : "note"} onClose={() => set("add", null)} onDone={() => { set("add", null); list.reload(); onChanged(); }} />}
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading /> : shown.length === 0 ? <Nothing title={t("timeline.empty")} hint={t("timeline.emptyHint")} /> : (
        <AntTimeline className="timeline" items={shown.map((event) => ({ key: event.id, color: event.to_stage ? "blue" : recorded.includes(event.kind) ? "green" : "gray", content: <Entry event={event} chosen={event.id === chosen} /> }))} />
      )}
      {list.data && list.data.total > list.data.page_size && <Pagination size="small" current={page} pageSize={list.data.page_size} total={list.data.total} showSizeChanger={false} onChange={(next) => set("event_page", next === 1 && !chosen ? null : String(next))} />}
    </>
  );
}
