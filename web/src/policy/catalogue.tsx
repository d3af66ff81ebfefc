// The catalogue of policies: search, filter by class, state, whom it is for and day, open.
import { Button, Input, Tag, Tooltip } from "antd";

import { type Column, DataTable } from "../shell/data_table";
import { formatPeriod } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { useGo, useZones } from "../shell/zones";
import { documentName } from "./answers";
import { useT } from "./locale";
import { editorPath, policyPath } from "./paths";
import "./policy.css";
import { policyClasses, policyStates, StateTag } from "./tags";
import type { PolicyRow } from "./types";

export default function Catalogue() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const { zones } = useZones();
  const mayWrite = usePermission("policy.write");
  const path = (p: PolicyRow) => policyPath(p.id, p.state === "published" ? undefined : p.revision);
  const issuer = (id: number) => (id === 0 ? t("catalogue.shipped") : pick(zones.find((z) => z.id === id)?.name, language) || String(id));
  const columns: Column<PolicyRow>[] = [
    { key: "title", title: t("catalogue.policy"), sortable: true, render: (p) => <span className="long-text"><GoLink to={path(p)}>{text(p.title)}</GoLink></span> },
    { key: "policy_class", title: t("catalogue.class"), sortable: true, render: (p) => t(`class.${p.policy_class}`) },
    { key: "kind", title: t("catalogue.kind"), render: (p) => t(`kind.${p.kind}`, p.kind) },
    { key: "entity", title: t("catalogue.entity"), render: (p) => t(`entity.${p.entity}`, p.entity) },
    { key: "document", title: t("catalogue.document"), render: (p) => <span className="long-text">{documentName(p.document, language)} {p.clause && <span className="quiet">{t("catalogue.clause", { clause: p.clause })}</span>}</span> },
    { key: "effective_from", title: t("catalogue.effective"), sortable: true, render: (p) => formatPeriod(p.effective_from, p.effective_to, language) },
    {
      key: "state", title: t("catalogue.state"),
      render: (p) => (
        <span className="tags">
          <StateTag state={p.state} />
          {p.state === "published" && <Tag color={p.in_force ? "green" : "default"}>{t(p.in_force ? "catalogue.inForce" : "catalogue.notInForce")}</Tag>}
          {p.parameters_to_set.length > 0 && <Tooltip title={p.parameters_to_set.join(", ")}><Tag color="orange">{t("catalogue.toSet", { count: p.parameters_to_set.length })}</Tag></Tooltip>}
        </span>
      ),
    },
    { key: "zone_id", title: t("catalogue.issuer"), hidden: true, render: (p) => issuer(p.zone_id) },
    { key: "id", title: t("catalogue.id"), hidden: true, sortable: true, render: (p) => <code>{p.id}</code> },
  ];
  const options = (group: string, names: string[]) => names.map((value) => ({ value, label: t(`${group}.${value}`) }));
  return (
    <Page
      title={t("catalogue.title")}
      help={t("catalogue.help")}
      actions={
        <>
          <Button href="/calculator" target="_blank">{t("calculator.title")}</Button>
          {mayWrite && <Button type="primary" onClick={() => go(editorPath())}>{t("catalogue.new")}</Button>}
        </>
      }
    >
      <DataTable<PolicyRow>
        id="policies"
        path="/api/policies"
        columns={columns}
        rowKey={(p) => `${p.id}.${p.revision}`}
        search={t("catalogue.search")}
        onOpen={(p) => go(path(p))}
        filters={[
          { name: "policy_class", label: t("catalogue.class"), options: options("class", policyClasses) },
          { name: "state", label: t("catalogue.stateFilter"), options: options("state", policyStates) },
          { name: "entity", label: t("catalogue.entity"), options: options("entity", ["enterprise", "person", "project", "park"]) },
          {
            name: "as_of", label: t("catalogue.inForceOn"),
            render: (value, set) => <Input className="table-filter-date" type="date" prefix={<span className="quiet">{t("catalogue.inForceOn")}</span>} value={value ?? ""} aria-label={t("catalogue.inForceOn")} onChange={(event) => set(event.target.value || undefined)} />,
          },
        ]}
        empty={{ title: t("catalogue.empty"), hint: t("catalogue.emptyHint") }}
      />
    </Page>
  );
}
