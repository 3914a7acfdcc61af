-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Whose server is told, so that one that does not answer holds up nobody else: scheme, host
-- and port of the URL.
ALTER TABLE delivery ADD COLUMN server TEXT NOT NULL DEFAULT '';
UPDATE delivery SET server = url WHERE state = 0;
CREATE INDEX delivery_server ON delivery (server, due_at) WHERE state = 0 AND engine = 0;
