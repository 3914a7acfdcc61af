/* test-disk.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-ops-private.h"

G_BEGIN_DECLS

/* A disk that behaves as badly as disks may: there is one, and reset () makes it well.
 * It needs power (test-power.h), and without that every call fails and does nothing.
 * It works on real files, so what is left can be looked at with other means. */

const BatchFileOps *batch_test_disk_get_ops       (void);
void                batch_test_disk_reset         (void);

/* A write takes at most so many bytes; 0: all of them. */
void                batch_test_disk_set_piece     (gsize       piece);
/* Every second write and sync is interrupted first. */
void                batch_test_disk_interrupt     (void);
/* Only so many bytes more can be written; then the disk is full. */
void                batch_test_disk_set_space     (gint64      space);
/* A sync says that it is done and does nothing. */
void                batch_test_disk_lie           (void);

/* Looks at the disk below @root after the power was off: anything that was not synced
 * is there, or partly there, or not. */
void                batch_test_disk_forget        (const char *root,
                                                   GRand      *rand);

G_END_DECLS
