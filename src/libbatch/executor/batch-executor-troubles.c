/* batch-executor-troubles.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"

#include <string.h>

/* What is in the way of work, as lanes and handovers meet it, and which jobs wait for that. */

/* --- By which names jobs call a server --- */

static char **
list_names (BatchExecutor *self,
            const char    *lane)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer backend;

  g_hash_table_iter_init (&iter, self->backends);
  while (g_hash_table_iter_next (&iter, NULL, &backend))
    if (batch_executor_is_lane_of (lane, ((const BatchBackendRecord *) backend)->url))
      g_strv_builder_add (names, ((const BatchBackendRecord *) backend)->name);

  return g_strv_builder_end (names);
}

/* Whether jobs that name no server go there. */
static gboolean
is_default (BatchExecutor *self,
            const char    *lane)
{
  const BatchJobRecord nameless = { .handler = (char *) BATCH_HTTP_HANDLER };
  g_autofree char *found = batch_executor_find_lane (self, &nameless);

  return g_strcmp0 (found, lane) == 0;
}

static void
name_server (BatchExecutor *self,
             BatchTrouble  *trouble)
{
  g_strfreev (trouble->names);
  trouble->names = list_names (self, trouble->source);
  trouble->by_default = is_default (self, trouble->source);
}

void
batch_executor_name_troubles (BatchExecutor *self)
{
  for (guint i = 0; i < self->troubles->len; i++)
    {
      BatchTrouble *trouble = g_ptr_array_index (self->troubles, i);

      if (trouble->url != NULL)
        name_server (self, trouble);
    }
  if (self->troubles->len > 0)
    batch_executor_tell_troubles (self);
}

/* --- What comes and goes --- */

static BatchTrouble *
make_trouble (const char   *source,
              const GError *error)
{
  BatchTrouble *trouble = g_new0 (BatchTrouble, 1);

  trouble->source = g_strdup (source);
  trouble->error = g_error_copy (error);
  return trouble;
}

/* Everything else is of the store, which is everybody's. */
static gboolean
is_of_server (const GError *error)
{
  return g_error_matches (error, BATCH_ERROR, BATCH_ERROR_BACKEND)
         || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_AUTH)
         || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_RATE_LIMITED)
         || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
}

static void
put (BatchExecutor *self,
     BatchTrouble  *trouble)
{
  batch_troubles_put (self->troubles, trouble);
  batch_executor_tell_troubles (self);
}

void
batch_executor_put_lane_trouble (BatchExecutor *self,
                                 const char    *lane,
                                 const char    *key,
                                 const GError  *error)
{
  BatchTrouble *trouble = make_trouble (lane, error);

  if (is_of_server (error) && g_str_has_prefix (lane, BATCH_HTTP_LANE))
    {
      trouble->handler = g_strdup (BATCH_HTTP_HANDLER);
      trouble->url = g_strdup (lane + strlen (BATCH_HTTP_LANE));
      trouble->key = g_strdup (key);
      name_server (self, trouble);
    }
  else if (is_of_server (error))
    {
      trouble->handler = g_strdup (batch_executor_lane_title (lane));
      trouble->key = g_strdup (key);
    }
  put (self, trouble);
}

/* Each part of each job asks its provider for itself. */
void
batch_executor_put_handover_trouble (BatchExecutor             *self,
                                     const BatchHandoverRecord *handover,
                                     const GError              *error)
{
  BatchTrouble *trouble = make_trouble (handover->id, error);

  trouble->job_id = g_strdup (handover->job_id);
  put (self, trouble);
}

void
batch_executor_end_trouble (BatchExecutor *self,
                            const char    *source)
{
  if (batch_troubles_remove (self->troubles, source))
    batch_executor_tell_troubles (self);
}
