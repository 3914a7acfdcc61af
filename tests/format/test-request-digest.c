/* test-request-digest.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "format/batch-request-digest-private.h"

static gboolean
is_same (const char *endpoint,
         const char *body,
         const char *other_endpoint,
         const char *other_body)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 one[BATCH_REQUEST_DIGEST_SIZE];
  guint8 other[BATCH_REQUEST_DIGEST_SIZE];

  batch_request_digest (checksum, endpoint, (const guint8 *) body, strlen (body), one);
  batch_request_digest (checksum, other_endpoint, (const guint8 *) other_body, strlen (other_body),
                        other);
  return memcmp (one, other, sizeof one) == 0;
}

static void
test_table (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean    same;
  } cases[] = {
    { "{\"model\":\"a\",\"n\":1}", "{\"n\":1,\"model\":\"b\"}", TRUE },
    { "{\"model\":\"a\",\"n\":1}", "{\"n\":1}", TRUE },
    { "{\"mod\\u0065l\":\"a\"}", "{}", TRUE },
    { "{\"n\":1}", "{ \"n\" : 1 }", TRUE },
    { "{\"n\":1}", "{\"n\":2}", FALSE },
    { "{\"n\":\"12\"}", "{\"n\":\"1\",\"2\":\"\"}", FALSE },
    { "{\"x\":{\"model\":\"a\"}}", "{\"x\":{\"model\":\"b\"}}", FALSE },
    { "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s and %s", cases[i].one, cases[i].other);
      g_assert_cmpint (is_same ("/v1/x", cases[i].one, "/v1/x", cases[i].other), ==, cases[i].same);
    }

  g_assert_false (is_same ("/v1/x", "{}", "/v1/y", "{}"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/format/request-digest/table", test_table);

  return g_test_run ();
}
