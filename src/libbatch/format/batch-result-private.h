/* batch-result-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* A line of an output or error file, to be written. */
typedef struct
{
  const char   *id;             /* "batch_req_…" */
  const char   *custom_id;
  const char   *request_id;     /* (nullable) */
  const char   *error_code;     /* (nullable) there was no error */
  const char   *error_message;  /* (nullable) */
  const guint8 *body;           /* the exact answer; (nullable) when it is empty */
  gsize         body_length;
  guint         status_code;    /* 0: there was no answer */
} BatchResult;

/* Appends the line with its line end. A body that is JSON stands in it byte for byte,
 * but for line ends between its tokens, which become spaces; any other becomes a
 * string. */
void     batch_result_append_line   (const BatchResult  *self,
                                     GString            *out);

/* A line that was read. */
typedef struct
{
  char           *id;           /* (nullable) */
  char           *custom_id;
  char           *request_id;   /* (nullable) */
  char           *error_code;   /* (nullable) */
  char           *error_message; /* (nullable) */
  BatchJsonValue  body;         /* lies in the line; type NONE: there was no answer */
  guint           status_code;  /* 0: there was no answer */
  guint           has_error : 1;
} BatchResultLine;

/* Fails with BATCH_ERROR_INVALID_FILE; @self is then empty. */
gboolean batch_result_line_read     (BatchResultLine    *self,
                                     const guint8       *line,
                                     gsize               length,
                                     GError            **error);
void     batch_result_line_clear    (BatchResultLine    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchResultLine, batch_result_line_clear)

G_END_DECLS
