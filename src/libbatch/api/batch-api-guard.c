/* api/batch-api-guard.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-guard-private.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "core/batch-constant-time-private.h"

#define TOKEN_PREFIX "bq-"
#define TOKEN_BYTES  32

static gboolean
is_port_or_nothing (const char *text)
{
  return *text == '\0' || (*text == ':' && text[1 + strspn (text + 1, "0123456789")] == '\0');
}

/* The host of "host", "host:port", "[::1]" or "[::1]:port"; NULL: it is none of them. */
static char *
dup_host_name (const char *host)
{
  gboolean brackets = *host == '[';
  const char *name = host + brackets;
  gsize length = strcspn (name, brackets ? "]" : ":");
  const char *rest = name + length;

  if (brackets && *rest++ != ']')
    return NULL;
  return is_port_or_nothing (rest) ? g_strndup (name, length) : NULL;
}

/* Names below it are nobody else's, either. */
static gboolean
is_localhost (const char *name)
{
  static const char localhost[] = ".localhost";
  gsize length = strlen (name);

  return g_ascii_strcasecmp (name, localhost + 1) == 0
         || (length > strlen (localhost)
             && g_ascii_strcasecmp (name + length - strlen (localhost), localhost) == 0);
}

static gboolean
is_loopback (const char *name)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (name);

  return address != NULL ? g_inet_address_get_is_loopback (address) : is_localhost (name);
}

static gboolean
is_one_of (const char        *name,
           const char *const *hosts)
{
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, hosts[i]) == 0)
      return TRUE;

  return FALSE;
}

/* With the dot of the root it is the same name. */
static char *
dup_without_root (const char *host)
{
  gsize length = strlen (host);

  return g_strndup (host, length > 1 && host[length - 1] == '.' ? length - 1 : length);
}

/* Somebody who has us listen on other addresses means to be reached by them: any address in
 * numbers is good, since no page on the web has one for a name. */
static gboolean
is_ours (const char        *host,
         const char        *listen,
         const char *const *hosts)
{
  g_autofree char *name = dup_without_root (host);

  if (is_loopback (name) || is_one_of (name, hosts))
    return TRUE;
  if (is_loopback (listen))
    return FALSE;
  return g_hostname_is_ip_address (name) || g_ascii_strcasecmp (name, listen) == 0
         || g_ascii_strcasecmp (name, g_get_host_name ()) == 0;
}

gboolean
batch_api_guard_knows_host (const char        *host,
                            const char        *listen,
                            const char *const *hosts)
{
  g_autofree char *name = host != NULL ? dup_host_name (host) : NULL;

  return name != NULL && is_ours (name, listen, hosts);
}

gboolean
batch_api_guard_knows_origin (const char        *origin,
                              const char        *listen,
                              const char *const *hosts)
{
  g_autoptr(GUri) uri = NULL;

  if (origin == NULL)
    return TRUE;

  uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL
         && is_ours (g_uri_get_host (uri), listen, hosts);
}

char *
batch_api_guard_read_host (const char *text)
{
  g_autofree char *name = dup_without_root (text);
  g_autofree char *ascii = g_hostname_to_ascii (name);

  if (ascii == NULL || *ascii == '\0' || *ascii == '.' || *ascii == '-')
    return NULL;
  for (const char *at = ascii; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-_.", *at) == NULL)
      return g_hostname_is_ip_address (ascii) ? g_steal_pointer (&ascii) : NULL;

  return g_ascii_strdown (ascii, -1);
}

static gboolean
is_origin_of (const char *origin,
              const char *host)
{
  static const char scheme[] = "http://";

  return g_ascii_strncasecmp (origin, scheme, strlen (scheme)) == 0
         && g_ascii_strcasecmp (origin + strlen (scheme), host) == 0;
}

/* A person who types the address into the browser is "none". Programs say neither. */
gboolean
batch_api_guard_is_page (const char *origin,
                         const char *fetch_site,
                         const char *host)
{
  if (fetch_site != NULL && g_ascii_strcasecmp (fetch_site, "none") != 0
      && g_ascii_strcasecmp (fetch_site, "same-origin") != 0)
    return TRUE;

  return origin != NULL && (host == NULL || !is_origin_of (origin, host));
}

char *
batch_api_guard_dup_token (const char *authorization,
                           const char *x_api_key)
{
  static const char scheme[] = "bearer ";

  if (authorization != NULL
      && g_ascii_strncasecmp (authorization, scheme, sizeof scheme - 1) == 0)
    return g_strstrip (g_strdup (authorization + sizeof scheme - 1));

  return x_api_key != NULL ? g_strstrip (g_strdup (x_api_key)) : NULL;
}

static gboolean
fill_random (guint8   *data,
             gsize     length,
             GError  **error)
{
  if (getrandom (data, length, 0) == (gssize) length)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               "There are no random numbers to make a key of: %s", g_strerror (errno));
  return FALSE;
}

char *
batch_api_guard_make_token (GError **error)
{
  guint8 data[TOKEN_BYTES];
  g_autoptr(GString) token = g_string_new (TOKEN_PREFIX);

  if (!fill_random (data, sizeof data, error))
    return NULL;

  for (guint i = 0; i < sizeof data; i++)
    g_string_append_printf (token, "%02x", data[i]);
  return g_string_free (g_steal_pointer (&token), FALSE);
}

/* The key has 256 random bits, so that nobody can guess it from a plain hash. */
char *
batch_api_guard_digest (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

const BatchApiKeyRecord *
batch_api_guard_find_key (GPtrArray  *keys,
                          const char *token)
{
  g_autofree char *digest = batch_api_guard_digest (token);
  const BatchApiKeyRecord *found = NULL;

  for (guint i = 0; i < keys->len; i++)
    {
      const BatchApiKeyRecord *key = g_ptr_array_index (keys, i);

      if (batch_constant_time_equal (key->digest, digest) && key->revoked_at == 0)
        found = key;
    }

  return found;
}
