/* test-claim.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-id-private.h"
#include "handlers/batch-claim-private.h"

#include <string.h>

#define AT G_GINT64_CONSTANT (1700000000123456)

static BatchJobRecord *
job_new (gboolean own_ids)
{
  BatchJobRecord *job = batch_job_record_new ();

  job->id = g_strdup ("batch_1");
  job->operation = g_strdup ("tag");
  job->own_ids = own_ids;
  return job;
}

static BatchItemRecord *
item_new (guint32 position,
          gint64  generation)
{
  BatchItemRecord *item = batch_item_record_new ();

  item->job_id = g_strdup ("batch_1");
  item->custom_id = g_strdup ("row-1");
  item->key = g_strdup ("llava:13b");
  item->position = position;
  item->generation = generation;
  return item;
}

static BatchClaim *
claim_new (gboolean    own_ids,
           guint32     position,
           gint64      generation,
           const char *payload,
           gsize       length)
{
  g_autoptr(BatchJobRecord) job = job_new (own_ids);
  g_autoptr(BatchItemRecord) item = item_new (position, generation);
  g_autoptr(GBytes) bytes = g_bytes_new (payload, length);

  item->attempts = 2;
  return batch_claim_new (job, item, bytes, AT);
}

/* All of it is its own: the records and the payload are gone by then. */
static void
test_details (void)
{
  g_autoptr(BatchClaim) claim = claim_new (FALSE, 41, 7, "{\"größe\":1}, and more", 13);
  g_autoptr(GDateTime) expires_at = batch_claim_get_expires_at (claim);
  g_autofree char *item_id = batch_id_for_item ("batch_1", 41);

  g_assert_cmpstr (batch_claim_get_job_id (claim), ==, "batch_1");
  g_assert_cmpstr (batch_claim_get_item_id (claim), ==, item_id);
  g_assert_cmpstr (batch_claim_get_custom_id (claim), ==, "row-1");
  g_assert_cmpstr (batch_claim_get_resource_key (claim), ==, "llava:13b");
  g_assert_cmpstr (batch_claim_get_operation (claim), ==, "tag");
  g_assert_cmpstr (batch_claim_get_payload (claim), ==, "{\"größe\":1}");
  g_assert_cmpuint (batch_claim_get_number (claim), ==, 3);
  g_assert_cmpint (g_date_time_to_unix (expires_at), ==, AT / G_USEC_PER_SEC);
  g_assert_cmpint (g_date_time_get_microsecond (expires_at), ==, AT % G_USEC_PER_SEC);
}

/* Bindings read the properties: each says what its getter says. */
static void
test_properties (void)
{
  static const struct
  {
    const char *name;
    const char *(*get) (BatchClaim *claim);
  } strings[] = {
    { "id", batch_claim_get_id },
    { "job-id", batch_claim_get_job_id },
    { "item-id", batch_claim_get_item_id },
    { "custom-id", batch_claim_get_custom_id },
    { "resource-key", batch_claim_get_resource_key },
    { "operation", batch_claim_get_operation },
    { "payload", batch_claim_get_payload },
  };
  g_autoptr(BatchClaim) claim = claim_new (FALSE, 0, 1, "{}", 2);
  g_autoptr(GDateTime) given = batch_claim_get_expires_at (claim);
  g_autoptr(GDateTime) expires_at = NULL;
  g_autofree GParamSpec **properties = NULL;
  guint n_properties;
  guint number;

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autofree char *value = NULL;

      g_object_get (claim, strings[i].name, &value, NULL);
      g_assert_nonnull (value);
      g_assert_cmpstr (value, ==, strings[i].get (claim));
    }
  g_object_get (claim, "number", &number, "expires-at", &expires_at, NULL);
  g_assert_cmpuint (number, ==, batch_claim_get_number (claim));
  g_assert_true (g_date_time_equal (expires_at, given));

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (claim), &n_properties);
  g_assert_cmpuint (n_properties, ==, G_N_ELEMENTS (strings) + 2);
  for (guint i = 0; i < n_properties; i++)
    g_assert_false (properties[i]->flags & G_PARAM_WRITABLE);
}

/* Where the submitter has given the ids, the worker gets those; the lease has one of its own
 * all the same. */
static void
test_own_ids (void)
{
  g_autoptr(BatchClaim) own = claim_new (TRUE, 3, 1, "{}", 2);
  g_autoptr(BatchClaim) other = claim_new (FALSE, 3, 1, "{}", 2);

  g_assert_cmpstr (batch_claim_get_item_id (own), ==, "row-1");
  g_assert_cmpstr (batch_claim_get_item_id (other), !=, "row-1");
  g_assert_cmpstr (batch_claim_get_id (own), ==, batch_claim_get_id (other));
}

/* A lease that comes later, of the same item or another one, has another id; and the item can
 * be found by it. */
static void
test_ids (void)
{
  static const guint32 positions[] = { 0, 1, 11, G_MAXUINT32 };
  static const gint64 generations[] = { 0, 1, 11, G_MAXINT64 };
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    for (guint k = 0; k < G_N_ELEMENTS (generations); k++)
      {
        g_autoptr(BatchClaim) claim = claim_new (FALSE, positions[i], generations[k], "{}", 2);
        const char *id = batch_claim_get_id (claim);
        const char *colon = strrchr (id, ':');
        g_autofree char *item_id = g_strndup (id, (gsize) (colon - id));
        guint32 position;

        g_assert_true (g_hash_table_add (ids, g_strdup (id)));
        g_assert_true (batch_id_parse_item ("batch_1", item_id, &position));
        g_assert_cmpuint (position, ==, positions[i]);
        g_assert_cmpint (g_ascii_strtoll (colon + 1, NULL, 10), ==, generations[k]);
      }
}

static void
test_payloads (void)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    const char *text;
  } cases[] = {
    { "", 0, "" },
    { "x", 1, "x" },
    { "{}\n", 3, "{}\n" },
    { "\xF0\x9F\x98\x80", 4, "\xF0\x9F\x98\x80" },
    /* A string ends where it ends. */
    { "a\0b", 3, "a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchClaim) claim = claim_new (FALSE, 0, 1, cases[i].bytes, cases[i].length);

      g_assert_cmpstr (batch_claim_get_payload (claim), ==, cases[i].text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/handlers/claim/details", test_details);
  g_test_add_func ("/batch/handlers/claim/properties", test_properties);
  g_test_add_func ("/batch/handlers/claim/own-ids", test_own_ids);
  g_test_add_func ("/batch/handlers/claim/ids", test_ids);
  g_test_add_func ("/batch/handlers/claim/payloads", test_payloads);
  return g_test_run ();
}
