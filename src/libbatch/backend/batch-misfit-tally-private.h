/* backend/batch-misfit-tally-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"
#include "format/batch-validator-private.h"

G_BEGIN_DECLS

/* Counts the requests of a file that do not go with what is known of their models. */
typedef struct _BatchMisfitTally BatchMisfitTally;

/* What is known of a model. */
typedef struct
{
  BatchModelUses refused;       /* what it has turned down */
  gint64         context;       /* tokens of a prompt and its answer; 0: not known */
  gboolean       missing;       /* its server tells which models it has, and it is none of them */
} BatchModelTraits;

/* Is asked once for each model. */
typedef BatchModelTraits (*BatchModelTraitsFunc) (const char *model,
                                                  gpointer    user_data);

typedef struct
{
  char           *model;
  BatchModelUses  use;          /* one that it has refused; NONE: they may be too long for it */
  gint64          context;      /* with NONE */
  gint64          longest;      /* likewise: they have many, from @context to this; 0: only that */
  gint64          count;        /* of requests */
  guint32         line;         /* the first one */
  gboolean        missing;      /* with NONE: its server does not list the model */
} BatchMisfit;

void              batch_misfit_free       (BatchMisfit          *self);
/* One sentence: how many, what for, the first line, and what to do about it. */
char             *batch_misfit_describe   (const BatchMisfit    *self);

BatchMisfitTally *batch_misfit_tally_new  (BatchModelTraitsFunc  func,
                                           gpointer              user_data);
void              batch_misfit_tally_free (BatchMisfitTally     *self);
void              batch_misfit_tally_add  (BatchMisfitTally     *self,
                                           const BatchRequest   *request);
/* Returns: (transfer full): of BatchMisfit, in the order in which they were found */
GPtrArray        *batch_misfit_tally_end  (BatchMisfitTally     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchMisfit, batch_misfit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchMisfitTally, batch_misfit_tally_free)

G_END_DECLS
