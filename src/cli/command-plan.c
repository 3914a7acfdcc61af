/* cli/command-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-format.h"
#include "cli/cli-json.h"
#include "cli/cli-plan-warnings.h"
#include "cli/cli-server.h"
#include "cli/cli-terminal.h"
#include "cli/commands.h"

/* --- For machines --- */

static void
add_group (JsonBuilder     *builder,
           BatchPlanGroup  *group,
           CliPlanWarnings *warnings)
{
  json_builder_begin_object (builder);
  cli_json_string (builder, "model", batch_plan_group_get_resource_key (group));
  cli_json_string (builder, "backend", batch_plan_group_get_backend (group));
  cli_json_int (builder, "waiting", batch_plan_group_get_waiting (group));
  cli_json_int (builder, "n_jobs", batch_plan_group_get_n_jobs (group));
  cli_json_strv (builder, "jobs", batch_plan_group_get_job_ids (group));
  cli_json_string (builder, "reason", batch_plan_group_get_reason (group));
  cli_json_boolean (builder, "needs_load", batch_plan_group_get_needs_load (group));
  cli_json_int (builder, "load_ms", batch_plan_group_get_load_ms (group));
  cli_json_int (builder, "starts_in_ms", batch_plan_group_get_starts_in_ms (group));
  cli_json_int (builder, "parallel", batch_plan_group_get_parallel (group));
  cli_json_enum (builder, "parallel_source", BATCH_TYPE_LIMIT_SOURCE,
                 (int) batch_plan_group_get_parallel_source (group));
  cli_json_eta (builder, batch_plan_group_get_eta (group));
  cli_plan_warnings_add (warnings, builder, group);
  json_builder_end_object (builder);
}

static void
add_groups (JsonBuilder     *builder,
            GListModel      *groups,
            CliPlanWarnings *warnings)
{
  json_builder_set_member_name (builder, "groups");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (groups, i);

      add_group (builder, group, warnings);
    }
  json_builder_end_array (builder);
}

static double
chance_of (BatchPlan *plan,
           GDateTime *ready_by)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  return batch_eta_get_chance (batch_plan_get_eta (plan),
                               g_date_time_difference (ready_by, now) / 1000);
}

static void
add_chance (JsonBuilder *builder,
            BatchPlan   *plan,
            GDateTime   *ready_by)
{
  double chance = chance_of (plan, ready_by);

  json_builder_set_member_name (builder, "ready_by");
  json_builder_begin_object (builder);
  cli_json_time (builder, "at", g_date_time_ref (ready_by));
  json_builder_set_member_name (builder, "chance");
  if (chance >= 0)
    json_builder_add_double_value (builder, chance);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
}

static void
print_json (BatchEngine     *engine,
            BatchPlan       *plan,
            CliPlanWarnings *warnings,
            GDateTime       *ready_by)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_groups (builder, G_LIST_MODEL (plan), warnings);
  cli_json_int (builder, "waiting", batch_plan_get_waiting (plan));
  cli_json_int (builder, "loads", batch_plan_get_loads (plan));
  cli_json_int (builder, "arrival_loads", batch_plan_get_arrival_loads (plan));
  cli_json_int (builder, "least_loads", batch_plan_get_least_loads (plan));
  cli_json_string (builder, "policy",
                   batch_enum_to_nick (BATCH_TYPE_POLICY, batch_engine_get_policy (engine)));
  cli_json_eta (builder, batch_plan_get_eta (plan));
  if (ready_by != NULL)
    add_chance (builder, plan, ready_by);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* --- For people --- */

static char *
describe_eta (BatchEta *eta)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  return cli_format_eta (batch_eta_get_low (eta), batch_eta_get_high (eta), now);
}

static char *
describe_size (BatchPlanGroup *group)
{
  gint64 waiting = batch_plan_group_get_waiting (group);
  guint n_jobs = batch_plan_group_get_n_jobs (group);
  g_autofree char *number = cli_format_number (waiting);
  g_autofree char *jobs = g_strdup_printf (ngettext ("%u job", "%u jobs", n_jobs), n_jobs);

  /* Translators: how many requests, and of how many jobs (“2 jobs”) */
  return g_strdup_printf (ngettext ("%s request of %s", "%s requests of %s", (gulong) waiting),
                          number, jobs);
}

static char *
describe_load (BatchPlanGroup *group)
{
  gint64 ms = batch_plan_group_get_load_ms (group);
  g_autofree char *duration = ms >= 0 ? cli_format_duration (ms) : NULL;

  if (!batch_plan_group_get_needs_load (group))
    return g_strdup (_("no load"));
  if (duration == NULL)
    return g_strdup (_("one load"));

  return g_strdup_printf (_("one load, about %s"), duration);
}

static char *
describe_time (BatchPlanGroup *group)
{
  gint64 ms = batch_eta_get_expected (batch_plan_group_get_eta (group));
  g_autofree char *duration = ms >= 0 ? cli_format_duration (ms) : NULL;

  return duration != NULL ? g_strdup_printf (_("takes about %s"), duration)
                          : g_strdup (_("was never measured"));
}

static char *
describe_parallel (BatchPlanGroup *group)
{
  guint parallel = batch_plan_group_get_parallel (group);

  /* Translators: how many requests are under way at a time, and who says so */
  return g_strdup_printf (_("%u at a time (%s)"), parallel,
                          cli_describe_limit_source (batch_plan_group_get_parallel_source (group)));
}

static void
print_group (BatchPlanGroup *group,
             guint           number,
             gboolean        loads)
{
  g_autofree char *size = describe_size (group);
  g_autofree char *load = loads ? describe_load (group) : NULL;
  g_autofree char *time = describe_time (group);
  g_autofree char *parallel = describe_parallel (group);
  g_autofree char *model = cli_escape_line (batch_plan_group_get_resource_key (group));
  g_autofree char *reason = batch_localize (batch_plan_group_get_reason (group));

  g_print ("%2u. %s: %s (%s)\n", number, model, size, reason);
  g_print ("    %s%s%s; %s; %s\n", loads ? load : "", loads ? "; " : "", time, parallel,
           batch_plan_group_get_backend (group));
}

static void
print_loads (BatchPlan *plan)
{
  guint loads = batch_plan_get_loads (plan);

  g_print (ngettext ("%u load in all; %u in the order in which the jobs came, %u at the least.\n",
                     "%u loads in all; %u in the order in which the jobs came, %u at the least.\n",
                     loads),
           loads, batch_plan_get_arrival_loads (plan), batch_plan_get_least_loads (plan));
}

static void
print_remaining (BatchPlan *plan)
{
  g_autofree char *eta = describe_eta (batch_plan_get_eta (plan));

  if (eta != NULL)
    g_print (_("Remaining: %s\n"), eta);
}

static void
print_chance (BatchPlan *plan,
              GDateTime *ready_by)
{
  double chance = chance_of (plan, ready_by);
  g_autofree char *clock = g_date_time_format (ready_by, "%H:%M");

  if (chance < 0)
    g_print (_("Ready by %s: was never measured\n"), clock);
  else
    /* Translators: a time, a word such as “likely”, and how likely in percent */
    g_print (_("Ready by %s: %s (%.0f %%)\n"), clock, cli_format_chance (chance), chance * 100);
}

static void
print_plan (Cli             *cli,
            BatchPlan       *plan,
            CliPlanWarnings *warnings,
            GDateTime       *ready_by)
{
  guint n_groups = g_list_model_get_n_items (G_LIST_MODEL (plan));
  gboolean any_loads = FALSE;

  if (n_groups == 0)
    {
      cli_say (cli, "%s\n", _("Nothing waits."));
      return;
    }

  for (guint i = 0; i < n_groups; i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);
      gboolean loads = cli_loads_models (cli, batch_plan_group_get_backend (group));

      print_group (group, i + 1, loads);
      cli_plan_warnings_print (warnings, group);
      any_loads = any_loads || loads;
    }
  if (any_loads)
    print_loads (plan);
  print_remaining (plan);
  if (ready_by != NULL)
    print_chance (plan, ready_by);
}

/* --- The command --- */

/* As people write it: “exact-order”. */
static gboolean
parse_policy (const char   *text,
              BatchPolicy  *policy,
              GError      **error)
{
  static const char * const words[] = { "fewest-swaps", "fair", "exact-order" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], text) == 0)
      {
        *policy = (BatchPolicy) i;
        return TRUE;
      }

  return cli_usage_error (error, _("“%s” is no policy: it is fewest-swaps, fair or exact-order"),
                          text);
}

static gboolean
parse_ready_by (const char  *text,
                GDateTime  **ready_by,
                GError     **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  *ready_by = cli_parse_clock (text, now);
  return *ready_by != NULL
         || cli_usage_error (error, _("“%s” is no time of day, such as 07:00"), text);
}

static BatchPlan *
get_plan (Cli     *cli,
          GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_get_plan_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  return batch_engine_get_plan_finish (cli->engine, cli_wait (&result), error);
}

/* A policy is one for what is put in later, too. */
static gboolean
open_queue (Cli       *cli,
            gboolean   changes,
            GError   **error)
{
  return changes ? cli_open (cli, error) : cli_open_read_only (cli, error);
}

int
batchq_plan (Cli   *cli,
             int    argc,
             char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(CliPlanWarnings) warnings = NULL;
  g_autofree char *text = NULL;
  g_autofree char *clock = NULL;
  g_autoptr(GDateTime) ready_by = NULL;
  BatchPolicy policy = BATCH_POLICY_FEWEST_SWAPS;
  const GOptionEntry entries[] = {
    { "policy", 0, 0, G_OPTION_ARG_STRING, &text,
      N_ ("From now on plan by it: fewest-swaps, fair or exact-order"), N_ ("POLICY") },
    { "ready-by", 0, 0, G_OPTION_ARG_STRING, &clock,
      N_ ("Say how likely it is that all is done by that time"), N_ ("HH:MM") },
    { NULL }
  };

  if (!cli_parse (cli, &argc, &argv, entries, NULL,
                  _("Show what is to be worked on next, and after that: the waiting requests by "
                    "model,\nin the order that is intended, with the reason for each place."),
                  NULL, &error)
      || (argc > 1 && !cli_usage_error (&error, _("“%s” is not expected"), argv[1]))
      || (text != NULL && !parse_policy (text, &policy, &error))
      || (clock != NULL && !parse_ready_by (clock, &ready_by, &error))
      || !open_queue (cli, text != NULL, &error))
    return cli_fail (cli, error);

  if (text != NULL)
    batch_engine_set_policy (cli->engine, policy);
  if (!(plan = get_plan (cli, &error)))
    return cli_fail (cli, error);

  warnings = cli_plan_warnings_find (cli, plan);
  if (cli->json)
    print_json (cli->engine, plan, warnings, ready_by);
  else
    print_plan (cli, plan, warnings, ready_by);
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
