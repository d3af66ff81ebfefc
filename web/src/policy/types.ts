// What the policy operations answer; the names are those of src/policy/policy.h.
import type { Text } from "../api/client";

export type PolicyClass = "land" | "fiscal_and_tax" | "talent_and_science" | "finance";
export type PolicyState = "draft" | "reviewed" | "approved" | "published" | "superseded";
export type Verdict = "eligible" | "ineligible" | "unknown";

export interface PolicyRow {
  id: string;
  revision: number;
  state: PolicyState;
  policy_class: PolicyClass;
  kind: string;
  entity: string;
  title: Text;
  document: string;
  clause: string;
  effective_from: string;
  effective_to: string | null;
  in_force: boolean;
  parameters_to_set: string[];
  zone_id: number;
  gives_amount: boolean;
}
export interface PolicyParameter {
  name: string;
  type: string;
  label: Text;
  set_by_zone: boolean;
  value: string | null;
  since: string | null;
  minimum: string | null;
  maximum: string | null;
}
export interface PolicyField {
  name: string;
  type: string;
  label: Text;
  question: Text;
  codes: string[];
  code_labels: Record<string, Text>;
  is_signed: boolean;
}
export interface PolicyRevision {
  revision: number;
  state: PolicyState;
  effective_from: string;
  effective_to: string | null;
  created_at: string;
  created_by: number;
  legal_basis: string | null;
  fair_competition_review: string | null;
  reviewed_by: number | null;
  approved_by: number | null;
  published_by: number | null;
  reviewed_at: string | null;
  approved_at: string | null;
  published_at: string | null;
}
export interface Policy {
  summary: PolicyRow;
  text: Text;
  source: string;
  url: string;
  eligible: string;
  amount: string | null;
  conditions: { id: string; label: Text; clause: string; expression: string }[];
  parameters: PolicyParameter[];
  fields: PolicyField[];
  legal_basis: string;
  fair_competition_review: string;
  revisions: PolicyRevision[];
  version: number;
}
export interface CheckAnswer {
  valid: boolean;
  findings: { severity: "error" | "warning"; line: number; column: number; key: string; text: Text }[];
  tests: { name: string; line: number; passed: boolean; text: Text }[];
}
export interface Amount {
  exact: string | null;
  low: string | null;
  high: string | null;
}
export interface ExplainedPart {
  depth: number;
  condition: string;
  label: Text;
  clause: string;
  expression: string;
  verdict: Verdict;
  deciding: boolean;
  data: { name: string; label: Text; value: string | null; source: string | null; date: string | null; reason: string | null }[];
  parameters: { name: string; label: Text; value: string | null; since: string | null }[];
}
export interface MatchCard {
  policy: PolicyRow;
  verdict: Verdict;
  amount: Amount | null;
  missing: { name: string; label: Text; reason: string; reason_text: Text }[];
  because: string[];
  explained: ExplainedPart[];
  remaining: string | null;
}
export interface NextQuestion {
  field: string;
  question: Text;
  definition: PolicyField;
  at_stake: string;
  policies: number;
  settles: number;
}
export interface EnterpriseMatches {
  enterprise_id: number;
  name: string;
  as_of: string;
  items: MatchCard[];
  next_questions: NextQuestion[];
  total: Amount;
}
export interface MatchRow {
  enterprise_id: number;
  name: string;
  park_id: number | null;
  park_name: Text | null;
  scale: string | null;
  verdict: Verdict;
  amount: Amount;
  missing: string[];
}
export interface PolicyMatches {
  items: MatchRow[];
  total: number;
  page: number;
  page_size: number;
  eligible: number;
  unknown: number;
  ineligible: number;
  gives_amount: boolean;
  amount: string;
  amounts_unknown: number;
  by_park: ParkCount[];
}
export interface ParkCount {
  park_id: number | null;
  park_name: Text;
  eligible: number;
  unknown: number;
  ineligible: number;
  amount: string;
}
export interface ProactiveRow {
  policy: PolicyRow;
  eligible: number;
  unknown: number;
  amount: string;
  amounts_unknown: number;
}
export interface ProactiveList {
  items: ProactiveRow[];
  total: number;
  enterprises: number;
}
export interface WhatIfGroup {
  key: string;
  label: Text;
  winners: number;
  losers: number;
  cost: string;
}
export interface WhatIfAnswer {
  enterprises: number;
  eligible_before: number;
  eligible_after: number;
  unknown_before: number;
  unknown_after: number;
  winners: number;
  losers: number;
  amount_before: string;
  amount_after: string;
  cost: string;
  amounts_unknown_before: number;
  amounts_unknown_after: number;
  by_park: WhatIfGroup[];
  by_size: WhatIfGroup[];
  changed: MatchRow[];
}
export interface CalculateAnswer {
  items: MatchCard[];
  next_questions: NextQuestion[];
  total: Amount;
}
