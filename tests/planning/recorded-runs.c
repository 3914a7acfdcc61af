/* recorded-runs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "recorded-runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BUCKETS     "smlu"
#define MAX_KEYS    8
#define MAX_RUNNING 64
#define START       (1700000000 * G_GINT64_CONSTANT (1000000))
#define DAY         (86400 * G_GINT64_CONSTANT (1000000))
#define CALM_FROM   0.1       /* of the items; before that nobody expects calm, */
#define CALM_UNTIL  0.9       /* and at the end little is left to compare with */

typedef struct
{
  double             sent_ms;
  double             ended_ms;
  guint              key;
  BatchSizeBucket    bucket;
  BatchSampleOutcome outcome;
  gboolean           after_load;
} Attempt;

typedef struct
{
  double begin_ms;
  double length_ms;
} Pause;

struct _RecordedRun
{
  GStrv   keys;
  guint   parallel;
  guint   n_items;
  GArray *attempts;      /* of Attempt, by their ends */
  GArray *pauses;        /* of Pause */
  double  last_ms;       /* of the line that was read last */
};

/* --- Reading --- */

static RecordedRun *
run_new (const char *line)
{
  RecordedRun *self = g_new0 (RecordedRun, 1);
  g_auto(GStrv) words = g_strsplit (line, " ", -1);

  self->parallel = (guint) g_ascii_strtoull (words[1], NULL, 10);
  self->keys = g_strdupv (words + 2);
  self->attempts = g_array_new (FALSE, FALSE, sizeof (Attempt));
  self->pauses = g_array_new (FALSE, FALSE, sizeof (Pause));
  g_assert_cmpuint (self->parallel, >, 0);
  g_assert_cmpuint (g_strv_length (self->keys), >, 0);
  g_assert_cmpuint (g_strv_length (self->keys), <=, MAX_KEYS);
  return self;
}

void
recorded_run_free (RecordedRun *self)
{
  g_strfreev (self->keys);
  g_array_unref (self->attempts);
  g_array_unref (self->pauses);
  g_free (self);
}

static BatchSampleOutcome
outcome_of (char letter)
{
  switch (letter)
    {
    case 'i':
      return BATCH_SAMPLE_SUCCEEDED;
    case 'f':
      return BATCH_SAMPLE_FAILED;
    case 'r':
      return BATCH_SAMPLE_RETRIED;
    default:
      g_error ("“%c” is no outcome", letter);
    }
}

static void
read_attempt (RecordedRun *self,
              const char  *line)
{
  Attempt attempt = { .outcome = outcome_of (line[0]), .key = (guint) (line[1] - '0') };
  const char *bucket = strchr (BUCKETS, line[2]);
  int since;
  int took;

  g_assert_nonnull (bucket);
  g_assert_cmpuint (attempt.key, <, g_strv_length (self->keys));
  g_assert_cmpint (sscanf (line + 3, " %d %d", &since, &took), ==, 2);

  self->last_ms += since;
  attempt.bucket = (BatchSizeBucket) (bucket - BUCKETS);
  attempt.ended_ms = self->last_ms;
  attempt.sent_ms = self->last_ms - took;
  self->n_items += attempt.outcome != BATCH_SAMPLE_RETRIED;
  g_array_append_val (self->attempts, attempt);
}

static void
read_pause (RecordedRun *self,
            const char  *line)
{
  Pause pause;
  int since;
  int length;

  g_assert_cmpint (sscanf (line, "p %d %d", &since, &length), ==, 2);
  self->last_ms += since;
  pause = (Pause) { self->last_ms, length };
  g_array_append_val (self->pauses, pause);
}

GPtrArray *
recorded_runs_read (const char *path)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func ((GDestroyNotify) recorded_run_free);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      RecordedRun *last = runs->len > 0 ? g_ptr_array_index (runs, runs->len - 1) : NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      if (g_str_has_prefix (lines[i], "run "))
        g_ptr_array_add (runs, run_new (lines[i]));
      else if (lines[i][0] == 'p')
        read_pause (last, lines[i]);
      else
        read_attempt (last, lines[i]);
    }

  g_assert_cmpuint (runs->len, >, 0);
  return runs;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

GStrv
recorded_runs_list (const char *directory)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (directory, 0, &error);
  GPtrArray *names = g_ptr_array_new ();
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".runs"))
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

/* --- Playing --- */

typedef struct
{
  RecordedRun    *run;
  BatchEstimator *estimator;     /* (owned) */
  RecordedReplay *replay;        /* (nullable) */
  gint64          start;
  double          now_ms;
  double          spent_ms;      /* by attempts that ended */
  double          due_ms;        /* the end that was expected last; 0: none */
  guint           n_answers;
  guint           n_ended;
  guint           n_marks;
  guint           next_pause;
  int             loaded;        /* key; -1: none */
  gboolean        loading;
} Player;

static gint64
time_of (Player *player,
         double  ms)
{
  return player->start + (gint64) (1000 * ms);
}

/* As the lane sees it: a load begins with the first request for another model, and ends
 * with the first answer. */
static void
send_attempt (Player  *player,
              Attempt *attempt)
{
  if (player->loaded != (int) attempt->key)
    player->loading = TRUE;
  attempt->after_load = player->loading;
}

static void
note_answer (Player        *player,
             const Attempt *attempt)
{
  if (attempt->outcome != BATCH_SAMPLE_SUCCEEDED || !player->loading)
    return;

  player->loaded = (int) attempt->key;
  player->loading = FALSE;
}

static void
record (Player        *player,
        const Attempt *attempt)
{
  BatchSample sample = {
    .key = player->run->keys[attempt->key],
    .operation = "chat",
    .bucket = attempt->bucket,
    .outcome = attempt->outcome,
    .duration_ms = (gint64) (attempt->ended_ms - attempt->sent_ms),
    .at = time_of (player, attempt->ended_ms),
    .parallel = player->run->parallel,
    .after_load = attempt->after_load,
  };

  batch_estimator_record (player->estimator, &sample);
  player->spent_ms += attempt->ended_ms - attempt->sent_ms;
  player->n_answers += attempt->outcome != BATCH_SAMPLE_RETRIED;
}

typedef struct
{
  BatchRemaining   parts[MAX_KEYS];
  BatchRunningItem running[MAX_KEYS][MAX_RUNNING];
} Rest;

static void
look_at_rest (Player *player,
              Rest   *rest)
{
  RecordedRun *run = player->run;

  memset (rest, 0, sizeof *rest);
  for (guint i = 0; run->keys[i] != NULL; i++)
    {
      rest->parts[i].key = run->keys[i];
      rest->parts[i].operation = "chat";
      rest->parts[i].parallel = run->parallel;
      rest->parts[i].running = rest->running[i];
    }

  for (guint i = 0; i < run->attempts->len; i++)
    {
      const Attempt *attempt = &g_array_index (run->attempts, Attempt, i);
      BatchRemaining *part = &rest->parts[attempt->key];

      /* An item whose attempt is about to fail counts by its next one. */
      if (attempt->ended_ms <= player->now_ms || attempt->outcome == BATCH_SAMPLE_RETRIED)
        continue;

      part->loads = player->loaded != (int) attempt->key;
      if (attempt->sent_ms > player->now_ms || part->n_running >= MAX_RUNNING)
        part->waiting[attempt->bucket]++;
      else
        rest->running[attempt->key][part->n_running++] = (BatchRunningItem) {
          attempt->bucket, (gint64) (player->now_ms - attempt->sent_ms),
        };
    }
}

static BatchEtaValues
estimate (Player *player)
{
  BatchEtaValues values;
  Rest rest;

  look_at_rest (player, &rest);
  batch_estimator_estimate (player->estimator, rest.parts, g_strv_length (player->run->keys),
                            time_of (player, player->now_ms), &values);
  return values;
}

/* How long the rest took, without the time in which nobody worked on it. */
static double
time_left (Player *player)
{
  RecordedRun *run = player->run;
  double left_ms = g_array_index (run->attempts, Attempt, run->attempts->len - 1).ended_ms -
                   player->now_ms;

  for (guint i = player->next_pause; i < run->pauses->len; i++)
    left_ms -= g_array_index (run->pauses, Pause, i).length_ms;
  return left_ms;
}

static void
take_mark (Player               *player,
           const BatchEtaValues *eta)
{
  RecordedRun *run = player->run;

  player->replay->marks[player->n_marks++] = (RecordedMark) {
    .eta = *eta,
    .truth_ms = time_left (player),
    .plain_ms = player->spent_ms / player->n_answers * (run->n_items - player->n_ended) /
                run->parallel,
  };
}

static void
take_jump (Player               *player,
           const BatchEtaValues *eta)
{
  double due_ms = player->now_ms + (double) eta->expected_ms;
  double progress = (double) player->n_ended / player->run->n_items;
  double jump = fabs (due_ms - player->due_ms) / (double) MAX (eta->expected_ms, 1);

  if (player->due_ms > 0 && progress > CALM_FROM && progress < CALM_UNTIL)
    g_array_append_val (player->replay->jumps, jump);
  player->due_ms = due_ms;
}

static void
look (Player *player)
{
  BatchEtaValues eta = estimate (player);

  take_jump (player, &eta);
  if (player->n_marks < RECORDED_N_MARKS &&
      player->n_ended * 4 >= player->run->n_items * (player->n_marks + 1))
    take_mark (player, &eta);
}

/* The process ended, and another one reads what it kept. */
static void
restart (Player *player)
{
  BatchEstimator *estimator = batch_estimator_new ();

  for (guint i = 0; player->run->keys[i] != NULL; i++)
    {
      const char *key = player->run->keys[i];
      g_autofree char *text = batch_estimator_save (player->estimator, key);

      if (text != NULL)
        g_assert_true (batch_estimator_restore (estimator, key, text));
    }

  batch_estimator_free (player->estimator);
  player->estimator = estimator;
  player->loaded = -1;
  player->loading = FALSE;
  player->due_ms = 0;
  player->next_pause++;
}

static int
compare_sent (gconstpointer a,
              gconstpointer b)
{
  double one = (*(Attempt * const *) a)->sent_ms;
  double two = (*(Attempt * const *) b)->sent_ms;

  return one < two ? -1 : one > two;
}

static GPtrArray *
sort_by_sent (RecordedRun *run)
{
  GPtrArray *sent = g_ptr_array_new ();

  for (guint i = 0; i < run->attempts->len; i++)
    g_ptr_array_add (sent, &g_array_index (run->attempts, Attempt, i));
  g_ptr_array_sort (sent, compare_sent);
  return sent;
}

static void
pass_pauses (Player *player,
             double  until_ms)
{
  GArray *pauses = player->run->pauses;

  while (player->next_pause < pauses->len &&
         g_array_index (pauses, Pause, player->next_pause).begin_ms <= until_ms)
    restart (player);
}

BatchEstimator *
recorded_run_replay (RecordedRun    *self,
                     BatchEstimator *estimator,
                     gint64          start,
                     RecordedReplay *replay)
{
  Player player = {
    .run = self, .estimator = estimator, .replay = replay, .start = start, .loaded = -1,
  };
  g_autoptr(GPtrArray) sent = sort_by_sent (self);
  guint next = 0;

  for (guint i = 0; i < self->attempts->len; i++)
    {
      const Attempt *attempt = &g_array_index (self->attempts, Attempt, i);

      for (; next < sent->len; next++)
        {
          Attempt *starting = g_ptr_array_index (sent, next);

          if (starting->sent_ms >= attempt->ended_ms)
            break;
          pass_pauses (&player, starting->sent_ms);
          send_attempt (&player, starting);
        }

      player.now_ms = attempt->ended_ms;
      note_answer (&player, attempt);
      record (&player, attempt);
      player.n_ended += attempt->outcome != BATCH_SAMPLE_RETRIED;
      if (replay != NULL)
        look (&player);
    }

  return player.estimator;
}

/* --- Judging --- */

void
recorded_score_init (RecordedScore *self)
{
  for (guint i = 0; i < RECORDED_N_MARKS; i++)
    eta_score_init (&self->marks[i]);
  self->jumps = g_array_new (FALSE, FALSE, sizeof (double));
}

void
recorded_score_clear (RecordedScore *self)
{
  for (guint i = 0; i < RECORDED_N_MARKS; i++)
    eta_score_clear (&self->marks[i]);
  g_array_unref (self->jumps);
}

static BatchEstimator *
score_run (RecordedRun    *run,
           BatchEstimator *estimator,
           gint64          start,
           RecordedScore  *score)
{
  RecordedReplay replay = { .jumps = score->jumps };

  estimator = recorded_run_replay (run, estimator, start, &replay);
  for (guint i = 0; i < RECORDED_N_MARKS; i++)
    {
      const RecordedMark *mark = &replay.marks[i];

      eta_score_add (&score->marks[i], &mark->eta, mark->plain_ms, mark->truth_ms);
    }

  return estimator;
}

void
recorded_runs_score (const char    *path,
                     RecordedScore *halves)
{
  g_autoptr(GPtrArray) runs = recorded_runs_read (path);

  for (guint i = 0; i < runs->len; i += 2)
    {
      RecordedScore *score = &halves[i / 2 % RECORDED_N_HALVES];
      BatchEstimator *estimator = batch_estimator_new ();

      estimator = score_run (g_ptr_array_index (runs, i), estimator, START, score);
      estimator = score_run (g_ptr_array_index (runs, i + 1), estimator, START + DAY, score);
      batch_estimator_free (estimator);
    }
}
