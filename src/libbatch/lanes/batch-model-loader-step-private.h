/* batch-model-loader-step-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is to be done next so that a model server holds the model that is wanted. Pure. */

/* What is known so far. */
typedef struct
{
  guint known : 1;                 /* what kind of server it is; so are the next three */
  guint can_load : 1;              /* it loads a model when told to */
  guint can_unload : 1;
  guint tells : 1;                 /* which models are in its memory */
  guint in_the_way : 1;            /* one of ours has to make room first */
  guint idle : 1;                  /* one of ours is kept, and nobody waits for it */
  guint missed : 1;                /* requests were told that the wanted one does not exist, */
  guint listed : 1;                /* and the server was asked what it has since */
  guint beside : 1;                /* it was loaded, and others may have gone for it */
  guint looked : 1;                /* it was asked for them */
  guint asked : 1;                 /* it was told to load the wanted one, or asked for it */
  guint there : 1;                 /* the wanted one is in its memory */
} BatchModelLoaderFacts;

typedef enum
{
  BATCH_LOADER_STEP_FIND_OUT,          /* what kind of server it is */
  BATCH_LOADER_STEP_LIST,              /* what the server has, in memory or not */
  BATCH_LOADER_STEP_RELEASE,           /* the one that is in the way */
  BATCH_LOADER_STEP_LOOSEN,            /* the one that is idle */
  BATCH_LOADER_STEP_PRELOAD,           /* or, where that is not possible, ask whether it is there */
  BATCH_LOADER_STEP_LOOK,              /* what is there now */
  BATCH_LOADER_STEP_READY,             /* it is there */
  BATCH_LOADER_STEP_SEND,              /* the first request has it loaded, if it needs that */
} BatchModelLoaderStep;

BatchModelLoaderStep batch_model_loader_next_step (const BatchModelLoaderFacts *facts);

G_END_DECLS
