/* batch-curl-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A longer body is read from what follows the command, as a command line has a limit. */
#define BATCH_CURL_MAX_INLINE 100000

/* A request as a command for a POSIX shell. A key is never in it: it is the variable
 * BATCHQ_API_KEY of that shell. */
char *batch_curl_command (const char *url,
                          const char *idempotency_key,
                          gboolean    needs_key,
                          GBytes     *body);

G_END_DECLS
