-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Whether an engine works on the jobs, and does not only look.
ALTER TABLE engine ADD COLUMN working INTEGER NOT NULL DEFAULT 0;
