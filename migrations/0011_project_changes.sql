-- Which projects changed since when, for the columns in memory that lists, boards and forecasts are
-- answered from (docs/decisions/0002). Triggers write it, because no way of writing a project may
-- forget it.
CREATE TABLE project_change (
  project_id BIGINT PRIMARY KEY,
  change BIGINT NOT NULL
);
CREATE INDEX project_change_change ON project_change (change);
-- sqlite
CREATE TRIGGER project_change_created AFTER INSERT ON project_project BEGIN
  INSERT INTO access_counter (name, value) VALUES ('project', 1)
    ON CONFLICT (name) DO UPDATE SET value = value + 1;
  INSERT OR REPLACE INTO project_change
    SELECT NEW.id, value FROM access_counter WHERE name = 'project';
END;
CREATE TRIGGER project_change_updated AFTER UPDATE ON project_project BEGIN
  INSERT INTO access_counter (name, value) VALUES ('project', 1)
    ON CONFLICT (name) DO UPDATE SET value = value + 1;
  INSERT OR REPLACE INTO project_change
    SELECT NEW.id, value FROM access_counter WHERE name = 'project';
END;
-- end
-- postgres
-- At the end of the transaction: the counter's row is then the last that it locks, so that two
-- writers of several projects do not wait for each other, and values are committed in their order.
CREATE FUNCTION project_change_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  n BIGINT := NULLIF(current_setting('gaoxin.project_change', true), '')::BIGINT;
BEGIN
  IF n IS NULL THEN
    INSERT INTO access_counter (name, value) VALUES ('project', 1)
      ON CONFLICT (name) DO UPDATE SET value = access_counter.value + 1 RETURNING value INTO n;
    PERFORM set_config('gaoxin.project_change', n::text, true);
  END IF;
  INSERT INTO project_change VALUES (NEW.id, n)
    ON CONFLICT (project_id) DO UPDATE SET change = excluded.change;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER project_change_created AFTER INSERT ON project_project
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION project_change_note();
CREATE CONSTRAINT TRIGGER project_change_updated AFTER UPDATE ON project_project
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION project_change_note();
-- end

-- What only lists and sums in SQL walked.
DROP INDEX project_project_stage;
DROP INDEX project_project_activity;
DROP INDEX project_project_search;
DROP INDEX project_project_amount;
DROP INDEX project_project_owner_stage;
DROP INDEX project_project_stock;
DROP INDEX project_project_lost;
DROP INDEX project_project_created;
DROP INDEX project_project_signed;
