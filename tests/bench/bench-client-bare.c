/* bench-client-bare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <libsoup/soup.h>

#include "bench-load.h"

/* The yardstick: nothing but libsoup with the best settings known. Connections
 * are reused for POST, as many as there are requests in flight; no sniffer, no
 * decoder, no passwords, no proxies; the URI is parsed once; the answer is read into a buffer
 * that all requests share, and dropped.
 */

typedef struct
{
  SoupSession *session;
  GUri        *uri;
  char         buffer[65536];
} Bare;

typedef struct
{
  BenchLoad    *load;
  Bare         *bare;
  SoupMessage  *message;
  GInputStream *stream;
} Request;

static void
request_end (Request  *request,
             gboolean  good)
{
  BenchLoad *load = request->load;

  if (request->stream != NULL)
    g_input_stream_close (request->stream, NULL, NULL);
  g_clear_object (&request->stream);
  g_object_unref (request->message);
  g_slice_free (Request, request);
  bench_load_answer (load, good);
}

static gboolean
readable_cb (GObject  *stream,
             gpointer  user_data)
{
  Request *request = user_data;
  g_autoptr(GError) error = NULL;
  gssize n;

  do
    n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream),
                                                  request->bare->buffer,
                                                  sizeof request->bare->buffer, NULL, &error);
  while (n > 0);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  request_end (request, n == 0 && soup_message_get_status (request->message) == SOUP_STATUS_OK);
  return G_SOURCE_REMOVE;
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Request *request = user_data;
  g_autoptr(GSource) readable = NULL;

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  if (request->stream == NULL)
    {
      request_end (request, FALSE);
      return;
    }

  if (readable_cb (G_OBJECT (request->stream), request) == G_SOURCE_REMOVE)
    return;

  readable = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (request->stream),
                                                    NULL);
  g_source_set_callback (readable, G_SOURCE_FUNC (readable_cb), request, NULL);
  g_source_attach (readable, NULL);
}

static void
send_one (BenchLoad *load,
          gpointer   user_data)
{
  Bare *bare = user_data;
  Request *request = g_slice_new0 (Request);

  request->load = load;
  request->bare = bare;
  request->message = soup_message_new_from_uri (SOUP_METHOD_POST, bare->uri);
  soup_message_add_flags (request->message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_set_request_body_from_bytes (request->message, "application/json", load->body);
  soup_session_send_async (bare->session, request->message, G_PRIORITY_DEFAULT, NULL, sent_cb,
                           request);
}

int
main (int   argc,
      char *argv[])
{
  BenchLoad load;
  Bare bare;
  g_autofree char *address = NULL;

  bench_load_init (&load, &argc, &argv);
  address = g_strconcat (load.url, "/v1/chat/completions", NULL);
  bare.uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  if (bare.uri == NULL)
    g_error ("“%s” is not an address", address);

  bare.session = soup_session_new_with_options ("max-conns", load.in_flight,
                                                "max-conns-per-host", load.in_flight,
                                                NULL);
  soup_session_remove_feature_by_type (bare.session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (bare.session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (bare.session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_set_proxy_resolver (bare.session, NULL);

  bench_load_run (&load, "bare", send_one, &bare);
  g_object_unref (bare.session);
  g_uri_unref (bare.uri);

  return 0;
}
