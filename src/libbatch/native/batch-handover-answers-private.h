/* batch-handover-answers-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind.h"
#include "backend/batch-provider-private.h"
#include "core/batch-clock-private.h"
#include "core/batch-handover-record.h"
#include "files/batch-blob-source-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* Takes the lines of a file that a provider gave into the store, page by page. */

/* Told of what was taken, in one call for each page. @items, @finishes: those that ended now,
 * side by side. */
typedef void (*BatchHandoverTaken) (BatchJobRecord *job,
                                    GPtrArray      *items,
                                    GPtrArray      *finishes,
                                    gpointer        user_data);

typedef struct
{
  const char             *engine_id;
  BatchClock             *clock;
  BatchHandoverRecord    *handover;
  BatchJobRecord         *job;
  const BatchProviderApi *api;
  BatchBackendFlags       flags;     /* of the provider */
  BatchStore             *store;
  BatchBlobSource        *input;
  BatchHandoverTaken      taken;
  gpointer                taken_data;
} BatchHandoverAnswers;

/* @fd: is closed. @answers: copied */
void     batch_handover_answers_take_async  (const BatchHandoverAnswers *answers,
                                             int                         fd,
                                             GCancellable               *cancellable,
                                             GAsyncReadyCallback         callback,
                                             gpointer                    user_data);
/* @n_known: lines that belong to items of the handover, taken now or before
 * @n_unknown: those that belong to none */
gboolean batch_handover_answers_take_finish (GAsyncResult               *result,
                                             gint64                     *n_known,
                                             gint64                     *n_unknown,
                                             GError                    **error);

G_END_DECLS
