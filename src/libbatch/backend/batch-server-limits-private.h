/* backend/batch-server-limits-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-server-limits.h"

G_BEGIN_DECLS

/* A number, and where it is from. 0 with UNKNOWN. */
typedef struct
{
  gint64            value;
  BatchLimitSource  source;
} BatchLimit;

typedef enum
{
  BATCH_LIMIT_SLOTS,            /* requests that one model works on at a time */
  BATCH_LIMIT_CONTEXT,          /* tokens that a request and its answer may have together */
  BATCH_LIMIT_QUEUE,            /* requests that may be under way or wait, before it says no */
  BATCH_LIMIT_RESIDENT,         /* models in memory at a time */
} BatchLimitKind;

#define BATCH_N_LIMITS (BATCH_LIMIT_RESIDENT + 1)

BatchServerLimits *batch_server_limits_new   (void);
/* Takes @value in, unless it is known from a better source, or is no number above 0. Only
 * before anybody else has seen @self. */
void         batch_server_limits_note  (BatchServerLimits      *self,
                                 BatchLimitKind    kind,
                                 gint64            value,
                                 BatchLimitSource  source);
/* It has not answered all that it was asked, or could not be asked: what it said before may be as
 * true as it was. */
void         batch_server_limits_set_unsure (BatchServerLimits *self);
gboolean     batch_server_limits_is_unsure  (BatchServerLimits *self);
BatchLimit   batch_server_limits_get   (BatchServerLimits      *self,
                                 BatchLimitKind    kind);

G_END_DECLS
