-- Planning: the rules as documents, and tables of regions x industries that people uploaded.

-- zone_id 0 is what the product ships; a zone's revision holds for it and everything below it.
-- Revisions count within zone and kind; none is ever changed.
CREATE TABLE evaluation_planning_rules (
  zone_id BIGINT NOT NULL,
  kind TEXT NOT NULL,         -- screening, overlap, allocation, stages
  revision BIGINT NOT NULL,   -- unique within the kind
  content TEXT NOT NULL,      -- JSON
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (zone_id, kind, revision),
  UNIQUE (kind, revision)
);

CREATE TABLE evaluation_planning_table (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  about TEXT NOT NULL,  -- JSON: name, measure, source, and what was counted at the import
  PRIMARY KEY (zone_id, id)
);

CREATE TABLE evaluation_planning_cell (
  zone_id BIGINT NOT NULL,
  table_id BIGINT NOT NULL,
  area TEXT NOT NULL,
  industry TEXT NOT NULL,
  year BIGINT NOT NULL,
  whole BIGINT NOT NULL,  -- people, firms, or fen
  PRIMARY KEY (zone_id, table_id, area, industry, year)
);
