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
  BatchSimulatorPrompt       prompt;
  BatchSimulatorAnswer       answer;
  GString                   *text;          /* of the answer */
  BatchSimulatorFault        fault;
  BatchSimulatorMark         mark;
  BatchSimulatorTimer        timer;
  gint64                     stream_start;
  gsize                      streamed;      /* bytes of the text */
  guint                      status;        /* 0 until a head is sent */
  guint                      complete : 1;  /* the answer is sent as it should be */
};

void batch_simulator_exchange_reply_problem (BatchSimulatorExchange      *self,
                                             const BatchSimulatorProblem *problem,
                                             const char                  *headers);
/* Sends the answer, or what the fault makes of it. */
void batch_simulator_exchange_deliver (BatchSimulatorExchange *self);
/* Sends a fault that needs no model. */
void batch_simulator_exchange_refuse  (BatchSimulatorExchange *self);
void batch_simulator_exchange_stream  (BatchSimulatorExchange *self);

G_END_DECLS
