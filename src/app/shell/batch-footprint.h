/* batch-footprint.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sees to it that the program takes no more memory than it needs. To be called before GTK is
 * initialized, and before there is a second thread. */
void batch_footprint_reduce (void);

G_END_DECLS
