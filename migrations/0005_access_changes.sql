-- Which things changed with a step of a counter, so that what is kept in memory need not be read
-- anew. id 0: too many to name. The rows of a counter become visible in the order of its values,
-- because its row in access_counter is locked until the writer commits.
CREATE TABLE access_change (
  counter TEXT NOT NULL,
  value BIGINT NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (counter, value, id)
);
