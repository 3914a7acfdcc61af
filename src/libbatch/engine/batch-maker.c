/* batch-maker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-maker.h"

#include "core/batch-endpoint-private.h"
#include "engine/batch-making-private.h"

G_DEFINE_ENUM_TYPE (BatchMakeSource, batch_make_source,
  G_DEFINE_ENUM_VALUE (BATCH_MAKE_SOURCE_TABLE, "table"),
  G_DEFINE_ENUM_VALUE (BATCH_MAKE_SOURCE_LINES, "lines"),
  G_DEFINE_ENUM_VALUE (BATCH_MAKE_SOURCE_FOLDER, "folder"))

/**
 * BatchMaker:
 *
 * Makes a batch file from the rows of a table, the lines of a text or the files of a
 * folder.
 *
 * Each gives one request for each model. The prompt is a template: `{{title}}` stands
 * for the value of the column of that name. Pictures of a folder are sent with the
 * prompt, of text files `{{text}}` is the content.
 *
 * The `custom_id` of a request is `row-` and the number of the row or line, or the name
 * of the file; with more than one model, the number of the model follows.
 */
struct _BatchMaker
{
  GObject   parent_instance;

  char     *prompt;
  char     *system;
  char     *url;
  char     *members;
  char    **models;
};

enum
{
  PROP_0,
  PROP_PROMPT,
  PROP_MODELS,
  PROP_SYSTEM,
  PROP_URL,
  PROP_MEMBERS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchMaker, batch_maker, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_maker_finalize (GObject *object)
{
  BatchMaker *self = BATCH_MAKER (object);

  g_free (self->prompt);
  g_free (self->system);
  g_free (self->url);
  g_free (self->members);
  g_strfreev (self->models);

  G_OBJECT_CLASS (batch_maker_parent_class)->finalize (object);
}

static void
batch_maker_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BatchMaker *self = BATCH_MAKER (object);

  switch (prop_id)
    {
    case PROP_PROMPT:
      g_value_set_string (value, batch_maker_get_prompt (self));
      break;

    case PROP_MODELS:
      g_value_set_boxed (value, batch_maker_get_models (self));
      break;

    case PROP_SYSTEM:
      g_value_set_string (value, batch_maker_get_system (self));
      break;

    case PROP_URL:
      g_value_set_string (value, batch_maker_get_url (self));
      break;

    case PROP_MEMBERS:
      g_value_set_string (value, batch_maker_get_members (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_maker_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  BatchMaker *self = BATCH_MAKER (object);

  switch (prop_id)
    {
    case PROP_PROMPT:
      self->prompt = g_value_dup_string (value);
      break;

    case PROP_MODELS:
      self->models = g_value_dup_boxed (value);
      break;

    case PROP_SYSTEM:
      batch_maker_set_system (self, g_value_get_string (value));
      break;

    case PROP_URL:
      batch_maker_set_url (self, g_value_get_string (value));
      break;

    case PROP_MEMBERS:
      batch_maker_set_members (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_maker_class_init (BatchMakerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_maker_finalize;
  object_class->get_property = batch_maker_get_property;
  object_class->set_property = batch_maker_set_property;

  /**
   * BatchMaker:prompt:
   *
   * The template of the prompt.
   */
  properties[PROP_PROMPT] =
    g_param_spec_string ("prompt", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchMaker:models:
   *
   * The models that are asked.
   */
  properties[PROP_MODELS] =
    g_param_spec_boxed ("models", NULL, NULL, G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchMaker:system:
   *
   * The template of the instructions that come before the prompt.
   */
  properties[PROP_SYSTEM] =
    g_param_spec_string ("system", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchMaker:url:
   *
   * The endpoint, `/v1/chat/completions` unless it was set.
   */
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  /**
   * BatchMaker:members:
   *
   * A JSON object with other members for the body, as `{"max_tokens": 100}`.
   */
  properties[PROP_MEMBERS] =
    g_param_spec_string ("members", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_maker_init (BatchMaker *self)
{
  self->url = g_strdup (batch_endpoint_get_path (BATCH_ENDPOINT_CHAT_COMPLETIONS));
}

/**
 * batch_maker_new:
 * @prompt: the template of the prompt
 * @models: (array zero-terminated=1): the models that are asked
 *
 * Makes a maker of batch files.
 *
 * Returns: (transfer full): a new maker
 */
BatchMaker *
batch_maker_new (const char         *prompt,
                 const char * const *models)
{
  return g_object_new (BATCH_TYPE_MAKER, "prompt", prompt, "models", models, NULL);
}

/**
 * batch_maker_get_prompt:
 * @self: a maker
 *
 * Gets the template of the prompt.
 *
 * Returns: (nullable): the template
 */
const char *
batch_maker_get_prompt (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->prompt;
}

/**
 * batch_maker_get_models:
 * @self: a maker
 *
 * Gets the models that are asked.
 *
 * Returns: (array zero-terminated=1) (transfer none) (nullable): the models
 */
const char * const *
batch_maker_get_models (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return (const char * const *) self->models;
}

static void
set_string (BatchMaker  *self,
            char       **field,
            const char  *value,
            guint        prop_id)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

/**
 * batch_maker_get_system:
 * @self: a maker
 *
 * Gets the template of the instructions that come before the prompt.
 *
 * Returns: (nullable): the template
 */
const char *
batch_maker_get_system (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->system;
}

/**
 * batch_maker_set_system:
 * @self: a maker
 * @system: (nullable): the template
 *
 * Sets the template of the instructions that come before the prompt.
 */
void
batch_maker_set_system (BatchMaker *self,
                        const char *system)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->system, system, PROP_SYSTEM);
}

/**
 * batch_maker_get_url:
 * @self: a maker
 *
 * Gets the endpoint.
 *
 * Returns: the endpoint
 */
const char *
batch_maker_get_url (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->url;
}

/**
 * batch_maker_set_url:
 * @self: a maker
 * @url: the endpoint, as `/v1/embeddings`
 *
 * Sets the endpoint.
 */
void
batch_maker_set_url (BatchMaker *self,
                     const char *url)
{
  g_return_if_fail (BATCH_IS_MAKER (self));
  g_return_if_fail (url != NULL);

  set_string (self, &self->url, url, PROP_URL);
}

/**
 * batch_maker_get_members:
 * @self: a maker
 *
 * Gets the other members for the body.
 *
 * Returns: (nullable): a JSON object
 */
const char *
batch_maker_get_members (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->members;
}

/**
 * batch_maker_set_members:
 * @self: a maker
 * @members: (nullable): a JSON object
 *
 * Sets other members for the body.
 */
void
batch_maker_set_members (BatchMaker *self,
                         const char *members)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->members, members, PROP_MEMBERS);
}

static void
make_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  gint64 n_requests = batch_making_run (task_data, cancellable, &error);

  if (n_requests < 0)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_memdup2 (&n_requests, sizeof n_requests), g_free);
}

/**
 * batch_maker_make_async:
 * @self: a maker
 * @kind: what @source is
 * @source: a file or a folder
 * @output: where the batch file is written to
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when all of it has been written
 * @user_data: data for @callback
 *
 * Makes a batch file.
 *
 * Templates are checked before anything is written. @output is neither closed nor, when
 * it fails half way, emptied.
 */
void
batch_maker_make_async (BatchMaker          *self,
                        BatchMakeSource      kind,
                        GFile               *source,
                        GOutputStream       *output,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  BatchMaking *making;

  g_return_if_fail (BATCH_IS_MAKER (self));
  g_return_if_fail (G_IS_FILE (source));
  g_return_if_fail (G_IS_OUTPUT_STREAM (output));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  making = g_new0 (BatchMaking, 1);
  making->prompt = g_strdup (self->prompt != NULL ? self->prompt : "");
  making->system = g_strdup (self->system);
  making->url = g_strdup (self->url);
  making->members = g_strdup (self->members);
  making->models = g_strdupv (self->models);
  making->source = g_object_ref (source);
  making->output = g_object_ref (output);
  making->kind = kind;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_maker_make_async);
  g_task_set_task_data (task, making, (GDestroyNotify) batch_making_free);
  g_task_run_in_thread (task, make_thread);
}

/**
 * batch_maker_make_finish:
 * @self: a maker
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Gets how many requests were written.
 *
 * Returns: the number of requests, or -1 with an error
 */
gint64
batch_maker_make_finish (BatchMaker    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_autofree gint64 *n_requests = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  n_requests = g_task_propagate_pointer (G_TASK (result), error);
  return n_requests != NULL ? *n_requests : -1;
}
