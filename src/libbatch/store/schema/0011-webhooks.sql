-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Who is told what becomes of jobs. is_target: of every job; else the address is only one
-- that a job may name. gone_at: when it said that it is no more.
CREATE TABLE webhook (
  url            TEXT PRIMARY KEY,
  created_at     INTEGER NOT NULL,
  gone_at        INTEGER NOT NULL,
  allow_private  INTEGER NOT NULL,
  is_target      INTEGER NOT NULL
) WITHOUT ROWID;

-- What is to be told, or was: a row for each event and target, written with the event
-- itself. Jobs go, and what was said of them stays for a while. state: by number, as
-- BatchDeliveryState. due_at: of those that wait behind another one of the same job for
-- the same target, the end of time. engine: who has it in hand; 0: nobody.
CREATE TABLE delivery (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id     TEXT NOT NULL,
  event        INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  job_id       TEXT NOT NULL,
  job_state    TEXT NOT NULL,
  url          TEXT NOT NULL,
  total        INTEGER NOT NULL,
  succeeded    INTEGER NOT NULL,
  failed       INTEGER NOT NULL,
  skipped      INTEGER NOT NULL,
  cancelled    INTEGER NOT NULL,
  expired      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  due_at       INTEGER NOT NULL,
  ended_at     INTEGER NOT NULL DEFAULT 0,
  state        INTEGER NOT NULL DEFAULT 0,
  engine       INTEGER NOT NULL DEFAULT 0,
  attempts     INTEGER NOT NULL DEFAULT 0,
  status_code  INTEGER NOT NULL DEFAULT 0,
  error        TEXT
);

CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 0 AND engine = 0;
CREATE INDEX delivery_open ON delivery (job_id, url) WHERE state = 0;
CREATE INDEX delivery_leased ON delivery (engine) WHERE engine > 0;
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at > 0;
