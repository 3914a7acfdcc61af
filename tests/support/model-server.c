/* model-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "model-server.h"

#include <string.h>

#define NO_KEY "{\"error\":{\"message\":\"Invalid API Key\",\"type\":\"authentication_error\"," \
               "\"code\":401}}"

struct _ModelServer
{
  const ModelPersonality *personality;
  RawServer              *server;
  GMutex                  mutex;
  GPtrArray              *requests; /* (mutex) of char *: “POST /path body” */
};

const ModelPersonality *
model_personality_find (const char *name)
{
  for (guint i = 0; i < n_model_personalities; i++)
    if (g_str_equal (model_personalities[i].name, name))
      return &model_personalities[i];

  g_error ("There is no personality “%s”", name);
}

/* With the mutex. */
static guint
count_requests (ModelServer *self,
                const char  *begin)
{
  guint n = 0;

  for (guint i = 0; i < self->requests->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->requests, i), begin);
  return n;
}

/* @n_before: how often it was asked for that */
static const ModelRoute *
find_route (const ModelPersonality *personality,
            const char             *request,
            guint                   n_before)
{
  static const ModelRoute missing = { "*", 404, "{\"error\":{\"message\":\"File Not Found\"}}" };
  const ModelRoute *found = NULL;

  for (const ModelRoute *route = personality->routes; route->request != NULL; route++)
    {
      if (found == NULL && g_str_equal (route->request, "*"))
        return route;
      if (!g_str_equal (route->request, request))
        continue;
      found = route;
      if (n_before-- == 0)
        break;
    }

  return found != NULL ? found : &missing;
}

static guint
note_request (ModelServer *self,
              const char  *request,
              const char  *body)
{
  g_autofree char *begin = g_strconcat (request, " ", NULL);
  guint n_before;

  g_mutex_lock (&self->mutex);
  n_before = count_requests (self, begin);
  g_ptr_array_add (self->requests, g_strconcat (begin, body, NULL));
  g_mutex_unlock (&self->mutex);
  return n_before;
}

static void
say (RawConnection *connection,
     int            status,
     const char    *body)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %d Status\r\nContent-Length: %zu\r\n"
                                           "Content-Type: %s\r\n%s\r\n%s", status, strlen (body),
                                           *body == '<' ? "text/html" : "application/json",
                                           status == 302 ? "Location: /login\r\n" : "", body);

  raw_connection_say (connection, text);
}

static gboolean
has_key (ModelServer   *self,
         RawConnection *connection)
{
  g_autofree char *header = NULL;

  if (self->personality->key == NULL)
    return TRUE;

  header = g_strconcat ("\r\nAuthorization: Bearer ", self->personality->key, "\r\n", NULL);
  return strstr (connection->request->str, header) != NULL;
}

static void
answer (RawConnection *connection,
        gpointer       user_data)
{
  ModelServer *self = user_data;

  while (raw_connection_read_request (connection))
    {
      g_auto(GStrv) words = g_strsplit_set (connection->request->str, " \r", 3);
      g_autofree char *request = g_strconcat (words[0], " ", words[1], NULL);
      guint n_before = note_request (self, request, connection->request->str + connection->body);
      const ModelRoute *route = find_route (self->personality, request, n_before);

      if (!has_key (self, connection))
        say (connection, 401, NO_KEY);
      else if (route->status > 0)
        say (connection, route->status, route->body);
      else
        raw_connection_wait_closed (connection);
    }
}

ModelServer *
model_server_new (const char *personality)
{
  ModelServer *self = g_new0 (ModelServer, 1);

  self->personality = model_personality_find (personality);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->mutex);
  self->server = raw_server_new (answer, self);
  return self;
}

void
model_server_free (ModelServer *self)
{
  raw_server_free (self->server);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

const char *
model_server_get_url (ModelServer *self)
{
  return raw_server_get_url (self->server);
}

guint
model_server_get_port (ModelServer *self)
{
  return (guint) g_ascii_strtoull (strrchr (model_server_get_url (self), ':') + 1, NULL, 10);
}

char *
model_server_dup_posts (ModelServer *self)
{
  GString *posts = g_string_new (NULL);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->requests->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->requests, i), "POST "))
      g_string_append_printf (posts, "%s\n", (char *) g_ptr_array_index (self->requests, i));
  g_mutex_unlock (&self->mutex);

  return g_string_free (posts, FALSE);
}

guint
model_server_count (ModelServer *self,
                    const char  *request)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = count_requests (self, request);
  g_mutex_unlock (&self->mutex);

  return n;
}
