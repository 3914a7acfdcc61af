/* batch-lane-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "format/batch-request-body-private.h"
#include "planning/batch-prefix-index-private.h"

/* Some servers load a model anew for a request that wants it run with something else, such as a
 * longer context. Items come by that, so that it is one load for each setting; and two settings
 * are never under way at a time, as each would take the model from the other. */

/* (nullable) */
static const BatchBackendKind *
find_kind (BatchLane *self)
{
  return self->loader != NULL ? batch_model_loader_get_kind (self->loader) : NULL;
}

static gboolean
heeds_settings (BatchLane *self)
{
  const BatchBackendKind *kind = find_kind (self);

  return kind != NULL && kind->dup_setting != NULL;
}

static char *
read_setting (BatchLane     *self,
              GBytes        *body,
              BatchEndpoint  endpoint)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  return find_kind (self)->dup_setting (data, length, endpoint);
}

/* With its changes, of which nothing was known when it was taken in. */
static char *
read_changed (BatchLane      *self,
              const BatchRun *run)
{
  g_autoptr(GBytes) body = batch_request_body (run->job, run->item, run->payload,
                                               BATCH_STREAMING_OFF, NULL);

  return body != NULL
         ? read_setting (self, body, batch_request_endpoint (run->job, run->item)) : NULL;
}

/* Those of a job that have the same number have the same setting, but for the last number: only
 * the first of them is read. */
static char *
read_numbered (BatchLane      *self,
               const BatchRun *run,
               guint           number)
{
  if (number == BATCH_PREFIX_MAX_SETTING || number != self->read_number
      || g_strcmp0 (self->read_job, run->item->job_id) != 0)
    {
      g_free (self->read_job);
      g_free (self->read_setting);
      self->read_job = g_strdup (run->item->job_id);
      self->read_number = number;
      self->read_setting = read_setting (self, run->payload,
                                         batch_request_endpoint (run->job, run->item));
    }

  return g_strdup (self->read_setting);
}

/* When it was taken in, it was seen whether there is one. */
static const char *
get_setting (BatchLane *self,
             BatchRun  *run)
{
  guint number = batch_prefix_get_setting (run->item->prefix);

  if (run->setting_read)
    return run->setting;

  run->setting_read = TRUE;
  if (run->item->changes != NULL)
    run->setting = read_changed (self, run);
  else if (number > 0)
    run->setting = read_numbered (self, run, number);
  return run->setting;
}

/* The client of a chat waits; but where more of them come, the items are to have their turn. */
const BatchChat *
batch_lane_take_setting (BatchLane *self)
{
  BatchRun *first = g_queue_peek_head (&self->loaded);
  const BatchChat *chat = batch_lane_peek_chat (self);

  if (!heeds_settings (self))
    return chat;
  if (first != NULL && self->for_chat)
    chat = NULL;
  self->for_chat = chat != NULL;

  g_free (self->setting);
  self->setting = chat != NULL ? read_setting (self, chat->body, chat->endpoint)
                               : g_strdup (get_setting (self, first));
  return chat;
}

gboolean
batch_lane_changes_setting (BatchLane *self,
                            BatchRun  *run)
{
  return heeds_settings (self) && g_strcmp0 (get_setting (self, run), self->setting) != 0;
}

/* It has not begun yet. */
static gboolean
awaits_chat (BatchLane *self)
{
  return self->for_chat && g_hash_table_size (self->serving) == 0
         && batch_lane_peek_chat (self) != NULL;
}

/* Chats that go along are under way still, and no more of them may begin: they would never let the
 * items have their turn. */
void
batch_lane_change_setting (BatchLane *self)
{
  BatchRun *first = g_queue_peek_head (&self->loaded);

  if (self->prepared && first != NULL && g_hash_table_size (self->running) == 0
      && !awaits_chat (self) && batch_lane_changes_setting (self, first))
    self->prepared = FALSE;
}
