/* batch-executor-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"

#include <string.h>

#include "core/batch-enum-private.h"
#include "core/batch-log-private.h"

/* What the engine that works has to say in the log: a line when a job comes into another
 * state, a model was loaded, and a server stops to answer. */

/* A backend that is a URL may have more in it than is to be read. */
static char *
describe_backend (const char *lane)
{
  const char *title = batch_executor_lane_title (lane);

  return strstr (title, "://") != NULL ? batch_log_origin (title) : g_strdup (title);
}

void
batch_executor_log_job (BatchExecutor        *self,
                        const BatchJobRecord *record)
{
  const BatchLogFields fields = {
    .job = record->id,
    .key = record->key_id,
    .state = batch_enum_to_nick (BATCH_TYPE_JOB_STATE, record->state),
    .duration_ms = -1,
  };

  if (self->active && self->opened)
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_JOB, &fields, "%s is %s", record->id, fields.state);
}

void
batch_executor_log_load (BatchExecutor *self,
                         BatchLane     *lane,
                         const char    *job_id,
                         gint64         duration_ms)
{
  g_autofree char *backend = describe_backend (batch_lane_get_id (lane));
  const BatchLogFields fields = {
    .job = job_id,
    .model = batch_lane_get_key (lane),
    .backend = backend,
    .duration_ms = duration_ms,
  };

  if (duration_ms >= 0)
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_LOAD, &fields, "%s was loaded on %s in %.1f s",
               fields.model, backend, (double) duration_ms / 1000);
  else
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_LOAD, &fields, "%s could not be loaded on %s",
               fields.model, backend);
}

/* What the server has said is not repeated: it may be anything. */
void
batch_executor_log_trouble (const char   *lane,
                            const char   *job_id,
                            const GError *error)
{
  g_autofree char *backend = describe_backend (lane);
  const BatchLogFields fields = { .job = job_id, .backend = backend, .duration_ms = -1 };

  if (error == NULL)
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER, &fields, "%s is well again", backend);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_AUTH))
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER, &fields, "%s does not take the key", backend);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_RATE_LIMITED))
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER, &fields, "%s gives no more credit", backend);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER, &fields, "%s cannot be used as it is", backend);
  else
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER, &fields, "%s cannot be used for now", backend);
}

void
batch_executor_log_kind (const char *lane,
                         const char *kind)
{
  g_autofree char *backend = describe_backend (lane);
  const BatchLogFields fields = { .backend = backend, .duration_ms = -1 };

  batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER, &fields, "%s is a server of the kind %s", backend,
             kind);
}
