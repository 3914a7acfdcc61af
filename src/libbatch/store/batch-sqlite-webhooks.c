/* store/batch-sqlite-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-job-private.h"
#include "store/batch-sqlite-reading-private.h"

#include "core/batch-enum-private.h"
#include "core/batch-id-private.h"
#include "core/batch-log-private.h"

/* Who is told what becomes of jobs, and what is still to be told. */

#define DELIVERY_COLUMNS \
  "sequence, event_id, event, kind, job_id, job_state, url, total, succeeded, failed, skipped, " \
  "cancelled, expired, created_at, due_at, ended_at, state, attempts, status_code, error, batch_id"

/* How many at a time are under way to one server. */
#define MAX_A_SERVER 2

/* --- Writing down what is to be told; everything up to the verbs runs on the worker --- */

/* What is ahead of it for the same target is told first. @files_round: -1, or what it waits for */
static gboolean
insert_delivery (BatchSqliteStore           *self,
                 const BatchDeliveryRecord  *delivery,
                 gint64                      files_round,
                 GError                    **error)
{
  const BatchCounts *counts = &delivery->counts;
  g_autofree char *server = batch_log_origin (delivery->url);

  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO delivery (event_id, event, kind, job_id, job_state, url, "
                           "server, total, succeeded, failed, skipped, cancelled, expired, "
                           "created_at, due_at, files_round, batch_id) "
                           "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                           "iif (?16 >= 0 OR EXISTS (SELECT 1 FROM delivery WHERE state = 0 "
                           "AND job_id = ?4 AND url = ?6), ?15, ?14), ?16, "
                           "(SELECT '" BATCH_ID_MESSAGES "' || id FROM receipt "
                           "WHERE id = ?4 AND api = 'anthropic')",
                           "titttttiiiiiiiii",
                           delivery->event_id, delivery->event, delivery->kind, delivery->job_id,
                           batch_enum_to_nick (BATCH_TYPE_JOB_STATE, delivery->job_state),
                           delivery->url, server, counts->total, counts->succeeded,
                           counts->failed, counts->skipped, counts->cancelled, counts->expired,
                           delivery->created_at, G_MAXINT64, files_round);
}

/* @own_url: (nullable): told besides, and once only, unless it has said that it is gone since it
 * was named. Returns: of char */
static GPtrArray *
list_targets (BatchSqliteStore  *self,
              const char        *own_url,
              gint64             named_at,
              GError           **error)
{
  g_autoptr(GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT url FROM webhook WHERE is_target AND gone_at = 0 "
                                  "UNION SELECT ?1 WHERE ?1 <> '' AND NOT EXISTS ("
                                  "SELECT 1 FROM delivery WHERE url = ?1 AND status_code = 410 "
                                  "AND ended_at >= ?2)", "ti", own_url, named_at);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (urls, batch_sqlite_dup (statement, 0));

  return step == BATCH_SQLITE_DONE ? g_steal_pointer (&urls) : NULL;
}

/* @delivery: all but its event_id and its url. */
static gboolean
announce (BatchSqliteStore     *self,
          BatchDeliveryRecord  *delivery,
          const char           *own_url,
          gint64                named_at,
          gint64                files_round,
          GError              **error)
{
  g_autoptr(GPtrArray) urls = list_targets (self, own_url, named_at, error);
  g_autofree char *event_id = NULL;

  if (urls == NULL)
    return FALSE;
  if (urls->len == 0)
    return TRUE;

  event_id = batch_id_new ("evt_");
  delivery->event_id = event_id;
  for (guint i = 0; i < urls->len; i++)
    {
      delivery->url = g_ptr_array_index (urls, i);
      if (!insert_delivery (self, delivery, files_round, error))
        return FALSE;
    }
  return TRUE;
}

/* Its client would look for the files of a batch in vain while there are none: the end of its
 * job is written down, and told when the receipt has ended, too. */
static gboolean
find_files_round (BatchSqliteStore      *self,
                  const BatchJobRecord  *job,
                  gint64                *files_round,
                  GError               **error)
{
  G_STATIC_ASSERT (BATCH_RECEIPT_REFUSED == 2 && BATCH_RECEIPT_ENDED == 3);
  *files_round = -1;
  return !batch_job_state_is_terminal (job->state) ||
         batch_sqlite_number (self->writer, error, files_round,
                              "SELECT iif (EXISTS (SELECT 1 FROM receipt WHERE id = ?1 "
                              "AND (state < 2 OR (state = 3 AND round < ?2))), ?2, -1)",
                              "tu", job->id, job->round);
}

/* Right after the event of the log was written. */
gboolean
batch_sqlite_store_announce (BatchSqliteStore      *self,
                             const BatchJobRecord  *job,
                             gint64                 now,
                             GError               **error)
{
  const char *kind = batch_webhook_event (job->state);
  BatchDeliveryRecord delivery = {
    .event = sqlite3_last_insert_rowid (batch_sqlite_get (self->writer)),
    .kind = (char *) kind,
    .job_id = job->id,
    .job_state = job->state,
    .counts = job->counts,
    .created_at = now,
  };
  gint64 files_round;

  return kind == NULL || batch_job_record_is_trial (job) ||
         (find_files_round (self, job, &files_round, error) &&
          announce (self, &delivery, job->webhook_url, job->created_at, files_round, error));
}

/* What was told of before is still told first. It counts from now how long it is tried. */
gboolean
batch_sqlite_store_let_end_go (BatchSqliteStore  *self,
                               const char        *job_id,
                               gint64             files_round,
                               gint64             now,
                               GError           **error)
{
  if (!batch_sqlite_run (self->writer, error,
                         "UPDATE delivery SET files_round = -1, created_at = ? WHERE state = 0 "
                         "AND job_id = ? AND files_round BETWEEN 0 AND ?", "iti", now, job_id,
                         files_round))
    return FALSE;
  if (sqlite3_changes (batch_sqlite_get (self->writer)) == 0)
    return TRUE;

  return batch_sqlite_run (self->writer, error,
                           "UPDATE delivery SET due_at = ?1 WHERE due_at = ?2 AND files_round < 0 "
                           "AND sequence IN (SELECT min (sequence) FROM delivery "
                           "WHERE state = 0 AND job_id = ?3 GROUP BY url)", "iit", now,
                           G_MAXINT64, job_id) &&
         batch_sqlite_store_log (self, BATCH_CHANGE_WEBHOOKS, job_id, NULL, error);
}

/* There was never a job, and so there is no event of one. */
gboolean
batch_sqlite_store_announce_refused (BatchSqliteStore          *self,
                                     const BatchReceiptRecord  *receipt,
                                     GError                   **error)
{
  BatchDeliveryRecord delivery = {
    .kind = (char *) batch_webhook_event (BATCH_JOB_STATE_FAILED),
    .job_id = receipt->id,
    .job_state = BATCH_JOB_STATE_FAILED,
    .created_at = receipt->ended_at,
  };

  return batch_sqlite_number (self->writer, error, &delivery.event,
                              "SELECT ifnull (max (sequence), 0) FROM event", "") &&
         announce (self, &delivery, receipt->webhook_url, receipt->created_at, -1, error) &&
         batch_sqlite_store_log (self, BATCH_CHANGE_WEBHOOKS, receipt->id, NULL, error);
}

gboolean
batch_sqlite_store_free_deliveries (BatchSqliteStore  *self,
                                    gint64             engine,
                                    GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "UPDATE delivery SET engine = 0 WHERE engine > 0 AND engine = ?",
                           "i", engine);
}

/* --- Targets --- */

static gboolean
batch_sqlite_store_put_webhook (BatchStore                *store,
                                const BatchWebhookRecord  *webhook,
                                GError                   **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO webhook "
                           "(url, created_at, gone_at, allow_private, is_target) "
                           "VALUES (?, ?, ?, ?, ?)", "tiiuu", webhook->url, webhook->created_at,
                           webhook->gone_at, webhook->allow_private, webhook->is_target)
         && batch_sqlite_store_log (self, BATCH_CHANGE_WEBHOOKS, webhook->url, NULL, error);
}

static gboolean
give_up_all (BatchSqliteStore  *self,
             const char        *url,
             const char        *why,
             gint64             now,
             GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "UPDATE delivery SET state = ?, ended_at = ?, error = ?, engine = 0 "
                           "WHERE state = 0 AND url = ?", "uitt",
                           (guint) BATCH_DELIVERY_GIVEN_UP, now, why, url);
}

static gboolean
batch_sqlite_store_remove_webhook (BatchStore  *store,
                                   const char  *url,
                                   gint64       now,
                                   GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error, "DELETE FROM webhook WHERE url = ?", "t", url))
    return FALSE;
  if (sqlite3_changes (batch_sqlite_get (self->writer)) == 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no webhook “%s”", url);
      return FALSE;
    }

  return give_up_all (self, url, "The webhook was removed", now, error)
         && batch_sqlite_store_log (self, BATCH_CHANGE_WEBHOOKS, url, NULL, error);
}

static BatchWebhookRecord *
read_webhook (sqlite3_stmt *statement)
{
  BatchWebhookRecord *webhook = g_new0 (BatchWebhookRecord, 1);

  webhook->url = batch_sqlite_dup (statement, 0);
  webhook->created_at = sqlite3_column_int64 (statement, 1);
  webhook->gone_at = sqlite3_column_int64 (statement, 2);
  webhook->allow_private = sqlite3_column_int (statement, 3);
  webhook->is_target = sqlite3_column_int (statement, 4);
  return webhook;
}

static gboolean
batch_sqlite_store_list_webhooks (BatchStore  *store,
                                  GPtrArray   *webhooks,
                                  GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT url, created_at, gone_at, allow_private, is_target "
                                  "FROM webhook ORDER BY created_at, url", "");
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (webhooks, read_webhook (statement));

  return step == BATCH_SQLITE_DONE;
}

/* --- Deliveries --- */

static BatchDeliveryRecord *
read_delivery (sqlite3_stmt *statement)
{
  BatchDeliveryRecord *delivery = g_new0 (BatchDeliveryRecord, 1);
  int state = BATCH_JOB_STATE_FAILED;

  batch_enum_from_nick (BATCH_TYPE_JOB_STATE, batch_sqlite_text (statement, 5), &state);
  delivery->sequence = sqlite3_column_int64 (statement, 0);
  delivery->event_id = batch_sqlite_dup (statement, 1);
  delivery->event = sqlite3_column_int64 (statement, 2);
  delivery->kind = batch_sqlite_dup (statement, 3);
  delivery->job_id = batch_sqlite_dup (statement, 4);
  delivery->job_state = state;
  delivery->url = batch_sqlite_dup (statement, 6);
  delivery->counts.total = sqlite3_column_int64 (statement, 7);
  delivery->counts.succeeded = sqlite3_column_int64 (statement, 8);
  delivery->counts.failed = sqlite3_column_int64 (statement, 9);
  delivery->counts.skipped = sqlite3_column_int64 (statement, 10);
  delivery->counts.cancelled = sqlite3_column_int64 (statement, 11);
  delivery->counts.expired = sqlite3_column_int64 (statement, 12);
  delivery->created_at = sqlite3_column_int64 (statement, 13);
  delivery->due_at = sqlite3_column_int64 (statement, 14);
  delivery->ended_at = sqlite3_column_int64 (statement, 15);
  delivery->state = sqlite3_column_int (statement, 16);
  delivery->attempts = sqlite3_column_int (statement, 17);
  delivery->status_code = sqlite3_column_int (statement, 18);
  delivery->error = batch_sqlite_dup (statement, 19);
  delivery->batch_id = batch_sqlite_dup (statement, 20);
  return delivery;
}

static gboolean
read_deliveries (BatchSqlite   *db,
                 sqlite3_stmt  *statement,
                 GPtrArray     *deliveries,
                 GError       **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (deliveries, read_delivery (statement));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
take_deliveries (BatchSqliteStore  *self,
                 gint64             engine,
                 GPtrArray         *deliveries,
                 GError           **error)
{
  for (guint i = 0; i < deliveries->len; i++)
    {
      BatchDeliveryRecord *delivery = g_ptr_array_index (deliveries, i);

      delivery->attempts++;
      if (!batch_sqlite_run (self->writer, error,
                             "UPDATE delivery SET engine = ?, attempts = ? WHERE sequence = ?",
                             "iui", engine, delivery->attempts, delivery->sequence))
        return FALSE;
    }

  return TRUE;
}

/* Those with something that is due and less than so much under way, who waits longest first.
 * The servers are looked up one after the other in the index, so that it does not matter how
 * much waits for one that does not answer. Returns: of char */
static GPtrArray *
list_servers (BatchSqliteStore  *self,
              guint              limit,
              gint64             now,
              GError           **error)
{
  g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "WITH RECURSIVE "
                                  "server (name) AS ("
                                  "SELECT min (server) FROM delivery WHERE state = 0 "
                                  "AND engine = 0 UNION ALL "
                                  "SELECT (SELECT min (server) FROM delivery WHERE state = 0 "
                                  "AND engine = 0 AND server > name) FROM server "
                                  "WHERE name IS NOT NULL), "
                                  "waiting (name, due_at) AS ("
                                  "SELECT name, (SELECT min (due_at) FROM delivery WHERE state = 0 "
                                  "AND engine = 0 AND server = name) FROM server "
                                  "WHERE name IS NOT NULL) "
                                  "SELECT name FROM waiting WHERE due_at <= ? "
                                  "AND (SELECT count (*) FROM delivery WHERE engine > 0 "
                                  "AND server = name) < ? ORDER BY due_at LIMIT ?",
                                  "iuu", now, (guint) MAX_A_SERVER, limit);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (servers, batch_sqlite_dup (statement, 0));

  return step == BATCH_SQLITE_DONE ? g_steal_pointer (&servers) : NULL;
}

/* One of each, so that none is ahead of the others. */
static gboolean
claim_due (BatchSqliteStore  *self,
           gint64             engine,
           guint              limit,
           gint64             now,
           GPtrArray         *deliveries,
           GError           **error)
{
  g_autoptr(GPtrArray) servers = list_servers (self, limit, now, error);

  for (guint i = 0; servers != NULL && i < servers->len; i++)
    {
      if (!read_deliveries (self->writer,
                            batch_sqlite_query (self->writer, error,
                                                "SELECT " DELIVERY_COLUMNS " FROM delivery "
                                                "INDEXED BY delivery_server "
                                                "WHERE state = 0 AND engine = 0 AND server = ? "
                                                "AND due_at <= ? ORDER BY due_at LIMIT 1", "ti",
                                                g_ptr_array_index (servers, i), now),
                            deliveries, error))
        return FALSE;
    }

  return servers != NULL && take_deliveries (self, engine, deliveries, error);
}

static gboolean
batch_sqlite_store_claim_deliveries (BatchStore  *store,
                                     const char  *engine_id,
                                     guint        limit,
                                     gint64       now,
                                     GPtrArray   *deliveries,
                                     gint64      *next_due,
                                     GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  return batch_sqlite_store_find_engine (self, engine_id, &engine, error) &&
         claim_due (self, engine, limit, now, deliveries, error) &&
         batch_sqlite_number (self->writer, error, next_due,
                              "SELECT ifnull (min (due_at), 0) FROM delivery "
                              "WHERE state = 0 AND engine = 0 AND due_at < ?", "i", G_MAXINT64);
}

/* The next one of the job for the same target need not wait any more, unless it waits for files. */
static gboolean
let_next_go (BatchSqliteStore           *self,
             const BatchDeliveryRecord  *before,
             gint64                      now,
             GError                    **error)
{
  return batch_sqlite_run (self->writer, error,
                           "UPDATE delivery SET due_at = ?1 WHERE sequence = ("
                           "SELECT min (sequence) FROM delivery WHERE state = 0 "
                           "AND job_id = ?2 AND url = ?3) AND files_round < 0", "itt", now,
                           before->job_id, before->url);
}

static gboolean
stop_target (BatchSqliteStore  *self,
             const char        *url,
             gint64             now,
             GError           **error)
{
  return give_up_all (self, url, "The target said that it is gone", now, error) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE webhook SET gone_at = ? WHERE url = ?", "it", now, url) &&
         batch_sqlite_store_log (self, BATCH_CHANGE_WEBHOOKS, url, NULL, error);
}

static gboolean
write_ending (BatchSqliteStore           *self,
              const BatchDeliveryEnding  *ending,
              gint64                      now,
              GError                    **error)
{
  gboolean ended = ending->state != BATCH_DELIVERY_WAITING;

  return batch_sqlite_run (self->writer, error,
                           "UPDATE delivery SET engine = 0, state = ?, due_at = ?, ended_at = ?, "
                           "status_code = ?, error = ? WHERE sequence = ?",
                           "uiiuti", (guint) ending->state, ended ? now : ending->due_at,
                           ended ? now : (gint64) 0, ending->status_code, ending->error,
                           ending->sequence);
}

/* @deliveries: has it when the lease is still ours. */
static gboolean
find_held (BatchSqliteStore  *self,
           gint64             engine,
           gint64             sequence,
           GPtrArray         *deliveries,
           GError           **error)
{
  return read_deliveries (self->writer,
                          batch_sqlite_query (self->writer, error,
                                              "SELECT " DELIVERY_COLUMNS " FROM delivery "
                                              "WHERE sequence = ? AND engine = ? AND state = 0",
                                              "ii", sequence, engine),
                          deliveries, error);
}

static gboolean
batch_sqlite_store_finish_delivery (BatchStore                 *store,
                                    const char                 *engine_id,
                                    const BatchDeliveryEnding  *ending,
                                    gint64                      now,
                                    GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GPtrArray) held =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_delivery_record_free);
  const BatchDeliveryRecord *delivery;
  gint64 engine;

  assert_in_worker (self);
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !find_held (self, engine, ending->sequence, held, error))
    return FALSE;
  if (held->len == 0)
    return TRUE;

  delivery = g_ptr_array_index (held, 0);
  return write_ending (self, ending, now, error) &&
         (!ending->gone || stop_target (self, delivery->url, now, error)) &&
         (ending->state == BATCH_DELIVERY_WAITING ||
          let_next_go (self, delivery, now, error));
}

static gboolean
batch_sqlite_store_prune_deliveries (BatchStore  *store,
                                     gint64       before,
                                     guint        limit,
                                     GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_run (self->writer, error,
                           "DELETE FROM delivery WHERE sequence IN (SELECT sequence FROM delivery "
                           "WHERE ended_at > 0 AND ended_at < ? LIMIT ?)", "iu", before, limit);
}

static gboolean
batch_sqlite_store_list_deliveries (BatchStore  *store,
                                    const char  *job_id,
                                    gint64       before,
                                    guint        limit,
                                    GPtrArray   *deliveries,
                                    GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));

  return read_deliveries (db,
                          batch_sqlite_query (db, error,
                                              "SELECT " DELIVERY_COLUMNS " FROM delivery "
                                              "WHERE sequence < ?1 AND (?2 IS NULL OR job_id = ?2) "
                                              "ORDER BY sequence DESC LIMIT ?3", "itu",
                                              before > 0 ? before : G_MAXINT64, job_id, limit),
                          deliveries, error);
}

void
batch_sqlite_store_init_webhooks (BatchStoreClass *klass)
{
  klass->put_webhook = batch_sqlite_store_put_webhook;
  klass->remove_webhook = batch_sqlite_store_remove_webhook;
  klass->claim_deliveries = batch_sqlite_store_claim_deliveries;
  klass->finish_delivery = batch_sqlite_store_finish_delivery;
  klass->prune_deliveries = batch_sqlite_store_prune_deliveries;
  klass->list_webhooks = batch_sqlite_store_list_webhooks;
  klass->list_deliveries = batch_sqlite_store_list_deliveries;
}
