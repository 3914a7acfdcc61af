/* http/batch-url.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-url-private.h"

#include <string.h>

#include "batch-types.h"

/* The rule: two ways to write one address of a server have the same canonical
 * form, by which it is connected to and shown. Scheme and host
 * are in lower case, a default port, trailing slashes and a last `/v1` are
 * gone, and so is an endpoint behind `/v1`, which many docs give as the
 * address; written twice, they are gone both times, as what is stored is read
 * again by the same rule.
 * What must not be stored or logged (a password) or would be lost (a query) is
 * refused.
 *
 * Some servers have the endpoints under another version than `/v1`, such as
 * `/v3` of OpenVINO or `/v1beta/openai` of Gemini. An address that ends so has
 * them right below itself; an endpoint behind the version is gone here, too.
 *
 * Others have them under no version. Nobody can tell that by an address, but
 * by one of `/chat/completions`: who writes that down has read it somewhere.
 * It stays, and the other endpoints are beside it.
 *
 * A server on this machine has several addresses. Each stays as somebody has
 * written it; but it is one server, with one memory, and so is the key that
 * tells servers apart. At the numbers of the two families, 127.0.0.1 and ::1,
 * two servers may listen at the same port: these have two keys.
 */

#define CHATS  "/chat/completions"
#define OPENAI "/openai"

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

static void
cut_slashes (char *path)
{
  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';
}

/* Returns: (nullable): the endpoint, without a version, that @path ends in */
static char *
find_endpoint (char *path)
{
  static const char * const endpoints[] = {
    CHATS, "/completions", "/embeddings", "/responses", "/messages", "/moderations", "/models",
  };

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    if (g_str_has_suffix (path, endpoints[i]))
      return path + strlen (path) - strlen (endpoints[i]);

  return NULL;
}

/* Phones write it in a large letter. */
static gboolean
ends_in_v1 (const char *path,
            gsize       length)
{
  return length >= strlen ("/v1")
         && g_ascii_strncasecmp (path + length - strlen ("/v1"), "/v1", strlen ("/v1")) == 0;
}

static gboolean
is_version (const char *word,
            gsize       length)
{
  if (length < 2 || word[0] != 'v' || !g_ascii_isdigit (word[1]))
    return FALSE;

  for (gsize i = 2; i < length; i++)
    if (!g_ascii_isalnum (word[i]))
      return FALSE;

  return TRUE;
}

/* Whether @length letters of @url, an address or its path, end in a version of the API. */
static gboolean
names_version (const char *url,
               gsize       length)
{
  gboolean is_below = length >= strlen (OPENAI)
                      && strncmp (url + length - strlen (OPENAI), OPENAI, strlen (OPENAI)) == 0;
  const char *word;

  if (is_below)
    length -= strlen (OPENAI);
  if ((word = g_strrstr_len (url, length, "/")) == NULL || (word > url && word[-1] == '/'))
    return FALSE;

  word++;
  length -= word - url;
  return is_version (word, length) && (is_below || !(length == 2 && word[1] == '1'));
}

/* Returns: (nullable): the part of @path that is no address of a server, but of what it has */
static char *
find_surplus (char *path)
{
  char *endpoint = find_endpoint (path);
  gsize length = endpoint != NULL ? (gsize) (endpoint - path) : strlen (path);

  if (ends_in_v1 (path, length))
    return path + length - strlen ("/v1");

  return endpoint != NULL && names_version (path, length) ? endpoint : NULL;
}

/* Until there is nothing left to cut: the canonical form of a canonical form is itself. */
static char *
canonical_path (GUri *uri)
{
  char *path = g_strdup (g_uri_get_path (uri));
  char *surplus;

  cut_slashes (path);
  while ((surplus = find_surplus (path)) != NULL)
    {
      *surplus = '\0';
      cut_slashes (path);
    }

  return path;
}

/* The address of @path, such as `/v1/chat/completions`, at the server @url. */
char *
batch_url_join (const char *url,
                const char *path)
{
  gboolean has_chats = g_str_has_suffix (url, CHATS);
  gsize length = strlen (url) - (has_chats ? strlen (CHATS) : 0);
  gboolean has_version = has_chats || names_version (url, length);

  if (has_version && g_str_has_prefix (path, "/v1/"))
    path += strlen ("/v1");
  return g_strdup_printf ("%.*s%s", (int) length, url, path);
}

char *
batch_url_without_version (const char *url)
{
  return g_strconcat (url, CHATS, NULL);
}

char *
batch_url_normalize (const char  *url,
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
batch_url_is_loopback (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_strcmp0 (host, "localhost") == 0 ||
         (host != NULL && g_str_has_suffix (host, ".localhost"));
}

/* --- What is one server --- */

#define THIS_MACHINE "127.0.0.1"
#define THIS_MACHINE_V6 "::1"
#define BOTH_FAMILIES "localhost"

/* The addresses at which a server says that it listens everywhere lead to this machine, too; one
 * of the others in 127.0.0.0/8 may be another server. */
static const char *
find_this_machine (GInetAddress *address)
{
  gboolean is_v6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  const char *own = is_v6 ? THIS_MACHINE_V6 : THIS_MACHINE;
  g_autofree char *usual = g_inet_address_to_string (address);

  return g_inet_address_get_is_any (address) || g_str_equal (usual, own) ? own : NULL;
}

/* Returns: (nullable): the address by which @host is known if it is this machine */
static const char *
usual_host (const char *host)
{
  static const char * const names[] = {
    BOTH_FAMILIES, BOTH_FAMILIES ".", "::ffff:" THIS_MACHINE, NULL,
  };
  static const char * const names_v6[] = { "ip6-localhost", "ip6-loopback", NULL };
  g_autoptr(GInetAddress) address = NULL;

  if (g_strv_contains (names, host))
    return THIS_MACHINE;
  if (g_strv_contains (names_v6, host))
    return THIS_MACHINE_V6;

  address = g_inet_address_new_from_string (host);
  return address != NULL ? find_this_machine (address) : NULL;
}

/* Returns: (nullable): of @url, with its brackets, and its @length there */
static const char *
find_host (const char *url,
           gsize      *length)
{
  const char *host = strstr (url, "://");
  const char *end;

  if (host == NULL)
    return NULL;

  host += strlen ("://");
  end = *host == '[' ? strchr (host, ']') : NULL;
  *length = end != NULL ? (gsize) (end + 1 - host) : strcspn (host, ":/");
  return host;
}

/* @url is in canonical form. */
char *
batch_url_server_key (const char *url)
{
  gsize length = 0;
  const char *start = find_host (url, &length);
  gboolean in_brackets = start != NULL && *start == '[' && length > 2;
  g_autofree char *host = NULL;
  const char *usual;

  if (start == NULL)
    return g_strdup (url);

  host = in_brackets ? g_strndup (start + 1, length - 2) : g_strndup (start, length);
  if ((usual = usual_host (host)) == NULL)
    return g_strdup (url);

  return g_strdup_printf (strchr (usual, ':') != NULL ? "%.*s[%s]%s" : "%.*s%s%s",
                          (int) (start - url), url, usual, start + length);
}

/* The name stands for both families, and so leads to the server wherever another address does. What
 * the key has is an address that every system can connect to. */
static guint
address_rank (const char *url)
{
  g_autofree char *key = NULL;

  if (strstr (url, "://" BOTH_FAMILIES) != NULL)
    return 0;

  key = batch_url_server_key (url);
  return g_str_equal (url, key) ? 1 : 2;
}

gboolean
batch_url_prefers (const char *url,
                   const char *other)
{
  guint rank = address_rank (url);
  guint other_rank = address_rank (other);

  return rank != other_rank ? rank < other_rank : strcmp (url, other) < 0;
}
