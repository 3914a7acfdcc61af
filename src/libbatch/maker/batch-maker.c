/* batch-maker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-maker-private.h"

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
 * The `custom_id` of a request is what the row has in the column [property@Maker:id-column], or
 * else `row-` and the number of the row, or the path of the file; with more than one model, the
 * number of the model follows.
 *
 * All but the source, the models and [property@Maker:keep-columns] can be kept as a template
 * under a name:
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
  PROP_ID_COLUMN,
  PROP_GUESSED_ENCODING,
  PROP_GUESSED_FILE,
  PROP_TEMPERATURE,
  PROP_TOP_P,
  PROP_MAX_TOKENS,
  PROP_SEED,
  PROP_SCHEMA,
  PROP_MEMBERS,
  PROP_KEEP_COLUMNS,
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
  g_free (self->id_column);
  g_free (self->guessed_encoding);
  g_free (self->guessed_file);
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

    case PROP_ID_COLUMN:
      g_value_set_string (value, self->id_column);
      break;

    case PROP_GUESSED_ENCODING:
      g_value_set_string (value, self->guessed_encoding);
      break;

    case PROP_GUESSED_FILE:
      g_value_set_string (value, self->guessed_file);
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

    case PROP_KEEP_COLUMNS:
      g_value_set_boolean (value, self->keep_columns);
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

    case PROP_ID_COLUMN:
      batch_maker_set_id_column (self, g_value_get_string (value));
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

    case PROP_KEEP_COLUMNS:
      batch_maker_set_keep_columns (self, g_value_get_boolean (value));
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
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL,
                         batch_endpoint_get_path (BATCH_ENDPOINT_CHAT_COMPLETIONS), settable);

  /**
   * BatchMaker:id-column:
   *
   * The column that the ids of the requests come from. %NULL: `custom_id`, where there is a column
   * of that name; empty: none.
   *
   * What is there, without the blanks around it, must be said, be different in each row, and have
   * at most 64 characters with the number of the model; else no batch file is made.
   */
  properties[PROP_ID_COLUMN] =
    g_param_spec_string ("id-column", NULL, NULL, NULL, settable);

  /**
   * BatchMaker:guessed-encoding:
   *
   * What the first text that is not UTF-8 was taken for when a batch file was made last: it is
   * seen in no other way before the answers are read. %NULL: all were UTF-8, or the encoding
   * was chosen.
   */
  properties[PROP_GUESSED_ENCODING] =
    g_param_spec_string ("guessed-encoding", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * BatchMaker:guessed-file:
   *
   * Which text that is: the name of its file, or its path in the folder; %NULL: none.
   */
  properties[PROP_GUESSED_FILE] =
    g_param_spec_string ("guessed-file", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

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

  /**
   * BatchMaker:keep-columns:
   *
   * Whether a request has the columns of its row beside it, so that they stand before its
   * answer in tables that are exported; `FALSE` unless it was set.
   */
  properties[PROP_KEEP_COLUMNS] = g_param_spec_boolean ("keep-columns", NULL, NULL, FALSE,
                                                        settable);

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
