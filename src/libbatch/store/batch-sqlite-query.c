/* store/batch-sqlite-query.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-query-private.h"

#include "core/batch-enum-private.h"
#include "store/batch-sqlite-reading-private.h"

/* Which items of a job, in which order. Pages are taken by key: the next one
 * begins behind the last item of the one before, however far that is. */

/* Answers may be long: whoever reads many pages shall not need much memory. */
#define MAX_PAGE_BYTES (8 * 1024 * 1024)

#define RETRIABLE ((1 << BATCH_ITEM_STATUS_FAILED) | (1 << BATCH_ITEM_STATUS_EXPIRED))
#define SET_ASIDE ((1 << BATCH_ITEM_STATUS_SKIPPED) | (1 << BATCH_ITEM_STATUS_CANCELLED))
#define LEASED    ((1 << BATCH_ITEM_STATUS_CLAIMED) | (1 << BATCH_ITEM_STATUS_RUNNING))
#define OPEN      (LEASED | (1 << BATCH_ITEM_STATUS_PENDING))

/* So many open items are put in order sooner than a job of a million is walked along. */
#define MAX_SORTED 4096

/* Where open items are, in no order. */
#define LEASED_IDS \
  "SELECT id FROM item INDEXED BY item_leased WHERE engine > 0 " \
  "UNION SELECT id FROM item INDEXED BY item_handed WHERE engine < 0"
#define PENDING_IDS \
  " UNION SELECT id FROM item INDEXED BY item_waiting " \
  "WHERE status = 'pending' AND not_before = 0 AND id >> 32 = ?1 >> 32 " \
  "AND key IN (SELECT key FROM item_group WHERE job = ?1 >> 32) " \
  "UNION SELECT id FROM item INDEXED BY item_delayed WHERE not_before > 0"

/* By number in the text, because not all are in every query. */
enum
{
  PARAMETER_FIRST = 1,          /* its number is in the texts above */
  PARAMETER_LAST,
  PARAMETER_SEARCH,
  PARAMETER_AFTER,
  PARAMETER_AFTER_ID,
  PARAMETER_LIMIT,
};

static gboolean
wants_only (const BatchItemQuery *query,
            guint                 statuses)
{
  return !query->needs_review && query->statuses != 0 && (query->statuses & ~statuses) == 0;
}

/* @job: (nullable): of which all positions are asked for */
static gboolean
wants_few_open (const BatchItemQuery *query,
                const BatchJobRecord *job)
{
  const BatchCounts *counts = job != NULL ? &job->counts : NULL;
  gint64 n_open = 0;

  if (counts == NULL || !wants_only (query, OPEN))
    return FALSE;

  n_open = counts->claimed + counts->running;
  if (!wants_only (query, LEASED))
    n_open += counts->pending;
  return n_open <= MAX_SORTED;
}

/* The same number, but only that of the table where one looks is in order already: no page
 * must sort all that come after it. */
static const char *
get_id (const BatchItemQuery *query)
{
  return query->needs_review || wants_only (query, RETRIABLE) ? "result.id" : "item.id";
}

/* Where to look. Few need a review or a retry, and are found among the results; few are open at
 * the end of a job. */
static const char *
get_source (const BatchItemQuery *query,
            const BatchJobRecord *job)
{
  if (query->needs_review)
    return "FROM result INDEXED BY result_review CROSS JOIN item ON item.id = result.id "
           "WHERE result.needs_review > 0 AND result.id";
  if (wants_only (query, RETRIABLE))
    return "FROM result INDEXED BY result_retriable CROSS JOIN item ON item.id = result.id "
           "WHERE result.retriable = 1 AND result.id";
  if (wants_only (query, SET_ASIDE))
    return "FROM item INDEXED BY item_set_aside LEFT JOIN result ON result.id = item.id "
           "WHERE item.status IN ('skipped', 'cancelled') AND item.id";
  if (wants_few_open (query, job))
    return wants_only (query, LEASED)
             ? "FROM (" LEASED_IDS ") AS open CROSS JOIN item ON item.id = open.id "
               "LEFT JOIN result ON result.id = item.id WHERE item.id"
             : "FROM (" LEASED_IDS PENDING_IDS ") AS open CROSS JOIN item ON item.id = open.id "
               "LEFT JOIN result ON result.id = item.id WHERE item.id";
  return "FROM item LEFT JOIN result ON result.id = item.id WHERE item.id";
}

static void
append_statuses (GString *sql,
                 guint    statuses)
{
  const char *separator = "";

  g_string_append (sql, " AND item.status IN (");
  for (guint status = 0; status < BATCH_N_ITEM_STATUSES; status++)
    {
      if ((statuses & (1 << status)) == 0)
        continue;

      g_string_append_printf (sql, "%s'%s'", separator,
                              batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, status));
      separator = ", ";
    }
  g_string_append_c (sql, ')');
}

static void
append_reasons (GString *sql,
                guint    reasons)
{
  const char *separator = "";

  g_string_append (sql, " AND result.needs_review IN (");
  for (guint reason = 1; reasons >> reason != 0; reason++)
    {
      if ((reasons & (1u << reason)) == 0)
        continue;

      g_string_append_printf (sql, "%s%u", separator, reason);
      separator = ", ";
    }
  g_string_append_c (sql, ')');
}

static void
append_filter (GString              *sql,
               const BatchItemQuery *query,
               const BatchJobRecord *job)
{
  g_string_append_printf (sql, "%s BETWEEN ?%d AND ?%d",
                          get_source (query, job), PARAMETER_FIRST, PARAMETER_LAST);
  if (query->statuses != 0)
    append_statuses (sql, query->statuses);
  if (query->needs_review && query->reasons != 0)
    append_reasons (sql, query->reasons);
  if (query->search != NULL)
    g_string_append_printf (sql,
                            " AND (says (?%d, item.custom_id) OR says (?%d, result.error) "
                            "OR answers (?%d, result.body))",
                            PARAMETER_SEARCH, PARAMETER_SEARCH, PARAMETER_SEARCH);
}

/* NULL: the position alone. */
static char *
get_sort_value (BatchItemSort sort)
{
  g_autoptr(GString) sql = NULL;

  switch (sort)
    {
    case BATCH_ITEM_SORT_POSITION:
      return NULL;
    case BATCH_ITEM_SORT_DURATION:
      return g_strdup ("ifnull (result.duration_ms, -1)");
    case BATCH_ITEM_SORT_CUSTOM_ID:
      return g_strdup ("item.custom_id");
    case BATCH_ITEM_SORT_MODEL:
      return g_strdup ("(SELECT text FROM word WHERE word.id = item.key)");
    case BATCH_ITEM_SORT_TOKENS:
      return g_strdup ("(item.prompt_tokens + item.output_tokens)");
    case BATCH_ITEM_SORT_STATUS:
      break;
    }

  sql = g_string_new ("CASE item.status");
  for (guint status = 0; status < BATCH_N_ITEM_STATUSES; status++)
    g_string_append_printf (sql, " WHEN '%s' THEN %u",
                            batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, status), status);
  g_string_append (sql, " END");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
append_order (GString              *sql,
              const BatchItemQuery *query,
              gboolean              has_after)
{
  g_autofree char *value = get_sort_value (query->sort);
  const char *direction = query->descending ? " DESC" : "";
  const char *beyond = query->descending ? "<" : ">";
  const char *id = get_id (query);

  if (has_after && value != NULL)
    g_string_append_printf (sql, " AND (%s, %s) %s (?%d, ?%d)",
                            value, id, beyond, PARAMETER_AFTER, PARAMETER_AFTER_ID);

  g_string_append (sql, " ORDER BY ");
  if (value != NULL)
    g_string_append_printf (sql, "%s%s, ", value, direction);
  g_string_append_printf (sql, "%s%s LIMIT ?%d", id, direction, PARAMETER_LIMIT);
}

static void
bind_filter (sqlite3_stmt         *statement,
             const BatchJobRecord *job,
             const BatchItemQuery *query)
{
  sqlite3_bind_int64 (statement, PARAMETER_FIRST, BATCH_SQLITE_ITEM_ID (job->sequence, 0));
  sqlite3_bind_int64 (statement, PARAMETER_LAST,
                      BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32));
  if (query->search != NULL)
    sqlite3_bind_text (statement, PARAMETER_SEARCH, query->search, -1, SQLITE_STATIC);
}

/* In the order of positions a page begins beside the one before. A condition of its own would
 * not do: SQLite would walk to it from the beginning of the job. */
static void
bind_after (sqlite3_stmt          *statement,
            const BatchJobRecord  *job,
            const BatchItemQuery  *query,
            const BatchItemRecord *after)
{
  gint64 id = BATCH_SQLITE_ITEM_ID (job->sequence, after->position);

  if (query->sort != BATCH_ITEM_SORT_POSITION)
    sqlite3_bind_int64 (statement, PARAMETER_AFTER_ID, id);

  switch (query->sort)
    {
    case BATCH_ITEM_SORT_POSITION:
      if (query->descending)
        sqlite3_bind_int64 (statement, PARAMETER_LAST, id - 1);
      else
        sqlite3_bind_int64 (statement, PARAMETER_FIRST, id + 1);
      break;
    case BATCH_ITEM_SORT_DURATION:
      sqlite3_bind_int64 (statement, PARAMETER_AFTER, after->duration_ms);
      break;
    case BATCH_ITEM_SORT_STATUS:
      sqlite3_bind_int (statement, PARAMETER_AFTER, after->status);
      break;
    case BATCH_ITEM_SORT_CUSTOM_ID:
      sqlite3_bind_text (statement, PARAMETER_AFTER, after->custom_id, -1, SQLITE_STATIC);
      break;
    case BATCH_ITEM_SORT_MODEL:
      sqlite3_bind_text (statement, PARAMETER_AFTER, after->key, -1, SQLITE_STATIC);
      break;
    case BATCH_ITEM_SORT_TOKENS:
      sqlite3_bind_int64 (statement, PARAMETER_AFTER, after->prompt_tokens + after->output_tokens);
      break;
    }
}

sqlite3_stmt *
batch_sqlite_prepare_items (BatchSqlite            *db,
                            const BatchJobRecord   *job,
                            const BatchItemQuery   *query,
                            const BatchItemRecord  *after,
                            guint                   limit,
                            GError                **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS " ");
  sqlite3_stmt *statement;

  if (query->with_body)
    g_string_append (sql, BATCH_SQLITE_ITEM_BODY_COLUMNS);
  append_filter (sql, query, job);
  append_order (sql, query, after != NULL);
  if (!(statement = batch_sqlite_prepare (db, sql->str, error)))
    return NULL;

  bind_filter (statement, job, query);
  if (after != NULL)
    bind_after (statement, job, query, after);
  sqlite3_bind_int64 (statement, PARAMETER_LIMIT, batch_sqlite_limit (limit));
  return statement;
}

static gboolean
read_page (BatchSqlite            *db,
           const BatchJobRecord   *job,
           const BatchItemQuery   *query,
           const BatchItemRecord  *after,
           guint                   limit,
           GPtrArray              *items,
           GError                **error)
{
  sqlite3_stmt *statement = batch_sqlite_prepare_items (db, job, query, after, limit, error);
  BatchSqliteStep step = BATCH_SQLITE_DONE;
  gsize n_bytes = 0;

  while ((limit == 0 || n_bytes < MAX_PAGE_BYTES) &&
         (step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    {
      BatchItemRecord *item = batch_sqlite_read_item (statement, job, query->with_body);

      n_bytes += item->body != NULL ? g_bytes_get_size (item->body) : 0;
      g_ptr_array_add (items, item);
    }

  sqlite3_finalize (statement);
  return step != BATCH_SQLITE_FAILED;
}

gboolean
batch_sqlite_store_list_items (BatchStore             *store,
                               const char             *job_id,
                               const BatchItemQuery   *query,
                               const BatchItemRecord  *after,
                               guint                   limit,
                               GPtrArray              *items,
                               GError                **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  g_autoptr(BatchJobRecord) job = NULL;
  gboolean listed;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  listed = batch_sqlite_read_job_by_id (db, job_id, &job, error) &&
           read_page (db, job, query, after, limit, items, error);
  batch_sqlite_end_reading (db);
  return listed;
}

/* --- Ordering --- */

sqlite3_stmt *
batch_sqlite_prepare_order (BatchSqlite           *db,
                            const BatchJobRecord  *job,
                            const BatchItemQuery  *query,
                            guint32                first,
                            guint32                n_positions,
                            GError               **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT item.id ");
  gint64 id = BATCH_SQLITE_ITEM_ID (job->sequence, first);
  sqlite3_stmt *statement;

  append_filter (sql, query, NULL);
  append_order (sql, query, FALSE);
  if (!(statement = batch_sqlite_prepare (db, sql->str, error)))
    return NULL;

  bind_filter (statement, job, query);
  sqlite3_bind_int64 (statement, PARAMETER_FIRST, id);
  sqlite3_bind_int64 (statement, PARAMETER_LAST, id + n_positions - 1);
  sqlite3_bind_int64 (statement, PARAMETER_LIMIT, batch_sqlite_limit (0));
  return statement;
}
