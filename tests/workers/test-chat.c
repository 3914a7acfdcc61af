/* test-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "workers/batch-chat-private.h"

#define ROOM     (256 * 1024)
#define N_PIECES 500
#define PIECE    2000

/* A client: the chat and what it was told. */
typedef struct
{
  GMainContext *context;
  BatchMailbox *box;
  BatchChat    *chat;
  GPtrArray    *news;              /* of BatchChatNews, without the chat */
  int           asked_with;
} Client;

static BatchChatNews *
news_copy (const BatchChatNews *news)
{
  BatchChatNews *copy = g_new (BatchChatNews, 1);

  *copy = *news;
  copy->chat = NULL;
  copy->body = news->body != NULL ? g_bytes_ref (news->body) : NULL;
  copy->message = g_strdup (news->message);
  copy->obstacle = g_strdup (news->obstacle);
  return copy;
}

static void
news_free (gpointer data)
{
  BatchChatNews *news = data;

  g_clear_pointer (&news->body, g_bytes_unref);
  g_free (news->message);
  g_free (news->obstacle);
  g_free (news);
}

static void
told (gpointer receiver,
      gpointer data)
{
  Client *client = receiver;
  const BatchChatNews *news = data;

  g_assert_true (news->chat == client->chat);
  g_assert_true (news->chat->client_data == &client->asked_with);
  g_ptr_array_add (client->news, news_copy (news));
}

static void
ask (Client *client)
{
  static const char *servers[] = { "home", "http://127.0.0.1:1", NULL };

  g_clear_pointer (&client->chat, batch_chat_unref);
  g_ptr_array_set_size (client->news, 0);
  client->chat = batch_chat_new (BATCH_ENDPOINT_CHAT_COMPLETIONS, "qwen3",
                                 g_strdupv ((char **) servers), g_bytes_new_static ("{}", 2),
                                 TRUE, client->box, told, &client->asked_with);
}

static void
set_up (Client        *client,
        gconstpointer  data)
{
  client->context = g_main_context_new ();
  client->box = batch_mailbox_new (client->context, client);
  client->news = g_ptr_array_new_with_free_func (news_free);
  ask (client);
}

static void
tear_down (Client        *client,
           gconstpointer  data)
{
  batch_chat_unref (client->chat);
  batch_mailbox_shut (client->box);
  batch_mailbox_unref (client->box);
  g_ptr_array_unref (client->news);
  g_main_context_unref (client->context);
}

/* Lets the client read. Returns: the events in one word, a letter for each */
static char *
read_news (Client *client)
{
  static const char letters[] = "bspEBAR";
  GString *word = g_string_new (NULL);

  while (g_main_context_iteration (client->context, FALSE))
    ;
  for (guint i = 0; i < client->news->len; i++)
    {
      const BatchChatNews *news = g_ptr_array_index (client->news, i);

      g_string_append_c (word, letters[news->event]);
    }
  return g_string_free (word, FALSE);
}

static void
assert_news (Client     *client,
             const char *expected)
{
  g_autofree char *word = read_news (client);

  g_assert_cmpstr (word, ==, expected);
}

/* The only one, or the last. */
static const BatchChatNews *
last_news (Client *client)
{
  g_assert_cmpuint (client->news->len, >, 0);
  return g_ptr_array_index (client->news, client->news->len - 1);
}

static void
tell (Client         *client,
      BatchChatEvent  event,
      const char     *text)
{
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  batch_chat_tell (client->chat, event, body);
}

static void
assert_body (const BatchChatNews *news,
             const char          *text)
{
  gsize length;
  const char *data;

  g_assert_true ((news->body != NULL) == (text != NULL));
  if (text == NULL)
    return;

  data = g_bytes_get_data (news->body, &length);
  g_assert_cmpmem (data, length, text, strlen (text));
}

/* --- What is told --- */

static void
test_new (Client        *client,
          gconstpointer  data)
{
  BatchChat *chat = client->chat;

  g_assert_cmpint (chat->endpoint, ==, BATCH_ENDPOINT_CHAT_COMPLETIONS);
  g_assert_cmpstr (chat->model, ==, "qwen3");
  g_assert_cmpuint (g_strv_length (chat->servers), ==, 2);
  g_assert_true (chat->wants_stream);
  g_assert_false (chat->wants_usage);
  g_assert_null (chat->key);
  g_assert_null (chat->seen);
  g_assert_null (chat->lane);
  g_assert_false (g_cancellable_is_cancelled (chat->cancellable));
  g_assert_false (chat->over);
  g_assert_true (batch_chat_has_room (chat));
  assert_news (client, "");
}

static void
test_stream (Client        *client,
             gconstpointer  data)
{
  tell (client, BATCH_CHAT_BEGINS, NULL);
  g_assert_false (client->chat->streams);
  tell (client, BATCH_CHAT_STREAMS, NULL);
  g_assert_true (client->chat->streams);
  tell (client, BATCH_CHAT_PIECE, "one");
  tell (client, BATCH_CHAT_PIECE, "");
  tell (client, BATCH_CHAT_PIECE, "größer");
  g_assert_true (client->chat->streams);
  g_assert_false (client->chat->over);
  tell (client, BATCH_CHAT_ENDS, NULL);
  g_assert_true (client->chat->over);
  assert_news (client, "bspppE");
  assert_body (g_ptr_array_index (client->news, 1), NULL);
  assert_body (g_ptr_array_index (client->news, 2), "one");
  assert_body (g_ptr_array_index (client->news, 3), "");
  assert_body (g_ptr_array_index (client->news, 4), "größer");
}

/* After the end nothing more comes, whichever end it was and whatever would come. */
static void
test_over (Client        *client,
           gconstpointer  data)
{
  static const BatchChatEvent ends[] = {
    BATCH_CHAT_ENDS, BATCH_CHAT_BREAKS, BATCH_CHAT_ANSWERED, BATCH_CHAT_REFUSED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_SUCCEEDED);

      ask (client);
      ending->status_code = 200;
      tell (client, ends[i], NULL);
      for (BatchChatEvent event = BATCH_CHAT_BEGINS; event <= BATCH_CHAT_REFUSED; event++)
        tell (client, event, "late");
      batch_chat_refuse (client->chat, 503, 1, "Late");
      batch_chat_end (client->chat, ending);
      g_free (read_news (client));
      g_assert_cmpuint (client->news->len, ==, 1);
      g_assert_cmpint (last_news (client)->event, ==, ends[i]);
      g_assert_cmpint (client->chat->in_transit, ==, 0);
    }
}

static void
test_refuse (Client        *client,
             gconstpointer  data)
{
  batch_chat_refuse (client->chat, 503, 7, "The model is away");
  assert_news (client, "R");
  g_assert_cmpuint (last_news (client)->status, ==, 503);
  g_assert_cmpint (last_news (client)->retry_after_s, ==, 7);
  g_assert_cmpstr (last_news (client)->message, ==, "The model is away");
  g_assert_null (last_news (client)->obstacle);
  assert_body (last_news (client), NULL);

  /* Its headers are out: all that can be told is that it breaks off, and why. */
  ask (client);
  tell (client, BATCH_CHAT_STREAMS, NULL);
  batch_chat_refuse (client->chat, 503, 7, "The model is away");
  assert_news (client, "sB");
  g_assert_cmpstr (last_news (client)->message, ==, "The model is away");
}

static void
test_abandon (Client        *client,
              gconstpointer  data)
{
  g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_CANCELLED);

  tell (client, BATCH_CHAT_BEGINS, NULL);
  for (guint i = 0; i < 2; i++)
    {
      batch_chat_abandon (client->chat);
      g_assert_true (client->chat->over);
      g_assert_true (g_cancellable_is_cancelled (client->chat->cancellable));
    }
  batch_chat_end (client->chat, ending);
  batch_chat_refuse (client->chat, 500, 0, "Nobody hears it");
  tell (client, BATCH_CHAT_PIECE, "lost");
  assert_news (client, "b");
  g_assert_cmpint (client->chat->in_transit, ==, 0);
}

/* A client that has gone reads none of it, and its chat is not kept by what was on its way. */
static void
test_client_goes (Client        *client,
                  gconstpointer  data)
{
  g_autoptr(BatchChat) chat = batch_chat_ref (client->chat);

  tell (client, BATCH_CHAT_STREAMS, NULL);
  tell (client, BATCH_CHAT_PIECE, "one");
  batch_mailbox_shut (client->box);
  tell (client, BATCH_CHAT_PIECE, "two");
  assert_news (client, "");
}

/* --- Ends --- */

typedef struct
{
  const char      *name;
  BatchVerdict     verdict;
  BatchFailureKind kind;
  int              status_code;
  gboolean         server_down;
  gboolean         has_body;

  BatchChatEvent   event;
  guint            status;
  gboolean         tells_body;
} Ending;

#define OK        BATCH_VERDICT_OK
#define AGAIN     BATCH_VERDICT_TRY_AGAIN
#define AUTH      BATCH_VERDICT_AUTH
#define PERMANENT BATCH_VERDICT_PERMANENT_REQUEST
#define GONE      BATCH_VERDICT_SERVER_GONE
#define NO_MODEL  BATCH_VERDICT_NO_SUCH_MODEL
#define NONE      BATCH_FAILURE_KIND_NONE
#define INVALID   BATCH_FAILURE_KIND_INVALID_RESPONSE
#define NETWORK   BATCH_FAILURE_KIND_NETWORK_ERROR
#define REFUSES   BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS
#define SHUT_OUT  BATCH_FAILURE_KIND_AUTH
#define BUILDER   BATCH_FAILURE_KIND_BUILDER_ERROR
#define ANSWERED  BATCH_CHAT_ANSWERED
#define REFUSED   BATCH_CHAT_REFUSED

static const Ending endings[] = {
  { "good", OK, NONE, 200, FALSE, TRUE, ANSWERED, 0, TRUE },
  { "good, at the edge", OK, NONE, 299, FALSE, TRUE, ANSWERED, 0, TRUE },
  { "cut off, which it says", BATCH_VERDICT_TRUNCATED_LENGTH, NONE, 200, FALSE, TRUE,
    ANSWERED, 0, TRUE },
  { "good, but nobody can tell it", AGAIN, INVALID, 200, FALSE, TRUE, REFUSED, 502, FALSE },
  { "a redirect, at the edge", AGAIN, NONE, 300, FALSE, TRUE, REFUSED, 502, FALSE },
  { "a redirect", PERMANENT, REFUSES, 307, FALSE, TRUE, REFUSED, 502, FALSE },
  { "too large an answer", PERMANENT, INVALID, 0, FALSE, FALSE, REFUSED, 502, FALSE },
  { "no status", AGAIN, NONE, 0, FALSE, TRUE, REFUSED, 502, FALSE },
  { "not yet a good status", AGAIN, NONE, 199, FALSE, TRUE, REFUSED, 502, FALSE },
  { "not yet a bad status", PERMANENT, INVALID, 399, FALSE, TRUE, REFUSED, 502, FALSE },

  { "a bad request", PERMANENT, REFUSES, 400, FALSE, TRUE, REFUSED, 400, TRUE },
  { "a bad request without words", PERMANENT, REFUSES, 422, FALSE, FALSE, REFUSED, 422, FALSE },
  { "no such model", NO_MODEL, REFUSES, 404, FALSE, TRUE, REFUSED, 404, TRUE },
  { "an error", AGAIN, BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, 500, FALSE, TRUE,
    REFUSED, 500, TRUE },
  { "a gateway, and the server is down", GONE, NETWORK, 504, TRUE, TRUE, REFUSED, 504, TRUE },

  { "our key", AUTH, SHUT_OUT, 401, FALSE, TRUE, REFUSED, 502, FALSE },
  { "our key, of a server that is down", AUTH, SHUT_OUT, 403, TRUE, TRUE, REFUSED, 502, FALSE },

  { "nobody there", GONE, NETWORK, 0, TRUE, FALSE, REFUSED, 503, FALSE },
  { "nobody there any more", AGAIN, NETWORK, 0, FALSE, FALSE, REFUSED, 502, FALSE },
  { "it cannot be made", PERMANENT, BUILDER, 0, FALSE, FALSE, REFUSED, 400, FALSE },
};

static BatchEnding *
ending_new (const Ending *c)
{
  BatchEnding *ending = batch_ending_new (c->kind == NONE ? BATCH_ITEM_STATUS_SUCCEEDED
                                                          : BATCH_ITEM_STATUS_FAILED);

  ending->verdict = c->verdict;
  ending->failure_kind = c->kind;
  ending->status_code = c->status_code;
  ending->server_down = c->server_down;
  ending->message = g_strdup (c->name);
  ending->obstacle = g_strdup ("tools");
  ending->body = c->has_body ? g_bytes_new_static ("{\"a\":1}", 7) : NULL;
  return ending;
}

static void
test_endings (Client        *client,
              gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      const Ending *c = &endings[i];
      g_autoptr(BatchEnding) ending = ending_new (c);
      const BatchChatNews *news;

      g_test_message ("%s", c->name);
      ask (client);
      batch_chat_end (client->chat, ending);
      g_free (read_news (client));
      g_assert_cmpuint (client->news->len, ==, 1);
      news = last_news (client);
      g_assert_cmpint (news->event, ==, c->event);
      g_assert_cmpuint (news->status, ==, c->status);
      assert_body (news, c->tells_body ? "{\"a\":1}" : NULL);
      g_assert_cmpstr (news->message, ==, c->event == REFUSED ? c->name : NULL);
      g_assert_cmpstr (news->obstacle, ==, c->event == REFUSED ? "tools" : NULL);
    }
}

/* A stream ends whole or breaks off: never is it answered, nor refused. */
static void
test_endings_of_streams (Client        *client,
                         gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autoptr(BatchEnding) ending = ending_new (&endings[i]);

      g_test_message ("%s", endings[i].name);
      ask (client);
      tell (client, BATCH_CHAT_STREAMS, NULL);
      batch_chat_end (client->chat, ending);
      assert_news (client, endings[i].event == ANSWERED ? "sE" : "sB");
    }
}

static void
test_no_message (Client        *client,
                 gconstpointer  data)
{
  g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  batch_chat_end (client->chat, ending);
  assert_news (client, "R");
  g_assert_cmpstr (last_news (client)->message, ==, "The model server gave no answer");
  g_assert_null (last_news (client)->obstacle);
}

/* Who comes again comes not before the time that the server has asked for. */
static void
test_retry_after (Client        *client,
                  gconstpointer  data)
{
  static const struct
  {
    gint64 ms;
    gint64 s;
  } cases[] = {
    { -1, 0 }, { 0, 0 }, { 1, 1 }, { 999, 1 }, { 1000, 1 }, { 1001, 2 }, { 60000, 60 },
    { G_MAXINT64, G_MAXINT64 / 1000 + 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

      ask (client);
      ending->status_code = 429;
      ending->retry_after_ms = cases[i].ms;
      batch_chat_end (client->chat, ending);
      assert_news (client, "R");
      g_assert_cmpint (last_news (client)->retry_after_s, ==, cases[i].s);
    }
}

/* --- How much is on its way --- */

static void
test_room (Client        *client,
           gconstpointer  data)
{
  g_autofree char *zeros = g_malloc0 (ROOM);
  g_autoptr(GBytes) most = g_bytes_new (zeros, ROOM - 1);

  batch_chat_tell (client->chat, BATCH_CHAT_PIECE, most);
  g_assert_true (batch_chat_has_room (client->chat));
  tell (client, BATCH_CHAT_PIECE, "x");
  g_assert_false (batch_chat_has_room (client->chat));

  /* That it was read is not that it was taken. */
  assert_news (client, "pp");
  g_assert_false (batch_chat_has_room (client->chat));
  batch_chat_taken (client->chat, 0);
  g_assert_false (batch_chat_has_room (client->chat));
  batch_chat_taken (client->chat, 1);
  g_assert_true (batch_chat_has_room (client->chat));
  batch_chat_taken (client->chat, ROOM - 1);
  g_assert_cmpint (client->chat->in_transit, ==, 0);

  /* Only pieces count: an answer in one piece is there anyway. */
  batch_chat_tell (client->chat, BATCH_CHAT_ANSWERED, most);
  g_assert_cmpint (client->chat->in_transit, ==, 0);
}

static gpointer
take_thread (gpointer data)
{
  BatchChat *chat = data;

  for (guint i = 0; i < N_PIECES * PIECE / 2; i++)
    batch_chat_taken (chat, 1);
  batch_chat_unref (chat);
  return NULL;
}

/* The client takes in threads of its own while the engine tells in another. */
static void
test_room_threads (Client        *client,
                   gconstpointer  data)
{
  GThread *one = g_thread_new ("client", take_thread, batch_chat_ref (client->chat));
  GThread *other = g_thread_new ("client", take_thread, batch_chat_ref (client->chat));
  g_autofree char *zeros = g_malloc0 (PIECE);
  g_autoptr(GBytes) piece = g_bytes_new (zeros, PIECE);

  for (guint i = 0; i < N_PIECES; i++)
    batch_chat_tell (client->chat, BATCH_CHAT_PIECE, piece);
  g_thread_join (one);
  g_thread_join (other);
  g_assert_cmpint (client->chat->in_transit, ==, 0);
  g_free (read_news (client));
  g_assert_cmpuint (client->news->len, ==, N_PIECES);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Client *client, gconstpointer data);
  } cases[] = {
    { "new", test_new },
    { "stream", test_stream },
    { "over", test_over },
    { "refuse", test_refuse },
    { "abandon", test_abandon },
    { "client-goes", test_client_goes },
    { "endings", test_endings },
    { "endings-of-streams", test_endings_of_streams },
    { "no-message", test_no_message },
    { "retry-after", test_retry_after },
    { "room", test_room },
    { "room-threads", test_room_threads },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/workers/chat/", cases[i].name, NULL);

      g_test_add (path, Client, NULL, set_up, cases[i].test, tear_down);
    }
  return g_test_run ();
}
