/* fuzz-batch-spec.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "api/batch-api-batch-private.h"
#include "fuzz.h"

/* What a client asks for is refused with a fault that can be told in both APIs, or it is an
 * spec that is the same after it was kept. */
static void
check_fault (const BatchApiFault *fault)
{
  for (int api = BATCH_API_OPENAI; api <= BATCH_API_ANTHROPIC; api++)
    {
      GString *told = batch_api_fault_write (fault, (BatchApi) api, "req_1");

      g_assert_true (g_utf8_validate_len (told->str, told->len, NULL));
      g_string_free (told, TRUE);
    }
  g_assert_cmpuint (fault->status, ==, 400);
}

static void
check_spec (const BatchApiBatchSpec *spec)
{
  g_autofree char *saved = batch_api_batch_spec_save (spec);
  g_autoptr(BatchApiBatchSpec) again = batch_api_batch_spec_load (saved);
  g_autofree char *twice = again != NULL ? batch_api_batch_spec_save (again) : NULL;

  g_assert_cmpstr (saved, ==, twice);
  g_assert_cmpint (spec->window_s, ==, again->window_s);
  g_assert_cmpint (spec->window_s, >, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  g_autoptr(BatchApiFault) fault = NULL;
  g_autoptr(BatchApiBatchSpec) spec = batch_api_batch_spec_parse (copy, length, &fault);

  g_assert_true ((spec == NULL) == (fault != NULL));
  if (spec != NULL)
    check_spec (spec);
  else
    check_fault (fault);
  return 0;
}
