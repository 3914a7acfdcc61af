/* store/batch-sqlite-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-store-private.h"
#include "store/batch-store-resources.h"

/* The schema grows by numbered scripts, each of which is run once, in a
 * transaction that also writes its number to user_version. A script that was
 * released is never changed. */

static const char *scripts[BATCH_SQLITE_SCHEMA_VERSION] = {
  "0001-queue.sql",
  "0002-sharing.sql",
  "0003-files.sql",
  "0004-tokens.sql",
  "0005-order.sql",
  "0006-history.sql",
  "0007-attempts.sql",
  "0008-review.sql",
  "0009-api.sql",
  "0010-swaps.sql",
  "0011-webhooks.sql",
  "0012-handovers.sql",
  "0013-targets.sql",
  "0014-prefix.sql",
  "0015-cached.sql",
  "0016-gpu.sql",
  "0017-sizes.sql",
  "0018-waiting.sql",
  "0019-rounds.sql",
  "0020-visits.sql",
  "0021-set-aside.sql",
  "0022-file-rounds.sql",
  "0023-standstill.sql",
  "0024-working.sql",
  "0025-unwritten.sql",
  "0026-shares.sql",
  "0027-told.sql",
  "0028-batch-ids.sql",
  "0029-receipt-engines.sql",
  "0030-gone.sql",
};

static gboolean
get_pragma (BatchSqliteStore  *self,
            const char        *sql,
            gint64            *value,
            GError           **error)
{
  return batch_sqlite_number (self->writer, error, value, sql, "");
}

static gboolean
run_script (BatchSqliteStore  *self,
            const char        *name,
            GError           **error)
{
  g_autofree char *path = g_strconcat ("/io/github/batchqueue/store/schema/", name, NULL);
  g_autoptr(GBytes) sql = NULL;

  sql = g_resource_lookup_data (batch_store_get_resource (), path, 0, error);
  return sql != NULL && batch_sqlite_script (self->writer, g_bytes_get_data (sql, NULL), error);
}

static gboolean
run_scripts (BatchSqliteStore  *self,
             gint64             version,
             GError           **error)
{
  g_autofree char *marks = NULL;

  for (; version < BATCH_SQLITE_SCHEMA_VERSION; version++)
    {
      if (!run_script (self, scripts[version], error))
        return FALSE;
    }

  marks = g_strdup_printf ("PRAGMA user_version = %d; PRAGMA application_id = %d",
                           BATCH_SQLITE_SCHEMA_VERSION, BATCH_SQLITE_APPLICATION_ID);
  return batch_sqlite_script (self->writer, marks, error);
}

static gboolean
fail_newer (BatchSqliteStore  *self,
            gint64             version,
            GError           **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Store “%s” was written by a newer version of this program (schema %" G_GINT64_FORMAT
               ", this one knows up to %d); update the program, or choose another store",
               batch_store_get_uri (BATCH_STORE (self)), version, BATCH_SQLITE_SCHEMA_VERSION);
  return FALSE;
}

static gboolean
check_ours (BatchSqliteStore  *self,
            gint64             version,
            GError           **error)
{
  gint64 application_id;
  gint64 n_tables;

  if (!get_pragma (self, "PRAGMA application_id", &application_id, error))
    return FALSE;
  if (application_id == BATCH_SQLITE_APPLICATION_ID)
    return version <= BATCH_SQLITE_SCHEMA_VERSION || fail_newer (self, version, error);

  if (!get_pragma (self, "SELECT count (*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (version == 0 && n_tables == 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "“%s” is the database of another program; choose another place",
               batch_store_get_uri (BATCH_STORE (self)));
  return FALSE;
}

/* A program that knows the old schema only must not find the new one under its
 * hands. */
static gboolean
check_alone (BatchSqliteStore  *self,
             gint64             version,
             GError           **error)
{
  guint n_others = 0;

  if (!batch_sqlite_store_count_locks (self, &n_others, error))
    return FALSE;
  if (n_others == 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Store “%s” must be brought from schema %" G_GINT64_FORMAT " to %d, but another "
               "program is using it; close that and try again",
               batch_store_get_uri (BATCH_STORE (self)), version, BATCH_SQLITE_SCHEMA_VERSION);
  return FALSE;
}

static gboolean
migrate (BatchSqliteStore  *self,
         GError           **error)
{
  gint64 version;

  /* Another may have done it since we looked. */
  if (!get_pragma (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == BATCH_SQLITE_SCHEMA_VERSION)
    return TRUE;

  return check_ours (self, version, error) &&
         check_alone (self, version, error) &&
         run_scripts (self, version, error);
}

gboolean
batch_sqlite_store_check_schema (BatchSqliteStore  *self,
                                 GError           **error)
{
  gint64 version;

  return get_pragma (self, "PRAGMA user_version", &version, error) &&
         check_ours (self, version, error);
}

gboolean
batch_sqlite_store_check_current (BatchSqliteStore  *self,
                                  GError           **error)
{
  gint64 version;

  if (!get_pragma (self, "PRAGMA user_version", &version, error) ||
      !check_ours (self, version, error))
    return FALSE;
  if (version == BATCH_SQLITE_SCHEMA_VERSION)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
               "Store “%s” was written by an older version of this program (schema %"
               G_GINT64_FORMAT ", this one looks at %d); open it once for working with it, which "
               "brings it up to date",
               batch_store_get_uri (BATCH_STORE (self)), version, BATCH_SQLITE_SCHEMA_VERSION);
  return FALSE;
}

gboolean
batch_sqlite_store_migrate (BatchSqliteStore  *self,
                            GError           **error)
{
  gint64 version;

  if (!get_pragma (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == BATCH_SQLITE_SCHEMA_VERSION)
    return TRUE;

  if (!batch_sqlite_script (self->writer, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (migrate (self, error) && batch_sqlite_script (self->writer, "COMMIT", error))
    return TRUE;

  if (!sqlite3_get_autocommit (batch_sqlite_get (self->writer)))
    batch_sqlite_script (self->writer, "ROLLBACK", NULL);
  return FALSE;
}
