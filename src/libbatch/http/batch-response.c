/* http/batch-response.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-response-private.h"

void
batch_response_free (BatchResponse *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->request_id);
  g_free (self->content_type);
  g_free (self->content_encoding);
  g_free (self->location);
  g_free (self->points_from);
  g_free (self->retry_after);
  g_free (self->server);
  g_slice_free (BatchResponse, self);
}
