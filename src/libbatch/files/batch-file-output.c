/* batch-file-output.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-output-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define TEMP_DIGITS 8
#define MAX_TRIES   100
#define MAX_LINKS   40

struct _BatchFileOutput
{
  const BatchFileOps *ops;
  char               *path;        /* of the target, links followed */
  char               *temp;        /* (nullable) the name it has for now */
  int                 fd;
  guint               overwrite : 1;
  guint               direct : 1;  /* no file: there is nothing to publish */
};

static char *
make_temp_stem (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_strdup_printf (".%.64s.", name);
}

static char *
make_temp_name (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *stem = make_temp_stem (path);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *temp = g_strdup_printf ("%s%.*s", stem, TEMP_DIGITS, uuid);

  return g_build_filename (folder, temp, NULL);
}

/* --- What a kill has left --- */

static gboolean
is_temp_name (const char *name,
              const char *stem)
{
  return g_str_has_prefix (name, stem)
         && strlen (name) == strlen (stem) + TEMP_DIGITS
         && strspn (name + strlen (stem), "0123456789abcdef") == TEMP_DIGITS;
}

/* Who writes a file holds its lock; a lock that is free means that nobody does. */
static void
remove_if_free (BatchFileOutput *self,
                const char      *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    return;

  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && self->ops->unlink (path) != 0)
    g_debug ("Cannot remove %s: %s", path, g_strerror (errno));
  g_close (fd, NULL);
}

static void
remove_leftovers (BatchFileOutput *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *stem = make_temp_stem (self->path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (is_temp_name (name, stem))
        remove_if_free (self, path);
    }
}

/* --- Creating --- */

static gboolean
lock_and_find (BatchFileOutput *self)
{
  struct stat by_name;
  struct stat by_fd;

  return flock (self->fd, LOCK_EX | LOCK_NB) == 0
         && stat (self->temp, &by_name) == 0 && fstat (self->fd, &by_fd) == 0
         && by_name.st_ino == by_fd.st_ino;
}

/* Somebody who tidies up may take it for a leftover before it is locked: then it is
 * made anew. */
static gboolean
create_named (BatchFileOutput  *self,
              GError          **error)
{
  for (guint n_tries = 0; n_tries < MAX_TRIES; n_tries++)
    {
      self->temp = make_temp_name (self->path);
      self->fd = self->ops->open (self->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (self->fd >= 0 && lock_and_find (self))
        return TRUE;

      g_clear_pointer (&self->temp, g_free);
      if (self->fd < 0)
        break;
      g_close (self->fd, NULL);
      self->fd = -1;
      errno = EAGAIN;
    }

  batch_file_set_error (error, errno, "create", self->path);
  return FALSE;
}

/* What gives nothing to remove after a kill is tried first. */
static gboolean
create (BatchFileOutput  *self,
        GError          **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  remove_leftovers (self);
  self->fd = self->ops->open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (self->fd >= 0)
    {
      flock (self->fd, LOCK_EX | LOCK_NB);
      return TRUE;
    }
  if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
    return create_named (self, error);

  batch_file_set_error (error, errno, "create", self->path);
  return FALSE;
}

/* Whoever could not read the old one shall not read the new one. */
static gboolean
create_like (BatchFileOutput    *self,
             const struct stat  *status,
             GError            **error)
{
  if (!create (self, error))
    return FALSE;
  if (fchmod (self->fd, status->st_mode & 0777) == 0)
    return TRUE;

  batch_file_set_error (error, errno, "create", self->path);
  return FALSE;
}

static gboolean
open_existing (BatchFileOutput    *self,
               const struct stat  *status,
               GError            **error)
{
  if (S_ISDIR (status->st_mode))
    {
      batch_file_set_error (error, EISDIR, "create", self->path);
      return FALSE;
    }

  if (S_ISREG (status->st_mode))
    {
      if (!self->overwrite)
        {
          batch_file_set_error (error, EEXIST, "create", self->path);
          return FALSE;
        }
      return create_like (self, status, error);
    }

  self->direct = TRUE;
  if ((self->fd = self->ops->open (self->path, O_WRONLY | O_CLOEXEC, 0)) < 0)
    batch_file_set_error (error, errno, "open", self->path);
  return self->fd >= 0;
}

/* Where a link leads to at which there is nothing yet. */
static char *
follow (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint n_links = 0; n_links < MAX_LINKS; n_links++)
    {
      g_autofree char *folder = g_path_get_dirname (at);
      g_autofree char *link = g_file_read_link (at, NULL);

      if (link == NULL)
        break;

      g_free (at);
      at = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (folder, link, NULL);
    }

  return g_steal_pointer (&at);
}

BatchFileOutput *
batch_file_output_new (const BatchFileOps  *ops,
                       const char          *path,
                       gboolean             overwrite,
                       GError             **error)
{
  g_autoptr(BatchFileOutput) self = g_new0 (BatchFileOutput, 1);
  char *resolved = realpath (path, NULL);
  gboolean exists;
  struct stat status;

  self->fd = -1;
  self->ops = ops;
  self->overwrite = overwrite != FALSE;
  exists = stat (path, &status) == 0;
  self->path = resolved != NULL ? g_strdup (resolved) : exists ? g_strdup (path) : follow (path);
  free (resolved);

  if (exists ? !open_existing (self, &status, error) : !create (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
batch_file_output_free (BatchFileOutput *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  if (self->temp != NULL)
    self->ops->unlink (self->temp);
  g_free (self->temp);
  g_free (self->path);
  g_free (self);
}

gboolean
batch_file_output_write (BatchFileOutput  *self,
                         const void       *data,
                         gsize             length,
                         GError          **error)
{
  return batch_file_write_all (self->ops, self->fd, data, length, self->path, error);
}

gboolean
batch_file_output_sync (BatchFileOutput  *self,
                        GError          **error)
{
  return self->direct || batch_file_sync (self->ops, self->fd, self->path, error);
}

static gboolean
link_as (BatchFileOutput  *self,
         const char       *path,
         GError          **error)
{
  if (self->ops->link_fd (self->fd, path) == 0)
    return TRUE;

  batch_file_set_error (error, errno, "create", self->path);
  return FALSE;
}

/* Only a rename replaces, and only what has a name can be renamed. */
gboolean
batch_file_output_publish (BatchFileOutput  *self,
                           GError          **error)
{
  if (self->direct)
    return TRUE;
  if (self->temp == NULL && !self->overwrite)
    return link_as (self, self->path, error)
           && batch_file_sync_parent (self->ops, self->path, error);

  if (self->temp == NULL)
    {
      g_autofree char *temp = make_temp_name (self->path);

      if (!link_as (self, temp, error))
        return FALSE;
      self->temp = g_steal_pointer (&temp);
    }

  if (!batch_file_publish (self->ops, self->temp, self->path, self->overwrite, error))
    return FALSE;

  g_clear_pointer (&self->temp, g_free);
  return TRUE;
}

gboolean
batch_file_output_remove (BatchFileOutput  *self,
                          GError          **error)
{
  if (self->direct || !self->overwrite)
    return TRUE;
  if (self->ops->unlink (self->path) == 0)
    return batch_file_sync_parent (self->ops, self->path, error);
  if (errno == ENOENT)
    return TRUE;

  batch_file_set_error (error, errno, "remove", self->path);
  return FALSE;
}
