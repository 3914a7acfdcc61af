/* backend/batch-residency-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend.h"
#include "backend/batch-model.h"
#include "core/batch-verdict-private.h"

G_BEGIN_DECLS

/* Getting a model into the memory of its server before the first request, and giving the
 * memory back when the last one is over. */

/* A model that is in memory because of us, or was before us. */
typedef struct
{
  char           *model;
  char           *options;  /* (nullable) that it was loaded with */
  char           *instance; /* (nullable) what the server calls the one it has loaded */
  gint64          load_ms;  /* -1: it took none, or nobody knows */
  gint64          keep_ms;  /* that it had left before us; -1: it was to stay; 0: nobody knows */
  BatchModelUses  uses;
  guint           was_loaded : 1; /* before we asked: it is not ours to throw out */
  guint           is_loose : 1; /* it stays for no longer than the server keeps any */
  guint           was_reloaded : 1; /* it was there, and is run with something else now */
  guint           is_untold : 1; /* its server cannot be told to load it, as newer ones can */
  guint           told : 1; /* load_ms is the server's word, not our measurement */
} BatchResidency;

/* It was there before us, and nothing was asked of the server yet that changes that. */
typedef void (*BatchResidencyFound) (const BatchResidency *residency,
                                     gpointer              user_data);

/* What a model is run with; with other options it is another load. */
typedef struct
{
  const char          *options;     /* (nullable) a JSON object, the server's: {"num_ctx":8192} */
  gint64               keep_ms;     /* that it stays idle; 0: as the server has it; -1: always */
  gint64               deadline_ms; /* of the load as a whole; 0: BATCH_PRELOAD_MS */
  BatchResidencyFound  found;       /* (nullable) */
  BatchModelUses       uses;        /* of what it is asked first, where its server does not say */
} BatchRunOptions;

#define BATCH_PRELOAD_MS (10 * 60 * 1000)
/* For a run: each request makes the time start over, and it ends by itself after a crash. */
#define BATCH_KEEP_MS (30 * 60 * 1000)

BatchResidency *batch_residency_new  (const char           *model,
                                      gboolean              was_loaded);
BatchResidency *batch_residency_copy (const BatchResidency *self);
void            batch_residency_free (BatchResidency       *self);

/* What is to be known after a crash, as a text: whose it is, how long it had left, its instance. */
char           *batch_residency_to_text   (const BatchResidency *self);
/* Of one that was asked for and perhaps never came, BATCH_RESIDENCY_ASKED, it is not known whose
 * it is: it is not thrown out. */
BatchResidency *batch_residency_from_text (const char           *model,
                                           const char           *text);

#define BATCH_RESIDENCY_ASKED "asked"

/* @expires_at: s; 0: its server does not say. @now: µs. Returns: as keep_ms */
gint64          batch_residency_get_rest  (gint64                expires_at,
                                           gint64                now);

/* @fraction: of the load, -1 when the server does not say. @user_data: also that of found () */
typedef void  (*BatchLoadProgress)   (double                fraction,
                                      gpointer              user_data);

/* Returns when the model is in memory. That it was there already is no failure. Servers without
 * BATCH_BACKEND_FLAGS_CAN_PRELOAD load on the first request: of them it says only what is so.
 *
 * While somebody has requests under way on another model of the server, it may wait for their
 * end: only one preload at a time, after the release of the model before. */
void            batch_backend_preload_async  (BatchBackend           *self,
                                              const char             *model,
                                              const BatchRunOptions  *options,
                                              const char             *api_key,
                                              BatchLoadProgress       progress,
                                              gpointer                progress_data,
                                              GCancellable           *cancellable,
                                              GAsyncReadyCallback     callback,
                                              gpointer                user_data);
/* @verdict: (out) (optional): what follows from a failure */
BatchResidency *batch_backend_preload_finish (BatchBackend           *self,
                                              GAsyncResult           *result,
                                              BatchVerdict           *verdict,
                                              GError                **error);

/* Gives back what was there before: a model that somebody else had loaded stays for as long as it
 * had left then, and at least as such a server keeps one by itself; ours is unloaded, if nobody
 * else has requests under way on it as far as the server tells. For after the last request of
 * ours has ended. */
void            batch_backend_release_async  (BatchBackend           *self,
                                              const BatchResidency   *residency,
                                              const char             *api_key,
                                              GCancellable           *cancellable,
                                              GAsyncReadyCallback     callback,
                                              gpointer                user_data);
gboolean        batch_backend_release_finish (BatchBackend           *self,
                                              GAsyncResult           *result,
                                              GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchResidency, batch_residency_free)

G_END_DECLS
