-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- By which items of a job whose prompts begin alike come one after the other; 0: it is like
-- no other. What may start now is by key and job, then by that, then in input order.
ALTER TABLE item ADD COLUMN prefix INTEGER NOT NULL DEFAULT 0;

DROP INDEX item_waiting;
CREATE INDEX item_waiting ON item (key, id >> 32, prefix)
  WHERE status = 'pending' AND not_before = 0;
