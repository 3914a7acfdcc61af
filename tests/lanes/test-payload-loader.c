/* test-payload-loader.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-payload-loader-private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "files/batch-blob-source-private.h"
#include "test-support.h"

#define MOST_ITEMS 128
#define MOST_BYTES (8 * 1024 * 1024)

#define TEXT   "{\"a\":1}\n{\"größe\":2}\n\0{}\n"
#define LENGTH ((gint64) sizeof TEXT - 1)

typedef struct
{
  char            *dir;
  BatchBlobSource *input;          /* of TEXT */
  GPtrArray       *requests;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->dir = batch_test_make_dir ();
  path = g_build_filename (fixture->dir, "input", NULL);
  g_assert_true (g_file_set_contents (path, TEXT, LENGTH, NULL));
  fixture->input = batch_blob_source_new ("digest", open (path, O_RDONLY | O_CLOEXEC), &error);
  g_assert_no_error (error);
  fixture->requests = batch_payload_loader_requests_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->requests, g_ptr_array_unref);
  g_clear_object (&fixture->input);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static BatchItemRecord *
item_new (gint64  offset,
          guint32 length)
{
  BatchItemRecord *item = batch_item_record_new ();

  item->offset = offset;
  item->length = length;
  return item;
}

static gboolean
add (Fixture *fixture,
     gint64   offset,
     guint32  length)
{
  g_autoptr(BatchItemRecord) item = item_new (offset, length);

  return batch_payload_loader_add (fixture->requests, item, G_OBJECT (fixture->input), NULL);
}

static gboolean
add_error (Fixture    *fixture,
           guint32     length,
           const char *message)
{
  g_autoptr(BatchItemRecord) item = item_new (0, length);
  g_autoptr(GError) error = g_error_new_literal (BATCH_ERROR, BATCH_ERROR_NOT_FOUND, message);

  return batch_payload_loader_add (fixture->requests, item, NULL, error);
}

static GPtrArray *
read_all (GPtrArray *requests)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_payload_loader_read_async (requests, batch_test_store_result, &result);
  g_assert_null (result);
  batch_test_wait (&result);
  return batch_payload_loader_read_finish (result);
}

static void
assert_bytes (GPtrArray  *payloads,
              guint       i,
              const char *data,
              gsize       length)
{
  const BatchPayload *payload = g_ptr_array_index (payloads, i);

  g_assert_no_error (payload->error);
  g_assert_nonnull (payload->bytes);
  g_assert_cmpmem (g_bytes_get_data (payload->bytes, NULL), g_bytes_get_size (payload->bytes),
                   data, length);
}

static void
assert_error (GPtrArray  *payloads,
              guint       i,
              int         code,
              const char *words)
{
  const BatchPayload *payload = g_ptr_array_index (payloads, i);

  g_assert_error (payload->error, BATCH_ERROR, code);
  g_assert_nonnull (strstr (payload->error->message, words));
  g_assert_null (payload->bytes);
}

/* --- How much is enough --- */

static void
test_most_items (Fixture       *fixture,
                 gconstpointer  data)
{
  for (guint i = 1; i < MOST_ITEMS; i++)
    g_assert_true (add (fixture, 0, 1));

  g_assert_false (add (fixture, 0, 0));
  g_assert_cmpuint (fixture->requests->len, ==, MOST_ITEMS);
  g_assert_false (add (fixture, 0, 1));
  g_assert_cmpuint (fixture->requests->len, ==, MOST_ITEMS + 1);
}

/* One that has nothing to be read counts as well. */
static void
test_most_errors (Fixture       *fixture,
                  gconstpointer  data)
{
  for (guint i = 1; i < MOST_ITEMS; i++)
    g_assert_true (add_error (fixture, 0, "gone"));

  g_assert_false (add_error (fixture, 0, "gone"));
}

static void
test_most_bytes (void)
{
  static const struct
  {
    guint32  lengths[4];
    gboolean more[4];
  } cases[] = {
    { { MOST_BYTES - 1, 0, 1, 0 }, { TRUE, TRUE, FALSE, FALSE } },
    { { MOST_BYTES, 0, 0, 0 }, { FALSE, FALSE, FALSE, FALSE } },
    { { MOST_BYTES / 2, MOST_BYTES / 2 - 1, 1, 1 }, { TRUE, TRUE, FALSE, FALSE } },
    { { 1, MOST_BYTES / 2, MOST_BYTES / 2 - 2, 1 }, { TRUE, TRUE, TRUE, FALSE } },
    /* Sums that 32 bits do not hold. */
    { { G_MAXUINT32, 1, G_MAXUINT32, 2 }, { FALSE, FALSE, FALSE, FALSE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { .requests = batch_payload_loader_requests_new () };

      for (guint k = 0; k < G_N_ELEMENTS (cases[i].lengths); k++)
        g_assert_true (add_error (&fixture, cases[i].lengths[k], "gone") == cases[i].more[k]);
      g_ptr_array_unref (fixture.requests);
    }
}

/* --- What is read --- */

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) payloads = read_all (fixture->requests);

  g_assert_cmpuint (payloads->len, ==, 0);
}

/* In the order of the requests, whatever the order in the file, and pieces more than once. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GPtrArray) payloads = NULL;

  add (fixture, 8, 13);
  add (fixture, 0, 7);
  add (fixture, 0, 7);
  add (fixture, 3, 0);
  add (fixture, 0, LENGTH);
  add (fixture, LENGTH - 1, 1);
  add (fixture, LENGTH, 0);
  payloads = read_all (fixture->requests);
  g_assert_cmpuint (payloads->len, ==, 7);
  assert_bytes (payloads, 0, "{\"größe\":2}", 13);
  assert_bytes (payloads, 1, "{\"a\":1}", 7);
  assert_bytes (payloads, 2, "{\"a\":1}", 7);
  assert_bytes (payloads, 3, "", 0);
  assert_bytes (payloads, 4, TEXT, LENGTH);
  assert_bytes (payloads, 5, "\n", 1);
  assert_bytes (payloads, 6, "", 0);
}

/* Each is told for itself: the others are read all the same. */
static void
test_errors (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) payloads = NULL;

  add_error (fixture, 7, "The file is gone");
  add (fixture, 0, 7);
  add (fixture, LENGTH - 1, 2);
  add (fixture, LENGTH, 1);
  add (fixture, G_MAXINT64 - 10, 5);
  add_error (fixture, 0, "Its disk is away");
  add (fixture, 8, 1);
  payloads = read_all (fixture->requests);
  g_assert_cmpuint (payloads->len, ==, 7);
  assert_error (payloads, 0, BATCH_ERROR_NOT_FOUND, "The file is gone");
  assert_bytes (payloads, 1, "{\"a\":1}", 7);
  assert_error (payloads, 2, BATCH_ERROR_STORE, "digest was cut off");
  assert_error (payloads, 3, BATCH_ERROR_STORE, "digest was cut off");
  assert_error (payloads, 4, BATCH_ERROR_STORE, "digest");
  assert_error (payloads, 5, BATCH_ERROR_NOT_FOUND, "Its disk is away");
  assert_bytes (payloads, 6, "{", 1);
}

/* A file that is cut after it was opened: what is left of it is there. */
static void
test_cut_off (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "input", NULL);
  g_autoptr(GPtrArray) payloads = NULL;
  int fd = open (path, O_WRONLY | O_TRUNC | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, TEXT, 8), ==, 8);
  close (fd);
  add (fixture, 8, 13);
  add (fixture, 0, 7);
  payloads = read_all (fixture->requests);
  assert_error (payloads, 0, BATCH_ERROR_STORE, "at byte 8");
  assert_bytes (payloads, 1, "{\"a\":1}", 7);
}

/* The record comes back as it was given, and is kept by the answer alone. */
static void
test_items (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GPtrArray) payloads = NULL;
  BatchItemRecord *items[3];

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      items[i] = item_new (0, 7);
      items[i]->position = 70 + i;
      batch_payload_loader_add (fixture->requests, items[i], G_OBJECT (fixture->input), NULL);
      batch_item_record_unref (items[i]);
    }
  payloads = read_all (fixture->requests);
  g_ptr_array_unref (fixture->requests);
  fixture->requests = batch_payload_loader_requests_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      const BatchPayload *payload = g_ptr_array_index (payloads, i);

      g_assert_true (payload->item == items[i]);
      g_assert_cmpuint (payload->item->position, ==, 70 + i);
    }
}

/* Who has asked may forget both before the answer is there. */
static void
test_let_go (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) payloads = NULL;

  add (fixture, 0, 7);
  batch_payload_loader_read_async (fixture->requests, batch_test_store_result, &result);
  g_clear_pointer (&fixture->requests, g_ptr_array_unref);
  g_clear_object (&fixture->input);
  batch_test_wait (&result);
  payloads = batch_payload_loader_read_finish (result);
  assert_bytes (payloads, 0, "{\"a\":1}", 7);
}

/* Several reads of one file at once do not mix. */
static void
test_at_once (Fixture       *fixture,
              gconstpointer  data)
{
  GAsyncResult *results[16] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GPtrArray) requests = batch_payload_loader_requests_new ();

      for (guint k = 0; k < 20; k++)
        {
          g_autoptr(BatchItemRecord) item = item_new (i, k % 4);

          batch_payload_loader_add (requests, item, G_OBJECT (fixture->input), NULL);
        }
      batch_payload_loader_read_async (requests, batch_test_store_result, &results[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GPtrArray) payloads = NULL;

      batch_test_wait (&results[i]);
      payloads = batch_payload_loader_read_finish (results[i]);
      g_assert_cmpuint (payloads->len, ==, 20);
      for (guint k = 0; k < payloads->len; k++)
        assert_bytes (payloads, k, TEXT + i, k % 4);
      g_object_unref (results[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } cases[] = {
    { "most-items", test_most_items },
    { "most-errors", test_most_errors },
    { "nothing", test_nothing },
    { "order", test_order },
    { "errors", test_errors },
    { "cut-off", test_cut_off },
    { "items", test_items },
    { "let-go", test_let_go },
    { "at-once", test_at_once },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/lanes/payload-loader/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].test, tear_down);
    }
  g_test_add_func ("/batch/lanes/payload-loader/most-bytes", test_most_bytes);
  return g_test_run ();
}
