/* webhook/batch-address-guard.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-address-guard-private.h"

#include <arpa/inet.h>
#include <string.h>

#include "batch-types.h"

/* The rule, after the registries of IANA for addresses of special purpose. Of version 4 all
 * that is listed is refused; of version 6 all that is not global unicast, and of that, what is
 * listed. An address that has one of version 4 in it is judged by that. */

typedef struct
{
  guint8 prefix[4];
  guint  bits;
} Range;

static const Range special_v4[] = {
  { { 0 }, 8 },                    /* this network */
  { { 10 }, 8 },                   /* private */
  { { 100, 64 }, 10 },             /* behind a carrier */
  { { 127 }, 8 },                  /* loopback */
  { { 169, 254 }, 16 },            /* link-local, and the metadata of clouds */
  { { 172, 16 }, 12 },             /* private */
  { { 192, 0, 0 }, 24 },           /* protocols */
  { { 192, 0, 2 }, 24 },           /* documentation */
  { { 192, 88, 99 }, 24 },         /* relays of 6to4 */
  { { 192, 168 }, 16 },            /* private */
  { { 198, 18 }, 15 },             /* benchmarks */
  { { 198, 51, 100 }, 24 },        /* documentation */
  { { 203, 0, 113 }, 24 },         /* documentation */
  { { 224 }, 4 },                  /* multicast */
  { { 240 }, 4 },                  /* reserved, broadcast */
};

static const Range special_v6[] = {
  { { 0x20, 0x01, 0x00 }, 23 },    /* protocols: Teredo, ORCHID, … */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
  { { 0x20, 0x02 }, 16 },          /* 6to4 */
  { { 0x3f, 0xff, 0x00 }, 20 },    /* documentation */
};

static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
static const guint8 translated[12] = { 0x00, 0x64, 0xff, 0x9b };

static gboolean
is_within (const guint8 *bytes,
           const Range  *range)
{
  for (guint i = 0; i * 8 < range->bits; i++)
    {
      guint left = MIN (range->bits - i * 8, 8);

      if ((bytes[i] ^ range->prefix[i]) >> (8 - left) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_none_of (const guint8 *bytes,
            const Range  *ranges,
            guint         n_ranges)
{
  for (guint i = 0; i < n_ranges; i++)
    if (is_within (bytes, &ranges[i]))
      return FALSE;

  return TRUE;
}

static gboolean
is_public_v4 (const guint8 *bytes)
{
  return is_none_of (bytes, special_v4, G_N_ELEMENTS (special_v4));
}

static gboolean
is_public_v6 (const guint8 *bytes)
{
  if (memcmp (bytes, mapped, sizeof mapped) == 0
      || memcmp (bytes, translated, sizeof translated) == 0)
    return is_public_v4 (bytes + sizeof mapped);

  return (bytes[0] & 0xe0) == 0x20 && is_none_of (bytes, special_v6, G_N_ELEMENTS (special_v6));
}

gboolean
batch_address_is_public (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  switch (g_inet_address_get_family (address))
    {
    case G_SOCKET_FAMILY_IPV4:
      return is_public_v4 (bytes);
    case G_SOCKET_FAMILY_IPV6:
      return is_public_v6 (bytes);
    case G_SOCKET_FAMILY_INVALID:
    case G_SOCKET_FAMILY_UNIX:
    default:
      return FALSE;
    }
}

static gboolean
refuse (GError    **error,
        const char *url,
        const char *why)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST, "“%s” cannot be a webhook: %s",
               url, why);
  return FALSE;
}

/* (transfer full) (nullable). Those of version 4 are also written with fewer numbers, which may
 * be octal or hexadecimal: some resolvers take 127.1 and 0x7f000001 for an address, too. */
static GInetAddress *
read_address (const char *host)
{
  GInetAddress *address = g_inet_address_new_from_string (host);
  struct in_addr old_form;

  if (address == NULL && inet_aton (host, &old_form) != 0)
    address = g_inet_address_new_from_bytes ((const guint8 *) &old_form, G_SOCKET_FAMILY_IPV4);
  return address;
}

static gboolean
is_private_host (const char *host)
{
  g_autofree char *name = g_ascii_strdown (host, -1);
  g_autoptr(GInetAddress) address = NULL;

  if (g_str_equal (name, "localhost") || g_str_has_suffix (name, ".localhost"))
    return TRUE;

  address = read_address (name);
  return address != NULL && !batch_address_is_public (address);
}

gboolean
batch_webhook_check_url (const char  *url,
                         gboolean     allow_private,
                         GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
    return refuse (error, url, "it begins with http:// or https://");
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return refuse (error, url, "it names no host");
  if (g_uri_get_userinfo (uri) != NULL)
    return refuse (error, url, "a name or password has no place in it");
  if (!allow_private && is_private_host (g_uri_get_host (uri)))
    return refuse (error, url, "its address is a private one, which has to be allowed by name");
  return TRUE;
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port != -1)
    return port;
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

gboolean
batch_webhook_same_origin (const char *url,
                           const char *other)
{
  g_autoptr(GUri) a = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr(GUri) b = g_uri_parse (other, G_URI_FLAGS_NONE, NULL);

  return a != NULL && b != NULL && g_uri_get_host (a) != NULL && g_uri_get_host (b) != NULL
         && g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b))
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && get_port (a) == get_port (b);
}
