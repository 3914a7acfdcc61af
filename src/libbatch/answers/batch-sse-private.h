/* batch-sse-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads server-sent events from bytes that come in pieces, as WHATWG has them: lines
 * end in LF, CR or CRLF; data of several lines is joined; a BOM, comments and fields
 * that do not matter here are passed over. */
typedef struct _BatchSse BatchSse;

/* @data is that of one event, without a NUL behind it. Returns: FALSE to read no more */
typedef gboolean (*BatchSseFunc) (const char *data,
                                  gsize       length,
                                  gpointer    user_data);

typedef enum
{
  BATCH_SSE_GOES_ON,
  BATCH_SSE_STOPPED,            /* by the function; so is every later call */
  BATCH_SSE_TOO_LONG,           /* an event is larger than the limit; likewise */
} BatchSseState;

/* @limit: in bytes, of one event */
BatchSse      *batch_sse_new      (gsize         limit,
                                   BatchSseFunc  func,
                                   gpointer      user_data);
void           batch_sse_free     (BatchSse     *self);

BatchSseState  batch_sse_feed     (BatchSse     *self,
                                   const guint8 *data,
                                   gsize         length);
/* There is no more: an event whose blank line is missing counts, too. */
BatchSseState  batch_sse_end      (BatchSse     *self);
/* In the function: whether the event is called an error. */
gboolean       batch_sse_is_error (BatchSse     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchSse, batch_sse_free)

G_END_DECLS
