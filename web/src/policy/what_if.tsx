// What a changed parameter or another rule would mean: winners, losers and cost, by park and by
// size, before anything is decided. Nothing is stored. Changed parameters stand in the address.
import { Button, Card, Col, Input, Row, Segmented, Statistic, Table } from "antd";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { formatMoneyShort, formatNumber, missing } from "../shell/format";
import { pick, useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { amountText } from "./answers";
import { useT } from "./locale";
import { enterpriseMatchesPath, policyPath } from "./paths";
import "./policy.css";
import { PolicySelect } from "./policy_select";
import { CheckResults, CheckTag, type Place, RuleText, useCheck } from "./rule_editor";
import { marksOf } from "./rule_text";
import { VerdictTag } from "./tags";
import type { MatchRow, Policy, WhatIfAnswer, WhatIfGroup } from "./types";

const Bars = lazy(() => import("../shell/chart"));
const parameterPrefix = "p.";

function Groups({ title, groups }: { title: string; groups: WhatIfGroup[] }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const [measure, setMeasure] = useState<"people" | "cost">("people");
  const chart = useMemo(() => {
    const shown = groups.slice(0, 15);
    const series =
      measure === "cost"
        ? [{ name: t("whatIf.cost"), values: shown.map((g) => Number(g.cost)), tone: "primary" as const }]
        : [
            { name: t("whatIf.winners"), values: shown.map((g) => g.winners), tone: "strong" as const },
            { name: t("whatIf.losers"), values: shown.map((g) => g.losers), tone: "weak" as const },
          ];
    return { labels: shown.map((g) => pick(g.label, language) || g.key), series };
  }, [groups, language, measure, t]);
  const format = useCallback((value: number) => (measure === "cost" ? formatMoneyShort(value, language) : formatNumber(value)), [measure, language]);
  return (
    <Card
      size="small"
      title={title}
      extra={<Segmented size="small" value={measure} onChange={setMeasure} options={[{ value: "people", label: t("whatIf.enterprises") }, { value: "cost", label: t("whatIf.cost") }]} />}
    >
      {groups.length === 0 ? <Nothing title={t("whatIf.noChange")} /> : (
        <>
          <Suspense fallback={<Loading rows={3} />}><Bars {...chart} format={format} /></Suspense>
          <Table<WhatIfGroup>
            size="small"
            rowKey="key"
            dataSource={groups}
            pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { key: "label", title, render: (_, g) => text(g.label) || g.key },
              { key: "winners", title: t("whatIf.winners"), align: "right", render: (_, g) => formatNumber(g.winners) },
              { key: "losers", title: t("whatIf.losers"), align: "right", render: (_, g) => formatNumber(g.losers) },
              { key: "cost", title: t("whatIf.cost"), align: "right", render: (_, g) => formatMoneyShort(g.cost, language) },
            ]}
          />
        </>
      )}
    </Card>
  );
}

function Answer({ answer }: { answer: WhatIfAnswer }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const change = (before: string, after: string) => (before === after ? before : `${before} → ${after}`);
  return (
    <>
      <Card size="small" className="gap">
        <div className="statistics">
          <Statistic title={t("whatIf.winners")} value={answer.winners} />
          <Statistic title={t("whatIf.losers")} value={answer.losers} />
          <Statistic title={t("whatIf.cost")} value={formatMoneyShort(answer.cost, language)} />
          <Statistic title={t("whatIf.eligible")} value={change(formatNumber(answer.eligible_before), formatNumber(answer.eligible_after))} />
          <Statistic title={t("whatIf.amount")} value={change(formatMoneyShort(answer.amount_before, language), formatMoneyShort(answer.amount_after, language))} />
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
          locale={{ emptyText: <Nothing title={t("whatIf.noChange")} /> }}
          columns={[
            { key: "name", title: t("matches.enterprise"), render: (_, r) => <GoLink to={enterpriseMatchesPath(r.enterprise_id)}>{r.name}</GoLink> },
            { key: "park", title: t("matches.park"), render: (_, r) => text(r.park_name) || missing },
            { key: "scale", title: t("matches.scale"), render: (_, r) => (r.scale ? t(`scale.${r.scale}`, r.scale) : missing) },
            { key: "verdict", title: t("whatIf.after"), render: (_, r) => <VerdictTag verdict={r.verdict} /> },
            { key: "amount", title: t("matches.amount"), align: "right", render: (_, r) => amountText(r.amount, language) || missing },
          ]}
        />
      </Card>
    </>
  );
}

function ParameterForm({ policy, initial, busy, onRun }: { policy: Policy; initial: Record<string, string>; busy: boolean; onRun: (parameters: Record<string, string>) => void }) {
  const t = useT();
  const text = useText();
  const [values, setValues] = useState(initial);
  if (policy.parameters.length === 0) return <p className="quiet">{t("whatIf.noParameters")}</p>;
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
  return (
    <form className="what-if-form" onSubmit={(event) => { event.preventDefault(); onRun(filled); }}>
      {policy.parameters.map((p) => (
        <label key={p.name}>
          <span>{text(p.label) || p.name}{p.set_by_zone && <span className="quiet"> · {t("policy.zoneSets")}</span>}</span>
          <Input value={values[p.name] ?? ""} placeholder={p.value ?? t("catalogue.notSet")} allowClear onChange={(event) => setValues({ ...values, [p.name]: event.target.value })} />
        </label>
      ))}
      <Button type="primary" htmlType="submit" loading={busy} disabled={Object.keys(filled).length === 0}>{t("whatIf.run")}</Button>
    </form>
  );
}

function DraftForm({ policy, busy, onRun }: { policy: Policy; busy: boolean; onRun: (source: string) => void }) {
  const t = useT();
  const [source, setSource] = useState(policy.source);
  const [goTo, setGoTo] = useState<Place | null>(null);
  const { answer, error, checking } = useCheck(source);
  const marks = useMemo(() => marksOf(answer), [answer]);
  return (
    <>
      <p className="quiet">{t("whatIf.draftHelp")}</p>
      <div className="split editor-split">
        <RuleText short value={source} onChange={setSource} marks={marks} goTo={goTo} />
        <div className="check-results"><CheckTag answer={answer} checking={checking} /><CheckResults answer={answer} error={error} onGo={setGoTo} /></div>
      </div>
      <Button className="gap-top" type="primary" loading={busy} onClick={() => onRun(source)}>{t("whatIf.run")}</Button>
    </>
  );
}

function Change({ id }: { id: string }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const policy = useGet<Policy>("/api/policies/{id}", { zone: zone.id, id });
  const [answer, setAnswer] = useState<WhatIfAnswer>();
  const mode = params.get("mode") === "draft" ? "draft" : "parameters";
  const { submit, error, busy } = useSubmit(async (change: { parameters: Record<string, string>; source?: string }) => {
    setAnswer(undefined);
    setAnswer(await call<WhatIfAnswer>("POST", "/api/policies/what_if", { zone: zone.id, id, ...change }));
  });
  const initial = useMemo(
    () => Object.fromEntries([...params].filter(([name]) => name.startsWith(parameterPrefix)).map(([name, value]) => [name.slice(parameterPrefix.length), value])),
    [params],
  );
  // A link with changed parameters shows their result at once.
  useEffect(() => {
    if (mode === "parameters" && Object.keys(initial).length > 0) void submit({ parameters: initial });
  }, [initial, mode, id, zone.id]);
  const change = (edit: (next: URLSearchParams) => void) => setParams((old) => { const next = new URLSearchParams(old); edit(next); return next; }, { replace: true });
  if (policy.error) return <Failure error={policy.error} onRetry={policy.reload} />;
  if (!policy.data) return <Loading />;
  return (
    <>
      <Card
        size="small"
        className="gap"
        title={<GoLink to={policyPath(id)}>{text(policy.data.summary.title)}</GoLink>}
        extra={
          <Segmented
            value={mode}
            onChange={(next) => { setAnswer(undefined); change((p) => (next === "draft" ? p.set("mode", "draft") : p.delete("mode"))); }}
            options={[{ value: "parameters", label: t("whatIf.byParameters") }, { value: "draft", label: t("whatIf.byDraft") }]}
          />
        }
      >
        {mode === "draft" ? (
          <DraftForm policy={policy.data} busy={busy} onRun={(source) => void submit({ parameters: {}, source })} />
        ) : (
          <ParameterForm
            policy={policy.data}
            initial={initial}
            busy={busy}
            onRun={(parameters) => change((p) => {
              for (const name of [...p.keys()]) if (name.startsWith(parameterPrefix)) p.delete(name);
              for (const [name, value] of Object.entries(parameters)) p.set(parameterPrefix + name, value);
            })}
          />
        )}
      </Card>
      {error && <Failure error={error} />}
      {busy && <Loading />}
      {answer && <Answer answer={answer} />}
    </>
  );
}

export default function WhatIfPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const id = params.get("policy");
  const choose = (next: string) =>
    setParams((old) => { const p = new URLSearchParams({ policy: next }); if (old.has("zone")) p.set("zone", old.get("zone")!); return p; }, { replace: true });
  return (
    <Page title={t("whatIf.title")} help={t("whatIf.help")}>
      <div className="table-tools"><PolicySelect value={id} onChange={choose} /></div>
      {id ? <Change key={id} id={id} /> : <Card><Nothing title={t("whatIf.choose")} hint={t("whatIf.chooseHint")} /></Card>}
    </Page>
  );
}
