/* simulator/batch-simulator-personality.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-call.h"

G_BEGIN_DECLS

/* What a server may refuse by itself, each kind in its own words. */
typedef enum
{
  BATCH_SIMULATOR_REFUSAL_NO_KEY,
  BATCH_SIMULATOR_REFUSAL_NO_MODEL,
  BATCH_SIMULATOR_N_REFUSALS,
} BatchSimulatorRefusal;

typedef struct
{
  guint       status;
  const char *message;    /* “{model}” stands for the name that was asked for */
  const char *type;       /* (nullable) */
  const char *code;       /* (nullable) */
  const char *headers;    /* (nullable) */
} BatchSimulatorRefusalText;

/* What one kind of model server does in its own way. The ordinary simulator is one of them. */
struct _BatchSimulatorPersonality
{
  const char                          *name;
  const char                          *headers;     /* (nullable) of every answer */
  const BatchSimulatorEndpoint *const *endpoints;   /* NULL at the end */
  const BatchSimulatorRoute           *routes;
  guint                                n_routes;
  BatchSimulatorAppendProblem          append_problem;
  BatchSimulatorRefusalText            refusals[BATCH_SIMULATOR_N_REFUSALS];
};

extern const BatchSimulatorPersonality batch_simulator_default_personality;
extern const BatchSimulatorPersonality batch_simulator_ollama_personality;

/* NULL when there is none of that name. @name NULL: the ordinary one. */
const BatchSimulatorPersonality *batch_simulator_personality_find (const char *name);
/* Of all but the ordinary one, separated by @separator. */
char                            *batch_simulator_personality_list (const char *separator);

/* {"object":"list","data":[…]} with every model, and @owner. */
void batch_simulator_answer_models (BatchSimulatorCall *call,
                                    const char         *owner);

G_END_DECLS
