/* backend/batch-identify.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-outcome-private.h"
#include "backend/batch-server-info-private.h"
#include "http/batch-client-private.h"
#include "http/batch-url-private.h"
#include "json/batch-json-scanner-private.h"

/* Asks a server for everything that tells its kind, and looks at the answers when the last one is
 * there or has been given up. One that is far away is asked for all at once. A small one on this
 * computer may take few connections at a time, and what is turned away comes again a second later:
 * it is asked for a few at a time, which costs nothing there. Where the first few say nothing, no
 * more is asked: a socket that takes connections and is silent costs no more than one request.
 * Where there is no list, it may be that all is there without a version; if so, that is said.
 */

#define PATIENCE_MS   3000
/* Nothing that listens on this computer and is alive takes as long to begin an answer. */
#define MUTE_MS       1800
#define AT_A_TIME     4
#define LARGEST_PROBE (4 * 1024 * 1024) /* there are servers with thousands of models */

typedef struct
{
  BatchClient   *client;
  BatchProbes   *probes;
  BatchResponse *list;             /* (nullable) the answer that requests depend on */
  GError        *error;            /* (nullable) why it is not there */
  GPtrArray     *paths;            /* of static strings: what is asked for */
  gint64         ends_at;          /* monotonic: nothing more is asked then */
  guint          n_asked;
  guint          n_pending;
  gboolean       has_answered;
  gboolean       asked_bare;       /* whether all is there without a version */
} Identify;

typedef struct
{
  GTask      *task;
  const char *path;
} Probe;

static void
identify_free (gpointer data)
{
  Identify *self = data;

  g_clear_object (&self->client);
  g_clear_pointer (&self->probes, batch_probes_free);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->list, batch_response_free);
  g_clear_error (&self->error);
  g_free (self);
}

/* A web server does not know the path; whoever fails there may well be a model server. */
static gboolean
has_failed (const BatchResponse *list)
{
  return list->status >= 400 && list->status != 404 && list->status != 405;
}

/* Small ones have chats and nothing else: what they say of the list is in JSON all the same. */
static gboolean
has_no_list (const BatchResponse *list)
{
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (list->body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  return (list->status == 404 || list->status == 405)
         && batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT
         && batch_json_validate (data, length, BATCH_JSON_DEPTH);
}

/* What is there is no model server, or nobody is there. */
static GError *
make_error (Identify *self)
{
  g_auto(BatchOutcome) outcome = { 0 };
  g_autofree char *advice = batch_probes_advise (self->probes);

  if (self->list == NULL)
    batch_outcome_from_error (&outcome, self->error);
  else
    batch_outcome_from_response (&outcome, self->list, BATCH_ENDPOINT_NONE, NULL,
                                 g_get_real_time ());

  if (self->list == NULL || outcome.kind == BATCH_FAILURE_KIND_AUTH
      || self->list->location != NULL)
    return batch_outcome_to_error (&outcome);

  if (has_failed (self->list))
    return g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                        "%s does not list its models: check the address and the key. %s",
                        batch_client_get_url (self->client), outcome.message);

  if (advice != NULL)
    return g_error_new_literal (BATCH_ERROR, BATCH_ERROR_UNSUPPORTED, advice);

  if (has_no_list (self->list))
    return g_error_new (BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                        "%s answers, but is not a model server, or has no list of its models: "
                        "check the address and the port; without a list it can be used all the "
                        "same",
                        batch_client_get_url (self->client));

  return g_error_new (BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                      "%s answers, but is not a model server: check the address and the port",
                      batch_client_get_url (self->client));
}

static void ask_next (GTask *task);

static gboolean
may_have_no_version (Identify *self)
{
  return self->list != NULL && (self->list->status == 404 || self->list->status == 405)
         && batch_probes_get_status (self->probes, BATCH_BARE_MODELS_PATH) == 0
         && !self->asked_bare && g_get_monotonic_time () < self->ends_at;
}

static void
finish (GTask *task)
{
  Identify *self = g_task_get_task_data (task);
  BatchServerInfo *info = batch_server_info_new (self->probes);

  if (info != NULL)
    g_task_return_pointer (task, info, g_object_unref);
  else if (may_have_no_version (self))
    {
      self->asked_bare = TRUE;
      g_ptr_array_add (self->paths, (gpointer) BATCH_BARE_MODELS_PATH);
      ask_next (task);
    }
  else
    g_task_return_error (task, make_error (self));
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Probe *probe = user_data;
  g_autoptr(GTask) task = probe->task;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  Identify *self = g_task_get_task_data (task);
  gboolean is_list = g_str_equal (probe->path, BATCH_MODELS_PATH);

  if (response != NULL)
    {
      self->has_answered = TRUE;
      batch_probes_add (self->probes, probe->path, response->status, response->server,
                        response->body);
    }
  if (is_list)
    {
      self->list = g_steal_pointer (&response);
      self->error = g_steal_pointer (&error);
    }

  self->n_pending--;
  if (self->has_answered && self->n_asked < self->paths->len
      && g_get_monotonic_time () < self->ends_at)
    ask_next (task);
  else if (self->n_pending == 0)
    finish (task);
}

static void
ask_next (GTask *task)
{
  Identify *self = g_task_get_task_data (task);
  Probe *probe = g_new (Probe, 1);

  probe->task = g_object_ref (task);
  probe->path = g_ptr_array_index (self->paths, self->n_asked++);
  self->n_pending++;
  batch_client_get_async (self->client, probe->path, g_task_get_cancellable (task), probed_cb,
                          probe);
}

static void
ask_first (GTask    *task,
           gboolean  few)
{
  Identify *self = g_task_get_task_data (task);
  guint n = few ? MIN (AT_A_TIME, self->paths->len) : self->paths->len;

  for (guint i = 0; i < n; i++)
    ask_next (task);
}

void
batch_identify_within_async (const char          *url,
                             const char          *api_key,
                             gint64               within_ms,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Identify *self = g_new0 (Identify, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, batch_identify_server_async);
  g_task_set_task_data (task, self, identify_free);

  settings.total_ms = within_ms;
  if (batch_url_is_loopback (url))
    settings.first_byte_ms = MUTE_MS;
  settings.response_limit = LARGEST_PROBE;
  if (!(self->client = batch_client_new (url, api_key, &settings, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  self->probes = batch_probes_new (batch_client_get_url (self->client));
  self->paths = batch_backend_kind_list_probes ();
  self->ends_at = g_get_monotonic_time () + within_ms * 1000;
  ask_first (task, batch_url_is_loopback (url));
}

/**
 * batch_identify_server_async:
 * @url: the address of a server, with or without `/v1`
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Finds out what kind of model server there is at an address. It asks only for what
 * loads no model, and waits for three seconds at most where nobody answers, on this
 * computer for two.
 */
void
batch_identify_server_async (const char          *url,
                             const char          *api_key,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (url != NULL);

  batch_identify_within_async (url, api_key, PATIENCE_MS, cancellable, callback, user_data);
}

/**
 * batch_identify_server_finish:
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [func@identify_server_async] began.
 *
 * Returns: (transfer full): what there is; or %NULL with an error, which is
 *   `BATCH_ERROR_UNSUPPORTED` when something else than a model server answers
 */
BatchServerInfo *
batch_identify_server_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
