/* files/batch-blob-source.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-blob-source-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch-types.h"
#include "files/batch-file-ops-private.h"

struct _BatchBlobSource
{
  GObject  parent_instance;

  char    *digest;
  gint64   size;
  int      fd;
};

G_DEFINE_FINAL_TYPE (BatchBlobSource, batch_blob_source, G_TYPE_OBJECT)

static void
batch_blob_source_finalize (GObject *object)
{
  BatchBlobSource *self = BATCH_BLOB_SOURCE (object);

  g_free (self->digest);
  if (self->fd >= 0)
    g_close (self->fd, NULL);

  G_OBJECT_CLASS (batch_blob_source_parent_class)->finalize (object);
}

static void
batch_blob_source_class_init (BatchBlobSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_blob_source_finalize;
}

static void
batch_blob_source_init (BatchBlobSource *self)
{
  self->fd = -1;
}

BatchBlobSource *
batch_blob_source_new (const char  *digest,
                       int          fd,
                       GError     **error)
{
  g_autoptr(BatchBlobSource) self = g_object_new (BATCH_TYPE_BLOB_SOURCE, NULL);
  struct stat status;

  self->fd = fd;
  self->digest = g_strdup (digest);
  if (fstat (fd, &status) != 0)
    {
      batch_file_set_error (error, errno, "read input file", digest);
      return NULL;
    }

  self->size = status.st_size;
  return g_steal_pointer (&self);
}

const char *
batch_blob_source_get_digest (BatchBlobSource *self)
{
  return self->digest;
}

gint64
batch_blob_source_get_size (BatchBlobSource *self)
{
  return self->size;
}

static gboolean
set_cut_off_error (BatchBlobSource  *self,
                   gint64            end,
                   GError          **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Input file %s was cut off at byte %" G_GINT64_FORMAT "; submit its batch again",
               self->digest, end);
  return FALSE;
}

gboolean
batch_blob_source_fill (BatchBlobSource  *self,
                        guint8           *data,
                        gsize             length,
                        gint64            offset,
                        GError          **error)
{
  while (length > 0)
    {
      gssize n_read = pread (self->fd, data, length, offset);

      if (n_read == 0)
        return set_cut_off_error (self, offset, error);
      if (n_read < 0 && errno != EINTR)
        {
          batch_file_set_error (error, errno, "read input file", self->digest);
          return FALSE;
        }
      if (n_read > 0)
        {
          data += n_read;
          offset += n_read;
          length -= (gsize) n_read;
        }
    }

  return TRUE;
}

GBytes *
batch_blob_source_read (BatchBlobSource  *self,
                        gint64            offset,
                        gsize             length,
                        GError          **error)
{
  g_autofree guint8 *data = NULL;

  /* Checked before memory is asked for: a damaged row may name any length. */
  if (offset < 0 || offset > self->size || length > (guint64) (self->size - offset))
    {
      set_cut_off_error (self, self->size, error);
      return NULL;
    }

  data = g_malloc (MAX (length, 1));
  if (!batch_blob_source_fill (self, data, length, offset, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), length);
}
