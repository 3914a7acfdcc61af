/* batch-json-string-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Nearly all of a batch file is the inside of strings, so that is where the time goes.
 * BATCH_JSON_PORTABLE leaves out what only some processors can; the answers are the
 * same, and the tests ask both. */
#if defined (__x86_64__) && defined (__GNUC__) && !defined (BATCH_JSON_PORTABLE)
# define BATCH_JSON_VECTORS 1
#else
# define BATCH_JSON_VECTORS 0
#endif

#if BATCH_JSON_VECTORS

/* Whether this processor can. */
static inline gboolean
batch_json_has_vectors (void)
{
  return __builtin_cpu_supports ("ssse3");
}

/* What comes after the closing quote of the string whose inside begins at @pos; NULL when
 * there is anything wrong with it, and another has to say what. */
const guint8 *batch_json_skip_good_string (const guint8 *pos,
                                           const guint8 *end);

#endif

G_END_DECLS
