// What the registry's operations answer; the names are those of src/registry/registry.h.
import type { Text } from "../api/client";

export interface Contact {
  name: string;
  title: string | null;
  phone: string | null;
  email: string | null;
}
export interface Residence {
  park_id: number;
  park_name: Text;
  from_date: string;
  to_date: string | null;
}
export interface Enterprise {
  id: number;
  home_zone: number;
  home_zone_name: Text;
  version: number;
  merged_into: number | null;
  credit_code: string | null;
  stock_code: string | null;
  name: string;
  short_name: string | null;
  name_en: string | null;
  former_names: string[];
  region_code: string | null;
  region_name: string | null;
  address: string | null;
  industry_code: string | null;
  industry_name: string | null;
  industry_label: string | null;
  scale: "large" | "medium" | "small" | "micro" | null;
  status: "operating" | "suspended" | "moved_out" | "revoked" | "deregistered";
  products: string[];
  contacts: Contact[];
  residences: Residence[];
  source: string;
  invented: boolean;
}
export interface Relation {
  id: number;
  from_enterprise_id: number;
  from_name: string;
  kind: "supplies" | "invests_in" | "owns";
  to_enterprise_id: number;
  to_name: string;
  detail: string | null;
  share_percent: number | null;
  as_of: string;
  source: string;
}
export interface Fact {
  id: number;
  enterprise_id: number;
  field: string;
  title: Text;
  period: string;
  value: string;
  number: number | null;
  unit: string;
  source: string;
  source_date: string | null;
  recorded_at: string;
  recorded_by: number;
}
export interface FactField {
  name: string;
  title: Text;
  kind: "money" | "count" | "number" | "words";
  unit: string;
}
export interface Park {
  zone_id: number;
  name: Text;
  region_code: string | null;
  kind: "characteristic" | "ordinary" | "incubator" | "demonstration_base";
  leading_industries: string[];
  leading_industry_names: string[];
  area_square_metres: number | null;
  started_on: string | null;
  brand: string | null;
  description: string | null;
  residents: number;
  version: number;
}
export interface Agreement {
  id: number;
  zone_id: number;
  partner_zone_id: number;
  kind: "partner_park" | "enclave" | "off_site_incubation" | "custody";
  title: string;
  output_share_percent: number | null;
  tax_share_percent: number | null;
  from_date: string;
  to_date: string | null;
  source: string;
  version: number;
}
export interface CodeRow {
  code: string;
  parent_code: string | null;
  name: string;
  name_en: string | null;
  path: string[];
  has_children: boolean;
}
export interface Duplicate {
  id: number;
  left: Enterprise;
  right: Enterprise;
  score: number;
  reason: string;
  state: "open" | "merged" | "kept_apart";
}
export interface Merge {
  id: number;
  survivor_id: number;
  survivor_name: string;
  absorbed_id: number;
  absorbed_name: string;
  merged_at: string;
  merged_by: number;
  undone_at: string | null;
}
export interface ImportColumn {
  column: number;
  header: string;
  target: string | null;
  unit: string | null;
  period: string | null;
  because: string;
  samples: string[];
}
export interface BadRow {
  row: number;
  column: number;
  header: string;
  value: string;
  key: string;
  message: Text;
}
export interface ImportReport {
  kind: string;
  mode: "all_or_nothing" | "keep_good";
  committed: boolean;
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  facts: number;
  review: number;
  bad: number;
  bad_rows: BadRow[];
}
export interface Import {
  id: number;
  zone_id: number;
  filename: string;
  size_bytes: number;
  kind: string;
  state: "uploaded" | "running" | "done" | "failed";
  format: string;
  known_file: string;
  columns: ImportColumn[];
  sample_rows: string[][];
  sample_bad_rows: BadRow[];
  period: string | null;
  progress: number;
  report: ImportReport | null;
  created_at: string;
  finished_at: string | null;
}
export interface ImportRow {
  id: number;
  filename: string;
  kind: string;
  state: Import["state"];
  created_at: string;
  finished_at: string | null;
  rows: number | null;
  created: number | null;
  updated: number | null;
  bad: number | null;
}
export interface List<Row> {
  items: Row[];
  total: number;
}
