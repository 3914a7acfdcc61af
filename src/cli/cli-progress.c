/* cli/cli-progress.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-progress.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli-format.h"
#include "cli/cli-server.h"
#include "cli/cli-standstill.h"
#include "cli/cli-stopped.h"
#include "cli/cli-terminal.h"
#include "cli/cli-trouble.h"

#define REDRAW_MS 200
#define LINE_S 10
#define RATE_WINDOW_US (10 * G_USEC_PER_SEC)
#define SILENCE_US (15 * G_USEC_PER_SEC)
#define MAX_BAR 40
#define N_LINES 4
#define MIN_COLUMNS 20

/* How many there were at a time. */
typedef struct
{
  gint64 at;
  gint64 n;
} Mark;

typedef struct
{
  gint64 total;
  gint64 succeeded;
  gint64 failed;
  gint64 cancelled;
  gint64 expired;
  gint64 ended;
} Counts;

struct _CliProgress
{
  Cli               *cli;
  GPtrArray         *jobs;
  BatchStoppedWatch *stopped;      /* (nullable) */
  Mark               older;        /* the rate is counted from here */
  Mark               newer;        /* and from here when the other is too old */
  Mark               last;         /* when an item has ended last */
  guint              source;
  guint              drawn;        /* lines of the block on the terminal */
  guint              terminal : 1;
  guint              color : 1;
  guint              quiet : 1;
  guint              alone : 1;    /* the engine works on nothing else */
  guint              loads : 1;    /* a server that is asked loads its models */
};

static void
count_job (Counts   *counts,
           BatchJob *job)
{
  counts->total += batch_job_get_total (job);
  counts->succeeded += batch_job_get_succeeded (job) + batch_job_get_skipped (job);
  counts->failed += batch_job_get_failed (job);
  counts->cancelled += batch_job_get_cancelled (job);
  counts->expired += batch_job_get_expired (job);
  counts->ended += batch_job_get_ended (job);
}

static Counts
count (CliProgress *self)
{
  Counts counts = { 0 };

  for (guint i = 0; i < self->jobs->len; i++)
    count_job (&counts, g_ptr_array_index (self->jobs, i));
  return counts;
}

/* What is given up all at once, as its time is over, says nothing of how fast work goes. */
static gint64
count_worked (const Counts *counts)
{
  return counts->succeeded + counts->failed;
}

static double
measure_rate (CliProgress *self,
              gint64       worked)
{
  gint64 now = g_get_monotonic_time ();
  double seconds;

  if (now - self->newer.at > RATE_WINDOW_US)
    {
      self->older = self->newer;
      self->newer = (Mark) { now, worked };
    }

  seconds = (double) (now - self->older.at) / G_USEC_PER_SEC;
  return seconds > 0.5 ? (double) (worked - self->older.n) / seconds : -1;
}

/* --- The lines --- */

/* What nobody has asked for in the end has not failed; most batches have none of it. */
static void
append_given_up (GString      *out,
                 const Counts *counts)
{
  g_autofree char *cancelled = cli_format_number (counts->cancelled);
  g_autofree char *expired = cli_format_number (counts->expired);

  if (counts->cancelled > 0)
    g_string_append_printf (out, _(" · %s cancelled"), cancelled);
  if (counts->expired > 0)
    g_string_append_printf (out, _(" · %s expired"), expired);
}

static char *
describe_counts (CliProgress  *self,
                 const Counts *counts)
{
  g_autofree char *done = cli_format_number (counts->succeeded);
  g_autofree char *failed = cli_format_number (counts->failed);
  g_autofree char *left = cli_format_number (counts->total - counts->ended);
  double rate = measure_rate (self, count_worked (counts));
  g_autofree char *speed = rate > 0 ? cli_format_rate (rate) : NULL;
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, _("%s done · %s failed"), done, failed);
  append_given_up (out, counts);
  g_string_append_printf (out, _(" · %s left"), left);
  if (speed != NULL)
    g_string_append_printf (out, " · %s", speed);
  return g_string_free (out, FALSE);
}

static gboolean
all_paused (CliProgress *self)
{
  guint n_paused = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      BatchJob *job = g_ptr_array_index (self->jobs, i);

      if (batch_job_is_terminal (job))
        continue;
      if (!batch_job_get_paused (job))
        return FALSE;
      n_paused++;
    }
  return n_paused > 0;
}

/* Those for the jobs that are shown, whoever works on them, as their summaries have it: the engine
 * loads for other jobs of the queue, too. */
static guint
count_loads (CliProgress *self)
{
  guint n_loads = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n_loads += batch_job_get_loads (g_ptr_array_index (self->jobs, i));
  return n_loads;
}

/* The engine tells when a model is loaded, or the next one is worked on: not that there is
 * nothing left to load one for. */
static guint
count_loads_left (CliProgress *self)
{
  Counts counts = count (self);

  return counts.ended < counts.total ? batch_engine_get_loads_left (self->cli->engine) : 0;
}

/* Returns: (nullable): where nothing is ever loaded */
static char *
describe_loads (CliProgress *self)
{
  guint done = count_loads (self);
  guint left = count_loads_left (self);
  guint swapped = batch_engine_get_loads_swapped (self->cli->engine);
  g_autofree char *loads = g_strdup_printf (ngettext ("%u load so far", "%u loads so far", done),
                                            done);

  if (!self->loads)
    return NULL;
  if (!self->alone)
    return g_steal_pointer (&loads);
  if (swapped == 0)
    return g_strdup_printf (_("%s, %u to come"), loads, left);

  /* Translators: “5 loads so far”, how many of them were needed because another program had
   * the server put its model out of memory, and a number */
  return g_strdup_printf (_("%s (%u because others took the memory), %u to come"), loads,
                          swapped, left);
}

/* What is waited for now: how far it is, or how long it has taken of what it took before. */
static char *
describe_loading (CliProgress *self)
{
  GListModel *loading = batch_engine_get_loading (self->cli->engine);
  g_autoptr(BatchLoad) load = g_list_model_get_item (loading, 0);

  return load != NULL ? cli_format_load (load) : NULL;
}

/* Of the first job that has one: they wait for the same, most of the time. */
static char *
describe_standstill (CliProgress *self)
{
  char *text = NULL;

  for (guint i = 0; i < self->jobs->len && text == NULL; i++)
    text = cli_describe_standstill (g_ptr_array_index (self->jobs, i));
  return text;
}

/* Another process, which is waited for. (nullable) */
static BatchStoppedProcess *
get_stopped (CliProgress *self)
{
  return self->stopped != NULL ? batch_stopped_watch_get_process (self->stopped) : NULL;
}

static gboolean is_asking (CliProgress *self);

/* Models may take that long for an answer; whoever waits for it sees that nothing is wrong here. */
static char *
describe_silence (CliProgress *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 ended = count (self).ended;
  g_autofree char *elapsed = NULL;

  if (ended != self->last.n)
    self->last = (Mark) { now, ended };
  if (now - self->last.at < SILENCE_US || !is_asking (self))
    return NULL;

  elapsed = cli_format_duration ((now - self->last.at) / 1000);
  /* Translators: how long nothing has been answered, such as “42 s” */
  return g_strdup_printf (_("waiting %s for an answer"), elapsed);
}

static char *
describe_work (CliProgress *self)
{
  const char *model = batch_engine_get_current_model (self->cli->engine);
  g_autofree char *loading = describe_loading (self);
  g_autofree char *silence = describe_silence (self);
  g_autofree char *loads = describe_loads (self);
  const char *words[4] = { NULL, };
  guint n_words = 0;

  if (loading != NULL)
    words[n_words++] = loading;
  else if (model != NULL)
    {
      words[n_words++] = model;
      if (silence != NULL)
        words[n_words++] = silence;
    }
  if (loads != NULL)
    words[n_words++] = loads;

  return n_words > 0 ? g_strjoinv (" · ", (char **) words) : NULL;
}

/* Returns: (nullable): nothing is known of it yet */
static char *
describe_model (CliProgress *self)
{
  const GError *trouble = cli_find_trouble (self->cli, self->jobs, NULL);
  BatchStoppedProcess *stopped = get_stopped (self);
  g_autofree char *words = trouble != NULL ? batch_localize (trouble->message) : NULL;
  g_autofree char *standstill = NULL;

  if (all_paused (self))
    return g_strdup (_("Paused; batchq resume lets it go on"));
  if (trouble != NULL)
    return g_strdup_printf (_("Waiting: %s"), words);
  if ((standstill = describe_standstill (self)) != NULL)
    return g_steal_pointer (&standstill);
  if (stopped != NULL)
    return cli_describe_stopped (stopped);

  return describe_work (self);
}

/* The jobs run beside each other: all are done when the last one is. While nothing moves, nobody
 * knows. */
static char *
describe_eta (CliProgress *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *standstill = describe_standstill (self);
  gint64 low = -1;
  gint64 high = -1;

  if (standstill != NULL || get_stopped (self) != NULL || all_paused (self)
      || cli_find_trouble (self->cli, self->jobs, NULL) != NULL)
    return NULL;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      BatchJob *job = g_ptr_array_index (self->jobs, i);
      BatchEta *eta = batch_job_is_terminal (job) ? NULL : batch_job_get_eta (job);

      if (eta == NULL)
        continue;
      low = MAX (low, batch_eta_get_low (eta));
      high = MAX (high, batch_eta_get_high (eta));
    }

  return cli_format_eta (low, high, now);
}

static guint
count_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static char *
describe_bar (CliProgress  *self,
              const Counts *counts,
              guint         columns)
{
  double progress = counts->total > 0 ? (double) counts->ended / (double) counts->total : 0;
  guint width = MAX (columns, MIN_COLUMNS - 1) - 8;
  g_autofree char *bar = cli_format_bar (progress, MIN (MAX_BAR, width));

  return g_strdup_printf (self->color ? "\033[32m%s\033[m %3d %%" : "%s %3d %%", bar,
                          (int) (progress * 100));
}

static void
append_line (CliProgress *self,
             GString     *out,
             char        *text,
             guint        columns)
{
  g_autofree char *owned = text;
  g_autofree char *line = cli_escape_line (owned != NULL ? owned : "");
  g_autofree char *fitting = cli_fit (line, columns);

  g_string_append_printf (out, "%s\033[K\n", fitting);
}

/* One write, and every line is erased only behind its new text: nothing flickers. */
static void
draw_block (CliProgress *self)
{
  Counts counts = count (self);
  guint columns = count_columns () - 1;
  g_autofree char *bar = describe_bar (self, &counts, columns);
  GString *out = g_string_new (NULL);

  if (self->drawn > 0)
    g_string_append_printf (out, "\033[%uA\r", self->drawn);
  g_string_append_printf (out, "%s\033[K\n", bar);
  append_line (self, out, describe_counts (self, &counts), columns);
  append_line (self, out, describe_model (self), columns);
  append_line (self, out, describe_eta (self), columns);
  self->drawn = N_LINES;

  fwrite (out->str, 1, out->len, stderr);
  fflush (stderr);
  g_string_free (out, TRUE);
}

static void
print_line (CliProgress *self)
{
  Counts counts = count (self);
  g_autofree char *numbers = describe_counts (self, &counts);
  g_autofree char *model = describe_model (self);
  g_autofree char *eta = describe_eta (self);

  g_printerr ("%s", numbers);
  if (model != NULL)
    g_printerr (" · %s", model);
  if (eta != NULL)
    g_printerr (" · %s", eta);
  g_printerr ("\n");
}

static void
show (CliProgress *self)
{
  if (self->terminal)
    draw_block (self);
  else
    print_line (self);
}

/* --- When --- */

static void tell_soon (CliProgress *self);

static gboolean
is_asking (CliProgress *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    if (batch_job_get_running (g_ptr_array_index (self->jobs, i)) > 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_under_way (CliProgress *self)
{
  return is_asking (self)
         || g_list_model_get_n_items (batch_engine_get_loading (self->cli->engine)) > 0;
}

/* What is under way changes its rate, at least. While nothing is, nobody is woken. */
static gboolean
tick_cb (gpointer user_data)
{
  CliProgress *self = user_data;

  self->source = 0;
  show (self);
  if (is_under_way (self))
    tell_soon (self);
  return G_SOURCE_REMOVE;
}

static void
tell_soon (CliProgress *self)
{
  if (self->quiet || self->source != 0)
    return;

  self->source = self->terminal ? g_timeout_add (REDRAW_MS, tick_cb, self)
                                : g_timeout_add_seconds (LINE_S, tick_cb, self);
}

/* Whoever only looks is woken by nothing while nothing is under way. */
static void
look_for_stopped (CliProgress *self)
{
  if (self->stopped != NULL)
    batch_stopped_watch_set_active (self->stopped,
                                    !all_paused (self)
                                    && (batch_engine_get_active (self->cli->engine)
                                        || is_asking (self)));
}

static void
changed_cb (GObject    *object,
            GParamSpec *property,
            gpointer    user_data)
{
  CliProgress *self = user_data;

  look_for_stopped (self);
  tell_soon (self);
}

/* --- The object --- */

static gboolean
is_set (const char *value)
{
  return value != NULL && *value != '\0';
}

/* Where a block of lines can be drawn over itself, and has room: else it would pile up. */
static gboolean
is_for_blocks (void)
{
  const char *name = g_getenv ("TERM");
  struct winsize size = { 0, };

  if (!isatty (STDERR_FILENO) || !is_set (name) || g_str_equal (name, "dumb"))
    return FALSE;

  ioctl (STDERR_FILENO, TIOCGWINSZ, &size);
  return (size.ws_row == 0 || size.ws_row > N_LINES)
         && (size.ws_col == 0 || size.ws_col >= MIN_COLUMNS);
}

CliProgress *
cli_progress_new (Cli      *cli,
                  gboolean  alone)
{
  CliProgress *self = g_new0 (CliProgress, 1);

  self->cli = cli;
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->terminal = is_for_blocks ();
  self->color = self->terminal && !is_set (g_getenv ("NO_COLOR"));
  self->quiet = cli->quiet != FALSE;
  self->alone = alone != FALSE;
  g_signal_connect (cli->engine, "notify", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (batch_engine_get_loading (cli->engine), "items-changed",
                            G_CALLBACK (tell_soon), self);
  if (!self->quiet)
    {
      self->stopped = batch_stopped_watch_new (cli->engine);
      g_signal_connect_swapped (self->stopped, "notify::process", G_CALLBACK (tell_soon), self);
    }
  tell_soon (self);
  return self;
}

void
cli_progress_free (CliProgress *self)
{
  if (self->stopped != NULL)
    g_signal_handlers_disconnect_by_data (self->stopped, self);
  g_clear_object (&self->stopped);
  g_clear_handle_id (&self->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->cli->engine, self);
  g_signal_handlers_disconnect_by_data (batch_engine_get_loading (self->cli->engine), self);
  for (guint i = 0; i < self->jobs->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->jobs, i), self);
  g_ptr_array_unref (self->jobs);
  g_free (self);
}

void
cli_progress_add (CliProgress *self,
                  BatchJob    *job)
{
  gint64 now = g_get_monotonic_time ();
  Counts counts = { 0 };

  g_ptr_array_add (self->jobs, g_object_ref (job));
  self->loads = self->loads || cli_loads_models (self->cli, batch_job_get_backend (job));
  g_signal_connect (job, "notify", G_CALLBACK (changed_cb), self);
  count_job (&counts, job);
  self->older = (Mark) { now, self->older.n + count_worked (&counts) };
  self->newer = self->older;
  self->last = (Mark) { now, self->last.n + counts.ended };
  look_for_stopped (self);
}

void
cli_progress_finish (CliProgress *self)
{
  if (!self->quiet)
    show (self);
  g_clear_handle_id (&self->source, g_source_remove);
}
