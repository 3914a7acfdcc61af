/* backend/batch-backend-kind-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind.h"
#include "backend/batch-model-table-private.h"
#include "backend/batch-probes-private.h"
#include "backend/batch-provider-private.h"
#include "backend/batch-residency-private.h"
#include "backend/batch-server-limits-private.h"
#include "core/batch-endpoint-private.h"
#include "http/batch-client-private.h"
#include "translation/batch-messages-to-chat-private.h"

G_BEGIN_DECLS

/* What one kind of model server does in its own way. Whoever needs to do something
 * that kinds do differently adds a member here, or a flag, and asks for no nick. */
typedef struct
{
  const char             *nick;
  const char             *title;          /* as its makers write it */
  const char             *start_command;  /* (nullable) what a person types to start one */
  const char             *get_model;      /* how it gets a model, for “has no model yet: …” */
  BatchBackendFlags       flags;

  /* Of GETs that load nothing, NULL at the end. */
  const char *const      *probes;
  /* @version is set when it is told. Only asked when there is the API that requests go to. */
  /* (nullable): a server of which the address says enough */
  gboolean              (*recognise_url) (const char        *url);
  gboolean              (*recognise)     (const BatchProbes  *probes,
                                          char              **version);

  /* Tried in this order until one is there. */
  const BatchModelSource *lists;
  guint                   n_lists;
  /* What is not there changes nothing. */
  const BatchModelSource *details;
  guint                   n_details;

  /* Of the POST that unloads @model, with BATCH_BACKEND_FLAGS_CAN_UNLOAD. */
  char                 *(*unload_path)   (const char *model);
  char                 *(*unload_body)   (const char *model);
  const char             *not_loaded;     /* (nullable) part of what it says if it was not */
  guint                   unloads_instances : 1; /* @model is one of BatchModel.instances */
  guint                   unloads_later : 1; /* it answers at once, and its list says when */

  /* Of what gets @model into memory, with BATCH_BACKEND_FLAGS_CAN_PRELOAD; without a body
   * it is a GET. */
  char                 *(*load_path)     (const char            *model,
                                          BatchModelUses         uses);
  char                 *(*load_body)     (const char            *model,
                                          BatchModelUses         uses,
                                          const BatchRunOptions *options);
  const char             *own_errors;    /* (nullable) part of them, where it lets what runs the
                                          * model answer, which then is there */
  const char             *already_loaded; /* (nullable) part of what it says if it was */
  gint64                  usual_keep_ms; /* of a model that nobody keeps; 0: need not be said */
  guint                   may_not_load : 1; /* older ones have no path for that: 404 */
  guint                   loads_later : 1; /* it answers at once, and its list says when */
  guint                   loads_again : 1; /* … beside the one that is there */
  /* (nullable): what a request to @endpoint wants its model to be run with, where it is loaded anew
   * for another one; and that of a JSON object of options (nullable). Returns: (nullable): as the
   * server has it */
  char                 *(*dup_setting)   (const guint8          *body,
                                          gsize                  length,
                                          BatchEndpoint          endpoint);
  char                 *(*dup_setting_of_options) (const char   *options);

  /* What such servers have unless somebody has set it, by BatchLimitKind; 0: nobody knows. */
  gint64                  usual_limits[BATCH_N_LIMITS];
  /* (nullable): of GETs that tell more, of a model that is in memory, and of the server */
  char                 *(*model_limits_path) (const char        *model);
  const char             *limits_path;

  /* (nullable): of a GET that tells without end what happens in its memory. */
  const char             *events_path;
  const char             *events_word;   /* (nullable) that is in the events that matter */

  /* (nullable): of a GET that tells which slots of a model in memory are at work. */
  char                 *(*slots_path)    (const char            *model);

  /* How requests are sent: with which header for the key, NULL for the usual one; with which
   * others (nullable), name and value in turn, NULL at the end; to which endpoints, as bits
   * 1 << BatchEndpoint, 0 when nobody knows, and which of them older versions do not have; and
   * (nullable) in which words. */
  const char             *key_header;
  const char *const      *headers;
  guint                   endpoints;
  guint                   newer_endpoints;
  gboolean              (*make_wire)     (const char            *url,
                                          BatchEndpoint          endpoint,
                                          GBytes                *body,
                                          BatchWire             *wire,
                                          GError               **error);

  /* Of requests for messages that are turned into chats; and (nullable) the members, NULL at the
   * end, with which they are, as those of such servers that have messages say nothing and leave
   * them out. */
  BatchChatTraits         chat_traits;
  const char *const      *lost_in_messages;
  const BatchProviderApi *batches;       /* (nullable) for whole batches */

  /* Says how many tokens a request for messages has, and loads nothing for that; where its
   * version can. */
  guint                   counts_tokens : 1;
  /* Gives one answer, and says nothing when it is asked for more. */
  guint                   gives_one_choice : 1;

  /* Has no model that its list lacks, where that has so many; 0: it may have more. */
  guint                   full_list;

  /* A prompt that is too long for the model may have lost its beginning, without a word. */
  guint                   cuts_prompts : 1;

  const char             *implied_tag;   /* (nullable) that a model's name may leave out */
  guint                   ignores_case : 1; /* in the names of models */
} BatchBackendKind;

extern const BatchBackendKind  batch_anthropic_kind;
extern const BatchBackendKind  batch_azure_openai_kind;
extern const BatchBackendKind  batch_llama_router_kind;
extern const BatchBackendKind  batch_llama_server_kind;
extern const BatchBackendKind  batch_llama_swap_kind;
extern const BatchBackendKind  batch_lm_studio_kind;
extern const BatchBackendKind  batch_localai_kind;
extern const BatchBackendKind  batch_ollama_kind;
extern const BatchBackendKind  batch_openai_compatible_kind;
extern const BatchBackendKind  batch_openai_kind;
extern const BatchBackendKind  batch_vllm_kind;

/* What llama-server loses, in some of its versions. */
extern const char *const       batch_llama_lost_in_messages[];

/* NULL when it is not known. */
const BatchBackendKind        *batch_backend_kind_find      (const char         *nick);
/* A provider, which is known by its address; @url in canonical form. Returns: (nullable) */
const BatchBackendKind        *batch_backend_kind_find_by_url (const char       *url);
/* The tag that names of models may leave out there; of a server of which nothing more is known,
 * the one that some do. Returns: (nullable) */
const char                    *batch_backend_kind_guess_tag (const BatchBackendKind *kind);
/* What speaks the API of OpenAI, and nothing more is known of it. */
const BatchBackendKind        *batch_backend_kind_any       (void);
/* NULL: it is no model server. */
const BatchBackendKind        *batch_backend_kind_recognise (const BatchProbes  *probes,
                                                             char              **version);
/* (element-type utf8) The paths of all kinds, each once; the strings are static. */
GPtrArray                     *batch_backend_kind_list_probes (void);

/* What a request to @endpoint of a server at @url is there: as it is, in words of its own, or in
 * those of the other API, where it has only that. Fails with a sentence when such a server has no
 * such endpoint, or cannot be told all that the request says. */
gboolean                       batch_backend_kind_make_wire (const BatchBackendKind  *kind,
                                                             const char              *url,
                                                             BatchEndpoint            endpoint,
                                                             GBytes                  *body,
                                                             BatchWire               *wire,
                                                             GError                 **error);
/* The same in the words of the other API, for a server that turns out not to have @endpoint. */
gboolean                       batch_backend_kind_make_other_wire
                                                            (const BatchBackendKind  *kind,
                                                             const char              *url,
                                                             BatchEndpoint            endpoint,
                                                             GBytes                  *body,
                                                             BatchWire               *wire,
                                                             GError                 **error);
/* Whether @url, in canonical form, is at the host @suffix or below it. */
gboolean                       batch_backend_kind_is_host   (const char         *url,
                                                             const char         *suffix);
/* What a client of such a server has to know. */
void                           batch_backend_kind_fill_settings (const BatchBackendKind *kind,
                                                                 BatchClientSettings    *settings);
/* A client that waits for a whole answer for @total_ms. Returns: (transfer full) */
BatchClient                   *batch_backend_kind_make_client   (const BatchBackendKind *kind,
                                                                 const char             *url,
                                                                 const char             *api_key,
                                                                 gint64                  total_ms,
                                                                 GError                **error);

/* For kinds whose paths and bodies name the model: @before, the model, as part of a path, and
 * @after. */
char                          *batch_backend_kind_make_path (const char         *before,
                                                             const char         *model,
                                                             const char         *after);
/* {"@member": @model} with @more, which is JSON, before the closing brace. */
char                          *batch_backend_kind_make_body (const char         *member,
                                                             const char         *model,
                                                             const char         *more);

G_END_DECLS
