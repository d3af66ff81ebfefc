// The catalogue of policies: search, filter by class and state, open.
import { Button, Tag } from "antd";

import { type Column, DataTable } from "../shell/data_table";
import { formatPeriod, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { useGo } from "../shell/zones";
import { useT } from "./locale";
import type { PolicyRow, PolicyState } from "./types";

export const policyPath = (id: string) => `/policy/catalogue/${encodeURIComponent(id)}`;

const stateColor: Record<PolicyState, string> = { draft: "default", reviewed: "blue", approved: "cyan", published: "green", superseded: "default" };

export function StateTag({ state }: { state: PolicyState }) {
  const t = useT();
  return <Tag color={stateColor[state]}>{t(`state.${state}`)}</Tag>;
}

export default function Catalogue() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const mayWrite = usePermission("policy.write");
  const columns: Column<PolicyRow>[] = [
    { key: "title", title: t("catalogue.policy"), sortable: true, render: (p) => <GoLink to={policyPath(p.id)}>{text(p.title)}</GoLink> },
    { key: "policy_class", title: t("catalogue.class"), sortable: true, render: (p) => t(`class.${p.policy_class}`) },
    { key: "kind", title: t("catalogue.kind"), render: (p) => t(`kind.${p.kind}`, p.kind) },
    { key: "document", title: t("catalogue.document"), render: (p) => <span className="long-text">{p.document} {p.clause && <span className="quiet">{t("catalogue.clause", { clause: p.clause })}</span>}</span> },
    { key: "effective_from", title: t("catalogue.effective"), sortable: true, render: (p) => formatPeriod(p.effective_from, p.effective_to, language) },
    {
      key: "state", title: t("catalogue.state"),
      render: (p) => <><StateTag state={p.state} />{p.in_force && <Tag color="green">{t("catalogue.inForce")}</Tag>}{p.parameters_to_set.length > 0 && <Tag color="orange">{t("catalogue.toSet", { count: p.parameters_to_set.length })}</Tag>}</>,
    },
    { key: "entity", title: t("catalogue.entity"), hidden: true, render: (p) => t(`entity.${p.entity}`, p.entity) },
    { key: "id", title: t("catalogue.id"), hidden: true, sortable: true, render: (p) => <code>{p.id}</code> },
    { key: "zone_id", title: t("catalogue.owner"), hidden: true, render: (p) => (p.zone_id === 0 ? t("catalogue.shipped") : missing) },
  ];
  const options = (group: string, names: string[]) => names.map((value) => ({ value, label: t(`${group}.${value}`) }));
  return (
    <Page
      title={t("catalogue.title")}
      help={t("catalogue.help")}
      actions={mayWrite && <Button type="primary" onClick={() => go("/policy/editor")}>{t("catalogue.new")}</Button>}
    >
      <DataTable<PolicyRow>
        id="policies"
        path="/api/policies"
        columns={columns}
        rowKey={(p) => `${p.id}.${p.revision}`}
        search={t("catalogue.search")}
        onOpen={(p) => go(policyPath(p.id))}
        filters={[
          { name: "policy_class", label: t("catalogue.class"), options: options("class", ["land", "fiscal_and_tax", "talent_and_science", "finance"]) },
          { name: "state", label: t("catalogue.state"), options: options("state", ["draft", "reviewed", "approved", "published", "superseded"]) },
          { name: "entity", label: t("catalogue.entity"), options: options("entity", ["enterprise", "person", "project", "park"]) },
        ]}
        empty={{ title: t("catalogue.empty"), hint: t("catalogue.emptyHint") }}
      />
    </Page>
  );
}
