-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Which round of the job the files of a receipt were made of. Who tries items again begins
-- another one.
ALTER TABLE receipt ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
