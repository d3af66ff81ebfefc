// All policies for one enterprise: what it can get, could get, cannot get; and what to ask next.
import { Card, Input, Statistic } from "antd";
import { useSearchParams } from "react-router-dom";

import { useGet } from "../api/use_get";
import { EnterprisePicker } from "../registry/enterprise_picker";
import { formatMoneyShort } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useZones } from "../shell/zones";
import { amountText } from "./answers";
import { CardGroups } from "./cards";
import { policyPath } from "./catalogue";
import { useT } from "./locale";
import type { EnterpriseMatches } from "./types";

export default function Matching() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const id = Number(params.get("enterprise")) || undefined;
  const day = params.get("as_of");
  const set = (name: string, value: string) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const { data, error, reload } = useGet<EnterpriseMatches>(id ? "/api/enterprises/{id}/policies" : null, { zone: zone.id, id, as_of: day, explain: true });
  return (
    <Page title={data && id ? data.name : t("matching.title")} help={t("matching.help")}>
      <div className="table-tools">
        <EnterprisePicker className="node-picker" value={id} onChange={(next) => set("enterprise", String(next))} />
        <Input className="table-filter-text" type="date" prefix={t("matching.asOf")} value={day ?? ""} aria-label={t("matching.asOf")} onChange={(event) => set("as_of", event.target.value)} />
        {id && <GoLink to={`/registry/enterprises/${id}`}>{t("matching.toEnterprise")}</GoLink>}
      </div>
      {!id ? <Card><Nothing title={t("matching.choose")} hint={t("matching.chooseHint")} /></Card> : error ? <Failure error={error} onRetry={reload} /> : !data ? <Loading rows={10} /> : (
        <>
          <Card size="small" className="gap">
            <div className="statistics">
              <Statistic title={t("matching.total")} value={amountText(data.total, language) || "—"} />
              {(["eligible", "unknown", "ineligible"] as const).map((v) => <Statistic key={v} title={t(`verdict.${v}`)} value={data.items.filter((i) => i.verdict === v).length} />)}
            </div>
            {data.next_questions.length > 0 && (
              <>
                <h3>{t("matching.next")}</h3>
                <ol className="conditions">
                  {data.next_questions.slice(0, 3).map((q) => (
                    <li key={q.field}><strong>{text(q.question)}</strong> <span className="quiet">{t("matching.stake", { money: formatMoneyShort(q.at_stake, language), policies: q.policies, settles: q.settles })}</span></li>
                  ))}
                </ol>
                <GoLink to={`/registry/enterprises/${id}?tab=facts`}>{t("matching.record")}</GoLink>
              </>
            )}
          </Card>
          {data.items.length === 0 ? <Nothing title={t("catalogue.empty")} /> : <CardGroups cards={data.items} title={(card) => <GoLink to={policyPath(card.policy.id)}>{text(card.policy.title)}</GoLink>} />}
        </>
      )}
    </Page>
  );
}
