/* backend/batch-backend-url.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-url-private.h"

#include <string.h>

#include "batch-types.h"

/* The rule: two ways to write the address of one server have the same
 * canonical form, because it is the key of the server's lane. Scheme and host
 * are in lower case, a default port, trailing slashes and a last `/v1` are
 * gone. What must not be stored or logged (a password) or would be lost
 * (a query) is refused.
 */

static gboolean
refuse (const char  *url,
        const char  *why,
        GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "“%s” is not the address of a model server: %s", url, why);
  return FALSE;
}

/* GUri lets a line end pass, which would end a line of HTTP. */
static gboolean
is_one_word (const char *url)
{
  for (; *url != '\0'; url++)
    if (g_ascii_isspace (*url) || g_ascii_iscntrl (*url))
      return FALSE;

  return TRUE;
}

static gboolean
check_parts (GUri        *uri,
             const char  *url,
             GError     **error)
{
  const char *scheme = g_uri_get_scheme (uri);

  if (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0)
    return refuse (url, "it has to start with http:// or https://", error);
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return refuse (url, "it names no host", error);
  if (g_uri_get_port (uri) == 0)
    return refuse (url, "port 0 cannot be connected to", error);
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return refuse (url, "it must end before “?” and “#”", error);
  return TRUE;
}

/* GUri keeps a default port that is written out. */
static int
port_to_write (GUri *uri)
{
  gboolean secure = strcmp (g_uri_get_scheme (uri), "https") == 0;
  int port = g_uri_get_port (uri);

  return port == (secure ? 443 : 80) ? -1 : port;
}

static char *
canonical_path (GUri *uri)
{
  char *path = g_strdup (g_uri_get_path (uri));
  gsize length = strlen (path);

  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';
  if (g_str_has_suffix (path, "/v1"))
    path[length -= 3] = '\0';
  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';

  return path;
}

char *
batch_backend_normalize_url (const char  *url,
                             GError     **error)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;

  if (strchr (url, '@') != NULL)
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "The address of a model server must not contain a user or a password: "
                           "give the key by name");
      return NULL;
    }

  uri = is_one_word (url) ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  if (uri == NULL)
    {
      refuse (url, "write it as http://HOST:PORT/v1", error);
      return NULL;
    }
  if (!check_parts (uri, url, error))
    return NULL;

  path = canonical_path (uri);
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host,
                     port_to_write (uri), path, NULL, NULL);
}

/* @url is in canonical form. */
gboolean
batch_backend_url_is_loopback (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_strcmp0 (host, "localhost") == 0 ||
         (host != NULL && g_str_has_suffix (host, ".localhost"));
}
