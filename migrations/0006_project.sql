-- Investment projects. zone_id is the zone that reported the project first and never changes; the
-- zone that runs it now is host_zone_id. Stages are 1 (lead) to 10 (aftercare).
CREATE TABLE project_project (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  host_zone_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  search TEXT NOT NULL,
  name_change BIGINT NOT NULL,
  investor TEXT,
  enterprise_id BIGINT,
  credit_code TEXT,
  foreign_id TEXT,
  source TEXT NOT NULL,
  source_record TEXT,
  introducer TEXT,
  chain_node TEXT,
  owner_user_id BIGINT,
  stage BIGINT NOT NULL CHECK (stage BETWEEN 1 AND 10),
  status TEXT NOT NULL
    CHECK (status IN ('ongoing', 'delayed', 'dormant', 'lost', 'abandoned', 'done')),
  status_reason TEXT,
  lost_to TEXT,
  status_on TEXT,
  industry_code TEXT,
  parent_id BIGINT,
  total_investment BIGINT,
  fixed_investment BIGINT,
  land_area BIGINT,
  energy_tce DOUBLE PRECISION,
  emissions_tco2 DOUBLE PRECISION,
  jobs BIGINT,
  longitude DOUBLE PRECISION,
  latitude DOUBLE PRECISION,
  fields TEXT NOT NULL,
  signed_on TEXT,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  stage_entered_at BIGINT NOT NULL,
  last_activity_at BIGINT NOT NULL,
  answered_at BIGINT,
  assessed_at BIGINT,
  reported_at BIGINT,
  due_on TEXT,
  due_kind TEXT,
  event_count BIGINT NOT NULL,
  event_hash TEXT NOT NULL,
  merged_into BIGINT,
  historical BIGINT NOT NULL DEFAULT 0,
  invented BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, number)
);
CREATE INDEX project_project_id ON project_project (id);
-- What a page and a column of the board walk in their order.
CREATE INDEX project_project_stage ON project_project (stage, last_activity_at, id)
  WHERE merged_into IS NULL;
-- Counts and sums of a board without reading the rows (SQLite wants merged_into in it for that).
CREATE INDEX project_project_host
  ON project_project (host_zone_id, stage, status, total_investment, last_activity_at, merged_into)
  WHERE merged_into IS NULL;
CREATE INDEX project_project_merged ON project_project (merged_into)
  WHERE merged_into IS NOT NULL;
CREATE INDEX project_project_activity ON project_project (last_activity_at, id)
  WHERE merged_into IS NULL;
-- What a search reads instead of the rows.
CREATE INDEX project_project_search
  ON project_project (search, stage, status, host_zone_id, total_investment, id, merged_into)
  WHERE merged_into IS NULL;
-- sqlite
CREATE INDEX project_project_amount ON project_project (total_investment, id);
-- end
-- postgres
CREATE INDEX project_project_amount
  ON project_project (total_investment DESC NULLS LAST, id DESC);
-- end
CREATE INDEX project_project_owner_stage
  ON project_project (owner_user_id, stage, last_activity_at, id) WHERE merged_into IS NULL;
CREATE INDEX project_project_owner ON project_project (owner_user_id, due_on);
CREATE INDEX project_project_name ON project_project (name, id);
CREATE INDEX project_project_code ON project_project (credit_code);
CREATE INDEX project_project_foreign ON project_project (foreign_id);
CREATE INDEX project_project_enterprise ON project_project (enterprise_id);
CREATE INDEX project_project_name_change ON project_project (name_change);

-- What happened, in the order of sequence; never updated. hash is the SHA-256 of the hash before
-- it and the row's own content, so that a changed or missing row shows; the project row keeps the
-- number of rows and the last hash.
CREATE TABLE project_event (
  zone_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  effective_on TEXT NOT NULL,
  kind TEXT NOT NULL,
  from_stage BIGINT,
  to_stage BIGINT,
  actor_id BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (zone_id, project_id, sequence)
);
CREATE INDEX project_event_id ON project_event (id);
-- What appraisal and the funnel count: stage moves alone.
CREATE INDEX project_event_move ON project_event (zone_id, to_stage, effective_on)
  WHERE to_stage IS NOT NULL;

CREATE TABLE project_task (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  due_on TEXT,
  assignee_user_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  done_at BIGINT,
  done_by BIGINT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_task_project ON project_task (project_id);
CREATE INDEX project_task_open ON project_task (assignee_user_id, due_on) WHERE done_at IS NULL;

-- The bytes lie in the evidence folder under their SHA-256.
CREATE TABLE project_evidence (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  issuer TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  expires_on TEXT,
  uploaded_at BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'rejected')),
  decided_at BIGINT,
  decided_by BIGINT,
  decision_note TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_evidence_project ON project_evidence (project_id);
CREATE INDEX project_evidence_pending ON project_evidence (zone_id, uploaded_at)
  WHERE state = 'pending';
CREATE INDEX project_evidence_sha256 ON project_evidence (sha256);

-- Who reported first, and until when that protects.
CREATE TABLE project_claim (
  zone_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  owner_user_id BIGINT,
  claimed_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  released_on TEXT,
  PRIMARY KEY (zone_id, project_id)
);

CREATE TABLE project_transfer (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  from_zone_id BIGINT NOT NULL,
  to_zone_id BIGINT NOT NULL,
  to_user_id BIGINT,
  reason TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'refused', 'withdrawn')),
  decided_at BIGINT,
  decided_by BIGINT,
  decision_note TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_transfer_project ON project_transfer (project_id);
CREATE INDEX project_transfer_pending ON project_transfer (to_zone_id) WHERE state = 'pending';

-- Shares of the credit in basis points; those of a project add up to exactly 10,000.
CREATE TABLE project_credit (
  zone_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  holder_kind TEXT NOT NULL CHECK (holder_kind IN ('person', 'park')),
  holder_id BIGINT NOT NULL,
  basis_points BIGINT NOT NULL CHECK (basis_points BETWEEN 1 AND 10000),
  PRIMARY KEY (zone_id, project_id, holder_kind, holder_id)
);

-- A rule set aside once, for one move: asked with a reason, decided by somebody else.
CREATE TABLE project_override (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  from_stage BIGINT NOT NULL,
  to_stage BIGINT NOT NULL,
  historical BIGINT NOT NULL,
  missing TEXT NOT NULL,
  reason TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused')),
  decided_at BIGINT,
  decided_by BIGINT,
  decision_note TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_override_project ON project_override (project_id);
CREATE INDEX project_override_pending ON project_override (zone_id) WHERE state = 'pending';

-- Rules a zone adds for itself and everything below it; the product's own stand in stage_rules.cpp.
CREATE TABLE project_stage_rule (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  stage BIGINT NOT NULL CHECK (stage BETWEEN 1 AND 10),
  field TEXT,
  evidence TEXT,
  verified BIGINT NOT NULL,
  applies_when TEXT,
  must_hold TEXT,
  effective_from TEXT NOT NULL,
  effective_to TEXT,
  clause TEXT NOT NULL,
  message_zh TEXT NOT NULL,
  message_en TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);

-- Days and limits a zone sets for itself and everything below it; see project_settings.h.
CREATE TABLE project_setting (
  zone_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  value BIGINT NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, name)
);

-- Two rows that are one project. restore_json is what undoing gives back.
CREATE TABLE project_merge (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  survivor_id BIGINT NOT NULL,
  absorbed_zone_id BIGINT NOT NULL,
  absorbed_id BIGINT NOT NULL,
  restore_json TEXT NOT NULL,
  merged_at BIGINT NOT NULL,
  merged_by BIGINT NOT NULL,
  undone_at BIGINT,
  undone_by BIGINT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_merge_survivor ON project_merge (survivor_id);

CREATE TABLE project_import (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  filename TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL,
  report TEXT,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (zone_id, id)
);

-- The address of a user's calendar holds a secret; its SHA-256 stands here.
CREATE TABLE project_calendar (
  zone_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  token_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (zone_id, user_id)
);
CREATE UNIQUE INDEX project_calendar_token ON project_calendar (token_hash);

-- For other modules. A merged project counts once: as the one it was merged into.
CREATE VIEW v_project_project AS
  SELECT zone_id, id, host_zone_id, number, name, enterprise_id, credit_code, owner_user_id, stage,
         status, industry_code, parent_id, total_investment, fixed_investment, land_area,
         energy_tce, emissions_tco2, jobs, signed_on, created_at, stage_entered_at, invented
  FROM project_project WHERE merged_into IS NULL;
CREATE VIEW v_project_event AS
  SELECT e.zone_id, COALESCE(p.merged_into, p.id) AS project_id, e.sequence, e.id, e.at,
         e.effective_on, e.kind, e.from_stage, e.to_stage, e.actor_id, e.actor_name, e.detail
  FROM project_event e
  JOIN project_project p ON p.zone_id = e.zone_id AND p.id = e.project_id;
