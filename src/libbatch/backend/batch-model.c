/* backend/batch-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-private.h"

#include <string.h>

/**
 * BatchModel:
 *
 * A model as its server describes it, at the moment when the server was asked.
 *
 * Servers say different things, and some only the name. What they do not say is
 * 0, or unknown: it is never guessed.
 */

enum
{
  PROP_0,
  PROP_ID,
  PROP_STATE,
  PROP_USES,
  PROP_REFUSED,
  PROP_SIZE,
  PROP_CONTEXT_LENGTH,
  PROP_SLOTS,
  PROP_REMOTE,
  N_PROPS
};

G_DEFINE_ENUM_TYPE (BatchModelState, batch_model_state,
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_STATE_UNKNOWN, "unknown"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_STATE_UNLOADED, "unloaded"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_STATE_LOADING, "loading"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_STATE_LOADED, "loaded"))

G_DEFINE_FLAGS_TYPE (BatchModelUses, batch_model_uses,
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_USES_CHAT, "chat"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_USES_EMBEDDING, "embedding"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_USES_VISION, "vision"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_USES_AUDIO, "audio"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_USES_TOOLS, "tools"),
  G_DEFINE_ENUM_VALUE (BATCH_MODEL_USES_THINKING, "thinking"))

G_DEFINE_FINAL_TYPE (BatchModel, batch_model, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_model_finalize (GObject *object)
{
  BatchModel *self = BATCH_MODEL (object);

  g_free (self->id);
  g_strfreev (self->aliases);
  g_strfreev (self->instances);

  G_OBJECT_CLASS (batch_model_parent_class)->finalize (object);
}

static void
batch_model_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BatchModel *self = BATCH_MODEL (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_USES:
      g_value_set_flags (value, self->uses);
      break;

    case PROP_REFUSED:
      g_value_set_flags (value, self->refused);
      break;

    case PROP_SIZE:
      g_value_set_int64 (value, self->size);
      break;

    case PROP_CONTEXT_LENGTH:
      g_value_set_int64 (value, self->context_length);
      break;

    case PROP_SLOTS:
      g_value_set_uint (value, self->slots);
      break;

    case PROP_REMOTE:
      g_value_set_boolean (value, self->remote);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
batch_model_class_init (BatchModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_model_finalize;
  object_class->get_property = batch_model_get_property;

  /**
   * BatchModel:id: (getter get_id)
   *
   * The name by which requests ask for it.
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);

  /**
   * BatchModel:state: (getter get_state)
   *
   * Whether it is in memory.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BATCH_TYPE_MODEL_STATE,
                                              BATCH_MODEL_STATE_UNKNOWN, readable);

  /**
   * BatchModel:uses: (getter get_uses)
   *
   * What it can be used for.
   */
  properties[PROP_USES] = g_param_spec_flags ("uses", NULL, NULL, BATCH_TYPE_MODEL_USES,
                                              BATCH_MODEL_USES_NONE, readable);

  /**
   * BatchModel:refused: (getter get_refused)
   *
   * What it has turned down.
   */
  properties[PROP_REFUSED] = g_param_spec_flags ("refused", NULL, NULL, BATCH_TYPE_MODEL_USES,
                                                 BATCH_MODEL_USES_NONE, readable);

  /**
   * BatchModel:size: (getter get_size)
   *
   * How large it is, in bytes; 0 when that is not known.
   */
  properties[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchModel:context-length: (getter get_context_length)
   *
   * How many tokens a request and its answer may have; 0 when that is not known.
   */
  properties[PROP_CONTEXT_LENGTH] = g_param_spec_int64 ("context-length", NULL, NULL, 0,
                                                        G_MAXINT64, 0, readable);

  /**
   * BatchModel:slots: (getter get_slots)
   *
   * How many requests the server works on at a time; 0 when that is not known.
   */
  properties[PROP_SLOTS] = g_param_spec_uint ("slots", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BatchModel:remote: (getter get_remote)
   *
   * Whether the server passes requests on to somebody else, who may charge for them.
   */
  properties[PROP_REMOTE] = g_param_spec_boolean ("remote", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_model_init (BatchModel *self)
{
}

BatchModel *
batch_model_new (const char *id)
{
  BatchModel *self = g_object_new (BATCH_TYPE_MODEL, NULL);

  self->id = g_strdup (id);
  self->progress = -1;
  return self;
}

static gboolean
is_same (const char *id,
         const char *name,
         gboolean    ignores_case)
{
  return ignores_case ? g_ascii_strcasecmp (id, name) == 0 : g_str_equal (id, name);
}

static gboolean
is_one_of (char       **names,
           const char  *name)
{
  return names != NULL && g_strv_contains ((const char * const *) names, name);
}

/* One that is in memory may have a name there that somebody has given it. */
static gboolean
is_called (BatchModel *self,
           const char *name,
           const char *full_name,
           gboolean    ignores_case)
{
  return is_same (self->id, name, ignores_case)
         || (full_name != NULL && is_same (self->id, full_name, ignores_case))
         || is_one_of (self->aliases, name) || is_one_of (self->instances, name);
}

BatchModel *
batch_model_find (GListModel             *models,
                  const BatchBackendKind *kind,
                  const char             *name)
{
  g_autofree char *full_name = NULL;

  if (kind->implied_tag != NULL && strchr (name, ':') == NULL)
    full_name = g_strconcat (name, kind->implied_tag, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (is_called (model, name, full_name, kind->ignores_case))
        return g_steal_pointer (&model);
    }

  return NULL;
}

/* LiteLLM lists patterns with an asterisk; OpenRouter knows words that may follow a name. */
static gboolean
stands_for_others (BatchModel *self,
                   const char *name)
{
  gsize length = strlen (self->id);

  return strchr (self->id, '*') != NULL
         || (g_str_has_prefix (name, self->id) && name[length] == ':');
}

gboolean
batch_model_list_is_full (GListModel             *models,
                          const BatchBackendKind *kind)
{
  return kind->full_list > 0 && g_list_model_get_n_items (models) >= kind->full_list;
}

gboolean
batch_model_is_missing (GListModel             *models,
                        const BatchBackendKind *kind,
                        const char             *name)
{
  guint n_models = g_list_model_get_n_items (models);
  g_autoptr(BatchModel) found = NULL;

  if (!batch_model_list_is_full (models, kind)
      || (found = batch_model_find (models, kind, name)) != NULL)
    return FALSE;

  for (guint i = 0; kind->implied_tag == NULL && i < n_models; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (stands_for_others (model, name))
        return FALSE;
    }

  return TRUE;
}

/* Returns: (nullable) (transfer full): the name that the server takes for @id as well */
static char *
dup_short_name (const char *id,
                const char *implied_tag)
{
  const char *tag = implied_tag != NULL ? strchr (id, ':') : NULL;

  return tag != NULL && g_str_equal (tag, implied_tag) ? g_strndup (id, tag - id) : NULL;
}

typedef struct
{
  GHashTable         *told;        /* the set of the names */
  BatchModelNameFunc  func;
  gpointer            user_data;
} NameList;

/* @name: (transfer full) (nullable) */
static void
tell_name (NameList   *self,
           BatchModel *model,
           char       *name)
{
  if (name != NULL && g_hash_table_add (self->told, name))
    self->func (name, model, self->user_data);
}

/* @names: (nullable) */
static void
tell_names (NameList    *self,
            BatchModel  *model,
            char       **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    tell_name (self, model, g_strdup (names[i]));
}

void
batch_model_list_names (GListModel             *models,
                        const BatchBackendKind *kind,
                        BatchModelNameFunc      func,
                        gpointer                user_data)
{
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  NameList list = { told, func, user_data };
  guint n_models = g_list_model_get_n_items (models);

  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      tell_name (&list, model, g_strdup (model->id));
      tell_name (&list, model, dup_short_name (model->id, kind->implied_tag));
      tell_names (&list, model, model->aliases);
      tell_names (&list, model, model->instances);
    }
}

void
batch_model_correct (BatchModel     *self,
                     BatchModelUses  refused)
{
  self->refused |= refused;
  self->uses &= ~refused;
}

/**
 * batch_model_get_id: (get-property id)
 * @self: a model
 *
 * Gets the name by which requests ask for it.
 *
 * Returns: the name
 */
const char *
batch_model_get_id (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), NULL);

  return self->id;
}

/**
 * batch_model_get_state: (get-property state)
 * @self: a model
 *
 * Gets whether it is in memory.
 *
 * Returns: the state
 */
BatchModelState
batch_model_get_state (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), BATCH_MODEL_STATE_UNKNOWN);

  return self->state;
}

/**
 * batch_model_get_uses: (get-property uses)
 * @self: a model
 *
 * Gets what it can be used for.
 *
 * Returns: the uses
 */
BatchModelUses
batch_model_get_uses (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), BATCH_MODEL_USES_NONE);

  return self->uses;
}

/**
 * batch_model_get_refused: (get-property refused)
 * @self: a model
 *
 * Gets what requests have asked of it in vain, as far as
 * [method@Engine.get_models_async] knows: it cannot be used for that, whatever its
 * server says.
 *
 * Returns: the uses
 */
BatchModelUses
batch_model_get_refused (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), BATCH_MODEL_USES_NONE);

  return self->refused;
}

/* Of those that servers list without a word of what they are for. */
static gboolean
is_named_for_other_work (const char *id)
{
  static const char * const parts[] = { "embed", "minilm", "bge-", "rerank", "whisper" };
  g_autofree char *name = g_ascii_strdown (id, -1);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (name, parts[i]) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * batch_model_may_chat:
 * @self: a model
 *
 * Tells whether it is worth asking it for text: as its server says, and if that does
 * not say what it is for, unless it is called as models for embeddings, for ranking or
 * for speech are.
 *
 * It is for choosing one of many; whoever names a model knows better.
 *
 * Returns: whether it is
 */
gboolean
batch_model_may_chat (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), FALSE);

  if ((self->refused & BATCH_MODEL_USES_CHAT) != 0)
    return FALSE;
  if (self->uses == BATCH_MODEL_USES_NONE)
    return !is_named_for_other_work (self->id);

  return (self->uses & BATCH_MODEL_USES_CHAT) != 0
         || (self->uses & BATCH_MODEL_USES_EMBEDDING) == 0;
}

/**
 * batch_model_get_size: (get-property size)
 * @self: a model
 *
 * Gets how large it is.
 *
 * Returns: the size in bytes; 0 when it is not known
 */
gint64
batch_model_get_size (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), 0);

  return self->size;
}

/**
 * batch_model_get_context_length: (get-property context-length)
 * @self: a model
 *
 * Gets how many tokens a request and its answer may have.
 *
 * Returns: the number; 0 when it is not known
 */
gint64
batch_model_get_context_length (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), 0);

  return self->context_length;
}

/**
 * batch_model_get_slots: (get-property slots)
 * @self: a model
 *
 * Gets how many requests the server works on at a time.
 *
 * Returns: the number; 0 when it is not known
 */
guint
batch_model_get_slots (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), 0);

  return self->slots;
}

/**
 * batch_model_get_remote: (get-property remote)
 * @self: a model
 *
 * Gets whether the server passes requests on to somebody else, who may charge for them.
 *
 * Returns: whether it does
 */
gboolean
batch_model_get_remote (BatchModel *self)
{
  g_return_val_if_fail (BATCH_IS_MODEL (self), FALSE);

  return self->remote;
}
