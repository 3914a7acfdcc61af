-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What a queue is: jobs, their items and results. Times are µs since the epoch,
-- durations ms; 0 is "not yet" or "never". States are the words of the interface.

-- Resource keys and endpoints: few, long, and on every item.
CREATE TABLE word (
  id    INTEGER PRIMARY KEY,
  text  TEXT NOT NULL UNIQUE
);

CREATE TABLE job (
  sequence          INTEGER PRIMARY KEY AUTOINCREMENT,
  rank              INTEGER NOT NULL,
  id                TEXT NOT NULL UNIQUE,
  title             TEXT,
  handler           TEXT NOT NULL,
  backend           TEXT,
  operation         TEXT NOT NULL,
  resource_key      TEXT,
  metadata          TEXT,
  input_digest      TEXT,
  input_name        TEXT,
  output_path       TEXT,
  error_path        TEXT,
  reorder_note      TEXT,
  failure           TEXT,
  provider          TEXT,
  key_id            TEXT,
  webhook_url       TEXT,
  state             TEXT NOT NULL,
  overwrite_policy  TEXT NOT NULL,
  execution_mode    TEXT NOT NULL,
  priority          INTEGER NOT NULL,
  parallel          INTEGER NOT NULL,
  max_attempts      INTEGER NOT NULL,
  round             INTEGER NOT NULL,
  loads             INTEGER NOT NULL,
  input_size        INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  started_at        INTEGER NOT NULL,
  completed_at      INTEGER NOT NULL,
  expires_at        INTEGER NOT NULL,
  removed_at        INTEGER NOT NULL,
  exported_at       INTEGER NOT NULL,
  paused            INTEGER NOT NULL,
  reordered         INTEGER NOT NULL,
  needs_key         INTEGER NOT NULL,
  own_ids           INTEGER NOT NULL
);

-- A job that has not ended has no completed_at.
CREATE INDEX job_live ON job (sequence) WHERE completed_at = 0;
CREATE INDEX job_input ON job (input_digest) WHERE input_digest IS NOT NULL;

-- What changes with every item, apart from what does not.
CREATE TABLE tally (
  job           INTEGER PRIMARY KEY REFERENCES job,
  total         INTEGER NOT NULL,
  pending       INTEGER NOT NULL,
  claimed       INTEGER NOT NULL,
  running       INTEGER NOT NULL,
  succeeded     INTEGER NOT NULL,
  failed        INTEGER NOT NULL,
  skipped       INTEGER NOT NULL,
  cancelled     INTEGER NOT NULL,
  expired       INTEGER NOT NULL,
  needs_review  INTEGER NOT NULL,
  busy_ms       INTEGER NOT NULL
);

-- The waiting items of a job that share a key and a size; place: the order in
-- which they appeared.
CREATE TABLE item_group (
  job       INTEGER NOT NULL REFERENCES job,
  place     INTEGER NOT NULL,
  key       INTEGER NOT NULL REFERENCES word,
  bucket    TEXT NOT NULL,
  total     INTEGER NOT NULL,
  waiting   INTEGER NOT NULL,
  delayed   INTEGER NOT NULL,
  next_due  INTEGER NOT NULL,
  PRIMARY KEY (job, place)
) WITHOUT ROWID;

-- The id is job << 32 | position: the items of a job lie together, in the order
-- of the input, and an index entry need not name the job.
CREATE TABLE item (
  id            INTEGER PRIMARY KEY,
  custom_id     TEXT NOT NULL,
  key           INTEGER NOT NULL,       -- of a word
  endpoint      INTEGER NOT NULL,       -- of a word; 0: none
  offset        INTEGER NOT NULL,       -- into the input of the job
  length        INTEGER NOT NULL,
  line          INTEGER NOT NULL,
  bucket        INTEGER NOT NULL,
  status        TEXT NOT NULL,
  engine        INTEGER NOT NULL,       -- who leases it; 0: nobody
  generation    INTEGER NOT NULL,       -- of the lease
  not_before    INTEGER NOT NULL,       -- 0 unless pending and delayed
  attempts      INTEGER NOT NULL,
  lost          INTEGER NOT NULL
);

-- Every one of these is thought of at every change of an item, so there are few.
-- The first: what may start now, by key and then in input order.
CREATE INDEX item_waiting ON item (key) WHERE status = 'pending' AND not_before = 0;
CREATE INDEX item_delayed ON item (not_before) WHERE not_before > 0;
CREATE INDEX item_leased ON item (engine) WHERE engine > 0;

-- The ids that a program gave to its items, which it looks them up by.
CREATE TABLE own_id (
  job        INTEGER NOT NULL REFERENCES job,
  custom_id  TEXT NOT NULL,
  item       INTEGER NOT NULL REFERENCES item,
  PRIMARY KEY (job, custom_id)
) WITHOUT ROWID;

-- How the last attempt ended. The body comes last, so that what is before it can
-- be read without it.
CREATE TABLE result (
  id            INTEGER PRIMARY KEY REFERENCES item,
  status_code   INTEGER NOT NULL,
  duration_ms   INTEGER NOT NULL,       -- -1: unknown
  completed_at  INTEGER NOT NULL,
  needs_review  INTEGER NOT NULL,
  retriable     INTEGER NOT NULL,       -- the item failed or expired
  failure_kind  TEXT,
  request_id    TEXT,
  error         TEXT,
  body          BLOB
);

CREATE INDEX result_review ON result (id) WHERE needs_review = 1;
CREATE INDEX result_retriable ON result (id) WHERE retriable = 1;

CREATE TABLE event (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  job       INTEGER NOT NULL REFERENCES job,
  at        INTEGER NOT NULL,
  position  INTEGER NOT NULL,           -- -1: of the job
  kind      TEXT NOT NULL,
  detail    TEXT NOT NULL
);

CREATE INDEX event_job ON event (job);

CREATE TABLE value (
  space  TEXT NOT NULL,
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (space, name)
) WITHOUT ROWID;

CREATE TABLE backend (
  name      TEXT PRIMARY KEY,
  url       TEXT NOT NULL,
  kind      TEXT NOT NULL,
  key_name  TEXT,
  parallel  INTEGER NOT NULL
) WITHOUT ROWID;
