-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What was done, for those who look back. How many rows there are goes by the time in
-- which something was done, and not by the number of items.

-- Jobs go, and what was done stays: a job here may be one that is no more, and 0 is
-- several. durations: how many items took how long, “step:count …”.
CREATE TABLE history (
  at             INTEGER NOT NULL,
  span           INTEGER NOT NULL,      -- s, and at is a multiple of it
  job            INTEGER NOT NULL,
  key            INTEGER NOT NULL,      -- of a word
  backend        INTEGER NOT NULL,      -- of a word
  succeeded      INTEGER NOT NULL,
  failed         INTEGER NOT NULL,
  prompt_tokens  INTEGER NOT NULL,
  output_tokens  INTEGER NOT NULL,
  cached_tokens  INTEGER NOT NULL,
  busy_ms        INTEGER NOT NULL,
  durations      TEXT NOT NULL,
  PRIMARY KEY (at, span, job, key, backend)
) WITHOUT ROWID;

-- ended_at: 0 when nobody knows how it ended.
CREATE TABLE load (
  began_at  INTEGER NOT NULL,
  backend   INTEGER NOT NULL,           -- of a word
  key       INTEGER NOT NULL,           -- of a word
  ended_at  INTEGER NOT NULL,
  job       INTEGER NOT NULL,
  evicted   INTEGER NOT NULL,           -- of a word; 0: there was none before
  PRIMARY KEY (began_at, backend, key)
) WITHOUT ROWID;

-- What was said about the time that a job takes, and how long it took.
CREATE TABLE forecast (
  at           INTEGER NOT NULL,
  job          INTEGER NOT NULL,
  round        INTEGER NOT NULL,
  percent      INTEGER NOT NULL,
  low_ms       INTEGER NOT NULL,
  expected_ms  INTEGER NOT NULL,
  high_ms      INTEGER NOT NULL,
  actual_ms    INTEGER NOT NULL,
  PRIMARY KEY (at, job, round, percent)
) WITHOUT ROWID;
