/* batch-attempt-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "handlers/batch-attempt.h"

G_BEGIN_DECLS

/* How it ended. */
typedef struct
{
  BatchItemStatus   status;        /* succeeded, failed or skipped */
  GBytes           *output;        /* (nullable) */
  char             *message;       /* (nullable) why it failed or was skipped */
  BatchFailureKind  kind;
  gboolean          retriable;
  gint64            retry_after_ms; /* -1: as the retry rule has it */
} BatchAttemptResult;

/* Runs in the thread that answers, where a garbage collection may be under way and nothing
 * may be called back: it only hands @result on. @result: (transfer full) */
typedef void (*BatchAttemptFunc) (BatchAttemptResult *result,
                                  gpointer            user_data);

struct _BatchAttempt
{
  GObject           parent_instance;

  BatchAttemptFunc  func;
  gpointer          user_data;
  int               awaited;       /* atomic: FALSE once answered */
  GSource          *limit;         /* (nullable) of the wait for an answer; only by
                                    * g_atomic_pointer_exchange () */
  GCancellable     *cancellable;   /* (nullable) */
  char             *job_id;
  char             *item_id;
  char             *custom_id;
  char             *resource_key;
  char             *operation;
  char             *endpoint;      /* (nullable) */
  GBytes           *payload;
  char             *text;          /* the payload as a string, made when asked for */
  guint32           position;
  guint             number;
  BatchSizeBucket   size_bucket;
};

/* What an attempt is about. Everything is copied. */
typedef struct
{
  const char      *job_id;
  const char      *item_id;
  const char      *custom_id;
  const char      *resource_key;
  const char      *operation;
  const char      *endpoint;       /* (nullable) */
  GBytes          *payload;        /* (nullable) UTF-8 */
  guint32          position;
  guint            number;         /* from 1 */
  BatchSizeBucket  size_bucket;
} BatchAttemptInfo;

/* @func runs once, whatever the handler does: an attempt that nobody refers to any more
 * has failed. */
BatchAttempt       *batch_attempt_new         (const BatchAttemptInfo  *info,
                                               GCancellable            *cancellable,
                                               BatchAttemptFunc         func,
                                               gpointer                 user_data);
void                batch_attempt_result_free (BatchAttemptResult      *result);

/* Between the files of this class. */
void                batch_attempt_install_properties (GObjectClass     *object_class);

/* Once, by who has handed it out: if there is no answer by then, it has failed. */
void                batch_attempt_limit_wait  (BatchAttempt            *self,
                                               guint                    seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAttemptResult, batch_attempt_result_free)

G_END_DECLS
