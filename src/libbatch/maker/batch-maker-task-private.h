/* batch-making-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "making/batch-parameters-private.h"
#include "making/batch-preview.h"
#include "making/batch-row-plan-private.h"

G_BEGIN_DECLS

/* One run of a maker: copies of all it needs, so that a thread can have it. */
typedef struct
{
  char             *prompt;
  char             *system;      /* (nullable) */
  char             *url;
  char            **models;      /* (nullable) */
  BatchParameters   parameters;
  BatchRowPlan     *plan;
  GOutputStream    *output;      /* (nullable) with a row to preview */
  gint64            row;         /* to preview; 0: none */
} BatchMaking;

void          batch_making_free    (BatchMaking   *self);

/* Blocks. The number of requests written, -1 with an error. */
gint64        batch_making_run     (BatchMaking   *self,
                                    GCancellable  *cancellable,
                                    GError       **error);
/* Blocks. NULL with an error. */
BatchPreview *batch_making_preview (BatchMaking   *self,
                                    GCancellable  *cancellable,
                                    GError       **error);

G_END_DECLS
