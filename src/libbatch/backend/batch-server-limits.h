/* backend/batch-server-limits.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_LIMIT_SOURCE (batch_limit_source_get_type ())

/**
 * BatchLimitSource:
 * @BATCH_LIMIT_SOURCE_UNKNOWN: there may be a limit, and nobody knows it
 * @BATCH_LIMIT_SOURCE_DEFAULT: what such servers have unless somebody has set it
 * @BATCH_LIMIT_SOURCE_LEARNED: it was seen in earlier runs
 * @BATCH_LIMIT_SOURCE_SERVER: the server says so
 * @BATCH_LIMIT_SOURCE_USER: a person has set it
 *
 * Where a limit is known from. A later one counts more than those before it.
 */
typedef enum
{
  BATCH_LIMIT_SOURCE_UNKNOWN,
  BATCH_LIMIT_SOURCE_DEFAULT,
  BATCH_LIMIT_SOURCE_LEARNED,
  BATCH_LIMIT_SOURCE_SERVER,
  BATCH_LIMIT_SOURCE_USER,
} BatchLimitSource;

BATCH_AVAILABLE_IN_ALL
GType             batch_limit_source_get_type          (void);

#define BATCH_TYPE_SERVER_LIMITS (batch_server_limits_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchServerLimits, batch_server_limits, BATCH, SERVER_LIMITS, GObject)

BATCH_AVAILABLE_IN_ALL
guint             batch_server_limits_get_slots               (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
BatchLimitSource  batch_server_limits_get_slots_source        (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
gint64            batch_server_limits_get_context_length      (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
BatchLimitSource  batch_server_limits_get_context_source      (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
guint             batch_server_limits_get_queue_length        (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
BatchLimitSource  batch_server_limits_get_queue_source        (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
guint             batch_server_limits_get_resident_models     (BatchServerLimits *self);
BATCH_AVAILABLE_IN_ALL
BatchLimitSource  batch_server_limits_get_resident_source     (BatchServerLimits *self);

G_END_DECLS
