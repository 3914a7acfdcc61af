/* batch-usual-folder.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-usual-folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "widgets/batch-settings.h"

#define FLATPAK_INFO "/.flatpak-info"
#define KEPT         "export-folder"

/* What is in a sandbox but was not shared with it is in memory, as its root is, and goes with the
 * program. */
static gboolean
is_shared (const char *folder,
           const char *sandbox)
{
  GStatBuf own;
  GStatBuf found;

  return g_stat (sandbox, &own) == 0 && g_stat (folder, &found) == 0
         && found.st_dev != own.st_dev && g_access (folder, W_OK) == 0;
}

const char *
batch_usual_folder_find (const char * const *folders,
                         const char         *sandbox)
{
  for (guint i = 0; folders[i] != NULL; i++)
    if (sandbox == NULL || is_shared (folders[i], sandbox))
      return folders[i];

  return NULL;
}

void
batch_usual_folder_keep (const char *folder)
{
  /* A setting is text, which the name of a folder may not be. */
  if (g_utf8_validate (folder, -1, NULL))
    g_settings_set_string (batch_settings_get (), KEPT, folder);
}

char *
batch_usual_folder_get (void)
{
  g_autofree char *kept = g_settings_get_string (batch_settings_get (), KEPT);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  const char *folders[] = { documents != NULL ? documents : g_get_home_dir (), NULL, NULL };

  /* Of a sandbox, only what was shared with it was chosen. */
  if (g_file_test (kept, G_FILE_TEST_IS_DIR) && g_access (kept, W_OK) == 0)
    return g_steal_pointer (&kept);
  if (documents != NULL)
    folders[1] = g_get_home_dir ();

  return g_strdup (batch_usual_folder_find (folders,
                                            g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS)
                                            ? "/" : NULL));
}
