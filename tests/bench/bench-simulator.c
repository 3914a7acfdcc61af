/* bench-simulator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "simulator/batch-simulator.h"

/*
 * How fast the simulated server is: a client with as little work of its own as can be keeps a
 * number of connections busy, each with one request at a time. The processor time of the server is
 * that of the process without that of the client's thread.
 */

#define BUFFER_SIZE  (16 * 1024)
#define MAX_EVENTS   64
#define PADDING      500

typedef struct
{
  GSocket *socket;
  char     input[BUFFER_SIZE];
  gsize    received;
} Client;

typedef struct
{
  int     epoll_fd;
  guint64 sent;
  guint64 answered;
  guint64 total;
  guint64 seed;         /* makes the prompts different from those of other runs */
} Bench;

static double
seconds_of (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
send_request (Bench  *bench,
              Client *client)
{
  char body[PADDING + 200];
  char text[sizeof body + 200];
  int body_length;
  int length;

  body_length = g_snprintf (body, sizeof body,
                            "{\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":"
                            "\"request %" G_GUINT64_FORMAT " %0*d\"}]}",
                            bench->seed + bench->sent, PADDING, 0);
  length = g_snprintf (text, sizeof text, "POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\n"
                       "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                       body_length, body);
  if (g_socket_send (client->socket, text, length, NULL, NULL) != length)
    g_error ("The server does not take a request");
  bench->sent++;
}

/* Returns whether a whole answer is there. */
static gboolean
has_answer (Client *client)
{
  const char *end = memmem (client->input, client->received, "\r\n\r\n", 4);
  const char *length;

  if (end == NULL)
    return FALSE;
  length = memmem (client->input, client->received, "Content-Length: ", 16);
  if (length == NULL || strncmp (client->input, "HTTP/1.1 200", 12) != 0)
    g_error ("The answer is not what was expected");
  return client->received >= (gsize) (end + 4 - client->input) + strtoul (length + 16, NULL, 10);
}

static void
receive (Bench  *bench,
         Client *client)
{
  gssize n = g_socket_receive (client->socket, client->input + client->received,
                               BUFFER_SIZE - client->received, NULL, NULL);

  if (n <= 0)
    g_error ("The server ended a connection");
  client->received += n;
  if (!has_answer (client))
    return;

  client->received = 0;
  bench->answered++;
  if (bench->sent < bench->total)
    send_request (bench, client);
}

static Client *
client_new (Bench   *bench,
            guint16  port)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  struct epoll_event event = { .events = EPOLLIN };
  Client *client = g_new0 (Client, 1);

  client->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL);
  if (!g_socket_connect (client->socket, address, NULL, NULL))
    g_error ("The server cannot be reached");
  event.data.ptr = client;
  epoll_ctl (bench->epoll_fd, EPOLL_CTL_ADD, g_socket_get_fd (client->socket), &event);
  return client;
}

static void
client_free (gpointer data)
{
  Client *client = data;

  g_socket_close (client->socket, NULL);
  g_object_unref (client->socket);
  g_free (client);
}

static void
run_clients (Bench   *bench,
             guint16  port,
             guint    n_clients)
{
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func (client_free);
  struct epoll_event events[MAX_EVENTS];

  bench->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; i < n_clients; i++)
    g_ptr_array_add (clients, client_new (bench, port));
  for (guint i = 0; i < n_clients; i++)
    send_request (bench, g_ptr_array_index (clients, i));

  while (bench->answered < bench->total)
    {
      int n = epoll_wait (bench->epoll_fd, events, MAX_EVENTS, -1);

      for (int i = 0; i < n; i++)
        receive (bench, events[i].data.ptr);
    }
  g_close (bench->epoll_fd, NULL);
}

static void
measure (guint   n_clients,
         guint64 total,
         guint   delay_ms)
{
  BatchSimulatorConfig config = { .delay_ms = delay_ms };
  g_autoptr(BatchSimulator) simulator = batch_simulator_new (&config, NULL);
  Bench bench = { .total = total, .seed = 1000000 };
  double process;
  double thread;
  gint64 start;
  double seconds;

  batch_simulator_start (simulator, "127.0.0.1", 0, NULL);
  process = seconds_of (RUSAGE_SELF);
  thread = seconds_of (RUSAGE_THREAD);
  start = g_get_monotonic_time ();
  run_clients (&bench, batch_simulator_get_port (simulator), n_clients);
  seconds = (g_get_monotonic_time () - start) / 1e6;
  thread = seconds_of (RUSAGE_THREAD) - thread;
  process = seconds_of (RUSAGE_SELF) - process;

  g_print ("%5u in flight, %4u ms: %8.0f requests/s, server %5.1f us each, client %5.1f us\n",
           n_clients, delay_ms, total / seconds, (process - thread) / total * 1e6,
           thread / total * 1e6);
}

int
main (int   argc,
      char *argv[])
{
  guint64 total = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 100000;

  measure (1, total / 5, 0);
  measure (8, total, 0);
  measure (32, total, 0);
  measure (128, total, 0);
  measure (512, total, 0);
  measure (128, total / 5, 50);
  measure (1024, total / 5, 500);
  return 0;
}
