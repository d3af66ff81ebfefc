// A verdict with its evidence: the rule and its source, each year's place, how likely it is, and a
// warning when it is not safe.
import { Alert, Progress, Table, Tag, Tooltip } from "antd";

import { formatNumber, formatShare, missing } from "../shell/format";
import { useText } from "../shell/i18n";
import { useT } from "./locale";
import type { ManagementRule, VerdictYear, ZoneVerdict } from "./types";

const actionColors: Record<string, string> = { publicise: "green", interview: "gold", notify: "orange", rectify: "volcano", withdraw: "red" };

export function ActionTag({ action }: { action: string }) {
  const t = useT();
  return <Tag color={actionColors[action]}>{t(`management.actions.${action}`, action)}</Tag>;
}

export function EvidenceTag({ evidence }: { evidence: string }) {
  const t = useT();
  return <Tooltip title={t(`management.evidenceHelp.${evidence}`, "")}><Tag variant="outlined">{t(`management.evidence.${evidence}`, evidence)}</Tag></Tooltip>;
}

export function SafetyTag({ verdict }: { verdict: ZoneVerdict }) {
  const t = useT();
  if (!verdict.met) return <Tag>{t("management.couldBe")}</Tag>;
  return verdict.safe ? <Tag color="green">{t("management.safe")}</Tag> : <Tag color="red">{t("management.unsafe")}</Tag>;
}

export function RuleSource({ rule }: { rule: ManagementRule }) {
  return <span className="quiet">{[rule.authority, rule.source].filter(Boolean).join(" · ")} <EvidenceTag evidence={rule.evidence} /></span>;
}

export function Verdict({ verdict }: { verdict: ZoneVerdict }) {
  const t = useT();
  const text = useText();
  return (
    <>
      <p><strong>{text(verdict.rule.text)}</strong> <ActionTag action={verdict.rule.action} /> <SafetyTag verdict={verdict} /><br /><RuleSource rule={verdict.rule} /></p>
      {!verdict.safe && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          title={t(verdict.met ? "management.unsafeTitle" : "management.couldBeTitle", { probability: formatShare(verdict.probability), threshold: formatShare(verdict.threshold) })}
          description={verdict.unsafe_because.length > 0 && <ul className="plain">{verdict.unsafe_because.map((reason) => <li key={reason.key}>{text(reason.text)}</li>)}</ul>}
        />
      )}
      <div className="probability">
        <span className="quiet">{t("management.probability")}</span>
        {verdict.probability === null ? <Tooltip title={t("management.noProbability")}><span className="has-help">{missing}</span></Tooltip> : <Progress percent={Math.round(verdict.probability * 1000) / 10} size="small" status={verdict.safe ? "success" : "exception"} className="period-progress" format={() => formatShare(verdict.probability)} />}
        <span className="quiet">{t("management.threshold", { threshold: formatShare(verdict.threshold) })}</span>
      </div>
      <Table<VerdictYear>
        size="small"
        rowKey="year"
        dataSource={verdict.years}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "year", title: t("period.year"), render: (_, y) => y.year },
          { key: "place", title: t("management.place"), align: "right", render: (_, y) => (y.result_id === null ? <Tooltip title={t("management.noResult")}><span className="has-help">{missing}</span></Tooltip> : y.peers === 0 ? <Tooltip title={t("management.noPeers")}><span className="has-help">{missing}</span></Tooltip> : `${formatNumber(y.rank)} / ${formatNumber(y.peers)}`) },
          { key: "hit", title: t("management.hit"), render: (_, y) => (y.hit ? <Tag color="red">{t("management.hitYes")}</Tag> : <Tag>{t("management.hitNo")}</Tag>) },
          { key: "probability", title: t("management.probability"), align: "right", render: (_, y) => <Tooltip title={t(`management.how.${y.how}`, y.how)}><span className="has-help">{formatShare(y.probability)}</span></Tooltip> },
          { key: "method", title: t("management.method"), render: (_, y) => y.method || missing },
        ]}
      />
    </>
  );
}
