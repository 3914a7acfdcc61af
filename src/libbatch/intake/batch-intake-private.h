/* batch-intake-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "core/batch-record.h"
#include "files/batch-file-store-private.h"
#include "format/batch-validator-private.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* The part of an import that blocks, for a worker thread: the input is read once, checked,
 * and copied into the file store, and its items go to the store. */
typedef struct
{
  BatchStore     *store;         /* NULL when it has ended, as the next two */
  BatchFileStore *files;
  GInputStream   *input;         /* (nullable) either this */
  GPtrArray      *drafts;        /* (nullable) or this: of BatchDraftItem */
  BatchJobRecord *job;           /* in the store, validating */
  BatchLimits     limits;
  const char     *implied_tag;   /* (nullable) static: that names of models may leave out */
  gboolean        reuse;         /* answers of earlier jobs */
  GCancellable   *cancellable;   /* (nullable) */
  BatchClock     *clock;
  /* From before the job is in the store: without it, the job would look forsaken; until
   * the job names its file. */
  BatchFileGuard *guard;

  /* What came of it. */
  char           *digest;
  char           *first_key;     /* (nullable) */
  gint64          size;
  gint64          key_changes;
  GPtrArray      *issues;        /* (nullable) of BatchLineIssue */
} BatchIntake;

BatchIntake *batch_intake_new     (BatchStore      *store,
                                   BatchFileStore  *files,
                                   BatchJobRecord  *job,
                                   GCancellable    *cancellable);
void         batch_intake_free    (BatchIntake     *self);
/* Who has the answer may close the stores. */
void         batch_intake_let_go  (BatchIntake     *self);

/* When it fails, nothing is left of the job. */
gboolean     batch_intake_run     (BatchIntake     *self,
                                   GError         **error);
void         batch_intake_discard (BatchIntake     *self);

G_END_DECLS
