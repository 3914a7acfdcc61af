/* batch-file-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-file-list-private.h"

#include <string.h>

#define MAX_DEPTH  64
#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," \
                   G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN "," G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK

typedef struct
{
  const BatchRowPlan  *plan;
  GPtrArray           *list;
  GCancellable        *cancellable;
  GError             **error;
} Listing;

static void
listed_file_free (gpointer data)
{
  BatchListedFile *self = data;

  g_object_unref (self->file);
  g_free (self->path);
  g_free (self);
}

gboolean
batch_is_junk (const char *name)
{
  static const char *const patterns[] = {
    ".*", "*~", "#*#", "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r",
    "*.part", "*.crdownload", "*.tmp", "*.swp", "~$*",
  };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_pattern_match_simple (patterns[i], lower))
      return TRUE;

  return FALSE;
}

/* Of its name or its path. */
static gboolean
matches_any (char       **patterns,
             const char  *path)
{
  const char *slash = strrchr (path, G_DIR_SEPARATOR);
  const char *name = slash != NULL ? slash + 1 : path;

  for (guint i = 0; patterns[i] != NULL; i++)
    if (g_pattern_match_simple (patterns[i], name) || g_pattern_match_simple (patterns[i], path))
      return TRUE;

  return FALSE;
}

static gboolean
is_meant (const BatchRowPlan *plan,
          const char         *path)
{
  if (plan->exclude != NULL && matches_any (plan->exclude, path))
    return FALSE;

  return plan->include == NULL || plan->include[0] == NULL || matches_any (plan->include, path);
}

static void
add_file (Listing    *self,
          GFile      *file,
          const char *path)
{
  BatchListedFile *listed = g_new0 (BatchListedFile, 1);

  listed->file = g_object_ref (file);
  listed->path = g_filename_display_name (path);
  g_ptr_array_add (self->list, listed);
}

static gboolean list_folder (Listing    *self,
                             GFile      *folder,
                             const char *path,
                             guint       depth);

static gboolean
list_child (Listing    *self,
            GFile      *folder,
            GFileInfo  *info,
            const char *path,
            guint       depth)
{
  const char *name = g_file_info_get_name (info);
  g_autofree char *child_path = *path != '\0' ? g_build_filename (path, name, NULL)
                                              : g_strdup (name);
  g_autoptr(GFile) child = g_file_get_child (folder, name);
  GFileType type = g_file_info_get_file_type (info);

  if (batch_is_junk (name) || g_file_info_get_is_hidden (info))
    return TRUE;

  /* A link to a folder may lead to where it is. */
  if (type == G_FILE_TYPE_DIRECTORY && self->plan->recursive && depth < MAX_DEPTH &&
      !g_file_info_get_is_symlink (info))
    return (self->plan->exclude != NULL && matches_any (self->plan->exclude, child_path)) ||
           list_folder (self, child, child_path, depth + 1);

  if (type == G_FILE_TYPE_REGULAR && is_meant (self->plan, child_path))
    add_file (self, child, child_path);
  return TRUE;
}

static gboolean
list_folder (Listing    *self,
             GFile      *folder,
             const char *path,
             guint       depth)
{
  g_autoptr(GFileEnumerator) enumerator = NULL;
  GFileInfo *info = NULL;

  enumerator = g_file_enumerate_children (folder, ATTRIBUTES, G_FILE_QUERY_INFO_NONE,
                                          self->cancellable, self->error);
  if (enumerator == NULL)
    return FALSE;

  while (g_file_enumerator_iterate (enumerator, &info, NULL, self->cancellable, self->error))
    {
      if (info == NULL)
        return TRUE;
      if (!list_child (self, folder, info, path, depth))
        return FALSE;
    }

  return FALSE;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  const BatchListedFile *left = *(BatchListedFile *const *) a;
  const BatchListedFile *right = *(BatchListedFile *const *) b;

  return strcmp (left->path, right->path);
}

static gboolean
list_root (Listing *self,
           GFile   *root)
{
  g_autofree char *name = g_file_get_basename (root);
  GFileType type = g_file_query_file_type (root, G_FILE_QUERY_INFO_NONE, self->cancellable);
  guint first = self->list->len;

  /* Then the type is not known. */
  if (g_cancellable_set_error_if_cancelled (self->cancellable, self->error))
    return FALSE;
  if (type != G_FILE_TYPE_DIRECTORY)
    {
      add_file (self, root, name);
      return TRUE;
    }

  if (!list_folder (self, root, self->plan->files->len > 1 ? name : "", 0))
    return FALSE;

  /* A list that never had anything in it has no array, either. */
  if (self->list->len > first)
    qsort (self->list->pdata + first, self->list->len - first, sizeof (gpointer), compare_paths);
  return TRUE;
}

/* Files of the same name may come from different folders. How far the numbers of a name
 * have come is kept, so that many namesakes do not all count from the start. */
static void
make_unique (GPtrArray *list)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      BatchListedFile *listed = list->pdata[i];
      g_autofree char *path = g_strdup (listed->path);
      guint n = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (numbers, path)), 1);

      while (g_hash_table_contains (seen, listed->path))
        {
          g_free (listed->path);
          listed->path = g_strdup_printf ("%s-%u", path, ++n);
        }
      g_hash_table_add (seen, listed->path);
      if (n > 1)
        g_hash_table_replace (numbers, g_steal_pointer (&path), GUINT_TO_POINTER (n));
    }
}

GPtrArray *
batch_file_list (const BatchRowPlan  *plan,
                 GCancellable        *cancellable,
                 GError             **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (listed_file_free);
  Listing listing = { plan, list, cancellable, error };

  for (guint i = 0; i < plan->files->len; i++)
    if (!list_root (&listing, plan->files->pdata[i]))
      return NULL;

  if (plan->files->len > 1)
    make_unique (list);
  return g_steal_pointer (&list);
}
