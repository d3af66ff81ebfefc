// The audit trail: what was done by whom, with what was before and after.
import { Input } from "antd";
import { useEffect, useState } from "react";

import type { components } from "../api/schema";
import { type Column, DataTable, type Filter } from "../shell/data_table";
import { formatTime, missing } from "../shell/format";
import { Page } from "../shell/page";
import { differences } from "./json_diff";
import { useT } from "./locale";

type AuditEntry = components["schemas"]["AuditEntry"];

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function Details({ entry }: { entry: AuditEntry }) {
  const t = useT();
  const rows = differences(entry.before, entry.after);
  return (
    <div className="audit-details">
      {rows.length === 0 ? (
        <p className="quiet">{t("audit.noChange")}</p>
      ) : (
        <table className="diff">
          <thead><tr><th>{t("audit.field")}</th><th>{t("audit.before")}</th><th>{t("audit.after")}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.path} className={row.changed ? "diff-changed" : ""}>
                <th scope="row"><code>{row.path}</code></th>
                <td>{row.before ?? missing}</td>
                <td>{row.after ?? missing}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entry.input && (<><h4>{t("audit.input")}</h4><pre>{pretty(entry.input)}</pre></>)}
    </div>
  );
}

/** A text filter that asks when the typing pauses. */
function TextFilter({ value, label, type, onChange }: { value: string | undefined; label: string; type?: string; onChange: (value: string | undefined) => void }) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  useEffect(() => {
    if (text === (value ?? "")) return;
    const timer = setTimeout(() => onChange(text || undefined), 400);
    return () => clearTimeout(timer);
  });
  return <Input allowClear type={type} value={text} placeholder={label} aria-label={label} title={label} prefix={type === "date" ? label : undefined} onChange={(event) => setText(event.target.value)} className="table-filter-text" />;
}

export default function Audit() {
  const t = useT();
  const filter = (name: string, label: string, type?: string): Filter => ({
    name,
    label,
    render: (value, onChange) => <TextFilter value={value} label={label} type={type} onChange={onChange} />,
  });
  const columns: Column<AuditEntry>[] = [
    { key: "at", title: t("audit.at"), width: 150, render: (e) => formatTime(e.at) },
    { key: "username", title: t("audit.user"), render: (e) => e.username },
    { key: "operation", title: t("audit.operation"), render: (e) => <code>{e.operation}</code> },
    { key: "entity", title: t("audit.entity"), render: (e) => (e.entity ? `${e.entity} ${e.entity_id ?? ""}` : missing) },
    { key: "request_id", title: t("audit.request"), render: (e) => <code>{e.request_id}</code> },
  ];
  return (
    <Page title={t("audit.title")} help={t("audit.help")}>
      <DataTable<AuditEntry>
        id="audit"
        path="/api/audit"
        search={false}
        columns={columns}
        rowKey={(e) => e.id}
        filters={[
          filter("username", t("audit.filterUser")),
          filter("operation", t("audit.filterOperation")),
          filter("entity", t("audit.filterEntity")),
          filter("from", t("audit.from"), "date"),
          filter("to", t("audit.to"), "date"),
        ]}
        expanded={(e) => <Details entry={e} />}
        empty={{ title: t("audit.empty"), hint: t("audit.emptyHint") }}
      />
    </Page>
  );
}
