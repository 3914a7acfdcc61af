/* test-handover-answers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-answers-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/batch-store-handovers-private.h"
#include "store/store-fixture.h"
#include "test-support.h"

#define MARK "handover_one"

typedef struct
{
  char                *folder;
  BatchStore          *store;
  BatchHandoverRecord *handover;   /* of all items of JOB */
  guint                n_calls;
  guint                n_taken;
  gint64               n_known;    /* lines that belong to items */
} Place;

static void
gather (Place *place)
{
  static const BatchHandoverLimits limits = { .max_items = 5000, .max_bytes = G_MAXINT64 };
  g_autoptr(BatchHandoverRecord) request = batch_handover_record_new ();
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  request->id = g_strdup (MARK);
  request->job_id = g_strdup (JOB);
  request->server = g_strdup ("http:provider");
  batch_store_gather_handover_async (place->store, ENGINE, request, &limits, 5000, NOW, NULL,
                                     batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_store_gather_handover_finish (place->store, result, &place->handover, &error);
  g_assert_no_error (error);
  g_assert_nonnull (place->handover);
}

static void
place_init (Place *place,
            guint  n_items)
{
  g_autofree char *uri = NULL;
  g_autoptr(GError) error = NULL;

  *place = (Place) { .folder = batch_test_make_dir () };
  uri = g_strconcat ("sqlite:", place->folder, "/queue.db", NULL);
  place->store = batch_test_store_open (uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (place->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  store_add_job (place->store, JOB, n_items, 1);
  gather (place);
}

static void
place_clear (Place *place)
{
  g_autoptr(GError) error = NULL;

  batch_handover_record_free (place->handover);
  batch_test_store_leave (place->store, ENGINE, NOW, &error);
  batch_test_store_close (place->store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (place->store);
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
}

/* --- Taking --- */

static void
taken_cb (BatchJobRecord *job,
          GPtrArray      *items,
          GPtrArray      *finishes,
          gpointer        user_data)
{
  Place *place = user_data;

  g_assert_cmpstr (job->id, ==, JOB);
  g_assert_cmpuint (items->len, ==, finishes->len);
  for (guint i = 0; i < items->len; i++)
    g_assert_cmpuint (((BatchItemRecord *) g_ptr_array_index (items, i))->position, ==,
                      ((BatchFinish *) g_ptr_array_index (finishes, i))->position);
  place->n_calls++;
  place->n_taken += items->len;
}

static int
make_fd (const char *contents,
         gsize       length)
{
  int fd = memfd_create ("answers", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, contents, length), ==, (gssize) length);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return fd;
}

static gboolean
take_fd (Place         *place,
         int            fd,
         GCancellable  *cancellable,
         gint64        *n_unknown,
         GError       **error)
{
  g_autoptr(BatchJobRecord) job = store_get (place->store, JOB);
  g_autoptr(BatchBlobSource) input = batch_blob_source_new ("none", make_fd ("", 0), NULL);
  g_autoptr(BatchClock) clock = batch_clock_get_system ();
  BatchHandoverAnswers answers = {
    .engine_id = ENGINE, .clock = clock, .handover = place->handover, .job = job,
    .api = &batch_openai_provider, .store = place->store, .input = input,
    .taken = taken_cb, .taken_data = place,
  };
  g_autoptr(GAsyncResult) result = NULL;

  place->n_calls = place->n_taken = 0;
  place->n_known = -1;
  batch_handover_answers_take_async (&answers, fd, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_handover_answers_take_finish (result, &place->n_known, n_unknown, error);
}

/* Returns: how many lines belong to no item */
static gint64
take (Place         *place,
      const GString *text)
{
  g_autoptr(GError) error = NULL;
  gint64 n_unknown = -1;

  g_assert_true (take_fd (place, make_fd (text->str, text->len), NULL, &n_unknown, &error));
  g_assert_no_error (error);
  return n_unknown;
}

static void
add_line (GString    *text,
          guint       position,
          const char *rest)
{
  g_string_append_printf (text, "{\"id\":\"x\",\"custom_id\":\"%s-%u\",%s}\n", MARK, position,
                          rest);
}

static void
add_answer (GString    *text,
            guint       position,
            const char *answer)
{
  g_autofree char *rest =
    g_strdup_printf ("\"response\":{\"status_code\":200,\"request_id\":\"r\",\"body\":{\"choices\":"
                     "[{\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}},"
                     "\"error\":null", answer);

  add_line (text, position, rest);
}

static void
assert_item (Place           *place,
             guint            position,
             BatchItemStatus  status,
             const char      *error)
{
  g_autoptr(BatchItemRecord) item = store_get_item (place->store, JOB, position);

  g_assert_cmpint (item->status, ==, status);
  g_assert_cmpstr (item->last_error, ==, error);
}

static gboolean
says (Place      *place,
      guint       position,
      const char *answer)
{
  g_autoptr(BatchItemRecord) item = store_get_item (place->store, JOB, position);
  gsize length;
  const char *body;

  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
  body = g_bytes_get_data (item->body, &length);
  return g_strstr_len (body, (gssize) length, answer) != NULL;
}

/* --- What a file may hold --- */

/* A provider writes them in any order, and not everything that it writes is for us. */
static void
test_strange_lines (void)
{
  static const char *const strange[] = {
    "{\"id\":\"x\",\"custom_id\":\"other-1\",\"response\":{\"status_code\":200,\"body\":{}}}",
    "{\"id\":\"x\",\"custom_id\":\"" MARK "-999\",\"response\":{\"status_code\":200,\"body\":{}}}",
    "{\"id\":\"x\",\"custom_id\":\"" MARK "-4294967295\",\"response\":{\"status_code\":200}}",
    "{\"id\":\"x\",\"custom_id\":\"" MARK "--1\",\"response\":{\"status_code\":200,\"body\":{}}}",
    "{\"id\":\"x\",\"custom_id\":7}", "{\"id\":", "[]", "null", "Not JSON \xFF",
  };
  g_autoptr(GString) text = g_string_new ("\xEF\xBB\xBF");
  Place place;

  place_init (&place, 6);
  add_answer (text, 5, "five");
  g_string_append (text, "\n \t\r\n");
  add_answer (text, 0, "zero");
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    g_string_append_printf (text, "%s\r\n", strange[i]);
  add_answer (text, 3, "three");
  g_string_truncate (text, text->len - 1);

  g_assert_cmpint (take (&place, text), ==, G_N_ELEMENTS (strange));
  g_assert_cmpint (place.n_known, ==, 3);
  g_assert_cmpuint (place.n_calls, ==, 1);
  g_assert_cmpuint (place.n_taken, ==, 3);
  g_assert_true (says (&place, 0, "zero"));
  g_assert_true (says (&place, 3, "three"));
  g_assert_true (says (&place, 5, "five"));
  assert_item (&place, 1, BATCH_ITEM_STATUS_RUNNING, NULL);
  store_check_counts (place.store, JOB);
  place_clear (&place);
}

/* Of what is answered more than once the first answer counts, wherever the others stand. */
static void
test_twice (void)
{
  static const guint orders[][6] = {
    { 0, 0, 1, 1, 2, 2 }, { 0, 1, 2, 0, 1, 2 }, { 2, 1, 0, 0, 1, 2 }, { 1, 2, 1, 0, 1, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      gboolean seen[3] = { FALSE };
      Place place;

      place_init (&place, 3);
      for (guint j = 0; j < G_N_ELEMENTS (orders[i]); j++)
        {
          add_answer (text, orders[i][j], seen[orders[i][j]] ? "again" : "first");
          seen[orders[i][j]] = TRUE;
        }

      take (&place, text);
      g_assert_cmpuint (place.n_taken, ==, 3);
      for (guint j = 0; j < G_N_ELEMENTS (seen); j++)
        g_assert_true (says (&place, j, "first"));
      store_check_counts (place.store, JOB);
      place_clear (&place);
    }
}

static void
test_nothing (void)
{
  g_autoptr(GString) text = g_string_new ("\n\n  \n");
  g_autoptr(GString) empty = g_string_new (NULL);
  Place place;

  place_init (&place, 1);
  g_assert_cmpint (take (&place, empty), ==, 0);
  g_assert_cmpint (take (&place, text), ==, 0);
  g_assert_cmpuint (place.n_taken, ==, 0);
  assert_item (&place, 0, BATCH_ITEM_STATUS_RUNNING, NULL);
  place_clear (&place);
}

/* --- What becomes of items --- */

#define ERROR(code, message) \
  "\"response\":null,\"error\":{\"code\":\"" code "\",\"message\":" message "}"

static void
test_fates (void)
{
  static const struct
  {
    const char      *rest;
    const char      *error;
    BatchItemStatus  status;
    BatchItemStatus  while_cancelling;
  } cases[] = {
    { ERROR ("server_error", "\"It broke\""), "It broke",
      BATCH_ITEM_STATUS_FAILED, BATCH_ITEM_STATUS_FAILED },
    { ERROR ("server_error", "null"), "The provider has no answer for it",
      BATCH_ITEM_STATUS_FAILED, BATCH_ITEM_STATUS_FAILED },
    { ERROR ("batch_expired", "\"Too late\""), NULL,
      BATCH_ITEM_STATUS_EXPIRED, BATCH_ITEM_STATUS_EXPIRED },
    { ERROR ("batch_cancelled", "null"), "It was cancelled at the provider",
      BATCH_ITEM_STATUS_FAILED, BATCH_ITEM_STATUS_CANCELLED },
    { ERROR ("batch_cancelled", "\"By you\""), "By you",
      BATCH_ITEM_STATUS_FAILED, BATCH_ITEM_STATUS_CANCELLED },
  };

  for (guint cancelling = 0; cancelling < 2; cancelling++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      Place place;

      place_init (&place, G_N_ELEMENTS (cases));
      if (cancelling)
        batch_job_record_unref (store_set_state (place.store, JOB, BATCH_JOB_STATE_CANCELLING));
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        add_line (text, i, cases[i].rest);

      g_assert_cmpint (take (&place, text), ==, 0);
      g_assert_cmpuint (place.n_taken, ==, G_N_ELEMENTS (cases));
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          BatchItemStatus status = cancelling ? cases[i].while_cancelling : cases[i].status;

          g_test_message ("%u %u", cancelling, i);
          assert_item (&place, i, status,
                       status == BATCH_ITEM_STATUS_CANCELLED ? NULL : cases[i].error);
        }
      store_check_counts (place.store, JOB);
      place_clear (&place);
    }
}

/* --- Pages --- */

static void
test_pages (void)
{
  enum { N_ITEMS = 650 };
  g_autoptr(GRand) random = g_rand_new_with_seed (650);
  g_autoptr(GString) text = g_string_new (NULL);
  guint order[N_ITEMS];
  Place place;

  for (guint i = 0; i < N_ITEMS; i++)
    {
      guint other = (guint) g_rand_int_range (random, 0, (gint32) i + 1);

      order[i] = order[other];
      order[other] = i;
    }
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *answer = g_strdup_printf ("answer %u.", order[i]);

      add_answer (text, order[i], answer);
    }

  place_init (&place, N_ITEMS);
  g_assert_cmpint (take (&place, text), ==, 0);
  g_assert_cmpuint (place.n_taken, ==, N_ITEMS);
  g_assert_cmpuint (place.n_calls, >, 1);
  for (guint i = 0; i < N_ITEMS; i += 50)
    {
      g_autofree char *answer = g_strdup_printf ("answer %u.", i);

      g_assert_true (says (&place, i, answer));
    }
  store_check_counts (place.store, JOB);

  /* We may have died in the middle: then it is all taken again, and nothing of it counts. */
  g_assert_cmpint (take (&place, text), ==, 0);
  g_assert_cmpuint (place.n_taken, ==, 0);
  g_assert_cmpint (place.n_known, ==, N_ITEMS);
  store_check_counts (place.store, JOB);
  place_clear (&place);
}

/* --- What goes wrong --- */

static void
test_unreadable (void)
{
  g_autoptr(GError) error = NULL;
  gint64 n_unknown = -1;
  Place place;
  int fd;

  place_init (&place, 1);
  fd = open (place.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_false (take_fd (&place, fd, NULL, &n_unknown, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_assert_true (g_str_has_prefix (error->message, "Reading the answers of the provider: "));
  g_assert_cmpint (n_unknown, ==, -1);
  assert_item (&place, 0, BATCH_ITEM_STATUS_RUNNING, NULL);
  place_clear (&place);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gint64 n_unknown;
  Place place;

  place_init (&place, 1);
  add_answer (text, 0, "zero");
  g_cancellable_cancel (cancellable);
  g_assert_false (take_fd (&place, make_fd (text->str, text->len), cancellable, &n_unknown,
                           &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_item (&place, 0, BATCH_ITEM_STATUS_RUNNING, NULL);
  place_clear (&place);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/native/handover-answers/strange-lines", test_strange_lines);
  g_test_add_func ("/batch/native/handover-answers/twice", test_twice);
  g_test_add_func ("/batch/native/handover-answers/nothing", test_nothing);
  g_test_add_func ("/batch/native/handover-answers/fates", test_fates);
  g_test_add_func ("/batch/native/handover-answers/pages", test_pages);
  g_test_add_func ("/batch/native/handover-answers/unreadable", test_unreadable);
  g_test_add_func ("/batch/native/handover-answers/cancelled", test_cancelled);

  return g_test_run ();
}
