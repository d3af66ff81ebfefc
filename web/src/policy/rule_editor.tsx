// The text of a rule with its line numbers, the live check, and what the check found. A click on a
// finding leads to its place. Tab indents; Escape and then Tab leaves the field.
import { Alert, Button, Empty, Tag } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";

import { ApiError, call } from "../api/client";
import { useText } from "../shell/i18n";
import { Failure, Loading } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import { type Mark, offsetOf } from "./rule_text";
import type { CheckAnswer } from "./types";

export interface Place {
  line: number;
  column: number;
}
const lineHeight = 20;

/** Checks a moment after the last change; a slower answer never overwrites a newer one. */
export function useCheck(source: string) {
  const { zone } = useZones();
  const [state, setState] = useState<{ answer?: CheckAnswer; error?: ApiError; checking: boolean }>({ checking: true });
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ ...old, checking: true }));
    const timer = setTimeout(() => {
      call<CheckAnswer>("POST", "/api/policies/check", { zone: zone.id, source }, abort.signal).then(
        (answer) => !abort.signal.aborted && setState({ answer, checking: false }),
        (cause: unknown) => {
          if (abort.signal.aborted) return;
          if (!(cause instanceof ApiError)) throw cause;
          setState({ error: cause, checking: false });
        },
      );
    }, 350);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [source, zone.id]);
  return state;
}

interface RuleTextProps {
  value: string;
  onChange?: (source: string) => void;
  marks?: Map<number, Mark>;
  /** Another object leads there, even to the same place again. */
  goTo?: Place | null;
  short?: true;
}

export function RuleText({ value, onChange, marks, goTo, short }: RuleTextProps) {
  const t = useT();
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLPreElement>(null);
  const leaving = useRef(false);
  useEffect(() => {
    if (!goTo || !area.current) return;
    const at = offsetOf(area.current.value, goTo.line, goTo.column);
    area.current.focus();
    area.current.setSelectionRange(at, at);
    area.current.scrollTop = Math.max(0, (goTo.line - 8) * lineHeight);
  }, [goTo]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Tab" && !event.shiftKey && !leaving.current && onChange) {
      event.preventDefault();
      // Through the browser, so that its undo knows of it.
      document.execCommand("insertText", false, "  ");
    }
    leaving.current = event.key === "Escape";
  };
  return (
    <div className={`editor ${short ? "editor-short" : ""}`}>
      <pre ref={numbers} aria-hidden>{value.split("\n").map((_, i) => <span key={i} className={marks?.has(i + 1) ? `mark-${marks.get(i + 1)}` : ""}>{i + 1}</span>)}</pre>
      <textarea
        ref={area}
        value={value}
        spellCheck={false}
        readOnly={!onChange}
        wrap="off"
        aria-label={t("editor.source")}
        onChange={(event) => onChange?.(event.target.value)}
        onKeyDown={onKeyDown}
        onScroll={(event) => { if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop; }}
      />
    </div>
  );
}

export function CheckResults({ answer, error, onGo }: { answer?: CheckAnswer; error?: ApiError; onGo: (place: Place) => void }) {
  const t = useT();
  const text = useText();
  if (error) return <Failure error={error} />;
  if (!answer) return <Loading rows={3} />;
  const passed = answer.tests.filter((test) => test.passed).length;
  const place = (at: Place, words: string) => <Button type="link" size="small" onClick={() => onGo({ ...at })}>{words}</Button>;
  return (
    <>
      {answer.findings.map((f, i) => (
        <Alert
          key={i}
          className="finding"
          type={f.severity}
          showIcon
          title={place({ line: f.line, column: f.column }, t("editor.place", { line: f.line, column: f.column }))}
          description={text(f.text)}
        />
      ))}
      <h4>{t("editor.tests", { passed, count: answer.tests.length })}</h4>
      {answer.tests.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("editor.noTests")} />}
      <ul className="plain">
        {answer.tests.map((test, i) => (
          <li key={i}>
            <Tag color={test.passed ? "green" : "red"}>{t(test.passed ? "editor.passed" : "editor.failed")}</Tag>
            {place({ line: test.line, column: 1 }, test.name || t("editor.line", { line: test.line }))}
            {!test.passed && <div className="quiet">{text(test.text)}</div>}
          </li>
        ))}
      </ul>
    </>
  );
}

export function CheckTag({ answer, checking }: { answer?: CheckAnswer; checking: boolean }) {
  const t = useT();
  if (checking || !answer) return <Tag>{t("editor.checking")}</Tag>;
  return <Tag color={answer.valid ? "green" : "red"}>{t(answer.valid ? "editor.valid" : "editor.invalid")}</Tag>;
}
