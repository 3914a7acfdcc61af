/* batch-plain-body-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *batch_plain_body (GBytes     *body,
                          const char *encoding,
                          const char *charset,
                          gsize       limit);

G_END_DECLS
