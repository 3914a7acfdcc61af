/* batch-closures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-closures.h"

#include <glib/gi18n.h>
#include <string.h>

#include "widgets/batch-standstill-text.h"

/* --- Numbers and durations --- */

static char *
format_count (gint64 n)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, n);
}

char *
batch_format_duration (gint64 ms)
{
  int seconds = (int) CLAMP ((ms + 500) / 1000, 1, G_MAXINT - 30);
  int minutes = (seconds + 30) / 60;

  if (seconds < 90)
    /* Translators: a number of seconds */
    return g_strdup_printf (_("%d s"), seconds);
  if (minutes < 90)
    /* Translators: a number of minutes */
    return g_strdup_printf (_("%d min"), minutes);

  /* Translators: hours and minutes */
  return g_strdup_printf (_("%d h %d min"), minutes / 60, minutes % 60);
}

static char *
format_short_duration (gint64 ms)
{
  if (ms >= 10000)
    return batch_format_duration (ms);
  if (ms >= 1000)
    /* Translators: seconds with one decimal */
    return g_strdup_printf (_("%.1f s"), (double) ms / 1000);

  /* Translators: milliseconds */
  return g_strdup_printf (_("%d ms"), (int) ms);
}

static gboolean
is_same_day (GDateTime *a,
             GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/* Of what is to come, "03:10" is the next one; of what is over, that of today. */
char *
batch_format_clock (GDateTime *time,
                    GDateTime *now)
{
  g_autoptr(GDateTime) local = g_date_time_to_timezone (time, g_date_time_get_timezone (now));
  GTimeSpan away = g_date_time_difference (local, now);

  if (away >= 0 ? away < 20 * G_TIME_SPAN_HOUR : is_same_day (local, now))
    return g_date_time_format (local, "%H:%M");
  if (ABS (away) < 6 * G_TIME_SPAN_DAY)
    /* Translators: a time of another day, see g_date_time_format() */
    return g_date_time_format (local, _("%a %H:%M"));

  /* Translators: a date, see g_date_time_format() */
  return g_date_time_format (local, _("%-d %b %Y"));
}

static char *
clock_after (gint64 ms)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) then = g_date_time_add (now, ms * 1000);

  return batch_format_clock (then, now);
}

char *
batch_format_finish (gint64 low_ms,
                     gint64 high_ms)
{
  g_autofree char *low = clock_after (low_ms);
  g_autofree char *high = clock_after (high_ms);

  if (g_str_equal (low, high))
    /* Translators: the time of day when all work is done */
    return g_strdup_printf (_("finishes about %s"), high);

  /* Translators: the times of day between which all work is done */
  return g_strdup_printf (_("finishes about %s–%s"), low, high);
}

char *
batch_format_server (const char *server)
{
  const char *host;

  if (server == NULL)
    return g_strdup (_("No Model Server"));

  host = strstr (server, "://");
  host = host != NULL ? host + strlen ("://") : server;
  if (g_str_has_suffix (host, "/v1"))
    return g_strndup (host, strlen (host) - strlen ("/v1"));

  return g_strdup (host);
}

/* Translators: put between two facts that stand in one line, as in "5 of 60 items · 1 failed" */
#define SEPARATOR C_ ("between facts", " · ")

/* --- Jobs --- */

static const char *
paused_word (gint64 running)
{
  /* What is under way comes to its end first. */
  return running > 0 ? _("Pausing…") : _("Paused");
}

char *
batch_closure_job_state (gpointer      unused,
                         BatchJobState state,
                         gboolean      paused,
                         gint64        running)
{
  if (paused && !batch_job_state_is_terminal (state) && state != BATCH_JOB_STATE_CANCELLING)
    return g_strdup (paused_word (running));

  switch (state)
    {
    case BATCH_JOB_STATE_VALIDATING:
      return g_strdup (_("Checking"));
    case BATCH_JOB_STATE_QUEUED:
      return g_strdup (_("Waiting"));
    case BATCH_JOB_STATE_RUNNING:
      /* It was begun; whether something is under way is another question. */
      return g_strdup (running > 0 ? _("Running") : _("Waiting"));
    case BATCH_JOB_STATE_FINALIZING:
      return g_strdup (_("Finishing"));
    case BATCH_JOB_STATE_COMPLETED:
      return g_strdup (_("Done"));
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
      return g_strdup (_("Done, with Errors"));
    case BATCH_JOB_STATE_FAILED:
      return g_strdup (_("Could Not Run"));
    case BATCH_JOB_STATE_EXPIRED:
      return g_strdup (_("Out of Time"));
    case BATCH_JOB_STATE_CANCELLING:
      return g_strdup (_("Cancelling…"));
    case BATCH_JOB_STATE_CANCELLED:
      return g_strdup (_("Cancelled"));
    }

  return g_strdup ("");
}

/* Takes @text; a count of nothing is not worth a word. */
static void
add_count (GStrvBuilder *parts,
           gint64        n,
           char         *text)
{
  g_autofree char *owned = text;

  if (n > 0)
    g_strv_builder_add (parts, owned);
}

/* How many of the items came to which end. */
typedef struct
{
  gint64 failed;
  gint64 skipped;
  gint64 cancelled;
  gint64 expired;
} Losses;

static void
add_losses (GStrvBuilder *parts,
            const Losses *losses)
{
  g_autofree char *failed = format_count (losses->failed);
  g_autofree char *skipped = format_count (losses->skipped);
  g_autofree char *cancelled = format_count (losses->cancelled);
  g_autofree char *expired = format_count (losses->expired);

  add_count (parts, losses->failed,
             g_strdup_printf (ngettext ("%s failed", "%s failed", losses->failed), failed));
  add_count (parts, losses->skipped,
             g_strdup_printf (ngettext ("%s skipped", "%s skipped", losses->skipped), skipped));
  add_count (parts, losses->cancelled,
             g_strdup_printf (ngettext ("%s cancelled", "%s cancelled", losses->cancelled),
                              cancelled));
  add_count (parts, losses->expired,
             g_strdup_printf (ngettext ("%s out of time", "%s out of time", losses->expired),
                              expired));
}

static void
add_done (GStrvBuilder *parts,
          gint64        succeeded,
          gint64        total)
{
  g_autofree char *n_done = format_count (succeeded);
  g_autofree char *n_items = format_count (total);
  /* Translators: how many items are done, and how many there are */
  g_autofree char *done = g_strdup_printf (ngettext ("%s of %s item", "%s of %s items", total),
                                           n_done, n_items);

  g_strv_builder_add (parts, done);
}

static char *
join (GStrvBuilder *parts,
      const char   *separator)
{
  g_auto(GStrv) texts = g_strv_builder_end (parts);

  return g_strjoinv (separator, texts);
}

char *
batch_closure_job_counts (gpointer unused,
                          gint64   succeeded,
                          gint64   failed,
                          gint64   total)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  Losses losses = { .failed = failed };

  add_done (parts, succeeded, total);
  add_losses (parts, &losses);
  return join (parts, SEPARATOR);
}

char *
batch_closure_job_details (gpointer unused,
                           gint64   total,
                           gint64   succeeded,
                           gint64   running,
                           gint64   pending,
                           gint64   failed,
                           gint64   skipped,
                           gint64   cancelled,
                           gint64   expired)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  g_autofree char *n_running = format_count (running);
  g_autofree char *n_pending = format_count (pending);
  Losses losses = { failed, skipped, cancelled, expired };

  add_done (parts, succeeded, total);
  add_count (parts, running,
             g_strdup_printf (ngettext ("%s running", "%s running", running), n_running));
  add_count (parts, pending,
             g_strdup_printf (ngettext ("%s waiting", "%s waiting", pending), n_pending));
  add_losses (parts, &losses);
  return join (parts, SEPARATOR);
}

char *
batch_closure_review_count (gpointer unused,
                            gint64   n)
{
  g_autofree char *number = format_count (n);

  if (n <= 0)
    return g_strdup ("");

  return g_strdup_printf (ngettext ("%s needs review", "%s need review", (gulong) n), number);
}

char *
batch_closure_job_note (gpointer       unused,
                        BatchJobState  state,
                        const char    *failure,
                        const char    *standstill,
                        GDateTime     *since,
                        GDateTime     *next_try,
                        const char    *reorder_note)
{
  if (failure != NULL)
    return batch_localize (failure);
  if (standstill != NULL)
    return batch_standstill_text (standstill, since, next_try);
  if (state == BATCH_JOB_STATE_QUEUED && reorder_note != NULL)
    return batch_localize (reorder_note);

  return g_strdup ("");
}

/* Facts that are not known are left out. */
static void
add_fact (GStrvBuilder *parts,
          const char   *text)
{
  if (text != NULL && *text != '\0')
    g_strv_builder_add (parts, text);
}

static char *
join_spoken (GStrvBuilder *parts)
{
  /* Translators: put between the facts that a screen reader says of a row */
  return join (parts, C_ ("between spoken facts", ", "));
}

char *
batch_closure_job_spoken (gpointer    unused,
                          const char *title,
                          const char *state,
                          const char *counts,
                          const char *took)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();

  add_fact (parts, title);
  add_fact (parts, state);
  add_fact (parts, counts);
  add_fact (parts, took);
  return join_spoken (parts);
}

char *
batch_closure_join (gpointer    unused,
                    const char *first,
                    const char *second)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();

  add_fact (parts, first);
  add_fact (parts, second);
  return join (parts, SEPARATOR);
}

char *
batch_closure_eta (gpointer       unused,
                   BatchJobState  state,
                   gboolean       paused,
                   gint64         running,
                   BatchEta      *eta)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  /* Time does not pass for what stands still. */
  if (state != BATCH_JOB_STATE_RUNNING || paused || running == 0
      || eta == NULL || batch_eta_get_expected (eta) <= 0)
    return g_strdup ("");

  low = batch_format_duration (batch_eta_get_low (eta));
  high = batch_format_duration (batch_eta_get_high (eta));
  if (g_str_equal (low, high))
    /* Translators: the time that is left */
    return g_strdup_printf (_("about %s left"), high);

  /* Translators: the time that is left, as a range */
  return g_strdup_printf (_("about %s to %s left"), low, high);
}

/* Of a batch that is tried again, the last time. */
char *
batch_closure_job_took (gpointer       unused,
                        BatchJobState  state,
                        GDateTime     *started,
                        GDateTime     *completed)
{
  g_autofree char *duration = NULL;
  g_autofree char *took = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = NULL;
  g_autofree char *until = NULL;

  /* What is over before it has begun took no time, and after the clock was set nobody knows. */
  if (!batch_job_state_is_terminal (state) || started == NULL || completed == NULL
      || g_date_time_compare (completed, started) < 0)
    return g_strdup ("");

  duration = batch_format_duration (g_date_time_difference (completed, started) / 1000);
  clock = batch_format_clock (completed, now);
  /* Translators: how long a batch took */
  took = g_strdup_printf (_("took %s"), duration);
  /* Translators: when a batch was done, a time of day or a date */
  until = g_strdup_printf (_("until %s"), clock);
  return batch_closure_join (NULL, took, until);
}

char *
batch_closure_job_progress (gpointer       unused,
                            BatchJobState  state,
                            gboolean       paused,
                            gint64         running,
                            BatchEta      *eta,
                            const char    *standstill,
                            GDateTime     *next_try)
{
  g_autofree char *words = NULL;
  g_autofree char *again = NULL;

  if (standstill == NULL || paused || batch_job_state_is_terminal (state))
    return batch_closure_eta (NULL, state, paused, running, eta);

  words = batch_localize (standstill);
  again = batch_standstill_next_try (next_try);
  return batch_closure_join (NULL, words, again);
}

char *
batch_closure_pause_label (gpointer unused,
                           gboolean paused)
{
  return g_strdup (paused ? _("_Resume") : _("_Pause"));
}

gboolean
batch_closure_has_text (gpointer    unused,
                        const char *text)
{
  return text != NULL && *text != '\0';
}

/* --- Items --- */

char *
batch_closure_item_status (gpointer        unused,
                           BatchItemStatus status,
                           gboolean        needs_review)
{
  switch (status)
    {
    case BATCH_ITEM_STATUS_PENDING:
    case BATCH_ITEM_STATUS_CLAIMED:
      return g_strdup (_("Waiting"));
    case BATCH_ITEM_STATUS_RUNNING:
      return g_strdup (_("Running"));
    case BATCH_ITEM_STATUS_SUCCEEDED:
      return g_strdup (needs_review ? _("Needs Review") : _("Done"));
    case BATCH_ITEM_STATUS_FAILED:
      return g_strdup (_("Failed"));
    case BATCH_ITEM_STATUS_SKIPPED:
      return g_strdup (_("Skipped"));
    case BATCH_ITEM_STATUS_CANCELLED:
      return g_strdup (_("Cancelled"));
    case BATCH_ITEM_STATUS_EXPIRED:
      return g_strdup (_("Out of Time"));
    }

  return g_strdup ("");
}

/* What its provider has in a batch is not run by anybody here. */
char *
batch_closure_item_word (BatchItem *item)
{
  if (batch_item_get_phase (item) == BATCH_ITEM_PHASE_HANDED)
    return g_strdup (_("At the Provider"));

  return batch_closure_item_status (NULL, batch_item_get_status (item),
                                    batch_item_get_needs_review (item));
}

char *
batch_closure_item_icon (gpointer        unused,
                         BatchItemStatus status,
                         gboolean        needs_review)
{
  static const char * const icons[] = {
    [BATCH_ITEM_STATUS_PENDING] = "batch-waiting-symbolic",
    [BATCH_ITEM_STATUS_CLAIMED] = "batch-waiting-symbolic",
    [BATCH_ITEM_STATUS_RUNNING] = "batch-running-symbolic",
    [BATCH_ITEM_STATUS_SUCCEEDED] = "batch-done-symbolic",
    [BATCH_ITEM_STATUS_FAILED] = "batch-failed-symbolic",
    [BATCH_ITEM_STATUS_SKIPPED] = "batch-cancelled-symbolic",
    [BATCH_ITEM_STATUS_CANCELLED] = "batch-cancelled-symbolic",
    [BATCH_ITEM_STATUS_EXPIRED] = "batch-failed-symbolic",
  };

  if (status == BATCH_ITEM_STATUS_SUCCEEDED && needs_review)
    return g_strdup ("batch-review-symbolic");

  return g_strdup ((guint) status < G_N_ELEMENTS (icons) ? icons[status] : NULL);
}

static const char *
item_class (BatchItemStatus status,
            gboolean        needs_review)
{
  if (status == BATCH_ITEM_STATUS_FAILED || status == BATCH_ITEM_STATUS_EXPIRED)
    return "error";
  if (status == BATCH_ITEM_STATUS_RUNNING)
    return "accent";
  if (status == BATCH_ITEM_STATUS_SUCCEEDED)
    return needs_review ? "warning" : "success";

  return "dim-label";
}

char **
batch_closure_item_classes (gpointer        unused,
                            BatchItemStatus status,
                            gboolean        needs_review)
{
  const char *classes[] = { "caption", item_class (status, needs_review), NULL };

  return g_strdupv ((char **) classes);
}

char *
batch_closure_item_time (gpointer         unused,
                         BatchItemStatus  status,
                         gint64           duration_ms)
{
  if (duration_ms < 0 || !batch_item_status_is_terminal (status))
    return g_strdup ("");

  return format_short_duration (duration_ms);
}

char *
batch_closure_item_detail (gpointer         unused,
                           BatchItemStatus  status,
                           const char      *model,
                           const char      *last_error,
                           gint64           duration_ms)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  g_autofree char *duration = batch_closure_item_time (NULL, status, duration_ms);

  /* The error of an attempt before a good one is history. */
  if (last_error != NULL && *last_error != '\0' && status != BATCH_ITEM_STATUS_SUCCEEDED)
    return batch_localize (last_error);

  if (model != NULL)
    g_strv_builder_add (parts, model);
  add_fact (parts, duration);

  return join (parts, SEPARATOR);
}

char *
batch_closure_item_spoken (gpointer    unused,
                           const char *custom_id,
                           const char *status,
                           const char *detail)
{
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();

  add_fact (parts, custom_id);
  add_fact (parts, status);
  add_fact (parts, detail);
  return join_spoken (parts);
}

/* --- Results --- */

static const char *
review_word (BatchReviewReason reason)
{
  switch (reason)
    {
    case BATCH_REVIEW_REASON_CUT_OFF:
      return _("Cut Off");
    case BATCH_REVIEW_REASON_UNFINISHED:
      return _("Unfinished");
    case BATCH_REVIEW_REASON_EMPTY:
      return _("Empty");
    case BATCH_REVIEW_REASON_SCHEMA:
      return _("Breaks Schema");
    case BATCH_REVIEW_REASON_REFUSED:
      return _("Refused");
    case BATCH_REVIEW_REASON_NONE:
    case BATCH_REVIEW_REASON_OTHER:
    default:
      return _("Needs Review");
    }
}

/* Done is not good: what is not gets its reason in place of its status. */
char *
batch_closure_item_review (gpointer           unused,
                           BatchItemStatus    status,
                           BatchReviewReason  reason)
{
  if (reason != BATCH_REVIEW_REASON_NONE)
    return g_strdup (review_word (reason));

  return batch_closure_item_status (unused, status, FALSE);
}

char *
batch_closure_tokens (gpointer unused,
                      gint64   tokens)
{
  return tokens < 0 ? g_strdup ("") : g_strdup_printf ("%'" G_GINT64_FORMAT, tokens);
}

char *
batch_closure_duration (gpointer unused,
                        gint64   ms)
{
  if (ms < 0)
    return g_strdup ("");
  if (ms < 1000)
    return g_strdup_printf (_("%d ms"), (int) ms);

  return batch_format_duration (ms);
}

char *
batch_format_excerpt (const char *text,
                      guint       max_characters)
{
  g_autoptr(GString) line = g_string_new (NULL);
  guint n = 0;

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (n++ == max_characters)
        {
          g_string_append (line, "…");
          break;
        }
      g_string_append_unichar (line, g_unichar_isspace (character) ? ' ' : character);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}
