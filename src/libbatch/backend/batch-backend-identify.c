/* batch-backend-identify.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include "backend/batch-server-info-private.h"

/* What kind of server a backend is, where nobody has said. */

#define IDENTIFY_MS 1500

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(BatchServerInfo) info = batch_identify_server_finish (result, NULL);
  BatchBackend *self = g_task_get_source_object (task);

  g_task_return_pointer (task, (gpointer) (info != NULL ? batch_server_info_get_private (info)
                                           : batch_backend_get_private_kind (self)), NULL);
}

void
batch_backend_identify_async (BatchBackend        *self,
                              const char          *api_key,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_backend_identify_async);
  g_task_set_check_cancellable (task, FALSE);
  if (batch_backend_is_identified (self))
    g_task_return_pointer (task, (gpointer) batch_backend_get_private_kind (self), NULL);
  else
    batch_identify_within_async (batch_backend_get_url (self), api_key, IDENTIFY_MS, cancellable,
                                 identified_cb, g_steal_pointer (&task));
}

const BatchBackendKind *
batch_backend_identify_finish (BatchBackend *self,
                               GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
