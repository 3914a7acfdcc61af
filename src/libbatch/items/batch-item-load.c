/* batch-item-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-private.h"

#include <string.h>

#include "answers/batch-answer-text-private.h"
#include "core/batch-fields-private.h"

/* The payload and the result are what was sent and what came back, byte for byte; the
 * prompt and the answer are what they say. */
typedef struct
{
  BatchItemPart  part;
  void         (*append) (const guint8 *data,
                          gsize         length,
                          GString      *out);
  const char    *property;        /* NULL: it is not kept */
  gsize          offset;          /* where the item keeps it */
} BatchItemText;

static void
append_answer (const guint8 *data,
               gsize         length,
               GString      *out)
{
  batch_answer_append_text (data, length, out);
}

static const BatchItemText payload_text = {
  BATCH_ITEM_PART_PAYLOAD, NULL, "payload", G_STRUCT_OFFSET (BatchItem, payload),
};
static const BatchItemText result_text = {
  BATCH_ITEM_PART_RESULT, NULL, "result", G_STRUCT_OFFSET (BatchItem, result),
};
static const BatchItemText prompt_text = {
  BATCH_ITEM_PART_PAYLOAD, batch_request_append_text, "prompt", G_STRUCT_OFFSET (BatchItem, prompt),
};
static const BatchItemText talk_text = {
  BATCH_ITEM_PART_PAYLOAD, batch_request_append_talk, NULL, 0,
};
static const BatchItemText answer_text = {
  BATCH_ITEM_PART_RESULT, append_answer, "answer", G_STRUCT_OFFSET (BatchItem, answer),
};
static const BatchItemText request_text = { BATCH_ITEM_PART_REQUEST, NULL, NULL, 0 };
static const BatchItemText curl_text = { BATCH_ITEM_PART_CURL, NULL, NULL, 0 };

static char *
make_text (const BatchItemText *text,
           GBytes              *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr(GString) said = NULL;

  if (text->append == NULL || length == 0)
    return length > 0 ? g_utf8_make_valid (data, length) : g_strdup ("");

  said = g_string_new (NULL);
  text->append ((const guint8 *) data, length, said);
  return g_utf8_make_valid (said->str, said->len);
}

static void
keep (BatchItem           *self,
      const BatchItemText *text,
      const char          *value)
{
  if (text->property != NULL && batch_set_str (G_STRUCT_MEMBER_P (self, text->offset), value))
    g_object_notify (G_OBJECT (self), text->property);
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
  /* A handler may have nothing to say but that it is done. */
  if (bytes == NULL && self->record->status == BATCH_ITEM_STATUS_SUCCEEDED)
    bytes = g_bytes_new_static ("", 0);
  if (bytes == NULL)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                               "Item %u has no result yet", self->record->position);
      return;
    }

  text = make_text (g_task_get_task_data (task), bytes);
  keep (self, g_task_get_task_data (task), text);
  g_task_return_pointer (task, g_steal_pointer (&text), g_free);
}

/* A payload that is held already need not be asked for. */
static gboolean
return_known (GTask               *task,
              BatchItem           *self,
              const BatchItemText *text)
{
  g_autoptr(GBytes) payload = NULL;
  g_autofree char *value = NULL;

  if (text->part != BATCH_ITEM_PART_PAYLOAD || self->payload == NULL)
    return FALSE;

  payload = g_bytes_new_static (self->payload, strlen (self->payload));
  value = make_text (text, payload);
  keep (self, text, value);
  g_task_return_pointer (task, g_steal_pointer (&value), g_free);
  return TRUE;
}

static void
load_async (BatchItem           *self,
            const BatchItemText *text,
            gpointer             tag,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, (gpointer) text, NULL);

  if (return_known (task, self, text))
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

  self->interface->load (source, self->job->id, self->record->position, text->part,
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

  load_async (self, &payload_text, batch_item_load_payload_async,
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

  load_async (self, &result_text, batch_item_load_result_async,
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

/**
 * batch_item_load_prompt_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what the item asks, as a person would read it; [property@Item:prompt] has it afterwards.
 *
 * An item that is not [property@Item:loaded] yet gives %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_prompt_async (BatchItem           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, &prompt_text, batch_item_load_prompt_async, cancellable, callback, user_data);
}

/**
 * batch_item_load_prompt_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_prompt_async].
 *
 * Returns: (transfer full): the text, or %NULL on error
 */
char *
batch_item_load_prompt_finish (BatchItem     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_item_load_talk_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads all that the item says to the model, as a person would read it: what the system is told
 * and what was said before, too, each after its role.
 *
 * An item that is not [property@Item:loaded] yet gives %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_talk_async (BatchItem           *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, &talk_text, batch_item_load_talk_async, cancellable, callback, user_data);
}

/**
 * batch_item_load_talk_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_talk_async].
 *
 * Returns: (transfer full): the text, or %NULL on error
 */
char *
batch_item_load_talk_finish (BatchItem     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_item_load_answer_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what was answered, as a person would read it; [property@Item:answer] has it afterwards.
 *
 * An item that has no result yet, or is not [property@Item:loaded], gives
 * %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_answer_async (BatchItem           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, &answer_text, batch_item_load_answer_async, cancellable, callback, user_data);
}

/**
 * batch_item_load_answer_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_answer_async].
 *
 * Returns: (transfer full): the text, or %NULL on error
 */
char *
batch_item_load_answer_finish (BatchItem     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_item_load_request_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what is sent for the item: its payload, with what was changed for a retry and
 * the model that counts. A stream that is asked for besides is not in it.
 *
 * An item that is not [property@Item:loaded] yet gives %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_request_async (BatchItem           *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, &request_text, batch_item_load_request_async, cancellable, callback, user_data);
}

/**
 * batch_item_load_request_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_request_async].
 *
 * Returns: (transfer full): the body of the request, or %NULL on error
 */
char *
batch_item_load_request_finish (BatchItem     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_item_load_curl_async:
 * @self: an item
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when it is done
 * @user_data: data for @callback
 *
 * Loads what is sent for the item as a curl command for a POSIX shell.
 *
 * The key of the server is not in it: the command takes it from `BATCHQ_API_KEY`. An item
 * that is not sent to a model server gives %BATCH_ERROR_UNSUPPORTED.
 *
 * An item that is not [property@Item:loaded] yet gives %BATCH_ERROR_NOT_FOUND.
 */
void
batch_item_load_curl_async (BatchItem           *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  load_async (self, &curl_text, batch_item_load_curl_async, cancellable, callback, user_data);
}

/**
 * batch_item_load_curl_finish:
 * @self: an item
 * @result: the result
 * @error: return location for an error
 *
 * Ends [method@Item.load_curl_async].
 *
 * Returns: (transfer full): the command, or %NULL on error
 */
char *
batch_item_load_curl_finish (BatchItem     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
