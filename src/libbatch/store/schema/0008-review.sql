-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- needs_review says why an answer should be looked at, by the numbers of
-- BatchReviewReason, and no longer only that it should.
DROP INDEX result_review;

UPDATE result SET needs_review = CASE error
    WHEN 'The answer was cut off at the limit of tokens' THEN 1
    WHEN 'The answer does not say that it came to an end' THEN 2
    WHEN 'The answer is empty' THEN 3
    ELSE 6
  END
  WHERE needs_review = 1;

CREATE INDEX result_review ON result (id) WHERE needs_review > 0;

-- Likewise what was kept: 1: it was good; else 1 and the number of the reason.
