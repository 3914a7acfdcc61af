/* bench-client.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bench-load.h"
#include "http/batch-client-private.h"

/* The library's client, to be compared with bench-client-bare. */

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchClient *client = BATCH_CLIENT (source);
  g_autoptr(BatchResponse) response = batch_client_send_finish (client, result, NULL);

  bench_load_answer (user_data, response != NULL && response->status == 200);
}

static void
send_one (BenchLoad *load,
          gpointer   user_data)
{
  batch_client_send_async (user_data, "/v1/chat/completions", load->body, NULL, NULL, sent_cb,
                           load);
}

int
main (int   argc,
      char *argv[])
{
  BenchLoad load;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchClient) client = NULL;

  bench_load_init (&load, &argc, &argv);
  client = batch_client_new (load.url, NULL, NULL, &error);
  if (client == NULL)
    g_error ("%s", error->message);

  bench_load_run (&load, "batch", send_one, client);
  return 0;
}
