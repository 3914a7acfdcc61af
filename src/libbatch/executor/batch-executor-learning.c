/* batch-executor-learning.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"

/* What is learnt of how long requests take, and kept from run to run. */

#define ETA_SPACE "eta"
/* What chats are to the estimator: apart from what batches do, as people ask for other things, and
 * used only as long as nothing nearer is known of a model. */
#define CHAT_OPERATION "interactive"
#define BEGIN_US (G_USEC_PER_SEC / 10)
#define KEPT_MS 500                /* until what comes of an answer is in the store */

BatchRequestSize
batch_executor_size_of (const BatchItemRecord *item)
{
  return (BatchRequestSize) { (double) item->length, (double) item->output_limit };
}

/* What it does not say counts for nothing. */
static BatchRequestCost
cost_of (const BatchEnding *ending)
{
  return (BatchRequestCost) {
    .prompt_tokens = (double) MAX (ending->prompt_tokens, 0),
    .cached_tokens = (double) MAX (ending->cached_tokens, 0),
    .output_tokens = (double) MAX (ending->output_tokens, 0),
    .output_bytes = (double) ending->written_bytes,
    .prompt_ms = (double) MAX (ending->timings.prompt_ms, 0),
    .output_ms = (double) MAX (ending->timings.output_ms, 0),
  };
}

void
batch_executor_learn (BatchExecutor          *self,
                      const BatchJobRecord   *job,
                      const BatchItemRecord  *item,
                      BatchSampleOutcome      outcome,
                      gint64                  duration_ms,
                      guint                   parallel,
                      gboolean                after_load,
                      const BatchEnding      *ending)
{
  BatchSample sample = {
    .key = item->key,
    .operation = job->operation,
    .bucket = item->bucket,
    .outcome = outcome,
    .duration_ms = duration_ms,
    .at = batch_clock_now (self->clock),
    .parallel = parallel,
    .after_load = after_load,
    .size = batch_executor_size_of (item),
  };

  if (ending != NULL)
    {
      sample.cost = cost_of (ending);
      sample.unproved = ending->unproved;
    }
  batch_estimator_record (self->estimator, &sample);
  batch_executor_tell_samples (self, item->key, job->operation, item->bucket,
                               batch_estimator_sample_count (self->estimator, item->key,
                                                             job->operation, item->bucket));
}

void
batch_executor_learn_from_chat (BatchExecutor   *self,
                                const BatchChat *chat,
                                gint64           duration_ms,
                                guint            parallel)
{
  BatchSample sample = {
    .key = chat->model,
    .operation = CHAT_OPERATION,
    .bucket = batch_size_bucket_from_bytes (g_bytes_get_size (chat->body)),
    .outcome = BATCH_SAMPLE_SUCCEEDED,
    .duration_ms = duration_ms,
    .at = batch_clock_now (self->clock),
    .parallel = parallel,
    .after_load = chat->during_load,
    .unproved = chat->unproved,
  };

  batch_estimator_record (self->estimator, &sample);
  batch_executor_keep_learnt (self);
}

/* --- From run to run --- */

void
batch_executor_keep_estimates (BatchExecutor *self)
{
  g_auto(GStrv) keys = batch_estimator_take_changed (self->estimator);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *text = batch_estimator_save (self->estimator, keys[i]);

      batch_executor_keep_value (self, ETA_SPACE, keys[i], text);
    }
}

static void
keep_learnt (BatchExecutor *self)
{
  batch_easing_done (&self->keeping, batch_clock_monotonic (self->clock));
  batch_executor_keep_estimates (self);
  batch_executor_keep_under_way (self);
  batch_executor_keep_parallel (self);
  batch_executor_keep_rooms (self);
}

static gboolean
keep_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->keep_timer);
  if (!self->stopping)
    keep_learnt (self);
  return G_SOURCE_REMOVE;
}

static void
expect_keeping (BatchExecutor *self,
                gint64         wait_us)
{
  if (self->keep_timer == NULL)
    self->keep_timer = batch_executor_add_timer (self, wait_us / 1000 + 1, keep_cb);
}

/* So often that a crash costs little. The first answers say most, and other processes know nothing
 * but what is kept: those are not to wait for the next ones. */
void
batch_executor_keep_learnt (BatchExecutor *self)
{
  gint64 wait_us = batch_easing_wait (&self->keeping, batch_clock_monotonic (self->clock));

  if (wait_us == 0 && self->keep_timer == NULL)
    keep_learnt (self);
  else
    expect_keeping (self, wait_us);
}

/* A request, or a load, is under way from now on: others are told when others have begun too. */
void
batch_executor_note_begun (BatchExecutor *self)
{
  gint64 wait_us = batch_easing_wait (&self->keeping, batch_clock_monotonic (self->clock));

  expect_keeping (self, MAX (wait_us, BEGIN_US));
}

static void
take_estimate (BatchExecutor *self,
               const char    *key,
               const char    *text)
{
  if (!batch_estimator_restore (self->estimator, key, text))
    g_debug ("What was kept about the pace of “%s” cannot be read", key);
}

void
batch_executor_restore_estimates (BatchExecutor *self)
{
  batch_easing_done (&self->relearning, batch_clock_monotonic (self->clock));
  batch_executor_restore_values (self, ETA_SPACE, take_estimate, NULL);
}

static gboolean
relearn_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->relearn_timer);
  if (!self->active && !self->stopping)
    {
      batch_executor_restore_estimates (self);
      batch_executor_restore_under_way (self, batch_executor_retell_etas);
    }
  return G_SOURCE_REMOVE;
}

/* For who only looks: the others have gone on, and keep what they learn by it a little later. */
void
batch_executor_expect_lesson (BatchExecutor *self)
{
  gint64 wait_us = batch_easing_wait (&self->relearning, batch_clock_monotonic (self->clock));

  if (!self->active && self->relearn_timer == NULL)
    self->relearn_timer = batch_executor_add_timer (self, MAX (wait_us / 1000, KEPT_MS),
                                                    relearn_cb);
}
