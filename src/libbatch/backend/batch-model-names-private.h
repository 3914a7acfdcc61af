/* backend/batch-model-names-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the model that has answered may be the one that was asked for. Servers write the
 * same model with and without who made it, where its file is, how it was made smaller, and
 * which copy of it is at work. */
gboolean batch_model_names_agree (const char *asked,
                                  const char *told);

G_END_DECLS
