/* batch-eta-probability.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. The range of an estimate holds four ends in five, one in ten lies on either side
 * of it, and times are skewed to the right: between and beyond its ends they are log-normal,
 * as they were when the range was made. Nothing that is still to be done is ever certain, nor
 * is it out of the question. */

#include "config.h"

#include "planning/batch-eta-probability-private.h"

#include <math.h>

#define TAIL_QUANTILE 1.2816
#define LEAST         0.01
#define LEAST_SIGMA   0.01

double
batch_eta_probability (const BatchEtaValues *eta,
                       gint64                within_ms)
{
  double low;
  double high;
  double sigma;

  if (eta->expected_ms < 0)
    return -1;
  if (eta->expected_ms == 0)
    return within_ms >= 0 ? 1 : 0;
  if (within_ms <= 0)
    return 0;

  low = log ((double) MAX (eta->low_ms, 1));
  high = log ((double) MAX (eta->high_ms, 1));
  sigma = MAX ((high - low) / 2 / TAIL_QUANTILE, LEAST_SIGMA);
  return CLAMP (erfc (((low + high) / 2 - log ((double) within_ms)) / sigma / M_SQRT2) / 2,
                LEAST, 1 - LEAST);
}
