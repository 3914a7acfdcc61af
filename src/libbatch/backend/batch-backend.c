/* backend/batch-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include <string.h>

#include "core/batch-fields-private.h"
#include "http/batch-url-private.h"

#define LONGEST_NAME 64

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
  char                   *gpu;
  guint                   parallel;
  gboolean                identified; /* the kind is what it was found to be */
  gboolean                slow_to_tell; /* what it has in memory, when it was asked last */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_URL,
  PROP_KIND,
  PROP_FLAGS,
  PROP_KEY_NAME,
  PROP_PARALLEL,
  PROP_GPU,
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
  g_free (self->gpu);

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

    case PROP_FLAGS:
      g_value_set_flags (value, batch_backend_get_flags (self));
      break;

    case PROP_KEY_NAME:
      g_value_set_string (value, self->key_name);
      break;

    case PROP_PARALLEL:
      g_value_set_uint (value, self->parallel);
      break;

    case PROP_GPU:
      g_value_set_string (value, self->gpu);
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
    case PROP_KEY_NAME:
      batch_backend_set_key_name (self, g_value_get_string (value));
      break;

    case PROP_PARALLEL:
      batch_backend_set_parallel (self, g_value_get_uint (value));
      break;

    case PROP_GPU:
      batch_backend_set_gpu (self, g_value_get_string (value));
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
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

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
   * BatchBackend:flags: (getter get_flags)
   *
   * What such a server can do.
   */
  properties[PROP_FLAGS] = g_param_spec_flags ("flags", NULL, NULL, BATCH_TYPE_BACKEND_FLAGS,
                                               BATCH_BACKEND_FLAGS_NONE, readable);

  /**
   * BatchBackend:key-name: (getter get_key_name) (setter set_key_name)
   *
   * The name of its key.
   */
  properties[PROP_KEY_NAME] = g_param_spec_string ("key-name", NULL, NULL, NULL, writable);

  /**
   * BatchBackend:parallel: (getter get_parallel) (setter set_parallel)
   *
   * How many requests it gets at a time; 0 leaves that to the engine.
   */
  properties[PROP_PARALLEL] = g_param_spec_uint ("parallel", NULL, NULL, 0, G_MAXUINT, 0,
                                                 writable);

  /**
   * BatchBackend:gpu: (getter get_gpu) (setter set_gpu)
   *
   * The graphics card that the server computes on, by any name; %NULL when nobody has said.
   * Servers that share one are never at work at the same time.
   */
  properties[PROP_GPU] = g_param_spec_string ("gpu", NULL, NULL, NULL, writable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_backend_init (BatchBackend *self)
{
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

static void
refuse_kind (const char  *kind,
             GError     **error)
{
  g_auto(GStrv) kinds = batch_backend_list_kinds ();
  g_autofree char *list = g_strjoinv (", ", kinds);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
               "“%s” is not a known kind of model server; the one for any that speaks the "
               "OpenAI API is “%s”, and all are %s", kind, batch_backend_kind_any ()->nick, list);
}

/**
 * batch_backend_new:
 * @name: what people call it
 * @url: its address, with or without `/v1`
 * @kind: (nullable): what kind of server it is, or %NULL for the provider at that address, or any
 *   that speaks the API of OpenAI
 * @key_name: (nullable): the name of its key
 * @error: the return location for an error
 *
 * Describes a model server; nothing is sent to it.
 *
 * The error is `BATCH_ERROR_UNSUPPORTED` when the kind is not known, and
 * `BATCH_ERROR_INVALID_REQUEST` when the name or the address cannot be one.
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
  const BatchBackendKind *found = kind != NULL ? batch_backend_kind_find (kind)
                                               : batch_backend_kind_any ();
  const BatchBackendKind *provider;
  g_autofree char *canonical = NULL;
  BatchBackend *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  if (!check_name (name, error))
    return NULL;
  if (found == NULL)
    {
      refuse_kind (kind, error);
      return NULL;
    }
  if ((canonical = batch_url_normalize (url, error)) == NULL)
    return NULL;
  if (kind == NULL && (provider = batch_backend_kind_find_by_url (canonical)) != NULL)
    found = provider;

  self = g_object_new (BATCH_TYPE_BACKEND, NULL);
  self->name = g_strdup (name);
  self->url = g_steal_pointer (&canonical);
  self->kind = found;
  self->key_name = g_strdup (key_name);
  return self;
}

void
batch_backend_free_key (char *api_key)
{
  if (api_key != NULL)
    explicit_bzero (api_key, strlen (api_key));
  g_free (api_key);
}

const BatchBackendKind *
batch_backend_get_private_kind (BatchBackend *self)
{
  return self->kind;
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
 * batch_backend_is_one_server:
 * @url: an address
 * @other: another one
 *
 * Gets whether two addresses lead to the same model server, however they are written. On this
 * computer `localhost` is `127.0.0.1`; what other names stand for is not looked up.
 *
 * Returns: %TRUE when they do; %FALSE of what is no address
 */
gboolean
batch_backend_is_one_server (const char *url,
                             const char *other)
{
  g_autofree char *normal = NULL;
  g_autofree char *other_normal = NULL;
  g_autofree char *key = NULL;
  g_autofree char *other_key = NULL;

  g_return_val_if_fail (url != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  normal = batch_url_normalize (url, NULL);
  other_normal = batch_url_normalize (other, NULL);
  if (normal == NULL || other_normal == NULL)
    return FALSE;

  key = batch_url_server_key (normal);
  other_key = batch_url_server_key (other_normal);
  return g_str_equal (key, other_key);
}

/**
 * batch_backend_set_url:
 * @self: a backend
 * @url: its address, with or without `/v1`
 * @error: the return location for an error
 *
 * Says that the server is somewhere else.
 *
 * The error is `BATCH_ERROR_INVALID_REQUEST`.
 *
 * Returns: whether that is an address; nothing has changed if not
 */
gboolean
batch_backend_set_url (BatchBackend  *self,
                       const char    *url,
                       GError       **error)
{
  g_autofree char *canonical = NULL;

  g_return_val_if_fail (BATCH_IS_BACKEND (self), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  if (!(canonical = batch_url_normalize (url, error)))
    return FALSE;

  if (g_str_equal (self->url, canonical))
    return TRUE;

  g_free (self->url);
  self->url = g_steal_pointer (&canonical);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URL]);
  return TRUE;
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
 * batch_backend_set_kind:
 * @self: a backend
 * @kind: what kind of server it is, in a word
 * @error: the return location for an error
 *
 * Says that it is another kind of server.
 *
 * The error is `BATCH_ERROR_UNSUPPORTED` when the kind is not known.
 *
 * Returns: whether the kind is known; nothing has changed if not
 */
gboolean
batch_backend_set_kind (BatchBackend  *self,
                        const char    *kind,
                        GError       **error)
{
  const BatchBackendKind *found;

  g_return_val_if_fail (BATCH_IS_BACKEND (self), FALSE);
  g_return_val_if_fail (kind != NULL, FALSE);

  if (!(found = batch_backend_kind_find (kind)))
    {
      refuse_kind (kind, error);
      return FALSE;
    }
  self->identified = TRUE;
  if (found == self->kind)
    return TRUE;

  self->kind = found;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLAGS]);
  return TRUE;
}

gboolean
batch_backend_is_identified (BatchBackend *self)
{
  return self->identified || self->kind != batch_backend_kind_any ();
}

gboolean
batch_backend_is_slow_to_tell (BatchBackend *self)
{
  return self->slow_to_tell;
}

void
batch_backend_set_slow_to_tell (BatchBackend *self,
                                gboolean      slow_to_tell)
{
  self->slow_to_tell = slow_to_tell;
}

void
batch_backend_set_identified (BatchBackend *self,
                              gboolean      identified)
{
  self->identified = identified;
}

/**
 * batch_backend_get_flags: (get-property flags)
 * @self: a backend
 *
 * Gets what such a server can do.
 *
 * Returns: the flags
 */
BatchBackendFlags
batch_backend_get_flags (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), BATCH_BACKEND_FLAGS_NONE);

  return self->kind != NULL ? self->kind->flags : BATCH_BACKEND_FLAGS_NONE;
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
 * batch_backend_set_key_name: (set-property key-name)
 * @self: a backend
 * @key_name: (nullable): the name, or %NULL when it needs no key
 *
 * Sets the name of its key.
 */
void
batch_backend_set_key_name (BatchBackend *self,
                            const char   *key_name)
{
  g_return_if_fail (BATCH_IS_BACKEND (self));

  if (batch_set_str (&self->key_name, key_name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY_NAME]);
}

/**
 * batch_backend_get_gpu: (get-property gpu)
 * @self: a backend
 *
 * Gets the graphics card that the server computes on.
 *
 * Returns: (nullable): the name that somebody has given it, or %NULL when nobody has said
 */
const char *
batch_backend_get_gpu (BatchBackend *self)
{
  g_return_val_if_fail (BATCH_IS_BACKEND (self), NULL);

  return self->gpu;
}

/**
 * batch_backend_set_gpu: (set-property gpu)
 * @self: a backend
 * @gpu: (nullable): any name of it; %NULL or empty for none
 *
 * Sets the graphics card that the server computes on. Servers that share one are never at work
 * at the same time.
 */
void
batch_backend_set_gpu (BatchBackend *self,
                       const char   *gpu)
{
  const char *name = gpu != NULL && *gpu != '\0' ? gpu : NULL;

  g_return_if_fail (BATCH_IS_BACKEND (self));

  if (batch_set_str (&self->gpu, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GPU]);
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
