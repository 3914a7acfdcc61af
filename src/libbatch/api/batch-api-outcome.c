/* api/batch-api-outcome.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-outcome-private.h"

#include <string.h>

#include "core/batch-enum-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-writer-private.h"

/* In which a job that begins was not given less time by anybody. */
#define MOMENTS_S 60

gint64
batch_api_to_seconds (gint64 time_us)
{
  return time_us / G_USEC_PER_SEC;
}

void
batch_api_outcome_clear (BatchApiOutcome *self)
{
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->model, g_free);
}

/* As it was promised, unless its job was given another time since: by a retry, when
 * it was over, or by a person. A job begins moments after its batch. */
gint64
batch_api_outcome_get_expiry (const BatchApiOutcome    *self,
                              const BatchReceiptRecord *receipt,
                              gint64                    window_s)
{
  gboolean changed = self->expires_at != 0
                     && (self->allotted_s > window_s || self->allotted_s < window_s - MOMENTS_S);

  return changed ? self->expires_at * G_USEC_PER_SEC
                 : receipt->created_at + window_s * G_USEC_PER_SEC;
}

static const char *
get_model (const BatchJobRecord *job)
{
  for (guint i = 0; i < job->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->groups, i);

      if (g_strcmp0 (group->key, job->resource_key) != 0)
        return NULL;
    }

  return job->resource_key;
}

static void
read_job (BatchApiOutcome      *self,
          const BatchJobRecord *job)
{
  const BatchCounts *counts = &job->counts;

  self->state = g_strdup (batch_enum_to_nick (BATCH_TYPE_JOB_STATE, (int) job->state));
  self->model = g_strdup (get_model (job));
  self->total = counts->total;
  self->succeeded = counts->succeeded + counts->skipped;
  self->failed = counts->failed;
  self->cancelled = counts->cancelled;
  self->expired = counts->expired;
  self->started_at = batch_api_to_seconds (job->started_at != 0 ? job->started_at
                                                                : job->created_at);
  self->completed_at = batch_api_to_seconds (job->completed_at);
  if (job->expires_at != 0)
    {
      self->expires_at = batch_api_to_seconds (job->expires_at);
      self->allotted_s = batch_api_to_seconds (job->expires_at - job->created_at);
    }
  self->prompt_tokens = job->prompt_tokens;
  self->cached_tokens = job->cached_tokens;
  self->output_tokens = job->output_tokens;
}

static void
read_saved (BatchApiOutcome *self,
            const char      *saved)
{
  static const BatchJsonMember members[] = {
    { "state", batch_json_read_string, G_STRUCT_OFFSET (BatchApiOutcome, state) },
    { "model", batch_json_read_string, G_STRUCT_OFFSET (BatchApiOutcome, model) },
    { "total", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, total) },
    { "succeeded", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, succeeded) },
    { "failed", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, failed) },
    { "cancelled", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, cancelled) },
    { "expired", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, expired) },
    { "started_at", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, started_at) },
    { "completed_at", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, completed_at) },
    { "expires_at", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, expires_at) },
    { "allotted_s", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, allotted_s) },
    { "prompt_tokens", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, prompt_tokens) },
    { "cached_tokens", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, cached_tokens) },
    { "output_tokens", batch_json_read_int, G_STRUCT_OFFSET (BatchApiOutcome, output_tokens) },
    { "reasoning_tokens", batch_json_read_int,
      G_STRUCT_OFFSET (BatchApiOutcome, reasoning_tokens) },
  };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, (const guint8 *) saved, strlen (saved), BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), self);
}

void
batch_api_outcome_read (BatchApiOutcome          *self,
                        const BatchReceiptRecord *receipt,
                        const BatchJobRecord     *job)
{
  if (receipt->outcome != NULL)
    read_saved (self, receipt->outcome);
  else if (job != NULL)
    read_job (self, job);
}

char *
batch_api_outcome_save (const BatchJobRecord *job,
                        gint64                reasoning_tokens)
{
  g_auto(BatchApiOutcome) outcome = { NULL };
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  read_job (&outcome, job);
  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "state", outcome.state);
  batch_json_writer_string (&json, "model", outcome.model);
  batch_json_writer_int (&json, "total", outcome.total);
  batch_json_writer_int (&json, "succeeded", outcome.succeeded);
  batch_json_writer_int (&json, "failed", outcome.failed);
  batch_json_writer_int (&json, "cancelled", outcome.cancelled);
  batch_json_writer_int (&json, "expired", outcome.expired);
  batch_json_writer_int (&json, "started_at", outcome.started_at);
  batch_json_writer_int (&json, "completed_at", outcome.completed_at);
  batch_json_writer_int (&json, "expires_at", outcome.expires_at);
  batch_json_writer_int (&json, "allotted_s", outcome.allotted_s);
  batch_json_writer_int (&json, "prompt_tokens", outcome.prompt_tokens);
  batch_json_writer_int (&json, "cached_tokens", outcome.cached_tokens);
  batch_json_writer_int (&json, "output_tokens", outcome.output_tokens);
  batch_json_writer_int (&json, "reasoning_tokens", reasoning_tokens);
  batch_json_writer_close (&json, '}');
  return g_string_free (json.out, FALSE);
}
