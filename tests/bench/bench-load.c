/* bench-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bench-load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define BODY_SIZE 605

static GBytes *
make_body (void)
{
  static const char head[] = "{\"model\":\"alpha\",\"max_tokens\":16,"
                             "\"messages\":[{\"role\":\"user\",\"content\":\"";
  static const char tail[] = "\"}]}";
  GString *text = g_string_new (head);

  while (text->len < BODY_SIZE - strlen (tail))
    g_string_append_c (text, 'a' + text->len % 26);
  g_string_append (text, tail);

  return g_string_free_to_bytes (text);
}

void
bench_load_init (BenchLoad   *self,
                 int         *argc,
                 char      ***argv)
{
  const GOptionEntry entries[] = {
    { "requests", 'n', 0, G_OPTION_ARG_INT, &self->n, "How many in all", "N" },
    { "in-flight", 'c', 0, G_OPTION_ARG_INT, &self->in_flight, "How many at a time", "C" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("URL");
  g_autoptr(GError) error = NULL;

  *self = (BenchLoad) { .n = 20000, .in_flight = 32 };
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error) || *argc != 2 ||
      self->n < 1 || self->in_flight < 1)
    {
      g_printerr ("%s: %s\n", g_get_prgname (),
                  error != NULL ? error->message : "give the URL of a server");
      exit (2);
    }

  self->url = g_strdup ((*argv)[1]);
  self->body = make_body ();
}

static gint64
cpu_time_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC +
         usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void
send_next (BenchLoad *self)
{
  if (self->n_started == self->n)
    return;

  self->n_started++;
  self->send (self, self->user_data);
}

void
bench_load_answer (BenchLoad *self,
                   gboolean   good)
{
  self->n_done++;
  if (!good)
    self->n_failed++;

  if (self->n_done == self->n)
    g_main_loop_quit (self->loop);
  else
    send_next (self);
}

void
bench_load_run (BenchLoad     *self,
                const char    *client,
                BenchLoadSend  send,
                gpointer       user_data)
{
  gint64 wall = g_get_monotonic_time ();
  gint64 cpu = cpu_time_us ();
  double seconds;

  self->send = send;
  self->user_data = user_data;
  self->loop = g_main_loop_new (g_main_context_get_thread_default (), FALSE);
  for (int i = 0; i < self->in_flight; i++)
    send_next (self);
  g_main_loop_run (self->loop);

  cpu = cpu_time_us () - cpu;
  seconds = (g_get_monotonic_time () - wall) / 1e6;
  g_print ("{\"client\":\"%s\",\"requests\":%d,\"in_flight\":%d,\"seconds\":%.3f,"
           "\"per_second\":%.0f,\"cpu_us\":%.1f,\"failed\":%d}\n",
           client, self->n, self->in_flight, seconds, self->n / seconds,
           (double) cpu / self->n, self->n_failed);

  g_main_loop_unref (self->loop);
  g_bytes_unref (self->body);
  g_free (self->url);
}
