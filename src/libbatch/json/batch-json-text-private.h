/* batch-json-text-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Between the strings of JSON and text. Values are those a scanner has passed. */

/* Whether @value is a string that says @text, in whatever spelling. */
gboolean  batch_json_value_is          (const BatchJsonValue *value,
                                        const char           *text);
/* Whether it says one of them. @texts: (array zero-terminated=1) */
gboolean  batch_json_value_is_any      (const BatchJsonValue *value,
                                        const char *const    *texts);

/* Appends what a string says. FALSE when half a surrogate pair is in it: that is
 * JSON, but not text; @out is then left as it was. U+0000 is kept, so the length
 * of @out is to be minded. */
gboolean  batch_json_value_decode      (const BatchJsonValue *value,
                                        GString              *out);

/* The same as a new string, NULL also when @value is no string or has U+0000 in it. */
char     *batch_json_value_dup_string  (const BatchJsonValue *value);

/* FALSE when it is no number, or not written as an integer of 64 bits. */
gboolean  batch_json_value_get_int     (const BatchJsonValue *value,
                                        gint64               *integer);

/* The same for a count, which some write as 5.0, 5e0 or "5". */
gboolean  batch_json_value_get_count   (const BatchJsonValue *value,
                                        gint64               *count);

/* Whether it is a string with something in it. */
gboolean  batch_json_value_has_text    (const BatchJsonValue *value);

/* Appends @text as a string with its quotes; what is not UTF-8 in it is replaced.
 * @length -1: up to the NUL. */
void      batch_json_append_string     (GString              *out,
                                        const char           *text,
                                        gssize                length);

/* Appends a value as it is spelled. */
void      batch_json_append_value      (GString              *out,
                                        const BatchJsonValue *value);

/* Appends valid JSON byte for byte, but for line ends, which become spaces: there
 * are none inside its strings. */
void      batch_json_append_one_line   (GString              *out,
                                        const guint8         *json,
                                        gsize                 length);

G_END_DECLS
