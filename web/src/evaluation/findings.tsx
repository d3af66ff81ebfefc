// What a check of an index system's files found: errors, warnings, and what is open.
import { Alert, Button, Tag } from "antd";

import { useText } from "../shell/i18n";
import { useT } from "./locale";
import type { IndexFinding } from "./types";

const colors: Record<string, string> = { error: "red", warning: "orange", open: "gold" };
export const findingCount = (findings: IndexFinding[], severity: string) => findings.filter((f) => f.severity === severity).length;

export function IndexFindings({ findings, onGo }: { findings: IndexFinding[]; onGo?: (finding: IndexFinding) => void }) {
  const t = useT();
  const text = useText();
  if (findings.length === 0) return <Alert type="success" showIcon title={t("system.noFindings")} />;
  const place = (f: IndexFinding) => [f.file, f.row > 0 && t("system.row", { row: f.row }), f.column].filter(Boolean).join(" · ");
  return (
    <ul className="findings">
      {findings.map((f, i) => (
        <li key={i}>
          <Tag color={colors[f.severity]}>{t(`system.severity.${f.severity}`, f.severity)}</Tag>
          {text(f.text)} {onGo ? <Button type="link" size="small" onClick={() => onGo(f)}>{place(f)}</Button> : <span className="quiet">{place(f)}</span>}
        </li>
      ))}
    </ul>
  );
}
