/* test-wrong-address.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "raw-server.h"

/* Answers that are not those of a model server: because there is none at this address, because
 * something else answers for it while it is away, or because that is how it words a refusal. */

#define MODELS "{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"object\":\"model\"}]}"
#define ANSWER "{\"model\":\"a\",\"choices\":[{\"message\":{\"content\":\"Hello\"}," \
               "\"finish_reason\":\"stop\"}]}"
#define EMBEDDING "{\"object\":\"list\",\"model\":\"a\",\"data\":[{\"object\":\"embedding\"," \
                  "\"index\":0,\"embedding\":[0.5]}]}"
#define REPLY(status, type, extra, body, length) \
  "HTTP/1.1 " status "\r\nContent-Type: " type "\r\n" extra "Content-Length: " length "\r\n" \
  "\r\n" body
#define PAGE REPLY ("404 Not Found", "text/html", "", "<html></html>", "13")
#define NO_ROUTE REPLY ("404 Not Found", "application/json", "", \
                        "{\"error\":{\"message\":\"No such route\"}}", "37")
#define SIZE REPLY ("413 Request Entity Too Large", "text/html", "", "<html></html>", "13")
#define LONG 60000

typedef struct
{
  const char *reply;    /* to everything, while @other is set */
  gboolean    bare;     /* while @other is set, it has a list of models without /v1 */
  gboolean    unlisted; /* it has chats, and no list of models */
  int         other;    /* (atomic) so many more requests meet with it; < 0: all of them */
  int         n_elsewhere; /* (atomic) requests for messages */
  const char *refused;  /* (nullable) what a request has in it that is refused with a page … */
  const char *refusal;  /* … which is that one */
} Server;

static gboolean
meets_other (Server *self)
{
  int left = g_atomic_int_get (&self->other);

  if (left > 0)
    g_atomic_int_add (&self->other, -1);
  return left != 0;
}

static void
answer (Server        *self,
        RawConnection *connection)
{
  const char *request = connection->request->str;

  if (g_str_has_prefix (request, "POST /v1/messages "))
    g_atomic_int_inc (&self->n_elsewhere);
  if (self->bare && g_str_has_prefix (request, "GET /models "))
    raw_connection_answer (connection, MODELS);
  else if (meets_other (self))
    raw_connection_say (connection, self->reply);
  else if (g_str_has_prefix (request, "GET /v1/models ") && !self->unlisted)
    raw_connection_answer (connection, MODELS);
  else if (self->refused != NULL && strstr (request, self->refused) != NULL)
    raw_connection_say (connection, self->refusal);
  else if (g_str_has_prefix (request, "POST /v1/chat/completions "))
    raw_connection_answer (connection, ANSWER);
  else
    raw_connection_say (connection, PAGE);
}

static void
serve (RawConnection *connection,
       gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    answer (user_data, connection);
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

/* What is looked into while the address becomes the right one would be taken for its word. */
static gboolean
is_at_rest (ServerFixture *self,
            gpointer       job)
{
  return batch_job_get_running (job) == 0;
}

static void
assert_untouched (ServerFixture *fixture,
                  BatchJob      *job)
{
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);
  g_assert_cmpint (batch_job_get_pending (job) + batch_job_get_running (job), ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (fixture, job, i);

      g_assert_cmpuint (batch_item_get_attempts (item), ==, 0);
    }
}

/* When the right one is there after all, everything is answered. */
static void
check_wrong_one (Server      state,
                 const char *told)
{
  g_autoptr(RawServer) server = raw_server_new (serve, &state);
  ServerFixture fixture = { 0 };
  BatchJob *job;

  g_test_message ("%.20s", state.reply);
  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 20, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_trouble, NULL, LONG);

  g_assert_error (batch_engine_get_trouble (fixture.engine), BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (batch_engine_get_trouble (fixture.engine)->message, told));
  server_fixture_wait (&fixture, is_at_rest, job, LONG);
  assert_untouched (&fixture, job);

  g_atomic_int_set (&state.other, 0);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 20);
  server_fixture_tear_down (&fixture);
}

static void
check_wrong (const char *reply,
             const char *told)
{
  check_wrong_one ((Server) { .reply = reply, .other = -1 }, told);
}

static void
test_wrong (void)
{
  static const char none[] = "is not a model server: check the address and the port";

  check_wrong (PAGE, none);
  check_wrong (REPLY ("404 Not Found", "application/json", "", "{\"detail\":\"Not Found\"}", "22"),
               none);
  check_wrong (REPLY ("405 Method Not Allowed", "text/plain", "", "", "0"), none);
  check_wrong (REPLY ("501 Not Implemented", "text/html", "", "<html></html>", "13"), none);
  check_wrong (REPLY ("200 OK", "text/html", "", "<html></html>", "13"), none);
  check_wrong ("220 mail.example ESMTP\r\n\r\n", none);
  check_wrong (REPLY ("301 Moved", "text/html", "Location: https://example.org/\r\n", "", "0"),
               "points to another address");

  check_wrong_one ((Server) { .reply = PAGE, .bare = TRUE, .other = -1 },
                   "has its endpoints without /v1: give http://127.0.0.1:");

  /* A model server, but at another path; and what all requests have in common. */
  check_wrong (REPLY ("404 Not Found", "application/json", "",
                      "{\"error\":{\"message\":\"File Not Found\",\"code\":404}}", "49"),
               "File Not Found; check the path of the address");
  check_wrong (REPLY ("414 URI Too Long", "text/html", "", "<html></html>", "13"),
               "address of the model server is too long");
  check_wrong (REPLY ("431 Request Header Fields Too Large", "application/json", "",
                      "{\"error\":\"Too large\"}", "21"), "is its key the right one?");

  /* It is spoken to in the clear, or a proxy is in the way, which wants no key of the server. */
  check_wrong (REPLY ("400 Bad Request", "text/plain", "",
                      "Client sent an HTTP request to an HTTPS server.\n", "48"),
               "speaks TLS: its address begins with https://");
  check_wrong (REPLY ("407 Proxy Authentication Required", "text/html", "", "", "0"),
               "wants a password");
}

static void
hang_up (RawConnection *connection,
         gpointer       user_data)
{
  raw_connection_read_request (connection);
}

/* As who speaks only TLS does. */
static void
test_hangs_up (void)
{
  g_autoptr(RawServer) server = raw_server_new (hang_up, NULL);
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 20, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_trouble, NULL, LONG);
  g_assert_nonnull (strstr (batch_engine_get_trouble (fixture.engine)->message,
                            "its address begins with https://"));
  server_fixture_wait (&fixture, is_at_rest, job, LONG);
  assert_untouched (&fixture, job);
  server_fixture_tear_down (&fixture);
}

/* A gateway says what it likes while a server is away that has listed its models. */
static void
test_away (void)
{
  Server state = { .reply = PAGE };
  g_autoptr(RawServer) server = raw_server_new (serve, &state);
  ServerFixture fixture = { .max_attempts = 1 };
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 400, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_answers, job, LONG);
  g_atomic_int_set (&state.other, -1);
  server_fixture_wait (&fixture, has_trouble, NULL, LONG);
  g_assert_error (batch_engine_get_trouble (fixture.engine), BATCH_ERROR, BATCH_ERROR_BACKEND);
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);

  g_atomic_int_set (&state.other, 0);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  server_fixture_tear_down (&fixture);
}

static void
count_trouble (guint *n_troubles)
{
  (*n_troubles)++;
}

/* However it says so, a model server that refuses a request means that one. */
static void
check_refused (gboolean    unlisted,
               guint       number,
               const char *refusal)
{
  g_autofree char *prompt = g_strdup_printf ("prompt %u\"", number);
  Server state = { .unlisted = unlisted, .refused = prompt, .refusal = refusal };
  g_autoptr(RawServer) server = raw_server_new (serve, &state);
  ServerFixture fixture = { 0 };
  g_autoptr(BatchItem) item = NULL;
  guint n_troubles = 0;
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  g_signal_connect_swapped (fixture.engine, "notify::in-trouble", G_CALLBACK (count_trouble),
                            &n_troubles);
  job = server_fixture_submit (&fixture, "a", 20, 1);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 19);
  item = server_fixture_get_item (&fixture, job, number);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpuint (n_troubles, ==, 0);
  server_fixture_tear_down (&fixture);
}

static void
test_refused (void)
{
  check_refused (FALSE, 7, PAGE);
  check_refused (TRUE, 7, PAGE);
  check_refused (TRUE, 0, SIZE);
  check_refused (TRUE, 0, PAGE);
  check_refused (TRUE, 0, REPLY ("200 OK", "text/html", "", "<html></html>", "13"));
  check_refused (TRUE, 0, REPLY ("200 OK", "application/json", "", "[]", "2"));
  check_refused (TRUE, 0, REPLY ("302 Found", "text/html", "Location: /elsewhere\r\n", "", "0"));
  check_refused (TRUE, 0, NO_ROUTE);
  check_refused (FALSE, 0, REPLY ("414 URI Too Long", "text/html", "", "<html></html>", "13"));
  check_refused (TRUE, 7, REPLY ("431 Request Header Fields Too Large", "text/plain", "", "", "0"));
}

typedef struct
{
  const char *path; /* of the only endpoint */
  const char *answer;
  const char *lacks; /* said of everything else */
} OneEndpoint;

static void
serve_one_endpoint (RawConnection *connection,
                    gpointer       user_data)
{
  const OneEndpoint *self = user_data;
  g_autofree char *begin = g_strdup_printf ("POST %s ", self->path);

  while (raw_connection_read_request (connection))
    if (g_str_has_prefix (connection->request->str, begin))
      raw_connection_answer (connection, self->answer);
    else
      raw_connection_say (connection, self->lacks);
}

static void
append_lines (GString    *lines,
              const char *path,
              const char *member,
              guint       n_lines)
{
  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (lines, "{\"custom_id\":\"%s-%u\",\"method\":\"POST\",\"url\":\"%s\","
                            "\"body\":{\"model\":\"a\",%s}}\n", path, i, path, member);
}

/* Those that go to an endpoint that is not there are first, and stop nobody. */
static void
check_one_endpoint (gboolean    has_chats,
                    const char *lacks)
{
  static const char *const paths[] = { "/v1/embeddings", "/v1/chat/completions" };
  static const char *const members[] = {
    "\"input\":\"x\"", "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
  };
  OneEndpoint state = { paths[has_chats], has_chats ? ANSWER : EMBEDDING, lacks };
  g_autoptr(RawServer) server = raw_server_new (serve_one_endpoint, &state);
  g_autoptr(GString) lines = g_string_new (NULL);
  ServerFixture fixture = { 0 };
  BatchJob *job;

  append_lines (lines, paths[!has_chats], members[!has_chats], 12);
  append_lines (lines, paths[has_chats], members[has_chats], 5);
  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit_lines (&fixture, lines->str, 1);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 5);
  g_assert_cmpint (batch_job_get_failed (job), ==, 12);
  server_fixture_tear_down (&fixture);
}

static void
test_one_endpoint (void)
{
  check_one_endpoint (TRUE, NO_ROUTE);
  check_one_endpoint (TRUE, PAGE);
  check_one_endpoint (FALSE, NO_ROUTE);
  check_one_endpoint (TRUE, REPLY ("405 Method Not Allowed", "text/plain", "", "", "0"));
}

/* A proxy that reads its routes anew finds nothing for a moment: that is tried again, at the same
 * endpoint. */
static void
test_not_found_once (void)
{
  Server state = { .reply = PAGE };
  g_autoptr(RawServer) server = raw_server_new (serve, &state);
  ServerFixture fixture = { .max_attempts = 3 };
  BatchJob *job;

  server_fixture_set_up_at (&fixture, raw_server_get_url (server), NULL);
  job = server_fixture_submit (&fixture, "a", 400, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_answers, job, LONG);
  g_atomic_int_set (&state.other, 1);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  g_assert_cmpint (g_atomic_int_get (&state.other), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&state.n_elsewhere), ==, 0);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/identity/D8-wrong-address", test_wrong);
  g_test_add_func ("/servers/identity/D8-hangs-up", test_hangs_up);
  g_test_add_func ("/servers/identity/D9-another-answers-for-it", test_away);
  g_test_add_func ("/servers/identity/D10-refuses-with-a-page", test_refused);
  g_test_add_func ("/servers/identity/D11-not-found-once", test_not_found_once);
  g_test_add_func ("/servers/identity/D12-one-endpoint", test_one_endpoint);

  return g_test_run ();
}
