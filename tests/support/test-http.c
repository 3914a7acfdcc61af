/* test-http.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-http.h"

#include <stdlib.h>
#include <string.h>

BatchTestHttp *
batch_test_http_open (guint16 port)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr(GError) error = NULL;
  BatchTestHttp *self = g_new0 (BatchTestHttp, 1);

  self->input = g_string_new (NULL);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                               &error);
  g_assert_no_error (error);
  g_socket_connect (self->socket, address, NULL, &error);
  g_assert_no_error (error);
  batch_test_http_set_timeout (self, 5);
  return self;
}

void
batch_test_http_close (BatchTestHttp *self)
{
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_string_free (self->input, TRUE);
  g_free (self);
}

void
batch_test_http_set_timeout (BatchTestHttp *self,
                             guint          seconds)
{
  g_socket_set_timeout (self->socket, seconds);
}

gboolean
batch_test_http_send (BatchTestHttp *self,
                      const char    *data,
                      gssize         length)
{
  gsize left = length < 0 ? strlen (data) : (gsize) length;

  while (left > 0)
    {
      gssize n = g_socket_send (self->socket, data, left, NULL, NULL);

      if (n <= 0)
        return FALSE;
      data += n;
      left -= n;
    }
  return TRUE;
}

void
batch_test_http_send_request (BatchTestHttp *self,
                              const char    *method,
                              const char    *path,
                              const char    *headers,
                              const char    *body)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
  if (headers != NULL)
    g_string_append (text, headers);
  if (body != NULL)
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen (body));
  g_string_append (text, "\r\n");
  if (body != NULL)
    g_string_append (text, body);
  g_assert_true (batch_test_http_send (self, text->str, text->len));
}

/* FALSE at the end, which is noted in @response. */
static gboolean
receive (BatchTestHttp     *self,
         BatchTestResponse *response)
{
  g_autoptr(GError) error = NULL;
  char buffer[64 * 1024];
  gssize n = g_socket_receive (self->socket, buffer, sizeof buffer, NULL, &error);

  if (n > 0)
    g_string_append_len (self->input, buffer, n);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    response->timed_out = TRUE;
  else if (error != NULL)
    response->was_reset = TRUE;
  return n > 0;
}

/* Moves @length bytes of the input to the body, or as many as come. */
static gboolean
take_body (BatchTestHttp     *self,
           BatchTestResponse *response,
           gsize              length)
{
  while (length > 0)
    {
      gsize taken = MIN (length, self->input->len);

      g_string_append_len (response->body, self->input->str, taken);
      g_string_erase (self->input, 0, taken);
      length -= taken;
      if (length > 0 && !receive (self, response))
        return FALSE;
    }
  return TRUE;
}

static char *
take_line (BatchTestHttp     *self,
           BatchTestResponse *response)
{
  const char *end;
  char *line;

  while ((end = strstr (self->input->str, "\r\n")) == NULL)
    if (!receive (self, response))
      return NULL;

  line = g_strndup (self->input->str, end - self->input->str);
  g_string_erase (self->input, 0, end + 2 - self->input->str);
  return line;
}

static gboolean
take_chunks (BatchTestHttp     *self,
             BatchTestResponse *response)
{
  for (;;)
    {
      g_autofree char *size_line = take_line (self, response);
      g_autofree char *end_line = NULL;
      gsize size;

      if (size_line == NULL)
        return FALSE;
      size = strtoul (size_line, NULL, 16);
      if (!take_body (self, response, size))
        return FALSE;
      end_line = take_line (self, response);
      if (end_line == NULL || *end_line != '\0')
        return FALSE;
      if (size == 0)
        return TRUE;
    }
}

static gboolean
take_head (BatchTestHttp     *self,
           BatchTestResponse *response)
{
  const char *end;

  while ((end = strstr (self->input->str, "\r\n\r\n")) == NULL)
    if (!receive (self, response))
      return FALSE;

  response->head = g_strndup (self->input->str, end + 2 - self->input->str);
  g_string_erase (self->input, 0, end + 4 - self->input->str);
  if (strncmp (response->head, "HTTP/1.1 ", 9) == 0)
    response->status = atoi (response->head + 9);
  return TRUE;
}

static BatchTestResponse *
read_response (BatchTestHttp *self,
               gboolean       head_only)
{
  BatchTestResponse *response = g_new0 (BatchTestResponse, 1);
  g_autofree char *length = NULL;
  g_autofree char *coding = NULL;

  response->body = g_string_new (NULL);
  if (!take_head (self, response))
    return response;

  length = batch_test_response_header (response, "Content-Length");
  coding = batch_test_response_header (response, "Transfer-Encoding");
  if (head_only || response->status == 100)
    response->complete = TRUE;
  else if (coding != NULL)
    response->complete = take_chunks (self, response);
  else if (length != NULL)
    response->complete = take_body (self, response, g_ascii_strtoull (length, NULL, 10));
  return response;
}

BatchTestResponse *
batch_test_http_read (BatchTestHttp *self)
{
  return read_response (self, FALSE);
}

BatchTestResponse *
batch_test_http_request (BatchTestHttp *self,
                         const char    *method,
                         const char    *path,
                         const char    *body)
{
  batch_test_http_send_request (self, method, path, NULL, body);
  return read_response (self, strcmp (method, "HEAD") == 0);
}

BatchTestResponse *
batch_test_http_once (guint16     port,
                      const char *method,
                      const char *path,
                      const char *body)
{
  g_autoptr(BatchTestHttp) self = batch_test_http_open (port);

  return batch_test_http_request (self, method, path, body);
}

gboolean
batch_test_http_is_ended (BatchTestHttp *self)
{
  g_autoptr(BatchTestResponse) response = g_new0 (BatchTestResponse, 1);

  response->body = g_string_new (NULL);
  return self->input->len == 0 && !receive (self, response) && !response->timed_out;
}

char *
batch_test_response_header (BatchTestResponse *response,
                            const char        *name)
{
  g_auto(GStrv) lines = g_strsplit (response->head != NULL ? response->head : "", "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strstrip (g_strdup (lines[i] + length + 1));
  return NULL;
}

void
batch_test_response_free (BatchTestResponse *response)
{
  g_free (response->head);
  g_string_free (response->body, TRUE);
  g_free (response);
}

char *
batch_test_chat_body (const char *model,
                      const char *prompt)
{
  return g_strdup_printf ("{\"model\":\"%s\",\"messages\":["
                          "{\"role\":\"user\",\"content\":\"%s\"}]}", model, prompt);
}
