// The factors of a formula with what each is made of; an unknown says why.
import { Tooltip } from "antd";

import { formatMoneyShort, formatNumber, formatShare, missing } from "../shell/format";
import { type Language, useLanguage, useText } from "../shell/i18n";
import type { ChainFactor } from "./types";

export function factorValue(factor: ChainFactor, language: Language): string {
  if (factor.value === null) return missing;
  if (factor.unit.startsWith("yuan")) return formatMoneyShort(factor.value, language);
  if (factor.unit === "share") return formatShare(factor.value);
  return formatNumber(factor.value, 4);
}

export function Bar({ share, tone }: { share: number; tone?: "weak" | "strong" }) {
  return <span className={`meter meter-${tone ?? "plain"}`} aria-hidden><i style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} /></span>;
}

export function Factors({ factors, depth = 0 }: { factors: ChainFactor[]; depth?: number }) {
  const text = useText();
  const language = useLanguage();
  return (
    <ul className={depth === 0 ? "factors" : "factors factors-inner"}>
      {factors.map((factor) => (
        <li key={factor.key}>
          <div className="factor">
            <Tooltip title={<code>{factor.key}</code>}><span>{text(factor.name)}</span></Tooltip>
            {factor.unit === "share" && factor.value !== null ? <Bar share={factor.value} /> : <span />}
            <strong className="number">{factorValue(factor, language)}</strong>
          </div>
          {text(factor.remark) && <div className="quiet">{text(factor.remark)}</div>}
          {factor.inputs.length > 0 && <Factors factors={factor.inputs} depth={depth + 1} />}
        </li>
      ))}
    </ul>
  );
}
