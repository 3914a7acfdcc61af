/* batch-server-settings.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The address of the model server that the window uses. BATCHQ_BACKEND, where it is set,
 * counts for this run. */
char *batch_server_settings_load (void);
void  batch_server_settings_save (const char *url);

G_END_DECLS
