-- The industrial chain. The files that were imported are kept as text, the way they came (in
-- UTF-8): they are reference data that is replaced as a whole, read into memory as a whole and
-- never asked row by row, and so a reason can always be traced to its file.

CREATE TABLE chain_source (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,        -- of the file; the same name again replaces it
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  year BIGINT,               -- the figures are of, when the name says it
  invented BIGINT NOT NULL DEFAULT 0,
  active BIGINT NOT NULL DEFAULT 1,  -- of the input-output tables one is
  imported_at BIGINT NOT NULL,
  imported_by TEXT NOT NULL,
  UNIQUE (kind, name)
);

CREATE TABLE chain_concordance (
  system TEXT NOT NULL,
  code TEXT NOT NULL,
  io_system TEXT NOT NULL,
  io_code TEXT NOT NULL,
  name TEXT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  note TEXT NOT NULL,
  edited BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (system, code, io_system, io_code)
);

CREATE TABLE chain_exclusion (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  company TEXT NOT NULL,
  node TEXT,                 -- NULL: for every link of the zone
  reason TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);

-- Patents and standards of a node: dated facts, never overwritten.
CREATE TABLE chain_fact (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  id BIGINT NOT NULL,
  node TEXT NOT NULL,
  kind TEXT NOT NULL,        -- patent, standard
  identifier TEXT NOT NULL,
  title TEXT NOT NULL,
  holder TEXT NOT NULL,
  published_on TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, node, kind, identifier)
);
