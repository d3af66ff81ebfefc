// The state of a report, in words and colour.
import { Tag } from "antd";

import { useT } from "./locale";
import type { ReportState } from "./types";

const colors: Record<ReportState, string> = { draft: "default", submitted: "blue", accepted: "green", returned: "orange" };

export function StateTag({ state }: { state: ReportState | null }) {
  const t = useT();
  return state ? <Tag color={colors[state]}>{t(`report.states.${state}`)}</Tag> : <Tag variant="outlined">{t("report.states.missing")}</Tag>;
}
