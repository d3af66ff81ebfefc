// For account managers: these enterprises can get a policy and have not received it.
import { Button, Checkbox, Input, Select, Statistic, Table } from "antd";
import { useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { formatNumber } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useGo, useZones } from "../shell/zones";
import { sumText } from "./answers";
import { useT } from "./locale";
import { matchesPath, policyPath } from "./paths";
import "./policy.css";
import { policyClasses } from "./tags";
import type { ProactiveList, ProactiveRow } from "./types";

export default function Proactive() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const go = useGo();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const only = params.get("class");
  const day = params.get("as_of");
  const set = (name: string, value: string | undefined) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const { data, error, loading, reload } = useGet<ProactiveList>("/api/policies/proactive", { zone: zone.id, as_of: day });
  const all = params.get("all") === "1";
  const rows = data?.items.filter((row) => (all || row.eligible > 0) && (!only || row.policy.policy_class === only)).sort((a, b) => b.eligible - a.eligible || b.unknown - a.unknown) ?? [];
  return (
    <Page title={t("proactive.title")} help={t("proactive.help")}>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading rows={10} /> : (
        <div className="data-table">
          <div className="table-tools">
            <Select allowClear className="table-filter" value={only ?? undefined} placeholder={t("catalogue.class")} aria-label={t("catalogue.class")} onChange={(value) => set("class", value)} options={policyClasses.map((value) => ({ value, label: t(`class.${value}`) }))} popupMatchSelectWidth={false} />
            <Input className="table-filter-date" type="date" prefix={<span className="quiet">{t("matching.asOf")}</span>} value={day ?? ""} aria-label={t("matching.asOf")} onChange={(event) => set("as_of", event.target.value)} />
            <Checkbox checked={all} onChange={(event) => set("all", event.target.checked ? "1" : undefined)}>{t("proactive.all")}</Checkbox>
          </div>
          <div className="statistics">
            <Statistic title={t("proactive.checked")} value={data.enterprises} />
            <Statistic title={t("proactive.policies")} value={rows.filter((row) => row.eligible > 0).length} />
            <Statistic title={t("proactive.chances")} value={rows.reduce((sum, row) => sum + row.eligible, 0)} />
          </div>
          <Table<ProactiveRow>
            size="small"
            rowKey={(r) => r.policy.id}
            dataSource={rows}
            loading={loading ? { delay: 250 } : false}
            pagination={{ defaultPageSize: 50, hideOnSinglePage: true }}
            scroll={{ x: "max-content" }}
            rowClassName="row-open"
            onRow={(r) => ({ onClick: (event) => { if (!(event.target as HTMLElement).closest("a")) go(matchesPath(r.policy.id)); } })}
            locale={{ emptyText: <Nothing title={t("proactive.empty")} hint={t("proactive.emptyHint")} action={!all && <Button onClick={() => set("all", "1")}>{t("proactive.all")}</Button>} /> }}
            columns={[
              {
                key: "eligible", title: t("proactive.eligible"), sorter: (a, b) => a.eligible - b.eligible,
                render: (_, r) => (r.eligible === 0 ? <span className="quiet">{t("proactive.none")}</span> : <GoLink to={matchesPath(r.policy.id)}><strong>{t("proactive.sentence", { count: r.eligible })}</strong></GoLink>),
              },
              { key: "policy", title: t("catalogue.policy"), render: (_, r) => <span className="long-text"><GoLink to={policyPath(r.policy.id)}>{text(r.policy.title)}</GoLink></span> },
              { key: "class", title: t("catalogue.class"), render: (_, r) => t(`class.${r.policy.policy_class}`) },
              { key: "amount", title: t("matches.totalAmount"), align: "right", sorter: (a, b) => Number(a.amount) - Number(b.amount), render: (_, r) => !r.policy.gives_amount ? <span className="quiet">{t("matches.noAmount")}</span> : sumText(r.amount, r.eligible, r.amounts_unknown, language) },
              { key: "unknownAmounts", title: t("matches.amountsUnknown"), align: "right", render: (_, r) => (r.policy.gives_amount ? formatNumber(r.amounts_unknown) : "") },
              { key: "unknown", title: t("proactive.unknown"), align: "right", sorter: (a, b) => a.unknown - b.unknown, render: (_, r) => <GoLink to={matchesPath(r.policy.id, "unknown")}>{formatNumber(r.unknown)}</GoLink> },
            ]}
          />
        </div>
      )}
    </Page>
  );
}
