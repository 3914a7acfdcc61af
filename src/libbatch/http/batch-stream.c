/* http/batch-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-stream-private.h"

#include <string.h>

#include "answers/batch-sse-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-nonfinite-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-ollama-reply-private.h"

#define DONE "[DONE]"

struct _BatchStream
{
  BatchSse        *sse;         /* (nullable) */
  GString         *line;        /* (nullable) in place of it: what has come of the next line */
  BatchOllamaReply reply;       /* that the lines are of */
  gsize            limit;
  BatchAnswerFold *fold;        /* (nullable) */
  BatchStreamFunc  event;       /* (nullable) in place of the fold */
  const BatchRelay *relay;      /* (nullable) likewise */
  BatchEventTranslation *translation;  /* (nullable) of what is handed on */
  gpointer         user_data;
  BatchFoldState   state;
  guint            n_events;
  guint            done : 1;    /* what is handed on has said so */
  guint            tells_usage : 1;
};

/* What the last event of a stream begins with, if not DONE; in a text, the quotes would have
 * backslashes. */
static const char *const last_words[] = {
  "\"message_stop\"", "\"response.completed\"", "\"response.incomplete\"",
  "\"response.failed\"", "\"error\":{", "\"error\": {",
};
#define LAST_BEGINS 200

static gboolean
ends_stream (const char *data,
             gsize       length)
{
  if (length == strlen (DONE) && memcmp (data, DONE, length) == 0)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (last_words); i++)
    if (memmem (data, MIN (length, LAST_BEGINS), last_words[i], strlen (last_words[i])) != NULL)
      return TRUE;
  return FALSE;
}

static void
hand_on (BatchStream  *self,
         const guint8 *data,
         gsize         length)
{
  g_autoptr(GBytes) piece = g_bytes_new (data, length);

  self->relay->piece (piece, self->user_data);
}

/* However it ends, the client was told. */
static void
hand_on_translated (BatchStream *self,
                    const char  *data,
                    gsize        length)
{
  g_autoptr(GString) out = g_string_new (NULL);

  if (self->done)
    return;

  self->done = batch_event_translation_add (self->translation, data, length, out)
               != BATCH_FOLD_OPEN;
  if (out->len > 0)
    hand_on (self, (const guint8 *) out->str, out->len);
}

static void
end_translation (BatchStream *self)
{
  g_autoptr(GString) out = g_string_new (NULL);

  if (self->done)
    return;

  batch_event_translation_end (self->translation, out);
  self->done = TRUE;
  if (out->len > 0)
    hand_on (self, (const guint8 *) out->str, out->len);
}

/* Some servers say nothing now and then, so that nobody hangs up. */
static gboolean
says_nothing (const char *data,
              gsize       length)
{
  while (length > 0 && g_ascii_isspace (data[length - 1]))
    length--;

  return length == 0;
}

static gboolean
is_error (BatchStream *self)
{
  return self->sse != NULL && batch_sse_is_error (self->sse);
}

static void
note_presence (BatchJsonScanner *scanner,
               gpointer          field)
{
  *(gboolean *) field = batch_json_scanner_peek (scanner) != BATCH_JSON_NULL;
  batch_json_scanner_read_value (scanner, NULL);
}

/* An event that is called an error need not say so in its data, where it is looked for.
 *
 * Returns: (transfer full) (nullable): what it would say then; NULL if it does, or is none
 */
static GString *
spell_error (BatchStream *self,
             const char  *data,
             gsize        length)
{
  static const BatchJsonMember members[] = { { "error", note_presence, 0 } };
  BatchJsonScanner scanner;
  gboolean says_so = FALSE;
  GString *spelled;

  if (!is_error (self))
    return NULL;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &says_so);
  if (says_so)
    return NULL;

  spelled = g_string_new ("{\"error\":");
  if (*data == '{' && batch_json_validate ((const guint8 *) data, length, BATCH_JSON_DEPTH - 1))
    g_string_append_len (spelled, data, (gssize) length);
  else
    batch_json_append_string (spelled, data, length);
  return g_string_append_c (spelled, '}');
}

static gboolean
take_event (BatchStream *self,
            const char  *data,
            gsize        length)
{
  if (self->translation != NULL)
    {
      hand_on_translated (self, data, length);
      return TRUE;
    }
  if (self->relay != NULL)
    {
      self->done |= ends_stream (data, length) || is_error (self);
      return TRUE;
    }
  if (self->event != NULL)
    {
      self->event (data, length, self->user_data);
      return TRUE;
    }

  self->state = batch_answer_fold_add (self->fold, data, length);
  return self->state == BATCH_FOLD_OPEN;
}

/* What is handed on as it came is not read here. */
static gboolean
read_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  BatchStream *self = user_data;
  g_autoptr(GBytes) strict = NULL;
  g_autoptr(GString) error = NULL;

  if (says_nothing (data, length))
    return TRUE;

  self->n_events++;
  if ((strict = batch_json_without_nonfinite ((const guint8 *) data, length)) != NULL)
    data = g_bytes_get_data (strict, &length);
  if ((error = spell_error (self, data, length)) != NULL)
    return take_event (self, error->str, error->len);

  return take_event (self, data, length);
}

/* --- Lines --- */

static void
append_event (GString    *events,
              const char *data,
              gsize       length)
{
  g_string_append (events, "data: ");
  g_string_append_len (events, data, (gssize) length);
  g_string_append (events, "\n\n");
}

/* As the events that they would have been. */
static void
hand_on_chunks (BatchStream   *self,
                const GString *chunk,
                const GString *usage)
{
  g_autoptr(GString) events = g_string_new (NULL);

  append_event (events, chunk->str, chunk->len);
  if (self->tells_usage && usage->len > 0)
    append_event (events, usage->str, usage->len);
  if (self->reply.done)
    append_event (events, DONE, strlen (DONE));
  self->done = self->reply.done;
  hand_on (self, (const guint8 *) events->str, events->len);
}

static void
translate_chunk (BatchStream   *self,
                 const GString *chunk)
{
  hand_on_translated (self, chunk->str, chunk->len);
  if (self->reply.done)
    hand_on_translated (self, DONE, strlen (DONE));
}

static void
read_line (BatchStream *self)
{
  g_autoptr(GString) chunk = g_string_new (NULL);
  g_autoptr(GString) usage = g_string_new (NULL);
  const guint8 *line = (const guint8 *) self->line->str;
  gboolean apart = self->relay != NULL && self->translation == NULL;

  self->n_events++;
  if (!batch_ollama_reply_add (&self->reply, line, self->line->len, chunk, apart ? usage : NULL))
    self->state = BATCH_FOLD_GARBLED;
  else if (apart)
    hand_on_chunks (self, chunk, usage);
  else if (self->translation != NULL)
    translate_chunk (self, chunk);
  else
    self->state = batch_answer_fold_add (self->fold, chunk->str, chunk->len);

  if (self->fold != NULL && self->state == BATCH_FOLD_OPEN && self->reply.done)
    self->state = batch_answer_fold_add (self->fold, DONE, strlen (DONE));
  g_string_truncate (self->line, 0);
}

static gboolean
is_blank (const GString *line)
{
  return strspn (line->str, " \t\r") == line->len;
}

static void
end_line (BatchStream *self)
{
  if (is_blank (self->line))
    g_string_truncate (self->line, 0);
  else
    read_line (self);
}

static void
feed_lines (BatchStream  *self,
            const guint8 *data,
            gsize         length)
{
  while (length > 0 && self->state == BATCH_FOLD_OPEN)
    {
      const guint8 *end = memchr (data, '\n', length);
      gsize n = end != NULL ? (gsize) (end - data) : length;

      if (n > self->limit - self->line->len)
        {
          self->state = BATCH_FOLD_TOO_LARGE;
          return;
        }

      g_string_append_len (self->line, (const char *) data, (gssize) n);
      if (end != NULL)
        end_line (self);
      n += end != NULL;
      data += n;
      length -= n;
    }
}

/* --- The stream --- */

static BatchStream *
stream_new (BatchReplyForm form,
            gsize          limit)
{
  BatchStream *self = g_new0 (BatchStream, 1);

  self->limit = limit;
  if (form == BATCH_REPLY_PLAIN)
    self->sse = batch_sse_new (limit, read_event, self);
  else
    self->line = g_string_new (NULL);
  return self;
}

BatchStream *
batch_stream_new (BatchReplyForm form,
                  gsize          limit)
{
  BatchStream *self = stream_new (form, limit);

  self->fold = batch_answer_fold_new (limit);
  return self;
}

BatchStream *
batch_stream_new_of_relay (BatchReplyForm    form,
                           gsize             limit,
                           BatchEventTranslation *translation,
                           gboolean          tells_usage,
                           const BatchRelay *relay,
                           gpointer          user_data)
{
  BatchStream *self = stream_new (form, limit);

  self->translation = translation;
  self->tells_usage = tells_usage;
  self->relay = relay;
  self->user_data = user_data;
  relay->begin (user_data);
  return self;
}

BatchStream *
batch_stream_new_of_events (gsize           limit,
                            BatchStreamFunc event,
                            gpointer        user_data)
{
  BatchStream *self = g_new0 (BatchStream, 1);

  self->event = event;
  self->user_data = user_data;
  self->sse = batch_sse_new (limit, read_event, self);
  return self;
}

void
batch_stream_free (BatchStream *self)
{
  g_clear_pointer (&self->sse, batch_sse_free);
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  g_clear_pointer (&self->fold, batch_answer_fold_free);
  g_clear_pointer (&self->translation, batch_event_translation_free);
  g_free (self);
}

BatchFoldState
batch_stream_feed (BatchStream  *self,
                   const guint8 *data,
                   gsize         length)
{
  if (self->line != NULL)
    feed_lines (self, data, length);
  else if (batch_sse_feed (self->sse, data, length) == BATCH_SSE_TOO_LONG)
    self->state = BATCH_FOLD_TOO_LARGE;
  else if (self->relay != NULL && self->translation == NULL)
    hand_on (self, data, length);

  return self->state;
}

BatchFoldState
batch_stream_end (BatchStream *self)
{
  if (self->sse != NULL)
    batch_sse_end (self->sse);
  else if (self->state == BATCH_FOLD_OPEN)
    end_line (self);
  if (self->translation != NULL)
    end_translation (self);
  return self->state;
}

guint
batch_stream_count_events (BatchStream *self)
{
  return self->n_events;
}

gboolean
batch_stream_has_begun (BatchStream *self)
{
  if (self->fold == NULL)
    return self->n_events > 0;

  return batch_answer_fold_n_pieces (self->fold) > 0 || batch_answer_fold_is_whole (self->fold);
}

BatchAnswerFold *
batch_stream_get_fold (BatchStream *self)
{
  return self->fold;
}

gboolean
batch_stream_is_done (BatchStream *self)
{
  return self->fold != NULL ? batch_answer_fold_is_done (self->fold) : self->done;
}

gboolean
batch_stream_is_whole (BatchStream *self)
{
  return self->fold != NULL ? batch_answer_fold_is_whole (self->fold)
                            : self->relay == NULL || self->done;
}

gboolean
batch_stream_is_ready (BatchStream *self)
{
  return self->relay == NULL || self->relay->ready (self->user_data);
}

/* --- Answers in one piece --- */

const char *
batch_reply_form_get_stream_type (BatchReplyForm form)
{
  switch (form)
    {
    case BATCH_REPLY_PLAIN:
      return "text/event-stream";
    case BATCH_REPLY_OLLAMA_CHAT:
      return "application/x-ndjson";
    case BATCH_REPLY_OLLAMA_EMBED:
    case BATCH_REPLY_OLLAMA_EMBED_BASE64:
      break;
    }

  return NULL;
}

static GBytes *
read_chat (GBytes *body,
           gsize   limit)
{
  g_autoptr(BatchAnswerFold) fold = batch_answer_fold_new (limit);
  g_autoptr(GString) chunk = g_string_new (NULL);
  BatchOllamaReply reply = { 0 };
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  if (!batch_ollama_reply_add (&reply, data, length, chunk, NULL))
    return NULL;

  switch (batch_answer_fold_add (fold, chunk->str, chunk->len))
    {
    case BATCH_FOLD_OPEN:
    case BATCH_FOLD_DONE:
    case BATCH_FOLD_ERROR:
      return batch_answer_fold_dup_body (fold);

    case BATCH_FOLD_GARBLED:
    case BATCH_FOLD_TOO_LARGE:
      break;
    }

  return NULL;
}

GBytes *
batch_reply_form_read (BatchReplyForm  form,
                       GBytes         *body,
                       gsize           limit)
{
  switch (form)
    {
    case BATCH_REPLY_PLAIN:
      break;
    case BATCH_REPLY_OLLAMA_CHAT:
      return read_chat (body, limit);
    case BATCH_REPLY_OLLAMA_EMBED:
      return batch_ollama_embeddings (body, FALSE);
    case BATCH_REPLY_OLLAMA_EMBED_BASE64:
      return batch_ollama_embeddings (body, TRUE);
    }

  return g_bytes_ref (body);
}
