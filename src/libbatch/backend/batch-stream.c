/* backend/batch-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-stream-private.h"

#include "format/batch-sse-private.h"

struct _BatchStream
{
  BatchSse        *sse;
  BatchAnswerFold *fold;        /* (nullable) */
  BatchStreamFunc  event;       /* (nullable) in place of the fold */
  gpointer         user_data;
  BatchFoldState   state;
  guint            n_events;
};

static gboolean
read_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  BatchStream *self = user_data;

  self->n_events++;
  if (self->event != NULL)
    {
      self->event (data, length, self->user_data);
      return TRUE;
    }

  self->state = batch_answer_fold_add (self->fold, data, length);
  return self->state == BATCH_FOLD_OPEN;
}

BatchStream *
batch_stream_new (gsize limit)
{
  BatchStream *self = g_new0 (BatchStream, 1);

  self->fold = batch_answer_fold_new (limit);
  self->sse = batch_sse_new (limit, read_event, self);
  return self;
}

BatchStream *
batch_stream_new_of_events (gsize           limit,
                            BatchStreamFunc event,
                            gpointer        user_data)
{
  BatchStream *self = g_new0 (BatchStream, 1);

  self->event = event;
  self->user_data = user_data;
  self->sse = batch_sse_new (limit, read_event, self);
  return self;
}

void
batch_stream_free (BatchStream *self)
{
  batch_sse_free (self->sse);
  g_clear_pointer (&self->fold, batch_answer_fold_free);
  g_free (self);
}

BatchFoldState
batch_stream_feed (BatchStream  *self,
                   const guint8 *data,
                   gsize         length)
{
  if (batch_sse_feed (self->sse, data, length) == BATCH_SSE_TOO_LONG)
    self->state = BATCH_FOLD_TOO_LARGE;

  return self->state;
}

BatchFoldState
batch_stream_end (BatchStream *self)
{
  batch_sse_end (self->sse);
  return self->state;
}

guint
batch_stream_count_events (BatchStream *self)
{
  return self->n_events;
}

BatchAnswerFold *
batch_stream_get_fold (BatchStream *self)
{
  return self->fold;
}
