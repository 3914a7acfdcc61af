/* batch-job-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-id-private.h"
#include "core/batch-record.h"
#include "core/batch-weak-link-private.h"
#include "engine/batch-job.h"
#include "intake/batch-job-input-private.h"
#include "items/batch-item-source-private.h"

G_BEGIN_DECLS

typedef struct _BatchJobViews BatchJobViews;

struct _BatchJob
{
  GObject                parent_instance;

  BatchJobRecord        *record;   /* our own, and changed in place, while there is a draft */
  BatchJobInput         *draft;    /* NULL once submitted */
  gboolean               is_taken; /* what was set is on its way: the engine's thread reads it */
  BatchJobViews         *views;    /* NULL until somebody looks at the items */
  BatchEta              *eta;      /* (nullable) */
  char                  *id;       /* (nullable) a copy that stays */
  const BatchItemSource *source;   /* (nullable) */
  BatchWeakLink         *engine;   /* (nullable) */
};

/* --- Before it is submitted --- */

/* NULL once it was submitted. */
const BatchJobInput *batch_job_get_draft       (BatchJob              *self);
/* What the batch API for messages does not take fails, and is not sent. */
void                 batch_job_set_strict_messages (BatchJob          *self);
/* Whether it can still be changed, and submitted: that would be lost otherwise. */
gboolean             batch_job_is_open         (BatchJob              *self);
/* Whether the engine takes the draft in right now. */
void                 batch_job_set_taken       (BatchJob              *self,
                                                gboolean               is_taken);
/* Refuses what no store should see: ids that appear twice, metadata that is not
 * a JSON object. */
gboolean             batch_job_check_draft     (BatchJob              *self,
                                                GError               **error);
/* What was set so far, to be completed by the engine. It has no items yet: its
 * counts and groups are empty. */
BatchJobRecord      *batch_job_make_record     (BatchJob              *self);

/* --- After that --- */

/* @engine is held weakly. Drops the draft. */
void                 batch_job_attach          (BatchJob              *self,
                                                BatchEngine           *engine,
                                                BatchJobRecord        *record);
BatchJob            *batch_job_new_for_record  (BatchEngine           *engine,
                                                BatchJobRecord        *record);
/* How the views of an attached job ask its engine for items. */
void                 batch_job_set_item_source (BatchJob              *self,
                                                const BatchItemSource *source);
/* Notifies of exactly what differs, once. */
void                 batch_job_set_record      (BatchJob              *self,
                                                BatchJobRecord        *record);
BatchJobRecord      *batch_job_get_record      (BatchJob              *self);
void                 batch_job_set_eta         (BatchJob              *self,
                                                BatchEta              *eta);
/* Tells every view of the job that an item has changed. */
void                 batch_job_item_changed    (BatchJob              *self,
                                                BatchItemRecord       *record);
/* An item with what it needs to load its payload and result. */
BatchItem           *batch_job_make_item       (BatchJob              *self,
                                                BatchItemRecord       *record);

/* --- Between the files of this class --- */

/* Whether it is a JSON object that json-glib may be given. */
gboolean             batch_job_is_metadata     (const char            *text);
gboolean             batch_job_record_has_file (const BatchJobRecord  *record,
                                                BatchFilePart          part);
char               **batch_job_collect_keys    (BatchJob              *self);
void                 batch_job_views_free      (BatchJobViews         *views);
void                 batch_job_views_set_job   (BatchJobViews         *views,
                                                BatchJobRecord        *record);
void                 batch_job_views_add       (BatchJobViews         *views,
                                                BatchItem             *item);
BatchItem           *batch_job_make_draft_item (BatchJob              *self,
                                                guint                  position);

G_END_DECLS
