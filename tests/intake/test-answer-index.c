/* test-answer-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-answer-index-private.h"

#include <string.h>

#include "intake/test-intake.h"
#include "store-sync.h"
#include "store/store-fixture.h"
#include "test-support.h"

/* Which earlier answer a request may have in place of one of its own: that of the same words to
 * the same model, byte for byte, and of no other. */

#define LINE(id, url, body) \
  "{\"custom_id\":\"" id "\",\"method\":\"POST\",\"url\":\"" url "\",\"body\":" body "}\n"
#define CHAT(id, body) LINE (id, "/v1/chat/completions", body)
#define BODY(model, more) "{\"model\":\"" model "\",\"messages\":[]" more "}"

static void
set_up (Intake        *intake,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  intake_set_up (intake, NULL);
  g_assert_true (batch_test_store_join (intake->store, ENGINE, NOW, &error));
  g_assert_no_error (error);
}

static void
tear_down (Intake        *intake,
           gconstpointer  data)
{
  intake_tear_down (intake);
}

static void
run_key (Intake          *intake,
         const char      *id,
         const char      *key,
         BatchItemStatus  status)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = batch_test_store_claim (intake->store, ENGINE, id, key, 100, NOW,
                                                       &error);

  g_assert_no_error (error);
  g_assert_cmpuint (store_start (intake->store, ENGINE, items), ==, items->len);
  g_assert_cmpuint (store_finish (intake->store, ENGINE, items, status), ==, items->len);
}

/* A job of @n_items, all of which came to @status. */
static void
add_job (Intake          *intake,
         const char      *id,
         const char      *text,
         guint            n_items,
         BatchItemStatus  status)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) ended = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) issues = NULL;
  g_autoptr(BatchJobRecord) job = intake_import_text (intake, id, text, &issues, &error);
  g_autoptr(BatchJobRecord) running = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (job);
  running = store_set_state (intake->store, id, BATCH_JOB_STATE_RUNNING);
  items = intake_list_items (intake, id);
  for (guint i = 0; i < items->len; i++)
    run_key (intake, id, ((BatchItemRecord *) items->pdata[i])->key, status);
  ended = store_list (intake->store, id, 1u << status);
  g_assert_cmpuint (ended->len, ==, n_items);
}

static BatchAnswerIndex *
collect (Intake     *intake,
         const char *backend,
         const char *implied_tag)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  g_autoptr(GError) error = NULL;
  BatchAnswerIndex *index = batch_answer_index_collect (intake->store, intake->files, backend,
                                                        implied_tag, waiter, NULL, &error);

  g_assert_no_error (error);
  return index;
}

/* "job 3", or NULL when there is none. */
static char *
find (BatchAnswerIndex *index,
      BatchEndpoint     endpoint,
      const char       *model,
      const char       *body)
{
  BatchRequest request = { .model = model, .body = (const guint8 *) body,
                           .body_length = (guint32) strlen (body), .endpoint = endpoint };
  const char *job;
  guint32 position;

  return batch_answer_index_find (index, &request, &job, &position)
         ? g_strdup_printf ("%s %u", job, position) : NULL;
}

static void
assert_found (BatchAnswerIndex *index,
              const char       *model,
              const char       *body,
              const char       *expected)
{
  g_autofree char *found = find (index, BATCH_ENDPOINT_CHAT_COMPLETIONS, model, body);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_requests (Intake        *intake,
               gconstpointer  data)
{
  static const struct
  {
    BatchEndpoint  endpoint;
    const char    *model;
    const char    *body;
    const char    *found;       /* (nullable) */
  } cases[] = {
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", BODY ("m", ""), "one 0" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", BODY ("m", ",\"seed\":1"), "one 1" },
    { BATCH_ENDPOINT_EMBEDDINGS, "m", "{\"model\":\"m\",\"input\":\"a\"}", "one 2" },
    /* Byte for byte: the same in other words may be answered otherwise. */
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", BODY ("m", " "), NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", BODY ("m", ",\"seed\":1.0"), NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", "{\"messages\":[],\"model\":\"m\"}", NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", "", NULL },
    /* What was asked of another model, or elsewhere. */
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "n", BODY ("m", ""), NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "", BODY ("m", ""), NULL },
    { BATCH_ENDPOINT_MESSAGES, "m", BODY ("m", ""), NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "m", "{\"model\":\"m\",\"input\":\"a\"}", NULL },
  };
  g_autoptr(BatchAnswerIndex) index = NULL;

  add_job (intake, "one", CHAT ("a", BODY ("m", "")) CHAT ("b", BODY ("m", ",\"seed\":1"))
           LINE ("c", "/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\"}"), 3,
           BATCH_ITEM_STATUS_SUCCEEDED);
  index = collect (intake, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = find (index, cases[i].endpoint, cases[i].model, cases[i].body);

      g_test_message ("case %u", i);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

/* A name with the tag that goes without saying is that without it, whoever said which. */
static void
test_implied_tag (Intake        *intake,
                  gconstpointer  data)
{
  static const struct
  {
    const char *tag;
    const char *model;
    const char *body;
    const char *found;          /* (nullable) */
  } cases[] = {
    { ":latest", "m:latest", BODY ("m:latest", ""), "one 0" },
    { ":latest", "n", BODY ("n", ""), "one 1" },
    { ":latest", "m:7b", BODY ("m:latest", ""), NULL },
    /* The words are others. */
    { ":latest", "m", BODY ("m", ""), NULL },
    { ":latest", "n:latest", BODY ("n:latest", ""), NULL },
    /* Taken in as a server of a kind that has such a tag, and asked of one that has none. */
    { NULL, "n", BODY ("n", ""), "one 1" },
    { NULL, "m:latest", BODY ("m:latest", ""), NULL },
  };

  add_job (intake, "one", CHAT ("a", BODY ("m:latest", "")) CHAT ("b", BODY ("n", "")), 2,
           BATCH_ITEM_STATUS_SUCCEEDED);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchAnswerIndex) index = collect (intake, NULL, cases[i].tag);

      g_test_message ("case %u", i);
      assert_found (index, cases[i].model, cases[i].body, cases[i].found);
    }
}

/* Of those that are alike, the one that was submitted last. */
static void
test_latest (Intake        *intake,
             gconstpointer  data)
{
  g_autoptr(BatchAnswerIndex) index = NULL;

  add_job (intake, "one", CHAT ("a", BODY ("m", "")) CHAT ("b", BODY ("n", "")), 2,
           BATCH_ITEM_STATUS_SUCCEEDED);
  add_job (intake, "two", CHAT ("a", BODY ("k", "")) CHAT ("b", BODY ("m", "")), 2,
           BATCH_ITEM_STATUS_SUCCEEDED);
  add_job (intake, "three", CHAT ("a", BODY ("n", "")), 1, BATCH_ITEM_STATUS_FAILED);

  index = collect (intake, NULL, NULL);
  assert_found (index, "m", BODY ("m", ""), "two 1");
  assert_found (index, "k", BODY ("k", ""), "two 0");
  assert_found (index, "n", BODY ("n", ""), "one 1");
}

/* Only what succeeded is an answer, and only as long as its job is there. */
static void
test_no_answers (Intake        *intake,
                 gconstpointer  data)
{
  static const BatchItemStatus statuses[] = { BATCH_ITEM_STATUS_FAILED,
                                              BATCH_ITEM_STATUS_SKIPPED };
  g_autoptr(BatchJobRecord) removed = NULL;
  g_autoptr(BatchAnswerIndex) before = NULL;
  g_autoptr(BatchAnswerIndex) elsewhere = NULL;
  g_autoptr(BatchAnswerIndex) after = NULL;
  g_autoptr(BatchAnswerIndex) none = collect (intake, NULL, NULL);

  assert_found (none, "m", BODY ("m", ""), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *id = g_strdup_printf ("job%u", i);
      g_autoptr(BatchAnswerIndex) index = NULL;

      add_job (intake, id, CHAT ("a", BODY ("m", "")), 1, statuses[i]);
      index = collect (intake, NULL, NULL);
      assert_found (index, "m", BODY ("m", ""), NULL);
    }

  add_job (intake, "one", CHAT ("a", BODY ("m", "")), 1, BATCH_ITEM_STATUS_SUCCEEDED);
  before = collect (intake, NULL, NULL);
  assert_found (before, "m", BODY ("m", ""), "one 0");
  elsewhere = collect (intake, "other", NULL);
  assert_found (elsewhere, "m", BODY ("m", ""), NULL);

  removed = store_change (intake->store, "one", BATCH_JOB_FIELD_REMOVED, NOW);
  after = collect (intake, NULL, NULL);
  assert_found (after, "m", BODY ("m", ""), NULL);
}

static void
test_cancelled (Intake        *intake,
                gconstpointer  data)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  add_job (intake, "one", CHAT ("a", BODY ("m", "")), 1, BATCH_ITEM_STATUS_SUCCEEDED);
  g_cancellable_cancel (cancellable);
  g_assert_null (batch_answer_index_collect (intake->store, intake->files, NULL, NULL, waiter,
                                             cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define add(name, func) \
  g_test_add ("/batch/intake/answer-index/" name, Intake, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("requests", test_requests);
  add ("implied-tag", test_implied_tag);
  add ("latest", test_latest);
  add ("no-answers", test_no_answers);
  add ("cancelled", test_cancelled);

  return g_test_run ();
}
