/* batch-executor-partial-answers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-work-private.h"

/* What is being written right now, for the few items that somebody reads along with. All
 * others cost one look at an empty table. */

/* So often is the owner told, at most. */
#define TELL_MS 100

typedef struct
{
  BatchExecutor     *executor;
  BatchPartialAnswer partial;      /* text: what was not told yet */
  guint              n_watchers;
  gsize              read;         /* of the answer, as the fold counts */
  gint64             told_at;      /* monotonic */
  gint64             first_at;     /* when the first piece came, monotonic; 0: not yet */
  GSource           *timer;        /* (nullable) */
} Watched;

static void
watched_free (gpointer data)
{
  Watched *watched = data;

  batch_executor_clear_timer (&watched->timer);
  g_free (watched->partial.job_id);
  g_string_free (watched->partial.text, TRUE);
  g_free (watched);
}

GHashTable *
batch_executor_partial_answers_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, watched_free);
}

static char *
make_key (const char *job_id,
          guint32     position)
{
  return g_strdup_printf ("%s:%u", job_id, position);
}

static Watched *
find (BatchExecutor         *self,
      const BatchItemRecord *item)
{
  g_autofree char *key = NULL;

  if (g_hash_table_size (self->watched) == 0)
    return NULL;

  key = make_key (item->job_id, item->position);
  return g_hash_table_lookup (self->watched, key);
}

/* --- Telling --- */

static void
tell (Watched *watched)
{
  BatchPartialAnswer *partial = &watched->partial;
  gint64 now = g_get_monotonic_time ();

  batch_executor_clear_timer (&watched->timer);
  if (watched->first_at > 0 && now > watched->first_at)
    partial->rate = (double) partial->n_pieces * G_USEC_PER_SEC / (now - watched->first_at);

  batch_executor_tell_partial_answer (watched->executor, partial);
  g_string_truncate (partial->text, 0);
  partial->anew = FALSE;
  watched->told_at = now;
}

static gboolean
tell_cb (gpointer user_data)
{
  tell (user_data);
  return G_SOURCE_REMOVE;
}

static void
tell_soon (Watched *watched)
{
  gint64 wait_ms = TELL_MS - (g_get_monotonic_time () - watched->told_at) / 1000;

  if (wait_ms <= 0)
    {
      tell (watched);
      return;
    }
  if (watched->timer != NULL)
    return;

  watched->timer = g_timeout_source_new (wait_ms);
  g_source_set_static_name (watched->timer, "[batch] live text");
  g_source_set_callback (watched->timer, tell_cb, watched, NULL);
  g_source_attach (watched->timer, g_main_context_get_thread_default ());
}

static void
begin (Watched        *watched,
       BatchItemPhase  phase)
{
  BatchPartialAnswer *partial = &watched->partial;

  g_string_truncate (partial->text, 0);
  partial->phase = phase;
  partial->anew = TRUE;
  partial->n_pieces = 0;
  partial->rate = 0;
  watched->read = 0;
  watched->first_at = 0;
  tell (watched);
}

/* --- What happens --- */

void
batch_executor_answer_began (BatchExecutor         *self,
                             const BatchItemRecord *item,
                             gboolean               loading)
{
  Watched *watched = find (self, item);

  if (watched != NULL)
    begin (watched, loading ? BATCH_ITEM_PHASE_LOADING : BATCH_ITEM_PHASE_READING);
}

void
batch_executor_answer_ended (BatchExecutor         *self,
                             const BatchItemRecord *item)
{
  Watched *watched = find (self, item);

  if (watched == NULL)
    return;

  watched->partial.phase = BATCH_ITEM_PHASE_NONE;
  tell (watched);
}

void
batch_executor_answer_goes_on (gpointer               host,
                               const BatchItemRecord *item,
                               BatchAnswerFold       *answer)
{
  Watched *watched = find (host, item);
  g_autofree char *text = NULL;

  if (watched == NULL || batch_answer_fold_n_pieces (answer) == 0)
    return;

  if (watched->first_at == 0)
    watched->first_at = g_get_monotonic_time ();
  watched->partial.phase = BATCH_ITEM_PHASE_WRITING;
  watched->partial.n_pieces = batch_answer_fold_n_pieces (answer);
  if ((text = batch_answer_fold_dup_text (answer, &watched->read)) != NULL)
    g_string_append (watched->partial.text, text);
  tell_soon (watched);
}

/* --- Who reads along --- */

typedef struct
{
  Watched  *watched;
  gboolean  found;
} Search;

static void
compare_run (BatchItemRecord *item,
             gint64           elapsed_ms,
             gpointer         user_data)
{
  Search *search = user_data;

  search->found |= item->position == search->watched->partial.position
                   && g_str_equal (item->job_id, search->watched->partial.job_id);
}

/* It may be under way already; its text comes with the next piece. */
static void
look_for_run (BatchExecutor *self,
              Watched       *watched)
{
  GHashTableIter iter;
  gpointer lane;
  Search search = { watched, FALSE };

  g_hash_table_iter_init (&iter, self->lanes);
  while (!search.found && g_hash_table_iter_next (&iter, NULL, &lane))
    {
      batch_lane_foreach_run (lane, compare_run, &search);
      if (search.found)
        begin (watched, batch_lane_is_loading (lane) ? BATCH_ITEM_PHASE_LOADING
                                                     : BATCH_ITEM_PHASE_READING);
    }
}

static Watched *
add_watched (BatchExecutor *self,
             const char    *job_id,
             guint32        position)
{
  Watched *watched = g_new0 (Watched, 1);

  watched->executor = self;
  watched->partial.job_id = g_strdup (job_id);
  watched->partial.position = position;
  watched->partial.text = g_string_new (NULL);
  g_hash_table_insert (self->watched, make_key (job_id, position), watched);
  return watched;
}

static void
watch (BatchExecutor *self,
       BatchCall     *call)
{
  guint32 position = GPOINTER_TO_UINT (call->data);
  g_autofree char *key = make_key (call->job_id, position);
  Watched *watched = g_hash_table_lookup (self->watched, key);

  if (watched == NULL)
    watched = add_watched (self, call->job_id, position);

  watched->n_watchers++;
  watched->read = 0;
  look_for_run (self, watched);
  batch_call_free (call);
}

static void
unwatch (BatchExecutor *self,
         BatchCall     *call)
{
  g_autofree char *key = make_key (call->job_id, GPOINTER_TO_UINT (call->data));
  Watched *watched = g_hash_table_lookup (self->watched, key);

  if (watched != NULL && --watched->n_watchers == 0)
    g_hash_table_remove (self->watched, key);
  batch_call_free (call);
}

void
batch_executor_watch_answer (BatchExecutor *self,
                             const char    *job_id,
                             guint32        position,
                             gboolean       watched)
{
  batch_executor_call (self, watched ? watch : unwatch, job_id, GUINT_TO_POINTER (position), NULL,
                       NULL);
}
