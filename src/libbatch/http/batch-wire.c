/* http/batch-wire.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-wire-private.h"

void
batch_wire_clear (BatchWire *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->obstacle, g_free);
}

BatchEndpoint
batch_wire_find_other (BatchEndpoint endpoint)
{
  switch (endpoint)
    {
    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
      return BATCH_ENDPOINT_MESSAGES;

    case BATCH_ENDPOINT_MESSAGES:
    case BATCH_ENDPOINT_RESPONSES:
      return BATCH_ENDPOINT_CHAT_COMPLETIONS;

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_COMPLETIONS:
    case BATCH_ENDPOINT_EMBEDDINGS:
    case BATCH_ENDPOINT_MODERATIONS:
      break;
    }

  return BATCH_ENDPOINT_NONE;
}
