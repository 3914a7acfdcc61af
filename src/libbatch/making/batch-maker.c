/* batch-maker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "making/batch-maker-private.h"

#include "core/batch-endpoint-private.h"

/**
 * BatchMaker:
 *
 * Makes a batch file from the rows of a [class@RowSource].
 *
 * Each row gives one request for each model. The prompt is a template: `{{title}}` stands
 * for the value of the column of that name. Pictures are sent with the prompt, of text files
 * `{{text}}` is the content.
 *
 * The `custom_id` of a request is `row-` and the number of the row, or the path of the file;
 * with more than one model, the number of the model follows.
 *
 * All but the source and the models can be kept as a template under a name:
 * [method@Engine.save_template_async].
 */

enum
{
  PROP_0,
  PROP_NAME,
  PROP_PROMPT,
  PROP_SYSTEM,
  PROP_MODELS,
  PROP_URL,
  PROP_TEMPERATURE,
  PROP_TOP_P,
  PROP_MAX_TOKENS,
  PROP_SEED,
  PROP_SCHEMA,
  PROP_MEMBERS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchMaker, batch_maker, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_maker_finalize (GObject *object)
{
  BatchMaker *self = BATCH_MAKER (object);

  g_free (self->name);
  g_free (self->prompt);
  g_free (self->system);
  g_free (self->url);
  g_strfreev (self->models);
  batch_parameters_clear (&self->parameters);

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
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_PROMPT:
      g_value_set_string (value, self->prompt);
      break;

    case PROP_SYSTEM:
      g_value_set_string (value, self->system);
      break;

    case PROP_MODELS:
      g_value_set_boxed (value, self->models);
      break;

    case PROP_URL:
      g_value_set_string (value, self->url);
      break;

    case PROP_TEMPERATURE:
      g_value_set_double (value, self->parameters.temperature);
      break;

    case PROP_TOP_P:
      g_value_set_double (value, self->parameters.top_p);
      break;

    case PROP_MAX_TOKENS:
      g_value_set_int64 (value, self->parameters.max_tokens);
      break;

    case PROP_SEED:
      g_value_set_int64 (value, self->parameters.seed);
      break;

    case PROP_SCHEMA:
      g_value_set_string (value, self->parameters.schema);
      break;

    case PROP_MEMBERS:
      g_value_set_string (value, self->parameters.members);
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
    case PROP_NAME:
      batch_maker_set_name (self, g_value_get_string (value));
      break;

    case PROP_PROMPT:
      batch_maker_set_prompt (self, g_value_get_string (value));
      break;

    case PROP_SYSTEM:
      batch_maker_set_system (self, g_value_get_string (value));
      break;

    case PROP_MODELS:
      batch_maker_set_models (self, g_value_get_boxed (value));
      break;

    case PROP_URL:
      batch_maker_set_url (self, g_value_get_string (value));
      break;

    case PROP_TEMPERATURE:
      batch_maker_set_temperature (self, g_value_get_double (value));
      break;

    case PROP_TOP_P:
      batch_maker_set_top_p (self, g_value_get_double (value));
      break;

    case PROP_MAX_TOKENS:
      batch_maker_set_max_tokens (self, g_value_get_int64 (value));
      break;

    case PROP_SEED:
      batch_maker_set_seed (self, g_value_get_int64 (value));
      break;

    case PROP_SCHEMA:
      batch_maker_set_schema (self, g_value_get_string (value));
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
  const GParamFlags settable = (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                G_PARAM_STATIC_STRINGS);

  object_class->finalize = batch_maker_finalize;
  object_class->get_property = batch_maker_get_property;
  object_class->set_property = batch_maker_set_property;

  /**
   * BatchMaker:name:
   *
   * The name it is saved under as a template.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, settable);

  /**
   * BatchMaker:prompt:
   *
   * The template of the prompt.
   */
  properties[PROP_PROMPT] = g_param_spec_string ("prompt", NULL, NULL, NULL, settable);

  /**
   * BatchMaker:system:
   *
   * The template of the instructions that come before the prompt.
   */
  properties[PROP_SYSTEM] = g_param_spec_string ("system", NULL, NULL, NULL, settable);

  /**
   * BatchMaker:models:
   *
   * The models that are asked.
   */
  properties[PROP_MODELS] = g_param_spec_boxed ("models", NULL, NULL, G_TYPE_STRV, settable);

  /**
   * BatchMaker:url:
   *
   * The endpoint, `/v1/chat/completions` unless it was set.
   */
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, settable);

  /**
   * BatchMaker:temperature:
   *
   * How freely a model chooses its words; negative: as the model server has it.
   */
  properties[PROP_TEMPERATURE] =
    g_param_spec_double ("temperature", NULL, NULL, -1, 100, -1, settable);

  /**
   * BatchMaker:top-p:
   *
   * From how much of the likely words a model chooses; negative: as the model server has it.
   */
  properties[PROP_TOP_P] = g_param_spec_double ("top-p", NULL, NULL, -1, 1, -1, settable);

  /**
   * BatchMaker:max-tokens:
   *
   * How long an answer may become, in tokens; 0: as the model server has it.
   */
  properties[PROP_MAX_TOKENS] =
    g_param_spec_int64 ("max-tokens", NULL, NULL, 0, G_MAXINT64, 0, settable);

  /**
   * BatchMaker:seed:
   *
   * What chance begins with, so that it comes out the same again; -1: not said.
   */
  properties[PROP_SEED] = g_param_spec_int64 ("seed", NULL, NULL, -1, G_MAXINT64, -1, settable);

  /**
   * BatchMaker:schema:
   *
   * A JSON Schema that answers have to follow.
   */
  properties[PROP_SCHEMA] = g_param_spec_string ("schema", NULL, NULL, NULL, settable);

  /**
   * BatchMaker:members:
   *
   * A JSON object with other members for the body, as `{"min_p": 0.1}`.
   */
  properties[PROP_MEMBERS] = g_param_spec_string ("members", NULL, NULL, NULL, settable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_maker_init (BatchMaker *self)
{
  self->url = g_strdup (batch_endpoint_get_path (BATCH_ENDPOINT_CHAT_COMPLETIONS));
  batch_parameters_init (&self->parameters);
}

/**
 * batch_maker_new:
 * @prompt: (nullable): the template of the prompt
 * @models: (array zero-terminated=1) (nullable): the models that are asked
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

static void
set_double (BatchMaker *self,
            double     *field,
            double      value,
            guint       prop_id)
{
  double known = value < 0 ? -1 : value;

  if (known >= *field && known <= *field)
    return;

  *field = known;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
set_int (BatchMaker *self,
         gint64     *field,
         gint64      value,
         guint       prop_id)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

/**
 * batch_maker_get_name: (attributes org.gtk.Method.get_property=name)
 * @self: a maker
 *
 * Gets the name it is saved under as a template.
 *
 * Returns: (nullable): the name
 */
const char *
batch_maker_get_name (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->name;
}

/**
 * batch_maker_set_name: (attributes org.gtk.Method.set_property=name)
 * @self: a maker
 * @name: (nullable): the name
 *
 * Sets the name it is saved under as a template.
 */
void
batch_maker_set_name (BatchMaker *self,
                      const char *name)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->name, name, PROP_NAME);
}

/**
 * batch_maker_get_prompt: (attributes org.gtk.Method.get_property=prompt)
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
 * batch_maker_set_prompt: (attributes org.gtk.Method.set_property=prompt)
 * @self: a maker
 * @prompt: (nullable): the template
 *
 * Sets the template of the prompt.
 */
void
batch_maker_set_prompt (BatchMaker *self,
                        const char *prompt)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->prompt, prompt, PROP_PROMPT);
}

/**
 * batch_maker_get_system: (attributes org.gtk.Method.get_property=system)
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
 * batch_maker_set_system: (attributes org.gtk.Method.set_property=system)
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
 * batch_maker_get_models: (attributes org.gtk.Method.get_property=models)
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

/**
 * batch_maker_set_models: (attributes org.gtk.Method.set_property=models)
 * @self: a maker
 * @models: (array zero-terminated=1) (nullable): the models
 *
 * Sets the models that are asked.
 */
void
batch_maker_set_models (BatchMaker         *self,
                        const char * const *models)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  if (self->models == (char **) models ||
      (self->models != NULL && models != NULL &&
       g_strv_equal ((const char * const *) self->models, models)))
    return;

  g_strfreev (self->models);
  self->models = g_strdupv ((char **) models);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODELS]);
}

/**
 * batch_maker_get_url: (attributes org.gtk.Method.get_property=url)
 * @self: a maker
 *
 * Gets the endpoint.
 *
 * Returns: the endpoint, as `/v1/embeddings`
 */
const char *
batch_maker_get_url (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->url;
}

/**
 * batch_maker_set_url: (attributes org.gtk.Method.set_property=url)
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
 * batch_maker_get_temperature: (attributes org.gtk.Method.get_property=temperature)
 * @self: a maker
 *
 * Gets how freely a model chooses its words.
 *
 * Returns: the temperature; negative: as the model server has it
 */
double
batch_maker_get_temperature (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), -1);

  return self->parameters.temperature;
}

/**
 * batch_maker_set_temperature: (attributes org.gtk.Method.set_property=temperature)
 * @self: a maker
 * @temperature: the temperature; negative: as the model server has it
 *
 * Sets how freely a model chooses its words.
 */
void
batch_maker_set_temperature (BatchMaker *self,
                             double      temperature)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_double (self, &self->parameters.temperature, temperature, PROP_TEMPERATURE);
}

/**
 * batch_maker_get_top_p: (attributes org.gtk.Method.get_property=top-p)
 * @self: a maker
 *
 * Gets from how much of the likely words a model chooses.
 *
 * Returns: the share, at most 1; negative: as the model server has it
 */
double
batch_maker_get_top_p (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), -1);

  return self->parameters.top_p;
}

/**
 * batch_maker_set_top_p: (attributes org.gtk.Method.set_property=top-p)
 * @self: a maker
 * @top_p: the share, at most 1; negative: as the model server has it
 *
 * Sets from how much of the likely words a model chooses.
 */
void
batch_maker_set_top_p (BatchMaker *self,
                       double      top_p)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_double (self, &self->parameters.top_p, top_p, PROP_TOP_P);
}

/**
 * batch_maker_get_max_tokens: (attributes org.gtk.Method.get_property=max-tokens)
 * @self: a maker
 *
 * Gets how long an answer may become.
 *
 * Returns: the number of tokens; 0: as the model server has it
 */
gint64
batch_maker_get_max_tokens (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), 0);

  return self->parameters.max_tokens;
}

/**
 * batch_maker_set_max_tokens: (attributes org.gtk.Method.set_property=max-tokens)
 * @self: a maker
 * @max_tokens: the number of tokens; 0: as the model server has it
 *
 * Sets how long an answer may become.
 */
void
batch_maker_set_max_tokens (BatchMaker *self,
                            gint64      max_tokens)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_int (self, &self->parameters.max_tokens, max_tokens, PROP_MAX_TOKENS);
}

/**
 * batch_maker_get_seed: (attributes org.gtk.Method.get_property=seed)
 * @self: a maker
 *
 * Gets what chance begins with.
 *
 * Returns: the seed; -1: none
 */
gint64
batch_maker_get_seed (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), 0);

  return self->parameters.seed;
}

/**
 * batch_maker_set_seed: (attributes org.gtk.Method.set_property=seed)
 * @self: a maker
 * @seed: the seed; -1: none
 *
 * Sets what chance begins with.
 */
void
batch_maker_set_seed (BatchMaker *self,
                      gint64      seed)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_int (self, &self->parameters.seed, seed, PROP_SEED);
}

/**
 * batch_maker_get_schema: (attributes org.gtk.Method.get_property=schema)
 * @self: a maker
 *
 * Gets the JSON Schema that answers have to follow.
 *
 * Returns: (nullable): a JSON object
 */
const char *
batch_maker_get_schema (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->parameters.schema;
}

/**
 * batch_maker_set_schema: (attributes org.gtk.Method.set_property=schema)
 * @self: a maker
 * @schema: (nullable): a JSON object
 *
 * Sets the JSON Schema that answers have to follow.
 */
void
batch_maker_set_schema (BatchMaker *self,
                        const char *schema)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->parameters.schema, schema, PROP_SCHEMA);
}

/**
 * batch_maker_get_members: (attributes org.gtk.Method.get_property=members)
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

  return self->parameters.members;
}

/**
 * batch_maker_set_members: (attributes org.gtk.Method.set_property=members)
 * @self: a maker
 * @members: (nullable): a JSON object
 *
 * Sets the other members for the body.
 */
void
batch_maker_set_members (BatchMaker *self,
                         const char *members)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->parameters.members, members, PROP_MEMBERS);
}
