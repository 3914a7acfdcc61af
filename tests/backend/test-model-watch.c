/* test-model-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-watch-private.h"

#include <string.h>

#include "backend/batch-model-private.h"
#include "http/client-fixture.h"
#include "support/model-server.h"

#define EVENTS "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

typedef struct
{
  GPtrArray *states;               /* of the first model; NULL: nobody answers */
} Seen;

static const char *
nick (BatchModelState state)
{
  g_autoptr(GEnumClass) states = g_type_class_ref (BATCH_TYPE_MODEL_STATE);

  return g_enum_get_value (states, state)->value_nick;
}

static void
note_models (GListModel *models,
             gpointer    user_data)
{
  Seen *seen = user_data;
  g_autoptr(BatchModel) model = models != NULL ? g_list_model_get_item (models, 0) : NULL;

  g_ptr_array_add (seen->states, (gpointer) (model != NULL ? nick (model->state) : "gone"));
}

static void
wait_until (Seen       *seen,
            const char *state)
{
  while (seen->states->len == 0
         || g_strcmp0 (g_ptr_array_index (seen->states, seen->states->len - 1), state) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static BatchBackend *
make_backend (const char *url,
              const char *kind)
{
  return batch_backend_new ("a", url, kind, NULL, NULL);
}

/* While something is loaded it looks every two seconds. */
static void
test_polled (void)
{
  g_autoptr(ModelServer) server = model_server_new ("router-loads");
  g_autoptr(BatchBackend) backend = make_backend (model_server_get_url (server), "llama-router");
  g_autoptr(GPtrArray) states = g_ptr_array_new ();
  Seen seen = { states };
  g_autoptr(BatchModelWatch) watch = batch_model_watch_new (backend, NULL, note_models, &seen);
  g_autofree char *posts = NULL;

  wait_until (&seen, "unloaded");
  batch_model_watch_look (watch);
  while (states->len < 2)
    g_main_context_iteration (NULL, TRUE);
  batch_model_watch_look (watch);
  wait_until (&seen, "loading");
  wait_until (&seen, "loaded");

  posts = model_server_dup_posts (server);
  g_assert_cmpstr (posts, ==, "");
}

/* A server that tells, one thing at a time: what it is asked for then has changed. */
static GMutex mutex;
static GCond told;
static guint n_told;
static int n_lists;

static void
say_list (RawConnection *connection,
          const char    *state)
{
  g_autofree char *body = g_strdup_printf ("{\"data\":[{\"id\":\"alpha\",\"status\":"
                                           "{\"value\":\"%s\"}}]}", state);

  raw_connection_answer (connection, body);
}

static void
say_event (RawConnection *connection,
           guint          number)
{
  g_mutex_lock (&mutex);
  while (n_told < number)
    g_cond_wait (&told, &mutex);
  g_mutex_unlock (&mutex);
  raw_connection_say (connection, "data: {\"model\":\"alpha\"}\n\n");
}

static void
tell (RawConnection *connection,
      gpointer       user_data)
{
  static const char *const states[] = { "unloaded", "loaded", "unloaded" };

  while (raw_connection_read_request (connection))
    if (strstr (connection->request->str, "/models/sse") != NULL)
      {
        raw_connection_say (connection, EVENTS);
        say_event (connection, 1);
        say_event (connection, 2);
        raw_connection_wait_closed (connection);
      }
    else
      {
        guint number = (guint) g_atomic_int_add (&n_lists, 1);

        say_list (connection, states[MIN (number, G_N_ELEMENTS (states) - 1)]);
      }
}

static void
allow_event (void)
{
  g_mutex_lock (&mutex);
  n_told++;
  g_cond_broadcast (&told);
  g_mutex_unlock (&mutex);
}

static void
test_told (void)
{
  g_autoptr(RawServer) server = raw_server_new (tell, NULL);
  g_autoptr(BatchBackend) backend = make_backend (raw_server_get_url (server), "llama-router");
  g_autoptr(GPtrArray) states = g_ptr_array_new ();
  Seen seen = { states };
  g_autoptr(BatchModelWatch) watch = batch_model_watch_new (backend, NULL, note_models, &seen);
  gint64 began = g_get_monotonic_time ();

  wait_until (&seen, "unloaded");
  allow_event ();
  wait_until (&seen, "loaded");
  allow_event ();
  wait_until (&seen, "unloaded");
  g_assert_cmpuint (states->len, ==, 3);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
}

/* Nobody answers: that is not the same as having no models. */
static void
test_gone (void)
{
  g_autoptr(BatchBackend) backend = make_backend ("http://127.0.0.1:1", "ollama");
  g_autoptr(GPtrArray) states = g_ptr_array_new ();
  Seen seen = { states };
  g_autoptr(BatchModelWatch) watch = batch_model_watch_new (backend, NULL, note_models, &seen);

  wait_until (&seen, "gone");
  g_assert_cmpuint (states->len, ==, 1);
}

/* Nobody is there at first, and then it is another server than any. */
static int is_there;

static const char *
choose_answer (const char *request)
{
  static const char *const answers[][2] = {
    { "GET / ", "Ollama is running" },
    { "GET /api/version ", "{\"version\":\"1\"}" },
    { "GET /v1/models ", "{\"object\":\"list\",\"data\":[]}" },
    { "GET /api/tags ", "{\"models\":[{\"name\":\"alpha\"}]}" },
    { "GET /api/ps ", "{\"models\":[{\"name\":\"alpha\"}]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_has_prefix (request, answers[i][0]))
      return answers[i][1];

  return "nothing";
}

static void
come_later (RawConnection *connection,
            gpointer       user_data)
{
  while (raw_connection_read_request (connection) && g_atomic_int_get (&is_there))
    raw_connection_answer (connection, choose_answer (connection->request->str));
}

static void
test_comes_later (void)
{
  g_autoptr(RawServer) server = raw_server_new (come_later, NULL);
  g_autoptr(BatchBackend) backend = make_backend (raw_server_get_url (server), NULL);
  g_autoptr(GPtrArray) states = g_ptr_array_new ();
  Seen seen = { states };
  g_autoptr(BatchModelWatch) watch = batch_model_watch_new (backend, NULL, note_models, &seen);

  wait_until (&seen, "gone");
  g_atomic_int_set (&is_there, TRUE);
  batch_model_watch_look (watch);
  wait_until (&seen, "loaded");
}

/* It can be given up at any time: before the kind is known, while it looks, while it listens. */
static void
test_free (void)
{
  for (guint n_turns = 0; n_turns < 12; n_turns++)
    {
      g_autoptr(ModelServer) server = model_server_new ("llama-router");
      g_autoptr(BatchBackend) backend = make_backend (model_server_get_url (server), NULL);
      g_autoptr(GPtrArray) states = g_ptr_array_new ();
      Seen seen = { states };
      BatchModelWatch *watch = batch_model_watch_new (backend, NULL, note_models, &seen);

      for (guint i = 0; i < n_turns; i++)
        g_main_context_iteration (NULL, FALSE);
      batch_model_watch_free (watch);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/model-watch/polled", test_polled);
  g_test_add_func ("/batch/backend/model-watch/told", test_told);
  g_test_add_func ("/batch/backend/model-watch/gone", test_gone);
  g_test_add_func ("/batch/backend/model-watch/comes-later", test_comes_later);
  g_test_add_func ("/batch/backend/model-watch/free", test_free);
  return g_test_run ();
}
