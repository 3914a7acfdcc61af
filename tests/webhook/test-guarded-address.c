/* test-guarded-address.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "support/test-support.h"
#include "webhook/batch-address-guard-private.h"
#include "webhook/batch-guarded-address-private.h"

/* --- A resolver that knows what its names say: “8.8.8.8+10.0.0.1.example” has two addresses,
 * and “none.example” is not known. --- */

#define TYPE_NAMES (names_get_type ())

G_DECLARE_FINAL_TYPE (Names, names, TEST, NAMES, GResolver)

struct _Names
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (Names, names, G_TYPE_RESOLVER)

static GList *
read_name (const char                *name,
           GResolverNameLookupFlags   flags,
           GCancellable              *cancellable,
           GError                   **error)
{
  g_auto(GStrv) words = g_strsplit (name, "+", -1);
  GList *addresses = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *suffix = strstr (words[i], ".example");
      GInetAddress *address;
      gboolean is_v6;

      if (suffix != NULL)
        *suffix = '\0';
      g_strdelimit (words[i], "_", ':');
      if ((address = g_inet_address_new_from_string (words[i])) == NULL)
        continue;

      is_v6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
      if ((is_v6 && flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY)
          || (!is_v6 && flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY))
        g_object_unref (address);
      else
        addresses = g_list_append (addresses, address);
    }

  if (addresses == NULL)
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name");
  return addresses;
}

static GList *
names_lookup (GResolver     *resolver,
              const char    *name,
              GCancellable  *cancellable,
              GError       **error)
{
  return read_name (name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, error);
}

static GList *
names_lookup_flags (GResolver                 *resolver,
                    const char                *name,
                    GResolverNameLookupFlags   flags,
                    GCancellable              *cancellable,
                    GError                   **error)
{
  return read_name (name, flags, cancellable, error);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
names_lookup_flags_async (GResolver                *resolver,
                          const char               *name,
                          GResolverNameLookupFlags  flags,
                          GCancellable             *cancellable,
                          GAsyncReadyCallback       callback,
                          gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GList *addresses = read_name (name, flags, cancellable, &error);

  if (addresses != NULL)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_error (task, error);
}

static void
names_lookup_async (GResolver           *resolver,
                    const char          *name,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  names_lookup_flags_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                            callback, user_data);
}

static GList *
names_lookup_finish (GResolver     *resolver,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
names_class_init (NamesClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = names_lookup;
  resolver_class->lookup_by_name_async = names_lookup_async;
  resolver_class->lookup_by_name_finish = names_lookup_finish;
  resolver_class->lookup_by_name_with_flags = names_lookup_flags;
  resolver_class->lookup_by_name_with_flags_async = names_lookup_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = names_lookup_finish;
}

static void
names_init (Names *self)
{
}

/* --- What is gone through --- */

static GSocketAddress *
next (GSocketAddressEnumerator  *enumerator,
      gboolean                   is_async,
      GCancellable              *cancellable,
      GError                   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!is_async)
    return g_socket_address_enumerator_next (enumerator, cancellable, error);

  g_socket_address_enumerator_next_async (enumerator, cancellable, batch_test_store_result,
                                          &result);
  batch_test_wait (&result);
  return g_socket_address_enumerator_next_finish (enumerator, result, error);
}

static GSocketConnectable *
guard (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  g_assert_nonnull (uri);
  return batch_guarded_address_new (uri);
}

static int
compare_texts (gconstpointer one,
               gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

/* The addresses that may be connected to, in the order of the alphabet. */
static char *
walk (const char  *url,
      gboolean     is_async,
      gboolean     for_proxy,
      GError     **error)
{
  g_autoptr(GSocketConnectable) connectable = guard (url);
  g_autoptr(GSocketAddressEnumerator) enumerator =
    for_proxy ? g_socket_connectable_proxy_enumerate (connectable)
              : g_socket_connectable_enumerate (connectable);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  GSocketAddress *address;

  while ((address = next (enumerator, is_async, NULL, error)) != NULL)
    {
      g_ptr_array_add (found, g_inet_address_to_string (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))));
      g_object_unref (address);
    }

  g_ptr_array_sort (found, compare_texts);
  g_ptr_array_add (found, NULL);
  return g_strjoinv (" ", (char **) found->pdata);
}

static const struct
{
  const char *url;
  const char *found;               /* "": none, and it says why not */
} walks[] = {
  { "http://8.8.8.8/", "8.8.8.8" },
  { "https://[2606:4700::1111]/", "2606:4700::1111" },
  { "http://8.8.8.8.example/", "8.8.8.8" },
  { "http://8.8.8.8+9.9.9.9.example/", "8.8.8.8 9.9.9.9" },
  { "http://2606_4700__1111+8.8.8.8.example/", "2606:4700::1111 8.8.8.8" },
  /* Of those that are private, nothing is seen, wherever they stand. */
  { "http://10.0.0.1+8.8.8.8.example/", "8.8.8.8" },
  { "http://8.8.8.8+10.0.0.1.example/", "8.8.8.8" },
  { "http://10.0.0.1+127.0.0.1+8.8.8.8+192.168.0.1.example/", "8.8.8.8" },
  { "http://__1+fe80__1+2606_4700__1111.example/", "2606:4700::1111" },
  { "http://__1+8.8.8.8.example/", "8.8.8.8" },
  { "http://2606_4700__1111+169.254.169.254.example/", "2606:4700::1111" },
  { "http://127.0.0.1/", "" },
  { "http://[::1]/", "" },
  { "http://[::ffff:10.0.0.1]/", "" },
  { "http://localhost/", "" },
  { "http://10.0.0.1.example/", "" },
  { "http://10.0.0.1+fd00__1+__ffff_7f00_1.example/", "" },
};

static void
assert_walk (guint    i,
             gboolean is_async,
             gboolean for_proxy)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *found = walk (walks[i].url, is_async, for_proxy, &error);

  g_test_message ("%s", walks[i].url);
  g_assert_cmpstr (found, ==, walks[i].found);
  if (*found == '\0')
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  else
    g_assert_no_error (error);
}

static void
test_walks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      assert_walk (i, FALSE, FALSE);
      assert_walk (i, TRUE, FALSE);
      /* Nor has a proxy the name to look up. */
      assert_walk (i, FALSE, TRUE);
      assert_walk (i, TRUE, TRUE);
    }
}

/* Of a name that is not known, that is said. */
static void
test_unknown (void)
{
  for (int is_async = FALSE; is_async <= TRUE; is_async++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *found = walk ("http://none.example/", is_async, FALSE, &error);

      g_assert_cmpstr (found, ==, "");
      g_assert_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
    }
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GSocketConnectable) connectable = guard ("http://10.0.0.1+8.8.8.8.example/");

  g_cancellable_cancel (cancellable);
  for (int is_async = FALSE; is_async <= TRUE; is_async++)
    {
      g_autoptr(GSocketAddressEnumerator) enumerator =
        g_socket_connectable_enumerate (connectable);
      g_autoptr(GError) error = NULL;

      g_assert_null (next (enumerator, is_async, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* --- Where it is --- */

static void
test_ports (void)
{
  static const struct
  {
    const char *url;
    guint       port;
  } cases[] = {
    { "http://a.example/", 80 },
    { "https://a.example/", 443 },
    { "http://a.example:8080/", 8080 },
    { "https://a.example:80/", 80 },
    { "http://[2606:4700::1111]:65535/", 65535 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GSocketConnectable) connectable = guard (cases[i].url);
      g_autoptr(GUri) uri = g_uri_parse (cases[i].url, G_URI_FLAGS_NONE, NULL);
      GNetworkAddress *address = G_NETWORK_ADDRESS (connectable);

      /* A certificate is checked against that. */
      g_assert_cmpstr (g_network_address_get_hostname (address), ==, g_uri_get_host (uri));
      g_assert_cmpstr (g_network_address_get_scheme (address), ==, g_uri_get_scheme (uri));
      g_assert_cmpuint (g_network_address_get_port (address), ==, cases[i].port);
    }
}

/* --- Every address, held against the table of prefixes that anybody can read --- */

static const char *const special[] = {
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
  "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
  "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
};

static const char *const special_v6[] = {
  "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
};

static gboolean
matches_any (GInetAddress       *address,
             const char *const  *prefixes,
             guint               n_prefixes)
{
  for (guint i = 0; i < n_prefixes; i++)
    {
      g_autoptr(GInetAddressMask) mask = g_inet_address_mask_new_from_string (prefixes[i], NULL);

      if (g_inet_address_mask_matches (mask, address))
        return TRUE;
    }

  return FALSE;
}

/* In one of @prefixes, or a bit beside it; anywhere at times. */
static void
draw (GRand              *rand,
      const char *const  *prefixes,
      guint               n_prefixes,
      guint8             *bytes,
      gsize               length)
{
  const char *prefix = prefixes[g_rand_int_range (rand, 0, (int) n_prefixes)];
  g_autoptr(GInetAddressMask) mask = g_inet_address_mask_new_from_string (prefix, NULL);
  const guint8 *base = g_inet_address_to_bytes (g_inet_address_mask_get_address (mask));
  guint bits = g_inet_address_mask_get_length (mask);
  guint flipped = (guint) g_rand_int_range (rand, 0, 2 * (int) bits);

  for (guint i = 0; i < length * 8; i++)
    {
      gboolean is_set = i < bits ? (base[i / 8] >> (7 - i % 8)) & 1 : g_rand_boolean (rand);

      bytes[i / 8] = (guint8) (bytes[i / 8] << 1 | (is_set != (i == flipped)));
    }
}

static gboolean
model_v4 (GInetAddress *address)
{
  return !matches_any (address, special, G_N_ELEMENTS (special));
}

static gboolean
model_v6 (GInetAddress *address)
{
  static const char *const unicast[] = { "2000::/3" };

  return matches_any (address, unicast, 1)
         && !matches_any (address, special_v6, G_N_ELEMENTS (special_v6));
}

static void
test_v4 (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 4000; i++)
    {
      guint8 mapped[16] = { [10] = 0xff, [11] = 0xff };
      guint8 compatible[16] = { 0 };
      g_autoptr(GInetAddress) address = NULL;
      g_autoptr(GInetAddress) within = NULL;
      g_autoptr(GInetAddress) beside = NULL;

      draw (rand, special, G_N_ELEMENTS (special), mapped + 12, 4);
      memcpy (compatible + 12, mapped + 12, 4);
      address = g_inet_address_new_from_bytes (mapped + 12, G_SOCKET_FAMILY_IPV4);
      within = g_inet_address_new_from_bytes (mapped, G_SOCKET_FAMILY_IPV6);
      beside = g_inet_address_new_from_bytes (compatible, G_SOCKET_FAMILY_IPV6);
      g_assert_cmpint (batch_address_is_public (address), ==, model_v4 (address));
      g_assert_cmpint (batch_address_is_public (within), ==, model_v4 (address));
      g_assert_false (batch_address_is_public (beside));
    }
}

static void
test_v6 (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 4000; i++)
    {
      guint8 bytes[16] = { 0 };
      g_autoptr(GInetAddress) address = NULL;

      draw (rand, special_v6, G_N_ELEMENTS (special_v6), bytes, sizeof bytes);
      address = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
      g_assert_cmpint (batch_address_is_public (address), ==, model_v6 (address));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(Names) names = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  names = g_object_new (TYPE_NAMES, NULL);
  g_resolver_set_default (G_RESOLVER (names));

  g_test_add_func ("/batch/webhook/guarded-address/walks", test_walks);
  g_test_add_func ("/batch/webhook/guarded-address/unknown", test_unknown);
  g_test_add_func ("/batch/webhook/guarded-address/cancelled", test_cancelled);
  g_test_add_func ("/batch/webhook/guarded-address/ports", test_ports);
  g_test_add_func ("/batch/webhook/guarded-address/v4", test_v4);
  g_test_add_func ("/batch/webhook/guarded-address/v6", test_v6);

  return g_test_run ();
}
