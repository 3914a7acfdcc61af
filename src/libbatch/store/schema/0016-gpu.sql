-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Which graphics card a model server computes on, by any name: those that share one are never
-- at work at the same time. NULL: nobody has said.
ALTER TABLE backend ADD COLUMN gpu TEXT;
