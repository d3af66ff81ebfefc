// What a changed parameter would mean: winners, losers and cost, by park and by size, before
// anything is decided. Nothing is stored.
import { Button, Card, Col, Input, Row, Select, Statistic, Table } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import type { ListPage } from "../shell/data_table";
import { formatMoneyShort, formatNumber, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { amountText } from "./answers";
import { VerdictTag } from "./cards";
import { useT } from "./locale";
import type { MatchRow, Policy, PolicyRow, WhatIfAnswer, WhatIfGroup } from "./types";

const Bars = lazy(() => import("../shell/chart"));

function Groups({ title, groups }: { title: string; groups: WhatIfGroup[] }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const chart = useMemo(
    () => ({
      labels: groups.map((g) => text(g.label) || g.key),
      series: [
        { name: t("whatIf.winners"), values: groups.map((g) => g.winners), tone: "strong" as const },
        { name: t("whatIf.losers"), values: groups.map((g) => g.losers), tone: "weak" as const },
      ],
    }),
    [groups, language],
  );
  return (
    <Card size="small" title={title}>
      <Suspense fallback={<Loading rows={3} />}><Bars {...chart} /></Suspense>
      <Table<WhatIfGroup>
        size="small"
        rowKey="key"
        dataSource={groups}
        pagination={false}
        columns={[
          { key: "label", title: title, render: (_, g) => text(g.label) || g.key },
          { key: "winners", title: t("whatIf.winners"), align: "right", render: (_, g) => formatNumber(g.winners) },
          { key: "losers", title: t("whatIf.losers"), align: "right", render: (_, g) => formatNumber(g.losers) },
          { key: "cost", title: t("whatIf.cost"), align: "right", render: (_, g) => formatMoneyShort(g.cost, language) },
        ]}
      />
    </Card>
  );
}

function Answer({ answer }: { answer: WhatIfAnswer }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const change = (before: string, after: string) => `${before} → ${after}`;
  return (
    <>
      <Card size="small" className="gap">
        <div className="statistics">
          <Statistic title={t("whatIf.eligible")} value={change(formatNumber(answer.eligible_before), formatNumber(answer.eligible_after))} />
          <Statistic title={t("whatIf.winners")} value={answer.winners} />
          <Statistic title={t("whatIf.losers")} value={answer.losers} />
          <Statistic title={t("whatIf.amount")} value={change(formatMoneyShort(answer.amount_before, language), formatMoneyShort(answer.amount_after, language))} />
          <Statistic title={t("whatIf.cost")} value={formatMoneyShort(answer.cost, language)} />
          <Statistic title={t("whatIf.undecided")} value={change(formatNumber(answer.unknown_before), formatNumber(answer.unknown_after))} />
        </div>
        <p className="quiet basis">{t("whatIf.basis", { count: answer.enterprises, unknown: answer.amounts_unknown_after })}</p>
      </Card>
      <Row gutter={[12, 12]} className="gap">
        <Col xs={24} lg={12}><Groups title={t("whatIf.byPark")} groups={answer.by_park} /></Col>
        <Col xs={24} lg={12}><Groups title={t("whatIf.bySize")} groups={answer.by_size} /></Col>
      </Row>
      <Card size="small" title={t("whatIf.changed", { count: answer.changed.length })}>
        <Table<MatchRow>
          size="small"
          rowKey="enterprise_id"
          dataSource={answer.changed}
          pagination={{ pageSize: 20, hideOnSinglePage: true }}
          scroll={{ x: "max-content" }}
          columns={[
            { key: "name", title: t("policy.enterprise"), render: (_, r) => <GoLink to={`/registry/enterprises/${r.enterprise_id}`}>{r.name}</GoLink> },
            { key: "park", title: t("policy.park"), render: (_, r) => text(r.park_name) || missing },
            { key: "verdict", title: t("whatIf.after"), render: (_, r) => <VerdictTag verdict={r.verdict} /> },
            { key: "amount", title: t("policy.money"), align: "right", render: (_, r) => amountText(r.amount, language) || missing },
          ]}
        />
      </Card>
    </>
  );
}

function Change({ id }: { id: string }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const policy = useGet<Policy>("/api/policies/{id}", { zone: zone.id, id });
  const [values, setValues] = useState<Record<string, string>>({});
  const [answer, setAnswer] = useState<WhatIfAnswer>();
  const { submit, error, busy } = useSubmit(async () => {
    const parameters = Object.fromEntries(Object.entries(values).filter(([, v]) => v.trim() !== ""));
    setAnswer(await call<WhatIfAnswer>("POST", "/api/policies/what_if", { zone: zone.id, id, parameters }));
  });
  if (policy.error) return <Failure error={policy.error} onRetry={policy.reload} />;
  if (!policy.data) return <Loading />;
  return (
    <>
      <Card size="small" className="gap" title={text(policy.data.summary.title)}>
        {policy.data.parameters.length === 0 ? <p className="quiet">{t("whatIf.noParameters")}</p> : (
          <div className="what-if-form">
            {policy.data.parameters.map((p) => (
              <label key={p.name}>
                <span>{text(p.label) || p.name}</span>
                <Input value={values[p.name] ?? ""} placeholder={p.value ?? t("catalogue.notSet")} onChange={(event) => setValues({ ...values, [p.name]: event.target.value })} />
              </label>
            ))}
            <Button type="primary" loading={busy} onClick={() => void submit(undefined)}>{t("whatIf.run")}</Button>
          </div>
        )}
        {error && <Failure error={error} />}
      </Card>
      {answer && <Answer answer={answer} />}
    </>
  );
}

export default function WhatIfPage() {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const id = params.get("id");
  const list = useGet<ListPage<PolicyRow>>("/api/policies", { zone: zone.id, page_size: 200 });
  return (
    <Page title={t("whatIf.title")} help={t("whatIf.help")}>
      <div className="table-tools">
        <Select
          className="node-picker search"
          showSearch={{ optionFilterProp: "label" }}
          value={id ?? undefined}
          loading={list.loading}
          placeholder={t("whatIf.choose")}
          aria-label={t("whatIf.choose")}
          onChange={(next) => setParams((old) => { const p = new URLSearchParams(old); p.set("id", next); return p; }, { replace: true })}
          options={list.data?.items.map((p) => ({ value: p.id, label: text(p.title) }))}
        />
      </div>
      {list.error && <Failure error={list.error} onRetry={list.reload} />}
      {id ? <Change key={id} id={id} /> : <Card><Nothing title={t("whatIf.choose")} hint={t("whatIf.chooseHint")} /></Card>}
    </Page>
  );
}
