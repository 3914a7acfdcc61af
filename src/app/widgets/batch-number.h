/* batch-number.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All of @text as a number, be it written as people of the locale do, or as programs do: “0,7” and
 * “0.7”. FALSE: it is none. */
gboolean batch_number_read (const char *text,
                            double     *number);

G_END_DECLS
