/* batch-item-partial-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-private.h"

/* Reading along while an item is answered. */

gboolean
batch_item_is_handed (const BatchItemRecord *record)
{
  return record->handed && record->status == BATCH_ITEM_STATUS_RUNNING;
}

static void
set_watching (BatchItem *self,
              gboolean   watching)
{
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);

  if (self->watching == watching)
    return;

  self->watching = watching;
  self->watched_position = watching ? self->record->position : self->watched_position;
  if (source != NULL && self->interface->watch != NULL)
    self->interface->watch (source, self, self->watched_position, watching);
}

/* A row may become known, or be another item's, while it is watched. */
void
batch_item_follow (BatchItem *self)
{
  gboolean wanted = self->n_watchers > 0 && self->loaded && self->job->id != NULL;

  if (self->watching && self->watched_position != self->record->position)
    set_watching (self, FALSE);
  set_watching (self, wanted);
}

void
batch_item_forget_partial_answer (BatchItem *self)
{
  GObject *object = G_OBJECT (self);

  if (self->phase == BATCH_ITEM_PHASE_NONE && self->partial_answer == NULL)
    return;

  g_object_freeze_notify (object);
  if (self->partial_answer != NULL)
    g_string_free (self->partial_answer, TRUE);
  self->partial_answer = NULL;
  self->phase = BATCH_ITEM_PHASE_NONE;
  self->tokens_so_far = 0;
  self->tokens_per_second = 0;
  g_object_notify (object, "partial-answer");
  g_object_notify (object, "phase");
  g_object_notify (object, "tokens-so-far");
  g_object_notify (object, "tokens-per-second");
  g_object_thaw_notify (object);
}

static void
take_text (BatchItem                *self,
           const BatchPartialAnswer *partial)
{
  if (partial->text->len == 0)
    return;

  if (self->partial_answer == NULL)
    self->partial_answer = g_string_new (NULL);
  g_string_append_len (self->partial_answer, partial->text->str, partial->text->len);
  g_object_notify (G_OBJECT (self), "partial-answer");
}

void
batch_item_take_partial_answer (BatchItem                *self,
                                const BatchPartialAnswer *partial)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (partial->anew)
    batch_item_forget_partial_answer (self);
  take_text (self, partial);
  self->phase = partial->phase;
  self->tokens_so_far = partial->n_pieces;
  self->tokens_per_second = partial->rate;
  g_object_notify (object, "phase");
  g_object_notify (object, "tokens-so-far");
  g_object_notify (object, "tokens-per-second");
  g_object_thaw_notify (object);
}

/**
 * batch_item_watch:
 * @self: an item
 *
 * Reads along: [property@Item:partial-answer] and [property@Item:phase] follow what
 * happens, until [method@Item.unwatch] was called as often.
 *
 * There is a partial answer where [property@Engine:streaming] is on and the server streams.
 */
void
batch_item_watch (BatchItem *self)
{
  g_return_if_fail (BATCH_IS_ITEM (self));

  self->n_watchers++;
  batch_item_follow (self);
}

/**
 * batch_item_unwatch:
 * @self: an item
 *
 * Ends what [method@Item.watch] has begun.
 */
void
batch_item_unwatch (BatchItem *self)
{
  g_return_if_fail (BATCH_IS_ITEM (self));
  g_return_if_fail (self->n_watchers > 0);

  self->n_watchers--;
  batch_item_follow (self);
  if (self->n_watchers == 0)
    batch_item_forget_partial_answer (self);
}

/**
 * batch_item_get_phase:
 * @self: an item
 *
 * Gets what the attempt at an item is at. But for %BATCH_ITEM_PHASE_HANDED, that is known
 * of an item that is watched.
 *
 * Returns: the phase
 */
BatchItemPhase
batch_item_get_phase (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), BATCH_ITEM_PHASE_NONE);

  return batch_item_is_handed (self->record) ? BATCH_ITEM_PHASE_HANDED : self->phase;
}

/**
 * batch_item_get_partial_answer:
 * @self: an item
 *
 * Gets what has been answered so far, of an item that is watched.
 *
 * Returns: (nullable): the text, or %NULL when there is nothing to see
 */
const char *
batch_item_get_partial_answer (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->partial_answer != NULL ? self->partial_answer->str : NULL;
}

/**
 * batch_item_get_tokens_so_far:
 * @self: an item
 *
 * Gets about how many tokens have been answered so far, of an item that is watched.
 *
 * Returns: the number of tokens
 */
guint
batch_item_get_tokens_so_far (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->tokens_so_far;
}

/**
 * batch_item_get_tokens_per_second:
 * @self: an item
 *
 * Gets how fast an item that is watched is being answered.
 *
 * Returns: tokens a second; 0 when it is not known
 */
double
batch_item_get_tokens_per_second (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->tokens_per_second;
}
