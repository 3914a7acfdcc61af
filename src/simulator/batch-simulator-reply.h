/* simulator/batch-simulator-reply.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-connection.h"

G_BEGIN_DECLS

/* The head of an answer. @length -1: the body comes in chunks. @headers (nullable) are further
 * lines, each with its line end. */
void batch_simulator_reply_head       (BatchSimulatorConnection *connection,
                                       guint                     status,
                                       const char               *type,
                                       gint64                    length,
                                       const char               *headers);

/* A whole answer. */
void batch_simulator_reply            (BatchSimulatorConnection *connection,
                                       guint                     status,
                                       const char               *type,
                                       GString                  *body,
                                       const char               *headers);
void batch_simulator_reply_problem    (BatchSimulatorConnection    *connection,
                                       BatchSimulatorAppendProblem  append,
                                       const BatchSimulatorProblem *problem,
                                       const char                  *headers);

/* Chunked coding. */
void batch_simulator_append_chunk     (GString                  *out,
                                       const char               *data,
                                       gsize                     length);
void batch_simulator_append_last_chunk (GString                 *out);

G_END_DECLS
