/* api/batch-api-etag-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether @tag, in its quotes, is one of the entity tags of a header `If-None-Match`, as the
 * client has it already; `*` is any. What is no list of tags has none after the first mistake.
 * @list: (nullable) */
gboolean batch_api_etag_is_in (const char *list,
                               const char *tag);

G_END_DECLS
