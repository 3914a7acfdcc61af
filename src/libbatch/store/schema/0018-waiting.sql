-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Engines that wait until a lane becomes free for another key than the one it holds.
CREATE TABLE lane_waiter (
  lane          TEXT NOT NULL,
  engine        INTEGER NOT NULL REFERENCES engine,
  resource_key  TEXT NOT NULL,
  urgent        INTEGER NOT NULL,       -- somebody waits for the answer
  PRIMARY KEY (lane, engine)
) WITHOUT ROWID;
