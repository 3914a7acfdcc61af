/* batch-request-digest.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-request-digest-private.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "json/batch-json-text-private.h"

/* With its length in front, so that two values are never taken for another two. */
static void
add (GChecksum  *checksum,
     const void *data,
     gsize       length)
{
  const guint64 before = length;

  g_checksum_update (checksum, (const guchar *) &before, sizeof before);
  g_checksum_update (checksum, data, (gssize) length);
}

static void
add_members (GChecksum    *checksum,
             const guint8 *body,
             gsize         length)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, body, length, 0);
  batch_json_scanner_enter_object (&scanner);
  while (batch_json_scanner_next_member (&scanner, &name)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      if (batch_json_value_is (&name, "model"))
        continue;

      add (checksum, name.data, name.length);
      add (checksum, value.data, value.length);
    }
}

void
batch_request_digest (GChecksum    *checksum,
                      const char   *endpoint,
                      const guint8 *body,
                      gsize         length,
                      guint8        result[BATCH_REQUEST_DIGEST_SIZE])
{
  guint8 whole[32];
  gsize size = sizeof whole;

  g_checksum_reset (checksum);
  add (checksum, endpoint, strlen (endpoint));
  add_members (checksum, body, length);
  g_checksum_get_digest (checksum, whole, &size);
  memcpy (result, whole, BATCH_REQUEST_DIGEST_SIZE);
}
