/* batch-token-rates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A request takes what reading its prompt takes, what writing its answer takes, and
 * something that does not depend on either.
 *
 * 1. A prompt has as many tokens for each byte of the request as those before had, four bytes
 *    to a token before there were any; what the server still knew does not count. Where a server
 *    does not say how many tokens there were, an answer has one for each four bytes as well.
 * 2. Of an answer is learnt how often it goes on beyond 1, 2, 4, … tokens, by those that were
 *    free to; so one that was cut off by its limit says nothing of what lies beyond. Where
 *    nothing is known they go on as answers of some two hundred tokens do.
 * 3. What a token takes is believed where the server says how long it has read and written.
 *    Otherwise it is the slope of the durations, which is taken for flat as long as few
 *    requests differed little; but a token written takes longer than one read.
 *
 * Only ratios are told: two requests alike take as long as each other, whatever the rates. So
 * this refines means of durations, and cannot spoil them where sizes do not change. */

#include "config.h"

#include "planning/batch-token-rates-private.h"

#include <math.h>

#define CAP             200.0       /* requests until the sums begin to fade */
#define BYTES_PER_TOKEN 4.0
#define ENOUGH          3.0         /* requests, before anything is told */
#define FLAT_N          2.0         /* requests that "it makes no difference" counts for, */
#define FLAT_CV         0.5         /* which would have differed that much */
#define WRITE_PER_READ  20.0        /* a token written takes so much longer than one read */
#define USUAL_OUTPUT    200.0       /* tokens, of answers of which nothing is known, */
#define USUAL_N         1.0         /* answers that this counts for */
#define LARGEST_RATIO   50.0
/* Relative standard deviations: when one takes e times as long as the other, as tokens say; */
#define COUNTED_DOUBT   0.1
/* when it is e times as large, and only durations say what that means; */
#define GUESSED_DOUBT   0.3
/* of the tokens that lie beyond what was ever seen. */
#define UNSEEN_DOUBT    0.7

/* --- Learning --- */

static void
fade (BatchTokenRates *self)
{
  double *numbers = (double *) self;

  if (self->n < CAP)
    return;

  for (guint i = 0; i < BATCH_TOKEN_RATES_N_NUMBERS; i++)
    numbers[i] *= (CAP - 1) / CAP;

  /* Means are no sums. */
  self->mean_read *= CAP / (CAP - 1);
  self->mean_written *= CAP / (CAP - 1);
  self->mean_ms *= CAP / (CAP - 1);
}

static void
learn_output (BatchTokenRates        *self,
              const BatchRequestSize *size,
              const BatchRequestCost *cost)
{
  for (guint i = 0; i < BATCH_OUTPUT_STEPS; i++)
    {
      double tokens = exp2 (i);

      if ((size->output_limit > 0 && size->output_limit < tokens) ||
          (i > 0 && cost->output_tokens < tokens / 2))
        return;
      self->may_write[i] += 1;
      self->did_write[i] += cost->output_tokens >= tokens;
    }
}

static void
learn_times (BatchTokenRates        *self,
             const BatchRequestCost *cost,
             double                  read)
{
  if (cost->prompt_ms <= 0 || cost->output_ms <= 0)
    return;

  self->timed_n += 1;
  self->timed_read += read;
  self->timed_read_ms += cost->prompt_ms;
  self->timed_written += cost->output_tokens;
  self->timed_written_ms += cost->output_ms;
  self->timed_rest_ms += MAX (0, cost->duration_ms - cost->prompt_ms - cost->output_ms);
}

static void
learn_slopes (BatchTokenRates *self,
              double           read,
              double           written,
              double           ms)
{
  double away_read = read - self->mean_read;
  double away_written = written - self->mean_written;
  double away_ms = ms - self->mean_ms;
  double part = (self->n - 1) / self->n;

  self->read_read += part * away_read * away_read;
  self->read_written += part * away_read * away_written;
  self->written_written += part * away_written * away_written;
  self->read_ms += part * away_read * away_ms;
  self->written_ms += part * away_written * away_ms;
  self->mean_read += away_read / self->n;
  self->mean_written += away_written / self->n;
  self->mean_ms += away_ms / self->n;
}

/* Returns: whether they are told, or can be told by the bytes */
static gboolean
find_tokens (const BatchRequestSize *size,
             BatchRequestCost       *cost)
{
  if (cost->prompt_tokens > 0)
    return TRUE;

  cost->prompt_tokens = size->bytes / BYTES_PER_TOKEN;
  cost->cached_tokens = 0;
  cost->output_tokens = cost->output_bytes / BYTES_PER_TOKEN;
  if (size->output_limit > 0)
    cost->output_tokens = MIN (cost->output_tokens, size->output_limit);
  return cost->output_bytes > 0;
}

void
batch_token_rates_add (BatchTokenRates        *self,
                       const BatchRequestSize *size,
                       const BatchRequestCost *cost)
{
  BatchRequestCost found = *cost;
  gboolean told = find_tokens (size, &found);
  double read = MAX (0, found.prompt_tokens - found.cached_tokens);
  double written = told ? found.output_tokens : size->output_limit;

  if (size->bytes <= 0)
    return;

  fade (self);
  self->n += 1;
  self->duration_ms += cost->duration_ms;
  learn_slopes (self, read, written, cost->duration_ms);
  if (!told)
    return;

  self->token_bytes += size->bytes;
  self->read_tokens += read;
  self->written_tokens += written;
  learn_output (self, size, &found);
  learn_times (self, &found, read);
}

/* Only the products may be below zero. */
gboolean
batch_token_rates_are_sane (const BatchTokenRates *self)
{
  const double *numbers = (const double *) self;

  for (guint i = 0; i < BATCH_TOKEN_RATES_N_NUMBERS; i++)
    if (!isfinite (numbers[i]) ||
        (numbers[i] < 0 && &numbers[i] != &self->read_written && &numbers[i] != &self->read_ms &&
         &numbers[i] != &self->written_ms))
      return FALSE;

  return TRUE;
}

/* --- Expecting --- */

gboolean
batch_token_rates_count (const BatchTokenRates *self)
{
  return self->token_bytes > 0;
}

/* Of answers that have half of 2 to the @step tokens, that have as many. */
static double
usual_part (guint step)
{
  return USUAL_OUTPUT / (USUAL_OUTPUT + exp2 (step));
}

/* Up to where it was seen whether answers go on. */
static double
seen_until (const BatchTokenRates *self)
{
  guint step = 0;

  while (step < BATCH_OUTPUT_STEPS && self->may_write[step] >= ENOUGH)
    step++;
  /* Those that all end before that need not be seen to. */
  if (step > 0 && self->did_write[step - 1] < ENOUGH)
    return INFINITY;
  return step > 0 ? exp2 (step - 1) : 0;
}

double
batch_token_rates_output (const BatchTokenRates *self,
                          double                 limit)
{
  double going_on = 1;
  double tokens = 0;
  double before = 0;

  for (guint i = 0; i < BATCH_OUTPUT_STEPS && (limit <= 0 || before < limit); i++)
    {
      double until = limit > 0 ? MIN (exp2 (i), limit) : exp2 (i);
      double left = going_on * (self->did_write[i] + USUAL_N * usual_part (i)) /
                    (self->may_write[i] + USUAL_N);

      /* Who ends in between has half of what lies there. */
      tokens += (until - before) * (going_on + left) / 2;
      going_on = left;
      before = until;
    }

  return tokens;
}

static double
read_of (const BatchTokenRates  *self,
         const BatchRequestSize *size)
{
  double per_byte = batch_token_rates_count (self) ? self->read_tokens / self->token_bytes
                                                   : 1 / BYTES_PER_TOKEN;

  return size->bytes * per_byte;
}

static double
written_of (const BatchTokenRates  *self,
            const BatchRequestSize *size)
{
  return batch_token_rates_count (self) ? batch_token_rates_output (self, size->output_limit)
                               : size->output_limit;
}

static double
flat_of (double mean)
{
  return FLAT_N * FLAT_CV * FLAT_CV * mean * mean;
}

/* Neither makes a request shorter: then only the other one counts. */
static void
find_slopes (const BatchTokenRates *self,
             double                *read,
             double                *written)
{
  double a = self->read_read + flat_of (self->mean_read);
  double b = self->written_written + flat_of (self->mean_written);
  double determinant = a * b - self->read_written * self->read_written;
  double both_read = self->read_ms * b - self->written_ms * self->read_written;
  double both_written = self->written_ms * a - self->read_ms * self->read_written;

  *read = *written = 0;
  if (both_read > 0 && both_written > 0 && determinant > 0)
    {
      *read = both_read / determinant;
      *written = both_written / determinant;
    }
  else if (both_read >= both_written && a > 0)
    *read = MAX (0, self->read_ms / a);
  else if (b > 0)
    *written = MAX (0, self->written_ms / b);
}

/* ms that a token takes, and a request whatever it holds. */
typedef struct
{
  double read;
  double written;
  double rest;
} Rates;

/* Answers that are all as long say nothing of what a token more takes. */
static void
guess_written (const BatchTokenRates *self,
               Rates                 *rates)
{
  double flat = flat_of (self->mean_written);
  double unknown = flat > 0 ? flat / (flat + self->written_written) : 0;
  double usual = WRITE_PER_READ * self->mean_ms /
                 (self->mean_read + WRITE_PER_READ * self->mean_written);

  rates->written += unknown * MAX (0, usual - rates->written);
  rates->read = MIN (rates->read, MAX (0, self->mean_ms - rates->written * self->mean_written) /
                                  MAX (self->mean_read, 1));
}

static Rates
find_rates (const BatchTokenRates *self,
            gboolean               waits)
{
  Rates rates = { 0 };

  if (self->timed_n >= ENOUGH)
    {
      rates.read = self->timed_read > 0 ? self->timed_read_ms / self->timed_read : 0;
      rates.written = self->timed_written > 0 ? self->timed_written_ms / self->timed_written : 0;
      rates.rest = waits ? 0 : self->timed_rest_ms / self->timed_n;
      return rates;
    }

  find_slopes (self, &rates.read, &rates.written);
  if (batch_token_rates_count (self))
    guess_written (self, &rates);
  rates.rest = MAX (0, self->mean_ms - rates.read * self->mean_read -
                       rates.written * self->mean_written);
  return rates;
}

static double
cost_of (const BatchTokenRates  *self,
         const Rates            *rates,
         const BatchRequestSize *size)
{
  return rates->rest + rates->read * read_of (self, size) +
         rates->written * written_of (self, size);
}

gboolean
batch_token_rates_know (const BatchTokenRates  *self,
                        const BatchRequestSize *size)
{
  return self->n >= ENOUGH && size->bytes > 0;
}

static double
unseen_part (const BatchTokenRates  *self,
             const Rates            *rates,
             const BatchRequestSize *size)
{
  double written = written_of (self, size);
  double seen = MIN (written, batch_token_rates_output (self, MAX (seen_until (self), 1)));

  return rates->written * (written - seen) / cost_of (self, rates, size);
}

static double
doubt_of (const BatchTokenRates  *self,
          const Rates            *rates,
          const BatchRequestSize *one,
          const BatchRequestSize *other,
          double                  ratio)
{
  if (!batch_token_rates_count (self))
    return GUESSED_DOUBT * fabs (log (one->bytes / other->bytes)) * flat_of (self->mean_read) /
           (flat_of (self->mean_read) + self->read_read);

  return COUNTED_DOUBT * fabs (log (ratio)) +
         UNSEEN_DOUBT * MAX (0, unseen_part (self, rates, one));
}

double
batch_token_rates_ratio (const BatchTokenRates  *self,
                         const BatchRequestSize *one,
                         const BatchRequestSize *other,
                         gboolean                waits,
                         double                 *doubt)
{
  Rates rates = find_rates (self, waits);
  double ratio = 1;

  if (doubt != NULL)
    *doubt = 0;
  if (!batch_token_rates_know (self, one) || !batch_token_rates_know (self, other) ||
      cost_of (self, &rates, other) <= 0 || cost_of (self, &rates, one) <= 0)
    return ratio;

  ratio = cost_of (self, &rates, one) / cost_of (self, &rates, other);
  if (doubt != NULL)
    *doubt = doubt_of (self, &rates, one, other, ratio);
  return CLAMP (ratio, 1 / LARGEST_RATIO, LARGEST_RATIO);
}
