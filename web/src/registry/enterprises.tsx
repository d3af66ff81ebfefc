// The register of enterprises: search, filter, open, add.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useState } from "react";

import { type Column, DataTable } from "../shell/data_table";
import { missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { ZoneSelect } from "../shell/zone_switcher";
import { useGo } from "../shell/zones";
import { CodeSelect } from "./code_select";
import { EnterpriseForm } from "./enterprise_form";
import { useT } from "./locale";
import { StatusTag } from "./status_tag";
import type { Enterprise } from "./types";

const scales = ["large", "medium", "small", "micro"];
const statuses = ["operating", "suspended", "moved_out", "revoked", "deregistered"];

export default function Enterprises() {
  const t = useT();
  const text = useText();
  const go = useGo();
  const mayWrite = usePermission("registry.write");
  const mayImport = usePermission("registry.import");
  const [adding, setAdding] = useState(false);
  const columns: Column<Enterprise>[] = [
    {
      key: "name", title: t("enterprise.name"), sortable: true,
      render: (e) => (
        <>
          <GoLink to={`/registry/enterprises/${e.id}`}>{e.name}</GoLink> {e.invented && <Tag color="gold">{t("enterprise.invented")}</Tag>}
        </>
      ),
    },
    { key: "credit_code", title: t("enterprise.creditCode"), sortable: true, render: (e) => (e.credit_code ? <code>{e.credit_code}</code> : missing) },
    { key: "stock_code", title: t("enterprise.stockCode"), hidden: true, render: (e) => (e.stock_code ? <code>{e.stock_code}</code> : missing) },
    { key: "industry_name", title: t("enterprise.industry"), render: (e) => e.industry_name ?? e.industry_label ?? missing },
    { key: "region_name", title: t("enterprise.region"), render: (e) => e.region_name ?? missing },
    { key: "scale", title: t("enterprise.scale"), sortable: true, render: (e) => (e.scale ? t(`scale.${e.scale}`) : missing) },
    { key: "status", title: t("enterprise.status"), sortable: true, render: (e) => <StatusTag status={e.status} /> },
    { key: "residences", title: t("enterprise.park"), local: true, render: (e) => e.residences.filter((r) => !r.to_date).map((r) => text(r.park_name)).join(" · ") || missing },
    { key: "products", title: t("enterprise.products"), hidden: true, render: (e) => e.products.slice(0, 4).join(" · ") || missing },
    { key: "short_name", title: t("enterprise.shortName"), hidden: true, render: (e) => e.short_name ?? missing },
    { key: "name_en", title: t("enterprise.nameEn"), hidden: true, render: (e) => e.name_en ?? missing },
    { key: "home_zone_name", title: t("enterprise.homeZone"), hidden: true, local: true, render: (e) => text(e.home_zone_name) },
    { key: "source", title: t("enterprise.source"), hidden: true, render: (e) => e.source || missing },
  ];
  return (
    <Page
      title={t("enterprise.title")}
      help={t("enterprise.help")}
      actions={mayWrite && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t("enterprise.new")}</Button>}
    >
      <DataTable<Enterprise>
        id="enterprises"
        path="/api/enterprises"
        columns={columns}
        rowKey={(e) => e.id}
        search={t("enterprise.search")}
        exported
        onOpen={(e) => go(`/registry/enterprises/${e.id}`)}
        filters={[
          { name: "industry", label: t("enterprise.industry"), render: (value, set) => <CodeSelect kind="industries" placeholder={t("enterprise.industry")} className="table-filter" value={value} onChange={(v) => set(v as string)} /> },
          { name: "region", label: t("enterprise.region"), render: (value, set) => <CodeSelect kind="regions" placeholder={t("enterprise.region")} className="table-filter" value={value} onChange={(v) => set(v as string)} /> },
          { name: "park", label: t("enterprise.park"), render: (value, set) => <ZoneSelect placeholder={t("enterprise.park")} allowClear className="table-filter" value={value ? Number(value) : undefined} onChange={(v) => set(v ? String(v) : undefined)} /> },
          { name: "scale", label: t("enterprise.scale"), options: scales.map((value) => ({ value, label: t(`scale.${value}`) })) },
          { name: "status", label: t("enterprise.status"), options: statuses.map((value) => ({ value, label: t(`status.${value}`) })) },
          { name: "listed", label: t("enterprise.listed"), options: [{ value: "true", label: t("enterprise.listedYes") }, { value: "false", label: t("enterprise.listedNo") }] },
        ]}
        empty={{
          title: t("enterprise.empty"),
          hint: t("enterprise.emptyHint"),
          action: mayImport && <Button type="primary" onClick={() => go("/registry/imports")}>{t("imports.start")}</Button>,
        }}
      />
      <EnterpriseForm open={adding} enterprise={null} onClose={() => setAdding(false)} onSaved={(e) => go(`/registry/enterprises/${e.id}`)} />
    </Page>
  );
}
