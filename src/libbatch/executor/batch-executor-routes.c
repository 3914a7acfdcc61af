/* batch-executor-routes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-work-private.h"

#include <string.h>

#include "backend/batch-backend-kind-private.h"
#include "http/batch-url-private.h"

/* Which lane a job belongs to. */

/* A server takes this many at once unless somebody says otherwise, or more is known of its kind;
 * a handler is called for one item at a time, as its author would expect. */
#define HTTP_SLOTS    1
#define HANDLER_SLOTS 1

static const BatchBackendRecord *
only_backend (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer backend = NULL;

  if (g_hash_table_size (self->backends) != 1)
    return NULL;

  g_hash_table_iter_init (&iter, self->backends);
  g_hash_table_iter_next (&iter, NULL, &backend);
  return backend;
}

const BatchBackendRecord *
batch_executor_find_named (BatchExecutor *self,
                           const char    *given)
{
  const char *name = given != NULL ? given : self->default_backend;
  const BatchBackendRecord *backend;
  g_autofree char *url = NULL;

  if (name == NULL)
    return only_backend (self);
  if ((backend = g_hash_table_lookup (self->backends, name)) != NULL)
    return backend;

  url = batch_url_normalize (name, NULL);
  return url != NULL ? batch_executor_find_server (self, url) : NULL;
}

const BatchBackendRecord *
batch_executor_find_backend (BatchExecutor        *self,
                             const BatchJobRecord *record)
{
  return batch_executor_find_named (self, record->backend);
}

static char *
name_http_lane (BatchExecutor *self,
                const char    *url)
{
  return g_strconcat (BATCH_HTTP_LANE, batch_executor_find_address (self, url), NULL);
}

char *
batch_executor_find_lane (BatchExecutor        *self,
                          const BatchJobRecord *record)
{
  const BatchBackendRecord *backend;
  const char *name = record->backend != NULL ? record->backend : self->default_backend;
  g_autofree char *url = NULL;

  if (record->handler == NULL || *record->handler == '\0')
    return NULL;
  if (g_str_equal (record->handler, BATCH_WORKERS))
    return g_strdup (BATCH_WORKERS_LANE);
  if (!g_str_equal (record->handler, BATCH_HTTP_HANDLER))
    return g_hash_table_contains (self->handlers, record->handler)
           ? g_strconcat (BATCH_HANDLER_LANE, record->handler, NULL) : NULL;

  if ((backend = batch_executor_find_backend (self, record)) != NULL)
    url = batch_url_normalize (backend->url, NULL);
  else if (name != NULL)
    url = batch_url_normalize (name, NULL);
  if (name != NULL && !g_hash_table_contains (self->backends, name)
      && (url == NULL || !batch_executor_has_url (self, url)))
    return NULL;

  return url != NULL ? name_http_lane (self, url) : NULL;
}

/* Like that, but whether or not this engine can run it. */
char *
batch_executor_name_lane (BatchExecutor        *self,
                          const BatchJobRecord *record)
{
  const BatchBackendRecord *backend = batch_executor_find_backend (self, record);
  const char *name = backend != NULL ? backend->url
                     : record->backend != NULL ? record->backend : self->default_backend;
  g_autofree char *url = NULL;

  if (g_strcmp0 (record->handler, BATCH_HTTP_HANDLER) != 0)
    return g_strconcat (BATCH_HANDLER_LANE, record->handler, NULL);

  url = name != NULL ? batch_url_normalize (name, NULL) : NULL;
  return url != NULL ? name_http_lane (self, url) : g_strconcat (BATCH_HTTP_LANE, name, NULL);
}

static char *
describe_missing_server (BatchExecutor        *self,
                         const BatchJobRecord *record)
{
  const char *name = record->backend != NULL ? record->backend : self->default_backend;
  g_autofree char *url = name != NULL ? batch_url_normalize (name, NULL) : NULL;

  if (name == NULL && g_hash_table_size (self->backends) == 0)
    return g_strdup ("There is no model server yet");
  if (name == NULL)
    return g_strdup ("There are several model servers, and the job names none");
  if (url != NULL)
    return g_strdup_printf ("This program was not told to use %s", name);

  return g_strdup_printf ("There is no model server of the name “%s”", name);
}

/* A handler is where it is registered, and what has none at all is driven by hand. */
static char *
describe_missing_handler (const BatchJobRecord *record)
{
  if (record->handler == NULL || *record->handler == '\0')
    return g_strdup_printf ("No handler was named for “%s”, so that it waits to be driven by hand",
                            record->operation);

  return g_strdup_printf ("This program has no handler “%s”, which is to work on “%s”",
                          record->handler, record->operation);
}

/* What nobody here can run waits for somebody else, or for a server or handler to be named: the
 * owner is told which. Returns: (transfer full) */
BatchJobRecord *
batch_executor_ref_told (BatchExecutor  *self,
                         BatchJobRecord *record)
{
  g_autofree char *lane = NULL;
  BatchJobRecord *told;

  if (!self->active || record->state != BATCH_JOB_STATE_QUEUED || record->setback != NULL
      || batch_executor_is_native (record)
      || (lane = batch_executor_find_lane (self, record)) != NULL)
    return batch_job_record_ref (record);

  told = batch_job_record_copy (record);
  told->setback = g_strcmp0 (record->handler, BATCH_HTTP_HANDLER) == 0
                  ? describe_missing_server (self, record) : describe_missing_handler (record);
  told->setback_since = told->setback_at = record->created_at;
  return told;
}

gboolean
batch_executor_is_lane_of (const char *lane,
                           const char *url)
{
  g_autofree char *normal = batch_url_normalize (url, NULL);
  g_autofree char *key = normal != NULL ? batch_url_server_key (normal) : NULL;
  g_autofree char *lease = batch_executor_name_lease (lane);

  return key != NULL && g_str_has_prefix (lease, BATCH_HTTP_LANE)
         && g_str_equal (lease + strlen (BATCH_HTTP_LANE), key);
}

const char *
batch_executor_lane_title (const char *lane)
{
  return strchr (lane, ':') + 1;
}

/* Of the kind of a server; 0: nobody knows. */
static guint
usual_slots (const BatchBackendRecord *backend)
{
  const BatchBackendKind *kind = batch_backend_kind_find (backend->kind);

  return kind != NULL ? (guint) kind->usual_limits[BATCH_LIMIT_SLOTS] : 0;
}

/* @backend: (nullable) */
guint
batch_executor_slots_of (BatchExecutor            *self,
                         const BatchBackendRecord *backend,
                         const char               *lane)
{
  guint usual = backend != NULL ? usual_slots (backend) : 0;
  guint told = batch_executor_find_told_slots (self, lane, NULL);

  if (backend != NULL && backend->parallel > 0)
    return backend->parallel;
  if (told > 0 && g_str_has_prefix (lane, BATCH_HTTP_LANE))
    return told;
  if (usual > 0)
    return usual;
  return g_str_has_prefix (lane, BATCH_HTTP_LANE) ? HTTP_SLOTS : HANDLER_SLOTS;
}

guint
batch_executor_default_slots (BatchExecutor *self,
                              const char    *lane)
{
  return batch_executor_slots_of (self, batch_executor_find_server_of (self, lane), lane);
}

/* What we can run has changed: every job finds its lane again. */
void
batch_executor_sort_anew (BatchExecutor *self)
{
  GDestroyNotify unref = (GDestroyNotify) batch_job_record_unref;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (records, batch_job_record_ref (((BatchLiveJob *) value)->record));

  batch_executor_apply_all (self, records);
  batch_executor_kick (self);
}
