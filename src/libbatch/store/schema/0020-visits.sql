-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- When an engine last came to a lane, or left it, only to answer clients that wait, with another
-- key than the one it held; and who does that at the moment.
ALTER TABLE lane ADD COLUMN visited_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lane_engine ADD COLUMN visits INTEGER NOT NULL DEFAULT 0;
