/* bench-load.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Keeps some requests in flight until enough were answered, and says what one
 * cost. What a request is, and with what client, is the caller's.
 */
typedef struct _BenchLoad BenchLoad;

typedef void (*BenchLoadSend) (BenchLoad *load,
                               gpointer   user_data);

struct _BenchLoad
{
  GMainLoop     *loop;
  BenchLoadSend  send;
  gpointer       user_data;
  GBytes        *body;      /* 605 bytes, a request for a chat completion */
  char          *url;       /* (nullable) of the server, without `/v1` */
  int            n;
  int            in_flight;
  int            n_started;
  int            n_done;
  int            n_failed;
};

/* Reads `--requests N --in-flight C URL`; exits when they are wrong. */
void bench_load_init   (BenchLoad      *self,
                        int            *argc,
                        char         ***argv);

/* Runs, and prints one line of JSON. */
void bench_load_run    (BenchLoad      *self,
                        const char     *client,
                        BenchLoadSend   send,
                        gpointer        user_data);

/* To be called by the sender once for each request, and sends the next. */
void bench_load_answer (BenchLoad      *self,
                        gboolean        good);

G_END_DECLS
