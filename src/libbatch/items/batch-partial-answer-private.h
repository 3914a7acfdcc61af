/* batch-partial-answer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* How far the attempt at an item has come. */
typedef struct
{
  char           *job_id;
  GString        *text;            /* that has come since it was told last */
  double          rate;            /* pieces a second; 0: not known */
  guint32         position;
  guint           n_pieces;
  BatchItemPhase  phase;
  gboolean        anew;            /* what was told before is void */
} BatchPartialAnswer;

G_END_DECLS
