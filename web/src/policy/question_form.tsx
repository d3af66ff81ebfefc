// One question with the control that fits its datum; Enter answers, Escape skips.
import { Button, Input, Select, Space } from "antd";
import { useState } from "react";

import { pick, useLanguage, useText } from "../shell/i18n";
import { answerText, moneyUnits } from "./answers";
import { useT } from "./locale";
import type { NextQuestion } from "./types";

export interface Choice {
  value: string;
  label: string;
}

/** `choices` stands in for codes that the definition does not list. */
export function QuestionForm({ question, choices = [], busy = false, next: nextWord, onAnswer, onSkip }: { question: NextQuestion; choices?: Choice[]; busy?: boolean; next?: string; onAnswer: (answer: string) => void; onSkip: () => void }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const field = question.definition;
  const [value, setValue] = useState("");
  const [places, setPlaces] = useState(moneyUnits[language][1]!.places);
  const answer = answerText(field.type, value, field.type === "money" ? places : 0);
  const submit = () => answer !== null && onAnswer(answer);
  const listed = field.codes.map((code) => ({ value: code, label: pick(field.code_labels[code], language) || code }));
  const options = listed.length > 0 ? listed : choices;
  const label = text(question.question) || text(field.label);
  const input = {
    value, autoFocus: true, "aria-label": label, status: value.trim() !== "" && answer === null ? ("error" as const) : undefined,
    onChange: (event: { target: { value: string } }) => setValue(event.target.value), onPressEnter: submit,
  };
  const next = <Button type="primary" disabled={answer === null} loading={busy} onClick={submit}>{nextWord ?? t("calculator.next")}</Button>;

  let control;
  if (field.type === "bool") {
    control = ["true", "false"].map((one, i) => <Button key={one} type="primary" ghost disabled={busy} autoFocus={i === 0} onClick={() => onAnswer(one)}>{t(i === 0 ? "shell:form.yes" : "shell:form.no")}</Button>);
  } else if (field.type === "codes") {
    control = (
      <>
        <Select mode={options.length > 0 ? "multiple" : "tags"} autoFocus className="node-picker" value={value === "" ? [] : value.split(",")} onChange={(chosen: string[]) => setValue(chosen.join(","))} options={options} aria-label={label} />
        {next}
        <Button onClick={() => onAnswer("")}>{t("calculator.none")}</Button>
      </>
    );
  } else if (options.length > 0 && options.length <= 5) {
    control = options.map((one, i) => <Button key={one.value} type="primary" ghost disabled={busy} autoFocus={i === 0} onClick={() => onAnswer(one.value)}>{one.label}</Button>);
  } else if (options.length > 0) {
    control = <><Select className="node-picker" autoFocus showSearch={{ optionFilterProp: "label" }} value={value || undefined} onChange={setValue} options={options} aria-label={label} />{next}</>;
  } else if (field.type === "money") {
    control = (
      <>
        <Space.Compact>
          <Input {...input} inputMode="decimal" />
          <Select value={places} onChange={setPlaces} popupMatchSelectWidth={false} options={moneyUnits[language].map((u) => ({ value: u.places, label: u.name }))} aria-label={t("calculator.unit")} />
        </Space.Compact>
        {next}
      </>
    );
  } else {
    const suffix: Record<string, string> = { ratio: "%", area: "m²", months: t("calculator.months") };
    control = (
      <>
        <Input {...input} className="table-filter-text" type={field.type === "date" ? "date" : "text"} inputMode={field.type in suffix || field.type === "count" ? "decimal" : "text"} suffix={suffix[field.type]} />
        {next}
      </>
    );
  }
  return (
    <div onKeyDown={(event) => event.key === "Escape" && onSkip()}>
      <h2 className="question">{label}</h2>
      <Space wrap>
        {control}
        <Button type="text" onClick={onSkip}>{t("calculator.skip")}</Button>
      </Space>
    </div>
  );
}
