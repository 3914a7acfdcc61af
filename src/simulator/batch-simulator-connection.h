/* simulator/batch-simulator-connection.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-http.h"
#include "simulator/batch-simulator-reactor.h"

G_BEGIN_DECLS

typedef struct _BatchSimulatorConnection BatchSimulatorConnection;

/* A whole request. All of it is gone when the call that brought it returns. */
typedef struct
{
  BatchSimulatorMethod  method;
  const char           *path;
  gsize                 path_length;
  const char           *query;
  gsize                 query_length;
  const char           *token;        /* NULL without one */
  gsize                 token_length;
  const char           *body;
  gsize                 body_length;
} BatchSimulatorRequest;

typedef struct
{
  /* The answer is sent now or later, by send () and end (), or by abort (). */
  void (*request)  (BatchSimulatorConnection    *connection,
                    const BatchSimulatorRequest *request,
                    gpointer                     user_data);
  /* The request is refused by the HTTP layer; answer with this status. */
  void (*refused)  (BatchSimulatorConnection    *connection,
                    guint                        status,
                    gpointer                     user_data);
  /* The last part of an answer is about to be sent, or it never will be. */
  void (*finished) (BatchSimulatorConnection    *connection,
                    gboolean                     closed_by_client,
                    gpointer                     user_data);
  /* The connection is gone after this call. */
  void (*closed)   (BatchSimulatorConnection    *connection,
                    gpointer                     user_data);
} BatchSimulatorConnectionFuncs;

/* Adds to @output, and returns FALSE after the last of it. */
typedef gboolean (*BatchSimulatorProducer) (GString  *output,
                                            gpointer  user_data);

BatchSimulatorConnection *
          batch_simulator_connection_new     (GSocket                             *socket,
                                              BatchSimulatorReactor               *reactor,
                                              const BatchSimulatorConnectionFuncs *funcs,
                                              gpointer                             user_data);
void      batch_simulator_connection_free    (BatchSimulatorConnection            *self);

void      batch_simulator_connection_set_tag (BatchSimulatorConnection            *self,
                                              gpointer                             tag);
gpointer  batch_simulator_connection_get_tag (BatchSimulatorConnection            *self);
gboolean  batch_simulator_connection_is_head (BatchSimulatorConnection            *self);
/* Whether it stays open after this answer. */
gboolean  batch_simulator_connection_keeps   (BatchSimulatorConnection            *self);
void      batch_simulator_connection_give_up (BatchSimulatorConnection            *self);

/* What is appended here is sent by the next call of flush (), produce () or end (). Each of these,
 * and abort (), may be the end of the connection. */
GString  *batch_simulator_connection_output  (BatchSimulatorConnection            *self);
void      batch_simulator_connection_flush   (BatchSimulatorConnection            *self);
void      batch_simulator_connection_end     (BatchSimulatorConnection            *self);
/* Calls @producer whenever there is room, and ends the answer after the last of it. */
void      batch_simulator_connection_produce (BatchSimulatorConnection            *self,
                                              BatchSimulatorProducer               producer,
                                              gpointer                             user_data,
                                              GDestroyNotify                       destroy);
/* Closes without an answer; with a reset instead of an orderly end if @reset. */
void      batch_simulator_connection_abort   (BatchSimulatorConnection            *self,
                                              gboolean                             reset);

G_END_DECLS
