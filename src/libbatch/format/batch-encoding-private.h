/* batch-encoding-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a text is written, by its bytes:
 *
 * 1. A byte order mark says it.
 * 2. Zeros in every second byte are UTF-16.
 * 3. What is valid UTF-8 is UTF-8, and so is plain ASCII.
 * 4. The rest is what Windows writes, unless it has bytes that are nothing there:
 *    then ISO 8859-1, where every byte is something.
 *
 * The name is one that iconv knows. @is_all FALSE: more bytes follow. */
const char *batch_encoding_sniff     (const guint8 *data,
                                      gsize         length,
                                      gboolean      is_all);

/* What is wrong with a text that was to be UTF-8, as the end of a sentence. */
const char *batch_encoding_problem   (gboolean      has_nul);

/* Whether bytes that are not UTF-16 have zeros, which no text has. */
gboolean    batch_encoding_is_binary (const guint8 *data,
                                      gsize         length);

G_END_DECLS
