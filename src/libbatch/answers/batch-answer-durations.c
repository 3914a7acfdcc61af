/* batch-answer-durations.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-reading-private.h"

#include "json/batch-json-equal-private.h"
#include "json/batch-json-members-private.h"

/* How long things took, in the words of several servers. */

#define NS_PER_MS  1000000
#define LONGEST_MS 1e12

/* @scale: how many milliseconds one is */
static void
read_duration (BatchJsonScanner *scanner,
               gint64           *ms,
               double            scale)
{
  BatchJsonValue value;
  double number;

  if (!batch_json_scanner_read_value (scanner, &value) || value.type != BATCH_JSON_NUMBER)
    return;

  number = batch_json_value_to_double (&value);
  if (number >= 0 && number < LONGEST_MS / scale)
    *ms = (gint64) (number * scale + 0.5);
}

static void
read_milliseconds (BatchJsonScanner *scanner,
                   gpointer          field)
{
  read_duration (scanner, field, 1);
}

static void
read_seconds (BatchJsonScanner *scanner,
              gpointer          field)
{
  read_duration (scanner, field, 1000);
}

/* Of llama.cpp. */
void
batch_answer_read_timings (BatchJsonScanner *scanner,
                           gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "prompt_ms", read_milliseconds, G_STRUCT_OFFSET (BatchReading, answer.timings.prompt_ms) },
    { "predicted_ms", read_milliseconds, G_STRUCT_OFFSET (BatchReading, answer.timings.output_ms) },
    { "cache_n", batch_json_read_count, G_STRUCT_OFFSET (BatchReading, answer.cached_tokens) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* Of LM Studio. */
void
batch_answer_read_stats (BatchJsonScanner *scanner,
                         gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "model_load_time_seconds", read_seconds,
      G_STRUCT_OFFSET (BatchReading, answer.timings.load_ms) },
    { "time_to_first_token", read_seconds,
      G_STRUCT_OFFSET (BatchReading, answer.timings.prompt_ms) },
    { "generation_time", read_seconds,
      G_STRUCT_OFFSET (BatchReading, answer.timings.output_ms) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* What is left of the whole is the wait for a turn. */
void
batch_answer_settle_durations (BatchReading *reading)
{
  gint64 *ns = reading->ns;
  BatchTimings *timings = &reading->answer.timings;
  gint64 *fields[BATCH_NS_N] = {
    NULL, &timings->load_ms, &timings->prompt_ms, &timings->output_ms,
  };

  for (guint i = 0; i < BATCH_NS_N; i++)
    ns[i] = CLAMP (ns[i], 0, G_MAXINT64 / BATCH_NS_N);

  for (guint i = BATCH_NS_LOAD; i < BATCH_NS_N; i++)
    if (ns[i] > 0)
      *fields[i] = ns[i] / NS_PER_MS;

  if (ns[BATCH_NS_TOTAL] > 0 && ns[BATCH_NS_LOAD] > 0)
    timings->queue_ms = MAX (ns[BATCH_NS_TOTAL] - ns[BATCH_NS_LOAD] - ns[BATCH_NS_PROMPT]
                             - ns[BATCH_NS_OUTPUT], 0) / NS_PER_MS;
}
