// The files that prove something of a project: who issued it, until when it counts, who verified
// it. The hash says that what is downloaded is what was uploaded.
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Table, Tag, Tooltip, Typography } from "antd";
import { useState } from "react";

import { ApiError, call, download } from "../api/client";
import { useGet } from "../api/use_get";
import { formatDate, formatNumber, formatTime, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import { Decide } from "./decide";
import { EvidenceForm } from "./evidence_form";
import { useT } from "./locale";
import { paths } from "./paths";
import type { Evidence, Project } from "./types";

export const evidenceColor = { pending: "gold", verified: "green", rejected: "red" } as const;

export function EvidenceState({ evidence: e }: { evidence: Evidence }) {
  const t = useT();
  return (
    <>
      <Tooltip title={e.decided_by_name ? `${e.decided_by_name} ${formatTime(e.decided_at)} ${e.decision_note ?? ""}` : undefined}><Tag color={evidenceColor[e.state]}>{t(`evidence.states.${e.state}`)}</Tag></Tooltip>
      {e.expired && <Tag color="red">{t("problem.expired")}</Tag>}
    </>
  );
}

export function useDownloadEvidence(): (evidence: Evidence) => void {
  const text = useText();
  const { zone } = useZones();
  const { message } = App.useApp();
  return (e) => {
    download(paths.evidenceFile, { zone: zone.id, id: e.id }, e.filename).catch((cause: unknown) => {
      if (!(cause instanceof ApiError)) throw cause;
      message.error(text(cause.text));
    });
  };
}

export function DecideEvidence({ evidence: e, onDone }: { evidence: Evidence; onDone: () => void }) {
  const t = useT();
  const { zone } = useZones();
  const mayVerify = usePermission("project.verify");
  if (e.state !== "pending" || !mayVerify) return null;
  return <Decide own={e.may_decide ? undefined : t("evidence.ownHelp")} yes={t("evidence.verify")} no={t("evidence.reject")} run={async (verify, note) => { await call("POST", paths.decideEvidence, { zone: zone.id, id: e.id, verify, note: note || null }); onDone(); }} />;
}

export default function EvidenceTab({ project, onChanged }: { project: Project; onChanged: () => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const save = useDownloadEvidence();
  const mayWrite = usePermission("project.write") && project.merged_into === null;
  const [adding, setAdding] = useState(false);
  const list = useGet<{ items: Evidence[] }>(paths.evidence, { zone: zone.id, id: project.id }, project.version);
  const changed = () => { setAdding(false); list.reload(); onChanged(); };
  return (
    <>
      <p className="quiet">{t("evidence.help")}</p>
      {mayWrite && !adding && <div className="table-tools"><Button type="primary" onClick={() => setAdding(true)}>{t("evidence.add")}</Button></div>}
      {adding && <EvidenceForm project={project} onDone={changed} onClose={() => setAdding(false)} />}
      {list.error ? <Failure error={list.error} onRetry={list.reload} /> : !list.data ? <Loading /> : list.data.items.length === 0 ? (
        <Nothing title={t("evidence.empty")} hint={t("evidence.emptyHint")} />
      ) : (
        <Table<Evidence>
          size="small"
          rowKey="id"
          dataSource={list.data.items}
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          scroll={{ x: "max-content" }}
          columns={[
            { key: "kind", title: t("evidence.kind"), render: (_, e) => <strong>{text(e.title)}</strong> },
            { key: "file", title: t("evidence.file"), render: (_, e) => <><Button type="link" size="small" className="plain-link" icon={<DownloadOutlined />} onClick={() => save(e)}>{e.filename}</Button> <span className="quiet">{formatNumber(Math.ceil(e.size_bytes / 1024))} KB</span></> },
            { key: "state", title: t("override.state"), render: (_, e) => <EvidenceState evidence={e} /> },
            { key: "issuer", title: t("evidence.issuer"), render: (_, e) => e.issuer || missing },
            { key: "issued_on", title: t("evidence.issuedOn"), render: (_, e) => formatDate(e.issued_on) },
            { key: "expires_on", title: t("evidence.expiresOn"), render: (_, e) => formatDate(e.expires_on) },
            { key: "uploaded", title: t("evidence.uploadedBy"), render: (_, e) => `${e.uploaded_by_name} ${formatTime(e.uploaded_at)}` },
            { key: "hash", title: "SHA-256", render: (_, e) => <Typography.Text copyable={{ text: e.sha256 }} className="hash"><code>{e.sha256.slice(0, 12)}…</code></Typography.Text> },
            { key: "actions", title: "", render: (_, e) => <DecideEvidence evidence={e} onDone={changed} /> },
          ]}
        />
      )}
    </>
  );
}
