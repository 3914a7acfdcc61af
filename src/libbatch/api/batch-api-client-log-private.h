/* api/batch-api-client-log-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who has asked lately: the programs, by the key that they have and what they call themselves. The
 * last few of them; as many as may ever come take no more room. */

#define BATCH_API_MAX_CLIENT_ENTRIES 32
#define BATCH_API_MAX_AGENT          80  /* characters */

typedef struct
{
  char    *key_name;               /* (nullable) */
  char    *agent;                  /* "" when it says nothing */
  gint64   last_us;                /* when it asked last, since 1970 */
  guint64  n_requests;
} BatchApiClientEntry;

typedef struct _BatchApiClientLog BatchApiClientLog;

BatchApiClientLog *batch_api_client_log_new    (void);
void               batch_api_client_log_free   (BatchApiClientLog   *self);

/* @agent: (nullable): whatever came from outside */
void               batch_api_client_log_note   (BatchApiClientLog   *self,
                                                const char          *key_name,
                                                const char          *agent,
                                                gint64               now_us);
/* Returns: (transfer full): of BatchApiClientEntry, copies, the last one first */
GPtrArray         *batch_api_client_log_list   (BatchApiClientLog   *self);

void               batch_api_client_entry_free (BatchApiClientEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiClientLog, batch_api_client_log_free)

G_END_DECLS
