/* batch-stopped.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-stopped-private.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

#include "store/batch-data-dir-private.h"

/* The id of the process that a lock file names, if it says that it works; 0: none. */
static int
read_worker (const char *path)
{
  g_autofree char *text = NULL;
  int process;
  int working;

  if (!g_file_get_contents (path, &text, NULL, NULL)
      || sscanf (text, "%d %d", &process, &working) != 2 || working == 0)
    return 0;

  return MAX (process, 0);
}

/* The id alone says little: it may be of another container, or have been given away anew. */
static gboolean
has_open (int         process,
          const char *path)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", process);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  struct stat wanted;
  const char *name;

  if (dir == NULL || stat (path, &wanted) != 0)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      struct stat found;

      if (stat (file, &found) == 0 && found.st_dev == wanted.st_dev
          && found.st_ino == wanted.st_ino)
        return TRUE;
    }
  return FALSE;
}

static BatchProcess *
find_in_lock (const char *path)
{
  int id = read_worker (path);
  g_autoptr(BatchProcess) process = id > 0 ? batch_process_read (id) : NULL;

  if (process == NULL || !process->stopped || !has_open (id, path))
    return NULL;

  return g_steal_pointer (&process);
}

GPtrArray *
batch_stopped_find (const char *store_uri)
{
  g_autofree char *folder = batch_engine_locks_path (store_uri);
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  GPtrArray *processes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_process_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      BatchProcess *process = g_str_has_suffix (name, ".lock") ? find_in_lock (path) : NULL;

      if (process != NULL)
        g_ptr_array_add (processes, process);
    }
  return processes;
}
