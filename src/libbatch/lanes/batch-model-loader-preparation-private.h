/* batch-model-loader-preparation-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "lanes/batch-model-loader-state-private.h"
#include "lanes/batch-model-loader-step-private.h"

G_BEGIN_DECLS

/* What is under way so that a server holds the model that is wanted. */

/* Owned by whatever is under way; @loader is NULL once nobody waits for it. */
struct _BatchPreparation
{
  BatchModelLoader      *loader;
  char                  *model;
  BatchEndpoint          endpoint;
  GBytes                *request;  /* (nullable) */
  gint64                 deadline_ms;
  gint64                 began_at; /* monotonic, of the preload */
  BatchModelLoaderFacts  facts;
  BatchResidency        *leaving;  /* (nullable) being released */
  GCancellable          *cancellable;
  GSource               *timer;    /* (nullable) until it is a load */
  GError                *error;    /* (nullable) why it is given up */
  gint64                 load_ms;  /* -1: it took none */
  gboolean               begun;
};

/* batch-model-loader-prepare.c */

/* Whether somebody still waits for @self; if not, it ends here. */
gboolean batch_preparation_goes_on     (BatchPreparation *self);
/* The next step, or, after the last one, its end. */
void     batch_preparation_continue    (BatchPreparation *self);
void     batch_preparation_fail        (BatchPreparation *self,
                                        BatchVerdict      verdict,
                                        const GError     *error);
void     batch_preparation_clear_timer (BatchPreparation *self);

/* batch-model-loader-load.c: has the model loaded, or asks whether it is there. */
void     batch_preparation_load        (BatchPreparation *self);

G_END_DECLS
