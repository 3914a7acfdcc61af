/* bench-eta.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How well estimates hold on runs that are made up: for every kind of run, how
 * often the range held the truth at 25 % and at 50 % of progress, how wide it was,
 * and how far off the expected value was, beside the mean of all durations so far
 * times what is left.
 *
 * The aim: 75 to 90 % held, at a median width of at most 40 %, and at 25 % of progress off
 * by less than 15 % in the middle; also where there are loads, and several at once.
 *
 * Usage: bench-eta [RUNS [SEED]] */

#include "config.h"

#include "planning/batch-estimator-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench-verdict.h"
#include "eta-score.h"

#define MAX_KEYS     3
#define N_MARKS      2
#define MAX_PARALLEL 16
#define START        (1700000000 * G_GINT64_CONSTANT (1000000))
#define DAY_MS       86400e3
#define OVERHEAD_MS  2.0

typedef enum
{
  STEADY,         /* the server is always as fast */
  WANDERING,      /* its speed is a random walk */
  NOISY,          /* or comes back to its mean, over some ten items */
  THROTTLED,      /* from some moment on it is slower */
  BUSY,           /* somebody else uses it now and then */
} Weather;

typedef struct
{
  const char *name;
  double      sigma;          /* of the log of an item's time */
  guint       parallel;       /* sent at once */
  guint       slots;          /* that the server works on at once; 0: all */
  guint       n_keys;
  Weather     weather;
  double      slow_share;     /* of items that take six times as long */
  guint       buckets;        /* 1: all alike; 3: mixed; -3: sorted */
  gboolean    is_sorted;
  double      failing;
  double      skipping;
  gboolean    restarts;
} Kind;

static const Kind kinds[] = {
  { "all alike",             0.02, 1, 0, 1, STEADY, 0, 1 },
  { "little scatter",        0.3,  1, 0, 1, STEADY, 0, 1 },
  { "some scatter",          0.6,  1, 0, 1, STEADY, 0, 1 },
  { "much scatter",          0.9,  1, 0, 1, STEADY, 0, 1 },
  { "two sorts",             0.2,  1, 0, 1, STEADY, 0.2, 1 },
  { "three sizes",           0.4,  1, 0, 1, STEADY, 0, 3 },
  { "three sizes, sorted",   0.4,  1, 0, 1, STEADY, 0, 3, TRUE },
  { "wandering speed",       0.4,  1, 0, 1, WANDERING, 0, 1 },
  { "noisy speed",           0.3,  1, 0, 1, NOISY, 0, 1 },
  { "throttled",             0.3,  1, 0, 1, THROTTLED, 0, 1 },
  { "busy neighbour",        0.3,  1, 0, 1, BUSY, 0, 1 },
  { "4 at once",             0.5,  4, 0, 1, STEADY, 0, 1 },
  { "16 at once",            0.7, 16, 0, 1, STEADY, 0, 1 },
  { "8 sent, 2 worked on",   0.5,  8, 2, 1, STEADY, 0, 1 },
  { "8 sent, 1, wandering",  0.4,  8, 1, 1, WANDERING, 0, 1 },
  { "4 at once, neighbour",  0.4,  4, 0, 1, BUSY, 0, 3 },
  { "three models",          0.4,  1, 0, 3, STEADY, 0, 1 },
  { "three models, 4",       0.4,  4, 0, 3, NOISY, 0, 1 },
  { "failures",              0.4,  1, 0, 1, STEADY, 0, 1, FALSE, 0.1 },
  { "failures, 4 at once",   0.4,  4, 0, 1, STEADY, 0, 1, FALSE, 0.1 },
  { "skips",                 0.4,  1, 0, 1, STEADY, 0, 1, FALSE, 0, 0.3 },
  { "restarts",              0.4,  4, 4, 1, NOISY, 0, 1, FALSE, 0.02, 0, TRUE },
};

/* --- A run --- */

typedef struct
{
  guint           key;
  BatchSizeBucket bucket;
  double          work_ms;
} Item;

typedef struct
{
  Item   item;
  double sent_ms;
  double end_ms;
} Flight;

typedef struct
{
  double     at_ms;          /* active time, pauses left out */
  BatchEtaValues eta;
  double     plain_ms;
} Snapshot;

typedef struct
{
  const Kind     *kind;
  GRand          *random;
  BatchEstimator *estimator;
  GArray         *waiting;               /* of Item, the next one last */
  Flight          flights[MAX_PARALLEL];
  guint           n_flights;
  double          free_ms[MAX_PARALLEL]; /* when a slot of the server is free */
  double          clock_ms;
  double          paused_ms;
  double          speed;                 /* log of the weather */
  double          run_speed;
  double          load_ms[MAX_KEYS];
  int             loaded;
  guint           n_items;
  guint           n_ended;
  guint           n_answers;             /* attempts that took the server's time */
  double          spent_ms;              /* by those */
  double          throttled_from;
  Snapshot        snapshots[N_MARKS];
  guint           n_snapshots;
} Run;

static double
normal (GRand *random)
{
  double u = g_rand_double_range (random, 1e-12, 1);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (random));
}

static const char *
key_name (guint key)
{
  static const char * const names[] = { "alpha", "beta", "gamma" };

  return names[key];
}

static void
add_item (Run   *run,
          guint  key,
          guint  index,
          guint  n)
{
  static const double factors[] = { 0.4, 1, 3 };
  const Kind *kind = run->kind;
  Item item = { .key = key, .bucket = BATCH_SIZE_BUCKET_UNKNOWN };

  item.work_ms = 1000 * exp (kind->sigma * normal (run->random));
  if (g_rand_double (run->random) < kind->slow_share)
    item.work_ms *= 6;
  if (kind->buckets == 3)
    {
      item.bucket = kind->is_sorted ? 2 - MIN (2, index * 3 / n)
                                    : (guint) g_rand_int_range (run->random, 0, 3);
      item.work_ms *= factors[item.bucket];
    }
  g_array_append_val (run->waiting, item);
}

static double
weather_factor (Run *run)
{
  double progress = (double) run->n_ended / run->n_items;

  switch (run->kind->weather)
    {
    case STEADY:
      return 1;
    case WANDERING:
      run->speed += 0.15 / sqrt (run->n_items) * normal (run->random);
      return exp (run->speed);
    case NOISY:
      run->speed = 0.95 * run->speed + 0.25 * sqrt (1 - 0.95 * 0.95) * normal (run->random);
      return exp (run->speed);
    case THROTTLED:
      return progress > run->throttled_from ? 1.15 : 1;
    case BUSY:
      if (g_rand_double (run->random) < 12.0 / run->n_items)
        run->speed = run->speed > 0 ? 0 : 0.4;
      return exp (run->speed);
    }

  return 1;
}

static void
send_one (Run *run)
{
  const Kind *kind = run->kind;
  guint slots = kind->slots > 0 ? kind->slots : kind->parallel;
  Item item = g_array_index (run->waiting, Item, run->waiting->len - 1);
  Flight *flight = &run->flights[run->n_flights++];
  guint slot = 0;
  double start_ms;

  g_array_set_size (run->waiting, run->waiting->len - 1);
  for (guint i = 1; i < slots; i++)
    if (run->free_ms[i] < run->free_ms[slot])
      slot = i;

  start_ms = MAX (run->clock_ms, run->free_ms[slot]);
  flight->item = item;
  flight->sent_ms = run->clock_ms;
  flight->end_ms = start_ms + item.work_ms * weather_factor (run) * run->run_speed;
  if (g_rand_double (run->random) < kind->skipping)
    {
      flight->end_ms = run->clock_ms;
      flight->item.work_ms = 0;
    }
  run->free_ms[slot] = MAX (flight->end_ms, run->free_ms[slot]);
}

static gint64
now_us (Run *run)
{
  return START + (gint64) (1000 * (run->clock_ms + run->paused_ms));
}

static void
load_model (Run   *run,
            guint  key)
{
  double took_ms = run->load_ms[key] * exp (0.1 * normal (run->random));

  run->clock_ms += took_ms;
  run->loaded = (int) key;
  batch_estimator_record_load (run->estimator, key_name (key), (gint64) took_ms, now_us (run));
}

static void
record (Run                *run,
        const Flight       *flight,
        BatchSampleOutcome  outcome)
{
  BatchSample sample = {
    .key = key_name (flight->item.key),
    .operation = "chat",
    .bucket = flight->item.bucket,
    .outcome = outcome,
    .duration_ms = (gint64) (flight->end_ms - flight->sent_ms),
    .at = now_us (run),
    .parallel = run->kind->parallel,
  };

  batch_estimator_record (run->estimator, &sample);
  if (outcome == BATCH_SAMPLE_SKIPPED)
    return;
  run->spent_ms += flight->end_ms - flight->sent_ms;
  run->n_answers += outcome == BATCH_SAMPLE_SUCCEEDED;
}

static void
take_snapshot (Run *run)
{
  BatchRemaining parts[MAX_KEYS];
  BatchRunningItem running[MAX_PARALLEL];
  Snapshot *snapshot = &run->snapshots[run->n_snapshots++];
  guint left = run->waiting->len + run->n_flights;

  memset (parts, 0, sizeof parts);
  for (guint i = 0; i < run->kind->n_keys; i++)
    {
      parts[i].key = key_name (i);
      parts[i].operation = "chat";
      parts[i].parallel = run->kind->parallel;
    }

  for (guint i = 0; i < run->waiting->len; i++)
    {
      const Item *item = &g_array_index (run->waiting, Item, i);

      parts[item->key].waiting[item->bucket]++;
      parts[item->key].loads = (int) item->key != run->loaded;
    }

  for (guint i = 0; i < run->n_flights; i++)
    {
      running[i].bucket = run->flights[i].item.bucket;
      running[i].elapsed_ms = (gint64) (run->clock_ms - run->flights[i].sent_ms);
    }
  parts[run->loaded].running = running;
  parts[run->loaded].n_running = run->n_flights;

  batch_estimator_estimate (run->estimator, parts, run->kind->n_keys, now_us (run),
                            &snapshot->eta);
  snapshot->at_ms = run->clock_ms;
  snapshot->plain_ms = run->spent_ms / MAX (run->n_answers, 1) * left / run->kind->parallel;
}

static void
end_one (Run *run)
{
  const Kind *kind = run->kind;
  guint next = 0;
  Flight flight;

  for (guint i = 1; i < run->n_flights; i++)
    if (run->flights[i].end_ms < run->flights[next].end_ms)
      next = i;

  flight = run->flights[next];
  run->flights[next] = run->flights[--run->n_flights];
  run->clock_ms = MAX (run->clock_ms, flight.end_ms) + OVERHEAD_MS;
  if (flight.item.work_ms <= 0)
    record (run, &flight, BATCH_SAMPLE_SKIPPED);
  else if (g_rand_double (run->random) < kind->failing)
    {
      record (run, &flight, BATCH_SAMPLE_RETRIED);
      g_array_append_val (run->waiting, flight.item);
      return;
    }
  else
    record (run, &flight, BATCH_SAMPLE_SUCCEEDED);

  run->n_ended++;
}

/* The process dies: what was in flight starts again later. */
static void
restart (Run *run)
{
  for (guint i = 0; i < run->n_flights; i++)
    g_array_append_val (run->waiting, run->flights[i].item);

  run->n_flights = 0;
  run->paused_ms += 1000 * exp (g_rand_double_range (run->random, 1, 9));
  for (guint i = 0; i < MAX_PARALLEL; i++)
    run->free_ms[i] = run->clock_ms;
}

static void
play (Run *run)
{
  guint restart_at = run->kind->restarts
    ? (guint) g_rand_int_range (run->random, 1, (int) run->n_items) : G_MAXUINT;

  while (run->waiting->len > 0 || run->n_flights > 0)
    {
      while (run->waiting->len > 0 && run->n_flights < run->kind->parallel)
        {
          const Item *next = &g_array_index (run->waiting, Item, run->waiting->len - 1);

          if ((int) next->key != run->loaded)
            {
              if (run->n_flights > 0)
                break;
              load_model (run, next->key);
            }
          send_one (run);
        }

      if (run->n_snapshots < N_MARKS && run->n_ended >= run->n_items * (run->n_snapshots + 1) / 4)
        take_snapshot (run);
      end_one (run);
      if (run->n_ended == restart_at)
        {
          restart (run);
          restart_at = G_MAXUINT;
        }
    }
}

static void
run_init (Run            *run,
          const Kind     *kind,
          GRand          *random,
          BatchEstimator *estimator,
          const double   *load_ms)
{
  *run = (Run) {
    .kind = kind,
    .random = random,
    .estimator = estimator,
    .waiting = g_array_new (FALSE, FALSE, sizeof (Item)),
    .loaded = -1,
    .n_items = (guint) exp (g_rand_double_range (random, log (40), log (1500))),
    .run_speed = exp (0.15 * normal (random)),
    .throttled_from = g_rand_double (random),
  };

  memcpy (run->load_ms, load_ms, sizeof run->load_ms);
  for (guint key = 0; key < kind->n_keys; key++)
    for (guint i = 0; i < run->n_items / kind->n_keys; i++)
      add_item (run, key, i, run->n_items / kind->n_keys);
  run->n_items = run->waiting->len;
}

/* Every other run has one before it, on another day. */
static void
make_history (const Kind     *kind,
              GRand          *random,
              BatchEstimator *estimator,
              const double   *load_ms)
{
  Run run;

  run_init (&run, kind, random, estimator, load_ms);
  run.paused_ms = -DAY_MS;
  play (&run);
  g_array_unref (run.waiting);
}

/* --- Judging --- */

static void
score_run (EtaScore  *scores,
           const Run *run)
{
  for (guint i = 0; i < N_MARKS; i++)
    eta_score_add (&scores[i], &run->snapshots[i].eta, run->snapshots[i].plain_ms,
                   run->clock_ms - run->snapshots[i].at_ms);
}

static void
init_scores (EtaScore *scores)
{
  for (guint i = 0; i < N_MARKS; i++)
    eta_score_init (&scores[i]);
}

static void
clear_scores (EtaScore *scores)
{
  for (guint i = 0; i < N_MARKS; i++)
    eta_score_clear (&scores[i]);
}

static gboolean
has_loads_or_slots (const Kind *kind)
{
  return kind->n_keys > 1 || kind->parallel > 1;
}

static void
judge (const char *what,
       EtaScore   *scores)
{
  g_autofree char *held = g_strdup_printf ("%s, range holds the truth at 25 and 50 %%", what);
  g_autofree char *off = g_strdup_printf ("%s, expected time off at 25 %%", what);
  double early = eta_score_held (&scores[0]);
  double late = eta_score_held (&scores[1]);

  bench_verdict (held, "75 to 90 %", MIN (early, late) >= 75 && MAX (early, late) <= 90,
                 "%.1f and %.1f %% of %u", early, late, scores[0].widths->len);
  bench_verdict (off, "15 %", eta_score_median (scores[0].offs) < 15,
                 "%.1f %% (a plain mean: %.1f %%)", eta_score_median (scores[0].offs),
                 eta_score_median (scores[0].plain_offs));
}

int
main (int   argc,
      char *argv[])
{
  guint n_runs = argc > 1 ? (guint) atoi (argv[1]) : 200;
  guint seed = argc > 2 ? (guint) atoi (argv[2]) : 1;
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  EtaScore all[N_MARKS];
  EtaScore loaded[N_MARKS];

  init_scores (all);
  init_scores (loaded);
  g_print ("%u runs of each kind, %%\n", n_runs);
  eta_score_print_head ("kind of run", (const char * const []) { "25 %", "50 %", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      EtaScore scores[N_MARKS];

      init_scores (scores);
      for (guint j = 0; j < n_runs; j++)
        {
          g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
          double load_ms[MAX_KEYS];
          Run run;

          for (guint k = 0; k < MAX_KEYS; k++)
            load_ms[k] = exp (g_rand_double_range (random, log (3000), log (40000)));
          if (j % 2 == 1)
            make_history (&kinds[i], random, estimator, load_ms);
          run_init (&run, &kinds[i], random, estimator, load_ms);
          play (&run);
          score_run (scores, &run);
          score_run (all, &run);
          if (has_loads_or_slots (&kinds[i]))
            score_run (loaded, &run);
          g_array_unref (run.waiting);
        }
      eta_score_print (scores, N_MARKS, kinds[i].name);
      clear_scores (scores);
    }

  eta_score_print (loaded, N_MARKS, "loads or several at once");
  eta_score_print (all, N_MARKS, "all");
  judge ("made-up runs", all);
  judge ("made-up runs with loads or several at once", loaded);
  clear_scores (loaded);
  clear_scores (all);
  return 0;
}
