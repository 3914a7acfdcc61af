/* batch-excerpt-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a message can show of a text that may be anything: one line of UTF-8, white
 * space and control characters made single spaces, cut with "…" after so many
 * characters. @length -1: up to the NUL. */
char *batch_excerpt      (const char *text,
                          gssize      length,
                          guint       max_characters);

/* The same of a page: its title, or its text without the markup. */
char *batch_excerpt_html (const char *html,
                          gssize      length,
                          guint       max_characters);

/* Whether nothing in it is what only binary data has. */
gboolean batch_is_text   (const char *bytes,
                          gsize       length);

/* Whether the text looks like HTML. */
gboolean batch_is_html   (const char *text,
                          gsize       length);

G_END_DECLS
