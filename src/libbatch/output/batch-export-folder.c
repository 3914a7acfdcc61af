/* batch-export-folder.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-folder-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "files/batch-file-ops-private.h"
#include "format/batch-file-name-private.h"
#include "output/batch-own-input-private.h"

#define MAX_NAMESAKES 10000000

struct _BatchExportFolder
{
  char           *path;
  char           *temp;        /* NULL once it has its name */
  BatchJobRecord *replacing;   /* (nullable): files of its names are replaced */
};

static gboolean
is_empty (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

static gboolean
check_path (const char  *path,
            gboolean     replace,
            GError     **error)
{
  GStatBuf status;

  if (g_lstat (path, &status) != 0 || (replace && g_file_test (path, G_FILE_TEST_IS_DIR))
      || is_empty (path))
    return TRUE;

  batch_file_set_error (error, EEXIST, "create", path);
  return FALSE;
}

BatchExportFolder *
batch_export_folder_new (const char      *path,
                         BatchJobRecord  *replacing,
                         GError         **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *pattern = g_strdup_printf ("%s/.%.64s.XXXXXX", parent, name);
  BatchExportFolder *self;

  if (!check_path (path, replacing != NULL, error))
    return NULL;
  if (g_mkdtemp_full (pattern, 0777) == NULL)
    {
      batch_file_set_error (error, errno, "create", path);
      return NULL;
    }

  self = g_new0 (BatchExportFolder, 1);
  self->path = g_strdup (path);
  self->temp = g_steal_pointer (&pattern);
  self->replacing = replacing != NULL ? batch_job_record_ref (replacing) : NULL;
  return self;
}

typedef int (*NameFunc) (BatchExportFolder *self,
                         const char        *name);

/* The first that fails ends it; errno says why. */
static gboolean
foreach_name (BatchExportFolder *self,
              NameFunc           func)
{
  g_autoptr(GDir) dir = g_dir_open (self->temp, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (func (self, name) != 0)
      return FALSE;

  return TRUE;
}

static int
remove_name (BatchExportFolder *self,
             const char        *name)
{
  g_autofree char *path = g_build_filename (self->temp, name, NULL);

  return g_unlink (path);
}

void
batch_export_folder_free (BatchExportFolder *self)
{
  if (self->temp != NULL)
    {
      foreach_name (self, remove_name);
      g_rmdir (self->temp);
    }
  g_clear_pointer (&self->replacing, batch_job_record_unref);
  g_free (self->temp);
  g_free (self->path);
  g_free (self);
}

static int
create_file (const char *path)
{
  return g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

static gboolean
is_taken (const char *first,
          guint       number)
{
  g_autofree char *path = batch_file_name_number (first, number);

  return g_access (path, F_OK) == 0;
}

/* Numbers are taken from 2 on without gaps, so the next one need not be counted up to: of
 * a million namesakes each would look at all before it. */
static guint
find_free_number (const char *first)
{
  guint taken = 1;
  guint unused = 2;

  while (unused < MAX_NAMESAKES && is_taken (first, unused))
    {
      taken = unused;
      unused *= 2;
    }
  while (unused - taken > 1)
    {
      guint middle = taken + (unused - taken) / 2;

      if (is_taken (first, middle))
        taken = middle;
      else
        unused = middle;
    }

  return unused;
}

/* -1, with errno, when there is no name left. */
static int
create (BatchExportFolder *self,
        const char        *safe)
{
  g_autofree char *first = g_build_filename (self->temp, safe, NULL);
  int fd = create_file (first);

  if (fd >= 0 || errno != EEXIST)
    return fd;

  /* A name that had a number from the start may be in the way. */
  for (guint i = find_free_number (first); i < MAX_NAMESAKES; i++)
    {
      g_autofree char *next = batch_file_name_number (first, i);

      if ((fd = create_file (next)) >= 0 || errno != EEXIST)
        return fd;
    }

  errno = EEXIST;
  return -1;
}

gboolean
batch_export_folder_add (BatchExportFolder  *self,
                         const char         *name,
                         const void         *data,
                         gsize               length,
                         GError            **error)
{
  g_autofree char *safe = batch_file_name_make_safe (name);
  g_autofree char *path = g_build_filename (self->path, safe, NULL);
  gboolean written;
  int fd;

  if (self->replacing != NULL && !batch_own_input_spare (self->replacing, path, error))
    return FALSE;
  if ((fd = create (self, safe)) < 0)
    {
      batch_file_set_error (error, errno, "create", path);
      return FALSE;
    }

  written = batch_file_write_all (batch_file_ops_get_default (), fd, data, length, path, error);
  g_close (fd, NULL);
  return written;
}

/* One for all files is much quicker than one for each. */
static gboolean
sync_all (BatchExportFolder  *self,
          GError            **error)
{
  int fd = g_open (self->temp, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && syncfs (fd) == 0;

  if (!synced)
    batch_file_set_error (error, errno, "write", self->path);
  if (fd >= 0)
    g_close (fd, NULL);
  return synced;
}

static int
move_name (BatchExportFolder *self,
           const char        *name)
{
  g_autofree char *from = g_build_filename (self->temp, name, NULL);
  g_autofree char *to = g_build_filename (self->path, name, NULL);

  return g_rename (from, to);
}

static gboolean
merge (BatchExportFolder  *self,
       GError            **error)
{
  if (!foreach_name (self, move_name))
    {
      batch_file_set_error (error, errno, "write", self->path);
      return FALSE;
    }

  g_rmdir (self->temp);
  g_clear_pointer (&self->temp, g_free);
  return TRUE;
}

gboolean
batch_export_folder_publish (BatchExportFolder  *self,
                             GError            **error)
{
  if (!sync_all (self, error))
    return FALSE;
  if (self->replacing != NULL && g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return merge (self, error);

  /* An empty folder is replaced, any other is not. */
  if (g_rename (self->temp, self->path) != 0)
    {
      batch_file_set_error (error, errno, "create", self->path);
      return FALSE;
    }

  g_clear_pointer (&self->temp, g_free);
  return batch_file_sync_parent (batch_file_ops_get_default (), self->path, error);
}
