-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Whether a load was needed because somebody else had taken the model out of memory.
ALTER TABLE load ADD COLUMN swapped INTEGER NOT NULL DEFAULT 0;
