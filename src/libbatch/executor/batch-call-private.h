/* batch-call-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-private.h"

G_BEGIN_DECLS

/* A call of the owner on its way through the engine thread. */
typedef struct _BatchCall BatchCall;

typedef void (*BatchCallFunc) (BatchExecutor *self,
                               BatchCall     *call);

struct _BatchCall
{
  BatchExecutor  *executor;
  GTask          *task;            /* NULL when nobody waits for an answer */
  BatchCallFunc   func;
  char           *job_id;          /* (nullable) */
  gpointer        data;            /* (nullable) */
  GDestroyNotify  destroy;
};

/* Called by the owner. @task and @data: (transfer full) */
void       batch_executor_call          (BatchExecutor        *self,
                                         BatchCallFunc         func,
                                         const char           *job_id,
                                         gpointer              data,
                                         GDestroyNotify        destroy,
                                         GTask                *task);
/* Each ends the call. */
void       batch_call_return            (BatchCall            *call,
                                         gpointer              value,
                                         GDestroyNotify        destroy);
void       batch_call_return_job        (BatchCall            *call,
                                         BatchJobRecord       *record);
void       batch_call_return_int        (BatchCall            *call,
                                         gssize                value);
void       batch_call_return_error      (BatchCall            *call,
                                         GError               *error);
void       batch_call_free              (BatchCall            *call);

/* Carries out what was called while the store was being opened, and from now on at once. */
void       batch_executor_begin_calls   (BatchExecutor        *self);

G_END_DECLS
