/* batch-import-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-import-queue-private.h"

/* Groups that have begun and not ended: one is in the store while the next one is
 * written. More would only make others wait for the store. */
#define MAX_GROUPS 2

typedef enum
{
  STAGE_WAITING,
  STAGE_BEGUN,
  STAGE_READY,
  STAGE_QUEUING,
  STAGE_QUEUED,
} Stage;

struct _BatchImportPlace
{
  BatchImportQueue       *queue;   /* (nullable) */
  const BatchImportSteps *steps;
  gpointer                import;
  GList                   link;
  Stage                   stage;
};

struct _BatchImportQueue
{
  GQueue waiting;                  /* of BatchImportPlace, as the next one */
  GQueue begun;                    /* behind none of those that wait */
  guint  n_groups;                 /* that have begun and not left */
  guint  n_late;                   /* of them, those that are not queued */
};

BatchImportQueue *
batch_import_queue_new (void)
{
  return g_new0 (BatchImportQueue, 1);
}

void
batch_import_queue_free (BatchImportQueue *self)
{
  g_free (self);
}

gpointer
batch_import_queue_get_open (BatchImportQueue       *self,
                             const BatchImportSteps *steps)
{
  BatchImportPlace *last = g_queue_peek_tail (&self->waiting);

  return last != NULL && last->steps == steps ? last->import : NULL;
}

static gboolean
may_begin (BatchImportQueue       *self,
           const BatchImportPlace *place)
{
  return place->steps->is_group ? self->n_groups < MAX_GROUPS : self->n_late == 0;
}

static void
begin (BatchImportPlace *self)
{
  BatchImportQueue *queue = self->queue;

  self->stage = STAGE_BEGUN;
  if (queue != NULL)
    {
      g_queue_unlink (&queue->waiting, &self->link);
      g_queue_push_tail_link (&queue->begun, &self->link);
      queue->n_groups += self->steps->is_group;
      queue->n_late += self->steps->is_group;
    }

  self->steps->begin (self->import);
}

static void
enqueue (BatchImportPlace *self)
{
  self->stage = STAGE_QUEUING;
  self->steps->enqueue (self->import);
}

static void
advance (BatchImportQueue *self)
{
  BatchImportPlace *place;

  while ((place = g_queue_peek_head (&self->begun)) != NULL && place->stage == STAGE_READY)
    enqueue (place);
  while ((place = g_queue_peek_head (&self->waiting)) != NULL && may_begin (self, place))
    begin (place);
}

/* --- Places --- */

BatchImportPlace *
batch_import_place_new (BatchImportQueue       *queue,
                        const BatchImportSteps *steps,
                        gpointer                import)
{
  BatchImportPlace *self = g_new0 (BatchImportPlace, 1);

  self->queue = queue;
  self->steps = steps;
  self->import = import;
  self->link.data = self;
  if (queue != NULL)
    g_queue_push_tail_link (&queue->waiting, &self->link);
  return self;
}

void
batch_import_place_start (BatchImportPlace *self)
{
  if (self->queue != NULL)
    advance (self->queue);
  else
    begin (self);
}

void
batch_import_place_ready (BatchImportPlace *self)
{
  self->stage = STAGE_READY;
  if (self->queue != NULL)
    advance (self->queue);
  else
    enqueue (self);
}

void
batch_import_place_queued (BatchImportPlace *self)
{
  BatchImportQueue *queue = self->queue;

  self->stage = STAGE_QUEUED;
  if (queue == NULL)
    return;

  g_queue_unlink (&queue->begun, &self->link);
  queue->n_late -= self->steps->is_group;
  advance (queue);
}

void
batch_import_place_free (BatchImportPlace *self)
{
  BatchImportQueue *queue = self->queue;
  Stage stage = self->stage;
  gboolean is_group = self->steps->is_group;

  if (queue != NULL && stage == STAGE_WAITING)
    g_queue_unlink (&queue->waiting, &self->link);
  else if (queue != NULL && stage != STAGE_QUEUED)
    g_queue_unlink (&queue->begun, &self->link);
  g_free (self);
  if (queue == NULL)
    return;

  if (is_group && stage != STAGE_WAITING)
    queue->n_groups--;
  if (is_group && stage != STAGE_WAITING && stage != STAGE_QUEUED)
    queue->n_late--;
  advance (queue);
}
