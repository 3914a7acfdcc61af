/* test-model-key.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-model-key-private.h"

/* Which names are those of one model. */

static void
test_strip (void)
{
  static const struct
  {
    const char *name;
    const char *implied_tag;
    const char *key;               /* NULL: the name itself */
  } cases[] = {
    { "llama3:latest", ":latest", "llama3" },
    { "host:5000/team/llama3:latest", ":latest", "host:5000/team/llama3" },
    { "llama3", ":latest", NULL },
    { "llama3:8b", ":latest", NULL },
    { "llama3:latest-q4", ":latest", NULL },
    { ":latest", ":latest", NULL },
    { "", ":latest", NULL },
    { NULL, ":latest", NULL },
    { "llama3:latest", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = batch_model_key_strip (cases[i].name, cases[i].implied_tag);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-key/strip", test_strip);
  return g_test_run ();
}
