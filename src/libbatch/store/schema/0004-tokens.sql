-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What the last attempt at an item has cost, as the server counts; -1 is unknown. It
-- stands with the item because what is behind the body of a result cannot be read
-- without it.
ALTER TABLE item ADD COLUMN prompt_tokens INTEGER NOT NULL DEFAULT -1;
ALTER TABLE item ADD COLUMN output_tokens INTEGER NOT NULL DEFAULT -1;
