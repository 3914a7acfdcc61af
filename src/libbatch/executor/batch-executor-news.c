/* batch-executor-news.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-state-private.h"

#include "core/batch-fields-private.h"

/* Letters to the owner. Counts are told at most once in PUBLISH_MS for each job;
 * what a person acts on, a change of state above all, at once. */

#define PUBLISH_MS 50

typedef struct
{
  const BatchExecutorListener *listener;
  BatchJobRecord              *record;
  BatchItemRecord             *item;
  BatchAttempt                *attempt;
  BatchEta                    *eta;
  BatchPlanValues             *plan;
  BatchLoadRecord             *load;
  GError                      *error;
  char                        *name;
  char                       **names;
  char                        *operation;
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
  g_clear_error (&news->error);
  g_free (news->operation);
  g_free (news->name);
  g_strfreev (news->names);
  g_free (news);
}

static News *
news_new (BatchExecutor *self)
{
  News *news = g_new0 (News, 1);

  news->listener = self->listener;
  return news;
}

static void
post (BatchExecutor   *self,
      BatchLetterFunc  func,
      News            *news)
{
  batch_mailbox_post (self->outbox, func, news, news_free);
}

/* --- Jobs --- */

static void
job_changed (gpointer owner,
             gpointer data)
{
  News *news = data;

  news->listener->job_changed (owner, news->record, news->eta);
}

static void
post_job (BatchExecutor  *self,
          BatchJobRecord *record)
{
  News *news = news_new (self);

  news->record = batch_job_record_ref (record);
  news->eta = batch_executor_estimate (self, record);
  batch_executor_watch_forecast (self, record, news->eta);
  post (self, job_changed, news);
}

static void
eta_changed (gpointer owner,
             gpointer data)
{
  News *news = data;

  news->listener->eta_changed (owner, news->name, news->eta);
}

void
batch_executor_tell_eta (BatchExecutor *self,
                         const char    *job_id,
                         BatchEta      *eta)
{
  News *news = news_new (self);

  news->name = g_strdup (job_id);
  news->eta = g_object_ref (eta);
  post (self, eta_changed, news);
}

static gboolean
publish_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
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
    self->publish_timer = batch_executor_add_timer (self, PUBLISH_MS, publish_cb);
}

/* --- Items --- */

static void
item_started (gpointer owner,
              gpointer data)
{
  News *news = data;

  news->listener->item_started (owner, news->item);
}

static void
item_ended (gpointer owner,
            gpointer data)
{
  News *news = data;

  news->listener->item_ended (owner, news->item);
}

void
batch_executor_tell_item (BatchExecutor   *self,
                          BatchItemRecord *item,
                          gboolean         ended)
{
  News *news;

  if (!g_atomic_int_get (&self->watch_items))
    return;

  news = news_new (self);
  news->item = batch_item_record_ref (item);
  post (self, ended ? item_ended : item_started, news);
}

typedef struct
{
  const BatchExecutorListener *listener;
  BatchLive                    live;
} LiveNews;

static void
live_news_free (gpointer data)
{
  LiveNews *news = data;

  g_free (news->live.job_id);
  g_string_free (news->live.text, TRUE);
  g_free (news);
}

static void
item_live (gpointer owner,
           gpointer data)
{
  const LiveNews *news = data;

  news->listener->item_live (owner, &news->live);
}

void
batch_executor_tell_live (BatchExecutor   *self,
                          const BatchLive *live)
{
  LiveNews *news = g_new (LiveNews, 1);

  *news = (LiveNews) { self->listener, *live };
  news->live.job_id = g_strdup (live->job_id);
  news->live.text = g_string_new_len (live->text->str, live->text->len);
  batch_mailbox_post (self->outbox, item_live, news, live_news_free);
}

/* --- Loads and lanes --- */

static void
load_started (gpointer owner,
              gpointer data)
{
  News *news = data;

  news->listener->load_started (owner, news->load);
}

static void
load_progress (gpointer owner,
               gpointer data)
{
  News *news = data;

  news->listener->load_progress (owner, news->load, news->fraction);
}

static void
load_ended (gpointer owner,
            gpointer data)
{
  News *news = data;

  news->listener->load_ended (owner, news->load, news->number);
}

void
batch_executor_tell_load_started (BatchExecutor         *self,
                                  const BatchLoadRecord *load)
{
  News *news = news_new (self);

  news->load = batch_load_record_copy (load);
  post (self, load_started, news);
}

void
batch_executor_tell_load_ended (BatchExecutor         *self,
                                const BatchLoadRecord *load,
                                gint64                 duration_ms)
{
  News *news = news_new (self);

  news->load = batch_load_record_copy (load);
  news->number = duration_ms;
  post (self, load_ended, news);
}

void
batch_executor_tell_load_progress (BatchExecutor         *self,
                                   const BatchLoadRecord *load,
                                   double                 fraction)
{
  News *news = news_new (self);

  news->load = batch_load_record_copy (load);
  news->fraction = fraction;
  post (self, load_progress, news);
}

static void
samples (gpointer owner,
         gpointer data)
{
  News *news = data;

  news->listener->samples (owner, news->name, news->operation, news->bucket, news->number);
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

  news = news_new (self);
  news->name = g_strdup (key);
  news->operation = g_strdup (operation);
  news->bucket = bucket;
  news->number = count;
  post (self, samples, news);
}

static void
standing (gpointer owner,
          gpointer data)
{
  News *news = data;

  news->listener->standing (owner, news->name, news->done, news->swapped, news->left);
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

void
batch_executor_tell_standing (BatchExecutor *self)
{
  News *news = news_new (self);
  GHashTableIter lanes;
  gpointer value;

  batch_set_str (&self->told_key, find_key (self));
  news->name = g_strdup (self->told_key);
  news->done = self->loads_done;
  news->swapped = self->loads_swapped;
  g_hash_table_iter_init (&lanes, self->lanes);
  while (g_hash_table_iter_next (&lanes, NULL, &value))
    news->left += batch_executor_count_loads_left (self, value);

  post (self, standing, news);
}

void
batch_executor_tell_key (BatchExecutor *self)
{
  if (g_strcmp0 (self->told_key, find_key (self)) != 0)
    batch_executor_tell_standing (self);
}

static void
paused (gpointer owner,
        gpointer data)
{
  ((News *) data)->listener->paused (owner);
}

void
batch_executor_tell_paused (BatchExecutor *self)
{
  post (self, paused, news_new (self));
}

static void
policy (gpointer owner,
        gpointer data)
{
  News *news = data;

  news->listener->policy (owner, (BatchPolicy) news->number, news->flag);
}

void
batch_executor_tell_policy (BatchExecutor *self,
                            gboolean       answers)
{
  News *news = news_new (self);

  news->number = self->policy;
  news->flag = answers;
  post (self, policy, news);
}

static void
webhooks (gpointer owner,
          gpointer data)
{
  News *news = data;

  news->listener->webhooks (owner, news->names);
}

void
batch_executor_tell_webhooks (BatchExecutor  *self,
                              char          **urls)
{
  News *news = news_new (self);

  news->names = g_strdupv (urls);
  post (self, webhooks, news);
}

static void
webhook_secret (gpointer owner,
                gpointer data)
{
  News *news = data;

  news->listener->webhook_secret (owner, news->name);
}

void
batch_executor_tell_webhook_secret (BatchExecutor *self,
                                    const char    *name)
{
  News *news = news_new (self);

  news->name = g_strdup (name);
  post (self, webhook_secret, news);
}

static void
plan_changed (gpointer owner,
              gpointer data)
{
  News *news = data;

  news->listener->plan_changed (owner, g_steal_pointer (&news->plan));
}

void
batch_executor_tell_plan (BatchExecutor   *self,
                          BatchPlanValues *values)
{
  News *news = news_new (self);

  news->plan = values;
  post (self, plan_changed, news);
}

static void
trouble (gpointer owner,
         gpointer data)
{
  News *news = data;

  news->listener->trouble (owner, news->error);
}

void
batch_executor_tell_trouble (BatchExecutor *self,
                             const GError  *error)
{
  News *news = news_new (self);

  news->error = error != NULL ? g_error_copy (error) : NULL;
  post (self, trouble, news);
}

/* --- Attempts --- */

static void
attempt (gpointer owner,
         gpointer data)
{
  News *news = data;

  news->listener->attempt (owner, news->name, news->attempt, news->flag);
}

void
batch_executor_tell_attempt (BatchExecutor *self,
                             const char    *handler,
                             BatchAttempt  *request,
                             gboolean       may_skip)
{
  News *news = news_new (self);

  news->name = g_strdup (handler);
  news->attempt = g_object_ref (request);
  news->flag = may_skip;
  post (self, attempt, news);
}
