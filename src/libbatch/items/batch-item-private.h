/* batch-item-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "items/batch-item-source-private.h"
#include "items/batch-item.h"
#include "items/batch-partial-answer-private.h"

G_BEGIN_DECLS

struct _BatchItem
{
  GObject                parent_instance;

  BatchJobRecord        *job;
  BatchItemRecord       *record;       /* an empty one until the item is loaded */
  const BatchItemSource *interface;    /* (nullable) */
  GWeakRef               source;
  char                  *id;           /* made when asked for */
  char                  *idempotency_key;
  char                  *payload;      /* (nullable) */
  char                  *result;       /* (nullable) */
  char                  *prompt;       /* (nullable) */
  char                  *answer;       /* (nullable) */
  GString               *partial_answer; /* (nullable) */
  double                 tokens_per_second;
  guint                  tokens_so_far;
  guint                  n_watchers;
  guint32                watched_position;
  BatchItemPhase         phase;
  guint                  watching : 1;   /* the source knows that we do */
  guint                  loaded : 1;
};

/* One that is known. */
BatchItem       *batch_item_new_for_record  (const BatchJobRecord  *job,
                                             BatchItemRecord       *record);
/* One of a job that is being built. */
BatchItem       *batch_item_new_for_draft   (const BatchJobRecord  *job,
                                             BatchItemRecord       *record,
                                             const char            *payload);
/* A row whose record will be set later. */
BatchItem       *batch_item_new_placeholder (const BatchJobRecord  *job,
                                             guint32                position);
/* Without a source there is nothing to load the payload and the result from.
 * @source is held weakly. */
void             batch_item_set_source      (BatchItem             *self,
                                             const BatchItemSource *interface,
                                             gpointer               source);
/* Notifies of exactly what differs. */
void             batch_item_set_record      (BatchItem             *self,
                                             BatchItemRecord       *record);
/* What an item that is watched is told, and when that is void. */
void             batch_item_take_partial_answer   (BatchItem                *self,
                                                   const BatchPartialAnswer *partial);
void             batch_item_forget_partial_answer (BatchItem                *self);
/* Watches what the item is now. */
void             batch_item_follow          (BatchItem             *self);
/* Whether its provider has it, in a batch there. */
gboolean         batch_item_is_handed       (const BatchItemRecord *record);

G_END_DECLS
