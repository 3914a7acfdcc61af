/* batch-executor-news.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"

#include "core/batch-fields-private.h"

/* Messages to the owner. Counts are told at most once in PUBLISH_MS for each job;
 * what a person acts on, a change of state above all, at once. */

#define PUBLISH_MS 50

typedef enum
{
  NEWS_JOB_CHANGED,
  NEWS_ETA_CHANGED,
  NEWS_ITEM_STARTED,
  NEWS_ITEM_ENDED,
  NEWS_ITEM_LIVE,
  NEWS_LOAD_STARTED,
  NEWS_LOAD_PROGRESS,
  NEWS_LOAD_ENDED,
  NEWS_SAMPLES,
  NEWS_LOADS,
  NEWS_PAUSED,
  NEWS_OTHERS_WORK,
  NEWS_RECEIPTS,
  NEWS_POLICY,
  NEWS_WEBHOOKS,
  NEWS_WEBHOOK_SECRET,
  NEWS_PLAN_CHANGED,
  NEWS_TROUBLES,
  NEWS_ATTEMPT,
} NewsKind;

/* What is told, of which each kind needs a part. */
typedef struct
{
  const BatchExecutorListener *listener;
  NewsKind                     kind;
  BatchJobRecord              *record;
  BatchItemRecord             *item;
  BatchAttempt                *attempt;
  BatchEta                    *eta;
  BatchPlanValues             *plan;
  BatchLoadRecord             *load;
  GPtrArray                   *troubles;
  char                        *name;
  char                       **names;
  char                        *operation;
  BatchPartialAnswer           partial;
  BatchSizeBucket              bucket;
  gint64                       number;
  double                       fraction;
  guint                        done;
  guint                        swapped;
  guint                        left;
  gboolean                     flag;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_clear_pointer (&news->record, batch_job_record_unref);
  g_clear_pointer (&news->item, batch_item_record_unref);
  g_clear_object (&news->attempt);
  g_clear_object (&news->eta);
  g_clear_pointer (&news->plan, batch_plan_values_free);
  g_clear_pointer (&news->load, batch_load_record_free);
  g_clear_pointer (&news->troubles, g_ptr_array_unref);
  g_free (news->partial.job_id);
  if (news->partial.text != NULL)
    g_string_free (news->partial.text, TRUE);
  g_free (news->operation);
  g_free (news->name);
  g_strfreev (news->names);
  g_free (news);
}

static News *
news_new (BatchExecutor *self,
          NewsKind       kind)
{
  News *news = g_new0 (News, 1);

  news->listener = self->listener;
  news->kind = kind;
  return news;
}

static void
deliver (gpointer owner,
         gpointer data)
{
  News *news = data;
  const BatchExecutorListener *listener = news->listener;

  switch (news->kind)
    {
    case NEWS_JOB_CHANGED:
      listener->job_changed (owner, news->record, news->eta);
      break;

    case NEWS_ETA_CHANGED:
      listener->eta_changed (owner, news->name, news->eta);
      break;

    case NEWS_ITEM_STARTED:
      listener->item_started (owner, news->item);
      break;

    case NEWS_ITEM_ENDED:
      listener->item_ended (owner, news->item);
      break;

    case NEWS_ITEM_LIVE:
      listener->partial_answer (owner, &news->partial);
      break;

    case NEWS_LOAD_STARTED:
      listener->load_started (owner, news->load);
      break;

    case NEWS_LOAD_PROGRESS:
      listener->load_progress (owner, news->load, news->fraction);
      break;

    case NEWS_LOAD_ENDED:
      listener->load_ended (owner, news->load, news->number);
      break;

    case NEWS_SAMPLES:
      listener->samples (owner, news->name, news->operation, news->bucket, news->number);
      break;

    case NEWS_LOADS:
      listener->loads (owner, news->name, news->done, news->swapped, news->left);
      break;

    case NEWS_PAUSED:
      listener->paused (owner);
      break;

    case NEWS_OTHERS_WORK:
      listener->others_work (owner, news->flag, news->number > 0);
      break;

    case NEWS_RECEIPTS:
      listener->receipts (owner);
      break;

    case NEWS_POLICY:
      listener->policy (owner, (BatchPolicy) news->number, news->flag);
      break;

    case NEWS_WEBHOOKS:
      listener->webhooks (owner, news->names);
      break;

    case NEWS_WEBHOOK_SECRET:
      listener->webhook_secret (owner, news->name);
      break;

    case NEWS_PLAN_CHANGED:
      listener->plan_changed (owner, g_steal_pointer (&news->plan));
      break;

    case NEWS_TROUBLES:
      listener->troubles (owner, g_steal_pointer (&news->troubles));
      break;

    case NEWS_ATTEMPT:
      listener->attempt (owner, news->name, news->attempt, news->flag);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
post (BatchExecutor *self,
      News          *news)
{
  batch_mailbox_post (self->outbox, deliver, news, news_free);
}

/* --- Jobs --- */

static void
post_job (BatchExecutor  *self,
          BatchJobRecord *record)
{
  News *news = news_new (self, NEWS_JOB_CHANGED);

  news->record = batch_executor_ref_told (self, record);
  news->eta = batch_executor_estimate (self, record);
  batch_executor_watch_forecast (self, record, news->eta);
  if (batch_job_state_is_terminal (record->state))
    batch_mailbox_post_and_yield (self->outbox, deliver, news, news_free);
  else
    post (self, news);
}

void
batch_executor_tell_eta (BatchExecutor *self,
                         const char    *job_id,
                         BatchEta      *eta)
{
  News *news = news_new (self, NEWS_ETA_CHANGED);

  news->name = g_strdup (job_id);
  news->eta = g_object_ref (eta);
  post (self, news);
}

static gboolean
publish_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  gint64 began_at = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer id;

  batch_executor_clear_timer (&self->publish_timer);
  g_hash_table_iter_init (&iter, self->unpublished);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      BatchLiveJob *job = batch_roster_get (self->roster, id);

      if (job != NULL)
        post_job (self, job->record);
    }

  g_hash_table_remove_all (self->unpublished);
  self->publish_ms = batch_executor_pause_after (g_get_monotonic_time () - began_at,
                                                 &self->publish_took_us);
  return G_SOURCE_REMOVE;
}

void
batch_executor_publish (BatchExecutor  *self,
                        BatchJobRecord *record,
                        gboolean        now)
{
  batch_executor_expect_eta_round (self);
  batch_executor_expect_plan (self);
  if (now || batch_job_state_is_terminal (record->state))
    {
      g_hash_table_remove (self->unpublished, record->id);
      post_job (self, record);
      return;
    }

  g_hash_table_add (self->unpublished, g_strdup (record->id));
  if (self->publish_timer == NULL)
    self->publish_timer = batch_executor_add_timer (self, MAX (PUBLISH_MS, self->publish_ms),
                                                    publish_cb);
}

/* --- Items --- */

void
batch_executor_tell_item (BatchExecutor   *self,
                          BatchItemRecord *item,
                          gboolean         ended)
{
  News *news;

  if (!g_atomic_int_get (&self->watch_items))
    return;

  news = news_new (self, ended ? NEWS_ITEM_ENDED : NEWS_ITEM_STARTED);
  news->item = batch_item_record_ref (item);
  post (self, news);
}

void
batch_executor_tell_partial_answer (BatchExecutor            *self,
                                    const BatchPartialAnswer *partial)
{
  News *news = news_new (self, NEWS_ITEM_LIVE);

  news->partial = *partial;
  news->partial.job_id = g_strdup (partial->job_id);
  news->partial.text = g_string_new_len (partial->text->str, partial->text->len);
  post (self, news);
}

/* --- Loads and lanes --- */

void
batch_executor_tell_load_started (BatchExecutor         *self,
                                  const BatchLoadRecord *load)
{
  News *news = news_new (self, NEWS_LOAD_STARTED);

  news->load = batch_load_record_copy (load);
  post (self, news);
}

void
batch_executor_tell_load_ended (BatchExecutor         *self,
                                const BatchLoadRecord *load,
                                gint64                 duration_ms)
{
  News *news = news_new (self, NEWS_LOAD_ENDED);

  news->load = batch_load_record_copy (load);
  news->number = duration_ms;
  post (self, news);
}

void
batch_executor_tell_load_progress (BatchExecutor         *self,
                                   const BatchLoadRecord *load,
                                   double                 fraction)
{
  News *news = news_new (self, NEWS_LOAD_PROGRESS);

  news->load = batch_load_record_copy (load);
  news->fraction = fraction;
  post (self, news);
}

void
batch_executor_tell_samples (BatchExecutor   *self,
                             const char      *key,
                             const char      *operation,
                             BatchSizeBucket  bucket,
                             guint            count)
{
  News *news;

  if (!g_atomic_int_get (&self->watch_items))
    return;

  news = news_new (self, NEWS_SAMPLES);
  news->name = g_strdup (key);
  news->operation = g_strdup (operation);
  news->bucket = bucket;
  news->number = count;
  post (self, news);
}

/* That of the first lane that has one. */
static const char *
find_key (BatchExecutor *self)
{
  const char *key = NULL;
  GHashTableIter lanes;
  gpointer value;

  g_hash_table_iter_init (&lanes, self->lanes);
  while (key == NULL && g_hash_table_iter_next (&lanes, NULL, &value))
    key = batch_lane_get_key (value);

  return key;
}

static void
count_loads_left (BatchExecutor *self)
{
  gint64 began_at = g_get_monotonic_time ();
  GHashTableIter lanes;
  gpointer value;
  gint64 ended_at;

  self->loads_left = 0;
  g_hash_table_iter_init (&lanes, self->lanes);
  while (g_hash_table_iter_next (&lanes, NULL, &value))
    self->loads_left += batch_executor_count_loads_left (self, value);

  ended_at = g_get_monotonic_time ();
  self->count_loads_at = ended_at;
  self->count_loads_at += 1000 * (gint64) batch_executor_pause_after (ended_at - began_at,
                                                                      &self->count_loads_took_us);
}

static gboolean
loads_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->loads_timer);
  batch_executor_tell_loads (self);
  return G_SOURCE_REMOVE;
}

/* How many are left takes a plan of everything, at each change of model. Where that takes long it
 * is told later; what was done is told at once. */
void
batch_executor_tell_loads (BatchExecutor *self)
{
  News *news = news_new (self, NEWS_LOADS);
  gint64 wait_us = self->count_loads_at - g_get_monotonic_time ();

  if (wait_us <= 0)
    count_loads_left (self);
  else if (self->loads_timer == NULL)
    self->loads_timer = batch_executor_add_timer (self, wait_us / 1000 + 1, loads_cb);

  batch_set_str (&self->told_key, find_key (self));
  news->name = g_strdup (self->told_key);
  news->done = self->loads_done;
  news->swapped = self->loads_swapped;
  news->left = self->loads_left;
  post (self, news);
}

void
batch_executor_tell_key (BatchExecutor *self)
{
  if (g_strcmp0 (self->told_key, find_key (self)) != 0)
    batch_executor_tell_loads (self);
}

void
batch_executor_tell_paused (BatchExecutor *self)
{
  post (self, news_new (self, NEWS_PAUSED));
}

void
batch_executor_tell_others_work (BatchExecutor *self)
{
  News *news = news_new (self, NEWS_OTHERS_WORK);

  news->flag = self->others_work;
  news->number = self->work_left;
  post (self, news);
}

void
batch_executor_tell_receipts (BatchExecutor *self)
{
  post (self, news_new (self, NEWS_RECEIPTS));
}

void
batch_executor_tell_policy (BatchExecutor *self,
                            gboolean       answers)
{
  News *news = news_new (self, NEWS_POLICY);

  news->number = self->policy;
  news->flag = answers;
  post (self, news);
}

void
batch_executor_tell_webhooks (BatchExecutor  *self,
                              char          **urls)
{
  News *news = news_new (self, NEWS_WEBHOOKS);

  news->names = g_strdupv (urls);
  post (self, news);
}

void
batch_executor_tell_webhook_secret (BatchExecutor *self,
                                    const char    *name)
{
  News *news = news_new (self, NEWS_WEBHOOK_SECRET);

  news->name = g_strdup (name);
  post (self, news);
}

void
batch_executor_tell_plan (BatchExecutor   *self,
                          BatchPlanValues *values)
{
  News *news = news_new (self, NEWS_PLAN_CHANGED);

  news->plan = values;
  post (self, news);
}

void
batch_executor_tell_troubles (BatchExecutor *self)
{
  News *news = news_new (self, NEWS_TROUBLES);

  news->troubles = batch_troubles_copy (self->troubles);
  post (self, news);
}

/* --- Attempts --- */

void
batch_executor_tell_attempt (BatchExecutor *self,
                             const char    *handler,
                             BatchAttempt  *request,
                             gboolean       may_skip)
{
  News *news = news_new (self, NEWS_ATTEMPT);

  news->name = g_strdup (handler);
  news->attempt = g_object_ref (request);
  news->flag = may_skip;
  post (self, news);
}
