/* batch-line-issues.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-line-issues-private.h"

struct _BatchLineIssues
{
  GPtrArray *issues;
  guint      max;
};

static void
issue_free (BatchLineIssue *issue)
{
  g_free (issue->message);
  g_free (issue);
}

BatchLineIssues *
batch_line_issues_new (guint max)
{
  BatchLineIssues *self = g_new0 (BatchLineIssues, 1);

  self->issues = g_ptr_array_new_with_free_func ((GDestroyNotify) issue_free);
  self->max = max;
  return self;
}

void
batch_line_issues_free (BatchLineIssues *self)
{
  g_ptr_array_unref (self->issues);
  g_free (self);
}

void
batch_line_issues_add (BatchLineIssues *self,
                       guint32          line,
                       const char      *field,
                       BatchLineError   code,
                       const char      *format,
                       ...)
{
  g_autofree char *sentence = NULL;
  BatchLineIssue *issue;
  va_list args;

  if (batch_line_issues_is_full (self))
    return;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);

  issue = g_new0 (BatchLineIssue, 1);
  issue->line = line;
  issue->field = field;
  issue->code = code;
  issue->message = line > 0 ? g_strdup_printf ("Line %u: %s", line, sentence)
                            : g_steal_pointer (&sentence);
  g_ptr_array_add (self->issues, issue);
}

gboolean
batch_line_issues_is_full (BatchLineIssues *self)
{
  return self->max > 0 && self->issues->len >= self->max;
}

guint
batch_line_issues_get_room (BatchLineIssues *self)
{
  return self->max > 0 ? self->max - self->issues->len : 0;
}

GPtrArray *
batch_line_issues_get_all (BatchLineIssues *self)
{
  return self->issues;
}

static int
compare_issues (gconstpointer a,
                gconstpointer b)
{
  const BatchLineIssue *left = *(BatchLineIssue *const *) a;
  const BatchLineIssue *right = *(BatchLineIssue *const *) b;

  return (left->line > right->line) - (left->line < right->line);
}

void
batch_line_issues_sort (BatchLineIssues *self)
{
  g_ptr_array_sort (self->issues, compare_issues);
}
