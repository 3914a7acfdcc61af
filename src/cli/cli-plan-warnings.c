/* cli/cli-plan-warnings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-plan-warnings.h"

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-standstill.h"
#include "cli/cli-terminal.h"
#include "cli/cli-warnings.h"

/* The inputs of so many jobs are read again, those that come first. */
#define MAX_JOBS 20

typedef struct
{
  BatchJob   *job;
  GListModel *warnings;            /* (nullable) of BatchInputWarning */
} Concern;

struct _CliPlanWarnings
{
  GPtrArray  *concerns;            /* of Concern */
  GHashTable *by_id;               /* job id to Concern */
};

static void
concern_free (gpointer data)
{
  Concern *concern = data;

  g_object_unref (concern->job);
  g_clear_object (&concern->warnings);
  g_free (concern);
}

void
cli_plan_warnings_free (CliPlanWarnings *self)
{
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->concerns);
  g_free (self);
}

/* --- Finding them --- */

/* A provider looks at a batch of its own. */
static GListModel *
find_warnings (Cli      *cli,
               BatchJob *job)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *warnings;

  if (batch_job_get_execution_mode (job) == BATCH_EXECUTION_MODE_NATIVE)
    return NULL;

  batch_engine_find_job_warnings_async (cli->engine, job, cli->cancellable, cli_result_cb,
                                        &result);
  warnings = batch_engine_find_job_warnings_finish (cli->engine, cli_wait (&result), &error);
  if (warnings == NULL)
    g_debug ("Looking for what may fail: %s", error->message);
  return warnings;
}

/* The jobs of a plan may have gone since it was made. */
static void
look_at (CliPlanWarnings *self,
         Cli             *cli,
         const char      *id)
{
  g_autoptr(BatchJob) job = NULL;
  Concern *concern;

  if (self->concerns->len >= MAX_JOBS || g_hash_table_contains (self->by_id, id)
      || !(job = cli_find_job (cli, id, NULL)))
    return;

  concern = g_new0 (Concern, 1);
  concern->warnings = find_warnings (cli, job);
  concern->job = g_steal_pointer (&job);
  g_ptr_array_add (self->concerns, concern);
  g_hash_table_insert (self->by_id, g_strdup (id), concern);
}

CliPlanWarnings *
cli_plan_warnings_find (Cli       *cli,
                        BatchPlan *plan)
{
  CliPlanWarnings *self = g_new0 (CliPlanWarnings, 1);
  g_autoptr(GStrvBuilder) all = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;

  self->concerns = g_ptr_array_new_with_free_func (concern_free);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_strv_builder_addv (all, (const char **) batch_plan_group_get_job_ids (group));
    }

  /* The plan is brought up to date while it is waited for an answer. */
  ids = g_strv_builder_end (all);
  for (guint i = 0; ids[i] != NULL; i++)
    look_at (self, cli, ids[i]);
  return self;
}

/* --- Telling them --- */

typedef void (*ConcernFunc) (Concern           *concern,
                             BatchInputWarning *warning,   /* (nullable): it stands still */
                             gpointer           user_data);

static void
tell_of (Concern        *concern,
         BatchPlanGroup *group,
         ConcernFunc     func,
         gpointer        user_data)
{
  guint n = concern->warnings != NULL ? g_list_model_get_n_items (concern->warnings) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchInputWarning) warning = g_list_model_get_item (concern->warnings, i);

      if (g_str_equal (batch_input_warning_get_model (warning),
                       batch_plan_group_get_resource_key (group)))
        func (concern, warning, user_data);
    }
  if (batch_job_get_standstill (concern->job) != NULL)
    func (concern, NULL, user_data);
}

static void
for_each (CliPlanWarnings *self,
          BatchPlanGroup  *group,
          ConcernFunc      func,
          gpointer         user_data)
{
  const char * const *ids = batch_plan_group_get_job_ids (group);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      Concern *concern = g_hash_table_lookup (self->by_id, ids[i]);

      if (concern != NULL)
        tell_of (concern, group, func, user_data);
    }
}

static char *
describe (Concern           *concern,
          BatchInputWarning *warning)
{
  g_autofree char *words = warning == NULL ? cli_describe_standstill (concern->job) : NULL;

  return warning != NULL ? cli_describe_warning (warning) : cli_escape_line (words);
}

/* Many jobs wait for the same. */
static void
print_concern (Concern           *concern,
               BatchInputWarning *warning,
               gpointer           user_data)
{
  GHashTable *told = user_data;
  g_autofree char *text = describe (concern, warning);

  if (!g_hash_table_contains (told, text))
    {
      g_print ("    %s\n", text);
      g_hash_table_add (told, g_steal_pointer (&text));
    }
}

void
cli_plan_warnings_print (CliPlanWarnings *self,
                         BatchPlanGroup  *group)
{
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for_each (self, group, print_concern, told);
}

static void
add_concern (Concern           *concern,
             BatchInputWarning *warning,
             gpointer           user_data)
{
  JsonBuilder *builder = user_data;

  json_builder_begin_object (builder);
  cli_json_string (builder, "job", batch_job_get_id (concern->job));
  if (warning != NULL)
    cli_json_warning (builder, warning);
  else
    {
      cli_json_string (builder, "reason", "standstill");
      cli_json_string (builder, "message", batch_job_get_standstill (concern->job));
    }
  json_builder_end_object (builder);
}

void
cli_plan_warnings_add (CliPlanWarnings *self,
                       JsonBuilder     *builder,
                       BatchPlanGroup  *group)
{
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for_each (self, group, add_concern, builder);
  json_builder_end_array (builder);
}
