-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- How much of its prompt the server did not have to read, with the last attempt at an item
-- (-1: it does not say), and what all attempts of a job have cost.
ALTER TABLE item ADD COLUMN cached_tokens INTEGER NOT NULL DEFAULT -1;
ALTER TABLE tally ADD COLUMN prompt_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally ADD COLUMN cached_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally ADD COLUMN output_tokens INTEGER NOT NULL DEFAULT 0;
