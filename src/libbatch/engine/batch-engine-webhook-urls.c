/* batch-engine-webhook-urls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

/* Who is told of every job, and with which secret, as properties. What is set counts at once
 * for whoever asks; in the store it is a little later, and what is there is what counts in
 * the end. */

/* --- What was read --- */

static void
set_urls (BatchEngine        *self,
          const char * const *urls)
{
  if (g_strv_equal ((const char * const *) self->webhook_urls, urls))
    return;

  g_strfreev (self->webhook_urls);
  self->webhook_urls = g_strdupv ((char **) urls);
  g_object_notify (G_OBJECT (self), "global-webhook-urls");
}

static void
set_secret (BatchEngine *self,
            const char  *name)
{
  if (g_strcmp0 (self->webhook_secret, name) == 0)
    return;

  g_free (self->webhook_secret);
  self->webhook_secret = g_strdup (name);
  g_object_notify (G_OBJECT (self), "webhook-secret");
}

void
batch_engine_take_webhooks (gpointer   owner,
                            char     **urls)
{
  BatchEngine *self = owner;

  if (self->n_webhooks == 0)
    set_urls (self, (const char * const *) urls);
}

void
batch_engine_take_webhook_secret (gpointer    owner,
                                  const char *name)
{
  BatchEngine *self = owner;

  if (self->n_webhooks == 0)
    set_secret (self, name);
}

/* --- What is set --- */

static void
end_change (BatchEngine *self)
{
  self->n_webhooks--;
  if (self->n_webhooks == 0 && self->executor != NULL)
    batch_executor_refresh_webhooks (self->executor);
  g_object_unref (self);
}

static void
warn (const GError *error)
{
  g_warning ("Changing who is told of jobs: %s", error->message);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_engine_add_webhook_finish (BATCH_ENGINE (source), result, &error))
    warn (error);
  end_change (BATCH_ENGINE (source));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_engine_remove_webhook_finish (BATCH_ENGINE (source), result, &error))
    warn (error);
  end_change (BATCH_ENGINE (source));
}

static void
add (BatchEngine *self,
     const char  *url)
{
  self->n_webhooks++;
  batch_engine_add_webhook_async (g_object_ref (self), url, FALSE, NULL, added_cb, NULL);
}

static void
drop (BatchEngine *self,
      const char  *url)
{
  self->n_webhooks++;
  batch_engine_remove_webhook_async (g_object_ref (self), url, NULL, removed_cb, NULL);
}

/**
 * batch_engine_get_global_webhook_urls:
 * @self: an engine
 *
 * Gets the addresses that are told what becomes of every job.
 *
 * Those that said that they are gone are not among them.
 *
 * Returns: (transfer none) (array zero-terminated=1): the URLs
 */
const char * const *
batch_engine_get_global_webhook_urls (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return (const char * const *) self->webhook_urls;
}

/**
 * batch_engine_set_global_webhook_urls:
 * @self: an engine that is open
 * @urls: (nullable) (array zero-terminated=1): the URLs; %NULL for none
 *
 * Sets the addresses that are told what becomes of every job.
 *
 * It is kept in the store, and all engines on it tell them. One that cannot be a webhook is
 * left out, with a warning; addresses that only this network can reach have to be added by
 * [method@Engine.add_webhook_async], which also says what is wrong with one.
 */
void
batch_engine_set_global_webhook_urls (BatchEngine        *self,
                                      const char * const *urls)
{
  static const char *const none[] = { NULL };
  g_auto(GStrv) before = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  if (urls == NULL)
    urls = none;
  before = g_strdupv (self->webhook_urls);
  for (guint i = 0; before[i] != NULL; i++)
    if (!g_strv_contains (urls, before[i]))
      drop (self, before[i]);
  for (guint i = 0; urls[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) before, urls[i]))
      add (self, urls[i]);
  set_urls (self, urls);
}

static void
named_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_engine_set_webhook_secret_finish (BATCH_ENGINE (source), result, &error))
    warn (error);
  end_change (BATCH_ENGINE (source));
}

/**
 * batch_engine_get_webhook_secret:
 * @self: an engine
 *
 * Gets the name of the secret with which all that is told is signed.
 *
 * Returns: (nullable): the name, or %NULL when nothing is signed
 */
const char *
batch_engine_get_webhook_secret (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return self->webhook_secret;
}

/**
 * batch_engine_set_webhook_secret:
 * @self: an engine that is open
 * @name: (nullable): the name of the secret; %NULL: nothing is signed
 *
 * Sets the name of the secret with which all that is told is signed, as
 * [method@Engine.set_webhook_secret_async] does, which also says what is wrong with one.
 */
void
batch_engine_set_webhook_secret (BatchEngine *self,
                                 const char  *name)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  if (g_strcmp0 (self->webhook_secret, name) == 0)
    return;

  self->n_webhooks++;
  batch_engine_set_webhook_secret_async (g_object_ref (self), name, NULL, named_cb, NULL);
  set_secret (self, name);
}
