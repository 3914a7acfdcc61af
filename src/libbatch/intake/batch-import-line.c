/* batch-import-line.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-import-line-private.h"

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
  BatchImportLine        *line;    /* (nullable) */
  const BatchImportSteps *steps;
  gpointer                import;
  GList                   link;
  Stage                   stage;
};

struct _BatchImportLine
{
  GQueue waiting;                  /* of BatchImportPlace, as the next one */
  GQueue begun;                    /* behind none of those that wait */
  guint  n_groups;                 /* that have begun and not left */
  guint  n_late;                   /* of them, those that are not queued */
};

BatchImportLine *
batch_import_line_new (void)
{
  return g_new0 (BatchImportLine, 1);
}

void
batch_import_line_free (BatchImportLine *self)
{
  g_free (self);
}

gpointer
batch_import_line_get_open (BatchImportLine        *self,
                            const BatchImportSteps *steps)
{
  BatchImportPlace *last = g_queue_peek_tail (&self->waiting);

  return last != NULL && last->steps == steps ? last->import : NULL;
}

static gboolean
may_begin (BatchImportLine        *self,
           const BatchImportPlace *place)
{
  return place->steps->is_group ? self->n_groups < MAX_GROUPS : self->n_late == 0;
}

static void
begin (BatchImportPlace *self)
{
  BatchImportLine *line = self->line;

  self->stage = STAGE_BEGUN;
  if (line != NULL)
    {
      g_queue_unlink (&line->waiting, &self->link);
      g_queue_push_tail_link (&line->begun, &self->link);
      line->n_groups += self->steps->is_group;
      line->n_late += self->steps->is_group;
    }

  self->steps->begin (self->import);
}

static void
queue (BatchImportPlace *self)
{
  self->stage = STAGE_QUEUING;
  self->steps->queue (self->import);
}

static void
advance (BatchImportLine *self)
{
  BatchImportPlace *place;

  while ((place = g_queue_peek_head (&self->begun)) != NULL && place->stage == STAGE_READY)
    queue (place);
  while ((place = g_queue_peek_head (&self->waiting)) != NULL && may_begin (self, place))
    begin (place);
}

/* --- Places --- */

BatchImportPlace *
batch_import_place_new (BatchImportLine        *line,
                        const BatchImportSteps *steps,
                        gpointer                import)
{
  BatchImportPlace *self = g_new0 (BatchImportPlace, 1);

  self->line = line;
  self->steps = steps;
  self->import = import;
  self->link.data = self;
  if (line != NULL)
    g_queue_push_tail_link (&line->waiting, &self->link);
  return self;
}

void
batch_import_place_start (BatchImportPlace *self)
{
  if (self->line != NULL)
    advance (self->line);
  else
    begin (self);
}

void
batch_import_place_ready (BatchImportPlace *self)
{
  self->stage = STAGE_READY;
  if (self->line != NULL)
    advance (self->line);
  else
    queue (self);
}

void
batch_import_place_queued (BatchImportPlace *self)
{
  BatchImportLine *line = self->line;

  self->stage = STAGE_QUEUED;
  if (line == NULL)
    return;

  g_queue_unlink (&line->begun, &self->link);
  line->n_late -= self->steps->is_group;
  advance (line);
}

void
batch_import_place_free (BatchImportPlace *self)
{
  BatchImportLine *line = self->line;
  Stage stage = self->stage;
  gboolean is_group = self->steps->is_group;

  if (line != NULL && stage == STAGE_WAITING)
    g_queue_unlink (&line->waiting, &self->link);
  else if (line != NULL && stage != STAGE_QUEUED)
    g_queue_unlink (&line->begun, &self->link);
  g_free (self);
  if (line == NULL)
    return;

  if (is_group && stage != STAGE_WAITING)
    line->n_groups--;
  if (is_group && stage != STAGE_WAITING && stage != STAGE_QUEUED)
    line->n_late--;
  advance (line);
}
