/* batch-schedule-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-schedule-keys-private.h"

#include <math.h>

#define DEFAULT_LOAD_MS 10000.0
#define GUESSED_ITEM_MS 1000.0
#define MAX_PARTS       10

static double
until_ms (const BatchScheduleInput *input,
          gint64                    at)
{
  return (double) (at - input->now) / 1000;
}

/* Priority, deadline, place in the list; what is lost comes behind what can be met. */
static int
compare_in_key (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const BatchScheduleInput *input = user_data;
  guint one_index = *(const guint *) a;
  guint two_index = *(const guint *) b;
  const BatchScheduleGroup *one = &input->groups[one_index];
  const BatchScheduleGroup *two = &input->groups[two_index];
  gint64 one_deadline = one->deadline > input->now ? one->deadline : G_MAXINT64;
  gint64 two_deadline = two->deadline > input->now ? two->deadline : G_MAXINT64;

  if (one->priority != two->priority)
    return one->priority > two->priority ? -1 : 1;
  if (one_deadline != two_deadline)
    return one_deadline < two_deadline ? -1 : 1;
  if (batch_schedule_compare_places (one, two) != 0)
    return batch_schedule_compare_places (one, two);
  return one_index < two_index ? -1 : 1;
}

static gint64
items_of (const BatchScheduleGroup *group)
{
  return group->waiting + group->delayed;
}

/* What an item of the key takes, as far as any of its groups knows. */
static double
known_item_ms (const BatchScheduleKey   *key,
               const BatchScheduleInput *input)
{
  double sum = 0;
  gint64 n = 0;

  for (guint i = 0; i < key->groups->len; i++)
    {
      const BatchScheduleGroup *group = &input->groups[g_array_index (key->groups, guint, i)];

      if (group->item_ms < 0)
        continue;
      sum += group->item_ms * (double) items_of (group);
      n += items_of (group);
    }

  return n > 0 ? sum / (double) n : -1;
}

static const BatchScheduleGroup *
group_at (const BatchScheduleKey   *key,
          const BatchScheduleInput *input,
          guint                     place)
{
  return &input->groups[g_array_index (key->groups, guint, place)];
}

static double
work_of (const BatchScheduleGroup *group)
{
  return MAX (0, group->item_ms) * (double) items_of (group);
}

/* Neighbours of one priority with deadlines, of which is known how long they take. */
static guint
end_of_row (const BatchScheduleKey   *key,
            const BatchScheduleInput *input,
            guint                     start)
{
  guint end = start;

  for (; end < key->groups->len && end < start + MAX_PARTS; end++)
    {
      const BatchScheduleGroup *group = group_at (key, input, end);

      if (group->priority != group_at (key, input, start)->priority ||
          group->deadline <= input->now || group->item_ms < 0)
        break;
    }

  return end;
}

static guint
longest_in_row (const BatchScheduleKey   *key,
                const BatchScheduleInput *input,
                guint                     start,
                guint                     end)
{
  guint longest = start;

  for (guint i = start + 1; i < end; i++)
    if (work_of (group_at (key, input, i)) > work_of (group_at (key, input, longest)))
      longest = i;

  return longest;
}

static void
move_in_row (GArray *groups,
             guint   from,
             guint   to)
{
  guint index = g_array_index (groups, guint, from);

  g_array_remove_index (groups, from);
  g_array_insert_val (groups, to, index);
}

/* As few as possible miss their deadline: when one would, even if the key went first, the
 * longest so far makes room for the others. */
static void
put_lost_last_in_row (BatchScheduleKey         *key,
                      const BatchScheduleInput *input,
                      guint                     start,
                      guint                     end,
                      double                    clock_ms)
{
  guint n_lost = 0;
  guint next = start;

  while (next + n_lost < end)
    {
      guint longest;

      clock_ms += work_of (group_at (key, input, next));
      if (clock_ms <= until_ms (input, group_at (key, input, next++)->deadline))
        continue;

      longest = longest_in_row (key, input, start, next);
      clock_ms -= work_of (group_at (key, input, longest));
      move_in_row (key->groups, longest, end - 1);
      n_lost++;
      next--;
    }
}

static void
put_lost_last (BatchScheduleKey         *key,
               const BatchScheduleInput *input)
{
  double clock_ms = key->residency == BATCH_NOT_RESIDENT ? key->load_ms : 0;
  guint end;

  for (guint start = 0; start < key->groups->len; start = MAX (start + 1, end))
    {
      end = end_of_row (key, input, start);
      if (end > start + 1)
        put_lost_last_in_row (key, input, start, end, clock_ms);
      for (guint i = start; i < MAX (start + 1, end); i++)
        clock_ms += work_of (group_at (key, input, i));
    }
}

/* What is alike is one part; of whom has many parts the first ones are looked at. */
static void
add_part (BatchScheduleKey *key,
          double            deadline_ms,
          double            margin_ms,
          int               priority)
{
  BatchSchedulePart part = { key->guess_ms, deadline_ms, margin_ms, priority };
  BatchSchedulePart *last;

  if (key->parts == NULL)
    key->parts = g_array_new (FALSE, FALSE, sizeof part);

  last = key->parts->len > 0
         ? &g_array_index (key->parts, BatchSchedulePart, key->parts->len - 1) : NULL;
  if (last != NULL && last->deadline_ms == deadline_ms && last->priority == priority)
    {
      last->need_ms = key->guess_ms;
      last->margin_ms = MAX (last->margin_ms, margin_ms);
    }
  else if (key->parts->len < MAX_PARTS)
    g_array_append_val (key->parts, part);
}

/* The tightest deadline is the one with the least time between it and the work
 * that leads up to it. */
static void
sum_up_work (BatchScheduleKey         *key,
             const BatchScheduleInput *input)
{
  double known = known_item_ms (key, input);
  double slack_ms = INFINITY;

  for (guint i = 0; i < key->groups->len; i++)
    {
      const BatchScheduleGroup *group = &input->groups[g_array_index (key->groups, guint, i)];
      double item_ms = group->item_ms;

      if (item_ms < 0)
        item_ms = known >= 0 ? known : GUESSED_ITEM_MS;
      key->guess_ms += item_ms * (double) items_of (group);

      if (key->has_deadline || key->priority != key->least_priority)
        add_part (key, group->deadline > input->now ? until_ms (input, group->deadline) : INFINITY,
                  (double) group->margin_us / 1000, group->priority);
      if (group->deadline <= input->now ||
          until_ms (input, group->deadline) - key->guess_ms >= slack_ms)
        continue;
      key->deadline_ms = until_ms (input, group->deadline);
      key->margin_ms = (double) group->margin_us / 1000;
      key->need_ms = key->guess_ms;
      slack_ms = key->deadline_ms - key->need_ms;
    }

  key->work_ms = known >= 0 ? key->guess_ms : -1;
}

/* A key has the priority of its highest job, and the place of the first one that has it. */
static gboolean
goes_first (const BatchScheduleGroup *group,
            const BatchScheduleGroup *first)
{
  if (group->priority != first->priority)
    return group->priority > first->priority;
  return batch_schedule_compare_places (group, first) < 0;
}

static void
add_group (BatchScheduleKey         *key,
           const BatchScheduleInput *input,
           guint                     index)
{
  const BatchScheduleGroup *group = &input->groups[index];

  g_array_append_val (key->groups, index);
  if (key->first == NULL || goes_first (group, key->first))
    key->first = group;
  key->submitted_at = MIN (key->submitted_at, group->submitted_at);
  key->waiting += group->waiting;
  key->delayed += group->delayed;
  key->last_served = MAX (key->last_served, group->last_served);
  key->overtaken_ms = MAX (key->overtaken_ms, (double) group->overtaken_us / 1000);
  key->priority = MAX (key->priority, group->priority);
  key->least_priority = MIN (key->least_priority, group->priority);
  key->has_deadline = key->has_deadline || group->deadline > input->now;
  key->has_aged |= !!group->raised;
  if (group->turn > 0)
    {
      key->turn = group->turn;
      key->moved = !!group->moved;
    }
  if (group->waiting > 0)
    key->due_ms = 0;
  else
    key->due_ms = MIN (key->due_ms, MAX (0, until_ms (input, group->next_due)));
  if (group->load_ms >= 0 && !input->never_loads)
    {
      key->load_ms = group->load_ms;
      key->load_known = TRUE;
    }
}

static BatchResidency
residency_of (const BatchScheduleInput *input,
              const char               *key)
{
  if (input->never_loads)
    return g_strcmp0 (input->current_key, key) == 0 ? BATCH_CURRENT_RESIDENT : BATCH_NOT_RESIDENT;

  for (guint i = 0; i < input->n_residents; i++)
    {
      if (!g_str_equal (input->residents[i].key, key))
        continue;
      if (g_strcmp0 (input->current_key, key) == 0)
        return BATCH_CURRENT_RESIDENT;
      return input->residents[i].certain ? BATCH_SEEN_RESIDENT : BATCH_THOUGHT_RESIDENT;
    }

  return BATCH_NOT_RESIDENT;
}

static double
default_load_ms (const BatchScheduleInput *input)
{
  if (input->never_loads)
    return 0;

  return input->default_load_ms > 0 ? input->default_load_ms : DEFAULT_LOAD_MS;
}

static void
key_init (BatchScheduleKey         *key,
          const BatchScheduleInput *input,
          const char               *name)
{
  *key = (BatchScheduleKey) {
    .key = name,
    .groups = g_array_new (FALSE, FALSE, sizeof (guint)),
    .submitted_at = G_MAXINT64,
    .due_ms = INFINITY,
    .load_ms = default_load_ms (input),
    .deadline_ms = INFINITY,
    .residency = residency_of (input, name),
    .priority = G_MININT,
    .least_priority = G_MAXINT,
  };
}

static void
key_clear (gpointer data)
{
  BatchScheduleKey *key = data;

  g_array_unref (key->groups);
  g_clear_pointer (&key->parts, g_array_unref);
}

GArray *
batch_schedule_keys_collect (const BatchScheduleInput *input)
{
  g_autoptr(GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (BatchScheduleKey));

  g_array_set_clear_func (keys, key_clear);
  for (guint i = 0; i < input->n_groups; i++)
    {
      const char *name = input->groups[i].key;
      gpointer place;

      if (items_of (&input->groups[i]) <= 0)
        continue;

      if (!g_hash_table_lookup_extended (places, name, NULL, &place))
        {
          BatchScheduleKey key;

          key_init (&key, input, name);
          place = GUINT_TO_POINTER (keys->len);
          g_hash_table_insert (places, (gpointer) name, place);
          g_array_append_val (keys, key);
        }
      add_group (&g_array_index (keys, BatchScheduleKey, GPOINTER_TO_UINT (place)), input, i);
    }

  for (guint i = 0; i < keys->len; i++)
    {
      BatchScheduleKey *key = &g_array_index (keys, BatchScheduleKey, i);

      g_array_sort_with_data (key->groups, compare_in_key, (gpointer) input);
      if (key->has_deadline)
        put_lost_last (key, input);
      sum_up_work (key, input);
    }

  return keys;
}
