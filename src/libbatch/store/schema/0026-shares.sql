-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Of the requests that a server is to get at a time: the number that an engine goes by, which holds
-- for all engines together (0: it goes by none), how many of them are its own, and whether it wants
-- them first, as clients wait.
ALTER TABLE lane_engine ADD COLUMN share_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lane_engine ADD COLUMN slots INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lane_engine ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
