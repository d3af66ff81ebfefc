-- Statistics of zones, yearly results with dynamic management, and figures from outside.
-- zone_id 0 is the product itself: what it ships.

-- Definitions as files, each change a new version: items, checks, ratios, management schemes.
CREATE TABLE evaluation_definition (
  zone_id BIGINT NOT NULL,
  name TEXT NOT NULL,  -- statistics/items, management/national-hitech-zones …
  version BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  loaded_at BIGINT NOT NULL,
  loaded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, name, version)
);

-- One revision of one report: what an enterprise (or the zone itself: enterprise_id 0) says for
-- one period. item_values is packed, see statistics_packing.h. State: draft, submitted, accepted,
-- returned. What has been submitted never changes again but in its state; a correction is the next
-- revision, and the accepted revision with the highest number counts.
-- On PostgreSQL parted by year and then by zone; evaluation_make_year() makes a year's partitions.
-- sqlite
CREATE TABLE evaluation_report (
  zone_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  period TEXT NOT NULL,  -- 2024, 2024-Q1, 2024-03
  enterprise_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  item_version BIGINT NOT NULL,
  item_count BIGINT NOT NULL,
  item_values BYTEA NOT NULL,
  reasons TEXT NOT NULL,  -- JSON: forced checks with their reasons and persons
  source TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL,
  submitted_at BIGINT,
  submitted_by BIGINT,
  decided_at BIGINT,
  decided_by BIGINT,
  decision_note TEXT,
  PRIMARY KEY (zone_id, year, period, enterprise_id, revision)
);
-- end
-- postgres
CREATE TABLE evaluation_report (
  zone_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  period TEXT COLLATE "C" NOT NULL,
  enterprise_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  item_version BIGINT NOT NULL,
  item_count BIGINT NOT NULL,
  item_values BYTEA NOT NULL,
  reasons TEXT NOT NULL,
  source TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL,
  submitted_at BIGINT,
  submitted_by BIGINT,
  decided_at BIGINT,
  decided_by BIGINT,
  decision_note TEXT,
  PRIMARY KEY (zone_id, year, period, enterprise_id, revision)
) PARTITION BY RANGE (year);

CREATE FUNCTION evaluation_make_year(wanted BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass(format('evaluation_report_%s', wanted)) IS NOT NULL THEN
    RETURN 0;
  END IF;
  PERFORM pg_advisory_xact_lock(590024001);  -- Two first reports of a year at once.
  IF to_regclass(format('evaluation_report_%s', wanted)) IS NOT NULL THEN
    RETURN 0;
  END IF;
  EXECUTE format('CREATE TABLE evaluation_report_%s PARTITION OF evaluation_report '
                 'FOR VALUES FROM (%s) TO (%s) PARTITION BY HASH (zone_id)',
                 wanted, wanted, wanted + 1);
  FOR part IN 0..15 LOOP
    EXECUTE format('CREATE TABLE evaluation_report_%s_%s PARTITION OF evaluation_report_%s '
                   'FOR VALUES WITH (MODULUS 16, REMAINDER %s)', wanted, part, wanted, part);
    -- The packed values are small and already dense: keep them in the row.
    EXECUTE format('ALTER TABLE evaluation_report_%s_%s ALTER item_values SET STORAGE MAIN',
                   wanted, part);
  END LOOP;
  RETURN 1;
END $$;
-- end

-- Sums over the accepted reports of one zone and period, made anew whenever one is accepted: what
-- totals and rankings of today read. Older states are summed from the reports themselves. cells is
-- packed: by item the reporters, the sum, the sum of absolute values and the largest of them.
CREATE TABLE evaluation_zone_total (
  zone_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  period TEXT NOT NULL,
  cells BYTEA NOT NULL,
  PRIMARY KEY (zone_id, year, period)
);
CREATE INDEX evaluation_zone_total_period ON evaluation_zone_total (period);

-- Nothing of a closed period changes in the zone and below it.
CREATE TABLE evaluation_period (
  zone_id BIGINT NOT NULL,
  period TEXT NOT NULL,
  due_on TEXT,
  closed_at BIGINT,
  closed_by BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (zone_id, period)
);

-- Figures from outside: of the nation or of the city around a zone. Never updated: the highest id
-- counts.
CREATE TABLE evaluation_context (
  zone_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  item BIGINT NOT NULL,
  id BIGINT NOT NULL,
  value BIGINT NOT NULL,
  source TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, year, item, id)
);

-- The result of a zone in a year's evaluation. Never updated: of each method the highest id counts.
CREATE TABLE evaluation_result_year (
  zone_id BIGINT NOT NULL,  -- the evaluated zone
  scheme TEXT NOT NULL,
  year BIGINT NOT NULL,
  id BIGINT NOT NULL,
  method TEXT NOT NULL,      -- the index system and its version
  official BIGINT NOT NULL,  -- 1: this result counts; 0: computed beside it for comparison
  region TEXT,
  score DOUBLE PRECISION,
  rank BIGINT NOT NULL,
  rank_low5 BIGINT,    -- better end of the 5-95 % interval
  rank_high95 BIGINT,  -- worse end
  probabilities TEXT NOT NULL,  -- JSON: {"bottom:5:region": 0.83}
  source TEXT NOT NULL,
  run_id BIGINT,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, scheme, year, id)
);
CREATE INDEX evaluation_result_year_scheme ON evaluation_result_year (scheme, year);

-- Points off a zone's score in a year, with what happened.
CREATE TABLE evaluation_deduction (
  zone_id BIGINT NOT NULL,
  scheme TEXT NOT NULL,
  year BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  times BIGINT NOT NULL,
  source TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, scheme, year, id)
);

-- A measure of dynamic management against (or in praise of) a zone. evidence is JSON.
CREATE TABLE evaluation_case (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  scheme TEXT NOT NULL,
  rule TEXT NOT NULL,
  rule_version BIGINT NOT NULL,
  year BIGINT NOT NULL,
  action TEXT NOT NULL,
  state TEXT NOT NULL,
  evidence TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  proposed_by BIGINT NOT NULL,
  approved_at BIGINT,
  approved_by BIGINT,
  due_on TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX evaluation_case_once ON evaluation_case (zone_id, scheme, rule, year)
  WHERE state <> 'cancelled' AND state <> 'rejected';

CREATE TABLE evaluation_case_event (
  zone_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, case_id, id)
);

INSERT INTO access_counter (name, value) VALUES ('evaluation_definition', 1);
