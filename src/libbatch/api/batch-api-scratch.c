/* api/batch-api-scratch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-scratch-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define BLOCK_SIZE (256 * 1024)

struct _BatchApiScratch
{
  int fd;
};

int
batch_api_scratch_open (const char  *folder,
                        GError     **error)
{
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  g_autofree char *path = NULL;

  if (fd >= 0)
    return fd;

  /* Not every file system can. */
  path = g_build_filename (folder, ".batch-XXXXXX", NULL);
  if ((fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600)) >= 0)
    g_unlink (path);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No file can be made in %s: %s",
                 folder, g_strerror (errno));
  return fd;
}

BatchApiScratch *
batch_api_scratch_new (const char  *folder,
                       GError     **error)
{
  int fd = batch_api_scratch_open (folder, error);
  BatchApiScratch *self;

  if (fd < 0)
    return NULL;

  self = g_atomic_rc_box_new0 (BatchApiScratch);
  self->fd = fd;
  return self;
}

BatchApiScratch *
batch_api_scratch_ref (BatchApiScratch *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
scratch_clear (gpointer data)
{
  BatchApiScratch *self = data;

  g_close (self->fd, NULL);
}

void
batch_api_scratch_unref (BatchApiScratch *self)
{
  g_atomic_rc_box_release_full (self, scratch_clear);
}

int
batch_api_scratch_get_fd (BatchApiScratch *self)
{
  return self->fd;
}

/* @n: what a call said; -1: errno says why */
static gboolean
fail (gssize   n,
      GError **error)
{
  int code = n < 0 ? errno : EIO;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "An upload cannot be kept: %s",
               g_strerror (code));
  return FALSE;
}

/* Up to @length bytes; all that are read. */
static gssize
read_block (int      fd,
            guint8  *block,
            gint64   from,
            gint64   length)
{
  gssize n;

  do
    n = pread (fd, block, (gsize) MIN (length, BLOCK_SIZE), from);
  while (n < 0 && errno == EINTR);
  return n;
}

static gboolean
write_block (BatchApiScratch  *self,
             const guint8     *block,
             gssize            length,
             gint64            to,
             GError          **error)
{
  while (length > 0)
    {
      gssize n = pwrite (self->fd, block, (gsize) length, to);

      if (n == 0 || (n < 0 && errno != EINTR))
        return fail (n, error);
      block += MAX (n, 0);
      to += MAX (n, 0);
      length -= MAX (n, 0);
    }

  return TRUE;
}

gboolean
batch_api_scratch_copy (BatchApiScratch  *self,
                        gint64            to,
                        int               source,
                        gint64            from,
                        gint64            length,
                        GError          **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gint64 end = from + length;

  while (from < end)
    {
      gssize n = read_block (source, block, from, end - from);

      if (n <= 0)
        return fail (n, error);
      if (!write_block (self, block, n, to, error))
        return FALSE;
      from += n;
      to += n;
    }

  return TRUE;
}

char *
batch_api_scratch_md5 (BatchApiScratch  *self,
                       gint64            length,
                       GError          **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gint64 at = 0;

  while (at < length)
    {
      gssize n = read_block (self->fd, block, at, length - at);

      if (n <= 0)
        {
          fail (n, error);
          return NULL;
        }
      g_checksum_update (checksum, block, n);
      at += n;
    }

  return g_strdup (g_checksum_get_string (checksum));
}

GInputStream *
batch_api_scratch_read (BatchApiScratch  *self,
                        GError          **error)
{
  int fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);

  if (fd >= 0 && lseek (fd, 0, SEEK_SET) == 0)
    return g_unix_input_stream_new (fd, TRUE);

  fail (-1, error);
  if (fd >= 0)
    g_close (fd, NULL);
  return NULL;
}
