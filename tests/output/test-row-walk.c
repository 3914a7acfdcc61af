/* test-row-walk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-row-walk-private.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "output/batch-failure-tally-private.h"
#include "output/batch-row-survey-private.h"
#include "store/store-fixture.h"
#include "test-support.h"

#define DONE G_MAXUINT             /* it goes on to the end */

typedef struct
{
  char            *folder;
  BatchStore      *store;
  BatchBlobSource *input;
  guint            n_items;
} Place;

static BatchBlobSource *
make_input (const GString *text)
{
  g_autoptr(GError) error = NULL;
  int fd = memfd_create ("input", MFD_CLOEXEC);
  BatchBlobSource *input;

  g_assert_cmpint (write (fd, text->str, text->len), ==, (gssize) text->len);
  input = batch_blob_source_new ("none", fd, &error);
  g_assert_no_error (error);
  return input;
}

/* @items: "id=model=question id=model=question …" */
static void
add_items (Place      *place,
           const char *items)
{
  g_auto(GStrv) words = g_strsplit (items, " ", -1);
  BatchItemChunk *chunk = batch_item_chunk_new (8);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (; words[place->n_items] != NULL; place->n_items++)
    {
      g_auto(GStrv) parts = g_strsplit (words[place->n_items], "=", 3);
      gsize start = text->len;
      BatchNewItem item = { .custom_id = parts[0], .key = parts[1], .endpoint = "/v1/responses" };

      g_string_append_printf (text, "{\"model\":\"%s\",\"input\":\"%s\"}", parts[1], parts[2]);
      item.offset = (gint64) start;
      item.length = (guint32) (text->len - start);
      item.line = place->n_items + 1;
      batch_item_chunk_add (chunk, &item);
    }

  batch_test_store_insert_items (place->store, JOB, 0, chunk, &error);
  g_assert_no_error (error);
  place->input = make_input (text);
}

static void
place_init (Place      *place,
            const char *items)
{
  g_autofree char *uri = NULL;
  g_autoptr(GError) error = NULL;

  *place = (Place) { .folder = batch_test_make_dir () };
  uri = g_strconcat ("sqlite:", place->folder, "/queue.db", NULL);
  place->store = batch_test_store_open (uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (place->store, ENGINE, NOW, &error);
  store_add_validating (place->store, JOB, 0, 1);
  add_items (place, items);
  batch_job_record_unref (store_set_state (place->store, JOB, BATCH_JOB_STATE_QUEUED));
}

static void
place_clear (Place *place)
{
  g_autoptr(GError) error = NULL;

  g_object_unref (place->input);
  batch_test_store_leave (place->store, ENGINE, NOW, &error);
  batch_test_store_close (place->store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (place->store);
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
}

/* --- In a worker thread --- */

typedef struct
{
  Place        *place;
  GCancellable *cancellable;
  guint         n_rows_left;       /* then it fails */
  gboolean      without_input;
  gboolean      found;
  GString      *text;              /* the models, and the ids of each row */
  GError       *error;
} Walk;

static gboolean
note_row (BatchItemRecord **items,
          gpointer          user_data,
          GError          **error)
{
  Walk *walk = user_data;

  if (walk->n_rows_left == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "Full");
      return FALSE;
    }

  if (walk->n_rows_left != DONE)
    walk->n_rows_left--;
  g_string_append (walk->text, " |");
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (walk->text, " %s", items[i] != NULL ? items[i]->custom_id : "-");
  return TRUE;
}

static gpointer
walk_thread (gpointer data)
{
  Walk *walk = data;
  Place *place = walk->place;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchRowTable) table = NULL;

  job->id = g_strdup (JOB);
  job->counts.total = place->n_items;
  table = batch_row_survey_run (place->store, job, walk->without_input ? NULL : place->input,
                                waiter, walk->cancellable, &walk->error);
  walk->found = table != NULL;
  if (table == NULL)
    return NULL;

  g_string_append_printf (walk->text, "%s %s", table->models[0], table->models[1]);
  g_assert_true (batch_row_walk (place->store, JOB, table, waiter, walk->cancellable, note_row,
                                 walk, &walk->error) == (walk->error == NULL));
  return NULL;
}

static void
walk_run (Walk  *walk,
          Place *place)
{
  walk->place = place;
  walk->text = g_string_new (NULL);
  g_thread_join (g_thread_new ("walk", walk_thread, walk));
}

static void
walk_clear (Walk *walk)
{
  g_string_free (walk->text, TRUE);
  g_clear_error (&walk->error);
}

/* --- Rows --- */

static void
test_rows (void)
{
  static const struct
  {
    const char *items;
    const char *rows;              /* NULL: there are none */
  } cases[] = {
    /* By their ids, whatever they ask. */
    { "a-1=x=1 a-2=y=2 b-1=x=3 b-2=y=4", "x y | a-1 a-2 | b-1 b-2" },
    /* Models come in another order in the second row. */
    { "a-1=x=1 a-2=y=1 b-1=y=2 b-2=x=2", "x y | a-1 a-2 | b-2 b-1" },
    /* A model that is none of the columns gets the one that is left. */
    { "a-1=x=1 a-2=y=1 b-1=z=2 b-2=x=2", "x y | a-1 a-2 | b-2 b-1" },
    { "a-1=x=1 a-2=y=1 b-1=z=2 b-2=y=2 c-1=x=3 c-2=y=3",
      "x y | a-1 a-2 | b-1 b-2 | c-1 c-2" },
    { "a-1=x=1 a-2=y=1 b-1=x=2 b-2=x=2", "x y | a-1 a-2 | b-1 b-2" },
    /* By what they ask. */
    { "a=x=1 b=x=2 c=y=2 d=y=1", "x y | a d | b c" },
    { "a=x=1 b=y=2 c=y=1", "x y | a c" },
    { "a-1=x=1 a-2=y=1 b-1=x=2", "x y | a-1 a-2" },
    { "a=x=1 b=y=2", NULL },
    { "a=x=1 b=x=1", NULL },
    { "a=x=1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Walk walk = { .n_rows_left = DONE };
      Place place;

      g_test_message ("%s", cases[i].items);
      place_init (&place, cases[i].items);
      walk_run (&walk, &place);
      g_assert_no_error (walk.error);
      g_assert_cmpint (walk.found, ==, cases[i].rows != NULL);
      g_assert_cmpstr (walk.text->str, ==, cases[i].rows != NULL ? cases[i].rows : "");
      walk_clear (&walk);
      place_clear (&place);
    }
}

/* Without the input there is nothing to look at but ids. */
static void
test_without_input (void)
{
  Walk walk = { .n_rows_left = DONE, .without_input = TRUE };
  Place place;

  place_init (&place, "a=x=1 b=y=1");
  walk_run (&walk, &place);
  g_assert_no_error (walk.error);
  g_assert_false (walk.found);
  walk_clear (&walk);
  place_clear (&place);
}

/* More models than a table has columns, which is no error. */
static void
test_too_many_models (void)
{
  g_autoptr(GString) items = g_string_new (NULL);
  Walk walk = { .n_rows_left = DONE };
  Place place;

  for (guint i = 0; i <= BATCH_ROW_MAX_MODELS; i++)
    g_string_append_printf (items, "%sid%c=model%u=1", i > 0 ? " " : "", 'a' + (int) i, i);
  place_init (&place, items->str);
  walk_run (&walk, &place);
  g_assert_no_error (walk.error);
  g_assert_false (walk.found);
  walk_clear (&walk);
  place_clear (&place);
}

/* More rows than are read at once, where the items of a row stand far from each other. */
static void
test_many (void)
{
  enum { N_ROWS = 150 };
  g_autoptr(GString) items = g_string_new (NULL);
  g_autoptr(GString) expected = g_string_new ("x y");
  Walk walk = { .n_rows_left = DONE };
  Place place;

  for (guint i = 0; i < 2 * N_ROWS; i++)
    g_string_append_printf (items, "%sid%u.=%c=%u", i > 0 ? " " : "", i, i < N_ROWS ? 'x' : 'y',
                            i < N_ROWS ? i : 2 * N_ROWS - 1 - i);
  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (expected, " | id%u. id%u.", i, 2 * N_ROWS - 1 - i);

  place_init (&place, items->str);
  walk_run (&walk, &place);
  g_assert_no_error (walk.error);
  g_assert_cmpstr (walk.text->str, ==, expected->str);
  walk_clear (&walk);
  place_clear (&place);
}

/* It stops at the first row that fails, with that error. */
static void
test_failure (void)
{
  Walk walk = { .n_rows_left = 1 };
  Place place;

  place_init (&place, "a-1=x=1 a-2=y=1 b-1=x=2 b-2=y=2 c-1=x=3 c-2=y=3");
  walk_run (&walk, &place);
  g_assert_error (walk.error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (walk.text->str, ==, "x y | a-1 a-2");
  walk_clear (&walk);
  place_clear (&place);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Walk walk = { .n_rows_left = DONE, .cancellable = cancellable };
  Place place;

  place_init (&place, "a-1=x=1 a-2=y=1");
  g_cancellable_cancel (cancellable);
  walk_run (&walk, &place);
  g_assert_error (walk.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (walk.text->str, ==, "");
  walk_clear (&walk);
  place_clear (&place);
}

/* --- Why items failed --- */

typedef struct
{
  BatchFailureKind  kind;
  int               status_code;
  const char       *error;
} Failure;

static void
fail_items (Place         *place,
            const Failure *failures,
            guint          n_failures)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GPtrArray) items = store_claim (place->store, ENGINE, JOB, n_failures);
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (store_start (place->store, ENGINE, items), ==, n_failures);
  for (guint i = 0; i < n_failures; i++)
    {
      BatchFinish *finish = store_new_finish (g_ptr_array_index (items, i),
                                              failures[i].kind != BATCH_FAILURE_KIND_NONE
                                              ? BATCH_ITEM_STATUS_FAILED
                                              : BATCH_ITEM_STATUS_SUCCEEDED);

      finish->failure_kind = failures[i].kind;
      finish->status_code = failures[i].status_code;
      g_free (finish->error);
      finish->error = g_strdup (failures[i].error);
      g_ptr_array_add (finishes, finish);
    }
  batch_test_store_advance (place->store, ENGINE, finishes, NULL, NOW + 1, &finished, NULL, NULL,
                            &error);
  g_assert_no_error (error);
}

static GPtrArray *
tally (Place         *place,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_failure_tally_async (place->store, JOB, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_failure_tally_finish (result, error);
}

static void
test_tally (void)
{
  static const Failure failures[] = {
    { BATCH_FAILURE_KIND_TIMEOUT, 0, "It took too long" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 503, "Overloaded" },
    { BATCH_FAILURE_KIND_NONE, 200, NULL },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 500, NULL },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 503, "Overloaded" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 503, "It starts" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 503, "Overloaded" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 500, NULL },
  };
  g_autoptr(GPtrArray) nothing = NULL;
  g_autoptr(GPtrArray) tallies = NULL;
  g_autoptr(GError) error = NULL;
  const BatchFailureTally *most;
  const BatchFailureTally *last;
  Place place;

  place_init (&place, "a=model-0=1 b=model-0=2 c=model-0=3 d=model-0=4 e=model-0=5 f=model-0=6 "
                      "g=model-0=7 h=model-0=8");
  nothing = tally (&place, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nothing->len, ==, 0);

  fail_items (&place, failures, G_N_ELEMENTS (failures));
  tallies = tally (&place, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tallies->len, ==, 4);

  most = g_ptr_array_index (tallies, 0);
  g_assert_cmpuint (most->status_code, ==, 503);
  g_assert_cmpint (most->count, ==, 3);
  g_assert_cmpstr (most->example, ==, "Overloaded");
  g_assert_false (most->varied);
  last = g_ptr_array_index (tallies, 1);
  g_assert_cmpuint (last->status_code, ==, 500);
  g_assert_cmpint (last->count, ==, 2);
  g_assert_null (last->example);
  last = g_ptr_array_index (tallies, 2);
  g_assert_cmpint (last->kind, ==, BATCH_FAILURE_KIND_TIMEOUT);
  g_assert_cmpuint (last->status_code, ==, 0);
  g_assert_cmpint (last->count, ==, 1);
  last = g_ptr_array_index (tallies, 3);
  g_assert_cmpuint (last->status_code, ==, 503);
  g_assert_cmpstr (last->example, ==, "It starts");
  place_clear (&place);
}

/* Of each something else is said: they are not listed one by one. */
static void
test_tally_varied (void)
{
  static const Failure failures[] = {
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "1 token too many" },
    { BATCH_FAILURE_KIND_TIMEOUT, 0, "It took too long" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "2 tokens too many" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "3 tokens too many" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "4 tokens too many" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "5 tokens too many" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "6 tokens too many" },
    { BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 400, "7 tokens too many" },
  };
  g_autoptr(GPtrArray) tallies = NULL;
  g_autoptr(GError) error = NULL;
  const BatchFailureTally *most;
  const BatchFailureTally *other;
  Place place;

  place_init (&place, "a=model-0=1 b=model-0=2 c=model-0=3 d=model-0=4 e=model-0=5 f=model-0=6 "
                      "g=model-0=7 h=model-0=8");
  fail_items (&place, failures, G_N_ELEMENTS (failures));
  tallies = tally (&place, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tallies->len, ==, 2);

  most = g_ptr_array_index (tallies, 0);
  g_assert_cmpint (most->count, ==, 7);
  g_assert_cmpstr (most->example, ==, "1 token too many");
  g_assert_true (most->varied);
  other = g_ptr_array_index (tallies, 1);
  g_assert_cmpint (other->kind, ==, BATCH_FAILURE_KIND_TIMEOUT);
  g_assert_cmpint (other->count, ==, 1);
  g_assert_false (other->varied);
  place_clear (&place);
}

static void
test_tally_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Place place;

  place_init (&place, "a=model-0=1");
  g_cancellable_cancel (cancellable);
  g_assert_null (tally (&place, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  place_clear (&place);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/output/row-walk/rows", test_rows);
  g_test_add_func ("/batch/output/row-walk/without-input", test_without_input);
  g_test_add_func ("/batch/output/row-walk/too-many-models", test_too_many_models);
  g_test_add_func ("/batch/output/row-walk/many", test_many);
  g_test_add_func ("/batch/output/row-walk/failure", test_failure);
  g_test_add_func ("/batch/output/row-walk/cancelled", test_cancelled);
  g_test_add_func ("/batch/output/row-walk/tally", test_tally);
  g_test_add_func ("/batch/output/row-walk/tally-varied", test_tally_varied);
  g_test_add_func ("/batch/output/row-walk/tally-cancelled", test_tally_cancelled);

  return g_test_run ();
}
