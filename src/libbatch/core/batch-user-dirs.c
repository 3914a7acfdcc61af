/* batch-user-dirs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-user-dirs-private.h"

static char *
make_absolute (const char *known,
               const char *usual)
{
  return g_path_is_absolute (known) ? g_strdup (known)
                                    : g_build_filename (g_get_home_dir (), usual, NULL);
}

char *
batch_user_data_dir (void)
{
  return make_absolute (g_get_user_data_dir (), ".local/share");
}

char *
batch_user_config_dir (void)
{
  return make_absolute (g_get_user_config_dir (), ".config");
}
