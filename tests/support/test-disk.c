/* test-disk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test-power.h"
#include "test-support.h"

/* A change of a directory that was not synced. */
typedef struct
{
  char *path;          /* what came to be */
  char *from;          /* what it was called before; NULL: it is new */
  char *replaced;      /* (nullable) content of what had the name before */
} Change;

static struct
{
  GPtrArray  *changes;      /* of Change */
  GHashTable *synced;       /* inode → how many bytes are safe */
  gsize       piece;
  gint64      space;        /* -1: enough */
  guint       n_writes;
  gboolean    interrupts;
  gboolean    lies;
} disk = { .space = -1 };

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->path);
  g_free (change->from);
  g_free (change->replaced);
  g_free (change);
}

void
batch_test_disk_reset (void)
{
  batch_test_power_reset ();
  g_clear_pointer (&disk.changes, g_ptr_array_unref);
  g_clear_pointer (&disk.synced, g_hash_table_unref);
  memset (&disk, 0, sizeof disk);
  disk.space = -1;
  disk.changes = g_ptr_array_new_with_free_func (change_free);
  disk.synced = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

void
batch_test_disk_set_piece (gsize piece)
{
  disk.piece = piece;
}

void
batch_test_disk_interrupt (void)
{
  disk.interrupts = TRUE;
}

void
batch_test_disk_set_space (gint64 space)
{
  disk.space = space;
}

void
batch_test_disk_lie (void)
{
  disk.lies = TRUE;
}

/* Every call begins with this: FALSE with errno when it has to fail. */
static gboolean
begin_call (gboolean may_be_interrupted)
{
  if (!batch_test_power_use ())
    {
      errno = EIO;
      return FALSE;
    }
  if (may_be_interrupted && disk.interrupts && disk.n_writes++ % 2 == 0)
    {
      errno = EINTR;
      return FALSE;
    }

  return TRUE;
}

static Change *
remember (const char *path,
          const char *from)
{
  Change *change = g_new0 (Change, 1);

  change->path = g_strdup (path);
  change->from = g_strdup (from);
  g_ptr_array_add (disk.changes, change);
  return change;
}

static void
set_synced (ino_t  inode,
            gint64 size)
{
  gint64 key = (gint64) inode;

  g_hash_table_insert (disk.synced, g_memdup2 (&key, sizeof key),
                       g_memdup2 (&size, sizeof size));
}

static int
disk_open (const char *path,
           int         flags,
           mode_t      mode)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  struct stat status;
  int fd;

  if (!begin_call (FALSE))
    return -1;
  if ((fd = batch_file_ops_get_system ()->open (path, flags, mode)) < 0)
    return -1;

  if ((flags & O_EXCL) != 0 || (flags & O_TMPFILE) == O_TMPFILE)
    {
      g_assert_cmpint (fstat (fd, &status), ==, 0);
      set_synced (status.st_ino, 0);
    }
  if ((flags & O_EXCL) != 0)
    remember (path, NULL);
  return fd;
}

static gssize
disk_write (int         fd,
            const void *data,
            gsize       length)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  gssize written;

  if (!begin_call (TRUE))
    return -1;
  if (disk.piece > 0)
    length = MIN (length, disk.piece);
  if (disk.space >= 0)
    length = MIN (length, (gsize) disk.space);
  if (length == 0)
    {
      errno = ENOSPC;
      return -1;
    }

  written = write (fd, data, length);
  if (disk.space >= 0 && written > 0)
    disk.space -= written;
  return written;
}

static int
disk_sync (int fd)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  struct stat status;

  if (!begin_call (TRUE))
    return -1;

  g_assert_cmpint (fstat (fd, &status), ==, 0);
  if (!disk.lies)
    set_synced (status.st_ino, status.st_size);
  return 0;
}

static int
disk_rename (const char *from,
             const char *to,
             gboolean    replace)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  g_autofree char *replaced = NULL;

  if (!begin_call (FALSE))
    return -1;

  g_file_get_contents (to, &replaced, NULL, NULL);
  if (batch_file_ops_get_system ()->rename (from, to, replace) != 0)
    return -1;

  remember (to, from)->replaced = g_steal_pointer (&replaced);
  return 0;
}

static int
disk_link_fd (int         fd,
              const char *to)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  if (!begin_call (FALSE) || batch_file_ops_get_system ()->link_fd (fd, to) != 0)
    return -1;

  remember (to, NULL);
  return 0;
}

static int
disk_unlink (const char *path)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  return begin_call (FALSE) ? unlink (path) : -1;
}

static int
disk_mkdir (const char *path,
            mode_t      mode)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  if (!begin_call (FALSE) || mkdir (path, mode) != 0)
    return -1;

  remember (path, NULL);
  return 0;
}

static int
disk_sync_dir (const char *path)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();
  if (!begin_call (FALSE))
    return -1;

  for (guint i = disk.changes->len; i > 0 && !disk.lies; i--)
    {
      Change *change = g_ptr_array_index (disk.changes, i - 1);
      g_autofree char *parent = g_path_get_dirname (change->path);

      if (g_str_equal (parent, path))
        g_ptr_array_remove_index (disk.changes, i - 1);
    }
  return 0;
}

const BatchFileOps *
batch_test_disk_get_ops (void)
{
  static const BatchFileOps ops = {
    .open = disk_open,
    .write = disk_write,
    .sync = disk_sync,
    .rename = disk_rename,
    .link_fd = disk_link_fd,
    .unlink = disk_unlink,
    .mkdir = disk_mkdir,
    .sync_dir = disk_sync_dir,
  };

  return &ops;
}

static void
undo (Change *change)
{
  if (change->from != NULL)
    g_rename (change->path, change->from);
  else if (g_file_test (change->path, G_FILE_TEST_IS_DIR))
    batch_test_remove_dir (change->path);
  else
    g_unlink (change->path);

  if (change->replaced != NULL)
    g_file_set_contents (change->path, change->replaced, -1, NULL);
}

/* Of bytes that were not synced some may be there, and some of those may be zeros. */
static void
forget_content (const char *path,
                GRand      *rand)
{
  static const char zeros[512];
  struct stat status;
  gint64 key;
  gint64 *safe;
  gint64 kept;

  g_assert_cmpint (stat (path, &status), ==, 0);
  key = (gint64) status.st_ino;
  if (!(safe = g_hash_table_lookup (disk.synced, &key)) || *safe >= status.st_size)
    return;

  kept = *safe + (gint64) (g_rand_double (rand) * (double) (status.st_size - *safe));
  g_assert_cmpint (truncate (path, kept), ==, 0);
  if (kept > *safe)
    {
      FILE *file = g_fopen (path, "r+");

      fseek (file, (long) *safe, SEEK_SET);
      fwrite (zeros, 1, MIN (sizeof zeros, (gsize) (kept - *safe)), file);
      fclose (file);
    }
}

static void
forget_below (const char *folder,
              GRand      *rand)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        forget_below (path, rand);
      else
        forget_content (path, rand);
    }
}

void
batch_test_disk_forget (const char *root,
                        GRand      *rand)
{
  for (guint i = disk.changes->len; i > 0; i--)
    if (g_rand_boolean (rand))
      undo (g_ptr_array_index (disk.changes, i - 1));
  g_ptr_array_set_size (disk.changes, 0);

  forget_below (root, rand);
}
