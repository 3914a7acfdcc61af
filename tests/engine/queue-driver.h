/* queue-driver.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Calls of a queue that wait for their answer. Those that are to succeed say so. */
BatchJob     *driver_make_job      (const char       *key,
                                    guint             n_items);
BatchJob     *driver_enqueue       (BatchQueue       *queue,
                                    BatchJob         *job);
/* A job of @n_items items for @key, put in. The queue holds it. */
BatchJob     *driver_put           (BatchQueue       *queue,
                                    const char       *key,
                                    guint             n_items);
void          driver_run           (BatchQueue       *queue,
                                    BatchJob         *job);
void          driver_update        (BatchQueue       *queue,
                                    BatchJob         *job,
                                    const char       *item_id,
                                    BatchItemStatus   status,
                                    const char       *error,
                                    gint64            duration_ms);
BatchSummary *driver_complete      (BatchQueue       *queue,
                                    BatchJob         *job);
gboolean      driver_cancel        (BatchQueue       *queue,
                                    const char       *job_id,
                                    GError          **error);
gboolean      driver_cancel_item   (BatchQueue       *queue,
                                    const char       *job_id,
                                    const char       *item_id,
                                    GError          **error);
gint64        driver_retry         (BatchQueue       *queue,
                                    const char       *job_id,
                                    GError          **error);
gboolean      driver_retry_item    (BatchQueue       *queue,
                                    const char       *job_id,
                                    const char       *item_id,
                                    GError          **error);
gboolean      driver_try_update    (BatchQueue       *queue,
                                    const char       *job_id,
                                    const char       *item_id,
                                    BatchItemStatus   status,
                                    GError          **error);
gboolean      driver_try_run       (BatchQueue       *queue,
                                    const char       *job_id,
                                    GError          **error);
BatchSummary *driver_try_complete  (BatchQueue       *queue,
                                    const char       *job_id,
                                    GError          **error);

/* Iterates for so long, whatever happens. */
void          driver_iterate_for   (guint             ms);
/* Iterates until @job is in @state. */
void          driver_wait_state    (BatchJob         *job,
                                    BatchJobState     state);
/* The statuses of the items, as they are in the store: "pending cancelled …" */
char         *driver_statuses      (BatchQueue       *queue,
                                    BatchJob         *job);
/* (transfer full): an item as it is in the store */
BatchItem    *driver_get_item      (BatchQueue       *queue,
                                    BatchJob         *job,
                                    guint             position);
/* The error of an item, "" without one. */
char         *driver_item_error    (BatchQueue       *queue,
                                    BatchJob         *job,
                                    guint             position);
/* The keys of the list: "a b b" */
char         *driver_keys          (BatchQueue       *queue);

G_END_DECLS
