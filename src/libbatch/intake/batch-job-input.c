/* batch-job-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-job-input-private.h"

#include <string.h>

static const char *
put (char       **place,
     const char  *text)
{
  char *start = *place;

  if (text == NULL)
    return NULL;

  *place = g_stpcpy (start, text) + 1;
  return start;
}

static gsize
room_for (const char *text)
{
  return text != NULL ? strlen (text) + 1 : 0;
}

/* One block each: a job may have a million of them. */
BatchDraftItem *
batch_draft_item_new (const char      *custom_id,
                      const char      *key,
                      const char      *payload,
                      BatchSizeBucket  bucket)
{
  gsize size = sizeof (BatchDraftItem) + room_for (custom_id) + room_for (key) +
               room_for (payload);
  BatchDraftItem *item = g_malloc (size);
  char *place = (char *) (item + 1);

  item->custom_id = put (&place, custom_id);
  item->key = put (&place, key);
  item->payload = put (&place, payload);
  item->bucket = bucket;
  return item;
}

BatchJobInput *
batch_job_input_new (void)
{
  BatchJobInput *self = g_new0 (BatchJobInput, 1);

  self->items = g_ptr_array_new_with_free_func (g_free);
  self->max_lines = -1;
  self->max_bytes = -1;
  return self;
}

BatchJobInput *
batch_job_input_share (const BatchJobInput *self)
{
  BatchJobInput *shared = g_memdup2 (self, sizeof *self);

  if (self->input != NULL)
    g_object_ref (self->input);
  if (self->stream != NULL)
    g_object_ref (self->stream);
  if (self->items != NULL)
    g_ptr_array_ref (self->items);
  return shared;
}

void
batch_job_input_free (BatchJobInput *self)
{
  g_clear_object (&self->input);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}
