/* batch-engine-templates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "maker/batch-maker.h"

/* Prompts with their parameters, kept by name in the store, as what a maker writes down. */

#define SPACE    "template"

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const char *left = batch_maker_get_name ((BatchMaker *) a);
  const char *right = batch_maker_get_name ((BatchMaker *) b);

  return g_utf8_collate (left, right);
}

static GListStore *
read_templates (GHashTable *values)
{
  GListStore *templates = g_list_store_new (BATCH_TYPE_MAKER);
  GHashTableIter iter;
  gpointer name;
  gpointer json;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &json))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchMaker) maker = batch_maker_new_from_json (json, &error);

      if (maker == NULL)
        {
          g_warning ("Template “%s” is left out: %s", (const char *) name, error->message);
          continue;
        }

      batch_maker_set_name (maker, name);
      g_list_store_insert_sorted (templates, maker, compare_names, NULL);
    }

  return templates;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GHashTable) values = NULL;
  GError *error = NULL;

  if ((values = batch_store_list_values_finish (BATCH_STORE (source), result, &error)))
    g_task_return_pointer (task, read_templates (values), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_templates_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the templates
 * @user_data: data for @callback
 *
 * Gets the prompts and parameters that were saved.
 */
void
batch_engine_list_templates_async (BatchEngine         *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_list_templates_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_values_async (batch_engine_get_store (self), SPACE, cancellable, listed_cb,
                                   g_steal_pointer (&task));
}

/**
 * batch_engine_list_templates_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_templates_async].
 *
 * Returns: (transfer full): a list of [class@Maker] in the order of their names
 */
GListModel *
batch_engine_list_templates_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_put_value_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

/* @json: NULL removes it.
 * @refusal: (nullable) (transfer full): why nothing is done */
static void
put (BatchEngine         *self,
     const char          *name,
     const char          *json,
     GError              *refusal,
     gpointer             tag,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr(GTask) task = batch_engine_change_new (self, cancellable, callback, user_data, tag);

  if (refusal != NULL)
    g_task_return_error (task, refusal);
  else if (batch_engine_check_open (self, task))
    batch_store_put_value_async (batch_engine_get_store (self), SPACE, name, json, cancellable,
                                 put_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_save_template_async:
 * @self: an engine
 * @maker: a maker with a name
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is stored
 * @user_data: data for @callback
 *
 * Keeps the prompt and the parameters of a maker under its name, in place of those that had
 * the name before. [method@Maker.check_name] says which names it cannot have.
 */
void
batch_engine_save_template_async (BatchEngine         *self,
                                  BatchMaker          *maker,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autofree char *json = NULL;
  GError *refusal = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_MAKER (maker));

  batch_maker_check_name (maker, &refusal);
  json = batch_maker_to_json (maker);
  put (self, batch_maker_get_name (maker), json, refusal, batch_engine_save_template_async,
       cancellable, callback, user_data);
}

/**
 * batch_engine_save_template_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.save_template_async].
 *
 * Returns: whether it was stored
 */
gboolean
batch_engine_save_template_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * batch_engine_remove_template_async:
 * @self: an engine
 * @name: the name of a template
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is gone
 * @user_data: data for @callback
 *
 * Removes a template. There need be none of that name.
 */
void
batch_engine_remove_template_async (BatchEngine         *self,
                                    const char          *name,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (name != NULL);

  put (self, name, NULL, NULL, batch_engine_remove_template_async, cancellable, callback,
       user_data);
}

/**
 * batch_engine_remove_template_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.remove_template_async].
 *
 * Returns: whether it is gone
 */
gboolean
batch_engine_remove_template_finish (BatchEngine   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
