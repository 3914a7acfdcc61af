/* batch-timings-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long a server says that it has spent on a request, in ms; -1 where it does not say. */
typedef struct
{
  gint64 queue_ms;              /* waiting for its turn, the model being in memory */
  gint64 load_ms;               /* until the model was in memory */
  gint64 prompt_ms;             /* reading what it had not kept from before */
  gint64 output_ms;             /* writing */
} BatchTimings;

#define BATCH_TIMINGS_INIT { -1, -1, -1, -1 }

G_END_DECLS
