/* test-item-prefixes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "intake/batch-item-prefixes-private.h"

/* Which items of a job begin alike, as they are taken in: for which jobs that is asked at all, and
 * what is read of a payload for it. The numbers themselves are those of the index of prefixes. */

static BatchJobRecord *
make_job (const char *handler,
          const char *operation)
{
  BatchJobRecord *job = batch_job_record_new ();

  g_free (job->handler);
  g_free (job->operation);
  job->handler = g_strdup (handler);
  job->operation = g_strdup (operation);
  return job;
}

/* Of so many times @letter, and then @end. */
static char *
make_payload (const char *member,
              char        letter,
              gsize       length,
              const char *end)
{
  g_autofree char *text = g_strnfill (length, letter);

  return g_strdup_printf ("{\"model\":\"m\",\"%s\":\"%s%s\"}", member, text, end);
}

static gint64
add (BatchItemPrefixes    *prefixes,
     const BatchJobRecord *job,
     const char           *payload)
{
  return batch_item_prefixes_add_payload (prefixes, job, payload, strlen (payload));
}

static void
test_alike (void)
{
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_autoptr(BatchJobRecord) job = make_job (BATCH_HTTP_HANDLER, "chat");
  g_autofree char *a = make_payload ("prompt", 'a', 5000, "1");
  g_autofree char *b = make_payload ("prompt", 'b', 5000, "1");
  g_autofree char *like_a = make_payload ("prompt", 'a', 5000, "2");
  gint64 first = add (&prefixes, job, a);
  gint64 second = add (&prefixes, job, b);

  g_assert_cmpint (add (&prefixes, job, like_a), ==, first);
  g_assert_cmpint (second, >, first);
  g_assert_cmpint (batch_prefix_get_root (second), !=, batch_prefix_get_root (first));
  g_assert_cmpuint (prefixes.n_items, ==, 3);

  /* The next job begins anew. */
  batch_item_prefixes_clear (&prefixes);
  batch_item_prefixes_clear (&prefixes);
  g_assert_null (prefixes.index);
}

/* As long as all are short, none has a number; each is counted, since what comes behind them has
 * its number by its place. */
static void
test_short (void)
{
  static const char *const payloads[] = { "", "{}", "nonsense", "{\"prompt\":\"a\"}" };
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_auto(BatchItemPrefixes) others = { NULL };
  g_autoptr(BatchJobRecord) job = make_job (BATCH_HTTP_HANDLER, "chat");
  g_autofree char *payload = make_payload ("prompt", 'a', 5000, "");
  gint64 late;

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    g_assert_cmpint (add (&prefixes, job, payloads[i]), ==, 0);
  g_assert_cmpuint (prefixes.n_items, ==, G_N_ELEMENTS (payloads));

  late = add (&prefixes, job, payload);
  g_assert_cmpint (late, >, add (&others, job, payload));
}

/* Long, but nothing that a prompt could be read from. */
static void
test_damaged (void)
{
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_autoptr(BatchJobRecord) job = make_job (BATCH_HTTP_HANDLER, "chat");
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autofree char *list = g_strdup_printf ("[\"%s\"]", text);
  g_autofree char *other = make_payload ("user", 'a', 5000, "");

  g_assert_cmpint (add (&prefixes, job, text), ==, 0);
  g_assert_cmpint (add (&prefixes, job, list), ==, 0);
  g_assert_cmpint (add (&prefixes, job, other), ==, 0);
}

/* What is to be run otherwise comes later, as a whole; what says nothing of it is as always. */
static void
test_settings (void)
{
  static const struct
  {
    const char *member;
    guint       setting;
  } cases[] = {
    { "\"seed\":1", 0 },
    { "\"num_ctx\":2048", 1 },
    { "\"seed\":2", 0 },
    { "\"options\":{\"num_ctx\":4096}", 2 },
    { "\"options\":{\"seed\":1,\"num_ctx\":2048}", 1 },
    { "\"num_ctx\":2048,\"n\":2", 0 },
    { "\"num_ctx\":2048,\"parallel_tool_calls\":true", 1 },
  };
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_autoptr(BatchJobRecord) job = make_job (BATCH_HTTP_HANDLER, "chat");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"model\":\"m\",%s,\"messages\":[]}",
                                                  cases[i].member);
      gint64 prefix = add (&prefixes, job, payload);

      g_test_message ("%s", payload);
      g_assert_cmpuint (batch_prefix_get_setting (prefix), ==, cases[i].setting);
      g_assert_cmpint (batch_prefix_get_root (prefix), ==, 0);
      g_assert_true (cases[i].setting > 0 || prefix == 0);
    }
}

/* Also behind a long prompt, whose items stay together by how they begin. */
static void
test_settings_of_long (void)
{
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_autoptr(BatchJobRecord) job = make_job (BATCH_HTTP_HANDLER, "chat");
  g_autofree char *text = g_strnfill (5000, 'a');
  gint64 last = 0;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"model\":\"m\",\"messages\":[{\"role\":"
                                                  "\"user\",\"content\":\"%s\"}],"
                                                  "\"options\":{\"num_ctx\":%u}}", text, 1 + i / 2);
      gint64 prefix = add (&prefixes, job, payload);

      g_assert_cmpuint (batch_prefix_get_setting (prefix), ==, 1 + i / 2);
      g_assert_cmpint (batch_prefix_get_root (prefix), >, 0);
      g_assert_cmpint (i % 2 == 1, ==, prefix == last);
      last = prefix;
    }
}

/* There are more than have a number: the last ones share it. */
static void
test_many_settings (void)
{
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_autoptr(BatchJobRecord) job = make_job (BATCH_HTTP_HANDLER, "chat");

  for (guint i = 0; i < 2 * BATCH_PREFIX_MAX_SETTING; i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"model\":\"m\",\"num_ctx\":%u,"
                                                  "\"messages\":[]}", i);

      g_assert_cmpuint (batch_prefix_get_setting (add (&prefixes, job, payload)), ==,
                        MIN (i + 1, BATCH_PREFIX_MAX_SETTING));
    }
}

/* What a handler makes of its payload is not known, and who writes nothing has no prompt. */
static void
test_others (void)
{
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  g_auto(BatchItemPrefixes) embedded = { NULL };
  g_autoptr(BatchJobRecord) handled = make_job ("upcase", "chat");
  g_autoptr(BatchJobRecord) embedding = make_job (BATCH_HTTP_HANDLER, "embed");
  g_autofree char *payload = make_payload ("prompt", 'a', 5000, "");

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (add (&prefixes, handled, payload), ==, 0);
  g_assert_null (prefixes.index);
  g_assert_cmpuint (prefixes.n_items, ==, 0);

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (add (&embedded, embedding, payload), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/intake/item-prefixes/alike", test_alike);
  g_test_add_func ("/batch/intake/item-prefixes/short", test_short);
  g_test_add_func ("/batch/intake/item-prefixes/damaged", test_damaged);
  g_test_add_func ("/batch/intake/item-prefixes/settings", test_settings);
  g_test_add_func ("/batch/intake/item-prefixes/settings-of-long", test_settings_of_long);
  g_test_add_func ("/batch/intake/item-prefixes/many-settings", test_many_settings);
  g_test_add_func ("/batch/intake/item-prefixes/others", test_others);

  return g_test_run ();
}
