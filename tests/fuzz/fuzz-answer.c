/* fuzz-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>

#include "answers/batch-answer-private.h"
#include "fuzz.h"
#include "json/batch-json-scanner-private.h"
#include "json/batch-splice-private.h"

static void
check_answer (const guint8 *data,
              gsize         length)
{
  g_autoptr(BatchAnswer) answer = batch_answer_new (data, length);

  g_assert_true (answer->is_json == batch_json_validate (data, length, BATCH_JSON_DEPTH));
  if (answer->error_message != NULL)
    {
      g_assert_true (g_utf8_validate (answer->error_message, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (answer->error_message, -1), <=, 301);
      g_assert_cmpstr (answer->error_message, !=, "");
    }
}

/* What was spliced once is spliced: the second time nothing changes. */
static void
check_splice (const guint8 *data,
              gsize         length)
{
  static const BatchSplice splices[] = { { "model", "\"m\"" }, { "stream", "false" } };
  g_autoptr(GBytes) body = g_bytes_new (data, length);
  g_autoptr(GBytes) once = batch_splice (body, splices, G_N_ELEMENTS (splices), NULL);
  g_autoptr(GBytes) twice = NULL;

  if (once == NULL)
    return;

  g_assert_true (batch_json_validate (g_bytes_get_data (once, NULL), g_bytes_get_size (once), 0));
  twice = batch_splice (once, splices, G_N_ELEMENTS (splices), NULL);
  g_assert_true (once == twice);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  check_answer (data, length);
  check_splice (data, length);
  return 0;
}
