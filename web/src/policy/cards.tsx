// One policy for one subject: can get, could get if …, cannot because …; the explanation opens on
// demand and shows each part of the rule with its datum, source, date, threshold and clause.
import { Button, Card, Tag, Tooltip } from "antd";
import { type ReactNode, useState } from "react";

import { formatDate } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { amountText, documentName, expressionWords } from "./answers";
import { useT } from "./locale";
import { ClassTag, MetTag, VerdictTag, verdicts } from "./tags";
import type { ExplainedPart, MatchCard } from "./types";

function Part({ part }: { part: ExplainedPart }) {
  const t = useT();
  const text = useText();
  return (
    <li className={part.depth > 0 ? "why-inner" : ""} style={{ marginLeft: Math.min(part.depth, 6) * 16 }}>
      <MetTag verdict={part.verdict} />
      {part.depth === 0 && <strong>{text(part.label) || part.condition}</strong>}{" "}
      {part.deciding && part.depth === 0 && <Tooltip title={t("why.decidingHelp")}><Tag color="blue">{t("why.deciding")}</Tag></Tooltip>}
      {part.clause && part.depth === 0 && <span className="quiet">{t("catalogue.clause", { clause: part.clause })}</span>}
      <div><code className="quiet">{part.expression}</code></div>
      {part.data.length + part.parameters.length > 0 && (
        <dl className="why-data">
          {part.data.map((datum) => (
            <WhyRow
              key={`d.${datum.name}`}
              label={text(datum.label) || datum.name}
              value={datum.value ?? <span className="weak-number">{t("why.unknown")}</span>}
              note={[datum.source, datum.date && formatDate(datum.date), datum.reason && t(`reason.${datum.reason}`, datum.reason)].filter(Boolean).join(" · ")}
            />
          ))}
          {part.parameters.map((p) => (
            <WhyRow
              key={`p.${p.name}`}
              label={text(p.label) || p.name}
              value={p.value ?? <span className="weak-number">{t("catalogue.notSet")}</span>}
              note={[t("why.threshold"), p.since && t("catalogue.since", { date: formatDate(p.since) })].filter(Boolean).join(" · ")}
            />
          ))}
        </dl>
      )}
    </li>
  );
}

function WhyRow({ label, value, note }: { label: string; value: ReactNode; note: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd><strong>{value}</strong></dd>
      <dd className="quiet">{note}</dd>
    </>
  );
}

export function PolicyCard({ card, title }: { card: MatchCard; title: ReactNode }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const join = (words: string[]) => words.join(language === "zh" ? "、" : "; ");
  const labels = new Map(card.missing.map((m) => [m.name, text(m.label)]));
  const because = card.because.map((id) => text(card.explained.find((p) => p.condition === id && p.depth === 0)?.label) || id);
  return (
    <Card size="small" className={`match match-${card.verdict} ${open ? "match-open" : ""}`} title={title} extra={<strong className="match-amount">{amountText(card.amount, language)}</strong>}>
      <div className="tags">
        <VerdictTag verdict={card.verdict} /> <ClassTag of={card.policy.policy_class} /> <Tag>{t(`kind.${card.policy.kind}`, card.policy.kind)}</Tag>
        <span className="quiet">{documentName(card.policy.document, language)} {card.policy.clause && t("catalogue.clause", { clause: card.policy.clause })}</span>
      </div>
      {card.missing.length > 0 && card.verdict !== "ineligible" && (
        <p className="tags">
          {t(card.verdict === "eligible" ? "matching.amountIf" : "matching.couldIf")}{" "}
          {card.missing.map((m) => <Tooltip key={m.name} title={text(m.reason_text)}><Tag>{text(m.label) || m.name}</Tag></Tooltip>)}
        </p>
      )}
      {card.verdict === "ineligible" && because.length > 0 && <p>{t("matching.because")} <strong>{join(because)}</strong></p>}
      {card.remaining && <p className="quiet">{t("matching.remaining")} {expressionWords(card.remaining, labels, language)}</p>}
      {card.explained.length > 0 && (
        <>
          <p><Button size="small" type="link" style={{ padding: 0 }} aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? "why.close" : "why.open")}</Button></p>
          {open && <ul className="why">{card.explained.map((part, i) => <Part key={i} part={part} />)}</ul>}
        </>
      )}
    </Card>
  );
}

const shownAtFirst = 12;

function Group({ name, cards, title }: { name: MatchCard["verdict"]; cards: MatchCard[]; title: (card: MatchCard) => ReactNode }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? cards : cards.slice(0, shownAtFirst);
  return (
    <section aria-label={t(`matching.${name}`)}>
      <h2 className="group-title">{t(`matching.${name}`)} <span className="quiet">{cards.length}</span></h2>
      <div className="match-grid">{shown.map((card) => <PolicyCard key={card.policy.id} card={card} title={title(card)} />)}</div>
      {cards.length > shown.length && <Button type="link" onClick={() => setAll(true)}>{t("matching.showAll", { count: cards.length })}</Button>}
    </section>
  );
}

export function CardGroups({ cards, title }: { cards: MatchCard[]; title: (card: MatchCard) => ReactNode }) {
  return verdicts.map((verdict) => {
    const own = cards.filter((card) => card.verdict === verdict);
    return own.length === 0 ? null : <Group key={verdict} name={verdict} cards={own} title={title} />;
  });
}
