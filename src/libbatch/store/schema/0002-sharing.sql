-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What several engines on one queue need to know of each other.

-- An engine lives as long as it holds the lock on its file.
CREATE TABLE engine (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,
  joined_at  INTEGER NOT NULL
);

-- What a lane holds, or held last.
CREATE TABLE lane (
  name          TEXT PRIMARY KEY,
  resource_key  TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE lane_engine (
  lane        TEXT NOT NULL REFERENCES lane,
  engine      INTEGER NOT NULL REFERENCES engine,
  entered_at  INTEGER NOT NULL,
  PRIMARY KEY (lane, engine)
) WITHOUT ROWID;

-- What others should look at again. Only the last change of a subject by an
-- engine is kept: whoever reads on from an older one misses nothing, and the log
-- stays as short as the list of jobs.
CREATE TABLE change (
  sequence  INTEGER PRIMARY KEY,
  kind      INTEGER NOT NULL,
  subject   TEXT NOT NULL,
  engine    TEXT NOT NULL,              -- '': somebody without an engine
  UNIQUE (kind, subject, engine)
);
