/* batch-item-prefixes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-item-prefixes-private.h"

#include "format/batch-request-body-private.h"
#include "translation/batch-ollama-settings-private.h"

void
batch_item_prefixes_clear (BatchItemPrefixes *self)
{
  g_clear_pointer (&self->index, batch_prefix_index_free);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
}

/* What registered handlers do with their payloads is not known. */
static gboolean
is_sent (const BatchJobRecord *job)
{
  return g_strcmp0 (job->handler, BATCH_HTTP_HANDLER) == 0;
}

/* Which server it is for may not be known yet, and does no harm where settings are none. */
static guint
find_setting (BatchItemPrefixes *self,
              BatchEndpoint      endpoint,
              const guint8      *body,
              gsize              length)
{
  g_autofree char *setting = batch_ollama_dup_settings (body, length, endpoint);
  guint index;

  if (setting == NULL)
    return 0;
  if (self->settings == NULL)
    self->settings = g_ptr_array_new_with_free_func (g_free);

  if (g_ptr_array_find_with_equal_func (self->settings, setting, g_str_equal, &index))
    return index + 1;
  if (self->settings->len < BATCH_PREFIX_MAX_SETTING)
    g_ptr_array_add (self->settings, g_steal_pointer (&setting));
  return self->settings->len;
}

gint64
batch_item_prefixes_add (BatchItemPrefixes    *self,
                         const BatchJobRecord *job,
                         const BatchPrompt    *prompt,
                         BatchEndpoint         endpoint,
                         const guint8         *body,
                         gsize                 length)
{
  BatchPromptPrefix prefix;
  gint64 number;

  if (!is_sent (job))
    return 0;
  if (self->index == NULL)
    self->index = batch_prefix_index_new ();

  batch_prompt_prefix_measure (&prefix, prompt, endpoint);
  number = batch_prefix_index_add (self->index, prefix.steps, prefix.n_steps, self->n_items++);
  return prompt->has_options
         ? batch_prefix_set_setting (number, find_setting (self, endpoint, body, length)) : number;
}

gint64
batch_item_prefixes_add_payload (BatchItemPrefixes    *self,
                                 const BatchJobRecord *job,
                                 const char           *payload,
                                 gsize                 length)
{
  const BatchItemRecord built = { .endpoint = NULL };
  BatchPrompt prompt = { 0 };

  if (is_sent (job) && length >= BATCH_PREFIX_FIRST_STEP)
    batch_prompt_read (&prompt, (const guint8 *) payload, length);
  else
    prompt.has_options = TRUE;
  return batch_item_prefixes_add (self, job, &prompt, batch_request_endpoint (job, &built),
                                  (const guint8 *) payload, length);
}
