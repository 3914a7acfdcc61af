/* backend/batch-model.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_MODEL_STATE (batch_model_state_get_type ())

/**
 * BatchModelState:
 * @BATCH_MODEL_STATE_UNKNOWN: the server does not say
 * @BATCH_MODEL_STATE_UNLOADED: a request would have to wait until it is loaded
 * @BATCH_MODEL_STATE_LOADING: it is being loaded
 * @BATCH_MODEL_STATE_LOADED: it is in memory and answers at once
 *
 * Whether a model is in the memory of its server.
 */
typedef enum
{
  BATCH_MODEL_STATE_UNKNOWN,
  BATCH_MODEL_STATE_UNLOADED,
  BATCH_MODEL_STATE_LOADING,
  BATCH_MODEL_STATE_LOADED,
} BatchModelState;

BATCH_AVAILABLE_IN_ALL
GType batch_model_state_get_type (void);

#define BATCH_TYPE_MODEL_USES (batch_model_uses_get_type ())

/**
 * BatchModelUses:
 * @BATCH_MODEL_USES_NONE: the server does not say
 * @BATCH_MODEL_USES_CHAT: it writes text
 * @BATCH_MODEL_USES_EMBEDDING: it turns text into numbers
 * @BATCH_MODEL_USES_VISION: it sees pictures
 * @BATCH_MODEL_USES_AUDIO: it hears sound
 * @BATCH_MODEL_USES_TOOLS: it calls tools
 * @BATCH_MODEL_USES_THINKING: it thinks before it answers
 *
 * What a model can be used for, as far as its server says.
 */
typedef enum /*< flags >*/
{
  BATCH_MODEL_USES_NONE      = 0,
  BATCH_MODEL_USES_CHAT      = 1 << 0,
  BATCH_MODEL_USES_EMBEDDING = 1 << 1,
  BATCH_MODEL_USES_VISION    = 1 << 2,
  BATCH_MODEL_USES_AUDIO     = 1 << 3,
  BATCH_MODEL_USES_TOOLS     = 1 << 4,
  BATCH_MODEL_USES_THINKING  = 1 << 5,
} BatchModelUses;

BATCH_AVAILABLE_IN_ALL
GType batch_model_uses_get_type (void);

#define BATCH_TYPE_MODEL (batch_model_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchModel, batch_model, BATCH, MODEL, GObject)

BATCH_AVAILABLE_IN_ALL
const char      *batch_model_get_id             (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
BatchModelState  batch_model_get_state          (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
BatchModelUses   batch_model_get_uses           (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
BatchModelUses   batch_model_get_refused        (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_model_may_chat           (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
gint64           batch_model_get_size           (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
gint64           batch_model_get_context_length (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
guint            batch_model_get_slots          (BatchModel *self);
BATCH_AVAILABLE_IN_ALL
gboolean         batch_model_get_remote         (BatchModel *self);

G_END_DECLS
