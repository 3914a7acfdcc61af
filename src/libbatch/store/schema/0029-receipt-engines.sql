-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Which engine makes a job of a receipt, and files of that; 0: none.
ALTER TABLE receipt ADD COLUMN engine INTEGER NOT NULL DEFAULT 0;
CREATE INDEX receipt_engine ON receipt (engine) WHERE engine > 0;
