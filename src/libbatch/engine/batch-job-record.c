/* batch-job-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "core/batch-fields-private.h"
#include "core/batch-standstill-private.h"
#include "reports/batch-eta.h"

#define FIELD(property, kind, member) \
  { property, BATCH_FIELD_##kind, G_STRUCT_OFFSET (BatchJobRecord, member) }

static const BatchField fields[] = {
  FIELD ("id", STRING, id),
  FIELD ("title", STRING, title),
  FIELD ("state", INT, state),
  FIELD ("handler", STRING, handler),
  FIELD ("backend", STRING, backend),
  FIELD ("operation", STRING, operation),
  FIELD ("resource-key", STRING, resource_key),
  FIELD ("overwrite-policy", INT, overwrite_policy),
  FIELD ("execution-mode", INT, execution_mode),
  FIELD ("provider", STRING, provider),
  FIELD ("priority", INT, priority),
  FIELD ("parallel", INT, parallel),
  FIELD ("max-attempts", INT, max_attempts),
  FIELD ("key-id", STRING, key_id),
  FIELD ("webhook-url", STRING, webhook_url),
  FIELD ("metadata", STRING, metadata),
  FIELD ("input-name", STRING, input_name),
  FIELD ("output-path", STRING, output_path),
  FIELD ("error-path", STRING, error_path),
  FIELD ("failure", STRING, failure),
  FIELD ("reorder-note", STRING, reorder_note),
  FIELD ("loads", INT, loads),
  FIELD ("arrival-loads", INT64, key_changes),
  FIELD ("total", INT64, counts.total),
  FIELD ("running", INT64, counts.running),
  FIELD ("succeeded", INT64, counts.succeeded),
  FIELD ("failed", INT64, counts.failed),
  FIELD ("skipped", INT64, counts.skipped),
  FIELD ("cancelled", INT64, counts.cancelled),
  FIELD ("expired", INT64, counts.expired),
  FIELD ("needs-review", INT64, counts.needs_review),
  FIELD ("prompt-tokens", INT64, prompt_tokens),
  FIELD ("cached-tokens", INT64, cached_tokens),
  FIELD ("output-tokens", INT64, output_tokens),
  FIELD ("created-at", INT64, created_at),
  FIELD ("started-at", INT64, started_at),
  FIELD ("completed-at", INT64, completed_at),
  FIELD ("exported-at", INT64, exported_at),
  FIELD ("expires-at", INT64, expires_at),
};

void
batch_job_attach (BatchJob       *self,
                  BatchEngine    *engine,
                  BatchJobRecord *record)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  g_clear_pointer (&self->engine, batch_weak_link_unref);
  self->engine = batch_weak_link_new (engine);
  g_clear_pointer (&self->draft, batch_job_input_free);
  g_clear_pointer (&self->views, batch_job_views_free);

  g_object_freeze_notify (G_OBJECT (self));
  batch_job_set_record (self, record);
  g_object_notify (G_OBJECT (self), "items");
  g_object_thaw_notify (G_OBJECT (self));
}

BatchJob *
batch_job_new_for_record (BatchEngine    *engine,
                          BatchJobRecord *record)
{
  BatchJob *self = g_object_new (BATCH_TYPE_JOB, NULL);

  batch_job_attach (self, engine, record);
  return self;
}

void
batch_job_set_item_source (BatchJob              *self,
                           const BatchItemSource *source)
{
  self->source = source;
}

BatchJobRecord *
batch_job_get_record (BatchJob *self)
{
  return self->record;
}

static gboolean
same_keys (BatchJobRecord *before,
           BatchJobRecord *after)
{
  if (before->groups->len != after->groups->len)
    return FALSE;

  for (guint i = 0; i < before->groups->len; i++)
    {
      BatchGroupRecord *a = g_ptr_array_index (before->groups, i);
      BatchGroupRecord *b = g_ptr_array_index (after->groups, i);

      if (a != b && g_strcmp0 (a->key, b->key) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
notify_files (BatchJob       *self,
              BatchJobRecord *before,
              BatchJobRecord *after)
{
  static const char * const properties[] = {
    [BATCH_FILE_INPUT] = "input-file-id",
    [BATCH_FILE_OUTPUT] = "output-file-id",
    [BATCH_FILE_ERRORS] = "error-file-id",
  };

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      if (batch_job_record_has_file (before, i) != batch_job_record_has_file (after, i))
        g_object_notify (G_OBJECT (self), properties[i]);
    }
}

static void
notify_flags (BatchJob       *self,
              BatchJobRecord *before,
              BatchJobRecord *after)
{
  GObject *object = G_OBJECT (self);

  if (before->paused != after->paused)
    g_object_notify (object, "paused");
  if (before->reordered != after->reordered)
    g_object_notify (object, "reordered");
  if (!same_keys (before, after))
    g_object_notify (object, "resource-keys");
}

static void
notify_name (BatchJob       *self,
             BatchJobRecord *before,
             BatchJobRecord *after)
{
  if (g_strcmp0 (before->title, after->title) != 0
      || g_strcmp0 (before->input_name, after->input_name) != 0
      || g_strcmp0 (before->id, after->id) != 0)
    g_object_notify (G_OBJECT (self), "display-name");
}

static void
notify_standstill (BatchJob       *self,
                   BatchJobRecord *before,
                   BatchJobRecord *after)
{
  GObject *object = G_OBJECT (self);

  if (g_strcmp0 (batch_standstill_get_reason (before), batch_standstill_get_reason (after)) != 0)
    g_object_notify (object, "standstill");
  if (batch_standstill_get_since (before) != batch_standstill_get_since (after))
    g_object_notify (object, "standstill-since");
  if (batch_standstill_get_next_try (before) != batch_standstill_get_next_try (after))
    g_object_notify (object, "next-try-at");
}

/* What follows from the counts. */
typedef struct
{
  gint64 pending;
  gint64 ended;
  double progress;
} Derived;

static Derived
derive (BatchJob *self)
{
  Derived derived = {
    .pending = batch_job_get_pending (self),
    .ended = batch_job_get_ended (self),
    .progress = batch_job_get_progress (self),
  };

  return derived;
}

static void
notify_derived (BatchJob      *self,
                const Derived *before)
{
  GObject *object = G_OBJECT (self);
  Derived after = derive (self);

  if (before->pending != after.pending)
    g_object_notify (object, "pending");
  if (before->ended != after.ended)
    g_object_notify (object, "ended");
  if (before->progress != after.progress)
    g_object_notify (object, "progress");
}

void
batch_job_set_record (BatchJob       *self,
                      BatchJobRecord *record)
{
  g_autoptr(BatchJobRecord) before = self->record;
  Derived derived = derive (self);

  g_object_freeze_notify (G_OBJECT (self));
  self->record = batch_job_record_ref (record);
  batch_fields_notify (G_OBJECT (self), fields, G_N_ELEMENTS (fields), before, record);
  notify_name (self, before, record);
  notify_flags (self, before, record);
  notify_standstill (self, before, record);
  notify_files (self, before, record);
  notify_derived (self, &derived);
  g_object_thaw_notify (G_OBJECT (self));

  if (self->views != NULL)
    batch_job_views_set_job (self->views, record);
}

void
batch_job_set_eta (BatchJob *self,
                   BatchEta *eta)
{
  if (g_set_object (&self->eta, eta))
    g_object_notify (G_OBJECT (self), "eta");
}
