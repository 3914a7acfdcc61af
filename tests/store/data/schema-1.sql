-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- A database as the program of schema 1 has left it.

BEGIN TRANSACTION;
CREATE TABLE backend (
  name      TEXT PRIMARY KEY,
  url       TEXT NOT NULL,
  kind      TEXT NOT NULL,
  key_name  TEXT,
  parallel  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE event (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  job       INTEGER NOT NULL REFERENCES job,
  at        INTEGER NOT NULL,
  position  INTEGER NOT NULL,           -- -1: of the job
  kind      TEXT NOT NULL,
  detail    TEXT NOT NULL
);
INSERT INTO "event" VALUES(1,1,1000,-1,'state','Submitted');
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
INSERT INTO "item" VALUES(4294967296,'request-0',1,2,0,100,1,0,'succeeded',0,1,0,1,0);
INSERT INTO "item" VALUES(4294967297,'request-1',1,2,100,100,2,0,'failed',0,1,0,1,0);
INSERT INTO "item" VALUES(4294967298,'request-2',1,2,200,100,3,0,'pending',0,1,0,0,0);
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
INSERT INTO "item_group" VALUES(1,0,1,'small',3,1,0,0);
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
INSERT INTO "job" VALUES(1,1,'batch_old','From before','http','home','chat','alpha',NULL,
  NULL,NULL,NULL,
  NULL,NULL,NULL,NULL,NULL,NULL,'running','skip','proxy_native',0,0,0,0,0,0,
  1000,2000,0,0,0,0,0,0,0,0);
CREATE TABLE own_id (
  job        INTEGER NOT NULL REFERENCES job,
  custom_id  TEXT NOT NULL,
  item       INTEGER NOT NULL REFERENCES item,
  PRIMARY KEY (job, custom_id)
) WITHOUT ROWID;
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
INSERT INTO "result" VALUES(4294967296,200,100,3000,0,0,NULL,NULL,NULL,X'7B7D');
INSERT INTO "result"
  VALUES(4294967297,503,200,4000,0,1,'retriable_http_status',NULL,'overloaded',NULL);
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
INSERT INTO "tally" VALUES(1,3,1,0,0,1,1,0,0,0,0,300);
CREATE TABLE value (
  space  TEXT NOT NULL,
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (space, name)
) WITHOUT ROWID;
CREATE TABLE word (
  id    INTEGER PRIMARY KEY,
  text  TEXT NOT NULL UNIQUE
);
INSERT INTO "word" VALUES(1,'alpha');
INSERT INTO "word" VALUES(2,'/v1/chat/completions');
CREATE INDEX job_live ON job (sequence) WHERE completed_at = 0;
CREATE INDEX job_input ON job (input_digest) WHERE input_digest IS NOT NULL;
CREATE INDEX item_waiting ON item (key) WHERE status = 'pending' AND not_before = 0;
CREATE INDEX item_delayed ON item (not_before) WHERE not_before > 0;
CREATE INDEX item_leased ON item (engine) WHERE engine > 0;
CREATE INDEX result_review ON result (id) WHERE needs_review = 1;
CREATE INDEX result_retriable ON result (id) WHERE retriable = 1;
CREATE INDEX event_job ON event (job);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('job',1);
INSERT INTO "sqlite_sequence" VALUES('event',1);
COMMIT;
PRAGMA application_id = 1112626533;
PRAGMA user_version = 1;
