/* files/batch-file-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "batch-types.h"

#define DIGEST_LENGTH 64
#define TEMP_PREFIX   ".new-"
#define LOCK_NAME     ".lock"
/* Of what came in lately; the others are looked at when they are read. */
#define MAX_WHOLE     4096

struct _BatchFileStore
{
  GObject             parent_instance;

  const BatchFileOps *ops;
  char               *path;         /* NULL: temporary */
  char               *lock_path;
  int                 lock_fd;      /* of a temporary one, or -1 */
  GMutex              mutex;        /* protects what follows */
  GHashTable         *opened;       /* digest → GWeakRef of BatchBlobSource */
  GHashTable         *kept;         /* digest → BatchBlobSource; only a temporary one */
  GHashTable         *whole;        /* digest → BatchFileIdentity that is known to have it */
};

G_DEFINE_FINAL_TYPE (BatchFileStore, batch_file_store, G_TYPE_OBJECT)

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
batch_file_store_finalize (GObject *object)
{
  BatchFileStore *self = BATCH_FILE_STORE (object);

  g_free (self->path);
  g_free (self->lock_path);
  if (self->lock_fd >= 0)
    g_close (self->lock_fd, NULL);
  g_hash_table_unref (self->opened);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->whole);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (batch_file_store_parent_class)->finalize (object);
}

static void
batch_file_store_class_init (BatchFileStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_file_store_finalize;
}

static void
batch_file_store_init (BatchFileStore *self)
{
  self->lock_fd = -1;
  self->opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, weak_ref_free);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->whole = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->mutex);
}

BatchFileStore *
batch_file_store_new_with_ops (const char          *path,
                               const BatchFileOps  *ops,
                               GError             **error)
{
  g_autoptr(BatchFileStore) self = g_object_new (BATCH_TYPE_FILE_STORE, NULL);

  self->ops = ops;
  self->path = g_strdup (path);
  self->lock_path = g_build_filename (path, LOCK_NAME, NULL);
  if (!batch_file_make_dir (ops, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

BatchFileStore *
batch_file_store_new (const char  *path,
                      GError     **error)
{
  return batch_file_store_new_with_ops (path, batch_file_ops_get_default (), error);
}

/* Of a folder that need not be there: its files can be read, and nothing is made. */
BatchFileStore *
batch_file_store_new_read_only (const char *path)
{
  BatchFileStore *self = g_object_new (BATCH_TYPE_FILE_STORE, NULL);

  self->ops = batch_file_ops_get_default ();
  self->path = g_strdup (path);
  self->lock_path = g_build_filename (path, LOCK_NAME, NULL);
  return self;
}

/* The lock of a temporary store is a nameless file too: /proc lets every guard open it
 * anew, which a flock needs. */
BatchFileStore *
batch_file_store_new_temporary (GError **error)
{
  g_autoptr(BatchFileStore) self = g_object_new (BATCH_TYPE_FILE_STORE, NULL);

  self->ops = batch_file_ops_get_default ();
  if ((self->lock_fd = memfd_create ("batch-lock", MFD_CLOEXEC)) < 0)
    {
      batch_file_set_error (error, errno, "create", "a temporary file");
      return NULL;
    }

  self->lock_path = g_strdup_printf ("/proc/self/fd/%d", self->lock_fd);
  return g_steal_pointer (&self);
}

const BatchFileOps *
batch_file_store_get_ops (BatchFileStore *self)
{
  return self->ops;
}

BatchFileGuard *
batch_file_store_guard (BatchFileStore  *self,
                        GError         **error)
{
  return batch_file_guard_new (self->lock_path, error);
}

BatchFileGuard *
batch_file_store_try_guard (BatchFileStore  *self,
                            GError         **error)
{
  return batch_file_guard_try_new (self->lock_path, error);
}

/* A digest may come from a database that somebody edited: it must not become a path
 * that leads elsewhere. */
static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_LENGTH
         && strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

static char *
make_path (BatchFileStore *self,
           const char     *digest)
{
  char folder[3] = { digest[0], digest[1], 0 };

  return g_build_filename (self->path, folder, digest + 2, NULL);
}

/* Called with the mutex held. */
static BatchBlobSource *
lookup_opened (BatchFileStore *self,
               const char     *digest)
{
  BatchBlobSource *source = g_hash_table_lookup (self->kept, digest);
  GWeakRef *weak;

  if (source != NULL)
    return g_object_ref (source);
  if (!(weak = g_hash_table_lookup (self->opened, digest)))
    return NULL;
  source = g_weak_ref_get (weak);
  if (source != NULL && batch_blob_source_is_stale (source))
    g_clear_object (&source);
  if (source == NULL)
    g_hash_table_remove (self->opened, digest);
  return source;
}

/* Called with the mutex held. */
static BatchBlobSource *
open_named (BatchFileStore  *self,
            const char      *digest,
            GError         **error)
{
  g_autofree char *path = make_path (self, digest);
  BatchBlobSource *source;
  GWeakRef *weak;
  int fd = self->ops->open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0 && errno != ENOENT)
    {
      batch_file_set_error (error, errno, "open", path);
      return NULL;
    }
  if (fd < 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                   "Input file %s is missing; submit its batch again", path);
      return NULL;
    }
  if (!(source = batch_blob_source_new_named (digest, path, fd,
                                              g_hash_table_lookup (self->whole, digest), error)))
    return NULL;

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, source);
  g_hash_table_insert (self->opened, g_strdup (digest), weak);
  return source;
}

BatchBlobSource *
batch_file_store_open_blob (BatchFileStore  *self,
                            const char      *digest,
                            GError         **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  BatchBlobSource *source = lookup_opened (self, digest);

  if (source != NULL)
    return source;
  if (self->path == NULL || !is_digest (digest))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                   "There is no input file %s; submit its batch again", digest);
      return NULL;
    }

  return open_named (self, digest, error);
}

/* O_TMPFILE goes to the disk and leaves no name; a file system that lacks it (overlay,
 * some network ones) is replaced by memory. */
static int
create_nameless (GError **error)
{
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    fd = memfd_create ("batch-input", MFD_CLOEXEC);
  if (fd < 0)
    batch_file_set_error (error, errno, "create", "a temporary file");
  return fd;
}

static char *
make_temp_path (BatchFileStore *self)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (TEMP_PREFIX, uuid, NULL);

  return g_build_filename (self->path, name, NULL);
}

int
batch_file_store_create_temp (BatchFileStore  *self,
                              char           **path,
                              GError         **error)
{
  g_autofree char *temp = NULL;
  int fd;

  if (self->path == NULL)
    return create_nameless (error);

  temp = make_temp_path (self);
  if ((fd = batch_file_create (self->ops, temp, error)) >= 0)
    *path = g_steal_pointer (&temp);
  return fd;
}

char *
batch_file_store_name_temp (BatchFileStore *self,
                            int             fd)
{
  g_autofree char *temp = self->path != NULL ? make_temp_path (self) : NULL;

  return temp != NULL && self->ops->link_fd (fd, temp) == 0 ? g_steal_pointer (&temp) : NULL;
}

int
batch_file_store_create_nameless (BatchFileStore  *self,
                                  GError         **error)
{
  g_autofree char *path = NULL;
  int fd = batch_file_store_create_temp (self, &path, error);

  if (fd >= 0 && path != NULL)
    g_unlink (path);
  return fd;
}

static gboolean
adopt_nameless (BatchFileStore  *self,
                int              fd,
                const char      *digest,
                GError         **error)
{
  g_autoptr(BatchBlobSource) source = batch_blob_source_new (digest, fd, error);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (source == NULL)
    return FALSE;
  if (!g_hash_table_contains (self->kept, digest))
    g_hash_table_insert (self->kept, g_strdup (digest), g_steal_pointer (&source));
  return TRUE;
}

/* The directories are synced even when the file and its folder were there before:
 * another process may have made them a moment ago, and not have come to that yet. */
static gboolean
make_folder (BatchFileStore  *self,
             const char      *folder,
             GError         **error)
{
  return batch_file_make_dir (self->ops, folder, error)
         && batch_file_sync_parent (self->ops, self->path, error)
         && batch_file_sync_parent (self->ops, folder, error);
}

static void
remember_whole (BatchFileStore *self,
                const char     *digest,
                const char     *path)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  BatchFileIdentity identity;
  struct stat status;

  if (stat (path, &status) != 0)
    return;
  if (g_hash_table_size (self->whole) >= MAX_WHOLE)
    g_hash_table_remove_all (self->whole);

  identity = batch_file_identity_new (&status);
  g_hash_table_replace (self->whole, g_strdup (digest), g_memdup2 (&identity, sizeof identity));
}

/* A file of that name and size may be damaged. */
static gboolean
is_known_whole (BatchFileStore *self,
                const char     *digest,
                const char     *path)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const BatchFileIdentity *known = g_hash_table_lookup (self->whole, digest);
  BatchFileIdentity identity;
  struct stat status;

  if (known == NULL || stat (path, &status) != 0)
    return FALSE;

  identity = batch_file_identity_new (&status);
  return batch_file_identity_equal (&identity, known);
}

gboolean
batch_file_store_adopt (BatchFileStore  *self,
                        const char      *temp,
                        int              fd,
                        const char      *digest,
                        GError         **error)
{
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  if (temp == NULL)
    return adopt_nameless (self, fd, digest, error);

  path = make_path (self, digest);
  folder = g_path_get_dirname (path);
  if (!make_folder (self, folder, error))
    return FALSE;
  if (is_known_whole (self, digest, path))
    {
      self->ops->unlink (temp);
      return batch_file_sync_parent (self->ops, path, error);
    }
  if (!batch_file_publish (self->ops, temp, path, TRUE, error))
    return FALSE;

  remember_whole (self, digest, path);
  return TRUE;
}

static void
remove_file (BatchFileStore  *self,
             const char      *path,
             guint           *n_removed,
             GError         **error)
{
  if (self->ops->unlink (path) == 0)
    (*n_removed)++;
  else if (errno != ENOENT && *error == NULL)
    batch_file_set_error (error, errno, "remove", path);
}

static void
collect_folder (BatchFileStore  *self,
                const char      *folder,
                GHashTable      *keep,
                guint           *n_removed,
                GError         **error)
{
  g_autofree char *path = g_build_filename (self->path, folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *digest = g_strconcat (folder, name, NULL);
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (is_digest (digest) && !g_hash_table_contains (keep, digest))
        remove_file (self, file, n_removed, error);
    }
}

static gboolean
collect_directory (BatchFileStore  *self,
                   GHashTable      *keep,
                   guint           *n_removed,
                   GError         **error)
{
  g_autoptr(GDir) dir = g_dir_open (self->path, 0, error);
  g_autoptr(GError) local_error = NULL;
  const char *name;
  guint n_stale = 0;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (self->path, name, NULL);

      if (g_str_has_prefix (name, TEMP_PREFIX))
        remove_file (self, file, &n_stale, &local_error);
      else if (strlen (name) == 2)
        collect_folder (self, name, keep, n_removed, &local_error);
    }

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return local_error == NULL;
}

static void
collect_nameless (BatchFileStore *self,
                  GHashTable     *keep,
                  guint          *n_removed)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GHashTableIter iter;
  gpointer digest;

  g_hash_table_iter_init (&iter, self->kept);
  while (g_hash_table_iter_next (&iter, &digest, NULL))
    {
      if (g_hash_table_contains (keep, digest))
        continue;
      g_hash_table_iter_remove (&iter);
      (*n_removed)++;
    }
}

gboolean
batch_file_store_collect (BatchFileStore     *self,
                          BatchFileKeepFunc   keep,
                          gpointer            user_data,
                          guint              *n_removed,
                          GError            **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(BatchFileGuard) guard = NULL;
  g_autoptr(GHashTable) digests = NULL;

  *n_removed = 0;
  guard = batch_file_guard_new_exclusive (self->lock_path, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (guard == NULL)
    return TRUE;
  if (!(digests = keep (user_data, error)))
    return FALSE;
  if (self->path != NULL)
    return collect_directory (self, digests, n_removed, error);

  collect_nameless (self, digests, n_removed);
  return TRUE;
}
