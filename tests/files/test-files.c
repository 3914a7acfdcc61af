/* test-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-files.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

char *
put_text (BatchFileStore  *store,
          const char      *text,
          gssize           length,
          GError         **error)
{
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (store, error);
  g_autoptr(BatchFileGuard) guard = NULL;
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;
  char *digest = NULL;
  gint64 size;

  if (writer == NULL
      || !batch_file_writer_write (writer, text, n_bytes, error)
      || !(guard = batch_file_writer_commit (writer, &digest, &size, error)))
    return NULL;

  g_assert_cmpint (size, ==, (gint64) n_bytes);
  return digest;
}

void
assert_content (BatchFileStore *store,
                const char     *digest)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBlobSource) source = batch_file_store_open_blob (store, digest, &error);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *actual = NULL;

  g_assert_no_error (error);
  bytes = batch_blob_source_read (source, 0, (gsize) batch_blob_source_get_size (source), &error);
  g_assert_no_error (error);
  actual = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_assert_cmpstr (actual, ==, digest);
}

void
await_tick (const char *file)
{
  struct timespec now;
  struct stat status;

  g_assert_cmpint (stat (file, &status), ==, 0);
  do
    clock_gettime (CLOCK_REALTIME_COARSE, &now);
  while (now.tv_sec == status.st_ctim.tv_sec && now.tv_nsec == status.st_ctim.tv_nsec);
}
