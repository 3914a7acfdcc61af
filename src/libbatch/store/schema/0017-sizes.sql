-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- How many tokens the answer to an item may have (0: it does not say), and of the items of a
-- group that wait, delayed ones as well, the sums of that and of their bytes: what is left to do
-- is estimated by how large it is.
ALTER TABLE item ADD COLUMN output_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item_group ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item_group ADD COLUMN output_limit INTEGER NOT NULL DEFAULT 0;

UPDATE item_group SET bytes = ifnull ((
    SELECT sum (length) FROM item
    WHERE item.id BETWEEN job << 32 AND (job << 32) + 4294967295 AND item.key = item_group.key
      AND status = 'pending'
      AND item.bucket = CASE item_group.bucket
        WHEN 'small' THEN 0 WHEN 'medium' THEN 1 WHEN 'large' THEN 2 ELSE 3 END), 0)
  WHERE waiting + delayed > 0;
