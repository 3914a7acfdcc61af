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
#include "files/batch-file-hasher-private.h"
#include "files/batch-file-ops-private.h"

struct _BatchBlobSource
{
  GObject            parent_instance;

  char              *digest;
  char              *path;         /* NULL: nobody else can write to the file */
  gint64             size;
  int                fd;
  int                is_damaged;   /* atomic */
  GMutex             mutex;        /* protects what follows */
  BatchFileIdentity  whole;        /* had the digest */
  BatchFileIdentity  damaged;      /* had not */
};

G_DEFINE_FINAL_TYPE (BatchBlobSource, batch_blob_source, G_TYPE_OBJECT)

static void
batch_blob_source_finalize (GObject *object)
{
  BatchBlobSource *self = BATCH_BLOB_SOURCE (object);

  g_free (self->digest);
  g_free (self->path);
  g_mutex_clear (&self->mutex);
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
  g_mutex_init (&self->mutex);
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

BatchBlobSource *
batch_blob_source_new_named (const char               *digest,
                             const char               *path,
                             int                       fd,
                             const BatchFileIdentity  *whole,
                             GError                  **error)
{
  BatchBlobSource *self = batch_blob_source_new (digest, fd, error);

  if (self == NULL)
    return NULL;

  self->path = g_strdup (path);
  if (whole != NULL)
    self->whole = *whole;
  return self;
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

static gboolean
set_changed_error (BatchBlobSource  *self,
                   GError          **error)
{
  g_autofree char *name = g_filename_display_name (self->path);

  g_atomic_int_set (&self->is_damaged, TRUE);
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Input file %s was changed or damaged after it came in; submit its batch again",
               name);
  return FALSE;
}

/* Called with the mutex held, so that several who read at once need not all compute it. */
static gboolean
look_at_all (BatchBlobSource          *self,
             const BatchFileIdentity  *now,
             GError                  **error)
{
  g_autofree char *digest = batch_file_hash (self->fd, now->size, self->path, error);

  if (digest == NULL)
    return FALSE;
  if (!g_str_equal (digest, self->digest))
    {
      self->damaged = *now;
      return set_changed_error (self, error);
    }

  self->whole = *now;
  g_atomic_int_set (&self->is_damaged, FALSE);
  return TRUE;
}

/* @is_news: set when it was not known to be whole before, so that what was read has to be read
 * once more. */
static gboolean
is_whole (BatchBlobSource  *self,
          gboolean         *is_news,
          GError          **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  BatchFileIdentity now;
  struct stat status;

  if (fstat (self->fd, &status) != 0)
    {
      batch_file_set_error (error, errno, "read input file", self->path);
      return FALSE;
    }

  now = batch_file_identity_new (&status);
  if (batch_file_identity_equal (&now, &self->whole))
    return TRUE;
  if (batch_file_identity_equal (&now, &self->damaged))
    return set_changed_error (self, error);

  *is_news = TRUE;
  return look_at_all (self, &now, error);
}

gboolean
batch_blob_source_is_stale (BatchBlobSource *self)
{
  struct stat opened;
  struct stat named;

  return g_atomic_int_get (&self->is_damaged)
         && fstat (self->fd, &opened) == 0 && stat (self->path, &named) == 0
         && (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev);
}

static gboolean
read_piece (BatchBlobSource  *self,
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

gboolean
batch_blob_source_fill (BatchBlobSource  *self,
                        guint8           *data,
                        gsize             length,
                        gint64            offset,
                        GError          **error)
{
  gboolean is_news;

  do
    {
      is_news = FALSE;
      if (!read_piece (self, data, length, offset, error)
          || (self->path != NULL && !is_whole (self, &is_news, error)))
        return FALSE;
    }
  while (is_news);

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
