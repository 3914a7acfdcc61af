-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- What the client of a batch calls it, when that is not the id of its job.
ALTER TABLE delivery ADD COLUMN batch_id TEXT;
UPDATE delivery SET batch_id = 'msg' || job_id
  WHERE state = 0 AND job_id IN (SELECT id FROM receipt WHERE api = 'anthropic');
