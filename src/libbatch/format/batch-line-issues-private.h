/* batch-line-issues-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* What is wrong with a batch file, up to a number. */

typedef struct
{
  const char     *field;        /* (nullable) static: "custom_id", "body.model", … */
  char           *message;      /* a sentence that names the line */
  guint32         line;         /* 0: the file as a whole */
  BatchLineError  code;
} BatchLineIssue;

typedef struct _BatchLineIssues BatchLineIssues;

/* @max 0: any number. */
BatchLineIssues *batch_line_issues_new      (guint            max);
void             batch_line_issues_free     (BatchLineIssues *self);

/* Does nothing when it is full. @format gives the sentence; unless it is 0, @line is
 * named before it. */
void             batch_line_issues_add      (BatchLineIssues *self,
                                             guint32          line,
                                             const char      *field,
                                             BatchLineError   code,
                                             const char      *format,
                                             ...) G_GNUC_PRINTF (5, 6);

gboolean         batch_line_issues_is_full  (BatchLineIssues *self);

/* How many more can be added; 0 also stands for any number. */
guint            batch_line_issues_get_room (BatchLineIssues *self);

/* Of BatchLineIssue, as they were added until they are sorted. */
GPtrArray       *batch_line_issues_get_all  (BatchLineIssues *self);
void             batch_line_issues_sort     (BatchLineIssues *self);

G_END_DECLS
