/* batch-endpoint.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-endpoint-private.h"

#include <string.h>

#include "core/batch-enum-private.h"

G_DEFINE_ENUM_TYPE (BatchEndpoint, batch_endpoint,
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_NONE, ""),
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_CHAT_COMPLETIONS, "/v1/chat/completions"),
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_COMPLETIONS, "/v1/completions"),
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_EMBEDDINGS, "/v1/embeddings"),
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_RESPONSES, "/v1/responses"),
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_MESSAGES, "/v1/messages"),
  G_DEFINE_ENUM_VALUE (BATCH_ENDPOINT_MODERATIONS, "/v1/moderations"))

const char *
batch_endpoint_get_path (BatchEndpoint endpoint)
{
  if (endpoint == BATCH_ENDPOINT_NONE)
    return NULL;

  return batch_enum_to_nick (BATCH_TYPE_ENDPOINT, endpoint);
}

BatchEndpoint
batch_endpoint_from_path (const char *path)
{
  int value = BATCH_ENDPOINT_NONE;

  batch_enum_from_nick (BATCH_TYPE_ENDPOINT, path, &value);
  return value;
}

/* What follows "/v1": that is where services differ. */
static gboolean
is_meant (const char    *url,
          gsize          length,
          BatchEndpoint  endpoint)
{
  const char *tail = batch_endpoint_get_path (endpoint) + strlen ("/v1");
  gsize size = strlen (tail);

  if (length + 1 == size)
    return strncmp (url, tail + 1, length) == 0;

  return length >= size && strncmp (url + length - size, tail, size) == 0;
}

BatchEndpoint
batch_endpoint_guess (const char *url)
{
  gsize length = strcspn (url, "?#");

  while (length > 0 && url[length - 1] == '/')
    length--;

  for (guint i = BATCH_ENDPOINT_NONE + 1; i < BATCH_N_ENDPOINTS; i++)
    if (is_meant (url, length, i))
      return i;

  return BATCH_ENDPOINT_NONE;
}
