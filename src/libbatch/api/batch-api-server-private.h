/* api/batch-api-server-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-server.h"
#include "api/batch-api-thread-private.h"

G_BEGIN_DECLS

#define BATCH_API_PATIENCE_S     30
#define BATCH_API_MAX_PATIENCE_S 3600

struct _BatchApiServer
{
  GObject         parent_instance;

  BatchEngine    *engine;
  BatchApiThread *thread;          /* (nullable) while it runs */
  char           *address;
  GStrv           hosts;
  char           *backend;         /* (nullable) */
  char           *uri;             /* (nullable) while it listens */
  GListStore     *clients;         /* of BatchApiClient, the last one first */
  guint           port;
  guint           patience;        /* s */
  gboolean        needs_key;
};

/* --- batch-api-server-settings.c: what can be set --- */

/* Sets what it knows of itself. */
void batch_api_server_take_port (BatchApiServer   *self,
                                 guint             port);
void batch_api_server_take_uri  (BatchApiServer   *self,
                                 const char       *uri);

/* --- batch-api-server-clients.c: who has asked --- */

/* Has the service tell @self of them. */
void batch_api_server_listen    (BatchApiServer   *self,
                                 BatchApiSettings *settings);

G_END_DECLS
