/* core/batch-beta-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What clients of Anthropic's API ask for besides by a header, not by the request itself. */
#define BATCH_BETA_HEADER "anthropic-beta"

/* Whether @betas are names with commas in between, so that it can be a header. Pure. */
gboolean  batch_beta_check     (const char   *betas);

/* The first of @betas without which Anthropic could give another answer. (nullable) (transfer
 * full): there is none. Pure. */
char     *batch_beta_find_lost (const char   *betas);

G_END_DECLS
