-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Input files that were put in by themselves, for jobs to come.

CREATE TABLE file (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  digest      TEXT NOT NULL,
  name        TEXT NOT NULL,
  key_id      TEXT,
  size        INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
);

CREATE INDEX file_key ON file (key_id) WHERE key_id IS NOT NULL;
