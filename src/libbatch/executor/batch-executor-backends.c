/* batch-executor-backends.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"

#include <string.h>

#include "backend/batch-backend-kind-private.h"
#include "backend/batch-backend-private.h"
#include "core/batch-fields-private.h"
#include "http/batch-url-private.h"

/* The model servers that are known by name. */

/* One that is known by its address only. */
#define UNNAMED "server"

/* Of several names for one server the first is asked what concerns them all; requests go with the
 * key and in the words of their own. */
static void
note_server (BatchExecutor      *self,
             BatchBackendRecord *backend)
{
  g_autofree char *address = batch_url_normalize (backend->url, NULL);
  g_autofree char *key = address != NULL ? batch_url_server_key (address) : NULL;
  const BatchBackendRecord *other;

  if (key == NULL)
    return;

  other = g_hash_table_lookup (self->servers, key);
  if (other == NULL || strcmp (backend->name, other->name) < 0)
    g_hash_table_insert (self->servers, g_steal_pointer (&key), backend);
}

void
batch_executor_take_backends (BatchExecutor *self,
                              GAsyncResult  *result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) backends = batch_store_list_backends_finish (self->store, result, &error);
  g_autoptr(GString) fingerprint = g_string_new (NULL);

  if (backends == NULL)
    {
      g_warning ("Reading the model servers: %s", error->message);
      return;
    }

  g_hash_table_remove_all (self->servers);
  g_hash_table_remove_all (self->backends);
  for (guint i = 0; i < backends->len; i++)
    {
      BatchBackendRecord *backend = batch_backend_record_copy (g_ptr_array_index (backends, i));

      batch_backend_record_append_fingerprint (backend, fingerprint);
      g_hash_table_insert (self->backends, backend->name, backend);
      note_server (self, backend);
    }
  batch_executor_choose_addresses (self);
  batch_set_str (&self->backends_fingerprint, fingerprint->str);
}

const BatchBackendRecord *
batch_executor_find_server (BatchExecutor *self,
                            const char    *url)
{
  g_autofree char *key = batch_url_server_key (url);

  return g_hash_table_lookup (self->servers, key);
}

const BatchBackendRecord *
batch_executor_find_server_of (BatchExecutor *self,
                               const char    *lane)
{
  return g_str_has_prefix (lane, BATCH_HTTP_LANE)
         ? batch_executor_find_server (self, lane + strlen (BATCH_HTTP_LANE)) : NULL;
}

/* Of a server whose kind nobody has found out yet it is not known; and what goes to no model
 * server has keys of its own. */
const char *
batch_executor_find_implied_tag (BatchExecutor        *self,
                                 const BatchJobRecord *record)
{
  const BatchBackendRecord *backend = NULL;
  const BatchBackendKind *kind;

  if (g_strcmp0 (record->handler, BATCH_HTTP_HANDLER) == 0)
    backend = batch_executor_find_backend (self, record);

  kind = backend != NULL ? batch_backend_kind_find (backend->kind) : NULL;
  return kind != NULL ? kind->implied_tag : NULL;
}

gboolean
batch_executor_never_loads (BatchExecutor *self,
                            const char    *id,
                            BatchLane     *lane)
{
  const BatchBackendRecord *backend = batch_executor_find_server_of (self, id);
  const BatchBackendKind *kind;

  if (lane != NULL)
    return !batch_lane_loads_models (lane);
  if (!g_str_has_prefix (id, BATCH_HTTP_LANE))
    return FALSE;

  kind = backend != NULL ? batch_backend_kind_find (backend->kind)
                         : batch_backend_kind_find_by_url (id + strlen (BATCH_HTTP_LANE));
  return kind != NULL && (kind->flags & BATCH_BACKEND_FLAGS_NEVER_LOADS) != 0;
}

const char *
batch_executor_find_gpu (BatchExecutor *self,
                         const char    *lane)
{
  const BatchBackendRecord *backend = batch_executor_find_server_of (self, lane);

  return backend != NULL ? backend->gpu : NULL;
}

BatchBackend *
batch_executor_make_backend (BatchExecutor  *self,
                             const char     *lane,
                             const char     *name,
                             GError        **error)
{
  const char *url = batch_executor_find_address (self, lane + strlen (BATCH_HTTP_LANE));
  const BatchBackendRecord *record = name != NULL ? g_hash_table_lookup (self->backends, name)
                                                  : NULL;
  BatchBackend *backend;

  if (record == NULL || !batch_executor_is_lane_of (lane, record->url))
    record = batch_executor_find_server_of (self, lane);
  backend = record != NULL ? batch_backend_new_for_record (record, error)
                           : batch_backend_new (UNNAMED, url, NULL, NULL, error);

  /* The name that was found may have another of its addresses. */
  if (backend != NULL && !batch_backend_set_url (backend, url, error))
    g_clear_object (&backend);
  /* Who gave a key with the address means that one. */
  if (backend != NULL && batch_executor_find_key (self, lane) != NULL)
    batch_backend_set_key_name (backend, NULL);
  return backend;
}

/* Slots and keys may be others than when the lanes were made, even under the same names. */
static void
renew_lanes (BatchExecutor *self)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    {
      const char *id = batch_lane_get_id (link->data);
      const BatchBackendRecord *backend = batch_executor_find_server_of (self, id);

      if (backend == NULL)
        continue;

      batch_lane_set_slots (link->data, batch_executor_slots_of (self, backend, id),
                            backend->parallel == 0);
      if (batch_executor_find_key (self, id) == NULL)
        batch_lane_renew (link->data, backend->key_name);
      batch_lane_try_again (link->data);
    }
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchExecutor *self = user_data;

  if (self->stopping)
    return;

  batch_executor_take_backends (self, result);
  batch_executor_name_troubles (self);
  renew_lanes (self);
  batch_executor_sort_anew (self);
}

void
batch_executor_reload_backends (BatchExecutor *self)
{
  batch_store_list_backends_async (self->store, NULL, backends_listed_cb, self);
}

/* --- What kind of server it is --- */

static void
kind_put_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_backend_finish (BATCH_STORE (source), result, &error))
    batch_executor_warn (self, error, "Keeping what kind of server one is");
  else if (!self->stopping)
    batch_executor_reload_backends (self);
}

/* One that did not answer when it was added was taken for any. */
static gboolean
lacks_kind (const BatchBackendRecord *backend,
            const char               *lane)
{
  const BatchBackendKind *kind = batch_backend_kind_find (backend->kind);

  return (kind == NULL || kind == batch_backend_kind_any ())
         && batch_executor_is_lane_of (lane, backend->url);
}

typedef struct
{
  char *lane;
  char *kind;
} Finding;

static void
keep_kind (BatchExecutor *self,
           gpointer       data)
{
  Finding *finding = data;
  GHashTableIter iter;
  gpointer backend;

  g_hash_table_iter_init (&iter, self->backends);
  while (!self->stopping && g_hash_table_iter_next (&iter, NULL, &backend))
    if (lacks_kind (backend, finding->lane))
      {
        g_autoptr(BatchBackendRecord) known = batch_backend_record_copy (backend);

        g_free (known->kind);
        known->kind = g_strdup (finding->kind);
        batch_executor_log_kind (finding->lane, finding->kind);
        batch_store_put_backend_async (self->store, known, NULL, kind_put_cb, self);
      }

  g_free (finding->lane);
  g_free (finding->kind);
  g_free (finding);
}

/* They are read again before, as somebody may have changed them. */
void
batch_executor_keep_kind (BatchExecutor *self,
                          const char    *lane,
                          const char    *kind)
{
  const BatchBackendRecord *backend = batch_executor_find_server_of (self, lane);
  Finding *finding;

  if (backend == NULL || !lacks_kind (backend, lane)
      || batch_backend_kind_find (kind) == batch_backend_kind_any ())
    return;

  finding = g_new (Finding, 1);
  *finding = (Finding) { g_strdup (lane), g_strdup (kind) };
  batch_executor_ask_servers (self, keep_kind, finding);
}

/* --- Before something depends on them --- */

typedef struct
{
  BatchServersFunc func;
  gpointer         data;
} Asker;

static void read_servers (BatchExecutor *self);

static void
servers_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchExecutor *self = user_data;

  if (!self->stopping)
    batch_executor_take_backends (self, result);
  for (; self->n_asking > 0; self->n_asking--)
    {
      g_autofree Asker *asker = g_queue_pop_head (&self->server_askers);

      asker->func (self, asker->data);
    }

  if (!g_queue_is_empty (&self->server_askers))
    read_servers (self);
}

/* For all who have asked so far; the others have to wait until it is read once more. */
static void
read_servers (BatchExecutor *self)
{
  self->n_asking = g_queue_get_length (&self->server_askers);
  batch_store_list_backends_async (self->store, NULL, servers_read_cb, self);
}

void
batch_executor_ask_servers (BatchExecutor    *self,
                            BatchServersFunc  func,
                            gpointer          data)
{
  Asker *asker = g_new (Asker, 1);

  *asker = (Asker) { func, data };
  g_queue_push_tail (&self->server_askers, asker);
  if (self->n_asking == 0)
    read_servers (self);
}
