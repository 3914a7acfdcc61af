/* batch-server-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "batch-server-settings.h"

#define GROUP "Server"
#define KEY   "URL"

static char *
get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "batch-queue", "application.ini", NULL);
}

char *
batch_server_settings_load (void)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = get_path ();
  const char *given = g_getenv ("BATCHQ_BACKEND");

  if (given != NULL && *given != '\0')
    return g_strdup (given);

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return g_key_file_get_string (file, GROUP, KEY, NULL);
}

void
batch_server_settings_save (const char *url)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_path ();
  g_autofree char *directory = g_path_get_dirname (path);

  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  g_key_file_set_string (file, GROUP, KEY, url);
  g_mkdir_with_parents (directory, 0700);
  if (!g_key_file_save_to_file (file, path, &error))
    g_warning ("Saving the address of the model server: %s", error->message);
}
