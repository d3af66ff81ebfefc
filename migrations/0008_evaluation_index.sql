-- Index systems as bundles of files, and the runs made with them. zone_id 0 is the product itself:
-- what it ships.

-- A published row never changes again; a draft is at most one per zone and system, the newest
-- revision. files is JSON: name → text.
CREATE TABLE evaluation_index_system (
  zone_id BIGINT NOT NULL,
  system_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  files TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  published_at BIGINT,
  published_by BIGINT,
  PRIMARY KEY (zone_id, system_id, revision)
);

-- Never updated or deleted. options, input and result are JSON; the same input, options and
-- revision give the same result.
CREATE TABLE evaluation_index_run (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  title TEXT NOT NULL,
  system_zone_id BIGINT NOT NULL,
  system_id TEXT NOT NULL,
  system_revision BIGINT NOT NULL,
  system_title_zh TEXT NOT NULL,
  system_title_en TEXT NOT NULL,
  period TEXT NOT NULL,
  source TEXT NOT NULL,
  units BIGINT NOT NULL,
  invented BIGINT NOT NULL,
  options TEXT NOT NULL,
  input TEXT NOT NULL,
  input_sha256 TEXT NOT NULL,
  result TEXT NOT NULL,
  result_sha256 TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX evaluation_index_run_id ON evaluation_index_run (id);
