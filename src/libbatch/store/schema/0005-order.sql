-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What the order of things needs: a place between two neighbours for a job that
-- somebody moved, and how often the key changes along the input of a job (-1: nobody
-- counted), which is what working through it in its own order would cost in loads.
ALTER TABLE job ADD COLUMN rank_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN key_changes INTEGER NOT NULL DEFAULT -1;
