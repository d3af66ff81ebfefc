-- How projects are conducted. Of what belongs to a project zone_id is the project's own, which
-- never changes; of the rest it is the zone that keeps it.

-- ---- Selection -------------------------------------------------------------------------------

-- Versions: of a zone the row with the latest from_date that has begun counts, of equal ones the
-- highest id. Weights in percent.
CREATE TABLE project_score_rule (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_date TEXT NOT NULL,
  fit BIGINT NOT NULL,
  market BIGINT NOT NULL,
  technology BIGINT NOT NULL,
  environment BIGINT NOT NULL,
  energy BIGINT NOT NULL,
  benefit BIGINT NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  assessors_min BIGINT NOT NULL,
  spread_max DOUBLE PRECISION NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);

-- Never changed: a new sheet of the same assessor supersedes the old one.
CREATE TABLE project_sheet (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  assessor_id BIGINT NOT NULL,
  assessor_name TEXT NOT NULL,
  fit BIGINT,
  market BIGINT,
  technology BIGINT,
  environment BIGINT,
  energy BIGINT,
  benefit BIGINT,
  comment TEXT NOT NULL,
  signed_at BIGINT NOT NULL,
  superseded_by BIGINT,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX project_sheet_current ON project_sheet (project_id, assessor_id)
  WHERE superseded_by IS NULL;

-- What a zone may use in a year. Amounts are thousandths of the resource's unit. movements counts
-- reservations: touching it takes the row's lock, so that two cannot take the last of it.
CREATE TABLE project_budget (
  zone_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  resource TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  source TEXT NOT NULL,
  movements BIGINT NOT NULL,
  version BIGINT NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, year, resource)
);

-- zone_id is the zone that ran the project when it was reserved. A row that is still 'reserved'
-- after expires_on has expired; nothing has to run for that.
CREATE TABLE project_reservation (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  resource TEXT NOT NULL,
  year BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount >= 0),
  state TEXT NOT NULL CHECK (state IN ('reserved', 'used', 'released')),
  expires_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  reserved_at BIGINT NOT NULL,
  reserved_by BIGINT NOT NULL,
  settled_at BIGINT,
  settled_by BIGINT,
  note TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_reservation_budget ON project_reservation (resource, year, zone_id);
CREATE INDEX project_reservation_project ON project_reservation (project_id);

-- Exactly one of policy_id and legal_basis stands.
CREATE TABLE project_incentive (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  amount BIGINT,
  policy_id TEXT,
  legal_basis TEXT,
  terms TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'passed', 'failed', 'offered', 'withdrawn')),
  version BIGINT NOT NULL,
  proposed_at BIGINT NOT NULL,
  proposed_by BIGINT NOT NULL,
  review_opinion TEXT,
  review_basis TEXT,
  reviewed_at BIGINT,
  reviewed_by BIGINT,
  offered_at BIGINT,
  offered_by BIGINT,
  withdrawn_at BIGINT,
  withdrawn_by BIGINT,
  withdrawn_reason TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_incentive_project ON project_incentive (project_id);
-- The milestones that must be met before it is paid.
CREATE TABLE project_incentive_condition (
  zone_id BIGINT NOT NULL,
  incentive_id BIGINT NOT NULL,
  milestone_id BIGINT NOT NULL,
  PRIMARY KEY (zone_id, incentive_id, milestone_id)
);

-- ---- Commitments -----------------------------------------------------------------------------

-- Targets and values are ten-thousandths of the metric's unit.
CREATE TABLE project_commitment (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  metric TEXT NOT NULL,
  formula_version BIGINT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('at_least', 'at_most')),
  began_on TEXT NOT NULL,
  remedy TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_commitment_project ON project_commitment (project_id);

-- verdict is what the verified actuals say for the due date; failed is red once that has come.
CREATE TABLE project_milestone (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  due_on TEXT NOT NULL,
  target BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  verdict TEXT CHECK (verdict IN ('met', 'failed')),
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX project_milestone_due ON project_milestone (commitment_id, due_on);
CREATE INDEX project_milestone_project ON project_milestone (project_id);
CREATE INDEX project_milestone_failed ON project_milestone (project_id) WHERE verdict = 'failed';

-- Never overwritten: a correction is a row with a higher id.
CREATE TABLE project_actual (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  measured_on TEXT NOT NULL,
  value BIGINT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('facts', 'entered')),
  facts TEXT NOT NULL,
  source TEXT NOT NULL,
  evidence_id BIGINT,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'rejected')),
  decided_at BIGINT,
  decided_by BIGINT,
  decision_note TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_actual_commitment ON project_actual (commitment_id, measured_on);
CREATE INDEX project_actual_pending ON project_actual (project_id) WHERE state = 'pending';

-- ---- Cases: breach, exit, relocation ----------------------------------------------------------

-- amount: of a breach what is to be recovered. origin: of a relocation where the enterprise comes
-- from, a zone of the tree or a place in words.
CREATE TABLE project_case (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('breach', 'exit', 'relocation')),
  project_id BIGINT,
  enterprise_id BIGINT,
  milestone_id BIGINT,
  title TEXT NOT NULL,
  reason TEXT NOT NULL,
  step TEXT NOT NULL,
  due_on TEXT,
  amount BIGINT,
  origin_zone_id BIGINT,
  origin_place TEXT,
  version BIGINT NOT NULL,
  opened_on TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_case_id ON project_case (id);
CREATE INDEX project_case_project ON project_case (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX project_case_due ON project_case (kind, due_on);
CREATE TABLE project_case_step (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  step TEXT NOT NULL,
  taken_on TEXT NOT NULL,
  due_on TEXT,
  note TEXT NOT NULL,
  document TEXT,
  amount BIGINT,
  taken_at BIGINT NOT NULL,
  taken_by BIGINT NOT NULL,
  taken_by_name TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_case_step_case ON project_case_step (case_id);

-- origin_bp: what the place of origin gets, in basis points; the rest stays here.
CREATE TABLE project_tax_share (
  zone_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  from_year BIGINT NOT NULL,
  to_year BIGINT NOT NULL,
  origin_bp BIGINT NOT NULL CHECK (origin_bp BETWEEN 0 AND 10000),
  agreement TEXT NOT NULL,
  PRIMARY KEY (zone_id, case_id, from_year)
);
-- A correction is the next revision. fact is what the tax was read from.
CREATE TABLE project_tax_statement (
  zone_id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  origin_bp BIGINT NOT NULL,
  origin_amount BIGINT NOT NULL,
  own_amount BIGINT NOT NULL,
  agreement TEXT NOT NULL,
  fact TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  issued_by BIGINT NOT NULL,
  approved_at BIGINT,
  approved_by BIGINT,
  PRIMARY KEY (zone_id, case_id, year, revision)
);

-- ---- Teams, advisers, activities, introducers ---------------------------------------------------

CREATE TABLE project_team (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  industries TEXT NOT NULL,  -- GB/T 4754-2017 codes, one a line
  from_date TEXT NOT NULL,
  to_date TEXT,
  note TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE project_adviser (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  organisation TEXT NOT NULL,
  expertise TEXT NOT NULL,
  industries TEXT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
-- Who stands in a team from when to when: a user, an adviser, or somebody seconded by name.
CREATE TABLE project_post (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  user_id BIGINT,
  adviser_id BIGINT,
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  part_time BIGINT NOT NULL,
  home_unit TEXT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_post_team ON project_post (team_id);
CREATE INDEX project_post_user ON project_post (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE project_activity (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT NOT NULL,
  team_id BIGINT,
  cost BIGINT,
  result TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE project_introducer (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  enterprise_id BIGINT,
  contact TEXT NOT NULL,
  agreement TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
-- Where a project came from: an activity, an introducer, or a reinvestment signal.
CREATE TABLE project_origin (
  zone_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  origin_kind TEXT NOT NULL CHECK (origin_kind IN ('activity', 'introducer', 'signal')),
  origin_id BIGINT NOT NULL,
  noted_on TEXT NOT NULL,
  noted_at BIGINT NOT NULL,
  noted_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, project_id, origin_kind, origin_id)
);
CREATE INDEX project_origin_origin ON project_origin (origin_kind, origin_id);

-- That a resident may invest again: dated and sourced; its weight halves every half_life_days.
CREATE TABLE project_signal (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  enterprise_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  noted_on TEXT NOT NULL,
  strength BIGINT NOT NULL,
  half_life_days BIGINT NOT NULL,
  text TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  closed_on TEXT,
  closed_reason TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_signal_enterprise ON project_signal (enterprise_id);

-- ---- Appraisal ---------------------------------------------------------------------------------

CREATE TABLE project_appraisal_rule (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_date TEXT NOT NULL,
  groundwork BIGINT NOT NULL,
  target BIGINT NOT NULL,
  started BIGINT NOT NULL,
  producing BIGINT NOT NULL,
  count_overridden BIGINT NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
-- What it says follows from the columns and the log; sha256 is of that answer, so that everybody
-- can see that it still says the same.
CREATE TABLE project_statement (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  title TEXT NOT NULL,
  from_date TEXT NOT NULL,
  to_date TEXT NOT NULL,
  as_of BIGINT NOT NULL,
  pool BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'cancelled')),
  hundredths BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT,
  PRIMARY KEY (zone_id, id)
);
-- The key is what keeps an increment from being paid twice. zone_id is the project's.
CREATE TABLE project_counted (
  zone_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  category TEXT NOT NULL,
  statement_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  counted_at BIGINT NOT NULL,
  PRIMARY KEY (zone_id, project_id, category)
);
CREATE INDEX project_counted_statement ON project_counted (statement_id);

-- What a project's row said from the event `sequence` on, of that which appraisal reads: the log
-- says what happened, this says what stood, so that an answer as of a past day can be given again.
-- Triggers write it, because no way of writing a project may forget it.
CREATE TABLE project_state (
  zone_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  host_zone_id BIGINT NOT NULL,
  owner_user_id BIGINT,
  total_investment BIGINT,
  parent_id BIGINT,
  PRIMARY KEY (zone_id, project_id, sequence)
);
-- sqlite
CREATE TRIGGER project_state_created AFTER INSERT ON project_project BEGIN
  INSERT INTO project_state VALUES (NEW.zone_id, NEW.id, NEW.event_count, NEW.host_zone_id,
    NEW.owner_user_id, NEW.total_investment, NEW.parent_id);
END;
CREATE TRIGGER project_state_changed AFTER UPDATE ON project_project
WHEN NEW.host_zone_id IS NOT OLD.host_zone_id OR NEW.owner_user_id IS NOT OLD.owner_user_id
  OR NEW.total_investment IS NOT OLD.total_investment OR NEW.parent_id IS NOT OLD.parent_id
BEGIN
  INSERT OR REPLACE INTO project_state VALUES (NEW.zone_id, NEW.id, NEW.event_count,
    NEW.host_zone_id, NEW.owner_user_id, NEW.total_investment, NEW.parent_id);
END;
-- end
-- postgres
CREATE FUNCTION project_state_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO project_state VALUES (NEW.zone_id, NEW.id, NEW.event_count, NEW.host_zone_id,
    NEW.owner_user_id, NEW.total_investment, NEW.parent_id)
  ON CONFLICT (zone_id, project_id, sequence) DO UPDATE SET
    host_zone_id = excluded.host_zone_id, owner_user_id = excluded.owner_user_id,
    total_investment = excluded.total_investment, parent_id = excluded.parent_id;
  RETURN NULL;
END $$;
CREATE TRIGGER project_state_created AFTER INSERT ON project_project
  FOR EACH ROW EXECUTE FUNCTION project_state_note();
CREATE TRIGGER project_state_changed AFTER UPDATE ON project_project
  FOR EACH ROW WHEN (NEW.host_zone_id IS DISTINCT FROM OLD.host_zone_id
    OR NEW.owner_user_id IS DISTINCT FROM OLD.owner_user_id
    OR NEW.total_investment IS DISTINCT FROM OLD.total_investment
    OR NEW.parent_id IS DISTINCT FROM OLD.parent_id)
  EXECUTE FUNCTION project_state_note();
-- end

-- ---- Outlook -----------------------------------------------------------------------------------

-- All that the probabilities are counted from, without the rows themselves.
CREATE INDEX project_event_entered ON project_event (id, zone_id, project_id, to_stage, effective_on)
  WHERE to_stage IS NOT NULL;
CREATE INDEX project_event_stage_day ON project_event (to_stage, effective_on)
  WHERE to_stage IS NOT NULL;
-- What the dashboard adds up, in one index: open projects by zone and stage.
CREATE INDEX project_project_stock
  ON project_project (host_zone_id, stage, status, merged_into, chain_node, total_investment, due_on)
  WHERE merged_into IS NULL AND status IN ('ongoing', 'delayed', 'dormant');
CREATE INDEX project_project_lost ON project_project (status_on)
  WHERE status IN ('lost', 'abandoned');
CREATE INDEX project_project_created ON project_project (created_at);
CREATE INDEX project_project_signed ON project_project (signed_on) WHERE signed_on IS NOT NULL;
CREATE INDEX project_task_due ON project_task (due_on) WHERE done_at IS NULL;
