/* batch-request-digest-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is asked, whoever is asked: of a body, all members but its model, as they stand. */

#define BATCH_REQUEST_DIGEST_SIZE 16

/* @checksum is of SHA-256, and reset. */
void batch_request_digest (GChecksum    *checksum,
                           const char   *endpoint,
                           const guint8 *body,
                           gsize         length,
                           guint8        result[BATCH_REQUEST_DIGEST_SIZE]);

G_END_DECLS
