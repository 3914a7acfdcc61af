/* batch-lane-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "format/batch-request-body-private.h"
#include "planning/batch-prefix-index-private.h"
#include "translation/batch-ollama-settings-private.h"

/* Some servers load a model anew for a request that wants it run with something else, such as a
 * longer context. Items come by that, so that it is one load for each setting; and two settings
 * are never under way at a time, as each would take the model from the other. */

static gboolean
heeds_settings (BatchLane *self)
{
  return self->loader != NULL && batch_model_loader_loads_by_options (self->loader);
}

static char *
read_setting (GBytes        *body,
              BatchEndpoint  endpoint)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  return batch_ollama_dup_settings (data, length, endpoint);
}

/* When it was taken in, it was seen whether there is one. */
static const char *
get_setting (BatchRun *run)
{
  if (!run->setting_read && batch_prefix_get_setting (run->item->prefix) > 0)
    run->setting = read_setting (run->payload, batch_request_endpoint (run->job, run->item));

  run->setting_read = TRUE;
  return run->setting;
}

/* That of a chat would have the items wait for each chat. */
void
batch_lane_take_setting (BatchLane *self)
{
  BatchRun *first = g_queue_peek_head (&self->loaded);
  const BatchChat *chat = batch_lane_peek_chat (self);
  g_autofree char *before = g_steal_pointer (&self->setting);

  if (first != NULL)
    self->setting = g_strdup (get_setting (first));
  else if (chat != NULL && chat->body != NULL)
    self->setting = read_setting (chat->body, chat->endpoint);
}

gboolean
batch_lane_changes_setting (BatchLane *self,
                            BatchRun  *run)
{
  return heeds_settings (self) && g_strcmp0 (get_setting (run), self->setting) != 0;
}

/* Chats that go along are under way still, and no more of them may begin: they would never let the
 * items have their turn. */
void
batch_lane_change_setting (BatchLane *self)
{
  BatchRun *first = g_queue_peek_head (&self->loaded);

  if (self->prepared && first != NULL && g_hash_table_size (self->running) == 0
      && batch_lane_changes_setting (self, first))
    self->prepared = FALSE;
}
