-- Parks, enterprises, what is known about them and where it came from.

-- What a park is beyond its place in the tree (access_zone).
CREATE TABLE registry_park (
  zone_id BIGINT NOT NULL PRIMARY KEY REFERENCES access_zone (id),
  kind TEXT NOT NULL,
  leading_industries TEXT NOT NULL,  -- GB/T 4754 codes, one a line
  area BIGINT,                       -- 0.01 square metres
  started_on TEXT,
  brand TEXT,
  description TEXT,
  version BIGINT NOT NULL DEFAULT 1
);

-- Two places that share output and tax: partner parks, enclaves, custody, off-site incubation.
CREATE TABLE registry_agreement (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  partner_zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  output_share_bp BIGINT,  -- what the partner counts, in basis points, NULL when not agreed
  tax_share_bp BIGINT,
  from_date TEXT NOT NULL,
  to_date TEXT,
  source TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX registry_agreement_partner ON registry_agreement (partner_zone_id);

-- zone_id is the home zone: where the enterprise is looked after. Lists stand one item a line.
-- changed is the value of the counter "registry" at which the row last changed: the directory in
-- memory reads what is newer than what it has.
CREATE TABLE registry_enterprise (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  merged_into BIGINT,  -- the enterprise this one turned out to be
  credit_code TEXT,
  stock_code TEXT,
  name TEXT NOT NULL,
  short_name TEXT,
  former_names TEXT NOT NULL DEFAULT '',
  name_en TEXT,
  region_code TEXT,
  industry_code TEXT,   -- GB/T 4754-2017
  industry_label TEXT,  -- the industry in the words of the source
  scale TEXT,
  status TEXT NOT NULL DEFAULT 'operating',
  address TEXT,
  products TEXT NOT NULL DEFAULT '',
  contacts TEXT NOT NULL DEFAULT '[]',  -- JSON
  source TEXT NOT NULL,
  invented BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX registry_enterprise_id ON registry_enterprise (id);
CREATE INDEX registry_enterprise_changed ON registry_enterprise (changed);
CREATE INDEX registry_enterprise_merged ON registry_enterprise (merged_into)
  WHERE merged_into IS NOT NULL;
-- The code first, because it is looked up alone.
CREATE UNIQUE INDEX registry_enterprise_credit_code ON registry_enterprise (credit_code, zone_id)
  WHERE merged_into IS NULL AND credit_code IS NOT NULL;
CREATE UNIQUE INDEX registry_enterprise_stock_code ON registry_enterprise (stock_code, zone_id)
  WHERE merged_into IS NULL AND stock_code IS NOT NULL;

-- zone_id is the park.
CREATE TABLE registry_resident (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  enterprise_id BIGINT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT,  -- the first day it is no longer there
  id BIGINT NOT NULL,
  PRIMARY KEY (zone_id, enterprise_id, from_date)
);
CREATE INDEX registry_resident_enterprise ON registry_resident (enterprise_id);

CREATE TABLE registry_relation (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  from_enterprise_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  to_enterprise_id BIGINT NOT NULL,
  detail TEXT,     -- what is supplied
  share_bp BIGINT, -- of the capital held, in basis points
  as_of TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX registry_relation_from ON registry_relation (from_enterprise_id);
CREATE INDEX registry_relation_to ON registry_relation (to_enterprise_id);

-- Never updated, never deleted: a correction is a new row with a higher id. Exactly one of the
-- three values stands, as the field's kind says: whole (fen for money), number, words.
CREATE TABLE registry_fact (
  zone_id BIGINT NOT NULL,
  enterprise_id BIGINT NOT NULL,
  field TEXT NOT NULL,
  period TEXT NOT NULL,  -- 2024, 2024-Q1, 2024-03 or 2024-03-31
  id BIGINT NOT NULL,
  whole BIGINT,
  number DOUBLE PRECISION,
  words TEXT,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,
  source_date TEXT,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, enterprise_id, field, period, id)
);

-- State: uploaded, running, done, failed. mapping, preview and report are JSON.
CREATE TABLE registry_import (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  filename TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  kind TEXT NOT NULL,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL,
  report TEXT,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (zone_id, id)
);

-- The uploaded bytes in parts of one MiB, in base64, deleted when the import is done.
CREATE TABLE registry_import_part (
  zone_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  part BIGINT NOT NULL,
  bytes TEXT NOT NULL,
  PRIMARY KEY (zone_id, import_id, part)
);

-- Pairs that may be one enterprise. State: open, merged, kept_apart.
CREATE TABLE registry_duplicate (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  left_id BIGINT NOT NULL,   -- the smaller id
  right_id BIGINT NOT NULL,
  score_bp BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  decided_by BIGINT,
  decided_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, left_id, right_id)
);

-- What a merge changed, so that it can be taken back. before and after are JSON of the survivor.
CREATE TABLE registry_merge (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  survivor_id BIGINT NOT NULL,
  absorbed_id BIGINT NOT NULL,
  repointed TEXT NOT NULL,  -- ids that had been merged into the absorbed one before, one a line
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  merged_at BIGINT NOT NULL,
  merged_by BIGINT NOT NULL,
  undone_at BIGINT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX registry_merge_survivor ON registry_merge (survivor_id);
CREATE INDEX registry_merge_absorbed ON registry_merge (absorbed_id);

-- Reference codes: small, the same everywhere.
CREATE TABLE registry_industry (
  code TEXT NOT NULL PRIMARY KEY,  -- GB/T 4754-2017: C, 39, 397, 3972
  parent_code TEXT,
  name TEXT NOT NULL,
  name_en TEXT,
  description TEXT,
  source TEXT NOT NULL
);
CREATE TABLE registry_industry_crosswalk (
  from_code TEXT NOT NULL,  -- GB/T 4754-2011
  to_code TEXT NOT NULL,    -- GB/T 4754-2017
  PRIMARY KEY (from_code, to_code)
);
CREATE TABLE registry_region (
  code TEXT NOT NULL PRIMARY KEY,  -- administrative division code: 22, 2201, 220102, 220102001
  parent_code TEXT,
  name TEXT NOT NULL,
  name_en TEXT,
  source TEXT NOT NULL
);

INSERT INTO access_counter (name, value) VALUES ('registry', 1);
INSERT INTO access_counter (name, value) VALUES ('registry_codes', 1);

CREATE VIEW v_registry_enterprise AS
  SELECT zone_id, id, credit_code, stock_code, name, short_name, name_en, region_code,
         industry_code, industry_label, scale, status, address, products, source, invented, version
  FROM registry_enterprise WHERE merged_into IS NULL;

-- The newest row of each (enterprise, field, period). What is known of a merged enterprise counts
-- for the one it was merged into.
CREATE VIEW v_registry_fact_latest AS
  SELECT e.zone_id, COALESCE(e.merged_into, e.id) AS enterprise_id, f.field, f.period, f.id,
         f.whole, f.number, f.words, f.unit, f.source, f.source_date, f.recorded_at, f.recorded_by
  FROM registry_fact f
  JOIN registry_enterprise e ON e.zone_id = f.zone_id AND e.id = f.enterprise_id
  WHERE NOT EXISTS (
    SELECT 1 FROM registry_fact n
    WHERE n.zone_id = f.zone_id AND n.enterprise_id = f.enterprise_id AND n.field = f.field
      AND n.period = f.period AND n.id > f.id);

CREATE VIEW v_registry_resident AS
  SELECT r.zone_id, COALESCE(e.merged_into, e.id) AS enterprise_id, r.from_date, r.to_date
  FROM registry_resident r JOIN registry_enterprise e ON e.id = r.enterprise_id;

CREATE VIEW v_registry_relation AS
  SELECT r.zone_id, r.id, COALESCE(f.merged_into, f.id) AS from_enterprise_id, r.kind,
         COALESCE(t.merged_into, t.id) AS to_enterprise_id, r.detail, r.share_bp, r.as_of, r.source
  FROM registry_relation r
  JOIN registry_enterprise f ON f.id = r.from_enterprise_id
  JOIN registry_enterprise t ON t.id = r.to_enterprise_id;

CREATE VIEW v_registry_industry AS
  SELECT code, parent_code, name, name_en FROM registry_industry;
CREATE VIEW v_registry_region AS
  SELECT code, parent_code, name, name_en FROM registry_region;
