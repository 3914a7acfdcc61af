-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Why the attempts of a job have come to nothing since one of its items ended, and from when on.
ALTER TABLE tally ADD COLUMN setback TEXT;
ALTER TABLE tally ADD COLUMN setback_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally ADD COLUMN setback_at INTEGER NOT NULL DEFAULT 0;
