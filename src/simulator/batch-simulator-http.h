/* simulator/batch-simulator-http.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_SIMULATOR_MAX_HEAD (64 * 1024)
#define BATCH_SIMULATOR_MAX_BODY (64 * 1024 * 1024)

typedef enum
{
  BATCH_SIMULATOR_METHOD_GET,
  BATCH_SIMULATOR_METHOD_HEAD,
  BATCH_SIMULATOR_METHOD_POST,
  BATCH_SIMULATOR_METHOD_OTHER,
} BatchSimulatorMethod;

/* A piece of the input, by place: the buffer moves while it grows. */
typedef struct
{
  guint start;
  guint length;
} BatchSimulatorSlice;

typedef struct
{
  BatchSimulatorMethod method;
  BatchSimulatorSlice  path;
  BatchSimulatorSlice  query;               /* without the question mark */
  BatchSimulatorSlice  token;               /* of Authorization: Bearer, X-Api-Key or Api-Key */
  guint64              content_length;
  guint                has_length : 1;
  guint                chunked : 1;
  guint                expects_continue : 1;
  guint                keep_alive : 1;
} BatchSimulatorHead;

/* Takes chunked transfer coding off, in any portions. */
typedef struct
{
  guint64 left;                             /* of the chunk's size line, then of its data */
  guint   n_overhead;                       /* bytes of extensions and trailers */
  int     state;
} BatchSimulatorDechunker;

/* Returns the length of the head; 0 when there is more to come; minus an HTTP status when it is
 * no request. @scanned remembers between calls what was looked at. */
int         batch_simulator_head_parse      (BatchSimulatorHead      *head,
                                             const char              *data,
                                             gsize                    length,
                                             gsize                   *scanned);

/* Returns how many bytes it took, or -1 when they are not chunks. */
gssize      batch_simulator_dechunker_feed  (BatchSimulatorDechunker *self,
                                             const guint8            *data,
                                             gsize                    length,
                                             GByteArray              *body);
gboolean    batch_simulator_dechunker_ended (BatchSimulatorDechunker *self);

const char *batch_simulator_status_phrase   (guint                    status);
char       *batch_simulator_http_date       (GDateTime               *time);

G_END_DECLS
