/* batch-server-live.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_SERVER_LIVE (batch_server_live_get_type ())

G_DECLARE_FINAL_TYPE (BatchServerLive, batch_server_live, BATCH, SERVER_LIVE, GObject)

/* What is known of a server, and which models it has in memory at the moment: "changed" says that
 * it was looked at. */
BatchServerLive   *batch_server_live_new          (BatchEngine     *engine,
                                                   BatchBackend    *backend);
/* What a test has brought to light, to begin with. */
void               batch_server_live_take_models  (BatchServerLive *self,
                                                   GListModel      *models);
/* Asks for everything, once. */
void               batch_server_live_look         (BatchServerLive *self);
/* Whether somebody looks at it: then its models are asked for again and again, if it says which
 * of them are in memory. */
void               batch_server_live_set_watched  (BatchServerLive *self,
                                                   gboolean         watched);

/* Returns: a list of BatchModel that follows */
GListModel        *batch_server_live_get_models   (BatchServerLive *self);
/* Returns: (nullable): as it says itself, or as was seen */
BatchServerLimits *batch_server_live_get_limits   (BatchServerLive *self);
/* How many requests at a time were found to be best for @model, one of these; 0: nobody knows. */
guint              batch_server_live_get_parallel (BatchModel      *model);
/* How often others had it put a model of ours out of memory, in the last day. */
guint              batch_server_live_get_swapped  (BatchServerLive *self);

G_END_DECLS
