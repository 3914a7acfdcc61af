/* eta-score.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-estimator-private.h"

G_BEGIN_DECLS

/* How good estimates were: how often the range held the truth, its width, and by how
 * much what was expected was off, both as a part of the truth; beside a plain mean. */
typedef struct
{
  GArray *widths;        /* of double, as a part of what was expected */
  GArray *offs;
  GArray *plain_offs;
  guint   held;
  guint   early;         /* it took less than the range */
} EtaScore;

void   eta_score_init         (EtaScore             *self);
void   eta_score_clear        (EtaScore             *self);
void   eta_score_add          (EtaScore             *self,
                               const BatchEtaValues *eta,
                               double                plain_ms,
                               double                truth_ms);

/* In percent. */
double eta_score_held         (EtaScore             *self);
double eta_score_median       (GArray               *values);
double eta_score_quantile     (GArray               *values,
                               double                part);

/* A row of a table for scores at some marks; its head. */
void   eta_score_print_head   (const char           *title,
                               const char * const   *marks);
void   eta_score_print        (EtaScore             *scores,
                               guint                 n_scores,
                               const char           *name);

G_END_DECLS
