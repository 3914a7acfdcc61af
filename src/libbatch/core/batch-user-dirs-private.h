/* batch-user-dirs-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a person's data and settings are. XDG_DATA_HOME and XDG_CONFIG_HOME count only when they
 * are absolute, as the specification has it: GLib takes others as well, and there would be another
 * queue in each folder that a command is called in. */
char *batch_user_data_dir   (void);
char *batch_user_config_dir (void);

G_END_DECLS
