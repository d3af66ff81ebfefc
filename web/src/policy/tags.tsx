// States, verdicts and classes of policies as coloured words.
import { Tag } from "antd";

import { useT } from "./locale";
import type { PolicyClass, PolicyState, Verdict } from "./types";

export const policyClasses: PolicyClass[] = ["land", "fiscal_and_tax", "talent_and_science", "finance"];
export const policyStates: PolicyState[] = ["draft", "reviewed", "approved", "published", "superseded"];
export const verdicts: Verdict[] = ["eligible", "unknown", "ineligible"];

const stateColor: Record<PolicyState, string> = { draft: "default", reviewed: "blue", approved: "cyan", published: "green", superseded: "default" };
const verdictColor: Record<Verdict, string> = { eligible: "green", unknown: "gold", ineligible: "default" };
const conditionColor: Record<Verdict, string> = { eligible: "green", unknown: "gold", ineligible: "red" };

export function StateTag({ state }: { state: PolicyState }) {
  const t = useT();
  return <Tag color={stateColor[state]}>{t(`state.${state}`)}</Tag>;
}

export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const t = useT();
  return <Tag color={verdictColor[verdict]}>{t(`verdict.${verdict}`)}</Tag>;
}

/** Of a condition or a part of it: met, unknown, not met. */
export function MetTag({ verdict }: { verdict: Verdict }) {
  const t = useT();
  return <Tag color={conditionColor[verdict]}>{t(`condition.${verdict}`)}</Tag>;
}

export function ClassTag({ of }: { of: PolicyClass }) {
  const t = useT();
  return <Tag>{t(`class.${of}`)}</Tag>;
}
