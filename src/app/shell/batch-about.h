/* batch-about.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @engine: (nullable): none is open */
void  batch_about_show       (GtkWindow   *parent,
                              BatchEngine *engine);
/* What whoever looks into a problem wants to know, and nothing of the person who has it.
 * @store_uri: (nullable): none is open */
char *batch_about_make_facts (const char  *store_uri);

G_END_DECLS
