/* fake-items.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fake-items.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (TestFakeItems, test_fake_items, G_TYPE_OBJECT)

static void
test_fake_items_finalize (GObject *object)
{
  TestFakeItems *self = TEST_FAKE_ITEMS (object);

  g_array_unref (self->statuses);
  G_OBJECT_CLASS (test_fake_items_parent_class)->finalize (object);
}

static void
test_fake_items_class_init (TestFakeItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_fake_items_finalize;
}

static void
test_fake_items_init (TestFakeItems *self)
{
  self->statuses = g_array_new (FALSE, FALSE, sizeof (BatchItemStatus));
  g_queue_init (&self->held);
  self->has_results = TRUE;
}

TestFakeItems *
test_fake_items_new (guint           n_items,
                     BatchItemStatus status)
{
  TestFakeItems *self = g_object_new (TEST_TYPE_FAKE_ITEMS, NULL);

  g_array_set_size (self->statuses, n_items);
  for (guint i = 0; i < n_items; i++)
    g_array_index (self->statuses, BatchItemStatus, i) = status;
  return self;
}

void
test_fake_items_set_status (TestFakeItems   *self,
                            guint            position,
                            BatchItemStatus  status)
{
  if (position >= self->statuses->len)
    g_array_set_size (self->statuses, position + 1);
  g_array_index (self->statuses, BatchItemStatus, position) = status;
}

BatchItemRecord *
test_fake_items_get_record (TestFakeItems *self,
                            guint          position)
{
  BatchItemRecord *record = batch_item_record_new ();

  record->job_id = g_strdup ("batch_1");
  record->custom_id = g_strdup_printf ("row-%u", position);
  record->key = g_strdup ("model");
  record->position = position;
  record->status = g_array_index (self->statuses, BatchItemStatus, position);
  return record;
}

BatchJobRecord *
test_fake_items_make_job (TestFakeItems *self)
{
  BatchJobRecord *job = batch_job_record_new ();

  job->id = g_strdup ("batch_11111111-2222-4333-8444-555555555555");
  job->counts.total = self->statuses->len;
  for (guint i = 0; i < self->statuses->len; i++)
    {
      if (g_array_index (self->statuses, BatchItemStatus, i) == BATCH_ITEM_STATUS_FAILED)
        job->counts.failed++;
    }
  job->counts.pending = job->counts.total - job->counts.failed;
  return job;
}

/* --- Answers --- */

typedef struct
{
  GPtrArray *records;
  GArray    *positions;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->records, g_ptr_array_unref);
  g_clear_pointer (&answer->positions, g_array_unref);
  g_free (answer);
}

static void
answer (TestFakeItems *self,
        GTask         *task)
{
  if (self->broken)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_STORE, "The disk is on fire");
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
send_answer (TestFakeItems *self,
             GTask         *task)
{
  if (self->hold)
    g_queue_push_tail (&self->held, task);
  else
    answer (self, task);
}

void
test_fake_items_release (TestFakeItems *self)
{
  GTask *task;

  self->hold = FALSE;
  while ((task = g_queue_pop_head (&self->held)) != NULL)
    answer (self, task);
}

static gboolean
matches (TestFakeItems        *self,
         const BatchItemQuery *query,
         guint                 position)
{
  guint status = g_array_index (self->statuses, BatchItemStatus, position);

  return query->statuses == 0 || (query->statuses & 1u << status) != 0;
}

static void
fake_fetch (gpointer             source,
            const char          *job_id,
            const guint32       *positions,
            guint                n_positions,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  TestFakeItems *self = TEST_FAKE_ITEMS (source);
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Answer *found = g_new0 (Answer, 1);

  /* It tells what it knew when it was asked, however late. */
  found->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  for (guint i = 0; i < n_positions; i++)
    g_ptr_array_add (found->records, test_fake_items_get_record (self, positions[i]));
  g_task_set_task_data (task, found, answer_free);
  self->n_fetches++;
  self->largest = MAX (self->largest, n_positions);
  send_answer (self, task);
}

static GPtrArray *
fake_fetch_finish (gpointer       source,
                   GAsyncResult  *result,
                   GError       **error)
{
  Answer *found = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_steal_pointer (&found->records);
}

/* Anything but the order of the input is by status. */
static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  TestFakeItems *self = user_data;
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;
  int difference = (int) g_array_index (self->statuses, BatchItemStatus, one) -
                   (int) g_array_index (self->statuses, BatchItemStatus, other);

  return difference != 0 ? difference : one < other ? -1 : one > other;
}

static void
fake_order (gpointer              source,
            const char           *job_id,
            const BatchItemQuery *query,
            guint32               first,
            guint32               n_positions,
            GCancellable         *cancellable,
            GAsyncReadyCallback   callback,
            gpointer              user_data)
{
  TestFakeItems *self = TEST_FAKE_ITEMS (source);
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Answer *found = g_new0 (Answer, 1);

  found->positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = first; i < MIN (first + n_positions, self->statuses->len); i++)
    {
      if (matches (self, query, i))
        g_array_append_val (found->positions, i);
    }
  if (query->sort != BATCH_ITEM_SORT_POSITION)
    g_array_sort_with_data (found->positions, compare, self);
  g_task_set_task_data (task, found, answer_free);
  self->n_orders++;
  send_answer (self, task);
}

static GArray *
fake_order_finish (gpointer       source,
                   GAsyncResult  *result,
                   GError       **error)
{
  Answer *found = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_steal_pointer (&found->positions);
}

static void
fake_load (gpointer             source,
           const char          *job_id,
           guint32              position,
           BatchItemPart        part,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  const char *name = part == BATCH_ITEM_PART_PAYLOAD ? "payload" : "result";
  TestFakeItems *self = TEST_FAKE_ITEMS (source);

  if (part == BATCH_ITEM_PART_PAYLOAD || self->has_results)
    g_task_set_task_data (task, g_strdup_printf ("%s of %u", name, position), g_free);
  send_answer (self, task);
}

static GBytes *
fake_load_finish (gpointer       source,
                  GAsyncResult  *result,
                  GError       **error)
{
  const char *text = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

const BatchItemSource test_fake_items_interface = {
  .fetch = fake_fetch,
  .fetch_finish = fake_fetch_finish,
  .order = fake_order,
  .order_finish = fake_order_finish,
  .load = fake_load,
  .load_finish = fake_load_finish,
};
