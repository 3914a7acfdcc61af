-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What was handed to the batch API of a provider, each row one batch there. The lease on its
-- items is the handover's: their engine is the sequence below zero. engine: who attends to
-- it; 0: nobody.
CREATE TABLE handover (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  job          INTEGER NOT NULL REFERENCES job,
  server       TEXT NOT NULL,
  endpoint     TEXT,
  key          TEXT,
  file_id      TEXT,
  upstream_id  TEXT,
  note         TEXT,
  state        TEXT NOT NULL,
  engine       INTEGER NOT NULL,
  generation   INTEGER NOT NULL,
  n_items      INTEGER NOT NULL,
  n_bytes      INTEGER NOT NULL,
  n_done       INTEGER NOT NULL,
  n_failed     INTEGER NOT NULL,
  n_missing    INTEGER NOT NULL,
  n_unknown    INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  sent_at      INTEGER NOT NULL,
  ended_at     INTEGER NOT NULL
);

CREATE INDEX handover_job ON handover (job);
CREATE INDEX handover_leased ON handover (engine) WHERE engine > 0;
CREATE INDEX item_handed ON item (engine) WHERE engine < 0;
