/* batch-item-prefixes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-item-prefixes-private.h"

#include "format/batch-request-body-private.h"

void
batch_item_prefixes_clear (BatchItemPrefixes *self)
{
  g_clear_pointer (&self->index, batch_prefix_index_free);
}

/* What registered handlers do with their payloads is not known. */
static gboolean
is_sent (const BatchJobRecord *job)
{
  return g_strcmp0 (job->handler, BATCH_HTTP_HANDLER) == 0;
}

gint64
batch_item_prefixes_add (BatchItemPrefixes    *self,
                         const BatchJobRecord *job,
                         const BatchPrompt    *prompt,
                         BatchEndpoint         endpoint)
{
  BatchPromptPrefix prefix;

  if (!is_sent (job))
    return 0;
  if (self->index == NULL)
    self->index = batch_prefix_index_new ();

  batch_prompt_prefix_measure (&prefix, prompt, endpoint);
  return batch_prefix_index_add (self->index, prefix.steps, prefix.n_steps, self->n_items++);
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
  return batch_item_prefixes_add (self, job, &prompt, batch_request_endpoint (job, &built));
}
