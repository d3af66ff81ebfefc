// The public calculator: answers from a few questions, asks the one worth most next, stores
// nothing. It stands outside of the frame, without login.
import { Button, Card, Input, Radio, Select, Space, Statistic, Tag } from "antd";
import { useEffect, useState } from "react";
import { Link } from "react-router-dom";

import { ApiError, call } from "../api/client";
import { formatMoneyShort } from "../shell/format";
import { LanguageSwitch } from "../shell/language_switch";
import { pick, useLanguage, useText } from "../shell/i18n";
import { Failure, Loading } from "../shell/states";
import { amountText, answerText, moneyUnits } from "./answers";
import { CardGroups } from "./cards";
import { useT } from "./locale";
import type { CalculateAnswer, NextQuestion } from "./types";

function Question({ question, onAnswer, onSkip }: { question: NextQuestion; onAnswer: (answer: string) => void; onSkip: () => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const field = question.definition;
  const [value, setValue] = useState("");
  const [places, setPlaces] = useState(4);
  const answer = answerText(field.type, value, field.type === "money" ? places : 0);
  const submit = () => answer !== null && onAnswer(answer);
  const codes = field.codes.map((code) => ({ value: code, label: pick(field.code_labels[code], language) || code }));
  const input = {
    value, autoFocus: true, "aria-label": text(question.question),
    onChange: (event: { target: { value: string } }) => setValue(event.target.value), onPressEnter: submit,
  };
  return (
    <Card className="gap">
      <h2 className="question">{text(question.question) || text(field.label)}</h2>
      <p className="quiet">{t("calculator.stake", { money: formatMoneyShort(question.at_stake, language), policies: question.policies })}</p>
      <Space wrap>
        {field.type === "bool" ? (
          <Radio.Group value={value} onChange={(event) => setValue(event.target.value)} options={[{ value: "true", label: t("shell:form.yes") }, { value: "false", label: t("shell:form.no") }]} />
        ) : codes.length > 0 ? (
          <Select className="node-picker" showSearch={{ optionFilterProp: "label" }} value={value || undefined} onChange={setValue} options={codes} aria-label={text(question.question)} />
        ) : field.type === "money" ? (
          <Space.Compact>
            <Input {...input} inputMode="decimal" />
            <Select value={places} onChange={setPlaces} options={moneyUnits.map((u) => ({ value: u.places, label: u.name }))} aria-label={t("calculator.unit")} />
          </Space.Compact>
        ) : (
          <Input {...input} type={field.type === "date" ? "date" : "text"} inputMode={["ratio", "count", "months", "area"].includes(field.type) ? "decimal" : "text"} suffix={{ ratio: "%", area: "m²", months: t("calculator.months") }[field.type]} />
        )}
        <Button type="primary" disabled={answer === null} onClick={submit}>{t("calculator.next")}</Button>
        <Button type="text" onClick={onSkip}>{t("calculator.skip")}</Button>
      </Space>
    </Card>
  );
}

export default function Calculator() {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [skipped, setSkipped] = useState<string[]>([]);
  const [labels, setLabels] = useState<Record<string, { zh: string; en: string }>>({});
  const [result, setResult] = useState<CalculateAnswer>();
  const [error, setError] = useState<ApiError>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    document.title = `${t("calculator.title")} · 高新 Gaoxin`;
  }, [t]);
  useEffect(() => {
    const abort = new AbortController();
    call<CalculateAnswer>("POST", "/api/calculator", { answers, skipped, explain: true }, abort.signal).then(
      (answer) => { setResult(answer); setError(undefined); },
      (cause: unknown) => { if (!abort.signal.aborted && cause instanceof ApiError) setError(cause); },
    );
    return () => abort.abort();
  }, [answers, skipped, attempt]);
  const question = result?.next_questions[0];
  const answered = Object.entries(answers);
  const decided = result?.items.filter((card) => card.verdict !== "unknown").length ?? 0;
  return (
    <div className="public">
      <header className="bar public-bar">
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
          {error && <Failure error={error} onRetry={() => setAttempt(attempt + 1)} />}
          {!result && !error && <Loading />}
          {question && (
            <Question
              key={question.field}
              question={question}
              onAnswer={(answer) => { setLabels({ ...labels, [question.field]: question.definition.label }); setAnswers({ ...answers, [question.field]: answer }); }}
              onSkip={() => setSkipped([...skipped, question.field])}
            />
          )}
          {answered.length > 0 && (
            <p>
              {answered.map(([field, answer]) => (
                <Tag key={field} closable onClose={() => setAnswers(Object.fromEntries(answered.filter(([f]) => f !== field)))}>{text(labels[field]) || field}: {answer}</Tag>
              ))}
              <Button size="small" type="link" onClick={() => { setAnswers({}); setSkipped([]); }}>{t("calculator.restart")}</Button>
            </p>
          )}
          {result && (
            <>
              <div className="statistics">
                <Statistic title={t("calculator.total")} value={amountText(result.total, language) || "—"} />
                <Statistic title={t("verdict.eligible")} value={result.items.filter((i) => i.verdict === "eligible").length} />
                <Statistic title={t("calculator.decided")} value={`${decided} / ${result.items.length}`} />
              </div>
              {!question && <p className="quiet">{t("calculator.done")}</p>}
              <CardGroups cards={result.items} title={(card) => text(card.policy.title)} />
            </>
          )}
        </section>
      </main>
    </div>
  );
}
