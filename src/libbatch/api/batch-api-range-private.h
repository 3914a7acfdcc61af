/* api/batch-api-range-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a client wants of a file that it may have the beginning of. */
typedef enum
{
  BATCH_API_RANGE_ALL,
  BATCH_API_RANGE_PART,
  BATCH_API_RANGE_NONE,            /* it begins behind the end */
} BatchApiRangeKind;

typedef struct
{
  BatchApiRangeKind kind;
  gint64            first;
  gint64            length;        /* more than 0 of a part */
} BatchApiRange;

/* Reads a header `Range`, of a file of @size bytes. What is none, or several at once, asks for all
 * of it, and so does @if_range that is not @tag: what the client has then is of another file.
 * @range, @if_range: (nullable) */
BatchApiRange batch_api_range_read (const char *range,
                                    const char *if_range,
                                    const char *tag,
                                    gint64      size);

G_END_DECLS
