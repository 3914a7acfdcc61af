-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Jobs whose results were to be written somewhere, and never were.
CREATE INDEX job_unwritten ON job (sequence)
  WHERE exported_at = 0 AND output_path IS NOT NULL
    AND state IN ('completed', 'completed_with_errors', 'expired');
