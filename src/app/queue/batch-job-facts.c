/* batch-job-facts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-job-facts.h"

#include <glib/gi18n.h>

#include "widgets/batch-load-text.h"

/* What a batch, or an item, has cost its server, and how much at a time. */

#define MAX_LINES  3
#define MAX_MODELS 4

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

/* The models that take as much, for the same reason. */
typedef struct
{
  GString          *names;
  guint             n_models;
  guint             parallel;
  BatchLimitSource  source;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_string_free (line->names, TRUE);
  g_free (line);
}

static Line *
find_line (GPtrArray      *lines,
           BatchPlanGroup *group)
{
  Line *line;

  for (guint i = 0; i < lines->len; i++)
    {
      line = lines->pdata[i];
      if (line->parallel == batch_plan_group_get_parallel (group)
          && line->source == batch_plan_group_get_parallel_source (group))
        return line;
    }

  line = g_new0 (Line, 1);
  line->names = g_string_new (NULL);
  line->parallel = batch_plan_group_get_parallel (group);
  line->source = batch_plan_group_get_parallel_source (group);
  g_ptr_array_add (lines, line);
  return line;
}

static void
add_model (Line       *line,
           const char *model)
{
  line->n_models++;
  if (line->n_models <= MAX_MODELS)
    g_string_append_printf (line->names, "%s%s", line->n_models > 1 ? ", " : "", model);
  else if (line->n_models == MAX_MODELS + 1)
    g_string_append (line->names, ", …");
}

/* Of how many it begins with, more are tried while it is found out how many are best, here or by
 * another program that works on the batch: it is not said to be fewer than are under way. */
static char *
describe_line (const Line *line,
               gboolean    is_outrun)
{
  if (line->source == BATCH_LIMIT_SOURCE_DEFAULT && is_outrun)
    /* Translators: models; how many requests of one should be under way at a time */
    return g_strdup_printf (_("%s: how many requests at a time are best is being tried"),
                            line->names->str);

  /* Translators: models, how many requests of one are under way at a time, and who says so */
  return g_strdup_printf (ngettext ("%s: %u request at a time, %s", "%s: %u requests at a time, %s",
                                    line->parallel), line->names->str, line->parallel,
                          batch_limit_source_text (line->source));
}

static GPtrArray *
collect_lines (GListModel *plan,
               const char *job_id)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  for (guint i = 0; plan != NULL && i < g_list_model_get_n_items (plan); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (plan, i);
      const char * const *job_ids = batch_plan_group_get_job_ids (group);

      if (job_ids != NULL && g_strv_contains (job_ids, job_id))
        add_model (find_line (lines, group), batch_plan_group_get_resource_key (group));
    }

  return lines;
}

static guint
find_most (const GPtrArray *lines)
{
  guint most = 0;

  for (guint i = 0; i < lines->len; i++)
    most = MAX (most, ((const Line *) lines->pdata[i])->parallel);

  return most;
}

char *
batch_job_facts_parallel (GListModel *plan,
                          const char *job_id,
                          gint64      n_running)
{
  g_autoptr(GPtrArray) lines = collect_lines (plan, job_id);
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean is_outrun = n_running > find_most (lines);

  for (guint i = 0; i < MIN (lines->len, MAX_LINES); i++)
    {
      g_autofree char *words = describe_line (lines->pdata[i], is_outrun);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", words);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
