/* batch-request-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule: the bytes of the input are sent, but for these members.
 *
 * 1. Members that were changed for the item, and no others.
 * 2. The model of an item that was built in code, or changed, wins.
 * 3. What the payload itself says about "stream" stays where streams are put together
 *    again; elsewhere it becomes false, as an answer in pieces is none to keep.
 *    So it does for who takes whole batches.
 * 4. A payload that does not say is made to ask for a stream, if one is wanted and can
 *    be put together. */

#include "config.h"

#include "format/batch-request-body-private.h"

#include <string.h>

#include "answers/batch-answer-fold-private.h"
#include "core/batch-id-private.h"
#include "format/batch-body-changes-private.h"
#include "json/batch-json-text-private.h"
#include "json/batch-splice-private.h"

/* Jobs that are built in code say by their operation what their payloads are. */
BatchEndpoint
batch_request_endpoint (const BatchJobRecord  *job,
                        const BatchItemRecord *item)
{
  BatchEndpoint endpoint = batch_endpoint_from_path (item->endpoint);

  if (endpoint == BATCH_ENDPOINT_NONE)
    endpoint = batch_endpoint_from_path (job->operation);
  if (endpoint != BATCH_ENDPOINT_NONE)
    return endpoint;
  return g_strcmp0 (job->operation, "embed") == 0 ? BATCH_ENDPOINT_EMBEDDINGS
                                                  : BATCH_ENDPOINT_CHAT_COMPLETIONS;
}

/* A server that heeds the key gives the answer of before to a request that has the same one,
 * or refuses a body that differs. */
char *
batch_request_dup_key (const BatchJobRecord  *job,
                       const BatchItemRecord *item)
{
  g_autofree char *id = batch_id_for_item (job->id, item->position);
  g_autofree char *asked = NULL;
  g_autofree char *digest = NULL;

  if (job->round == 0 && item->changes == NULL)
    return g_steal_pointer (&id);
  if (item->changes == NULL)
    return g_strdup_printf ("%s-%u", id, job->round);

  asked = g_strdup_printf ("%s\n%s", item->key, item->changes);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, asked, -1);
  return g_strdup_printf ("%s-%u-%.8s", id, job->round, digest);
}

/* Most bodies do not even have the word in them. */
static gboolean
find (GBytes         *body,
      const char     *member,
      BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  gboolean found = FALSE;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (memmem (data, length, member, strlen (member)) == NULL)
    return FALSE;

  batch_json_scanner_init (&scanner, data, length, 0);
  batch_json_scanner_enter_object (&scanner);
  while (!found && batch_json_scanner_next_member (&scanner, &name) &&
         batch_json_scanner_read_value (&scanner, value))
    found = batch_json_value_is (&name, member);

  return found;
}

static gboolean
says (GBytes     *body,
      const char *member)
{
  return find (body, member, NULL);
}

gboolean
batch_request_body_decides (GBytes *body)
{
  return says (body, "stream");
}

gboolean
batch_request_body_streams (GBytes *body)
{
  BatchJsonValue value;

  return find (body, "stream", &value) && value.type == BATCH_JSON_TRUE;
}

static guint
add_streaming (BatchSplice    *splices,
               GBytes         *payload,
               BatchEndpoint   endpoint,
               BatchStreaming  streaming)
{
  guint n = 0;

  if (streaming == BATCH_STREAMING_NEVER || !batch_answer_fold_can (endpoint))
    {
      if (says (payload, "stream"))
        splices[n++] = (BatchSplice) { "stream", "false" };
      /* Its options are refused where there is none. */
      if (streaming == BATCH_STREAMING_NEVER && says (payload, "stream_options"))
        splices[n++] = (BatchSplice) { "stream_options", "null" };
      return n;
    }

  if (streaming == BATCH_STREAMING_OFF || says (payload, "stream"))
    return n;

  splices[n++] = (BatchSplice) { "stream", "true" };
  /* Messages are counted without being asked for it, and know no such option. */
  if (streaming == BATCH_STREAMING_FULL && endpoint != BATCH_ENDPOINT_MESSAGES)
    splices[n++] = (BatchSplice) { "stream_options", "{\"include_usage\":true}" };
  return n;
}

static GBytes *
change (const BatchItemRecord  *item,
        GBytes                 *payload,
        GError                **error)
{
  g_auto(BatchBodyChanges) changes = { .n_splices = 0 };

  if (item->changes == NULL)
    return g_bytes_ref (payload);
  if (!batch_body_changes_init (&changes, item->changes, error))
    return NULL;

  return batch_splice (payload, changes.splices, changes.n_splices, error);
}

GBytes *
batch_request_body (const BatchJobRecord   *job,
                    const BatchItemRecord  *item,
                    GBytes                 *payload,
                    BatchStreaming          streaming,
                    GError                **error)
{
  g_autoptr(GBytes) changed = change (item, payload, error);
  g_autoptr(GString) model = NULL;
  BatchSplice splices[3];
  guint n;

  if (changed == NULL)
    return NULL;

  n = add_streaming (splices, changed, batch_request_endpoint (job, item), streaming);
  if (job->own_ids || item->changes != NULL)
    {
      model = g_string_new (NULL);
      batch_json_append_string (model, item->key, -1);
      splices[n++] = (BatchSplice) { "model", model->str };
    }

  return n > 0 ? batch_splice (changed, splices, n, error) : g_steal_pointer (&changed);
}
