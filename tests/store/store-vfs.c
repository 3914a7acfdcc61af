/* store-vfs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-vfs.h"

#include <sqlite3.h>
#include <string.h>

#include "test-power.h"

#define SECTOR 512

/* A write or a truncation that no sync has followed. */
typedef struct
{
  gint64  offset;
  GBytes *bytes;               /* NULL: the file ends at offset */
} Change;

typedef struct
{
  GByteArray *synced;
  GPtrArray  *changes;         /* of Change, since then */
  gboolean    removed;         /* the last of them */
} Image;

typedef struct
{
  sqlite3_file  base;
  Image        *image;         /* of the disk, not of this file */
  sqlite3_file *real;          /* behind this struct */
} File;

/* The disk. SQLite calls from the threads of the store. */
static GHashTable *images;     /* path to Image */
static gint64 space = -1;

static sqlite3_vfs shim;
static sqlite3_vfs *real_vfs;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->bytes, g_bytes_unref);
  g_free (change);
}

static void
image_free (gpointer data)
{
  Image *image = data;

  g_byte_array_unref (image->synced);
  g_ptr_array_unref (image->changes);
  g_free (image);
}

static Image *
get_image (const char *path)
{
  Image *image = g_hash_table_lookup (images, path);

  if (image == NULL)
    {
      image = g_new0 (Image, 1);
      image->synced = g_byte_array_new ();
      image->changes = g_ptr_array_new_with_free_func (change_free);
      g_hash_table_insert (images, g_strdup (path), image);
    }
  return image;
}

static void
apply (GByteArray   *bytes,
       const Change *change)
{
  gconstpointer data;
  gsize size;

  if (change->bytes == NULL)
    {
      g_byte_array_set_size (bytes, change->offset);
      return;
    }

  data = g_bytes_get_data (change->bytes, &size);
  if (bytes->len < change->offset + size)
    {
      guint old = bytes->len;

      g_byte_array_set_size (bytes, change->offset + size);
      memset (bytes->data + old, 0, bytes->len - old);
    }
  memcpy (bytes->data + change->offset, data, size);
}

static void
note (Image         *image,
      gint64         offset,
      gconstpointer  data,
      gsize          size)
{
  Change *change = g_new0 (Change, 1);

  change->offset = offset;
  change->bytes = data != NULL ? g_bytes_new (data, size) : NULL;
  g_ptr_array_add (image->changes, change);
}

/* --- Files --- */

static int
file_close (sqlite3_file *base)
{
  File *file = (File *) base;

  return file->real->pMethods != NULL ? file->real->pMethods->xClose (file->real) : SQLITE_OK;
}

static int
file_read (sqlite3_file  *base,
           void          *buffer,
           int            size,
           sqlite3_int64  offset)
{
  File *file = (File *) base;

  return file->real->pMethods->xRead (file->real, buffer, size, offset);
}

static int
file_write (sqlite3_file  *base,
            const void    *data,
            int            size,
            sqlite3_int64  offset)
{
  File *file = (File *) base;
  BatchTestPowerLock *lock = batch_test_power_lock ();
  int result = SQLITE_OK;

  if (space >= 0 && size > space)
    result = SQLITE_FULL;
  else if (space >= 0)
    space -= size;

  /* The one at which the power goes may be on its way. */
  if (result == SQLITE_OK && !batch_test_power_is_off ())
    note (file->image, offset, data, size);
  if (result == SQLITE_OK && !batch_test_power_use ())
    result = SQLITE_IOERR_WRITE;
  batch_test_power_unlock (lock);

  return result != SQLITE_OK ? result
                             : file->real->pMethods->xWrite (file->real, data, size, offset);
}

static int
file_truncate (sqlite3_file  *base,
               sqlite3_int64  size)
{
  File *file = (File *) base;
  BatchTestPowerLock *lock = batch_test_power_lock ();
  gboolean on;

  on = batch_test_power_use ();
  if (on)
    note (file->image, size, NULL, 0);
  batch_test_power_unlock (lock);

  return on ? file->real->pMethods->xTruncate (file->real, size) : SQLITE_IOERR_TRUNCATE;
}

static void
keep (Image *image)
{
  for (guint i = 0; i < image->changes->len; i++)
    apply (image->synced, g_ptr_array_index (image->changes, i));

  g_ptr_array_set_size (image->changes, 0);
  image->removed = FALSE;
}

/* A file system with a journal of its own keeps what was removed before. */
static void
keep_removals (void)
{
  GHashTableIter iter;
  gpointer image;

  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, NULL, &image))
    if (((Image *) image)->removed)
      keep (image);
}

static int
file_sync (sqlite3_file *base,
           int           flags)
{
  File *file = (File *) base;
  BatchTestPowerLock *lock = batch_test_power_lock ();
  gboolean on;

  on = batch_test_power_use ();
  if (on)
    {
      keep (file->image);
      keep_removals ();
    }
  batch_test_power_unlock (lock);

  return on ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int
file_size (sqlite3_file  *base,
           sqlite3_int64 *size)
{
  File *file = (File *) base;

  return file->real->pMethods->xFileSize (file->real, size);
}

static int
file_lock (sqlite3_file *base,
           int           level)
{
  File *file = (File *) base;

  return file->real->pMethods->xLock (file->real, level);
}

static int
file_unlock (sqlite3_file *base,
             int           level)
{
  File *file = (File *) base;

  return file->real->pMethods->xUnlock (file->real, level);
}

static int
file_check_reserved_lock (sqlite3_file *base,
                          int          *reserved)
{
  File *file = (File *) base;

  return file->real->pMethods->xCheckReservedLock (file->real, reserved);
}

static int
file_control (sqlite3_file *base,
              int           operation,
              void         *argument)
{
  File *file = (File *) base;

  return file->real->pMethods->xFileControl (file->real, operation, argument);
}

static int
file_sector_size (sqlite3_file *base)
{
  return SECTOR;
}

/* It promises nothing. */
static int
file_device_characteristics (sqlite3_file *base)
{
  return 0;
}

static int
file_shm_map (sqlite3_file   *base,
              int             page,
              int             size,
              int             extend,
              void volatile **memory)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmMap (file->real, page, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *base,
               int           offset,
               int           n,
               int           flags)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmLock (file->real, offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *base)
{
  File *file = (File *) base;

  file->real->pMethods->xShmBarrier (file->real);
}

static int
file_shm_unmap (sqlite3_file *base,
                int           remove)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmUnmap (file->real, remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_device_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

/* --- The disk --- */

static int
vfs_open (sqlite3_vfs  *vfs,
          const char   *path,
          sqlite3_file *base,
          int           flags,
          int          *out_flags)
{
  File *file = (File *) base;
  BatchTestPowerLock *lock;
  int result;

  file->real = (sqlite3_file *) (file + 1);
  result = real_vfs->xOpen (real_vfs, path, file->real, flags, out_flags);
  if (file->real->pMethods == NULL)
    return result;

  lock = batch_test_power_lock ();
  file->image = get_image (path != NULL ? path : "temporary");
  batch_test_power_unlock (lock);
  file->base.pMethods = &methods;
  return result;
}

static int
vfs_delete (sqlite3_vfs *vfs,
            const char  *path,
            int          sync_folder)
{
  BatchTestPowerLock *lock = batch_test_power_lock ();
  gboolean on;

  on = batch_test_power_use ();
  if (on)
    {
      note (get_image (path), 0, NULL, 0);
      get_image (path)->removed = TRUE;
    }
  batch_test_power_unlock (lock);

  return on ? real_vfs->xDelete (real_vfs, path, sync_folder) : SQLITE_IOERR_DELETE;
}

void
store_vfs_install (void)
{
  images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
  real_vfs = sqlite3_vfs_find (NULL);
  shim = *real_vfs;
  shim.zName = "power";
  shim.szOsFile = sizeof (File) + real_vfs->szOsFile;
  shim.xOpen = vfs_open;
  shim.xDelete = vfs_delete;
  sqlite3_vfs_register (&shim, TRUE);
}

void
store_vfs_uninstall (void)
{
  sqlite3_vfs_unregister (&shim);
  sqlite3_vfs_register (real_vfs, TRUE);
  g_clear_pointer (&images, g_hash_table_unref);
}

void
store_vfs_reset (void)
{
  g_hash_table_remove_all (images);
  batch_test_power_reset ();
  space = -1;
}

void
store_vfs_set_space (gint64 n_bytes)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  space = n_bytes;
}

/* Of a write that no sync followed, any sector may have come to the disk. */
static void
apply_some (GByteArray   *bytes,
            const Change *change,
            GRand        *rand)
{
  gsize size = change->bytes != NULL ? g_bytes_get_size (change->bytes) : 0;

  if (change->bytes == NULL && g_rand_boolean (rand))
    apply (bytes, change);

  for (gsize at = 0; at < size; at += SECTOR)
    {
      gsize length = MIN (SECTOR, size - at);
      Change part = { change->offset + at, NULL };

      if (!g_rand_boolean (rand))
        continue;

      part.bytes = g_bytes_new_from_bytes (change->bytes, at, length);
      apply (bytes, &part);
      g_bytes_unref (part.bytes);
    }
}

static void
restore_file (const char *from,
              const char *to,
              GRand      *rand)
{
  Image *image = g_hash_table_lookup (images, from);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) error = NULL;

  if (image == NULL)
    return;

  g_byte_array_append (bytes, image->synced->data, image->synced->len);
  for (guint i = 0; rand != NULL && i < image->changes->len; i++)
    apply_some (bytes, g_ptr_array_index (image->changes, i), rand);

  g_file_set_contents_full (to, (const char *) bytes->data, bytes->len,
                            G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

const char * const store_vfs_endings[] = { "", "-journal", "-wal", NULL };

void
store_vfs_restore (const char *from,
                   const char *to,
                   GRand      *rand)
{
  for (guint i = 0; store_vfs_endings[i] != NULL; i++)
    {
      g_autofree char *part = g_strconcat (from, store_vfs_endings[i], NULL);
      g_autofree char *left = g_strconcat (to, store_vfs_endings[i], NULL);

      restore_file (part, left, rand);
    }
}
