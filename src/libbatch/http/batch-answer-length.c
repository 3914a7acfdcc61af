/* http/batch-answer-length.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-answer-length-private.h"

#define IMPOSSIBLE "batch-impossible-length"

/* This is the only moment at which the headers are there, and libsoup has not looked at their
 * length yet. */
static void
status_known_cb (SoupMessage *message,
                 GParamSpec  *pspec,
                 gpointer     user_data)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  if (soup_message_headers_get_one (headers, "Content-Length") == NULL
      || soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || soup_message_headers_get_content_length (headers) >= 0)
    return;

  soup_message_headers_remove (headers, "Content-Length");
  g_object_set_data (G_OBJECT (message), IMPOSSIBLE, GINT_TO_POINTER (TRUE));
}

void
batch_answer_length_guard (SoupMessage *message)
{
  g_signal_connect (message, "notify::status-code", G_CALLBACK (status_known_cb), NULL);
}

gboolean
batch_answer_length_is_impossible (SoupMessage *message)
{
  return g_object_get_data (G_OBJECT (message), IMPOSSIBLE) != NULL;
}
