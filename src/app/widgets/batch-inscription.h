/* batch-inscription.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where its text is: at the end or the start of a line, whichever way lines go. */
void batch_inscription_align (GtkInscription *inscription,
                              gboolean        at_end);

G_END_DECLS
