/* batch-server-text.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Closures of batch-model-row.ui. Free what they return. */
char       *batch_closure_model_state   (gpointer          object,
                                         BatchModelState   state);
char       *batch_closure_model_size    (gpointer          object,
                                         gint64            size);
/* “4 at a time”, where that was found out */
char       *batch_closure_model_parallel (gpointer         object,
                                         BatchModel       *model);
/* What is said of a model to who does not see it: “qwen3:8b, In Memory, 4 at a time, 5.2 GB” */
char       *batch_closure_model_spoken  (gpointer          object,
                                         const char       *name,
                                         const char       *state,
                                         const char       *parallel,
                                         const char       *size);

/* A line for each limit that is known, with who says so; empty: none. @limits: (nullable) */
char       *batch_server_describe_limits (BatchServerLimits *limits);

const char *batch_server_state_icon     (BatchServerState  state);

/* What a person means by `localhost:8080`. */
char       *batch_server_complete_url   (const char       *text);

/* A name for a server that none of @taken has: that of its kind, or of its host. */
char       *batch_server_choose_name    (BatchServerInfo  *info,
                                         const char       *url,
                                         GListModel       *taken);

G_END_DECLS
