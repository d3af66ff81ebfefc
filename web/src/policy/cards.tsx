// One policy for one enterprise: can get, could get if …, cannot because … with the explanation.
import { Card, Collapse, Tag } from "antd";

import { formatDate } from "../shell/format";
import { useLanguage, useText } from "../shell/i18n";
import { amountText } from "./answers";
import { useT } from "./locale";
import type { ExplainedPart, MatchCard, Verdict } from "./types";

export const verdictColor: Record<Verdict, string> = { eligible: "green", unknown: "gold", ineligible: "default" };

export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const t = useT();
  return <Tag color={verdictColor[verdict]}>{t(`verdict.${verdict}`)}</Tag>;
}

function Explained({ parts }: { parts: ExplainedPart[] }) {
  const t = useT();
  const text = useText();
  return (
    <ul className="plain">
      {parts.map((part, i) => (
        <li key={i} style={{ paddingLeft: part.depth * 18 }}>
          <Tag color={{ eligible: "green", unknown: "gold", ineligible: "red" }[part.verdict]}>{t(`condition.${part.verdict}`)}</Tag>
          {part.depth === 0 && <strong>{text(part.label) || part.condition}</strong>} <code className="quiet">{part.expression}</code>{" "}
          {part.deciding && <Tag color="blue">{t("matching.deciding")}</Tag>}
          {part.clause && <span className="quiet"> {t("catalogue.clause", { clause: part.clause })}</span>}
          {part.data.map((datum) => (
            <div key={datum.name} className="quiet">
              {text(datum.label) || datum.name}: <strong>{datum.value ?? t("matching.unknown_value")}</strong> {datum.source} {datum.date && formatDate(datum.date)} {datum.reason}
            </div>
          ))}
          {part.parameters.map((p) => (
            <div key={p.name} className="quiet">
              {text(p.label) || p.name}: <strong>{p.value ?? t("catalogue.notSet")}</strong> {p.since && t("catalogue.since", { date: formatDate(p.since) })}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

export function PolicyCard({ card, title }: { card: MatchCard; title: React.ReactNode }) {
  const t = useT();
  const text = useText();
  const language = useLanguage();
  const reasons = card.because.map((id) => text(card.explained.find((p) => p.condition === id && p.depth === 0)?.label) || id);
  return (
    <Card size="small" className={`match match-${card.verdict}`} title={title} extra={<strong className="number">{amountText(card.amount, language)}</strong>}>
      <div>
        <VerdictTag verdict={card.verdict} /> <Tag>{t(`class.${card.policy.policy_class}`)}</Tag>
        <span className="quiet">{card.policy.document} {card.policy.clause && t("catalogue.clause", { clause: card.policy.clause })}</span>
      </div>
      {card.verdict === "unknown" && card.missing.length > 0 && (
        <p>{t("matching.couldIf")} {card.missing.map((m) => <Tag key={m.name} title={text(m.reason_text)}>{text(m.label) || m.name}</Tag>)}</p>
      )}
      {card.verdict === "ineligible" && reasons.length > 0 && <p>{t("matching.because")} {reasons.join(language === "zh" ? "、" : "; ")}</p>}
      {card.remaining && <p className="quiet">{t("matching.remaining")} {card.remaining}</p>}
      {card.explained.length > 0 && (
        <Collapse ghost size="small" items={[{ key: "why", label: t("matching.why"), children: <Explained parts={card.explained} /> }]} />
      )}
    </Card>
  );
}

export function CardGroups({ cards, title }: { cards: MatchCard[]; title: (card: MatchCard) => React.ReactNode }) {
  const t = useT();
  return (
    <>
      {(["eligible", "unknown", "ineligible"] as const).map((verdict) => {
        const own = cards.filter((card) => card.verdict === verdict);
        if (own.length === 0) return null;
        return (
          <section key={verdict}>
            <h2 className="group-title">{t(`matching.${verdict}`)} <span className="quiet">{own.length}</span></h2>
            <div className="match-grid">{own.map((card) => <PolicyCard key={card.policy.id} card={card} title={title(card)} />)}</div>
          </section>
        );
      })}
    </>
  );
}
