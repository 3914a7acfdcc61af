/* batch-word-diff.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a text. */
typedef struct
{
  guint start;
  guint end;
} BatchWordSpan;

/* Finds what is in one text and not in the other. @left_only, @right_only: of BatchWordSpan */
void batch_word_diff (const char *left,
                      const char *right,
                      GArray     *left_only,
                      GArray     *right_only);

G_END_DECLS
