/* simulator/batch-simulator-exchange-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-exchange.h"

G_BEGIN_DECLS

struct _BatchSimulatorExchange
{
  BatchSimulatorTicket       ticket;
  BatchSimulatorServer      *server;
  BatchSimulatorConnection  *connection;
  BatchSimulatorModel       *model;         /* NULL while it is not known */
  BatchSimulatorPrompt       prompt;
  BatchSimulatorAnswer       answer;
  GString                   *text;          /* of the answer */
  BatchSimulatorFault        fault;
  BatchSimulatorMark         mark;
  BatchSimulatorTimer        timer;
  gint64                     arrived_at;
  gint64                     stream_start;
  gsize                      streamed;      /* bytes of the text */
  guint                      status;        /* 0 until a head is sent */
  int                        slot;          /* of the model, −1 without one */
  guint                      logged : 1;
  guint                      complete : 1;  /* the answer is sent as it should be */
};

BatchSimulatorAppendProblem
     batch_simulator_exchange_problem_shape (BatchSimulatorExchange      *self);
void batch_simulator_exchange_reply_problem (BatchSimulatorExchange      *self,
                                             const BatchSimulatorProblem *problem,
                                             const char                  *headers);
/* Sends the answer, or what the fault makes of it. */
void batch_simulator_exchange_deliver (BatchSimulatorExchange *self);
/* Sends a fault that needs no model. */
void batch_simulator_exchange_refuse  (BatchSimulatorExchange *self);
void batch_simulator_exchange_stream  (BatchSimulatorExchange *self);
/* A stream of nothing. */
void batch_simulator_exchange_ping    (BatchSimulatorExchange *self);
void batch_simulator_exchange_tell_loading (BatchSimulatorExchange *self);
/* All of the stream. */
void batch_simulator_exchange_append_stream (BatchSimulatorExchange *self,
                                             GString                *out);
void batch_simulator_exchange_start_body (BatchSimulatorExchange *self,
                                          guint                   status,
                                          const char             *type,
                                          gint64                  length);

G_END_DECLS
