// What the chain's operations answer; the names are those of src/chain/chain.h.
import type { Text } from "../api/client";

export interface ChainMapNode {
  id: string;
  kind: "sector" | "industry" | "product";
  name: Text;
  layer: number;
  upstreamness: number | null;
  strength: number | null;
  residents: number;
  resident_names: string[];
  companies: number;
  weak: boolean;
  weak_score: number | null;
}
export interface ChainMapEdge {
  from: string;
  to: string;
  weight: number;
  relation: Text;
}
export interface ChainMap {
  nodes: ChainMapNode[];
  edges: ChainMapEdge[];
  residents: number;
  residents_placed: number;
  residents_with_revenue: number;
  io_table: string | null;
  demonstration: boolean;
  remarks: Text[];
}
export interface ChainFactor {
  key: string;
  name: Text;
  value: number | null;
  unit: string;
  remark: Text;
  inputs: ChainFactor[];
}
export interface WeakLinkRow {
  id: string;
  code: string;
  name: Text;
  score: number;
  demand: string | null;
  gap: string | null;
  demand_share: number;
  local_supply_share: number;
  criticality: number;
  feasibility: number;
  users: number;
  suppliers: number;
  candidates: number;
  reason: Text;
}
export interface WeakLinkPage {
  items: WeakLinkRow[];
  total: number;
  page: number;
  page_size: number;
  residents: number;
  residents_placed: number;
  residents_with_revenue: number;
  io_table: string | null;
  demonstration: boolean;
}
export interface WeakLinkDetail {
  link: WeakLinkRow;
  formula: Text;
  factors: ChainFactor[];
  users: { enterprise_id: number; name: string; sector: string; demand: string | null }[];
  products: { id: string; name: string; companies: number }[];
}
export interface ChainStep {
  from: string;
  to: string;
  relation: string;
  weight: number | null;
  source: string;
  date: string | null;
  words: Text;
}
export interface ChainReason {
  kind: string;
  contribution: number;
  words: Text;
  steps: ChainStep[];
}
export interface TargetRow {
  company: string;
  name: string;
  full_name: string | null;
  region: string | null;
  industries: string[];
  score: number;
  fit: number;
  scale: number | null;
  reach: number | null;
  risk: number | null;
  reasons: ChainReason[];
}
export interface TargetPage {
  items: TargetRow[];
  total: number;
  page: number;
  page_size: number;
  node: string;
  node_name: Text;
  excluded: number;
}
export interface TargetExplanation {
  target: TargetRow;
  factors: ChainFactor[];
  products: string[];
}
export interface Exclusion {
  id: number;
  company: string;
  company_name: string | null;
  node: string | null;
  reason: string;
  recorded_at: string;
  recorded_by: string;
}
export interface IoTable {
  id: number;
  name: string;
  year: number | null;
  sectors: number;
  system: string;
  kind: string;
  unit_yuan: number;
  active: boolean;
  demonstration: boolean;
  imported_at: string;
  imported_by: string;
}
export interface SectorRow {
  code: string;
  name: Text;
  output: number;
  value_added_share: number;
  import_share: number | null;
  backward: number;
  backward_index: number;
  forward: number;
  forward_index: number;
  own_multiplier: number;
  upstreamness: number;
}
export interface CoefficientRow {
  input: string;
  name: Text;
  direct: number;
  complete: number;
}
export interface LocationQuotientRow {
  region: string;
  industry: string;
  count: number;
  region_total: number;
  industry_total: number;
  total: number;
  quotient: number;
}
export interface ConcordanceEntry {
  system: string;
  code: string;
  name: string;
  io_system: string;
  io_code: string;
  share: number;
  note: string;
  edited: boolean;
}
export interface ChainNodeName {
  id: string;
  kind: "sector" | "industry" | "product";
  name: Text;
  companies: number;
}
export interface ChainNodeDetail {
  node: ChainNodeName;
  companies: { company: string; name: string; region: string | null; products: string[] }[];
  total: number;
  page: number;
  page_size: number;
  relations: { id: string; name: Text; relation: string; weight: number | null }[];
}
export interface ChainImportAnswer {
  kind: string;
  rows_read: number;
  rows_kept: number;
  rows_repaired: number;
  rows_dropped: number;
  rows_refused: number;
  changed: boolean;
  issues: { line: number; column: string; outcome: string; key: string; text: Text }[];
  issues_total: number;
}
export interface EvaluationRow {
  split: string;
  group: string;
  method: string;
  queries: number;
  hit_10: number;
  recall_20: number;
  ndcg_10: number;
  mrr: number;
}
