/* simulator/batch-simulator-reply.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-reply.h"

void
batch_simulator_reply_head (BatchSimulatorConnection *connection,
                            guint                     status,
                            const char               *type,
                            gint64                    length,
                            const char               *headers)
{
  GString *out = batch_simulator_connection_output (connection);

  g_string_append_printf (out, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\n",
                          status, batch_simulator_status_phrase (status), type);
  if (length >= 0)
    g_string_append_printf (out, "Content-Length: %" G_GINT64_FORMAT "\r\n", length);
  else
    g_string_append (out, "Transfer-Encoding: chunked\r\n");
  if (headers != NULL)
    g_string_append (out, headers);
  if (!batch_simulator_connection_keeps (connection))
    g_string_append (out, "Connection: close\r\n");
  g_string_append (out, "\r\n");
}

void
batch_simulator_reply (BatchSimulatorConnection *connection,
                       guint                     status,
                       const char               *type,
                       GString                  *body,
                       const char               *headers)
{
  batch_simulator_reply_head (connection, status, type, body->len, headers);
  if (!batch_simulator_connection_is_head (connection))
    g_string_append_len (batch_simulator_connection_output (connection), body->str, body->len);
  batch_simulator_connection_end (connection);
}

void
batch_simulator_reply_problem (BatchSimulatorConnection    *connection,
                               BatchSimulatorAppendProblem  append,
                               const BatchSimulatorProblem *problem,
                               const char                  *headers)
{
  g_autoptr(GString) body = g_string_new (NULL);

  append (body, problem);
  batch_simulator_reply (connection, problem->status, "application/json", body, headers);
}

void
batch_simulator_append_chunk (GString    *out,
                              const char *data,
                              gsize       length)
{
  g_string_append_printf (out, "%" G_GSIZE_MODIFIER "x\r\n", length);
  g_string_append_len (out, data, length);
  g_string_append (out, "\r\n");
}

void
batch_simulator_append_last_chunk (GString *out)
{
  g_string_append (out, "0\r\n\r\n");
}
