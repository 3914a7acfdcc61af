/* test-message-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-message-check-private.h"

#include <string.h>

static void
test_check (void)
{
  static const struct
  {
    const char *body;
    const char *refusal;         /* its beginning; NULL: there is none */
  } cases[] = {
    { "{\"model\":\"m\",\"max_tokens\":1}", NULL },
    { "{\"max_tokens\":0,\"stream\":false}", NULL },
    { "{\"max_tokens\":4096,\"stream\":null}", NULL },
    { "{}", "max_tokens: Field required" },
    { "{\"model\":\"m\",\"metadata\":{\"max_tokens\":1}}", "max_tokens: Field required" },
    { "{\"max_tokens\":null}", "max_tokens: Input should be a valid integer" },
    { "{\"max_tokens\":\"1\"}", "max_tokens: Input should be a valid integer" },
    { "{\"max_tokens\":1.5}", "max_tokens: Input should be a valid integer" },
    { "{\"max_tokens\":-1}", "max_tokens: Input should be greater" },
    { "{\"max_tokens\":1,\"stream\":true}", "stream: Input should be false" },
    { "{\"stream\":true}", "max_tokens: Field required" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].body);
      /* In a block of its own, so that a read past the end is seen. */
      g_autofree guint8 *body = g_memdup2 (cases[i].body, length);
      const char *refusal = batch_message_check (body, length);

      g_test_message ("%s", cases[i].body);
      if (cases[i].refusal == NULL)
        g_assert_cmpstr (refusal, ==, NULL);
      else
        g_assert_true (refusal != NULL && g_str_has_prefix (refusal, cases[i].refusal));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/message-check/check", test_check);
  return g_test_run ();
}
