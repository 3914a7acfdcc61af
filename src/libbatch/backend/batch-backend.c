/* backend/batch-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include "backend/batch-backend-url-private.h"
#include "backend/batch-client-private.h"
#include "backend/batch-outcome-private.h"

#define LONGEST_NAME   64
#define LIST_MODELS_MS 30000 /* somebody is waiting for it */

/**
 * BatchBackend:
 *
 * A model server that requests are sent to.
 *
 * It says where the server is and how it is spoken to. Its key is not here but
 * wherever secrets are kept, under the name that [property@Backend:key-name] tells.
 */
struct _BatchBackend
{
  GObject                 parent_instance;

  char                   *name;
  char                   *url;
  char                   *key_name;
  const BatchBackendKind *kind;
  guint                   parallel;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_URL,
  PROP_KIND,
  PROP_KEY_NAME,
  PROP_PARALLEL,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchBackend, batch_backend, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_backend_finalize (GObject *object)
{
  BatchBackend *self = BATCH_BACKEND (object);

  g_free (self->name);
  g_free (self->url);
  g_free (self->key_name);

  G_OBJECT_CLASS (batch_backend_parent_class)->finalize (object);
}

static void
batch_backend_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchBackend *self = BATCH_BACKEND (object);

  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_URL:
      g_value_set_string (value, self->url);
      break;

    case PROP_KIND:
      g_value_set_string (value, batch_backend_get_kind (self));
      break;

    case PROP_KEY_NAME:
      g_value_set_string (value, self->key_name);
      break;

    case PROP_PARALLEL:
      g_value_set_uint (value, self->parallel);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
batch_backend_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BatchBackend *self = BATCH_BACKEND (object);

  switch (property_id)
    {
    case PROP_PARALLEL:
      batch_backend_set_parallel (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
batch_backend_class_init (BatchBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_backend_finalize;
  object_class->get_property = batch_backend_get_property;
  object_class->set_property = batch_backend_set_property;

  /**
   * BatchBackend:name: (getter get_name)
   *
   * What people call it.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, readable);

  /**
   * BatchBackend:url: (getter get_url)
   *
   * Its address in canonical form, without `/v1`.
   */
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, readable);

  /**
   * BatchBackend:kind: (getter get_kind)
   *
   * What kind of server it is, in a word.
   */
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, readable);

  /**
   * BatchBackend:key-name: (getter get_key_name)
   *
   * The name of its key.
   */
  properties[PROP_KEY_NAME] = g_param_spec_string ("key-name", NULL, NULL, NULL, readable);

  /**
   * BatchBackend:parallel: (getter get_parallel) (setter set_parallel)
   *
   * How many requests it gets at a time; 0 leaves that to the engine.
   */
  properties[PROP_PARALLEL] = g_param_spec_uint ("parallel", NULL, NULL, 0, G_MAXUINT, 0,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                 G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_backend_init (BatchBackend *self)
{
}

const BatchBackendKind *
batch_backend_kind_find (const char *nick)
{
  static const BatchBackendKind *const kinds[] = { &batch_openai_backend_kind };

  if (nick == NULL)
    return kinds[0];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->nick, nick))
      return kinds[i];

  return NULL;
}

/* Names stand beside addresses on a command line, and must not look like one. */
static gboolean
check_name (const char  *name,
            GError     **error)
{
  gboolean good = *name != '\0' && *name != '-' && g_utf8_validate (name, -1, NULL) &&
                  g_utf8_strlen (name, -1) <= LONGEST_NAME;

  for (const char *at = name; good && *at != '\0'; at++)
    good = *at != '/' && !g_ascii_iscntrl (*at);

  if (!good)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                 "“%s” cannot be the name of a backend: it has up to %d characters without “/”",
                 name, LONGEST_NAME);
  return good;
}

/**
 * batch_backend_new:
 * @name: what people call it
 * @url: its address, with or without `/v1`
 * @kind: (nullable): what kind of server it is, or %NULL for any that speaks
 *   the API of OpenAI
 * @key_name: (nullable): the name of its key
 * @error: the return location for an error
 *
 * Describes a model server; nothing is sent to it.
 *
 * Returns: (transfer full): a backend, or %NULL with an error
 */
BatchBackend *
batch_backend_new (const char  *name,
                   const char  *url,
                   const char  *kind,
                   const char  *key_name,
                   GError     **error)
{
  const BatchBackendKind *found = batch_backend_kind_find (kind);
  g_autofree char *canonical = NULL;
  BatchBackend *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  if (!check_name (name, error))
    return NULL;
  if (found == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "“%s” is not a known kind of model server; the one for any that speaks the "
                   "OpenAI API is “%s”", kind, batch_openai_backend_kind.nick);
      return NULL;
    }
  if ((canonical = batch_backend_normalize_url (url, error)) == NULL)
    return NULL;

  self = g_object_new (BATCH_TYPE_BACKEND, NULL);
  self->name = g_strdup (name);
  self->url = g_steal_pointer (&canonical);
  self->kind = found;
  self->key_name = g_strdup (key_name);
  return self;
}

BatchBackend *
batch_backend_new_for_record (const BatchBackendRecord  *record,
                              GError                   **error)
{
  BatchBackend *self = batch_backend_new (record->name, record->url, record->kind,
                                          record->key_name, error);

  if (self != NULL)
    self->parallel = record->parallel;
  return self;
}

BatchBackendRecord *
batch_backend_to_record (BatchBackend *self)
{
  BatchBackendRecord record = {
    .name = self->name,
    .url = self->url,
    .kind = (char *) batch_backend_get_kind (self),
    .key_name = self->key_name,
    .parallel = self->parallel,
  };

  return batch_backend_record_copy (&record);
}

/**
 * batch_backend_get_name: (get-property name)
 * @self: a backend
 *
 * Gets what people call it.
 *
 * Returns: the name
 */
const char *
batch_backend_get_name (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), NULL);

  return self->name;
}

/**
 * batch_backend_get_url: (get-property url)
 * @self: a backend
 *
 * Gets its address in canonical form, without `/v1`.
 *
 * Returns: the address
 */
const char *
batch_backend_get_url (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), NULL);

  return self->url;
}

/**
 * batch_backend_get_kind: (get-property kind)
 * @self: a backend
 *
 * Gets what kind of server it is, in a word.
 *
 * Returns: the word
 */
const char *
batch_backend_get_kind (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), NULL);

  return self->kind != NULL ? self->kind->nick : NULL;
}

/**
 * batch_backend_get_key_name: (get-property key-name)
 * @self: a backend
 *
 * Gets the name of its key.
 *
 * Returns: (nullable): the name, or %NULL when it needs no key
 */
const char *
batch_backend_get_key_name (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), NULL);

  return self->key_name;
}

/**
 * batch_backend_get_parallel: (get-property parallel)
 * @self: a backend
 *
 * Gets how many requests it gets at a time.
 *
 * Returns: the number; 0 leaves that to the engine
 */
guint
batch_backend_get_parallel (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), 0);

  return self->parallel;
}

/**
 * batch_backend_set_parallel: (set-property parallel)
 * @self: a backend
 * @parallel: the number; 0 leaves that to the engine
 *
 * Sets how many requests it gets at a time.
 */
void
batch_backend_set_parallel (BatchBackend *self,
                            guint         parallel)
{
  g_return_if_fail (BATCH_IS_BACKEND (self));

  if (self->parallel == parallel)
    return;

  self->parallel = parallel;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PARALLEL]);
}

static char **
read_models (BatchBackend   *self,
             BatchResponse  *response,
             GError        **error)
{
  g_auto(BatchOutcome) outcome = { 0 };
  char **models;

  batch_outcome_from_response (&outcome, response, BATCH_ENDPOINT_NONE, g_get_real_time ());
  if (outcome.kind != BATCH_FAILURE_KIND_NONE)
    {
      g_propagate_error (error, batch_outcome_to_error (&outcome));
      return NULL;
    }

  models = self->kind->read_models (response->body);
  if (models == NULL)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND,
                 "%s does not list its models: is it a model server?", self->url);
  return models;
}

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) transport_error = NULL;
  g_autoptr(BatchResponse) response = NULL;
  GError *error = NULL;
  char **models;

  response = batch_client_get_finish (BATCH_CLIENT (source), result, &transport_error);
  if (response == NULL)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      batch_outcome_from_error (&outcome, transport_error);
      g_task_return_error (task, batch_outcome_to_error (&outcome));
      return;
    }

  models = read_models (g_task_get_source_object (task), response, &error);
  if (models != NULL)
    g_task_return_pointer (task, models, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * batch_backend_list_models_async:
 * @self: a backend
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Asks the server which models it has. It loads none of them.
 */
void
batch_backend_list_models_async (BatchBackend        *self,
                                 const char          *api_key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(GTask) task = NULL;
  g_autoptr(BatchClient) client = NULL;
  GError *error = NULL;

  g_return_if_fail (BATCH_IS_BACKEND (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_backend_list_models_async);

  settings.total_ms = LIST_MODELS_MS;
  client = batch_client_new (self->url, api_key, &settings, &error);
  if (client == NULL)
    g_task_return_error (task, error);
  else
    batch_client_get_async (client, self->kind->models_path, cancellable, models_got_cb,
                            g_steal_pointer (&task));
}

/**
 * batch_backend_list_models_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.list_models_async] began.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the models,
 *   or %NULL with an error
 */
char **
batch_backend_list_models_finish (BatchBackend  *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
