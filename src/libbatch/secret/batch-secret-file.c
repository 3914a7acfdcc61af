/* secret/batch-secret-file.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "secret/batch-secret-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch-types.h"
#include "core/batch-user-dirs-private.h"
#include "secret/batch-secret-private.h"

#define LARGEST_KEY 65536

char *
batch_secret_file_get_path (const char *name)
{
  g_autofree char *config_dir = batch_user_config_dir ();

  return g_build_filename (config_dir, "batch-queue", "keys", name, NULL);
}

static gboolean
set_errno_error (const char  *doing,
                 const char  *path,
                 GError     **error)
{
  int saved = errno;

  if (saved == ENOENT)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no key file %s", path);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved),
                 "Cannot %s the key file %s: %s", doing, path, g_strerror (saved));
  return FALSE;
}

static gboolean
refuse (const char  *path,
        const char  *why,
        GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               "The key file %s is not used: %s", path, why);
  return FALSE;
}

static gboolean
check_file (int          fd,
            const char  *path,
            GError     **error)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    return set_errno_error ("look at", path, error);
  if (!S_ISREG (st.st_mode))
    return refuse (path, "it is not a plain file", error);
  if (st.st_uid != geteuid ())
    return refuse (path, "it belongs to somebody else", error);
  if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return refuse (path, "others may read it; “chmod 600” mends that", error);
  if (st.st_size > LARGEST_KEY)
    return refuse (path, "it is too large for a key", error);
  return TRUE;
}

/* Without the line end that editors leave. */
static char *
read_value (int          fd,
            const char  *path,
            GError     **error)
{
  char *value = g_malloc0 (LARGEST_KEY + 1);
  gsize length = 0;
  ssize_t n;

  while ((n = read (fd, value + length, LARGEST_KEY - length)) > 0 || (n < 0 && errno == EINTR))
    length += MAX (n, 0);

  if (n == 0 && strlen (value) == length && *g_strchomp (value) != '\0')
    return value;

  if (n < 0)
    set_errno_error ("read", path, error);
  else
    refuse (path, strlen (value) == length ? "it is empty" : "it is not text", error);
  batch_secret_free (value);
  return NULL;
}

char *
batch_secret_file_read (const char  *name,
                        GError     **error)
{
  g_autofree char *path = batch_secret_file_get_path (name);
  char *value = NULL;
  int fd;

  /* Without waiting for somebody to write, should it be a pipe. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && errno == ELOOP)
    refuse (path, "it is a symbolic link", error);
  else if (fd < 0)
    set_errno_error ("open", path, error);
  else if (check_file (fd, path, error))
    value = read_value (fd, path, error);

  if (fd >= 0)
    close (fd);
  return value;
}

gboolean
batch_secret_file_write (const char  *name,
                         const char  *value,
                         GError     **error)
{
  g_autofree char *path = batch_secret_file_get_path (name);
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_mkdir_with_parents (dir, 0700) != 0)
    return set_errno_error ("make a place for", path, error);

  return g_file_set_contents_full (path, value, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

gboolean
batch_secret_file_remove (const char  *name,
                          GError     **error)
{
  g_autofree char *path = batch_secret_file_get_path (name);

  if (g_unlink (path) != 0)
    return set_errno_error ("remove", path, error);
  return TRUE;
}
