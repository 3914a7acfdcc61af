/* test-failure-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-failure-text.h"

#include "app-driver.h"
#include "core/batch-enum-private.h"

static void
test_table (void)
{
  static const struct
  {
    BatchItemStatus   status;
    BatchFailureKind  kind;
    int               code;
    const char       *error;
    const char       *title;
  } cases[] = {
    { BATCH_ITEM_STATUS_EXPIRED, BATCH_FAILURE_KIND_NONE, 0, NULL, "There Was No Time Left" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, 400,
      "The model server refuses the request: This model's maximum Context Length is 8192 tokens",
      "The Prompt Is Too Long for This Model" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 500,
      "The model server failed: the request exceeds the available context size",
      "The Prompt Is Too Long for This Model" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, 400,
      "The model server refuses the request: “top_k” is not a number",
      "The Server Refused the Request" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_AUTH, 401, NULL,
      "The Server Does Not Accept the Key" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_AUTH, 402, NULL,
      "The Account Has No Credit Left" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_MODEL_NOT_FOUND, 404, NULL,
      "The Server Does Not Have This Model" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, 404, NULL,
      "The Server Does Not Know This Kind of Request" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, 413, NULL,
      "The Request Is Too Large for the Server" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_NETWORK_ERROR, 0, NULL,
      "The Server Could Not Be Reached" },
    { BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_LOAD_FAILED, 0, NULL,
      "The Model Could Not Be Loaded" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchFailureText words = batch_failure_text (cases[i].status, cases[i].kind, cases[i].code,
                                                   cases[i].error);

      g_assert_cmpstr (words.title, ==, cases[i].title);
    }
}

/* However it failed, there is something to say, and something to do. */
static void
test_all_kinds_have_words (void)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (BATCH_TYPE_FAILURE_KIND);

  for (guint i = 0; i < kinds->n_values; i++)
    {
      BatchFailureText words = batch_failure_text (BATCH_ITEM_STATUS_FAILED,
                                                   kinds->values[i].value, 0, NULL);

      g_assert_nonnull (words.title);
      g_assert_nonnull (words.advice);
      g_assert_true (g_str_has_suffix (words.advice, "."));
    }
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/failure-text/table", test_table);
  g_test_add_func ("/batch/app/failure-text/all-kinds-have-words", test_all_kinds_have_words);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
