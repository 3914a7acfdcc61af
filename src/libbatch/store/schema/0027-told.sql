-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Whoever has a batch of the local Batch API is told of its end when its files are there: the
-- round of the job that they are to be of; -1: nothing has to be there first.
ALTER TABLE delivery ADD COLUMN files_round INTEGER NOT NULL DEFAULT -1;
