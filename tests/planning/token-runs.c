/* token-runs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "token-runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/batch-size-bucket-private.h"
#include "planning/batch-estimator-private.h"

#define START           (1700000000 * G_GINT64_CONSTANT (1000000))
#define DAY_MS          86400e3
#define MAX_ITEMS       600
#define MAX_PARALLEL    8
#define USUAL_BYTES     6000.0
#define BYTES_PER_TOKEN 3.6
#define READ_MS         1.2          /* a token, at the pace of a card for home use */
#define WRITE_MS        18.0
#define USUAL_OUTPUT    120.0
#define OUTPUT_BYTES    4.4          /* of a token that is written, but for what it is about */
#define OUTPUT_VARIES   0.8
#define OUTPUT_SIGMA    0.6
#define OVERHEAD_MS     30.0
#define DRIFT           0.12         /* of the pace, from the beginning of a run to its end */

const TokenKind token_kinds[] = {
  { "alike",                           TOKEN_ANY_ORDER,   0.1, { 0, 0 },     0,   1 },
  { "mixed sizes",                     TOKEN_ANY_ORDER,   0.8, { 0, 0 },     0,   1 },
  { "short ones first",                TOKEN_SHORT_FIRST, 0.8, { 0, 0 },     0,   1 },
  { "long ones first",                 TOKEN_LONG_FIRST,  0.8, { 0, 0 },     0,   1 },
  { "short ones first, 4 at once",     TOKEN_SHORT_FIRST, 0.8, { 0, 0 },     0,   4 },
  { "limits mixed",                    TOKEN_ANY_ORDER,   0.3, { 16, 512 },  0,   1 },
  { "small limits first",              TOKEN_SHORT_FIRST, 0.3, { 16, 512 },  0,   1 },
  { "small limits first, 4 at once",   TOKEN_SHORT_FIRST, 0.3, { 16, 512 },  0,   4 },
  { "an earlier job with short ones",  TOKEN_ANY_ORDER,   0.3, { 0, 0 },     0.1, 1 },
  { "an earlier job with long ones",   TOKEN_ANY_ORDER,   0.3, { 0, 0 },     8,   1 },
  { "an earlier job with short ones, 4", TOKEN_ANY_ORDER, 0.3, { 0, 0 },     0.1, 4 },
  { NULL }
};

typedef struct
{
  double bytes;
  double limit;
  double prompt_tokens;
  double output_tokens;
  double output_bytes;
  double read_ms;
  double write_ms;
} Item;

typedef struct
{
  Item   item;
  double sent_ms;
  double end_ms;
} Flight;

typedef struct
{
  const TokenKind *kind;
  TokenTells       tells;
  gboolean         sized;
  GRand           *random;
  BatchEstimator  *estimator;
  Item             items[MAX_ITEMS];
  guint            n_items;
  guint            n_sent;
  guint            n_ended;
  Flight           flights[MAX_PARALLEL];
  guint            n_flights;
  double           clock_ms;
  double           spent_ms;
  gint64           start;
  BatchEtaValues   said[TOKEN_N_MARKS];
  double           said_ms[TOKEN_N_MARKS];
  double           plain_ms[TOKEN_N_MARKS];
  guint            n_said;
} Run;

static double
normal (GRand *random)
{
  double u = g_rand_double_range (random, 1e-12, 1);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (random));
}

static void
make_item (Run   *run,
           guint  index,
           double larger)
{
  Item *item = &run->items[index];

  item->bytes = round (USUAL_BYTES * larger * exp (run->kind->sigma * normal (run->random)));
  item->limit = run->kind->limits[index % 2];
  item->prompt_tokens = ceil (item->bytes / BYTES_PER_TOKEN);
  item->output_tokens = ceil (USUAL_OUTPUT * exp (OUTPUT_SIGMA * normal (run->random)));
  if (item->limit > 0)
    item->output_tokens = MIN (item->output_tokens, item->limit);
  item->output_bytes = item->output_tokens
                       * (OUTPUT_BYTES + OUTPUT_VARIES * sin (item->bytes));
  item->read_ms = READ_MS * item->prompt_tokens * exp (0.05 * normal (run->random));
  item->write_ms = WRITE_MS * item->output_tokens * exp (0.05 * normal (run->random));
}

/* As one who sorts a file would see it: by what may be written, then by what is read. */
static int
compare_items (const void *a,
               const void *b)
{
  const Item *one = a;
  const Item *two = b;

  if (one->limit < two->limit || one->limit > two->limit)
    return one->limit < two->limit ? -1 : 1;
  return one->bytes < two->bytes ? -1 : one->bytes > two->bytes;
}

static void
reverse (Run *run)
{
  for (guint i = 0; i < run->n_items / 2; i++)
    {
      Item other = run->items[i];

      run->items[i] = run->items[run->n_items - 1 - i];
      run->items[run->n_items - 1 - i] = other;
    }
}

static void
make_items (Run   *run,
            double larger)
{
  run->n_items = (guint) exp (g_rand_double_range (run->random, log (40), log (MAX_ITEMS)));
  for (guint i = 0; i < run->n_items; i++)
    make_item (run, i, larger);

  if (run->kind->order != TOKEN_ANY_ORDER)
    qsort (run->items, run->n_items, sizeof *run->items, compare_items);
  if (run->kind->order == TOKEN_LONG_FIRST)
    reverse (run);
}

static BatchRequestSize
size_of (const Run  *run,
         const Item *item)
{
  if (!run->sized)
    return (BatchRequestSize) { 0, 0 };
  return (BatchRequestSize) { item->bytes, item->limit };
}

static gint64
time_now (const Run *run)
{
  return run->start + (gint64) (1000 * run->clock_ms);
}

static void
look (Run *run)
{
  BatchRunningItem running[MAX_PARALLEL];
  BatchRemaining part = {
    .key = "alpha", .operation = "chat", .parallel = run->kind->parallel,
    .running = running, .n_running = run->n_flights,
  };

  for (guint i = run->n_sent; i < run->n_items; i++)
    {
      BatchSizeBucket bucket = batch_size_bucket_from_bytes ((guint64) run->items[i].bytes);
      BatchRequestSize size = size_of (run, &run->items[i]);
      BatchRequestSize *mean = &part.sizes[bucket];
      double n = (double) ++part.waiting[bucket];

      mean->bytes += (size.bytes - mean->bytes) / n;
      mean->output_limit += (size.output_limit - mean->output_limit) / n;
    }
  for (guint i = 0; i < run->n_flights; i++)
    running[i] = (BatchRunningItem) {
      batch_size_bucket_from_bytes ((guint64) run->flights[i].item.bytes),
      (gint64) (run->clock_ms - run->flights[i].sent_ms),
      size_of (run, &run->flights[i].item),
    };

  batch_estimator_estimate (run->estimator, &part, 1, time_now (run), &run->said[run->n_said]);
  run->plain_ms[run->n_said] = run->spent_ms / MAX (run->n_ended, 1) *
                               (run->n_items - run->n_ended) / run->kind->parallel;
  run->said_ms[run->n_said++] = run->clock_ms;
}

/* As in runs that were recorded, a machine does not go at one pace. */
static void
drift (Run *run)
{
  double pace = exp (DRIFT * normal (run->random) / sqrt (run->n_items));

  for (guint i = run->n_sent; i < run->n_items; i++)
    {
      run->items[i].read_ms *= pace;
      run->items[i].write_ms *= pace;
    }
}

static void
send_next (Run *run)
{
  const Item *item = &run->items[run->n_sent];

  drift (run);
  run->n_sent++;
  run->flights[run->n_flights++] = (Flight) {
    *item, run->clock_ms, run->clock_ms + OVERHEAD_MS + item->read_ms + item->write_ms,
  };
}

static void
record (Run          *run,
        const Flight *flight)
{
  const Item *item = &flight->item;
  BatchSample sample = {
    .key = "alpha",
    .operation = "chat",
    .bucket = batch_size_bucket_from_bytes ((guint64) item->bytes),
    .duration_ms = (gint64) (flight->end_ms - flight->sent_ms),
    .at = time_now (run),
    .parallel = run->kind->parallel,
    .size = size_of (run, item),
    .cost.output_bytes = item->output_bytes,
  };

  if (run->tells >= TOKEN_TELLS_USAGE)
    {
      sample.cost.prompt_tokens = item->prompt_tokens;
      sample.cost.output_tokens = item->output_tokens;
    }
  if (run->tells >= TOKEN_TELLS_TIMES)
    {
      sample.cost.prompt_ms = item->read_ms;
      sample.cost.output_ms = item->write_ms;
    }

  batch_estimator_record (run->estimator, &sample);
  run->spent_ms += flight->end_ms - flight->sent_ms;
  run->n_ended++;
}

static void
end_next (Run *run)
{
  Flight flight;
  guint first = 0;

  for (guint i = 1; i < run->n_flights; i++)
    if (run->flights[i].end_ms < run->flights[first].end_ms)
      first = i;

  flight = run->flights[first];
  run->flights[first] = run->flights[--run->n_flights];
  run->clock_ms = flight.end_ms;
  record (run, &flight);
}

static void
play (Run *run)
{
  while (run->n_ended < run->n_items)
    {
      if (run->n_said < TOKEN_N_MARKS && run->n_ended * 4 >= run->n_items * run->n_said)
        look (run);
      while (run->n_sent < run->n_items && run->n_flights < run->kind->parallel)
        send_next (run);
      end_next (run);
    }
}

static Run *
run_new (const TokenKind *kind,
         TokenTells       tells,
         gboolean         sized,
         GRand           *random,
         BatchEstimator  *estimator,
         double           larger)
{
  Run *run = g_new0 (Run, 1);

  run->kind = kind;
  run->tells = tells;
  run->sized = sized;
  run->random = random;
  run->estimator = estimator;
  run->start = START;
  make_items (run, larger);
  return run;
}

static void
play_earlier_job (const TokenKind *kind,
                  TokenTells       tells,
                  gboolean         sized,
                  GRand           *random,
                  BatchEstimator  *estimator)
{
  g_autofree Run *run = run_new (kind, tells, sized, random, estimator, kind->before);

  run->start -= (gint64) (1000 * DAY_MS);
  play (run);
}

void
token_runs_play (const TokenKind *kind,
                 TokenTells       tells,
                 gboolean         sized,
                 guint            n_runs,
                 guint            seed,
                 EtaScore        *marks)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n_runs; i++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      g_autofree Run *run = NULL;

      if (kind->before > 0)
        play_earlier_job (kind, tells, sized, random, estimator);
      run = run_new (kind, tells, sized, random, estimator, 1);
      play (run);
      for (guint j = kind->before > 0 ? 0 : 1; j < TOKEN_N_MARKS; j++)
        eta_score_add (&marks[j], &run->said[j], run->plain_ms[j],
                       run->clock_ms - run->said_ms[j]);
    }
}

const char *
token_tells_name (TokenTells tells)
{
  static const char * const names[TOKEN_N_TELLS] = { "no usage", "usage", "times" };

  return names[tells];
}
