/* test-gateway.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "raw-server.h"

/* Servers behind a gateway, which answers for them while they are away. */

#define BAD_GATEWAY "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 18\r\n\r\n<title>502</title>"
#define PAGE(status, body, length) \
  "HTTP/1.1 " status "\r\nContent-Type: text/html\r\nContent-Length: " length "\r\n\r\n" body
#define NGINX_503 PAGE ("503 Service Temporarily Unavailable", "<h1>503</h1>nginx", "17")
#define NGINX_504 PAGE ("504 Gateway Time-out", "<h1>504</h1>nginx", "17")
#define PLAIN_500 PAGE ("500 Internal Server Error", "Internal Server Error", "21")
#define APACHE_503 PAGE ("503 Service Unavailable", "maintenance downtime", "20")
#define NOT_FOUND   "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
#define MODELS      "{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"object\":\"model\"}]}"
#define ANSWER      "{\"model\":\"a\",\"choices\":[{\"message\":{\"content\":\"Hello\"}," \
                    "\"finish_reason\":\"stop\"}]}"

#define BAD_REQUEST "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n" \
                    "Content-Length: 32\r\n\r\n{\"error\":{\"message\":\"no model\"}}"

/* So many looks at its models show that a server is away that a request has killed. */
#define LOOKS 2
#define LONG  60000

typedef struct
{
  const char *page;    /* of the gateway, while the server is away */
  int         away;    /* (atomic) so many looks more */
  const char *deadly;  /* (nullable) what a request has in it that kills the server */
  const char *deadly_too; /* (nullable) likewise */
  int         n_killed; /* (atomic) */
  int         n_refused; /* (atomic) requests, while it was away */
  gboolean    unlisted; /* it says so of the list of models at all times */
} Gateway;

static void
answer_look (Gateway       *self,
             RawConnection *connection)
{
  if (self->unlisted)
    raw_connection_say (connection, self->page);
  else if (g_atomic_int_get (&self->away) == 0)
    raw_connection_answer (connection, MODELS);
  else
    {
      g_atomic_int_add (&self->away, -1);
      raw_connection_say (connection, self->page);
    }
}

static gboolean
has_words (RawConnection *connection,
           const char    *words)
{
  return words != NULL && strstr (connection->request->str, words) != NULL;
}

static void
answer_chat (Gateway       *self,
             RawConnection *connection)
{
  gboolean asks = has_words (connection, "prompt");

  if (g_atomic_int_get (&self->away) > 0)
    {
      g_atomic_int_add (&self->n_refused, asks);
      raw_connection_say (connection, self->page);
    }
  else if (!asks)
    raw_connection_say (connection, BAD_REQUEST);
  else if (has_words (connection, self->deadly) || has_words (connection, self->deadly_too))
    {
      g_atomic_int_inc (&self->n_killed);
      g_atomic_int_set (&self->away, self->unlisted ? 0 : LOOKS);
      raw_connection_say (connection, self->page);
    }
  else
    raw_connection_answer (connection, ANSWER);
}

static void
serve (RawConnection *connection,
       gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    {
      const char *request = connection->request->str;

      if (g_str_has_prefix (request, "GET /v1/models "))
        answer_look (user_data, connection);
      else if (g_str_has_prefix (request, "POST "))
        answer_chat (user_data, connection);
      else
        raw_connection_say (connection, NOT_FOUND);
    }
}

static gboolean
has_trouble (ServerFixture *self,
             gpointer       user_data)
{
  return batch_engine_get_trouble (self->engine) != NULL;
}

static gboolean
has_answers (ServerFixture *self,
             gpointer       job)
{
  return batch_job_get_succeeded (job) >= 10;
}

/* More often than is under way at once, and than an item may fail. */
static gboolean
has_been_asked_often (ServerFixture *self,
                      gpointer       gateway)
{
  return g_atomic_int_get (&((Gateway *) gateway)->n_refused) >= 5;
}

/* It is away at first, and again in the middle, for as long as it takes to notice. */
static void
check_away (const char *page,
            const char *words)
{
  Gateway gateway = { .page = page, .away = G_MAXINT };
  g_autoptr(RawServer) server = raw_server_new (serve, &gateway);
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 400, 4);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_trouble, NULL, LONG);
  g_assert_nonnull (strstr (batch_engine_get_trouble (fixture.engine)->message,
                            words));

  g_atomic_int_set (&gateway.away, 0);
  server_fixture_wait (&fixture, has_answers, job, LONG);
  g_atomic_int_set (&gateway.away, LOOKS);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  server_fixture_tear_down (&fixture);
}

static void
test_away (void)
{
  check_away (BAD_GATEWAY, "gateway cannot reach");
}

/* Each proxy has words of its own for this, and none of them matters. */
static void
test_away_in_other_words (void)
{
  check_away (NGINX_503, "not available");
  check_away (NGINX_504, "gateway waited too long");
  check_away (APACHE_503, "not available");
  check_away (PLAIN_500, "it was given no key: does it want one?");
}

/* What kills it pays, and comes to an end; the others do not. */
static void
test_killed (void)
{
  Gateway gateway = { .page = BAD_GATEWAY, .deadly = "prompt 7\"" };
  g_autoptr(RawServer) server = raw_server_new (serve, &gateway);
  ServerFixture fixture = { .max_attempts = 3 };
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 20, 1);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 19);
  g_assert_cmpint (g_atomic_int_get (&gateway.n_killed), ==, 3);
  item = server_fixture_get_item (&fixture, job, 7);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  server_fixture_tear_down (&fixture);
}

/* Nothing but requests tells whether such a server is there. */
static void
check_killed_unlisted (const char *page,
                       guint       deadly,
                       guint       parallel)
{
  g_autofree char *prompt = g_strdup_printf ("prompt %u\"", deadly);
  Gateway gateway = { .page = page, .deadly = prompt, .unlisted = TRUE };
  g_autoptr(RawServer) server = raw_server_new (serve, &gateway);
  ServerFixture fixture = { .max_attempts = 3 };
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;

  g_test_message ("%.20s, item %u, %u at a time", page, deadly, parallel);
  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 20, parallel);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 19);
  g_assert_cmpint (g_atomic_int_get (&gateway.n_killed), >=, 3);
  item = server_fixture_get_item (&fixture, job, (int) deadly);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpuint (batch_item_get_attempts (item), ==, 3);
  server_fixture_tear_down (&fixture);
}

/* The first one meets a server that nobody has seen; the last but one has few beside it. */
static void
test_killed_unlisted (void)
{
  check_killed_unlisted (BAD_GATEWAY, 7, 1);
  check_killed_unlisted (NGINX_504, 0, 1);
  check_killed_unlisted (PLAIN_500, 7, 1);
  check_killed_unlisted (APACHE_503, 7, 4);
  check_killed_unlisted (NGINX_503, 0, 4);
}

/* Nobody else is left to tell that the server is there: it is asked. */
static void
check_killed_last (const char *page,
                   guint       n_deadly,
                   guint       parallel)
{
  Gateway gateway = { .page = page, .deadly = "prompt 19\"", .unlisted = TRUE,
                      .deadly_too = n_deadly > 1 ? "prompt 18\"" : NULL };
  g_autoptr(RawServer) server = raw_server_new (serve, &gateway);
  ServerFixture fixture = { .max_attempts = 3 };
  BatchJob *job;

  g_test_message ("%.20s, the last %u, %u at a time", page, n_deadly, parallel);
  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 20, parallel);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 20 - n_deadly);
  for (guint i = 20 - n_deadly; i < 20; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, i);

      g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
      g_assert_cmpuint (batch_item_get_attempts (item), ==, 3);
    }
  server_fixture_tear_down (&fixture);
}

static void
test_killed_last (void)
{
  check_killed_last (BAD_GATEWAY, 1, 1);
  check_killed_last (NGINX_503, 1, 4);
  check_killed_last (NGINX_504, 2, 1);
  check_killed_last (BAD_GATEWAY, 2, 4);
  check_killed_last (PLAIN_500, 1, 1);
  check_killed_last (PLAIN_500, 2, 1);
}

/* It is away for long, at first and in the middle: nothing is charged but what was under way. */
static void
test_away_unlisted (void)
{
  Gateway gateway = { .page = BAD_GATEWAY, .away = G_MAXINT, .unlisted = TRUE };
  g_autoptr(RawServer) server = raw_server_new (serve, &gateway);
  ServerFixture fixture = { .max_attempts = 2 };
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 400, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_been_asked_often, &gateway, LONG);
  g_assert_nonnull (batch_engine_get_trouble (fixture.engine));
  for (guint i = 0; i < 400; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, (int) i);

      g_assert_cmpuint (batch_item_get_attempts (item), ==, 0);
    }

  g_atomic_int_set (&gateway.away, 0);
  server_fixture_wait (&fixture, has_answers, job, LONG);
  g_atomic_int_set (&gateway.n_refused, 0);
  g_atomic_int_set (&gateway.away, G_MAXINT);
  server_fixture_wait (&fixture, has_been_asked_often, &gateway, LONG);
  g_atomic_int_set (&gateway.away, 0);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/slow/S11-gateway-answers-for-it", test_away);
  g_test_add_func ("/servers/slow/S11-in-other-words", test_away_in_other_words);
  g_test_add_func ("/servers/slow/S12-dies-of-a-request", test_killed);

  g_test_add_func ("/servers/slow/S12-and-lists-no-models", test_killed_unlisted);
  g_test_add_func ("/servers/slow/S12-of-the-last-one", test_killed_last);
  g_test_add_func ("/servers/slow/S11-and-lists-no-models", test_away_unlisted);

  return g_test_run ();
}
