/* test-blob.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "batch-types.h"
#include "files/batch-blob-stream-private.h"
#include "files/batch-file-hasher-private.h"
#include "test-files.h"
#include "test-support.h"

/* One file: hashed, read by pieces, and read as a stream. */

typedef struct
{
  char   *root;
  char   *path;
  char   *digest;
  guint8 *data;
  gsize   length;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr(GError) error = NULL;

  fixture->root = batch_test_make_dir ();
  fixture->path = g_build_filename (fixture->root, "blob", NULL);
  fixture->length = GPOINTER_TO_SIZE (data);
  fixture->data = g_malloc (fixture->length + 1);
  for (gsize i = 0; i < fixture->length; i++)
    fixture->data[i] = (guint8) g_rand_int (rand);
  fixture->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, fixture->data,
                                                 fixture->length);
  g_file_set_contents (fixture->path, (const char *) fixture->data, (gssize) fixture->length,
                       &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  batch_test_remove_dir (fixture->root);
  g_free (fixture->root);
  g_free (fixture->path);
  g_free (fixture->digest);
  g_free (fixture->data);
}

static int
open_file (Fixture *fixture)
{
  int fd = g_open (fixture->path, O_RDWR | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static BatchBlobSource *
open_named (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BatchBlobSource *source = batch_blob_source_new_named (fixture->digest, fixture->path,
                                                         open_file (fixture), NULL, &error);

  g_assert_no_error (error);
  return source;
}

static void
write_byte (Fixture *fixture,
            gsize    offset,
            guint8   byte)
{
  int fd = open_file (fixture);

  await_tick (fixture->path);
  g_assert_cmpint (pwrite (fd, &byte, 1, (off_t) offset), ==, 1);
  g_assert_true (g_close (fd, NULL));
}

/* --- Hashing --- */

static void
test_hash (Fixture       *fixture,
           gconstpointer  data)
{
  gsize lengths[] = { 0, 1, fixture->length / 2, fixture->length };
  g_autoptr(GError) error = NULL;
  int fd = open_file (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gsize length = MIN (lengths[i], fixture->length);
      g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, fixture->data,
                                                               length);
      g_autofree char *digest = batch_file_hash (fd, (gint64) length, "it", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (digest, ==, expected);
    }

  /* Where it is in the file does not matter, and is left as it is. */
  g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, 0);
  g_assert_null (batch_file_hash (fd, (gint64) fixture->length + 1, "the name", &error));
  g_assert_error (error, G_IO_ERROR, (int) g_io_error_from_errno (EIO));
  g_assert_nonnull (strstr (error->message, "the name"));
  g_assert_true (g_close (fd, NULL));
}

static void
test_no_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *nothing = batch_file_hash (-1, 0, "it", &error);

  /* Of no bytes, nothing is read. */
  g_assert_no_error (error);
  g_assert_cmpstr (nothing, ==,
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_null (batch_file_hash (-1, 1, "it", &error));
  g_assert_error (error, G_IO_ERROR, (int) g_io_error_from_errno (EBADF));
}

/* Blocks of any length, in their order; more of them than there is room for. */
static void
test_blocks (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr(BatchFileHasher) hasher = batch_file_hasher_new (NULL);
      g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      g_autofree char *first = NULL;
      g_autofree char *again = NULL;

      for (guint i = 0; i < round; i++)
        {
          BatchFileBlock *block = batch_file_hasher_get_block (hasher);
          int bits = g_rand_int_range (rand, 0, 19);

          g_assert_cmpuint (block->length, ==, 0);
          block->length = (gsize) g_rand_int_range (rand, 1, (1 << bits) + 1);
          g_assert_cmpuint (block->length, <=, BATCH_FILE_BLOCK_SIZE);
          memset (block->data, g_rand_int_range (rand, 0, 256), block->length);
          g_checksum_update (checksum, block->data, (gssize) block->length);
          batch_file_hasher_push (hasher, block);
        }

      first = batch_file_hasher_finish (hasher);
      again = batch_file_hasher_finish (hasher);
      g_assert_cmpstr (first, ==, g_checksum_get_string (checksum));
      g_assert_cmpstr (again, ==, first);
    }
}

/* Given up in the middle, it takes its blocks along. */
static void
test_given_up (void)
{
  for (guint n = 0; n < 6; n++)
    {
      g_autoptr(BatchFileHasher) hasher = batch_file_hasher_new (NULL);

      for (guint i = 0; i < n; i++)
        {
          BatchFileBlock *block = batch_file_hasher_get_block (hasher);

          memset (block->data, 'x', BATCH_FILE_BLOCK_SIZE);
          block->length = BATCH_FILE_BLOCK_SIZE;
          batch_file_hasher_push (hasher, block);
        }
    }
}

/* --- Pieces --- */

static void
assert_piece (Fixture         *fixture,
              BatchBlobSource *source,
              gint64           offset,
              gsize            length)
{
  gboolean is_within = offset >= 0 && (gsize) offset <= fixture->length
                       && length <= fixture->length - (gsize) offset;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) piece = batch_blob_source_read (source, offset, length, &error);

  if (is_within)
    {
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (piece, NULL), g_bytes_get_size (piece),
                       fixture->data + offset, length);
    }
  else
    {
      g_assert_null (piece);
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
      g_assert_nonnull (strstr (error->message, fixture->digest));
    }
}

static void
test_pieces (Fixture       *fixture,
             gconstpointer  data)
{
  gint64 end = (gint64) fixture->length;
  const gint64 offsets[] = { G_MININT64, -1, 0, 1, end - 1, end, end + 1, G_MAXINT64 };
  const gsize lengths[] = { 0, 1, fixture->length - 1, fixture->length, fixture->length + 1,
                            G_MAXINT64, G_MAXSIZE };
  g_autoptr(BatchBlobSource) named = open_named (fixture);
  g_autoptr(BatchBlobSource) unnamed = batch_blob_source_new (fixture->digest,
                                                              open_file (fixture), NULL);

  g_assert_cmpint (batch_blob_source_get_size (named), ==, end);
  g_assert_cmpstr (batch_blob_source_get_digest (unnamed), ==, fixture->digest);
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    for (guint j = 0; j < G_N_ELEMENTS (lengths); j++)
      {
        assert_piece (fixture, named, offsets[i], lengths[j]);
        assert_piece (fixture, unnamed, offsets[i], lengths[j]);
      }

  g_assert_false (batch_blob_source_is_stale (named));
}

static void
test_not_open (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_blob_source_new ("abc", -1, &error));
  g_assert_error (error, G_IO_ERROR, (int) g_io_error_from_errno (EBADF));
  g_clear_error (&error);
  g_assert_null (batch_blob_source_new_named ("abc", "/nowhere", -1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, (int) g_io_error_from_errno (EBADF));
}

/* --- Files that somebody writes to --- */

static void
assert_damaged (BatchBlobSource *source,
                gint64           offset,
                gsize            length)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_blob_source_read (source, offset, length, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
}

/* It has grown: what it had is there, but it is not what came in. */
static void
test_grown (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchBlobSource) source = open_named (fixture);

  write_byte (fixture, fixture->length, 'x');
  assert_damaged (source, 0, fixture->length);
  /* There is no other file of its name. */
  g_assert_false (batch_blob_source_is_stale (source));
  g_assert_cmpint (truncate (fixture->path, (off_t) fixture->length), ==, 0);
  assert_piece (fixture, source, 0, fixture->length);
}

static void
test_cut_off (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(BatchBlobSource) unnamed = batch_blob_source_new (fixture->digest,
                                                              open_file (fixture), NULL);
  g_autoptr(GError) error = NULL;
  gsize left = fixture->length / 2;
  g_autofree char *place = g_strdup_printf ("at byte %" G_GSIZE_FORMAT ";", left);

  g_assert_cmpint (truncate (fixture->path, (off_t) left), ==, 0);
  assert_piece (fixture, unnamed, 0, left);
  g_assert_null (batch_blob_source_read (unnamed, 0, left + 1, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, place));
}

/* The same input came in once more, as another file of that name. */
static void
test_stale (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchBlobSource) source = open_named (fixture);
  g_autofree char *old_path = g_build_filename (fixture->root, "old", NULL);
  g_autoptr(GError) error = NULL;
  int old = open_file (fixture);

  g_assert_cmpint (g_rename (fixture->path, old_path), ==, 0);
  g_assert_false (batch_blob_source_is_stale (source));
  g_file_set_contents (fixture->path, (const char *) fixture->data, (gssize) fixture->length,
                       &error);
  g_assert_no_error (error);
  /* It is whole, so it may go on with what it has. */
  assert_piece (fixture, source, 0, fixture->length);
  g_assert_false (batch_blob_source_is_stale (source));

  await_tick (old_path);
  g_assert_cmpint (ftruncate (old, 0), ==, 0);
  assert_damaged (source, 0, 1);
  /* It ended too early, which by itself says nothing of the rest. */
  g_assert_cmpint (pwrite (old, "x", 1, (off_t) fixture->length - 1), ==, 1);
  assert_damaged (source, 0, 1);
  g_assert_true (batch_blob_source_is_stale (source));
  g_assert_true (g_close (old, NULL));
}

static void
test_known_whole (Fixture       *fixture,
                  gconstpointer  data)
{
  BatchFileIdentity whole;
  struct stat status;
  g_autoptr(BatchBlobSource) source = NULL;
  g_autoptr(GBytes) piece = NULL;
  g_autoptr(GError) error = NULL;
  int fd = open_file (fixture);

  g_assert_cmpint (fstat (fd, &status), ==, 0);
  whole = batch_file_identity_new (&status);
  /* Nothing is computed of what is known to be whole: this would not be its digest. */
  source = batch_blob_source_new_named ("another", fixture->path, fd, &whole, &error);
  g_assert_no_error (error);
  piece = batch_blob_source_read (source, 0, 1, &error);
  g_assert_no_error (error);

  g_assert_cmpint (truncate (fixture->path, 1), ==, 0);
  assert_damaged (source, 0, 1);
}

/* --- Several threads --- */

#define N_READERS 4
#define N_PIECES  50

typedef struct
{
  Fixture         *fixture;
  BatchBlobSource *source;
  guint32          seed;
} Reader;

static gpointer
read_pieces (gpointer data)
{
  Reader *reader = data;
  g_autoptr(GRand) rand = g_rand_new_with_seed (reader->seed);

  for (guint i = 0; i < N_PIECES; i++)
    {
      gint64 offset = g_rand_int_range (rand, 0, (int) reader->fixture->length);

      assert_piece (reader->fixture, reader->source, offset,
                    (gsize) g_rand_int_range (rand, 0, 2 * (int) reader->fixture->length));
    }

  return NULL;
}

static void
test_threads (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(BatchBlobSource) source = open_named (fixture);
  Reader readers[N_READERS];
  GThread *threads[N_READERS];

  for (guint i = 0; i < N_READERS; i++)
    {
      readers[i] = (Reader) { fixture, source, (guint32) g_test_rand_int () };
      threads[i] = g_thread_new ("reader", read_pieces, &readers[i]);
    }
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (threads[i]);
}

/* --- Streams --- */

static void
test_stream (Fixture       *fixture,
             gconstpointer  data)
{
  static const gsize counts[] = { 1, 7, 4096, G_MAXSSIZE };
  g_autoptr(BatchBlobSource) source = open_named (fixture);
  g_autofree guint8 *buffer = g_malloc (fixture->length + 1);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr(GInputStream) stream = batch_blob_stream_new (source);
      gsize at = 0;
      gssize n_read = 1;

      /* A few steps are enough; then the rest. */
      for (guint step = 0; n_read > 0; step++)
        {
          gsize count = step < 10 ? counts[i] : fixture->length + 1;

          n_read = g_input_stream_read (stream, buffer + at, count, NULL, NULL);
          g_assert_cmpint (n_read, ==, (gssize) MIN (count, fixture->length - at));
          at += (gsize) n_read;
        }
      g_assert_cmpmem (buffer, at, fixture->data, fixture->length);
      g_assert_cmpint (g_input_stream_read (stream, buffer, 1, NULL, NULL), ==, 0);
    }
}

/* What could not be read is where it was: nothing is skipped. */
static void
test_stream_errors (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(BatchBlobSource) source = open_named (fixture);
  g_autoptr(GInputStream) stream = batch_blob_stream_new (source);
  g_autoptr(GError) error = NULL;
  guint8 byte = 0;

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  write_byte (fixture, 0, (guint8) ~fixture->data[0]);
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_clear_error (&error);

  write_byte (fixture, 0, fixture->data[0]);
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (byte, ==, fixture->data[0]);
}

/* --- Identities --- */

static void
test_identity (void)
{
  static const gsize offsets[] = {
    G_STRUCT_OFFSET (BatchFileIdentity, device), G_STRUCT_OFFSET (BatchFileIdentity, inode),
    G_STRUCT_OFFSET (BatchFileIdentity, size), G_STRUCT_OFFSET (BatchFileIdentity, modified_ns),
    G_STRUCT_OFFSET (BatchFileIdentity, changed_ns),
  };
  const struct stat status = {
    .st_dev = 1, .st_ino = 2, .st_size = 3, .st_mtim = { 4, 5 }, .st_ctim = { -1, 999999999 },
  };
  const BatchFileIdentity none = { 0 };
  BatchFileIdentity identity = batch_file_identity_new (&status);

  g_assert_cmpint (identity.modified_ns, ==, G_GINT64_CONSTANT (4000000005));
  g_assert_cmpint (identity.changed_ns, ==, -1);
  g_assert_true (batch_file_identity_equal (&identity, &identity));
  g_assert_false (batch_file_identity_equal (&identity, &none));
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      BatchFileIdentity other = identity;

      G_STRUCT_MEMBER (gint64, &other, offsets[i])++;
      g_assert_false (batch_file_identity_equal (&identity, &other));
    }
}

#define ADD(name, length, func) \
  g_test_add ("/batch/files/blob/" name, Fixture, GSIZE_TO_POINTER (length), fixture_set_up, \
              func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("hash/none", 0, test_hash);
  ADD ("hash/block", BATCH_FILE_BLOCK_SIZE, test_hash);
  ADD ("hash/more-than-a-block", BATCH_FILE_BLOCK_SIZE + 1, test_hash);
  ADD ("hash/many", 9 * BATCH_FILE_BLOCK_SIZE - 1, test_hash);
  g_test_add_func ("/batch/files/blob/no-file", test_no_file);
  g_test_add_func ("/batch/files/blob/blocks", test_blocks);
  g_test_add_func ("/batch/files/blob/given-up", test_given_up);
  ADD ("pieces/none", 0, test_pieces);
  ADD ("pieces/one", 1, test_pieces);
  ADD ("pieces/some", 1000, test_pieces);
  g_test_add_func ("/batch/files/blob/not-open", test_not_open);
  ADD ("grown", 1000, test_grown);
  ADD ("cut-off", 1000, test_cut_off);
  ADD ("stale", 1000, test_stale);
  ADD ("known-whole", 1000, test_known_whole);
  ADD ("threads", BATCH_FILE_BLOCK_SIZE, test_threads);
  ADD ("stream", BATCH_FILE_BLOCK_SIZE + 1, test_stream);
  ADD ("stream/empty", 0, test_stream);
  ADD ("stream/errors", 1000, test_stream_errors);
  g_test_add_func ("/batch/files/blob/identity", test_identity);

  return g_test_run ();
}
