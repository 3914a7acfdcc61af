-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Which round of its job a file came of: the same id has another content in the next.
ALTER TABLE file ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
