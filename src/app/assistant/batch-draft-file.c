/* batch-draft-file.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-draft-file.h"

#include <glib/gstdio.h>

#define PREFIX "draft-"
#define OLD_S  (24 * 60 * 60)

/* Some thousand pictures take gigabytes, which is more than where the system has its temporary
 * files may hold: that is often memory. What a crash has left there is removed when it is so old
 * that nobody works on it. */

static void
remove_if_old (const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0
      && g_get_real_time () / G_USEC_PER_SEC - (gint64) status.st_mtime > OLD_S)
    g_unlink (path);
}

static void
remove_old (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, PREFIX))
        remove_if_old (path);
    }
}

GFile *
batch_draft_file_create (GOutputStream **stream,
                         GError        **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "batch-queue", NULL);
  g_autofree char *name = g_strdup_printf (PREFIX "%08x.jsonl", g_random_int ());
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GFileOutputStream *created;

  g_mkdir_with_parents (folder, 0700);
  remove_old (folder);
  if (!(created = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error)))
    return NULL;

  *stream = G_OUTPUT_STREAM (created);
  return g_steal_pointer (&file);
}
