/* store-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-store-conformance.h"
#include "store-sync.h"

G_BEGIN_DECLS

#define JOB    "batch_one"
#define ENGINE "engine-a"
#define OTHER  "engine-b"
#define NOW    G_GINT64_CONSTANT (1000000)

typedef struct
{
  const BatchStoreFactory *factory;
  char                    *uri;
  BatchStore              *store;      /* ENGINE has joined */
} Fixture;

typedef void (*FixtureFunc) (Fixture       *fixture,
                             gconstpointer  factory);

void             fixture_set_up       (Fixture          *fixture,
                                       gconstpointer     factory);
void             fixture_tear_down    (Fixture          *fixture,
                                       gconstpointer     factory);
void             fixture_add          (const char       *prefix,
                                       const char       *name,
                                       const BatchStoreFactory *factory,
                                       FixtureFunc       func);

/* Each takes its way through the store, and must succeed. */
void             store_add_validating (BatchStore       *store,
                                       const char       *job_id,
                                       guint             n_items,
                                       guint             n_keys);
/* A queued job whose items have the keys "model-0", "model-1", … in turn. */
void             store_add_job        (BatchStore       *store,
                                       const char       *job_id,
                                       guint             n_items,
                                       guint             n_keys);
BatchJobRecord  *store_set_state      (BatchStore       *store,
                                       const char       *job_id,
                                       BatchJobState     state);
BatchJobRecord  *store_change         (BatchStore       *store,
                                       const char       *job_id,
                                       BatchJobFields    field,
                                       gint64            value);
GPtrArray       *store_claim          (BatchStore       *store,
                                       const char       *engine_id,
                                       const char       *job_id,
                                       guint             limit);
/* Marks what was claimed as running; how many were taken. */
guint            store_start          (BatchStore       *store,
                                       const char       *engine_id,
                                       GPtrArray        *items);
/* Ends what was running; how many were taken. */
guint            store_finish         (BatchStore       *store,
                                       const char       *engine_id,
                                       GPtrArray        *items,
                                       BatchItemStatus   status);
/* Claims, starts and ends. */
void             store_run            (BatchStore       *store,
                                       const char       *job_id,
                                       guint             n_items,
                                       BatchItemStatus   status);
BatchFinish     *store_new_finish     (const BatchItemRecord *item,
                                       BatchItemStatus        status);
GPtrArray       *store_list           (BatchStore       *store,
                                       const char       *job_id,
                                       guint             statuses);
BatchItemRecord *store_get_item       (BatchStore       *store,
                                       const char       *job_id,
                                       guint             position);
BatchJobRecord  *store_get            (BatchStore       *store,
                                       const char       *job_id);

/* That the counts of a job, its groups and its rows tell the same. */
void             store_check_counts   (BatchStore       *store,
                                       const char       *job_id);

G_END_DECLS
