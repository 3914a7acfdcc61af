/* backend/batch-wire.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-wire-private.h"

#include "backend/batch-backend-kind-private.h"
#include "batch-types.h"
#include "core/batch-endpoint-private.h"

void
batch_wire_clear (BatchWire *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
}

static char *
list_endpoints (const BatchBackendKind *kind)
{
  GString *list = g_string_new (NULL);

  for (guint i = BATCH_ENDPOINT_NONE + 1; i < BATCH_N_ENDPOINTS; i++)
    if (kind->endpoints & 1u << i)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                              batch_endpoint_get_path (i));
  return g_string_free (list, FALSE);
}

gboolean
batch_backend_kind_make_wire (const BatchBackendKind  *kind,
                              const char              *url,
                              BatchEndpoint            endpoint,
                              GBytes                  *body,
                              BatchWire               *wire,
                              GError                 **error)
{
  if (kind->endpoints != 0 && (kind->endpoints & 1u << endpoint) == 0)
    {
      g_autofree char *list = list_endpoints (kind);

      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "%s has no %s: send the request to another server, or write it for %s",
                   kind->title, batch_endpoint_get_path (endpoint), list);
      return FALSE;
    }

  if (kind->make_wire != NULL)
    return kind->make_wire (url, endpoint, body, wire, error);

  wire->path = g_strdup (batch_endpoint_get_path (endpoint));
  wire->body = g_bytes_ref (body);
  return TRUE;
}
