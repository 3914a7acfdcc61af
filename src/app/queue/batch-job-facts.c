/* batch-job-facts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-job-facts.h"

#include <glib/gi18n.h>

#include "widgets/batch-load-words.h"

/* What a batch, or an item, has cost its server, and how much at a time. */

#define MAX_MODELS 3

char *
batch_job_facts_tokens (gint64 n_read,
                        gint64 n_known,
                        gint64 n_written)
{
  g_autofree char *written = g_strdup_printf ("%'" G_GINT64_FORMAT, MAX (n_written, 0));
  g_autofree char *known = NULL;
  g_autofree char *number = NULL;
  g_autofree char *read = NULL;

  if (n_read <= 0 && n_written <= 0)
    return g_strdup ("");

  number = g_strdup_printf ("%'" G_GINT64_FORMAT, MAX (n_read, 0));
  read = g_strdup_printf (ngettext ("%s token read", "%s tokens read", (gulong) MAX (n_read, 0)),
                          number);
  if (n_known <= 0 || n_read <= 0)
    /* Translators: “12 tokens read”, and a number of tokens */
    return g_strdup_printf (_("%s, %s written"), read, written);

  known = g_strdup_printf ("%'" G_GINT64_FORMAT, n_known);
  /* Translators: “12 tokens read”, and numbers of tokens: of those that the server knew from
   * earlier prompts, their share, and of those written */
  return g_strdup_printf (_("%s, %s of them known already (%d %%); %s written"), read, known,
                          (int) (100 * n_known / n_read), written);
}

static char *
describe_group (BatchPlanGroup *group)
{
  guint parallel = batch_plan_group_get_parallel (group);

  /* Translators: a model, how many of its requests are under way at a time, and who says so */
  return g_strdup_printf (ngettext ("%s: %u request at a time, %s", "%s: %u requests at a time, %s",
                                    parallel), batch_plan_group_get_resource_key (group), parallel,
                          batch_limit_source_words (batch_plan_group_get_parallel_source (group)));
}

char *
batch_job_facts_parallel (GListModel *plan,
                          const char *job_id)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n_models = 0;

  for (guint i = 0; plan != NULL && i < g_list_model_get_n_items (plan) && n_models < MAX_MODELS;
       i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (plan, i);
      const char * const *job_ids = batch_plan_group_get_job_ids (group);
      g_autofree char *words = NULL;

      if (job_ids == NULL || !g_strv_contains (job_ids, job_id))
        continue;
      words = describe_group (group);
      g_string_append_printf (text, "%s%s", n_models++ > 0 ? "\n" : "", words);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
