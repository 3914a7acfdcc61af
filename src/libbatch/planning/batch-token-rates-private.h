/* batch-token-rates-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How fast a model reads and writes, and how much it writes: what requests take by how large
 * they are. The rule stands at the top of batch-token-rates.c. */

#define BATCH_OUTPUT_STEPS 18       /* each twice as many tokens as the one before */

/* What is known of a request before it is sent; a mean of many, too. */
typedef struct
{
  double bytes;            /* 0: not known */
  double output_limit;     /* tokens that it may be answered with; 0: it does not say */
} BatchRequestSize;

/* What an answer has cost; 0 where the server does not say. */
typedef struct
{
  double duration_ms;
  double prompt_tokens;
  double cached_tokens;    /* of the prompt, which were not read again */
  double output_tokens;
  double output_bytes;     /* counts where tokens are not told */
  double prompt_ms;        /* that reading took, */
  double output_ms;        /* and writing */
} BatchRequestCost;

/* Sums, of which older ones fade. All zero is empty; only doubles, so that a store can keep
 * it as an array of them. */
typedef struct
{
  double n;
  double duration_ms;
  double token_bytes;      /* of those whose tokens were told, or told by their bytes, */
  double read_tokens;      /* those that had to be read, */
  double written_tokens;   /* and written */
  double timed_n;          /* of those whose times were told */
  double timed_read;
  double timed_read_ms;
  double timed_written;
  double timed_written_ms;
  double timed_rest_ms;    /* neither reading nor writing */
  /* How durations go with tokens: means, and sums of squares and products around them. */
  double mean_read;
  double mean_written;
  double mean_ms;
  double read_read;
  double read_written;
  double written_written;
  double read_ms;
  double written_ms;
  /* How many wrote half of so much and were free to go on, and did. */
  double may_write[BATCH_OUTPUT_STEPS];
  double did_write[BATCH_OUTPUT_STEPS];
} BatchTokenRates;

#define BATCH_TOKEN_RATES_N_NUMBERS (sizeof (BatchTokenRates) / sizeof (double))

void     batch_token_rates_add    (BatchTokenRates        *self,
                                   const BatchRequestSize *size,
                                   const BatchRequestCost *cost);

/* What was read from elsewhere may have been written by nobody sane. */
gboolean batch_token_rates_are_sane (const BatchTokenRates *self);

/* How many tokens an answer has that may have so many; 0: as many as it likes. */
double   batch_token_rates_output (const BatchTokenRates  *self,
                                   double                  limit);

/* Whether enough is known to tell requests of that size from others. */
gboolean batch_token_rates_know   (const BatchTokenRates  *self,
                                   const BatchRequestSize *size);

/* Whether that is known from what servers count, so that it holds far from what was seen. */
gboolean batch_token_rates_count  (const BatchTokenRates  *self);

/* How much longer a request of size @one takes than one of size @other; 1 where that cannot be
 * told. @waits: they wait for each other, so that what is neither reading nor writing grows as
 * well. @doubt: (optional): how far that may be off, as a part of it. */
double   batch_token_rates_ratio  (const BatchTokenRates  *self,
                                   const BatchRequestSize *one,
                                   const BatchRequestSize *other,
                                   gboolean                waits,
                                   double                 *doubt);

G_END_DECLS
