-- Policies as rule files with their life, what zones set for them, and what is known of an
-- enterprise for policies alone. zone_id 0 is the product itself: what it ships.

-- The data that policies ask for, as a vocabulary file.
CREATE TABLE policy_vocabulary (
  zone_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (zone_id, name)
);

-- A row that is published never changes again. State: draft, reviewed, approved, published;
-- superseded is not stored: it follows from the dates of later revisions.
CREATE TABLE policy_revision (
  zone_id BIGINT NOT NULL,
  policy_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  effective_to TEXT,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  legal_basis TEXT,
  fair_competition_review TEXT,
  reviewed_at BIGINT,
  reviewed_by BIGINT,
  approved_at BIGINT,
  approved_by BIGINT,
  published_at BIGINT,
  published_by BIGINT,
  PRIMARY KEY (zone_id, policy_id, revision)
);

-- Values of parameters that a zone sets; a correction is a row with a higher id.
CREATE TABLE policy_parameter (
  zone_id BIGINT NOT NULL,
  policy_id TEXT NOT NULL,
  name TEXT NOT NULL,
  from_date TEXT NOT NULL,
  id BIGINT NOT NULL,
  value TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, policy_id, name, from_date, id)
);

-- What an enterprise or its account manager answered, in the words of a rule file; the registry's
-- facts stand before it where both have the field. Never updated: the highest id counts. Exactly
-- one of value and missing stands; missing says why there is no value.
CREATE TABLE policy_answer (
  zone_id BIGINT NOT NULL,
  enterprise_id BIGINT NOT NULL,
  field TEXT NOT NULL,
  id BIGINT NOT NULL,
  value TEXT,
  missing TEXT,
  source TEXT NOT NULL,
  source_date TEXT,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, enterprise_id, field, id)
);
CREATE INDEX policy_answer_enterprise ON policy_answer (enterprise_id);

INSERT INTO access_counter (name, value) VALUES ('policy', 1);
INSERT INTO access_counter (name, value) VALUES ('policy_answer', 1);
