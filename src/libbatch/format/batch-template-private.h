/* batch-template-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A text with places for values: "Summarise {{title}}". White space inside the braces
 * does not count. */
typedef struct _BatchTemplate BatchTemplate;

/* Fails with BATCH_ERROR_INVALID_REQUEST when it names a column that is not in the
 * NULL-terminated @columns, or braces are not closed. */
BatchTemplate *batch_template_new    (const char         *text,
                                      const char *const  *columns,
                                      GError            **error);
void           batch_template_free   (BatchTemplate      *self);

/* Appends the text, with values in the order of the columns. */
void           batch_template_expand (BatchTemplate      *self,
                                      const char *const  *values,
                                      GString            *out);

/* Whether the value of that column, counted from 0, is in the text. */
gboolean       batch_template_uses   (BatchTemplate      *self,
                                      int                 column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchTemplate, batch_template_free)

G_END_DECLS
