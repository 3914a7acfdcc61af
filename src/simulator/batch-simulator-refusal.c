/* simulator/batch-simulator-refusal.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-refusal.h"

#include "simulator/batch-simulator-reply.h"

static const BatchSimulatorRefusalText *
find_text (const BatchSimulatorPersonality *personality,
           BatchSimulatorRefusal            refusal)
{
  const BatchSimulatorRefusalText *own = &personality->refusals[refusal];

  return own->status != 0 ? own : &batch_simulator_default_personality.refusals[refusal];
}

guint
batch_simulator_refusal_status (const BatchSimulatorPersonality *personality,
                                BatchSimulatorRefusal            refusal)
{
  return find_text (personality, refusal)->status;
}

static void
fill_in (GString    *message,
         const char *name,
         guint       number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  g_string_replace (message, name, text, 0);
}

void
batch_simulator_refuse (const BatchSimulatorPersonality *personality,
                        BatchSimulatorConnection        *connection,
                        BatchSimulatorAppendProblem      append,
                        BatchSimulatorRefusal            refusal,
                        const BatchSimulatorRefused     *refused)
{
  const BatchSimulatorRefusalText *text = find_text (personality, refusal);
  g_autoptr(GString) message = g_string_new (text->message);
  g_autoptr(GString) headers = g_string_new (personality->headers);
  BatchSimulatorProblem problem = {
    .status = text->status,
    .type = text->type,
    .code = text->code,
    .n_tokens = refused->n_tokens,
    .max_tokens = refused->max_tokens,
  };

  g_string_replace (message, "{model}", refused->name, 0);
  fill_in (message, "{n}", refused->n_tokens);
  fill_in (message, "{max}", refused->max_tokens);
  problem.message = message->str;
  if (text->headers != NULL)
    g_string_append (headers, text->headers);
  if (personality->append_refusal_headers != NULL)
    personality->append_refusal_headers (headers, refused->model, refusal);

  if (text->plain)
    batch_simulator_reply (connection, text->status, "text/plain; charset=utf-8", message,
                           headers->str);
  else
    batch_simulator_reply_problem (connection, append, &problem, headers->str);
}
