/* simulator/batch-simulator-personality.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-server.h"

G_BEGIN_DECLS

/* What a server may refuse by itself, each kind in its own words. */
typedef enum
{
  BATCH_SIMULATOR_REFUSAL_NO_KEY,
  BATCH_SIMULATOR_REFUSAL_NO_MODEL,
  BATCH_SIMULATOR_REFUSAL_BUSY,
  BATCH_SIMULATOR_REFUSAL_LOADING,
  BATCH_SIMULATOR_REFUSAL_LOAD_FAILED,
  BATCH_SIMULATOR_REFUSAL_CUT,        /* the model was taken away in the middle */
  BATCH_SIMULATOR_REFUSAL_TOO_LONG,
  BATCH_SIMULATOR_REFUSAL_UNSUPPORTED, /* by the model, at this path */
  BATCH_SIMULATOR_N_REFUSALS,
} BatchSimulatorRefusal;

typedef struct
{
  guint       status;
  const char *message;    /* “{model}” stands for the name that was asked for, “{n}” and “{max}”
                           * for the tokens of a prompt that is too long, and those it may have */
  const char *type;       /* (nullable) */
  const char *code;       /* (nullable) */
  const char *headers;    /* (nullable) */
  guint       plain : 1;  /* the message as it is */
} BatchSimulatorRefusalText;

/* What one kind of model server does in its own way. The ordinary simulator is one of them. */
struct _BatchSimulatorPersonality
{
  const char                          *name;
  const char                          *headers;     /* (nullable) of every answer */
  const char                          *prefix;      /* (nullable) of all paths */
  const BatchSimulatorEndpoint *const *endpoints;   /* NULL at the end */
  const BatchSimulatorRoute           *routes;
  guint                                n_routes;
  BatchSimulatorAppendProblem          append_problem;
  BatchSimulatorRefusalText            refusals[BATCH_SIMULATOR_N_REFUSALS];
  BatchSimulatorPoolRules              rules;       /* unless the configuration says otherwise */
  /* (nullable) Members that are added to answers. */
  void                               (*append_more)  (GString                    *out,
                                                      const BatchSimulatorAnswer *answer);
  /* (nullable) What those are sent who watch the models; without, nobody may. */
  void                               (*append_event) (GString                    *out,
                                                      BatchSimulatorServer       *server,
                                                      BatchSimulatorModel        *model);
  /* (nullable) More headers of a refusal; @model is NULL when none is concerned. */
  void                               (*append_refusal_headers) (GString               *out,
                                                                BatchSimulatorModel   *model,
                                                                BatchSimulatorRefusal  refusal);
  /* (nullable) Whether a model has anything to say at @endpoint. */
  gboolean                           (*supports) (BatchSimulatorModel          *model,
                                                  const BatchSimulatorEndpoint *endpoint);
  /* (nullable) For how many seconds it refuses a model that could not be loaded so often. */
  guint                              (*pause_after) (guint failures);
  guint  has_one_model : 1;       /* which is loaded at the start */
  guint  ignores_model : 1;       /* and answers with one that is loaded */
  guint  closed_at_first : 1;     /* nobody can connect before it has its model */
  guint  takes_ttl : 1;           /* with a request, for how long to keep its model */
  guint  reloads : 1;             /* a model whose options are others */
  guint  shortens_always : 1;     /* what is too long, whatever it is told */
  guint  tells_cached : 1;        /* how much of a prompt it knew */
  guint  caches : 1;              /* knows the last prompt of each slot */
};

/* What most servers have. */
extern const BatchSimulatorEndpoint *const batch_simulator_usual_endpoints[];

extern const BatchSimulatorPersonality batch_simulator_anthropic_personality;
extern const BatchSimulatorPersonality batch_simulator_azure_openai_personality;
extern const BatchSimulatorPersonality batch_simulator_default_personality;
extern const BatchSimulatorPersonality batch_simulator_llama_router_personality;
extern const BatchSimulatorPersonality batch_simulator_llama_server_personality;
extern const BatchSimulatorPersonality batch_simulator_llama_swap_personality;
extern const BatchSimulatorPersonality batch_simulator_lm_studio_personality;
extern const BatchSimulatorPersonality batch_simulator_localai_personality;
extern const BatchSimulatorPersonality batch_simulator_ollama_old_personality;
extern const BatchSimulatorPersonality batch_simulator_ollama_personality;
extern const BatchSimulatorPersonality batch_simulator_openai_personality;
extern const BatchSimulatorPersonality batch_simulator_router_old_personality;
extern const BatchSimulatorPersonality batch_simulator_vllm_personality;

/* NULL when there is none of that name. @name NULL: the ordinary one. */
const BatchSimulatorPersonality *batch_simulator_personality_find (const char *name);
/* Of all but the ordinary one, separated by @separator. */
char                            *batch_simulator_personality_list (const char *separator);

G_END_DECLS
