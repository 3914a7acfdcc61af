/* fuzz-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>

#include "backend/batch-provider-private.h"
#include "fuzz.h"

/* Whatever a provider answers, what is taken of it lies in it, and has an id. */
static void
check_line (const BatchProviderApi *api,
            const uint8_t          *data,
            size_t                  size)
{
  g_auto(BatchUpstreamLine) line = { 0 };
  guint32 position;

  if (!api->read_line (data, size, &line))
    return;

  g_assert_nonnull (line.custom_id);
  batch_provider_parse_id ("handover_0123456789ab", line.custom_id, &position);
  if (line.body.type != BATCH_JSON_NONE)
    g_assert_true (line.body.data >= data && line.body.data + line.body.length <= data + size);
}

static void
check_body (const BatchProviderApi *api,
            GBytes                 *body)
{
  const BatchResponse response = { .status = 400, .body = body };
  g_autoptr(BatchUpstream) batch = batch_provider_read_batch (api, body);
  g_autofree char *reason = batch_provider_dup_reason (&response);
  gboolean more;
  g_autoptr(GPtrArray) list = batch_provider_read_list (api, body, &more);

  g_assert_nonnull (reason);
  g_assert_true (batch == NULL || batch->id != NULL);
  for (guint i = 0; list != NULL && i < list->len; i++)
    g_assert_nonnull (((BatchUpstream *) g_ptr_array_index (list, i))->id);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const BatchProviderApi *const apis[] = {
    &batch_openai_provider, &batch_azure_provider, &batch_anthropic_provider,
  };
  g_autoptr(GBytes) body = g_bytes_new (data, size);
  gboolean ready;
  g_autofree char *file = batch_openai_provider.read_file (body, &ready);

  for (guint i = 0; i < G_N_ELEMENTS (apis); i++)
    {
      check_line (apis[i], data, size);
      check_body (apis[i], body);
    }

  return 0;
}
