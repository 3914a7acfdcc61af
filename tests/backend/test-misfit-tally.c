/* test-misfit-tally.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-misfit-tally-private.h"

#include <string.h>

static guint n_asked;

static BatchModelTraits
find_traits (const char *model,
             gpointer    user_data)
{
  n_asked++;
  if (g_str_equal (model, "blind"))
    return (BatchModelTraits) { BATCH_MODEL_USES_VISION | BATCH_MODEL_USES_TOOLS, 0 };
  if (g_str_equal (model, "small"))
    return (BatchModelTraits) { BATCH_MODEL_USES_NONE, 10 };
  if (g_str_has_prefix (model, "missing"))
    return (BatchModelTraits) { .refused = BATCH_MODEL_USES_VISION, .missing = TRUE };

  return (BatchModelTraits) { BATCH_MODEL_USES_NONE, 0 };
}

static void
add (BatchMisfitTally *tally,
     guint32           line,
     const char       *model,
     const char       *body)
{
  const BatchRequest request = {
    .custom_id = "id",
    .model = model,
    .body = (const guint8 *) body,
    .body_length = (guint32) strlen (body),
    .line = line,
    .endpoint = BATCH_ENDPOINT_CHAT_COMPLETIONS,
  };

  batch_misfit_tally_add (tally, &request);
}

static void
check (const BatchMisfit *misfit,
       const char        *model,
       BatchModelUses     use,
       gint64             count,
       guint32            line,
       const char        *sentence)
{
  g_autofree char *text = batch_misfit_describe (misfit);

  g_assert_cmpstr (misfit->model, ==, model);
  g_assert_cmpint (misfit->use, ==, use);
  g_assert_cmpint (misfit->count, ==, count);
  g_assert_cmpint (misfit->line, ==, line);
  g_assert_cmpstr (text, ==, sentence);
}

#define PICTURE "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}]}"

static void
test_counts (void)
{
  g_autoptr(BatchMisfitTally) tally = batch_misfit_tally_new (find_traits, NULL);
  g_autoptr(GPtrArray) misfits = NULL;

  n_asked = 0;
  add (tally, 1, "able", PICTURE);
  add (tally, 2, "blind", "{\"think\":true}");
  add (tally, 3, "small", "{\"max_tokens\":10}");
  add (tally, 4, "blind", PICTURE);
  add (tally, 5, "small", "{\"max_tokens\":10,\"messages\":[{\"content\":\"four\"}]}");
  add (tally, 6, "blind", "{\"tools\":[{}]}");
  add (tally, 7, "blind", PICTURE);
  add (tally, 9, "small", "{\"max_tokens\":11}");
  add (tally, 10, "small", "{\"max_tokens\":11,\"options\":{\"num_ctx\":20}}");
  add (tally, 11, "small", "{\"max_tokens\":21,\"options\":{\"num_ctx\":20}}");
  misfits = batch_misfit_tally_end (tally);

  g_assert_cmpint (n_asked, ==, 3);
  g_assert_cmpint (misfits->len, ==, 4);
  check (misfits->pdata[0], "blind", BATCH_MODEL_USES_VISION, 2, 4,
         "2 requests use pictures, which “blind” has refused before, the first in line 4: "
         "choose a model that sees pictures");
  check (misfits->pdata[1], "small", BATCH_MODEL_USES_NONE, 2, 5,
         "2 requests may need more than the 10 tokens that “small” takes at once, the first in "
         "line 5: shorten it, ask for a shorter answer, or give the model a larger context");
  check (misfits->pdata[2], "blind", BATCH_MODEL_USES_TOOLS, 1, 6,
         "1 request uses tools, which “blind” has refused before, in line 6: choose a model that "
         "has tools, or leave them out");
  check (misfits->pdata[3], "small", BATCH_MODEL_USES_NONE, 1, 11,
         "1 request may need more than the 20 tokens that “small” takes at once, in line 11: "
         "shorten it, ask for a shorter answer, or give the model a larger context");
}

/* Whatever was known of a model that is not there. */
static void
test_missing (void)
{
  g_autoptr(BatchMisfitTally) tally = batch_misfit_tally_new (find_traits, NULL);
  g_autoptr(GPtrArray) misfits = NULL;

  add (tally, 1, "missing", PICTURE);
  add (tally, 2, "able", "{}");
  add (tally, 3, "missing", "{}");
  add (tally, 4, "missing-2", "{}");
  misfits = batch_misfit_tally_end (tally);

  g_assert_cmpint (misfits->len, ==, 2);
  check (misfits->pdata[0], "missing", BATCH_MODEL_USES_NONE, 2, 1,
         "2 requests ask for “missing”, which is not on the list of their server, the first in "
         "line 1: choose a model that is, or get this one");
  check (misfits->pdata[1], "missing-2", BATCH_MODEL_USES_NONE, 1, 4,
         "1 request asks for “missing-2”, which is not on the list of its server, in line 4: "
         "choose a model that is, or get this one");
}

/* Where each request asks for another one. */
static void
test_many_missing (void)
{
  g_autoptr(BatchMisfitTally) tally = batch_misfit_tally_new (find_traits, NULL);
  g_autoptr(GPtrArray) misfits = NULL;

  for (guint32 line = 1; line <= 1000; line++)
    {
      g_autofree char *model = g_strdup_printf ("missing-%u", line % 500);

      add (tally, line, model, "{}");
    }
  misfits = batch_misfit_tally_end (tally);
  g_assert_cmpint (misfits->len, ==, 10);
  g_assert_cmpint (((const BatchMisfit *) misfits->pdata[9])->count, ==, 2);
}

/* However many contexts requests ask for, few are told one by one. */
static void
test_many_contexts (void)
{
  g_autoptr(BatchMisfitTally) tally = batch_misfit_tally_new (find_traits, NULL);
  g_autoptr(GPtrArray) misfits = NULL;

  for (guint32 line = 1; line <= 1000; line++)
    {
      g_autofree char *body = g_strdup_printf ("{\"max_tokens\":9999,\"options\":{\"num_ctx\":%u}}",
                                               3001 - line);

      add (tally, line, "small", body);
    }
  add (tally, 1001, "small", "{\"max_tokens\":9999,\"options\":{\"num_ctx\":3000}}");
  misfits = batch_misfit_tally_end (tally);

  g_assert_cmpint (misfits->len, ==, 5);
  check (misfits->pdata[0], "small", BATCH_MODEL_USES_NONE, 2, 1,
         "2 requests may need more than the 3000 tokens that “small” takes at once, the first in "
         "line 1: shorten it, ask for a shorter answer, or give the model a larger context");
  check (misfits->pdata[3], "small", BATCH_MODEL_USES_NONE, 1, 4,
         "1 request may need more than the 2997 tokens that “small” takes at once, in line 4: "
         "shorten it, ask for a shorter answer, or give the model a larger context");
  check (misfits->pdata[4], "small", BATCH_MODEL_USES_NONE, 996, 5,
         "996 requests may need more than the tokens that they ask “small” to take at once (2001 "
         "to 2996), the first in line 5: shorten it, ask for a shorter answer, or give the model "
         "a larger context");
}

/* The same, however many there are. */
static void
test_good_ones (void)
{
  g_autoptr(BatchMisfitTally) tally = batch_misfit_tally_new (find_traits, NULL);
  g_autoptr(GPtrArray) misfits = NULL;

  for (guint i = 0; i < 1000; i++)
    add (tally, i + 1, i % 2 == 0 ? "able" : "blind", "{\"messages\":[{\"content\":\"hello\"}]}");
  misfits = batch_misfit_tally_end (tally);
  g_assert_cmpint (misfits->len, ==, 0);
}

/* Each use that a model can refuse has words of its own. */
static void
test_sentences (void)
{
  g_autoptr(GFlagsClass) uses = g_type_class_ref (BATCH_TYPE_MODEL_USES);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < uses->n_values; i++)
    {
      BatchMisfit misfit = { (char *) "m", uses->values[i].value, 10, 0, 1, 1 };

      g_assert_true (g_hash_table_add (seen, batch_misfit_describe (&misfit)));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/backend/misfit-tally/counts", test_counts);
  g_test_add_func ("/batch/backend/misfit-tally/missing", test_missing);
  g_test_add_func ("/batch/backend/misfit-tally/many-missing", test_many_missing);
  g_test_add_func ("/batch/backend/misfit-tally/many-contexts", test_many_contexts);
  g_test_add_func ("/batch/backend/misfit-tally/good-ones", test_good_ones);
  g_test_add_func ("/batch/backend/misfit-tally/sentences", test_sentences);

  return g_test_run ();
}
