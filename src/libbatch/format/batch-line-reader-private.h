/* batch-line-reader-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Cuts bytes that arrive in pieces of any size into lines. A line that lies whole
 * within a piece is not copied. */

#define BATCH_LINE_MAX (1u << 30)

typedef struct
{
  const guint8 *data;           /* valid during the call; NULL when it is too long */
  gsize         length;         /* without the line end, be it LF or CRLF */
  gint64        offset;         /* of its first byte, in all bytes */
  guint32       number;         /* from 1 */
} BatchLine;

/* Of the byte order mark with which a file may begin; 0: there is none. */
gsize            batch_line_mark_length  (const BatchLine *line);

/* FALSE: stop here. */
typedef gboolean (*BatchLineFunc) (const BatchLine *line,
                                   gpointer         user_data);

typedef struct _BatchLineReader BatchLineReader;

/* @max_line 0: BATCH_LINE_MAX. A longer line is told without its bytes, as soon as
 * it is known, and is not held in memory. */
BatchLineReader *batch_line_reader_new   (gsize            max_line,
                                          BatchLineFunc    func,
                                          gpointer         user_data);
void             batch_line_reader_free  (BatchLineReader *self);

/* FALSE: @func has said to stop. */
gboolean         batch_line_reader_feed  (BatchLineReader *self,
                                          const guint8    *data,
                                          gsize            length);

/* Tells the last line, when it has no line end. */
void             batch_line_reader_end   (BatchLineReader *self);

/* From the first line again. */
void             batch_line_reader_reset (BatchLineReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchLineReader, batch_line_reader_free)

G_END_DECLS
