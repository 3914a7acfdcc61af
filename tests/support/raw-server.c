/* raw-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "raw-server.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _RawServer
{
  RawServerFunc  func;
  gpointer       user_data;
  char          *url;
  GThread       *acceptor;
  GMutex         mutex;
  GPtrArray     *threads;    /* (mutex) */
  GArray        *fds;        /* (mutex) of open connections */
  int            fd;
  guint          n_connections;
  guint          n_requests; /* (atomic) */
};

static void
close_connection (RawConnection *self)
{
  RawServer *server = self->server;

  g_mutex_lock (&server->mutex);
  for (guint i = 0; i < server->fds->len; i++)
    if (g_array_index (server->fds, int, i) == self->fd)
      {
        g_array_remove_index_fast (server->fds, i);
        break;
      }
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_unlock (&server->mutex);
}

static gpointer
connection_thread (gpointer data)
{
  RawConnection *self = data;

  self->request = g_string_new (NULL);
  self->server->func (self, self->server->user_data);
  close_connection (self);
  g_string_free (self->request, TRUE);
  g_free (self);

  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  RawServer *self = data;
  int fd;

  while ((fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
    {
      RawConnection *connection = g_new0 (RawConnection, 1);

      connection->server = self;
      connection->fd = fd;

      g_mutex_lock (&self->mutex);
      connection->number = self->n_connections++;
      g_array_append_val (self->fds, fd);
      g_ptr_array_add (self->threads,
                       g_thread_new ("raw-connection", connection_thread, connection));
      g_mutex_unlock (&self->mutex);
    }

  return NULL;
}

RawServer *
raw_server_new (RawServerFunc func,
                gpointer      user_data)
{
  RawServer *self = g_new0 (RawServer, 1);
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;

  self->func = func;
  self->user_data = user_data;
  self->threads = g_ptr_array_new ();
  self->fds = g_array_new (FALSE, FALSE, sizeof (int));
  g_mutex_init (&self->mutex);

  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (self->fd, 512), ==, 0);
  g_assert_cmpint (getsockname (self->fd, (struct sockaddr *) &address, &length), ==, 0);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", ntohs (address.sin_port));
  self->acceptor = g_thread_new ("raw-server", accept_thread, self);

  return self;
}

void
raw_server_free (RawServer *self)
{
  shutdown (self->fd, SHUT_RDWR);
  g_thread_join (self->acceptor);
  close (self->fd);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->fds->len; i++)
    shutdown (g_array_index (self->fds, int, i), SHUT_RDWR);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));

  g_ptr_array_unref (self->threads);
  g_array_unref (self->fds);
  g_mutex_clear (&self->mutex);
  g_free (self->url);
  g_free (self);
}

void
raw_server_stop_listening (RawServer *self)
{
  shutdown (self->fd, SHUT_RDWR);
}

const char *
raw_server_get_url (RawServer *self)
{
  return self->url;
}

guint
raw_server_count_connections (RawServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_connections;
  g_mutex_unlock (&self->mutex);

  return n;
}

guint
raw_server_count_requests (RawServer *self)
{
  return g_atomic_int_get (&self->n_requests);
}

static gsize
wanted_length (const char *headers)
{
  const char *found = strcasestr (headers, "\r\nContent-Length:");

  return found != NULL ? g_ascii_strtoull (found + strlen ("\r\nContent-Length:"), NULL, 10) : 0;
}

gboolean
raw_connection_read_request (RawConnection *self)
{
  g_string_set_size (self->request, 0);
  self->body = 0;

  while (self->body == 0 || self->request->len < self->body + wanted_length (self->request->str))
    {
      char buffer[65536];
      ssize_t n = recv (self->fd, buffer, sizeof buffer, 0);
      const char *end;

      if (n <= 0)
        return FALSE;

      g_string_append_len (self->request, buffer, n);
      end = strstr (self->request->str, "\r\n\r\n");
      if (end != NULL)
        self->body = end + 4 - self->request->str;
    }

  g_atomic_int_inc (&self->server->n_requests);
  return TRUE;
}

gboolean
raw_connection_write (RawConnection *self,
                      const char    *bytes,
                      gsize          length)
{
  while (length > 0)
    {
      ssize_t n = send (self->fd, bytes, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;

      bytes += n;
      length -= n;
    }

  return TRUE;
}

void
raw_connection_say (RawConnection *self,
                    const char    *text)
{
  raw_connection_write (self, text, strlen (text));
}

void
raw_connection_answer (RawConnection *self,
                       const char    *body)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 200 OK\r\n"
                                           "Content-Type: application/json\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                           "\r\n"
                                           "%s", strlen (body), body);

  raw_connection_say (self, text);
}

/* Closes with RST. */
void
raw_connection_reset (RawConnection *self)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

void
raw_connection_wait_closed (RawConnection *self)
{
  char buffer[4096];

  while (recv (self->fd, buffer, sizeof buffer, 0) > 0)
    continue;
}
