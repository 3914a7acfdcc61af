/* test-file-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch-types.h"
#include "files/batch-file-adopt-private.h"
#include "test-disk.h"
#include "test-files.h"
#include "test-power.h"
#include "test-support.h"

/* printf 'hello\n' | sha256sum */
#define HELLO_DIGEST "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

typedef struct
{
  char           *root;
  char           *path;
  BatchFileStore *store;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;

  batch_test_disk_reset ();
  fixture->root = batch_test_make_dir ();
  fixture->path = g_build_filename (fixture->root, "files", NULL);
  fixture->store = GPOINTER_TO_INT (temporary)
                     ? batch_file_store_new_temporary (&error)
                     : batch_file_store_new_with_ops (fixture->path, batch_test_disk_get_ops (),
                                                      &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  temporary)
{
  g_assert_finalize_object (fixture->store);
  batch_test_remove_dir (fixture->root);
  g_free (fixture->root);
  g_free (fixture->path);
}

/* How many files there are below @path, and their permissions. */
static guint
count_files (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      struct stat status;

      g_assert_cmpint (stat (child, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, S_ISDIR (status.st_mode) ? 0700 : 0600);
      if (S_ISDIR (status.st_mode))
        n_files += count_files (child);
      else if (!g_str_equal (name, ".lock"))
        n_files++;
    }

  return n_files;
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = put_text (fixture->store, "hello\n", -1, &error);
  g_autoptr(BatchBlobSource) source = NULL;
  g_autoptr(BatchBlobSource) again = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (digest, ==, HELLO_DIGEST);

  source = batch_file_store_open_blob (fixture->store, digest, &error);
  again = batch_file_store_open_blob (fixture->store, digest, &error);
  g_assert_no_error (error);
  g_assert_true (source == again);
  g_assert_cmpstr (batch_blob_source_get_digest (source), ==, digest);
  g_assert_cmpint (batch_blob_source_get_size (source), ==, 6);

  bytes = batch_blob_source_read (source, 1, 4, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "ello", 4);
  none = batch_blob_source_read (source, 6, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_bytes_get_size (none), ==, 0);
}

static void
test_sizes (Fixture       *fixture,
            gconstpointer  temporary)
{
  static const gsize sizes[] = { 0, 1, 262143, 262144, 262145, 1048576, 3000001 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = g_malloc (sizes[i] + 1);
      g_autofree char *digest = NULL;

      for (gsize j = 0; j < sizes[i]; j++)
        text[j] = (char) (j * 31 + i);
      digest = put_text (fixture->store, text, (gssize) sizes[i], &error);
      g_assert_no_error (error);
      assert_content (fixture->store, digest);
    }
}

static void
test_same_content (Fixture       *fixture,
                   gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = put_text (fixture->store, "hello\n", -1, &error);
  g_autofree char *second = put_text (fixture->store, "hello\n", -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, second);
  assert_content (fixture->store, first);
  g_assert_cmpint (count_files (fixture->path), ==, 1);
}

static void
test_dropped (Fixture       *fixture,
              gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  BatchFileWriter *writer = batch_file_writer_new (fixture->store, &error);

  g_assert_no_error (error);
  batch_file_writer_write (writer, "hel", 3, &error);
  g_assert_cmpint (batch_file_writer_get_size (writer), ==, 3);
  batch_file_writer_free (writer);
  g_assert_cmpint (count_files (fixture->path), ==, 0);
}

/* What is being written can be read before it has its name. */
static void
test_look (Fixture       *fixture,
           gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (fixture->store, &error);
  g_autoptr(BatchBlobSource) copy = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BatchFileGuard) guard = NULL;
  g_autofree char *digest = NULL;
  gint64 size;

  batch_file_writer_write (writer, "hel", 3, &error);
  copy = batch_file_writer_look (writer, &error);
  g_assert_no_error (error);
  bytes = batch_blob_source_read (copy, 0, 3, &error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hel", 3);

  batch_file_writer_write (writer, "lo\n", 3, &error);
  guard = batch_file_writer_commit (writer, &digest, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (digest, ==, HELLO_DIGEST);
  assert_content (fixture->store, digest);
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  temporary)
{
  static const char *digests[] = { HELLO_DIGEST, "", "../../etc/passwd", "58", HELLO_DIGEST "00" };

  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_file_store_open_blob (fixture->store, digests[i], &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
    }
}

static void
test_cut_off (Fixture       *fixture,
              gconstpointer  temporary)
{
  static const struct { gint64 offset; gsize length; } pieces[] = {
    { 0, 7 }, { 6, 1 }, { 7, 0 }, { -1, 2 }, { 0, G_MAXSIZE }, { G_MAXINT64, 1 },
  };
  g_autofree char *digest = put_text (fixture->store, "hello\n", -1, NULL);
  g_autofree char *file = g_build_filename (fixture->path, "58", HELLO_DIGEST + 2, NULL);
  g_autoptr(BatchBlobSource) source = batch_file_store_open_blob (fixture->store, digest, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_blob_source_read (source, pieces[i].offset, pieces[i].length, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
    }

  if (!GPOINTER_TO_INT (temporary))
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (truncate (file, 3), ==, 0);
      g_assert_null (batch_blob_source_read (source, 0, 6, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
      g_assert_nonnull (strstr (error->message, "cut off at byte 3"));
    }
}

/* A damaged file is put right when its content comes in again. */
static void
test_repair (Fixture       *fixture,
             gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = put_text (fixture->store, "hello\n", -1, &error);
  g_autofree char *file = g_build_filename (fixture->path, "58", HELLO_DIGEST + 2, NULL);
  g_autofree char *second = NULL;

  g_assert_cmpint (truncate (file, 3), ==, 0);
  second = put_text (fixture->store, "hello\n", -1, &error);
  g_assert_no_error (error);
  assert_content (fixture->store, second);
}

/* The first byte is another, and the file says that nobody has written to it. */
static void
write_over (const char *file,
            const char *byte)
{
  struct timespec times[2];
  struct stat status;
  int fd = g_open (file, O_RDWR | O_CLOEXEC, 0);

  await_tick (file);
  g_assert_cmpint (fstat (fd, &status), ==, 0);
  g_assert_cmpint (pwrite (fd, byte, 1, 0), ==, 1);
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  g_assert_cmpint (futimens (fd, times), ==, 0);
  g_close (fd, NULL);
}

static void
assert_spoiled (BatchBlobSource *source,
                const char      *file)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_blob_source_read (source, 3, 2, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, file));
  g_assert_nonnull (strstr (error->message, "submit its batch again"));
}

/* Nothing of a file that was changed is given out, be it open or opened later; and once its content
 * came in again, it is that. */
static void
test_changed (Fixture       *fixture,
              gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = put_text (fixture->store, "hello\n", -1, &error);
  g_autofree char *file = g_build_filename (fixture->path, "58", HELLO_DIGEST + 2, NULL);
  g_autoptr(BatchFileStore) other = batch_file_store_new (fixture->path, &error);
  g_autoptr(BatchBlobSource) open = batch_file_store_open_blob (fixture->store, digest, &error);
  g_autoptr(BatchBlobSource) late = NULL;

  assert_content (fixture->store, digest);
  write_over (file, "j");
  assert_spoiled (open, file);
  late = batch_file_store_open_blob (other, digest, &error);
  g_assert_no_error (error);
  assert_spoiled (late, file);
  assert_spoiled (late, file);
  g_assert_false (batch_blob_source_is_stale (late));

  g_free (put_text (other, "hello\n", -1, &error));
  g_assert_no_error (error);
  g_assert_true (batch_blob_source_is_stale (open));
  assert_content (other, digest);
  assert_content (fixture->store, digest);
}

/* One that was only touched is what it was, and one that was put right in its place is again. */
static void
test_touched (Fixture       *fixture,
              gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = put_text (fixture->store, "hello\n", -1, &error);
  g_autofree char *file = g_build_filename (fixture->path, "58", HELLO_DIGEST + 2, NULL);
  g_autoptr(BatchBlobSource) source = batch_file_store_open_blob (fixture->store, digest, &error);

  await_tick (file);
  g_assert_cmpint (utimensat (AT_FDCWD, file, NULL, 0), ==, 0);
  assert_content (fixture->store, digest);

  write_over (file, "j");
  assert_spoiled (source, file);
  write_over (file, "h");
  assert_content (fixture->store, digest);
}

static void
test_bad_writes (Fixture       *fixture,
                 gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strnfill (300000, 'x');
  g_autofree char *digest = NULL;

  batch_test_disk_set_piece (777);
  batch_test_disk_interrupt ();
  digest = put_text (fixture->store, text, -1, &error);
  g_assert_no_error (error);
  assert_content (fixture->store, digest);
}

static void
test_full_disk (Fixture       *fixture,
                gconstpointer  temporary)
{
  g_autofree char *text = g_strnfill (600000, 'x');

  for (gint64 space = 0; space < 600000; space += 99999)
    {
      g_autoptr(GError) error = NULL;

      batch_test_disk_set_space (space);
      g_assert_null (put_text (fixture->store, text, -1, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (error->message, "free some space"));
      g_assert_cmpint (count_files (fixture->path), ==, 0);
    }
}

/* --- Collection --- */

static GHashTable *
keep_cb (gpointer   user_data,
         GError   **error)
{
  const char * const *digests = user_data;
  GHashTable *keep = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; digests[i] != NULL; i++)
    g_hash_table_add (keep, (gpointer) digests[i]);
  return keep;
}

static GHashTable *
fail_cb (gpointer   user_data,
         GError   **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE, "No");
  return NULL;
}

static void
test_collect (Fixture       *fixture,
              gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = put_text (fixture->store, "kept", -1, &error);
  g_autofree char *dropped = put_text (fixture->store, "dropped", -1, &error);
  g_autoptr(BatchBlobSource) open = batch_file_store_open_blob (fixture->store, dropped, &error);
  const char *digests[] = { kept, NULL };
  guint n_removed;

  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, digests, &n_removed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_removed, ==, 1);
  assert_content (fixture->store, kept);

  g_clear_object (&open);
  g_assert_null (batch_file_store_open_blob (fixture->store, dropped, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_collect_busy (Fixture       *fixture,
                   gconstpointer  temporary)
{
  static const char *none[] = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (fixture->store, &error);
  g_autoptr(BatchFileGuard) other = batch_file_store_guard (fixture->store, &error);
  BatchFileGuard *guard;
  g_autofree char *digest = NULL;
  gint64 size;
  guint n_removed;

  g_assert_no_error (error);
  batch_file_writer_write (writer, "hello\n", 6, &error);
  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, none, &n_removed, &error));
  g_assert_cmpint (n_removed, ==, 0);

  guard = batch_file_writer_commit (writer, &digest, &size, &error);
  g_assert_no_error (error);
  batch_file_guard_unref (g_steal_pointer (&other));
  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, none, &n_removed, &error));
  g_assert_cmpint (n_removed, ==, 0);
  assert_content (fixture->store, digest);

  other = batch_file_guard_ref (guard);
  batch_file_guard_unref (guard);
  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, none, &n_removed, &error));
  g_assert_cmpint (n_removed, ==, 0);

  batch_file_guard_unref (g_steal_pointer (&other));
  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, none, &n_removed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_removed, ==, 1);
}

static void
test_collect_unknown (Fixture       *fixture,
                      gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = put_text (fixture->store, "hello\n", -1, &error);
  guint n_removed;

  g_assert_false (batch_file_store_collect (fixture->store, fail_cb, NULL, &n_removed, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  assert_content (fixture->store, digest);
}

static void
test_collect_stale (Fixture       *fixture,
                    gconstpointer  temporary)
{
  static const char *none[] = { NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *stale = g_build_filename (fixture->path, ".new-of-one-that-died", NULL);
  g_autofree char *other = g_build_filename (fixture->path, "notes.txt", NULL);
  guint n_removed;

  g_assert_true (g_file_set_contents (stale, "hel", -1, &error));
  g_assert_true (g_file_set_contents (other, "mine", -1, &error));
  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, none, &n_removed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n_removed, ==, 0);
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* --- What is whole already --- */

/* A nameless file with @text, or, if it is @unlinked, one that had a name. */
static int
make_nameless (Fixture    *fixture,
               const char *text,
               gboolean    unlinked)
{
  g_autofree char *path = g_build_filename (fixture->root, "named", NULL);
  int fd = unlinked ? g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)
                    : open (fixture->root, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  if (unlinked)
    g_unlink (path);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  return fd;
}

/* What is whole already comes in without a copy. */
static void
test_taking (Fixture       *fixture,
             gconstpointer  temporary)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *digest = i == 1 ? g_strdup (HELLO_DIGEST) : NULL;
      gint64 size = -1;
      int fd = make_nameless (fixture, "hello\n", FALSE);
      g_autoptr(BatchFileGuard) guard = batch_file_adopt (fixture->store, fd, &digest, &size,
                                                          &error);

      g_close (fd, NULL);
      g_assert_no_error (error);
      if (temporary != NULL)
        {
          g_assert_null (guard);
          return;
        }

      g_assert_nonnull (guard);
      g_assert_cmpint (size, ==, 6);
      g_assert_cmpstr (digest, ==, HELLO_DIGEST);
      assert_content (fixture->store, digest);
      g_assert_cmpuint (count_files (fixture->path), ==, 1);
    }
}

/* One that had a name gets no other, and has to be copied; on a disk that breaks nothing comes
 * in, and what is left goes. */
static void
test_not_taken (Fixture       *fixture,
                gconstpointer  temporary)
{
  static const char *none[] = { NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = NULL;
  gint64 size;
  guint n_removed;
  int fd = make_nameless (fixture, "hello\n", TRUE);

  g_assert_null (batch_file_adopt (fixture->store, fd, &digest, &size, &error));
  g_assert_no_error (error);
  g_close (fd, NULL);
  if (temporary != NULL)
    return;

  fd = make_nameless (fixture, "hello\n", FALSE);
  batch_test_power_cut_after (1);      /* it has a name by then */
  g_assert_null (batch_file_adopt (fixture->store, fd, &digest, &size, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_close (fd, NULL);
  batch_test_power_reset ();
  g_assert_true (batch_file_store_collect (fixture->store, keep_cb, none, &n_removed, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture->path), ==, 0);
}

/* --- Bad days of a real file system --- */

static void
test_not_a_directory (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *below = g_build_filename (root, "missing", "files", NULL);

  g_assert_null (batch_file_store_new (below, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  batch_test_remove_dir (root);
}

static gboolean
mount_small (const char    *path,
             unsigned long  flags)
{
  if (mount ("none", path, "tmpfs", flags, "size=256k") == 0)
    return TRUE;

  g_test_skip ("only root can mount a small file system");
  return FALSE;
}

static void
test_small_tmpfs (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileStore) store = NULL;
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "files", NULL);
  g_autofree char *text = g_strnfill (1000000, 'x');
  g_autofree char *digest = NULL;

  if (mount_small (root, 0))
    {
      store = batch_file_store_new (path, &error);
      g_assert_no_error (error);
      g_assert_null (put_text (store, text, -1, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_clear_error (&error);

      digest = put_text (store, "hello\n", -1, &error);
      g_assert_no_error (error);
      assert_content (store, digest);
      g_assert_cmpint (count_files (path), ==, 1);
      umount (root);
    }
  batch_test_remove_dir (root);
}

static void
test_read_only (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileStore) store = NULL;
  g_autofree char *root = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (root, "files", NULL);
  g_autofree char *digest = NULL;

  if (mount_small (root, 0))
    {
      store = batch_file_store_new (path, &error);
      digest = put_text (store, "hello\n", -1, &error);
      g_assert_no_error (error);
      g_clear_object (&store);
      g_assert_cmpint (mount ("none", root, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);

      store = batch_file_store_new (path, &error);
      g_assert_no_error (error);
      assert_content (store, digest);
      g_assert_null (put_text (store, "more", -1, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY);
      g_assert_nonnull (strstr (error->message, "can be written to"));
      umount (root);
    }
  batch_test_remove_dir (root);
}

/* --- Threads --- */

static gpointer
reader_thread (gpointer data)
{
  BatchBlobSource *source = data;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 offset = (i * 7919) % 10000;
      g_autoptr(GBytes) bytes = batch_blob_source_read (source, offset * 4, 4, &error);

      g_assert_no_error (error);
      g_assert_cmpint (*(const guint32 *) g_bytes_get_data (bytes, NULL), ==, offset);
    }

  return NULL;
}

static void
test_threads (Fixture       *fixture,
              gconstpointer  temporary)
{
  g_autoptr(GError) error = NULL;
  g_autofree guint32 *numbers = g_new (guint32, 10000);
  g_autofree char *digest = NULL;
  g_autoptr(BatchBlobSource) source = NULL;
  GThread *threads[4];

  for (guint i = 0; i < 10000; i++)
    numbers[i] = i;
  digest = put_text (fixture->store, (const char *) numbers, 40000, &error);
  source = batch_file_store_open_blob (fixture->store, digest, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", reader_thread, source);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
add (const char  *name,
     void       (*test) (Fixture *fixture, gconstpointer temporary),
     gboolean     temporary_too)
{
  g_autofree char *path = g_strconcat ("/batch/files/store/", name, NULL);
  g_autofree char *temporary_path = g_strconcat (path, "/temporary", NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
  if (temporary_too)
    g_test_add (temporary_path, Fixture, GINT_TO_POINTER (TRUE), fixture_set_up, test,
                fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("round-trip", test_round_trip, TRUE);
  add ("sizes", test_sizes, TRUE);
  add ("taking", test_taking, TRUE);
  add ("not-taken", test_not_taken, TRUE);
  add ("same-content", test_same_content, FALSE);
  add ("dropped", test_dropped, FALSE);
  add ("look", test_look, TRUE);
  add ("missing", test_missing, TRUE);
  add ("cut-off", test_cut_off, TRUE);
  add ("repair", test_repair, FALSE);
  add ("changed", test_changed, FALSE);
  add ("touched", test_touched, FALSE);
  add ("bad-writes", test_bad_writes, FALSE);
  add ("full-disk", test_full_disk, FALSE);
  add ("collect", test_collect, TRUE);
  add ("collect-busy", test_collect_busy, TRUE);
  add ("collect-unknown", test_collect_unknown, TRUE);
  add ("collect-stale", test_collect_stale, FALSE);
  add ("threads", test_threads, TRUE);
  g_test_add_func ("/batch/files/store/not-a-directory", test_not_a_directory);
  g_test_add_func ("/batch/files/store/small-tmpfs", test_small_tmpfs);
  g_test_add_func ("/batch/files/store/read-only", test_read_only);

  return g_test_run ();
}
