/* batch-job-cache-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-job.h"

G_BEGIN_DECLS

/* The one object of each job, by its id, as long as somebody holds it: the cache itself keeps
 * none alive. */
typedef struct _BatchJobCache BatchJobCache;

BatchJobCache *batch_job_cache_new    (void);
void           batch_job_cache_free   (BatchJobCache *self);
/* In place of one that has the same id. */
void           batch_job_cache_add    (BatchJobCache *self,
                                       BatchJob      *job);
void           batch_job_cache_remove (BatchJobCache *self,
                                       const char    *job_id);
/* Returns: (transfer full) (nullable) */
BatchJob      *batch_job_cache_lookup (BatchJobCache *self,
                                       const char    *job_id);
/* How many ids it has, of which some may be those of jobs that are gone. */
guint          batch_job_cache_size   (BatchJobCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchJobCache, batch_job_cache_free)

G_END_DECLS
