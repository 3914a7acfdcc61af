/* eta-score.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "eta-score.h"

#include <math.h>

void
eta_score_init (EtaScore *self)
{
  *self = (EtaScore) {
    .widths = g_array_new (FALSE, FALSE, sizeof (double)),
    .offs = g_array_new (FALSE, FALSE, sizeof (double)),
    .plain_offs = g_array_new (FALSE, FALSE, sizeof (double)),
  };
}

void
eta_score_clear (EtaScore *self)
{
  g_array_unref (self->widths);
  g_array_unref (self->offs);
  g_array_unref (self->plain_offs);
}

void
eta_score_add (EtaScore             *self,
               const BatchEtaValues *eta,
               double                plain_ms,
               double                truth_ms)
{
  double width = (double) (eta->high_ms - eta->low_ms) / (double) MAX (eta->expected_ms, 1);
  double off = fabs ((double) eta->expected_ms - truth_ms) / truth_ms;
  double plain_off = fabs (plain_ms - truth_ms) / truth_ms;

  g_array_append_val (self->widths, width);
  g_array_append_val (self->offs, off);
  g_array_append_val (self->plain_offs, plain_off);
  self->held += (double) eta->low_ms <= truth_ms && truth_ms <= (double) eta->high_ms;
  self->early += truth_ms < (double) eta->low_ms;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *) a;
  double two = *(const double *) b;

  return one < two ? -1 : one > two;
}

double
eta_score_quantile (GArray *values,
                    double  part)
{
  if (values->len == 0)
    return 0;

  g_array_sort (values, compare_doubles);
  return 100 * g_array_index (values, double, (guint) (part * values->len));
}

double
eta_score_median (GArray *values)
{
  return eta_score_quantile (values, 0.5);
}

double
eta_score_held (EtaScore *self)
{
  return 100.0 * self->held / MAX (self->widths->len, 1);
}

void
eta_score_print_head (const char         *title,
                      const char * const *marks)
{
  g_print ("%-24s", "");
  for (guint i = 0; marks[i] != NULL; i++)
    g_print (" | at %-30s", marks[i]);
  g_print ("\n%-24s", title);
  for (guint i = 0; marks[i] != NULL; i++)
    g_print (" | %5s %6s %6s %6s %6s", "held", "early", "width", "off", "mean");
  g_print ("\n");
}

void
eta_score_print (EtaScore   *scores,
                 guint       n_scores,
                 const char *name)
{
  g_print ("%-24s", name);
  for (guint i = 0; i < n_scores; i++)
    g_print (" | %5.1f %6.1f %6.1f %6.1f %6.1f", eta_score_held (&scores[i]),
             100.0 * scores[i].early / MAX (scores[i].widths->len, 1),
             eta_score_median (scores[i].widths), eta_score_median (scores[i].offs),
             eta_score_median (scores[i].plain_offs));
  g_print ("\n");
}
