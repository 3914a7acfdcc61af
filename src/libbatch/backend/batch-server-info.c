/* backend/batch-server-info.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-info-private.h"

/**
 * BatchServerInfo:
 *
 * What a model server is, found out by asking it.
 *
 * It comes from [func@identify_server_async] or [func@discover_servers_async], and says
 * what was so at that moment. To use the server, make a [class@Backend] of its address
 * and kind.
 */
struct _BatchServerInfo
{
  GObject                 parent_instance;

  const BatchBackendKind *kind;
  char                   *url;
  char                   *version; /* (owned) (nullable) */
  guint                   asks_key : 1;
  guint                   loading : 1;
};

enum
{
  PROP_0,
  PROP_URL,
  PROP_KIND,
  PROP_TITLE,
  PROP_VERSION,
  PROP_FLAGS,
  PROP_ASKS_KEY,
  PROP_LOADING,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchServerInfo, batch_server_info, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_server_info_finalize (GObject *object)
{
  BatchServerInfo *self = BATCH_SERVER_INFO (object);

  g_free (self->url);
  g_free (self->version);

  G_OBJECT_CLASS (batch_server_info_parent_class)->finalize (object);
}

static void
batch_server_info_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BatchServerInfo *self = BATCH_SERVER_INFO (object);

  switch (property_id)
    {
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;

    case PROP_KIND:
      g_value_set_string (value, batch_server_info_get_kind (self));
      break;

    case PROP_TITLE:
      g_value_set_string (value, batch_server_info_get_title (self));
      break;

    case PROP_VERSION:
      g_value_set_string (value, self->version);
      break;

    case PROP_FLAGS:
      g_value_set_flags (value, batch_server_info_get_flags (self));
      break;

    case PROP_ASKS_KEY:
      g_value_set_boolean (value, self->asks_key);
      break;

    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
batch_server_info_class_init (BatchServerInfoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_server_info_finalize;
  object_class->get_property = batch_server_info_get_property;

  /**
   * BatchServerInfo:url: (getter get_url)
   *
   * Its address in canonical form, without `/v1`.
   */
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, readable);

  /**
   * BatchServerInfo:kind: (getter get_kind)
   *
   * What kind of server it is, in a word.
   */
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, readable);

  /**
   * BatchServerInfo:title: (getter get_title)
   *
   * What kind of server it is, as its makers write it.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readable);

  /**
   * BatchServerInfo:version: (getter get_version)
   *
   * Its version, if it tells.
   */
  properties[PROP_VERSION] = g_param_spec_string ("version", NULL, NULL, NULL, readable);

  /**
   * BatchServerInfo:flags: (getter get_flags)
   *
   * What it can do.
   */
  properties[PROP_FLAGS] = g_param_spec_flags ("flags", NULL, NULL, BATCH_TYPE_BACKEND_FLAGS,
                                               BATCH_BACKEND_FLAGS_NONE, readable);

  /**
   * BatchServerInfo:asks-key: (getter get_asks_key)
   *
   * Whether it wants a key, or another one than it was given.
   */
  properties[PROP_ASKS_KEY] = g_param_spec_boolean ("asks-key", NULL, NULL, FALSE, readable);

  /**
   * BatchServerInfo:loading: (getter get_loading)
   *
   * Whether it cannot answer yet, because it loads its model.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_server_info_init (BatchServerInfo *self)
{
  self->kind = batch_backend_kind_any ();
}

BatchServerInfo *
batch_server_info_new (const BatchProbes *probes)
{
  g_autofree char *version = NULL;
  const BatchBackendKind *kind = batch_backend_kind_recognise (probes, &version);
  BatchServerInfo *self;

  if (kind == NULL)
    return NULL;

  self = g_object_new (BATCH_TYPE_SERVER_INFO, NULL);
  self->kind = kind;
  self->url = g_strdup (batch_probes_get_url (probes));
  self->version = g_steal_pointer (&version);
  self->asks_key = batch_probes_ask_key (probes);
  self->loading = batch_probes_tell_loading (probes);
  return self;
}

const BatchBackendKind *
batch_server_info_get_private (BatchServerInfo *self)
{
  return self->kind;
}

void
batch_server_info_set_private (BatchServerInfo        *self,
                               const BatchBackendKind *kind)
{
  self->kind = kind;
}

char *
batch_server_info_describe (BatchServerInfo *self)
{
  return self->version != NULL ? g_strdup_printf ("%s %s", self->kind->title, self->version)
                               : g_strdup (self->kind->title);
}

/**
 * batch_server_info_get_url: (get-property url)
 * @self: a description of a server
 *
 * Gets its address in canonical form, without `/v1`.
 *
 * Returns: the address
 */
const char *
batch_server_info_get_url (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), NULL);

  return self->url;
}

/**
 * batch_server_info_get_kind: (get-property kind)
 * @self: a description of a server
 *
 * Gets what kind of server it is, in a word.
 *
 * Returns: the word
 */
const char *
batch_server_info_get_kind (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), NULL);

  return self->kind->nick;
}

/**
 * batch_server_info_get_title: (get-property title)
 * @self: a description of a server
 *
 * Gets what kind of server it is, as its makers write it.
 *
 * Returns: the name
 */
const char *
batch_server_info_get_title (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), NULL);

  return self->kind->title;
}

/**
 * batch_server_info_get_version: (get-property version)
 * @self: a description of a server
 *
 * Gets its version.
 *
 * Returns: (nullable): the version, or %NULL when it does not tell
 */
const char *
batch_server_info_get_version (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), NULL);

  return self->version;
}

/**
 * batch_server_info_get_flags: (get-property flags)
 * @self: a description of a server
 *
 * Gets what it can do.
 *
 * Returns: the flags
 */
BatchBackendFlags
batch_server_info_get_flags (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), BATCH_BACKEND_FLAGS_NONE);

  return self->kind->flags;
}

/**
 * batch_server_info_get_asks_key: (get-property asks-key)
 * @self: a description of a server
 *
 * Gets whether it wants a key, or another one than it was given.
 *
 * Returns: whether it does
 */
gboolean
batch_server_info_get_asks_key (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), FALSE);

  return self->asks_key;
}

/**
 * batch_server_info_get_loading: (get-property loading)
 * @self: a description of a server
 *
 * Gets whether it cannot answer yet, because it loads its model.
 *
 * Returns: whether it does
 */
gboolean
batch_server_info_get_loading (BatchServerInfo *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_INFO (self), FALSE);

  return self->loading;
}
