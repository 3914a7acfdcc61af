/* batch-data-dir.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-data-dir-private.h"

#include "core/batch-user-dirs-private.h"

#define SQLITE_SCHEME "sqlite:"
#define IN_MEMORY     "sqlite::memory:"

char *
batch_data_dir_make_usual_uri (void)
{
  g_autofree char *data_dir = batch_user_data_dir ();

  return g_strdup_printf (SQLITE_SCHEME "%s/batch-queue/queue.db", data_dir);
}

char *
batch_engine_files_path (const char *store_uri)
{
  g_autofree char *data_dir = batch_user_data_dir ();
  g_autofree char *directory = NULL;

  if (g_str_equal (store_uri, IN_MEMORY))
    return NULL;
  if (g_str_has_prefix (store_uri, SQLITE_SCHEME))
    directory = g_path_get_dirname (store_uri + strlen (SQLITE_SCHEME));
  else
    directory = g_build_filename (data_dir, "batch-queue", NULL);

  return g_build_filename (directory, "files", NULL);
}

char *
batch_engine_locks_path (const char *store_uri)
{
  g_autofree char *directory = NULL;

  if (g_str_equal (store_uri, IN_MEMORY) || !g_str_has_prefix (store_uri, SQLITE_SCHEME))
    return NULL;

  directory = g_path_get_dirname (store_uri + strlen (SQLITE_SCHEME));
  return g_build_filename (directory, "engines", NULL);
}

char *
batch_engine_promises_path (const char *store_uri)
{
  g_autofree char *folder = batch_engine_locks_path (store_uri);

  return folder != NULL ? g_build_filename (folder, "results", NULL) : NULL;
}
