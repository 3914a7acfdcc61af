-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What the local Batch API keeps of its clients.

-- digest: SHA-256 of the key, which nobody but its owner has.
CREATE TABLE api_key (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  digest      TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  revoked_at  INTEGER NOT NULL
);

-- The batches that clients asked for; each gets a job of the same id when its input has
-- been checked. state: by number, as BatchReceiptState.
CREATE TABLE receipt (
  sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
  id               TEXT NOT NULL UNIQUE,
  key_id           TEXT,
  api              TEXT NOT NULL,
  input_file_id    TEXT NOT NULL,
  request          TEXT NOT NULL,
  issues           TEXT,
  outcome          TEXT,
  output_file_id   TEXT,
  error_file_id    TEXT,
  idempotency_key  TEXT,
  created_at       INTEGER NOT NULL,
  cancelled_at     INTEGER NOT NULL,
  ended_at         INTEGER NOT NULL,
  state            INTEGER NOT NULL
);

CREATE INDEX receipt_key ON receipt (api, key_id);
CREATE INDEX receipt_open ON receipt (state) WHERE state < 2;
CREATE UNIQUE INDEX receipt_idempotency ON receipt (api, ifnull (key_id, ''), idempotency_key)
  WHERE idempotency_key IS NOT NULL;

-- What a file is for, and until when it is kept; 0: until somebody removes it.
ALTER TABLE file ADD COLUMN purpose TEXT NOT NULL DEFAULT 'batch';
ALTER TABLE file ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX file_expires ON file (expires_at) WHERE expires_at > 0;
