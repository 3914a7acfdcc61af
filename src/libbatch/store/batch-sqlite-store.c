/* store/batch-sqlite-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-store-private.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-job-private.h"
#include "store/batch-sqlite-looking-private.h"
#include "store/batch-sqlite-reading-private.h"
#include "store/batch-sqlite-wake-private.h"

/* A queue in one SQLite file, for any number of processes of one machine.
 *
 * The write-ahead log is synced at every commit (synchronous=FULL), so that what
 * was answered survives a power cut. It is brought back into the database in
 * small pieces, between two transactions, and never waits for readers. */
#define CHECKPOINT_FRAMES 4000

#define WRITER_CACHE_KIB 4096
#define READER_CACHE_KIB 4096

G_DEFINE_FINAL_TYPE (BatchSqliteStore, batch_sqlite_store, BATCH_TYPE_STORE)

/* --- Opening --- */

static int
wal_cb (void       *user_data,
        sqlite3    *db,
        const char *name,
        int         n_frames)
{
  BatchSqliteStore *self = user_data;

  self->n_frames = n_frames;
  return SQLITE_OK;
}

static gboolean
set_cache (BatchSqlite  *db,
           int           kib,
           GError      **error)
{
  g_autofree char *sql = NULL;

  sql = g_strdup_printf ("PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY", kib);
  return batch_sqlite_script (db, sql, error);
}

static gboolean
start_log (BatchSqliteStore  *self,
           GError           **error)
{
  g_autofree char *mode = NULL;
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error, "PRAGMA journal_mode = WAL", "");
  if (batch_sqlite_step (self->writer, statement, error) != BATCH_SQLITE_ROW)
    return FALSE;

  mode = batch_sqlite_dup (statement, 0);
  batch_sqlite_reset (statement);
  if (g_strcmp0 (mode, "wal") != 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
                   "Store “%s” lies where files cannot be shared between programs; "
                   "choose a folder on a local disk", self->path);
      return FALSE;
    }

  sqlite3_wal_hook (batch_sqlite_get (self->writer), wal_cb, self);
  return batch_sqlite_script (self->writer,
                              "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864",
                              error);
}

static gboolean
open_memory (BatchSqliteStore  *self,
             GError           **error)
{
  self->writer = batch_sqlite_open (":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  return self->writer != NULL && batch_sqlite_store_migrate (self, error);
}

static gboolean
open_writer (BatchSqliteStore  *self,
             GError           **error)
{
  if (!(self->writer = batch_sqlite_open (self->path, SQLITE_OPEN_READWRITE, error)))
    return FALSE;
  if (sqlite3_db_readonly (batch_sqlite_get (self->writer), "main") == 1)
    return batch_sqlite_fail (self->writer, SQLITE_READONLY, error);

  return batch_sqlite_store_check_schema (self, error) &&
         set_cache (self->writer, WRITER_CACHE_KIB, error) &&
         start_log (self, error) &&
         batch_sqlite_store_migrate (self, error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_open (BatchStore  *store,
                         GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  const char *location = batch_store_get_location (store);
  gboolean opened;

  assert_in_worker (self);
  if (g_str_equal (location, ":memory:"))
    return open_memory (self, error);

  self->path = g_canonicalize_filename (location, NULL);
  if (batch_store_get_read_only (store))
    return batch_sqlite_store_open_to_look (self, error);
  if (!batch_sqlite_store_make_files (self, error) ||
      !batch_sqlite_store_begin_open (self, error))
    return FALSE;

  opened = open_writer (self, error);
  batch_sqlite_store_end_open (self);
  return opened;
}

/* Runs on the worker. */
static void
batch_sqlite_store_close (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  batch_sqlite_store_clear_jobs (self);
  g_clear_pointer (&self->writer, batch_sqlite_close);
  g_hash_table_remove_all (self->locks);
  batch_sqlite_store_close_files (self);
}

/* --- Transactions --- */

static gboolean
get_data_version (BatchSqliteStore  *self,
                  gint64            *version,
                  GError           **error)
{
  return batch_sqlite_number (self->writer, error, version, "PRAGMA data_version", "");
}

static void
forget_words (BatchSqliteStore *self)
{
  g_hash_table_remove_all (self->word_ids);
  g_hash_table_remove_all (self->words);
}

/* What we hold in memory is true until another connection commits. */
static gboolean
look_at_others (BatchSqliteStore  *self,
                GError           **error)
{
  gint64 version;

  if (!get_data_version (self, &version, error))
    return FALSE;
  if (version == self->data_version)
    return TRUE;

  batch_sqlite_store_clear_jobs (self);
  self->data_version = version;
  return batch_sqlite_store_check_schema (self, error);
}

static void
checkpoint (BatchSqliteStore *self)
{
  int n_frames = 0;
  int n_done = 0;

  /* Passive: takes what no reader needs, and waits for nobody. */
  if (sqlite3_wal_checkpoint_v2 (batch_sqlite_get (self->writer), NULL,
                                 SQLITE_CHECKPOINT_PASSIVE, &n_frames, &n_done) == SQLITE_OK)
    self->n_frames = n_frames - n_done;
}

static gboolean
begin (BatchSqliteStore  *self,
       GError           **error)
{
  self->lost_code = SQLITE_OK;
  self->changed = FALSE;
  self->is_empty = TRUE;

  if (!batch_sqlite_run (self->writer, error, "BEGIN IMMEDIATE", ""))
    return FALSE;
  if (look_at_others (self, error))
    return TRUE;

  batch_sqlite_run (self->writer, NULL, "ROLLBACK", "");
  return FALSE;
}

static gboolean
batch_sqlite_store_begin (BatchStore  *store,
                          GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);

  /* Here, so that those who wait for the transaction before have their answers. */
  if (self->n_frames >= CHECKPOINT_FRAMES)
    checkpoint (self);
  return begin (self, error);
}

static void
batch_sqlite_store_rollback (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!sqlite3_get_autocommit (batch_sqlite_get (self->writer)))
    batch_sqlite_run (self->writer, NULL, "ROLLBACK", "");
  batch_sqlite_store_clear_jobs (self);
  forget_words (self);
}

/* A full disk makes SQLite end the whole transaction on its own. */
static gboolean
check_not_lost (BatchSqliteStore  *self,
                GError           **error)
{
  if (!sqlite3_get_autocommit (batch_sqlite_get (self->writer)))
    return TRUE;

  return batch_sqlite_fail (self->writer,
                            self->lost_code != SQLITE_OK ? self->lost_code : SQLITE_ABORT, error);
}

static gboolean
batch_sqlite_store_commit (BatchStore  *store,
                           GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!check_not_lost (self, error) ||
      !batch_sqlite_store_flush_jobs (self, error) ||
      !batch_sqlite_run (self->writer, error, "COMMIT", ""))
    return FALSE;

  if (self->changed)
    batch_sqlite_store_wake_others (self);
  return TRUE;
}

/* A savepoint keeps a copy of every page that is changed after it. The first call of a transaction
 * has that to itself, and needs none. */
static gboolean
batch_sqlite_store_savepoint (BatchStore  *store,
                              GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  self->actor = NULL;
  if (!check_not_lost (self, error))
    return FALSE;

  self->is_alone = self->is_empty;
  self->is_empty = FALSE;
  return self->is_alone || batch_sqlite_run (self->writer, error, "SAVEPOINT call", "");
}

static gboolean
batch_sqlite_store_release_savepoint (BatchStore  *store,
                                      GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  if (self->is_alone ? !check_not_lost (self, error)
                     : !batch_sqlite_run (self->writer, error, "RELEASE call", ""))
    return FALSE;

  batch_sqlite_store_keep_jobs (self);
  return TRUE;
}

static void
note_lost (BatchSqliteStore *self)
{
  if (self->lost_code == SQLITE_OK)
    self->lost_code = sqlite3_extended_errcode (batch_sqlite_get (self->writer));
}

static void
begin_again (BatchSqliteStore *self)
{
  batch_sqlite_store_rollback (BATCH_STORE (self));
  if (!begin (self, NULL))
    note_lost (self);
}

static void
batch_sqlite_store_rollback_savepoint (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  if (sqlite3_get_autocommit (batch_sqlite_get (self->writer)))
    {
      note_lost (self);
      return;
    }

  if (self->is_alone)
    {
      begin_again (self);
      return;
    }

  batch_sqlite_run (self->writer, NULL, "ROLLBACK TO call", "");
  batch_sqlite_run (self->writer, NULL, "RELEASE call", "");
  batch_sqlite_store_undo_jobs (self);
  forget_words (self);
}

static gint64
batch_sqlite_store_idle (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_store_wake_others_later (self);
}

/* Of a database that was frozen: it is open once more, now that it is not. */
static gboolean
look_anew (BatchSqliteStore  *self,
           BatchSqlite      **db)
{
  BatchSqlite *anew = batch_sqlite_look_anew (*db, self->path);

  if (anew == NULL)
    return FALSE;

  batch_sqlite_close (*db);
  *db = anew;
  return TRUE;
}

static gboolean
batch_sqlite_store_has_changes (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 version;
  gboolean news;

  assert_in_worker (self);
  if (look_anew (self, &self->writer))
    return TRUE;
  if (!get_data_version (self, &version, NULL))
    return FALSE;

  news = version != self->told_version;
  self->told_version = version;
  return news;
}

/* --- The reader --- */

/* Another connection for looking, of any thread. */
BatchSqlite *
batch_sqlite_store_open_aside (BatchSqliteStore  *self,
                               GError           **error)
{
  gboolean read_only = batch_store_get_read_only (BATCH_STORE (self));
  g_autoptr(BatchSqlite) db = read_only
                              ? batch_sqlite_open_to_look (self->path, error)
                              : batch_sqlite_open (self->path, SQLITE_OPEN_READONLY, error);

  if (db == NULL || !set_cache (db, READER_CACHE_KIB, error))
    return NULL;
  return g_steal_pointer (&db);
}

/* Runs on the worker, before there is a reader. */
static gboolean
batch_sqlite_store_open_reader (BatchStore  *store,
                                GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  if (self->path == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "A store in memory has one connection");
      return FALSE;
    }

  self->reader = batch_sqlite_store_open_aside (self, error);
  return self->reader != NULL;
}

static void
batch_sqlite_store_close_reader (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  g_clear_pointer (&self->reader, batch_sqlite_close);
  g_ptr_array_set_size (self->readers_before, 0);
}

/* --- Small helpers --- */

static void
remember_word (BatchSqliteStore *self,
               gint64            id,
               const char       *text)
{
  g_hash_table_insert (self->word_ids, g_strdup (text), GSIZE_TO_POINTER (id));
  g_hash_table_insert (self->words, GSIZE_TO_POINTER (id), g_strdup (text));
}

gboolean
batch_sqlite_store_intern (BatchSqliteStore  *self,
                           const char        *text,
                           gint64            *id,
                           GError           **error)
{
  *id = GPOINTER_TO_SIZE (g_hash_table_lookup (self->word_ids, text));
  if (*id != 0)
    return TRUE;

  if (!batch_sqlite_run (self->writer, error,
                         "INSERT OR IGNORE INTO word (text) VALUES (?)", "t", text) ||
      !batch_sqlite_number (self->writer, error, id,
                            "SELECT id FROM word WHERE text = ?", "t", text))
    return FALSE;

  remember_word (self, *id, text);
  return TRUE;
}

const char *
batch_sqlite_store_get_word (BatchSqliteStore  *self,
                             gint64             id,
                             GError           **error)
{
  const char *word = g_hash_table_lookup (self->words, GSIZE_TO_POINTER (id));
  sqlite3_stmt *statement;

  if (word != NULL)
    return word;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT text FROM word WHERE id = ?", "i", id);
  switch (batch_sqlite_step (self->writer, statement, error))
    {
    case BATCH_SQLITE_FAILED:
      return NULL;
    case BATCH_SQLITE_DONE:
      batch_sqlite_fail (self->writer, SQLITE_CORRUPT, error);
      return NULL;
    case BATCH_SQLITE_ROW:
      break;
    }

  remember_word (self, id, batch_sqlite_text (statement, 0));
  batch_sqlite_reset (statement);
  return g_hash_table_lookup (self->words, GSIZE_TO_POINTER (id));
}

gboolean
batch_sqlite_store_add_event (BatchSqliteStore  *self,
                              gint64             job,
                              gint64             position,
                              const char        *kind,
                              const char        *detail,
                              gint64             now,
                              GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO event (job, at, position, kind, detail) "
                           "VALUES (?, ?, ?, ?, ?)",
                           "iiitt", job, now, position, kind, detail);
}

gboolean
batch_sqlite_store_log (BatchSqliteStore  *self,
                        BatchChangeKind    kind,
                        const char        *subject,
                        const char        *engine_id,
                        GError           **error)
{
  self->changed = TRUE;
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO change (sequence, kind, subject, engine) "
                           "VALUES ((SELECT ifnull (max (sequence), 0) + 1 FROM change), "
                           "?, ?, ?) ON CONFLICT (kind, subject, engine) "
                           "DO UPDATE SET sequence = excluded.sequence",
                           "utt", kind, subject,
                           engine_id != NULL ? engine_id : "");
}

/* --- The object --- */

static void
batch_sqlite_store_finalize (GObject *object)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (object);

  g_ptr_array_unref (self->readers_before);
  g_ptr_array_unref (self->touched);
  g_ptr_array_unref (self->dirty);
  g_hash_table_unref (self->by_sequence);
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->word_ids);
  g_hash_table_unref (self->words);
  g_hash_table_unref (self->locks);
  g_free (self->path);

  G_OBJECT_CLASS (batch_sqlite_store_parent_class)->finalize (object);
}

static void
batch_sqlite_store_class_init (BatchSqliteStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BatchStoreClass *store_class = BATCH_STORE_CLASS (klass);

  object_class->finalize = batch_sqlite_store_finalize;

  store_class->open = batch_sqlite_store_open;
  store_class->close = batch_sqlite_store_close;
  store_class->begin = batch_sqlite_store_begin;
  store_class->commit = batch_sqlite_store_commit;
  store_class->rollback = batch_sqlite_store_rollback;
  store_class->savepoint = batch_sqlite_store_savepoint;
  store_class->release_savepoint = batch_sqlite_store_release_savepoint;
  store_class->rollback_savepoint = batch_sqlite_store_rollback_savepoint;
  store_class->idle = batch_sqlite_store_idle;
  store_class->has_changes = batch_sqlite_store_has_changes;
  store_class->open_reader = batch_sqlite_store_open_reader;
  store_class->close_reader = batch_sqlite_store_close_reader;
  store_class->watch = batch_sqlite_store_start_watch;
  store_class->unwatch = batch_sqlite_store_stop_watch;

  batch_sqlite_store_init_submit_verbs (store_class);
  batch_sqlite_store_init_change_verbs (store_class);
  batch_sqlite_store_init_retry_verbs (store_class);
  batch_sqlite_store_init_attempt_verbs (store_class);
  batch_sqlite_store_init_sweep_verbs (store_class);
  batch_sqlite_store_init_claim_verbs (store_class);
  batch_sqlite_store_init_advance_verbs (store_class);
  batch_sqlite_store_init_item_verbs (store_class);
  batch_sqlite_store_init_engine_verbs (store_class);
  batch_sqlite_store_init_value_verbs (store_class);
  batch_sqlite_store_init_reading (store_class);
  batch_sqlite_store_init_order (store_class);
  batch_sqlite_store_init_files (store_class);
  batch_sqlite_store_init_api_keys (store_class);
  batch_sqlite_store_init_receipts (store_class);
  batch_sqlite_store_init_history_verbs (store_class);
  batch_sqlite_store_init_webhooks (store_class);
  batch_sqlite_store_init_handovers (store_class);
}

static void
batch_sqlite_store_init (BatchSqliteStore *self)
{
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                      (GDestroyNotify) batch_sqlite_job_free);
  self->by_sequence = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->readers_before = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_sqlite_close);
  self->touched = g_ptr_array_new ();
  self->dirty = g_ptr_array_new ();
  self->word_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->words = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) batch_sqlite_lock_free);
  self->wake_fd = -1;
}
