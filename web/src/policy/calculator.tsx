// The public calculator: answers from a few questions, asks the one worth most next, stores
// nothing. It stands outside of the frame, without login. What it is about (?entity=, ?policy=)
// stands in the address; answers never do.
import { Button, Card, Segmented, Statistic, Tag } from "antd";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { formatMoneyShort, missing } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { LanguageSwitch } from "../shell/language_switch";
import { Failure, Loading } from "../shell/states";
import { amountText, answerShown } from "./answers";
import { CardGroups } from "./cards";
import { useT } from "./locale";
import "./policy.css";
import { QuestionForm } from "./question_form";
import { back, flowInput, type Flow, nextQuestion, take, takeBack } from "./question_flow";
import type { CalculateAnswer } from "./types";

const entities = ["enterprise", "person", "project", "park"];

/** The result for these answers; the last one stays visible while the next is computed. */
function useResult(flow: Flow, entity: string, policy: string | null) {
  const [state, setState] = useState<{ result?: CalculateAnswer; error?: ApiError; busy: boolean }>({ busy: true });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ result: old.result, busy: true }));
    call<CalculateAnswer>("POST", "/api/calculator", { ...flowInput(flow), entity, policy, explain: true }, abort.signal).then(
      (result) => !abort.signal.aborted && setState({ result, busy: false }),
      (cause: unknown) => {
        if (abort.signal.aborted) return;
        if (!(cause instanceof ApiError)) throw cause;
        setState((old) => ({ result: old.result, error: cause, busy: false }));
      },
    );
    return () => abort.abort();
  }, [flow, entity, policy, attempt]);
  return { ...state, retry: () => setAttempt(attempt + 1) };
}

function Answered({ flow, onChange }: { flow: Flow; onChange: (flow: Flow) => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  if (flow.length === 0) return null;
  return (
    <div className="answered">
      {flow.map((step) => (
        <Tag key={step.definition.name} closable onClose={(event) => { event.preventDefault(); onChange(takeBack(flow, step.definition.name)); }}>
          {text(step.definition.label) || step.definition.name}: {step.answer === null ? <span className="quiet">{t("calculator.skipped")}</span> : answerShown(step.definition, step.answer, language)}
        </Tag>
      ))}
      <Button size="small" onClick={() => onChange(back(flow))}>{t("calculator.back")}</Button>
      <Button size="small" type="link" onClick={() => onChange([])}>{t("calculator.restart")}</Button>
    </div>
  );
}

export default function Calculator() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const [params, setParams] = useSearchParams();
  const entity = entities.includes(params.get("entity") ?? "") ? params.get("entity")! : "enterprise";
  const [flow, setFlow] = useState<Flow>([]);
  const { result, error, busy, retry } = useResult(flow, entity, params.get("policy"));
  useEffect(() => {
    document.title = `${t("calculator.title")} · 高新 Gaoxin`;
  }, [t]);
  const question = result && nextQuestion(result.next_questions, flow);
  const policies = result?.items.map((card) => ({ value: card.policy.id, label: text(card.policy.title) }));
  const decided = result?.items.filter((card) => card.verdict !== "unknown").length ?? 0;
  return (
    <div className="public">
      <header className="public-bar">
        <img src="/icon.svg" alt="" width={24} height={24} />
        <strong className="bar-name">高新<span> Gaoxin</span></strong>
        <span className="bar-space" />
        <LanguageSwitch />
        <Link to="/">{t("shell:signIn.title")}</Link>
      </header>
      <main className="public-main">
        <section className="page">
          <h1>{t("calculator.title")}</h1>
          <p className="page-help gap">{t("calculator.help")}</p>
          <Segmented
            className="calculator-for"
            value={entity}
            onChange={(next) => { setFlow([]); setParams((old) => { const p = new URLSearchParams(old); p.set("entity", next); return p; }, { replace: true }); }}
            options={entities.map((value) => ({ value, label: t(`calculator.for.${value}`) }))}
          />
          {error && <Failure error={error} onRetry={retry} />}
          {!result && !error && <Loading />}
          {question && (
            <Card size="small" className="gap question-card" aria-busy={busy}>
              <p className="quiet">{t("calculator.number", { number: flow.length + 1 })} · {t(Number(question.at_stake) > 0 ? "calculator.stake" : "calculator.stakeOpen", { money: formatMoneyShort(question.at_stake, language), policies: question.policies })}</p>
              <QuestionForm
                key={question.field}
                question={question}
                choices={question.field === "received" ? policies : undefined}
                onAnswer={(answer) => setFlow(take(flow, question.definition, answer))}
                onSkip={() => setFlow(take(flow, question.definition, null))}
              />
            </Card>
          )}
          <Answered flow={flow} onChange={setFlow} />
          {result && (
            <div aria-live="polite">
              {!question && !busy && <p className="quiet">{t("calculator.done")}</p>}
              <div className="statistics">
                <Statistic title={t("calculator.total")} value={amountText(result.total, language) || missing} />
                <Statistic title={t("verdict.eligible")} value={result.items.filter((card) => card.verdict === "eligible").length} />
                <Statistic title={t("calculator.decided")} value={`${decided} / ${result.items.length}`} />
              </div>
              <CardGroups cards={result.items} title={(card) => text(card.policy.title)} />
            </div>
          )}
        </section>
      </main>
    </div>
  );
}
