/* batch-item-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-item-private.h"

#include "engine/batch-fields-private.h"

static char *
text_from_bytes (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length > 0 ? g_utf8_make_valid (data, length) : g_strdup ("");
}

static void
keep (BatchItem     *self,
      BatchItemPart  part,
      const char    *text)
{
  switch (part)
    {
    case BATCH_ITEM_PART_PAYLOAD:
      if (batch_set_str (&self->payload, text))
        g_object_notify (G_OBJECT (self), "payload");
      break;

    case BATCH_ITEM_PART_RESULT:
      if (batch_set_str (&self->result, text))
        g_object_notify (G_OBJECT (self), "result");
      break;
    }
}

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  BatchItem *self = g_task_get_source_object (task);

  bytes = self->interface->load_finish (source, result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (bytes == NULL)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                               "Item %u has no result yet", self->record->position);
      return;
    }

  text = text_from_bytes (bytes);
  keep (self, GPOINTER_TO_INT (g_task_get_task_data (task)), text);
  g_task_return_pointer (task, g_steal_pointer (&text), g_free);
}

/* What the submitter still holds in memory need not be asked for. */
static gboolean
return_known (GTask         *task,
              BatchItem     *self,
              BatchItemPart  part)
{
  if (part != BATCH_ITEM_PART_PAYLOAD || self->payload == NULL)
    return FALSE;

  g_task_return_pointer (task, g_strdup (self->payload), g_free);
  return TRUE;
}

static void
load_async (BatchItem           *self,
            BatchItemPart        part,
            gpointer             tag,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, GINT_TO_POINTER (part), NULL);

  if (return_known (task, self, part))
    return;
  if (source != NULL && !self->loaded)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                               "Item %u of the list is not known yet; its property “loaded” "
                               "says when it is", self->record->position);
      return;
    }
  if (source == NULL)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                               "Item %u belongs to no engine that could load it",
                               self->record->position);
      return;
    }

  self->interface->load (source, self->job->id, self->record->position, part,
                         cancellable, load_cb, g_steal_pointer (&task));
}

/**
 * batch_item_load_payload_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what the item carries; [property@Item:payload] has it afterwards.
 *
 * An item that is not [property@Item:loaded] yet gives %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_payload_async (BatchItem           *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, BATCH_ITEM_PART_PAYLOAD, batch_item_load_payload_async,
              cancellable, callback, user_data);
}

/**
 * batch_item_load_payload_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_payload_async].
 *
 * Returns: (transfer full): the payload, or %NULL on error
 */
char *
batch_item_load_payload_finish (BatchItem     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_item_load_result_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what came back; [property@Item:result] has it afterwards.
 *
 * An item that has no result yet, or is not [property@Item:loaded], gives
 * %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_result_async (BatchItem           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, BATCH_ITEM_PART_RESULT, batch_item_load_result_async,
              cancellable, callback, user_data);
}

/**
 * batch_item_load_result_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_result_async].
 *
 * Returns: (transfer full): the result, or %NULL on error
 */
char *
batch_item_load_result_finish (BatchItem     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
