/* store/batch-sqlite-store-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

#define BATCH_TYPE_SQLITE_STORE (batch_sqlite_store_get_type ())

G_DECLARE_FINAL_TYPE (BatchSqliteStore, batch_sqlite_store, BATCH, SQLITE_STORE, BatchStore)

/* The schema that this program knows. */
#define BATCH_SQLITE_SCHEMA_VERSION 30
#define BATCH_SQLITE_APPLICATION_ID 0x42515565

typedef struct _BatchSqliteJob   BatchSqliteJob;
typedef struct _BatchSqliteWatch BatchSqliteWatch;

struct _BatchSqliteStore
{
  BatchStore        parent_instance;

  char             *path;              /* (owned) (nullable) NULL in memory */

  /* Only touched on the worker thread, all but the last. */
  BatchSqlite      *writer;            /* (owned) which only looks, in a read-only store */
  GHashTable       *jobs;              /* id to BatchSqliteJob (owned) */
  GHashTable       *by_sequence;       /* the same ones */
  GPtrArray        *touched;           /* of BatchSqliteJob, changed by this call */
  GPtrArray        *dirty;             /* … by this transaction */
  GHashTable       *word_ids;          /* text to id */
  GHashTable       *words;             /* id to text */
  GHashTable       *locks;             /* engine to BatchSqliteLock */
  const char       *actor;             /* the engine whose call this is; (nullable) */
  gint64            data_version;      /* of what is in jobs */
  gint64            told_version;      /* of the last news */
  gint64            woken_at;          /* when the others were woken */
  int               wake_fd;           /* -1 in memory */
  int               n_frames;          /* in the write-ahead log */
  int               lost_code;         /* why SQLite ended the transaction */
  gboolean          is_empty;          /* nothing was called in the transaction yet, */
  gboolean          is_alone;          /* … or only the call that runs */
  gboolean          changed;           /* others are to be woken after this commit */
  gboolean          wake_due;          /* … but they just were */
  BatchSqlite      *reader;            /* (owned) (nullable); only on the reader thread, */
  GPtrArray        *readers_before;    /* … as these, by which somebody may still read */

  BatchSqliteWatch *watch;             /* (owned) (nullable); only in the watcher's context */
};

#define assert_in_worker(self) g_assert (batch_store_is_worker (BATCH_STORE (self)))

/* --- Schema --- */

/* Brings the database to BATCH_SQLITE_SCHEMA_VERSION. */
gboolean batch_sqlite_store_migrate      (BatchSqliteStore  *self,
                                          GError           **error);
gboolean batch_sqlite_store_check_schema (BatchSqliteStore  *self,
                                          GError           **error);
/* For who only looks: it must have that version already. */
gboolean batch_sqlite_store_check_current (BatchSqliteStore *self,
                                          GError           **error);

/* --- The verbs, by noun --- */

void     batch_sqlite_store_init_submit_verbs  (BatchStoreClass *klass);
void     batch_sqlite_store_init_change_verbs  (BatchStoreClass *klass);
void     batch_sqlite_store_init_retry_verbs   (BatchStoreClass *klass);
void     batch_sqlite_store_init_attempt_verbs (BatchStoreClass *klass);
void     batch_sqlite_store_init_sweep_verbs   (BatchStoreClass *klass);
void     batch_sqlite_store_init_claim_verbs   (BatchStoreClass *klass);
void     batch_sqlite_store_init_advance_verbs (BatchStoreClass *klass);
void     batch_sqlite_store_init_item_verbs    (BatchStoreClass *klass);
void     batch_sqlite_store_init_engine_verbs  (BatchStoreClass *klass);
void     batch_sqlite_store_init_value_verbs   (BatchStoreClass *klass);
void     batch_sqlite_store_init_reading       (BatchStoreClass *klass);
void     batch_sqlite_store_init_order         (BatchStoreClass *klass);
void     batch_sqlite_store_init_files         (BatchStoreClass *klass);
void     batch_sqlite_store_init_api_keys      (BatchStoreClass *klass);
void     batch_sqlite_store_init_receipts      (BatchStoreClass *klass);
void     batch_sqlite_store_init_history_verbs (BatchStoreClass *klass);
void     batch_sqlite_store_init_webhooks      (BatchStoreClass *klass);
void     batch_sqlite_store_init_handovers     (BatchStoreClass *klass);

/* --- Small helpers --- */

/* The number that stands for @text, given now if there was none. */
gboolean    batch_sqlite_store_intern    (BatchSqliteStore  *self,
                                          const char        *text,
                                          gint64            *id,
                                          GError           **error);
const char *batch_sqlite_store_get_word  (BatchSqliteStore  *self,
                                          gint64             id,
                                          GError           **error);
gboolean    batch_sqlite_store_add_event (BatchSqliteStore  *self,
                                          gint64             job,
                                          gint64             position,
                                          const char        *kind,
                                          const char        *detail,
                                          gint64             now,
                                          GError           **error);
/* Another process should look at @subject again. */
gboolean    batch_sqlite_store_log       (BatchSqliteStore  *self,
                                          BatchChangeKind    kind,
                                          const char        *subject,
                                          const char        *engine_id,
                                          GError           **error);

G_END_DECLS
