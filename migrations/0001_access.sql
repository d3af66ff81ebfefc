-- The tree nation – province – city – zone – park, its users and what they did.
CREATE TABLE access_zone (
  id BIGINT NOT NULL PRIMARY KEY,
  parent_id BIGINT REFERENCES access_zone (id),
  level TEXT NOT NULL CHECK (level IN ('nation', 'province', 'city', 'zone', 'park')),
  code TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  region_code TEXT,
  demonstration BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1
);

-- One row a name; every change of what it counts adds one. Caches compare it.
CREATE TABLE access_counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO access_counter (name, value) VALUES ('zone', 1);

CREATE TABLE access_user (
  id BIGINT NOT NULL PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change_password BIGINT NOT NULL DEFAULT 0,
  disabled BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE access_grant (
  zone_id BIGINT NOT NULL REFERENCES access_zone (id),
  user_id BIGINT NOT NULL REFERENCES access_user (id),
  role TEXT NOT NULL,
  PRIMARY KEY (zone_id, user_id, role)
);
CREATE INDEX access_grant_user ON access_grant (user_id);

-- The token itself is known to the browser alone; its SHA-256 stands here.
CREATE TABLE access_session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES access_user (id),
  csrf_token TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX access_session_user ON access_session (user_id);

CREATE TABLE access_audit (
  zone_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  username TEXT NOT NULL,
  operation TEXT NOT NULL,
  entity TEXT,
  entity_id BIGINT,
  input TEXT,
  before_json TEXT,
  after_json TEXT,
  request_id TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX access_audit_at ON access_audit (at);
CREATE INDEX access_audit_entity ON access_audit (entity, entity_id);
