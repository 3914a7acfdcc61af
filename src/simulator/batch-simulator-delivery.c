/* simulator/batch-simulator-delivery.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-exchange-private.h"

#include <string.h>

#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-reply.h"

#define JSON_TYPE     "application/json"
#define MISSING_BYTES 100
#define BLOCK_SIZE    (64 * 1024)

static const char filler[] = "and so on ";

static char *
make_headers (BatchSimulatorExchange *self)
{
  const char *own = self->server->personality->headers;

  return g_strdup_printf ("X-Request-Id: req_%016" G_GINT64_MODIFIER "x\r\n%s", self->answer.id,
                          own != NULL ? own : "");
}

void
batch_simulator_exchange_start_body (BatchSimulatorExchange *self,
                                     guint                   status,
                                     const char             *type,
                                     gint64                  length)
{
  g_autofree char *headers = make_headers (self);

  self->status = status;
  batch_simulator_reply_head (self->connection, status, type, length, headers);
}

static void
append (BatchSimulatorExchange *self,
        const char             *data,
        gsize                   length)
{
  g_string_append_len (batch_simulator_connection_output (self->connection), data, length);
}

/* The body as a good server would send it. */
static GString *
write_answer (BatchSimulatorExchange *self)
{
  GString *body = self->server->body;

  g_string_truncate (body, 0);
  self->answer.endpoint->append_answer (body, &self->answer);
  return body;
}

static void
deliver_whole (BatchSimulatorExchange *self,
               guint                   status,
               const char             *type,
               GString                *body)
{
  batch_simulator_exchange_start_body (self, status, type, body->len);
  append (self, body->str, body->len);
  /* After the head, which so does not tell. */
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_CLOSE)
    batch_simulator_connection_give_up (self->connection);
  batch_simulator_connection_end (self->connection);
}

/* @announced bytes are said to come, @sent of @body do. */
static void
deliver_part (BatchSimulatorExchange *self,
              GString                *body,
              gsize                   announced,
              gsize                   sent,
              gboolean                stay)
{
  batch_simulator_exchange_start_body (self, 200, JSON_TYPE, announced);
  append (self, body->str, sent);
  batch_simulator_connection_give_up (self->connection);
  if (stay)
    batch_simulator_connection_flush (self->connection);
  else
    batch_simulator_connection_end (self->connection);
}

static void
deliver_garbage (BatchSimulatorExchange *self)
{
  GString *body = write_answer (self);

  g_string_truncate (body, body->len / 2);
  g_string_append (body, "\xff\xfe nothing that is JSON }{");
  deliver_whole (self, 200, JSON_TYPE, body);
}

static void
deliver_html (BatchSimulatorExchange *self)
{
  GString *body = self->server->body;

  g_string_assign (body, "<!DOCTYPE html>\n<html><head><title>Simulated page</title></head>"
                         "<body><h1>This is not the API you look for</h1></body></html>\n");
  deliver_whole (self, self->fault.status, "text/html; charset=utf-8", body);
}

static void
append_filler (GString *out,
               gsize    length)
{
  gsize end = out->len + length;

  while (out->len + sizeof filler - 1 <= end)
    g_string_append_len (out, filler, sizeof filler - 1);
  g_string_append_len (out, filler, end - out->len);
}

static gboolean
produce_endless (GString  *output,
                 gpointer  user_data)
{
  g_autoptr(GString) block = g_string_sized_new (BLOCK_SIZE);

  append_filler (block, BLOCK_SIZE);
  batch_simulator_append_chunk (output, block->str, block->len);
  return TRUE;
}

static void
deliver_endless (BatchSimulatorExchange *self)
{
  static const char whole[] = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"";
  static const char line[] = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
  const char *start = self->prompt.streams ? line : whole;

  batch_simulator_exchange_start_body (self, 200, self->prompt.streams
                                       ? self->answer.endpoint->stream_type : JSON_TYPE, -1);
  batch_simulator_append_chunk (batch_simulator_connection_output (self->connection), start,
                                strlen (start));
  batch_simulator_connection_produce (self->connection, produce_endless, NULL, NULL);
}

typedef struct
{
  guint64  left;            /* of the filler */
  GString *rest;
} HugeBody;

static void
huge_body_free (gpointer data)
{
  HugeBody *huge = data;

  g_string_free (huge->rest, TRUE);
  g_free (huge);
}

static gboolean
produce_huge (GString  *output,
              gpointer  user_data)
{
  HugeBody *huge = user_data;
  gsize length = MIN (huge->left, BLOCK_SIZE);

  append_filler (output, length);
  huge->left -= length;
  if (huge->left > 0)
    return TRUE;

  g_string_append_len (output, huge->rest->str, huge->rest->len);
  return FALSE;
}

/* A right answer with one more member, in front, that makes it as long as is asked for. */
static void
deliver_huge (BatchSimulatorExchange *self)
{
  static const char start[] = "{\"padding\":\"";
  HugeBody *huge = g_new0 (HugeBody, 1);
  GString *body = write_answer (self);
  guint64 least;

  huge->rest = g_string_new ("\",");
  g_string_append_len (huge->rest, body->str + 1, body->len - 1);
  least = sizeof start - 1 + huge->rest->len;
  huge->left = self->fault.bytes > least ? self->fault.bytes - least : 0;

  batch_simulator_exchange_start_body (self, 200, JSON_TYPE, least + huge->left);
  append (self, start, sizeof start - 1);
  batch_simulator_connection_produce (self->connection, produce_huge, huge, huge_body_free);
}

static void
deliver_answer (BatchSimulatorExchange *self)
{
  GString *body = write_answer (self);

  self->complete = TRUE;
  deliver_whole (self, 200, JSON_TYPE, body);
}

static void
deliver_literally (BatchSimulatorExchange *self)
{
  const BatchSimulatorFault *fault = &self->fault;
  g_autoptr(GString) body = g_string_new (fault->body);

  self->status = fault->status;
  batch_simulator_reply (self->connection, fault->status,
                         fault->type != NULL ? fault->type : JSON_TYPE, body, fault->headers);
}

static void
deliver_raw (BatchSimulatorExchange *self)
{
  self->status = self->fault.status;
  append (self, self->fault.body, strlen (self->fault.body));
  batch_simulator_connection_give_up (self->connection);
  batch_simulator_connection_end (self->connection);
}

/* What has been sent so far arrives before the reset, as it is sent at once. */
static void
deliver_then_reset (BatchSimulatorExchange *self,
                    gsize                   length)
{
  GString *body = write_answer (self);

  batch_simulator_exchange_start_body (self, 200, JSON_TYPE, body->len);
  append (self, body->str, MIN (length, body->len / 2));
  batch_simulator_connection_flush (self->connection);
  batch_simulator_connection_abort (self->connection, TRUE);
}

typedef struct
{
  GString *body;
  gsize    sent;
} Drip;

static void
drip_free (gpointer data)
{
  Drip *drip = data;

  g_string_free (drip->body, TRUE);
  g_free (drip);
}

static gboolean
produce_drop (GString  *output,
              gpointer  user_data)
{
  Drip *drip = user_data;

  g_string_append_c (output, drip->body->str[drip->sent++]);
  return drip->sent < drip->body->len;
}

static void
deliver_drops (BatchSimulatorExchange *self)
{
  Drip *drip = g_new0 (Drip, 1);

  drip->body = g_string_new (NULL);
  if (self->prompt.streams)
    batch_simulator_exchange_append_stream (self, drip->body);
  else
    self->answer.endpoint->append_answer (drip->body, &self->answer);
  self->complete = TRUE;
  batch_simulator_exchange_start_body (self, 200, self->prompt.streams
                                       ? self->answer.endpoint->stream_type : JSON_TYPE,
                                       drip->body->len);
  batch_simulator_connection_produce (self->connection, produce_drop, drip, drip_free);
}

static void
deliver_well (BatchSimulatorExchange *self)
{
  if (self->prompt.streams)
    batch_simulator_exchange_stream (self);
  else
    deliver_answer (self);
}

static void
deliver_problem (BatchSimulatorExchange *self,
                 guint                   status,
                 const char             *headers)
{
  const BatchSimulatorProblem problem = {
    .status = status,
    .message = "This failure was asked for",
    .code = "simulated_failure",
  };

  batch_simulator_exchange_reply_problem (self, &problem, headers);
}

void
batch_simulator_exchange_deliver (BatchSimulatorExchange *self)
{
  GString *body;

  switch (self->fault.kind)
    {
    case BATCH_SIMULATOR_FAULT_GARBAGE:
      deliver_garbage (self);
      break;
    case BATCH_SIMULATOR_FAULT_HTML:
      deliver_html (self);
      break;
    case BATCH_SIMULATOR_FAULT_ENDLESS:
      deliver_endless (self);
      break;
    case BATCH_SIMULATOR_FAULT_HUGE:
      deliver_huge (self);
      break;
    case BATCH_SIMULATOR_FAULT_WRONG_LENGTH:
      body = write_answer (self);
      deliver_part (self, body, body->len + MISSING_BYTES, body->len, FALSE);
      break;
    case BATCH_SIMULATOR_FAULT_CUT:
    case BATCH_SIMULATOR_FAULT_STALL_BODY:
      body = write_answer (self);
      if (self->prompt.streams)
        batch_simulator_exchange_stream (self);
      else
        deliver_part (self, body, body->len, body->len / 2,
                      self->fault.kind == BATCH_SIMULATOR_FAULT_STALL_BODY);
      break;
    case BATCH_SIMULATOR_FAULT_NONE:
    case BATCH_SIMULATOR_FAULT_SLOW:
    case BATCH_SIMULATOR_FAULT_LENGTH:
    case BATCH_SIMULATOR_FAULT_EMPTY:
    case BATCH_SIMULATOR_FAULT_UNFINISHED:
    case BATCH_SIMULATOR_FAULT_PING_BODY:
    case BATCH_SIMULATOR_FAULT_CLOSE:
    case BATCH_SIMULATOR_FAULT_LOADING_TEXT:
      deliver_well (self);
      break;
    case BATCH_SIMULATOR_FAULT_STREAM_ERROR:
      if (self->prompt.streams)
        batch_simulator_exchange_stream (self);
      else
        deliver_problem (self, 500, NULL);
      break;
    case BATCH_SIMULATOR_FAULT_BODY:
      deliver_literally (self);
      break;
    case BATCH_SIMULATOR_FAULT_RAW:
      deliver_raw (self);
      break;
    case BATCH_SIMULATOR_FAULT_DRIP:
      deliver_drops (self);
      break;
    case BATCH_SIMULATOR_FAULT_PING:
      batch_simulator_exchange_ping (self);
      break;
    case BATCH_SIMULATOR_FAULT_RESET_HEAD:
      deliver_then_reset (self, 0);
      break;
    case BATCH_SIMULATOR_FAULT_RESET_BODY:
      deliver_then_reset (self, G_MAXSIZE);
      break;
    case BATCH_SIMULATOR_FAULT_LOADING_CUT:
      batch_simulator_connection_abort (self->connection, FALSE);
      break;
    case BATCH_SIMULATOR_FAULT_SLOW_PATH:
    case BATCH_SIMULATOR_FAULT_PATH_STATUS:
    case BATCH_SIMULATOR_FAULT_LOAD_FAIL:
    case BATCH_SIMULATOR_FAULT_LOAD_HANG:
    case BATCH_SIMULATOR_FAULT_STATUS:
    case BATCH_SIMULATOR_FAULT_STALL:
    case BATCH_SIMULATOR_FAULT_DISCONNECT:
    case BATCH_SIMULATOR_FAULT_RESET:
    case BATCH_SIMULATOR_N_FAULTS:
    default:
      g_assert_not_reached ();
    }
}

static char *
make_retry_after (const char *value)
{
  g_autoptr(GDateTime) now = NULL;
  g_autoptr(GDateTime) then = NULL;
  g_autofree char *date = NULL;
  gint64 seconds = 0;

  if (value == NULL)
    return NULL;
  if (value[0] != '@' ||
      !g_ascii_string_to_signed (value + 1, 10, -1000000, 1000000, &seconds, NULL))
    return g_strdup_printf ("Retry-After: %s\r\n", value);

  now = g_date_time_new_now_utc ();
  then = g_date_time_add_seconds (now, seconds);
  date = batch_simulator_http_date (then);
  return g_strdup_printf ("Retry-After: %s\r\n", date);
}

static void
refuse_with_status (BatchSimulatorExchange *self)
{
  g_autofree char *headers = make_retry_after (self->fault.retry_after);

  deliver_problem (self, self->fault.status, headers);
}

void
batch_simulator_exchange_refuse (BatchSimulatorExchange *self)
{
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_BODY)
    deliver_literally (self);
  else if (self->fault.kind == BATCH_SIMULATOR_FAULT_STATUS)
    refuse_with_status (self);
  else if (self->fault.kind != BATCH_SIMULATOR_FAULT_STALL)
    batch_simulator_connection_abort (self->connection,
                                      self->fault.kind == BATCH_SIMULATOR_FAULT_RESET);
}
