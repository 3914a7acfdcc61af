/* batch-server-url.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-server-url.h"

#include <string.h>

/* The others are names, which can be `127.0.0.1:8080` but have no slash. */
gboolean
batch_server_url_is (const char *server)
{
  return strchr (server, '/') != NULL;
}

void
batch_server_url_adopt (BatchEngine *engine,
                        BatchJob    *job)
{
  const char *backend = batch_job_get_backend (job);

  if (backend != NULL && batch_server_url_is (backend))
    g_free (batch_engine_use_url (engine, backend, g_getenv ("BATCHQ_API_KEY")));
}
