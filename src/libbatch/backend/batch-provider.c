/* backend/batch-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-provider-private.h"

#include <string.h>

#include "http/batch-transport-error-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* What the batch APIs of providers have in common.
 *
 * The rules:
 * 1. A batch is asked for soon at first, as a small one may be done in seconds, then ever
 *    more seldom, up to once a minute; never before the provider wants to be asked.
 * 2. Tries at what failed are further apart, up to five minutes.
 * 3. What was surely not sent, or not taken (429, 503, …), was not done. A refusal was not
 *    done, either. Any other failure leaves open whether it was: a connection that was lost
 *    after sending, and a server that broke down over it.
 */

#define FIRST_POLL_MS   500
#define POLL_GROWTH     1.5
#define LONGEST_POLL_MS 60000

#define FIRST_RETRY_MS   1000
#define RETRY_GROWTH     2.0
#define LONGEST_RETRY_MS 300000

#define MARK_DIGITS 12

BatchUpstream *
batch_upstream_new (void)
{
  return g_new0 (BatchUpstream, 1);
}

void
batch_upstream_free (BatchUpstream *self)
{
  g_free (self->id);
  g_free (self->mark);
  g_free (self->file);
  g_free (self->output);
  g_free (self->errors);
  g_free (self->message);
  g_free (self);
}

gboolean
batch_upstream_is_over (BatchUpstreamState state)
{
  return state >= BATCH_UPSTREAM_COMPLETED;
}

void
batch_upstream_line_clear (BatchUpstreamLine *self)
{
  g_free (self->custom_id);
  g_free (self->request_id);
  g_free (self->message);
  *self = (BatchUpstreamLine) { 0 };
}

/* --- Answers --- */

static void
start (BatchJsonScanner *scanner,
       GBytes           *body)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (scanner, data, length, BATCH_JSON_DEPTH);
}

BatchUpstream *
batch_provider_read_batch (const BatchProviderApi *api,
                           GBytes                 *body)
{
  g_autoptr(BatchUpstream) batch = batch_upstream_new ();
  BatchJsonScanner scanner;

  start (&scanner, body);
  return api->read_batch (&scanner, batch) && batch_json_scanner_finish (&scanner)
         ? g_steal_pointer (&batch) : NULL;
}

static void
read_batches (const BatchProviderApi *api,
              const BatchJsonValue   *data,
              GPtrArray              *batches)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, data->data, data->length, BATCH_JSON_DEPTH);
  batch_json_scanner_enter_array (&scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      BatchUpstream *batch = batch_upstream_new ();

      if (api->read_batch (&scanner, batch))
        g_ptr_array_add (batches, batch);
      else
        batch_upstream_free (batch);
    }
}

typedef struct
{
  BatchJsonValue data;
  BatchJsonValue has_more;
} List;

GPtrArray *
batch_provider_read_list (const BatchProviderApi *api,
                          GBytes                 *body,
                          gboolean               *more)
{
  static const BatchJsonMember members[] = {
    { "data", batch_json_read_slice, G_STRUCT_OFFSET (List, data) },
    { "has_more", batch_json_read_slice, G_STRUCT_OFFSET (List, has_more) },
  };
  GPtrArray *batches;
  BatchJsonScanner scanner;
  List list = { 0 };

  start (&scanner, body);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &list);
  if (!batch_json_scanner_finish (&scanner) || list.data.type != BATCH_JSON_ARRAY)
    return NULL;

  batches = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_upstream_free);
  read_batches (api, &list.data, batches);
  *more = list.has_more.type == BATCH_JSON_TRUE;
  return batches;
}

/* --- Ids --- */

/* The random end of an id; what is before it is the time. No other batch has it by chance, and
 * the id of an item stays short of 64 characters. */
static const char *
get_digits (const char *mark)
{
  gsize length = strlen (mark);

  return length > MARK_DIGITS ? mark + length - MARK_DIGITS : mark;
}

char *
batch_provider_custom_id (const char *mark,
                          guint32     position)
{
  return g_strdup_printf ("%s-%u", get_digits (mark), position);
}

gboolean
batch_provider_parse_id (const char *mark,
                         const char *custom_id,
                         guint32    *position)
{
  const char *digits = get_digits (mark);
  gsize length = strlen (digits);
  guint64 number;

  if (strncmp (custom_id, digits, length) != 0 || custom_id[length] != '-' ||
      !g_ascii_string_to_unsigned (custom_id + length + 1, 10, 0, G_MAXUINT32, &number, NULL))
    return FALSE;

  *position = (guint32) number;
  return TRUE;
}

/* --- Rules --- */

static gint64
grow (double first_ms,
      double growth,
      double longest_ms,
      guint  n)
{
  double wait = first_ms;

  for (guint i = 1; i < n && wait < longest_ms; i++)
    wait *= growth;
  return (gint64) MIN (wait, longest_ms);
}

/* Up to a quarter earlier or later, so that several are not asked for at once. */
static gint64
spread (gint64 wait_ms,
        gint64 retry_after_ms,
        double random01)
{
  gint64 spread_ms = (gint64) (wait_ms * (0.75 + random01 / 2));

  return MAX (spread_ms, retry_after_ms);
}

gint64
batch_provider_poll_wait (guint  n_polls,
                          gint64 retry_after_ms,
                          double random01)
{
  return spread (grow (FIRST_POLL_MS, POLL_GROWTH, LONGEST_POLL_MS, n_polls), retry_after_ms,
                 random01);
}

gint64
batch_provider_retry_wait (guint  n_failures,
                           gint64 retry_after_ms,
                           double random01)
{
  return spread (grow (FIRST_RETRY_MS, RETRY_GROWTH, LONGEST_RETRY_MS, n_failures),
                 retry_after_ms, random01);
}

static BatchReplyMeaning
judge_error (const GError *error)
{
  if (g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE) ||
      g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED) ||
      g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT))
    return BATCH_REPLY_LATER;

  return BATCH_REPLY_LOST;
}

BatchReplyMeaning
batch_provider_judge (const BatchResponse *response,
                      const GError        *error)
{
  if (response == NULL)
    return judge_error (error);
  if (response->status >= 200 && response->status < 300)
    return BATCH_REPLY_GOOD;

  switch (response->status)
    {
    case 401:
    case 403:
      return BATCH_REPLY_SHUT_OUT;

    case 425:
    case 429:
    case 503:
    case 529:
      return BATCH_REPLY_LATER;

    case 408:
      return BATCH_REPLY_LOST;

    default:
      return response->status >= 500 ? BATCH_REPLY_LOST : BATCH_REPLY_REFUSED;
    }
}

typedef struct
{
  char *message;
} Reason;

static void
read_reason (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "message", batch_json_read_string, G_STRUCT_OFFSET (Reason, message) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

char *
batch_provider_dup_reason (const BatchResponse *response)
{
  static const BatchJsonMember members[] = { { "error", read_reason, 0 } };
  BatchJsonScanner scanner;
  Reason reason = { 0 };

  start (&scanner, response->body);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &reason);
  return reason.message != NULL ? reason.message
                                : g_strdup_printf ("it answered with HTTP status %d",
                                                   response->status);
}
