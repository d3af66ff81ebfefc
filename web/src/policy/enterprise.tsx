// All policies for one enterprise: first what to ask next, then what it can get, could get, and
// cannot get. The enterprise, the day and the class stand in the address.
import { Button, Card, Input, Select, Statistic } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router-dom";

import { call } from "../api/client";
import { useGet } from "../api/use_get";
import { EnterprisePicker } from "../registry/enterprise_picker";
import { formatDate, formatMoneyShort, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { GoLink } from "../shell/link";
import { Page } from "../shell/page";
import { usePermission } from "../shell/session";
import { Failure, Loading, Nothing } from "../shell/states";
import { useSubmit } from "../shell/submit";
import { useZones } from "../shell/zones";
import { amountText } from "./answers";
import { CardGroups } from "./cards";
import { useT } from "./locale";
import { policyPath } from "./paths";
import "./policy.css";
import { canAsk } from "./question_flow";
import { QuestionForm } from "./question_form";
import { policyClasses, verdicts } from "./tags";
import type { EnterpriseMatches, NextQuestion } from "./types";

/** Asks what is worth most; whoever may write records the answer here with where it comes from. */
function NextQuestions({ questions, enterprise, onRecorded }: { questions: NextQuestion[]; enterprise: number; onRecorded: () => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const mayWrite = usePermission("policy.write");
  const [skipped, setSkipped] = useState<string[]>([]);
  const [source, setSource] = useState("");
  const { submit, error, busy } = useSubmit(async (answer: { field: string; value?: string; missing?: string }) => {
    await call("POST", "/api/enterprises/{id}/policy_answers", { zone: zone.id, id: enterprise, answers: [{ ...answer, source: source.trim() || t("matching.asked") }] });
    onRecorded();
  });
  const [first, ...others] = questions.filter((q) => canAsk(q.definition) && !skipped.includes(q.field));
  if (!first) return null;
  const stake = (q: NextQuestion) => t(Number(q.at_stake) > 0 ? "matching.stake" : "matching.stakeOpen", { money: formatMoneyShort(q.at_stake, language), policies: q.policies, settles: q.settles });
  const words = (q: NextQuestion) => text(q.question) || text(q.definition.label) || q.field;
  return (
    <Card size="small" className="gap question-card" title={t("matching.next")} extra={<GoLink to={`/registry/enterprises/${enterprise}?tab=facts`}>{t("matching.record")}</GoLink>}>
      {mayWrite ? (
        <>
          <QuestionForm key={first.field} question={first} busy={busy} next={t("matching.save")} onAnswer={(value) => void submit({ field: first.field, value })} onSkip={() => setSkipped([...skipped, first.field])} />
          <div className="question-source">
            <Input size="small" value={source} maxLength={200} prefix={<span className="quiet">{t("matching.source")}</span>} placeholder={t("matching.asked")} aria-label={t("matching.source")} onChange={(event) => setSource(event.target.value)} />
            {["withheld", "not_applicable"].map((missing) => <Button key={missing} size="small" type="text" disabled={busy} onClick={() => void submit({ field: first.field, missing })}>{t(`matching.${missing}`)}</Button>)}
          </div>
          {error && <Failure error={error} />}
        </>
      ) : <p className="question">{words(first)}</p>}
      <span className="quiet">{stake(first)}</span>
      {others.length > 0 && (
        <ol className="question-others" start={2}>
          {others.slice(0, 4).map((q) => <li key={q.field}>{words(q)} <span className="quiet">{stake(q)}</span></li>)}
        </ol>
      )}
    </Card>
  );
}

export default function EnterprisePolicies() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const { zone } = useZones();
  const [params, setParams] = useSearchParams();
  const id = Number(params.get("id")) || undefined;
  const day = params.get("as_of");
  const only = params.get("class");
  const set = (name: string, value: string | undefined) =>
    setParams((old) => { const next = new URLSearchParams(old); if (value) next.set(name, value); else next.delete(name); return next; }, { replace: true });
  const { data, error, reload } = useGet<EnterpriseMatches>(id ? "/api/enterprises/{id}/policies" : null, { zone: zone.id, id, as_of: day, explain: true });
  const shown = data?.enterprise_id === id ? data : undefined;
  const cards = shown?.items.filter((card) => !only || card.policy.policy_class === only) ?? [];
  return (
    <Page
      title={shown ? shown.name : t("matching.title")}
      help={shown && id ? <>{t("matching.basis", { date: formatDate(shown.as_of) })} <GoLink to={`/registry/enterprises/${id}`}>{t("matching.toEnterprise")}</GoLink></> : t("matching.help")}
    >
      <div className="table-tools">
        <EnterprisePicker key={id} className="node-picker search" onChange={(next) => set("id", String(next))} />
        <Input className="table-filter-date" type="date" prefix={<span className="quiet">{t("matching.asOf")}</span>} value={day ?? ""} aria-label={t("matching.asOf")} onChange={(event) => set("as_of", event.target.value)} />
        <Select allowClear className="table-filter" value={only ?? undefined} placeholder={t("catalogue.class")} aria-label={t("catalogue.class")} onChange={(value) => set("class", value)} options={policyClasses.map((value) => ({ value, label: t(`class.${value}`) }))} popupMatchSelectWidth={false} />
      </div>
      {!id ? <Card><Nothing title={t("matching.choose")} hint={t("matching.chooseHint")} /></Card> : error ? <Failure error={error} onRetry={reload} /> : !shown ? <Loading rows={10} /> : (
        <>
          <NextQuestions key={id} questions={shown.next_questions} enterprise={id} onRecorded={reload} />
          <div className="statistics">
            <Statistic title={t("matching.total")} value={amountText(shown.total, language) || missing} />
            {verdicts.map((v) => <Statistic key={v} title={t(`matching.${v}`)} value={cards.filter((card) => card.verdict === v).length} />)}
          </div>
          {cards.length === 0 ? <Nothing title={t("catalogue.empty")} /> : <CardGroups cards={cards} title={(card) => <GoLink to={policyPath(card.policy.id)}>{text(card.policy.title)}</GoLink>} />}
        </>
      )}
    </Page>
  );
}
