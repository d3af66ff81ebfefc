// The weak links of a zone, weakest first, with every factor; a row opens what it rests on.
import { Alert, Button, Card, Drawer, Space, Table, Tag } from "antd";
import { useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { type Column, DataTable } from "../shell/data_table";
import { formatMoneyShort, formatNumber, formatShare } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading } from "../shell/states";
import { useGo, useZones } from "../shell/zones";
import { Bar, Factors } from "./factors";
import { useT } from "./locale";
import { leadPath, mapPath, targetsPath } from "./paths";
import type { WeakLinkDetail, WeakLinkPage, WeakLinkRow } from "./types";

function Detail({ node }: { node: string }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const mayLead = usePermission("project.write");
  const { data, error, reload } = useGet<WeakLinkDetail>("/api/chain/weak-links/{node}", { zone: zone.id, node });
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!data) return <Loading />;
  return (
    <>
      <Alert className="gap" type="info" title={text(data.link.reason)} />
      <Space className="gap" wrap>
        <GoLink to={targetsPath(node)}><Button type="primary">{t("weak.targets")} ({data.link.candidates})</Button></GoLink>
        <GoLink to={mapPath(node)}><Button>{t("weak.onMap")}</Button></GoLink>
        {mayLead && <GoLink to={leadPath(node)}><Button>{t("weak.lead")}</Button></GoLink>}
      </Space>
      <h3>{t("weak.factors")}</h3>
      <p className="quiet">{text(data.formula)}</p>
      <Factors factors={data.factors} />
      <h3>{t("weak.users", { count: data.link.users })}</h3>
      <Table
        size="small"
        rowKey="enterprise_id"
        dataSource={data.users}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        columns={[
          { key: "name", title: t("weak.resident"), render: (_, u) => <GoLink to={`/registry/enterprises/${u.enterprise_id}`}>{u.name}</GoLink> },
          { key: "demand", title: t("weak.demand"), align: "right", render: (_, u) => formatMoneyShort(u.demand, language) },
        ]}
      />
      <h3>{t("weak.products")}</h3>
      <p>{data.products.map((p) => <GoLink key={p.id} to={targetsPath(p.id)}><Tag className="tag-link">{p.name} <span className="quiet">{p.companies}</span></Tag></GoLink>)}</p>
    </>
  );
}

export default function WeakLinks() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const [params, setParams] = useSearchParams();
  const open = params.get("open");
  const setOpen = (id: string | null) =>
    setParams((old) => { const next = new URLSearchParams(old); if (id) next.set("open", id); else next.delete("open"); return next; }, { replace: true });
  const share = (key: "demand_share" | "local_supply_share" | "feasibility", tone?: "weak" | "strong"): Column<WeakLinkRow> => ({
    key, title: t(`weak.${key}`), help: t(`weak.${key}_help`), sortable: true, align: "right",
    render: (row) => <><Bar share={row[key]} tone={tone} /> {formatShare(row[key])}</>,
  });
  const count = (key: "users" | "suppliers" | "candidates", hidden = false): Column<WeakLinkRow> => ({
    key, title: t(`weak.${key}Count`), sortable: true, align: "right", hidden, render: (row) => formatNumber(row[key]),
  });
  const columns: Column<WeakLinkRow>[] = [
    { key: "name", title: t("weak.link"), sortable: true, render: (row) => <><strong>{text(row.name)}</strong> <span className="quiet">{row.code}</span></> },
    { key: "score", title: t("weak.score"), help: t("weak.score_help"), sortable: true, align: "right", render: (row) => <><Bar share={row.score / 100} tone="weak" /> <strong>{formatNumber(row.score, 3)}</strong></> },
    { key: "demand", title: t("weak.demand"), help: t("weak.demand_help"), sortable: true, align: "right", render: (row) => formatMoneyShort(row.demand, language) },
    { key: "gap", title: t("weak.gap"), help: t("weak.gap_help"), sortable: true, align: "right", render: (row) => formatMoneyShort(row.gap, language) },
    { ...share("demand_share"), hidden: true },
    share("local_supply_share", "strong"),
    {
      key: "criticality", title: t("weak.criticality"), help: t("weak.criticality_help"), sortable: true, align: "right",
      render: (row) => <><Bar share={row.criticality / 2} /> {formatNumber(row.criticality, 3)}</>,
    },
    share("feasibility"),
    count("users", true),
    count("suppliers", true),
    count("candidates"),
    { key: "reason", title: t("weak.reason"), hidden: true, local: true, render: (row) => <span className="long-text">{text(row.reason)}</span> },
    { key: "actions", title: "", local: true, render: (row) => <GoLink to={targetsPath(row.id)}>{t("weak.targets")}</GoLink> },
  ];
  return (
    <Page title={t("weak.title")} help={t("weak.help")} actions={<Button onClick={() => go("/chain/map")}>{t("map.title")}</Button>}>
      <DataTable<WeakLinkRow, WeakLinkPage>
        id="weak-links"
        path="/api/chain/weak-links"
        columns={columns}
        rowKey={(row) => row.id}
        search={t("weak.search")}
        exported
        onOpen={(row) => setOpen(row.id)}
        header={(page) => (
          <p className="quiet basis">
            {t("map.basis", { residents: page.residents, placed: page.residents_placed, revenue: page.residents_with_revenue })}
            {page.io_table && <> · {page.io_table}</>} {page.demonstration && <Tag color="gold">{t("map.demonstration")}</Tag>}
          </p>
        )}
        empty={{ title: t("weak.empty"), hint: t("map.emptyHint"), action: <Button onClick={() => go("/chain/structure")}>{t("map.toTables")}</Button> }}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={600} title={t("weak.detail")} destroyOnHidden>
        {open && <Detail node={open} />}
      </Drawer>
      <Card size="small" className="gap-top quiet">{t("weak.note")}</Card>
    </Page>
  );
}
