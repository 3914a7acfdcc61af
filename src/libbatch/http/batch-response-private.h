/* http/batch-response-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a model server answered, whatever the status. */
typedef struct
{
  GBytes *body;           /* the exact bytes; empty, never NULL */
  char   *request_id;     /* (nullable) */
  char   *content_type;   /* (nullable) */
  char   *content_encoding; /* (nullable) how it was packed */
  char   *location;       /* (nullable) where a redirect points */
  char   *points_from;    /* (nullable) of a redirect: the address that was asked */
  char   *retry_after;    /* (nullable) as the header says it */
  char   *server;         /* (nullable) what it calls itself; of answers to GET only */
  gint64  clock_ahead_us; /* what the clock of the server is ahead of ours */
  gint64  limit_reset_ms; /* until a limit that is used up begins anew; 0: it tells of none */
  gint64  first_byte_ms;  /* from the start of sending to the headers */
  gint64  total_ms;       /* from the call to the last byte */
  int     status;
} BatchResponse;

void batch_response_free (BatchResponse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchResponse, batch_response_free)

G_END_DECLS
