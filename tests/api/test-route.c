/* test-route.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "api/batch-api-route-private.h"

/* What a method and a path lead to, and what is said of those that lead nowhere. */

#define ID_64 "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

static const struct
{
  const char *method;
  const char *path;
  const char *pattern;             /* NULL: nowhere */
  const char *id;
  BatchApi    api;
} found[] = {
  { "GET", "/healthz", "/healthz", NULL, BATCH_API_OPENAI },
  { "HEAD", "/healthz", "/healthz", NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/file-1", "/v1/files/*", "file-1", BATCH_API_OPENAI },
  { "HEAD", "/v1/files/file-1/content", "/v1/files/*/content", "file-1", BATCH_API_OPENAI },
  { "DELETE", "/v1/files/a_B-9", "/v1/files/*", "a_B-9", BATCH_API_OPENAI },
  { "POST", "/v1/uploads", "/v1/uploads", NULL, BATCH_API_OPENAI },
  { "POST", "/v1/uploads/upload_1/parts", "/v1/uploads/*/parts", "upload_1", BATCH_API_OPENAI },
  { "POST", "/v1/uploads/u/complete", "/v1/uploads/*/complete", "u", BATCH_API_OPENAI },
  { "POST", "/v1/batches/b/cancel", "/v1/batches/*/cancel", "b", BATCH_API_OPENAI },
  { "POST", "/v1/messages", "/v1/messages", NULL, BATCH_API_ANTHROPIC },
  { "POST", "/v1/messages/count_tokens", "/v1/messages/count_tokens", NULL, BATCH_API_ANTHROPIC },
  { "GET", "/v1/messages/batches/m/results", "/v1/messages/batches/*/results", "m",
    BATCH_API_ANTHROPIC },
  /* The name of a model may have anything in it. */
  { "GET", "/v1/models/m", "/v1/models/**", "m", BATCH_API_OPENAI },
  { "GET", "/v1/models/a/b/c:d e", "/v1/models/**", "a/b/c:d e", BATCH_API_OPENAI },
  { "GET", "/v1/models//", "/v1/models/**", "/", BATCH_API_OPENAI },
  { "GET", "/v1/models/größe", "/v1/models/**", "größe", BATCH_API_OPENAI },
  { "GET", "/v1/models/\xff", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/models/", NULL, NULL, BATCH_API_OPENAI },
  /* An id has not. */
  { "GET", "/v1/files/" ID_64, "/v1/files/*", ID_64, BATCH_API_OPENAI },
  { "GET", "/v1/files/" ID_64 "x", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/uploads/u/parts", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files//content", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/a.b", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/..", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/ä", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/a/content/", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/files/a/contents", NULL, NULL, BATCH_API_OPENAI },
  /* Other methods, and other spellings. */
  { "HEAD", "/v1/messages", NULL, NULL, BATCH_API_ANTHROPIC },
  { "get", "/healthz", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/Healthz", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/", NULL, NULL, BATCH_API_OPENAI },
  { "GET", "/v1/messages/nothing", NULL, NULL, BATCH_API_ANTHROPIC },
  { "GET", "/v1/nothing", NULL, NULL, BATCH_API_OPENAI },
};

static void
test_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *id = NULL;
      BatchApi api;
      const BatchApiRoute *route = batch_api_route_find (found[i].method, found[i].path, &id,
                                                         &api);

      g_test_message ("case %u", i);
      g_assert_cmpstr (route != NULL ? route->pattern : NULL, ==, found[i].pattern);
      g_assert_cmpstr (id, ==, found[i].id);
      g_assert_cmpint (api, ==, found[i].api);
    }
}

/* Of a name of a model as long as it may be, and longer. */
static void
test_long_names (void)
{
  for (guint length = 511; length <= 514; length++)
    {
      g_autofree char *name = g_strnfill (length, 'm');
      g_autofree char *path = g_strconcat ("/v1/models/", name, NULL);
      g_autofree char *id = NULL;
      BatchApi api;

      g_assert_cmpint (batch_api_route_find ("GET", path, &id, &api) != NULL, ==, length <= 512);
      g_assert_cmpstr (id, ==, length <= 512 ? name : NULL);
    }
}

/* Nobody but a monitor gets in without a key. */
static void
test_open (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *id = NULL;
      BatchApi api;
      const BatchApiRoute *route = batch_api_route_find (found[i].method, found[i].path, &id,
                                                         &api);

      if (route != NULL)
        g_assert_cmpint (route->open, ==, g_str_equal (route->pattern, "/healthz"));
    }
}

/* --- Refusals --- */

static const struct
{
  const char *method;
  const char *path;
  const char *allow;               /* NULL: nothing is there */
  const char *meant;               /* (nullable) what may be meant */
} refused[] = {
  { "PUT", "/v1/files", "POST, GET, HEAD", NULL },
  { "POST", "/v1/files/a", "GET, HEAD, DELETE", NULL },
  { "GET", "/v1/messages", "POST", NULL },
  { "DELETE", "/v1/models/a/b", "GET, HEAD", NULL },
  { "get", "/metrics", "GET, HEAD", NULL },
  /* Base URLs with the version twice, or without it, and with slashes that say nothing. */
  { "POST", "/v1/v1/messages", NULL, "/v1/messages" },
  { "POST", "/chat/completions", NULL, "/v1/chat/completions" },
  { "POST", "//v1//chat/completions/", NULL, "/v1/chat/completions" },
  { "GET", "/v1/v1/v1/files/a/content", NULL, "/v1/files/a/content" },
  { "GET", "/v1/models/", NULL, "/v1/models" },
  /* Behind that, it is a word like others. */
  { "GET", "/files/v1", NULL, "/v1/files/v1" },
  { "GET", "/", NULL, NULL },
  { "GET", "", NULL, NULL },
  { "GET", "/v1", NULL, NULL },
  { "GET", "/v2/files", NULL, NULL },
  { "GET", "/v1/files/a%2fb", NULL, NULL },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(BatchApiFault) fault = batch_api_route_refuse (refused[i].method,
                                                               refused[i].path);
      g_autofree char *meant = g_strdup_printf (" Is %s meant?", refused[i].meant);

      g_test_message ("%s", refused[i].path);
      g_assert_cmpuint (fault->status, ==, refused[i].allow != NULL ? 405 : 404);
      g_assert_cmpstr (fault->code, ==, refused[i].allow != NULL ? "method_not_allowed"
                                                                 : "unknown_url");
      g_assert_cmpstr (fault->allow, ==, refused[i].allow);
      g_assert_nonnull (strstr (fault->message, refused[i].path));
      g_assert_cmpint (strstr (fault->message, " meant?") != NULL, ==, refused[i].meant != NULL);
      g_assert_true (refused[i].meant == NULL || strstr (fault->message, meant) != NULL);
    }
}

/* What is refused for its method is found with each of those that are allowed. */
static void
test_allowed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto(GStrv) methods = g_strsplit (refused[i].allow != NULL ? refused[i].allow : "", ", ",
                                          -1);

      for (guint j = 0; methods[j] != NULL; j++)
        {
          g_autofree char *id = NULL;
          BatchApi api;

          g_assert_nonnull (batch_api_route_find (methods[j], refused[i].path, &id, &api));
        }
    }
}

/* Everybody may say a little, also where nobody listens. */
static void
test_bodies (void)
{
  g_autofree char *id = NULL;
  BatchApi api;

  g_assert_cmpint (batch_api_route_get_max_body (NULL), ==, 64 * 1024);
  g_assert_cmpint (batch_api_route_get_max_body (batch_api_route_find ("GET", "/v1/batches", &id,
                                                                       &api)), ==, 64 * 1024);
  g_assert_cmpint (batch_api_route_get_max_body (batch_api_route_find ("POST", "/v1/batches", &id,
                                                                       &api)), ==, 1024 * 1024);
  /* A file of 512 MiB, and what is around it. */
  g_assert_cmpint (batch_api_route_get_max_body (batch_api_route_find ("POST", "/v1/files", &id,
                                                                       &api)), >,
                   G_GINT64_CONSTANT (512) * 1024 * 1024);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/route/found", test_found);
  g_test_add_func ("/batch/api/route/long-names", test_long_names);
  g_test_add_func ("/batch/api/route/open", test_open);
  g_test_add_func ("/batch/api/route/refused", test_refused);
  g_test_add_func ("/batch/api/route/allowed", test_allowed);
  g_test_add_func ("/batch/api/route/bodies", test_bodies);

  return g_test_run ();
}
