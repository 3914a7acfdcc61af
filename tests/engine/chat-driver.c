/* chat-driver.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "chat-driver.h"

#include <string.h>

/* The usual ones are for people. */
const BatchChatTimes chats_quick_times = {
  .gap_us = 700 * G_TIME_SPAN_MILLISECOND,
  .stay_us = 300 * G_TIME_SPAN_MILLISECOND,
  .grace_us = 100 * G_TIME_SPAN_MILLISECOND,
};

void
chats_set_up (ChatsFixture               *fixture,
              const BatchSimulatorConfig *config)
{
  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->inbox = batch_executor_ref_inbox (batch_engine_get_executor (fixture->engine));
  fixture->news = batch_mailbox_new (g_main_context_default (), fixture);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
  batch_executor_set_chat_times (batch_engine_get_executor (fixture->engine), &chats_quick_times);
  batch_engine_set_active (fixture->engine, TRUE);
}

void
chats_close_queue (ChatsFixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
}

void
chats_clear (ChatsFixture *fixture)
{
  batch_mailbox_unref (fixture->inbox);
  batch_mailbox_shut (fixture->news);
  batch_mailbox_unref (fixture->news);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->backend);
  g_free (fixture->dir);
}

void
chats_tear_down (ChatsFixture *fixture)
{
  chats_close_queue (fixture);
  chats_clear (fixture);
}

static void
news_cb (gpointer receiver,
         gpointer data)
{
  const BatchChatNews *news = data;
  ChatsAsk *ask = news->chat->client_data;

  if (ask == NULL)
    return;

  ask->begun |= news->event == BATCH_CHAT_BEGINS;
  ask->over |= news->event >= BATCH_CHAT_ENDS;
  ask->status = news->event == BATCH_CHAT_REFUSED ? news->status : 200;
  if (news->message != NULL)
    ask->message = g_strdup (news->message);
  if (news->body != NULL)
    g_string_append_len (ask->text, g_bytes_get_data (news->body, NULL),
                         (gssize) g_bytes_get_size (news->body));
  if (news->event == BATCH_CHAT_PIECE)
    {
      ask->n_pieces++;
      batch_chat_taken (news->chat, g_bytes_get_size (news->body));
    }
}

ChatsAsk *
chats_put_body (ChatsFixture  *fixture,
                BatchEndpoint  endpoint,
                const char    *model,
                gboolean       stream,
                const char    *body)
{
  const char *servers[] = { fixture->backend, NULL };
  ChatsAsk *ask = g_new0 (ChatsAsk, 1);

  ask->text = g_string_new (NULL);
  ask->chat = batch_chat_new (endpoint, model, g_strdupv ((char **) servers),
                              g_bytes_new (body, strlen (body)), stream, fixture->news, news_cb,
                              ask);
  batch_executor_put_chat (fixture->inbox, ask->chat);
  return ask;
}

ChatsAsk *
chats_put (ChatsFixture *fixture,
           const char   *model,
           const char   *prompt,
           gboolean      stream)
{
  g_autofree char *body =
    g_strdup_printf ("{\"model\":\"%s\",%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
                     model, stream ? "\"stream\":true," : "", prompt);

  return chats_put_body (fixture, BATCH_ENDPOINT_CHAT_COMPLETIONS, model, stream, body);
}

void
chats_ask_free (ChatsAsk *ask)
{
  ask->chat->client_data = NULL;
  batch_chat_unref (ask->chat);
  g_string_free (ask->text, TRUE);
  g_free (ask->message);
  g_free (ask);
}

void
chats_wait_over (ChatsAsk *ask)
{
  while (!ask->over)
    g_main_context_iteration (NULL, TRUE);
}

void
chats_wait_answer (ChatsAsk   *ask,
                   const char *model,
                   const char *prompt)
{
  g_autofree char *answer = batch_simulator_answer (model, prompt);

  chats_wait_over (ask);
  if (ask->status != 200 || strstr (ask->text->str, answer) == NULL)
    g_error ("%u: %s%s", ask->status, ask->text->str, ask->message);
}

BatchJob *
chats_put_job (ChatsFixture *fixture,
               guint         n,
               const char   *model)
{
  const char *const members[] = { "", NULL };

  return chats_put_job_with (fixture, n, model, members);
}

BatchJob *
chats_put_job_with (ChatsFixture      *fixture,
                    guint              n,
                    const char        *model,
                    const char *const *members)
{
  guint n_members = g_strv_length ((char **) members);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                            "%s\"messages\":[{\"role\":\"user\",\"content\":\"item %u\"}]}}\n",
                            i, model, members[i % n_members], i);
  g_assert_true (g_file_set_contents (path, lines->str, (gssize) lines->len, NULL));
  batch_job_set_backend (draft, fixture->backend);
  return driver_enqueue (fixture->queue, draft);
}

BatchSimulatorCounters
chats_counters (ChatsFixture *fixture)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (fixture->server, &now);
  return now;
}

void
chats_wait_requests (ChatsFixture *fixture,
                     guint64       n)
{
  while (chats_counters (fixture).requests < n)
    g_main_context_iteration (NULL, FALSE);
}

guint
chats_count_before (ChatsFixture *fixture,
                    guint64       from,
                    const char   *prompt,
                    guint        *in_flight)
{
  guint n = 0;

  for (guint64 seq = from;; seq++)
    {
      BatchSimulatorRecord record;

      g_assert_true (batch_simulator_get_record (fixture->server, seq, &record));
      if (record.event != BATCH_SIMULATOR_EVENT_REQUEST)
        continue;
      *in_flight = record.in_flight;
      if (g_str_equal (record.prompt, prompt))
        return n;
      n++;
    }
}
