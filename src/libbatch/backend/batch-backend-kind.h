/* backend/batch-backend-kind.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_BACKEND_FLAGS (batch_backend_flags_get_type ())

/**
 * BatchBackendFlags:
 * @BATCH_BACKEND_FLAGS_NONE: nothing more than answering requests
 * @BATCH_BACKEND_FLAGS_CAN_UNLOAD: it takes a model out of its memory when asked to
 * @BATCH_BACKEND_FLAGS_UNLOAD_CUTS: unloading ends the requests that are under way
 * @BATCH_BACKEND_FLAGS_REPORTS_LOADED: it says which models are in its memory
 * @BATCH_BACKEND_FLAGS_REPORTS_LOADING: it says which model is being loaded
 * @BATCH_BACKEND_FLAGS_REPORTS_SLOTS: it says how many requests it works on at a time
 * @BATCH_BACKEND_FLAGS_TIES_LOADS: a load is given up with the request that it is for
 * @BATCH_BACKEND_FLAGS_IGNORES_MODEL: its one model answers, whatever a request asks for
 * @BATCH_BACKEND_FLAGS_CAN_PRELOAD: it gets a model into its memory before the first request
 * @BATCH_BACKEND_FLAGS_CAN_PIN: it keeps a model for as long as it is told to
 * @BATCH_BACKEND_FLAGS_PUSHES_STATE: it tells what happens in its memory without being asked
 * @BATCH_BACKEND_FLAGS_EVICTS_BUSY: for another model, it may stop one that is at work
 * @BATCH_BACKEND_FLAGS_MEASURES_LOADS: it says how long a load has taken
 * @BATCH_BACKEND_FLAGS_MISTAKES_MODEL: asked for a model that it does not have, it may answer
 *   with another one
 * @BATCH_BACKEND_FLAGS_TAKES_BATCHES: it is a provider with a batch API of its own
 * @BATCH_BACKEND_FLAGS_KEEPS_PROMPTS: it need not read again how a prompt begins if that is how
 *   an earlier one did, each of those that it works on at a time by itself
 * @BATCH_BACKEND_FLAGS_SHARES_PROMPTS: likewise, and what was read for one request helps all
 * @BATCH_BACKEND_FLAGS_NEVER_LOADS: all of its models can be asked at any time, and nobody waits
 *   for one to be loaded
 *
 * What a kind of model server can do, so that nobody has to know kinds by name.
 */
typedef enum /*< flags >*/
{
  BATCH_BACKEND_FLAGS_NONE            = 0,
  BATCH_BACKEND_FLAGS_CAN_UNLOAD      = 1 << 0,
  BATCH_BACKEND_FLAGS_UNLOAD_CUTS     = 1 << 1,
  BATCH_BACKEND_FLAGS_REPORTS_LOADED  = 1 << 2,
  BATCH_BACKEND_FLAGS_REPORTS_LOADING = 1 << 3,
  BATCH_BACKEND_FLAGS_REPORTS_SLOTS   = 1 << 4,
  BATCH_BACKEND_FLAGS_TIES_LOADS      = 1 << 5,
  BATCH_BACKEND_FLAGS_IGNORES_MODEL   = 1 << 6,
  BATCH_BACKEND_FLAGS_CAN_PRELOAD     = 1 << 7,
  BATCH_BACKEND_FLAGS_CAN_PIN         = 1 << 8,
  BATCH_BACKEND_FLAGS_PUSHES_STATE    = 1 << 9,
  BATCH_BACKEND_FLAGS_EVICTS_BUSY     = 1 << 10,
  BATCH_BACKEND_FLAGS_MEASURES_LOADS  = 1 << 11,
  BATCH_BACKEND_FLAGS_MISTAKES_MODEL  = 1 << 12,
  BATCH_BACKEND_FLAGS_TAKES_BATCHES   = 1 << 13,
  BATCH_BACKEND_FLAGS_KEEPS_PROMPTS   = 1 << 14,
  BATCH_BACKEND_FLAGS_SHARES_PROMPTS  = 1 << 15,
  BATCH_BACKEND_FLAGS_NEVER_LOADS     = 1 << 16,
} BatchBackendFlags;

BATCH_AVAILABLE_IN_ALL
GType        batch_backend_flags_get_type              (void);

BATCH_AVAILABLE_IN_ALL
char       **batch_backend_list_kinds                  (void);
BATCH_AVAILABLE_IN_ALL
const char  *batch_backend_kind_get_title              (const char *kind);
BATCH_AVAILABLE_IN_ALL
const char  *batch_backend_kind_get_start_command      (const char *kind);

G_END_DECLS
