// For account managers: who can get a policy and has not received it.
import { Table } from "antd";

import { useGet } from "../api/use_get";
import { formatMoneyShort, formatNumber } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import { policyPath } from "./catalogue";
import { useT } from "./locale";
import type { ProactiveRow } from "./types";

export default function Proactive() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const { data, error, reload } = useGet<{ items: ProactiveRow[]; total: number; enterprises: number }>("/api/policies/proactive", { zone: zone.id });
  return (
    <Page title={t("proactive.title")} help={t("proactive.help")}>
      {error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading rows={10} /> : (
        <div className="data-table">
          <p className="basis quiet">{t("proactive.basis", { count: data.enterprises })}</p>
          <Table<ProactiveRow>
            size="small"
            rowKey={(r) => r.policy.id}
            dataSource={data.items}
            pagination={data.items.length > 50 ? { pageSize: 50 } : false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: <Nothing title={t("proactive.empty")} hint={t("proactive.emptyHint")} /> }}
            columns={[
              { key: "policy", title: t("catalogue.policy"), render: (_, r) => <GoLink to={`${policyPath(r.policy.id)}?tab=matches`}>{text(r.policy.title)}</GoLink> },
              { key: "class", title: t("catalogue.class"), render: (_, r) => t(`class.${r.policy.policy_class}`) },
              { key: "eligible", title: t("proactive.eligible"), align: "right", sorter: (a, b) => a.eligible - b.eligible, render: (_, r) => <strong>{t("proactive.enterprises", { count: r.eligible })}</strong> },
              { key: "amount", title: t("policy.totalAmount"), align: "right", sorter: (a, b) => Number(a.amount) - Number(b.amount), render: (_, r) => formatMoneyShort(r.amount, language) },
              { key: "unknownAmounts", title: t("policy.amountsUnknown"), align: "right", render: (_, r) => formatNumber(r.amounts_unknown) },
              { key: "unknown", title: t("proactive.unknown"), align: "right", sorter: (a, b) => a.unknown - b.unknown, render: (_, r) => <GoLink to={`${policyPath(r.policy.id)}?tab=matches&verdict=unknown`}>{formatNumber(r.unknown)}</GoLink> },
            ]}
          />
        </div>
      )}
    </Page>
  );
}
