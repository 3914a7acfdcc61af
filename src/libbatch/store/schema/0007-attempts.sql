-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Attempts that came to nothing, and answers that another one was asked for in place of.
-- An answer that stands is the result of its item, and has no row here. Only the last
-- ones of an item are kept.
CREATE TABLE attempt (
  id            INTEGER PRIMARY KEY,
  item          INTEGER NOT NULL REFERENCES item,
  number        INTEGER NOT NULL,       -- from 1, for each item
  began_at      INTEGER NOT NULL,
  ended_at      INTEGER NOT NULL,
  retry_at      INTEGER NOT NULL,       -- 0: at once, or not at all
  status_code   INTEGER NOT NULL,
  size          INTEGER NOT NULL,       -- of the whole answer, in bytes
  server        INTEGER NOT NULL,       -- of a word; 0: none
  key           INTEGER NOT NULL,       -- of a word
  failure_kind  TEXT,                   -- NULL: it succeeded
  error         TEXT,
  body          BLOB                    -- the beginning of the answer
);

CREATE INDEX attempt_item ON attempt (item);

-- What is sent otherwise than the input has it: a JSON object, of a word; 0: nothing.
ALTER TABLE item ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
-- The result is an answer of before, and stays until a new one is there. 0: it is not;
-- 1: it was good; 2: it needed a review.
ALTER TABLE item ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
