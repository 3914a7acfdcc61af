/* batch-rows-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-line-issues-private.h"
#include "format/batch-line-reader-private.h"
#include "format/batch-table-form-private.h"
#include "maker/batch-row-plan-private.h"

G_BEGIN_DECLS

/* Reads the rows of a source, one after the other, for a thread that may block. Memory
 * does not grow with their number; of a folder, the names are held. */

typedef struct _BatchRows BatchRows;

/* Of objects, each of which may have others, so many are columns. */
#define BATCH_ROWS_MAX_MEMBERS 4096

typedef struct
{
  const char *const *values;    /* in the order of the columns; valid during the call */
  const char        *name;      /* (nullable) of the file that it is */
  GBytes            *image;     /* (nullable) */
  gint64             number;    /* from 1 */
  guint32            line;      /* in its text, from 1; 0: it has none */
  const char        *stray;     /* (nullable) of an object, what it has beside the columns */
} BatchRow;

/* FALSE: stop here, for which @rows->error may say why. The columns are known. */
typedef gboolean (*BatchRowFunc) (BatchRows      *rows,
                                  const BatchRow *row,
                                  gpointer        user_data);

struct _BatchRows
{
  const BatchRowPlan *plan;
  GCancellable       *cancellable;   /* (nullable) */
  BatchRowFunc        func;
  gpointer            user_data;
  BatchLineIssues    *issues;        /* (nullable) with it, wrong rows are noted and left out */
  gint64              max_bytes;     /* of text that is looked at, unless rows are large; 0: all */

  /* What came of it. */
  char              **columns;       /* NULL until they are known */
  char               *encoding;      /* (nullable) of the first text */
  char               *guess;         /* (nullable) of the first that is not UTF-8, not chosen */
  char               *guessed_file;  /* (nullable) that one */
  BatchTableForm      form;          /* of the first table */
  GError             *error;         /* the first one */
  gint64              n_rows;        /* that were seen */
  gint64              n_bytes;       /* of text that were looked at */
  gint64              size;          /* of all texts */
  gsize               next_wanted;   /* among those of the plan */
  guint               stopped : 1;   /* nothing more is wanted */
  guint               cut : 1;       /* there is more than @max_bytes */
  guint               unread : 1;    /* a text could not be read to its end */
};

void           batch_rows_clear        (BatchRows         *self);

/* FALSE with an error. */
gboolean       batch_rows_run          (BatchRows         *self,
                                        GError           **error);
/* -1: there is none of that name. */
int            batch_rows_find_column  (const char *const *columns,
                                        const char        *name);

/* --- For those who read one kind --- */

gboolean       batch_rows_read_table   (BatchRows         *self);
gboolean       batch_rows_read_lines   (BatchRows         *self);
gboolean       batch_rows_read_objects (BatchRows         *self);
gboolean       batch_rows_read_files   (BatchRows         *self);

/* Whether the next one is wanted. */
gboolean       batch_rows_wants_next   (BatchRows         *self);
/* The next one, wanted or not: @row->values may then be NULL. FALSE: stop. */
gboolean       batch_rows_take         (BatchRows         *self,
                                        BatchRow          *row);
/* Notes what is wrong, or fails by it. FALSE: stop. @line 0: none. */
gboolean       batch_rows_refuse       (BatchRows         *self,
                                        guint32            line,
                                        BatchLineError     code,
                                        const char        *format,
                                        ...) G_GNUC_PRINTF (4, 5);
gboolean       batch_rows_refuse_long  (BatchRows         *self,
                                        guint32            line,
                                        gsize              max);
/* Notes what a text was found to be written in. */
void           batch_rows_note_guess   (BatchRows         *self,
                                        const char        *encoding,
                                        const char        *path);
/* After an error of reading, whose sentence does not say of which file. */
void           batch_rows_name_unread  (BatchRows         *self,
                                        const char        *path);

/* Calls @read for each text of the plan, with a stream of UTF-8 whose beginning can be
 * peeked at. @file: NULL for the text of the plan itself. */
typedef gboolean (*BatchTextFunc) (BatchRows            *self,
                                   GFile                *file,
                                   GBufferedInputStream *stream,
                                   gpointer              user_data);
typedef gboolean (*BatchFeedFunc) (gpointer              reader,
                                   const guint8         *data,
                                   gsize                 length,
                                   GError              **error);

gboolean       batch_rows_each_text    (BatchRows            *self,
                                        BatchTextFunc         read,
                                        gpointer              user_data);
gboolean       batch_rows_feed         (BatchRows            *self,
                                        GBufferedInputStream *stream,
                                        BatchFeedFunc         feed,
                                        gpointer              reader);
gboolean       batch_rows_feed_lines   (BatchRows            *self,
                                        GBufferedInputStream *stream,
                                        BatchLineReader      *reader);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchRows, batch_rows_clear)

G_END_DECLS
