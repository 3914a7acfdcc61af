/* test-scheduler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-scheduler-private.h"

#include "planning/batch-resident-set-private.h"

#include <string.h>

#define S    G_GINT64_CONSTANT (1000000)
#define MIN_ (60 * S)
#define HOUR (60 * MIN_)
#define NOW  (1700000000 * S)

/* A group in short: times in seconds, before or after now. */
typedef struct
{
  const char *key;
  double      submitted;      /* s ago */
  gint64      waiting;
  double      item_s;         /* -1: not known */
  int         priority;
  double      deadline;       /* s from now; 0: none */
  double      overtaken;      /* s */
  gint64      delayed;
  double      due;            /* s from now */
  double      last_served;    /* s ago; 0: never */
  int         turn;           /* negative: left there, not moved */
  int         rank;           /* 0: as in the table */
} Group;

typedef struct
{
  const char  *name;
  BatchPolicy  policy;
  const char  *residents;     /* "a b?": a is seen there, b only remembered */
  const char  *current;
  double       current_since; /* s ago */
  double       load_s;        /* of every model; -1 */
  Group        groups[8];
  const char  *expected;      /* "key:reason key:reason", as below */
  int          loads;         /* -1: as few as possible */
} Case;

static const char * const reason_names[] = {
  "moved", "kept", "deadline", "lost", "saves", "quicker", "priority", "current", "back",
  "resident", "overtaken", "first", "turn", "list",
};

#define SWAPS BATCH_POLICY_FEWEST_SWAPS
#define FAIR  BATCH_POLICY_FAIR
#define EXACT BATCH_POLICY_EXACT_ORDER

static const Case cases[] = {
  /* Exact order: the list, whatever it costs. */
  { "exact order is the list", EXACT, "a", "a", 0, 14,
    { { "b", 30, 2, 1, 0 }, { "a", 20, 2, 1, 5 }, { "b", 10, 2, 1, 9, 3 } },
    "b:list a:list b:list", 3 },
  { "neighbours in the list are one place", EXACT, "", NULL, 0, 14,
    { { "b", 30, 2, 1 }, { "b", 20, 2, 1 }, { "a", 10, 2, 1 } },
    "b:list a:list", 2 },

  /* 0. What a person has put in order. */
  { "what was moved to the front goes before what is loaded", SWAPS, "a", "a", 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1 }, { "c", 10, 10, 1, 0, 0, 0, 0, 0, 0, 1 } },
    "c:moved a:first b:first", 3 },
  { "the others are left where they are", SWAPS, "a", "a", 0, 14,
    { { "a", 30, 10, 1, 0, 0, 0, 0, 0, 0, -1 }, { "b", 20, 10, 1 },
      { "c", 10, 10, 1, 0, 0, 0, 0, 0, 0, 2 } },
    "a:kept c:moved b:first", 2 },
  { "whatever the priority and the deadline", SWAPS, "a", "a", 0, 14,
    { { "a", 30, 10, 1, 5 }, { "b", 20, 10, 1, 0, 45 },
      { "c", 10, 10, 1, 0, 0, 0, 0, 0, 0, 1 } },
    "c:moved b:lost a:first", 3 },
  { "and nothing of what comes too late in any case goes before it", SWAPS, "a", "a", 0, 14,
    { { "a", 30, 10, 1, 5 }, { "b", 20, 10, 1, 0, 30 },
      { "c", 10, 10, 1, 0, 0, 0, 0, 0, 0, 1 } },
    "c:moved a:priority b:first", 3 },
  { "whoever was overtaken", SWAPS, "b", "b", 140, 14,
    { { "a", 3600, 10, 1, 0, 0, 1800 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 0, 1 } },
    "b:moved a:first", 1 },
  { "unless it has nothing to start", SWAPS, "a", "a", 0, 14,
    { { "a", 30, 10, 1 }, { "c", 10, 0, 1, 0, 0, 0, 3, 500, 0, 1 } },
    "a:current c:moved", 1 },
  { "in turns too", FAIR, "b", "b", 10, 14,
    { { "a", 30, 10, 1, 0, 0, 0, 0, 0, 0, 1 }, { "b", 20, 10, 1 } },
    "a:moved b:turn", 2 },
  { "exact order is that of the list", EXACT, "", NULL, 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 0, 1 } },
    "a:list b:list", 2 },

  /* 1. Deadlines. */
  { "a deadline that would be missed by waiting goes first", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 10, 1, 0, 60 } },
    "b:deadline a:first", 2 },
  { "one that can wait does", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 10, 1, 0, 121 } },
    "a:current b:first", 1 },
  { "the load counts", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 10, 1, 0, 119 } },
    "b:deadline a:first", 2 },
  { "the earliest deadline first", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 10, 1, 0, 90 }, { "c", 10, 10, 1, 0, 80 } },
    "c:deadline b:deadline a:first", 3 },
  { "one that is early makes room for one that is tight", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 20, 1 }, { "b", 20, 40, 1, 0, 75 }, { "c", 10, 30, 1, 0, 100 } },
    "b:deadline c:deadline a:first", 3 },
  { "a deadline beats priority", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1, 9 }, { "b", 20, 10, 1, 0, 60 } },
    "b:deadline a:first", 2 },
  { "it does not make the loaded one miss its own", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1, 0, 105 }, { "b", 20, 10, 1, 0, 60 } },
    "a:current b:first", 1 },
  { "what is lost goes before work without a deadline", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 100, 1, 0, 60 } },
    "b:lost a:first", 2 },
  { "but not when a load takes longer than what it saves", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 100, 1, 0, 20 } },
    "a:current b:first", 1 },
  { "nor one that is made for the sake of little work", SWAPS, "a", "a", 0, 40,
    { { "a", 30, 100, 1 }, { "b", 20, 100, 1, 0, 80 } },
    "a:current b:first", 1 },
  { "unless it takes no more loads", SWAPS, "", NULL, 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 100, 1, 0, 60 } },
    "b:lost a:first", 2 },
  { "but not before what can be met", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1, 0, 150 }, { "b", 20, 100, 1, 0, 60 } },
    "a:current b:first", 1 },
  { "nor is who is in time left for what is lost", SWAPS, "a b", "a", 0, 10,
    { { "a", 30, 50, 1, 0, 55 }, { "a", 25, 20, 1, 0, 81 }, { "b", 20, 60, 1, 0, 62 } },
    "a:current b:resident", 0 },
  { "what is loaded now is not there any more after another load", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1, 0, 125 }, { "b", 20, 8, 1, 2 } },
    "a:deadline b:first", 1 },
  { "two that are lost do not swap to and fro", SWAPS, "b", "b", 0, 10,
    { { "a", 30, 100, 1, 0, 50 }, { "b", 20, 100, 1, 0, 60 } },
    "b:current a:first", 1 },
  { "a deadline that has passed is none", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 10, 1, 0, -5 } },
    "a:current b:first", 1 },
  { "only the work before the deadline counts", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 50, 1 }, { "b", 20, 1000, 1 }, { "b", 10, 10, 1, 0, 75 } },
    "a:current b:first", 1 },

  { "what is lost is not worth a load that takes longer than it has", SWAPS, "a", "a", 0, 40,
    { { "a", 30, 100, 1 }, { "b", 20, 100, 1, 0, 60 } },
    "a:current b:first", 1 },
  { "an order in which all of a model goes together", SWAPS, "", NULL, 0, 10,
    { { "a", 30, 10, 1, 0, 100 }, { "a", 20, 100, 1 }, { "b", 10, 10, 1, 0, 100 } },
    "b:saves a:first", 2 },

  /* Then priority. */
  { "little of what is loaded is done before a higher one", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 9, 1 }, { "b", 20, 10, 1, 1 } },
    "a:current b:first", 1 },
  { "a model that goes on with something less important goes last", SWAPS, "", NULL, 0, 10,
    { { "a", 30, 10, 1, 2 }, { "a", 25, 10, 1, 1 }, { "b", 20, 10, 1, 2 } },
    "b:saves a:first", 2 },
  { "a higher priority goes first", SWAPS, "a", "a", 0, 10,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1 }, { "c", 10, 10, 1, 1 } },
    "c:priority a:first b:first", 3 },
  { "what is loaded among those of the priority", SWAPS, "b", "b", 0, 10,
    { { "a", 30, 10, 1, 1 }, { "b", 20, 10, 1, 1 }, { "c", 10, 10, 1 } },
    "b:current a:priority c:first", 2 },
  { "a key has the priority of its highest job", SWAPS, "", NULL, 0, 10,
    { { "a", 30, 10, 1, 1 }, { "b", 20, 10, 1 }, { "b", 10, 10, 1, 2 } },
    "b:priority a:first", 2 },
  { "… and stands where that job does", SWAPS, "", NULL, 0, 10,
    { { "b", 30, 10, 1, 0 }, { "a", 20, 10, 1, 2 }, { "b", 20, 10, 1, 2 }, { "a", 10, 10, 1 } },
    "a:list b:first", 2 },

  /* 2. What is resident. */
  { "the same model as now goes on", SWAPS, "b", "b", 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1 } },
    "b:current a:first", 1 },
  { "then what else is loaded, surely before probably", SWAPS, "a? c b", "b", 0, 14,
    { { "d", 40, 10, 1 }, { "a", 30, 10, 1 }, { "b", 20, 10, 1 }, { "c", 10, 10, 1 } },
    "b:current c:resident a:resident d:first", 1 },
  { "a group spans jobs", SWAPS, "b", "b", 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1 }, { "a", 10, 10, 1 }, { "b", 5, 10, 1 } },
    "b:current a:first", 1 },
  { "delayed items of it are waited for if that is shorter than a load", SWAPS, "b", "b", 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 0, 1, 0, 0, 0, 3, 13 } },
    "b:back a:first", 1 },
  { "some seconds are waited even if a load takes less", SWAPS, "b", "b", 0, 0.3,
    { { "a", 30, 10, 1 }, { "b", 20, 0, 1, 0, 0, 0, 3, 5 } },
    "b:back a:first", 1 },
  { "but no more than that", SWAPS, "b", "b", 0, 0.3,
    { { "a", 30, 10, 1 }, { "b", 20, 0, 1, 0, 0, 0, 3, 6 } },
    "a:first b:first", 2 },
  { "and not if it is longer", SWAPS, "b", "b", 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 0, 1, 0, 0, 0, 3, 15 } },
    "a:first b:first", 2 },
  { "delayed items of others are not waited for", SWAPS, "b", "b", 0, 14,
    { { "a", 30, 0, 1, 0, 0, 0, 1, 5 }, { "c", 20, 10, 1 } },
    "c:first a:first", 2 },
  { "unless there is nothing else", SWAPS, "b", "b", 0, 14,
    { { "a", 30, 0, 1, 0, 0, 0, 1, 500 } },
    "a:first", 1 },

  /* 3. Nobody waits for ever. */
  { "who was overtaken for long goes first", SWAPS, "b", "b", 140, 14,
    { { "a", 3600, 10, 1, 0, 0, 1800 }, { "b", 20, 10, 1 } },
    "a:overtaken b:first", 2 },
  { "the oldest of them", SWAPS, "b", "b", 140, 14,
    { { "c", 3500, 10, 1, 0, 0, 2500 }, { "a", 3600, 10, 1, 0, 0, 1800 }, { "b", 20, 10, 1 } },
    "a:overtaken c:first b:first", 3 },
  { "not before it is time", SWAPS, "b", "b", 140, 14,
    { { "a", 3600, 10, 1, 0, 0, 1789 }, { "b", 20, 10, 1 } },
    "b:current a:first", 1 },
  { "at once, if it would be by the end of what is loaded", SWAPS, "b", "b", 140, 14,
    { { "a", 3600, 10, 1, 0, 0, 0 }, { "b", 20, 1801, 1 } },
    "a:overtaken b:first", 2 },
  { "but a load must pay", SWAPS, "b", "b", 139, 14,
    { { "a", 3600, 10, 1, 0, 0, 1800 }, { "b", 20, 10, 1 } },
    "b:current a:first", 1 },
  { "what is not known is not held against it", SWAPS, "b", "b", 140, 14,
    { { "a", 3600, 10, 1, 0, 0, 0 }, { "b", 20, 100000, -1 } },
    "b:current a:first", 1 },
  { "two loaded ones together overtake no longer than one", SWAPS, "b c", "b", 140, 14,
    { { "a", 3600, 10, 1 }, { "b", 20, 1000, 1 }, { "c", 10, 1000, 1 } },
    "b:current a:overtaken c:resident", 1 },
  { "who came later is not overtaken", SWAPS, "b", "b", 140, 14,
    { { "b", 3600, 5000, 1 }, { "a", 20, 10, 1, 0, 0, 9999 } },
    "b:current a:first", 1 },
  { "nor who came together with it", SWAPS, "b", "b", 140, 14,
    { { "a", 20.9, 10, 1, 0, 0, 9999 }, { "b", 20, 5000, 1 } },
    "b:current a:first", 1 },
  { "a lower priority ages", SWAPS, "b", "b", 140, 14,
    { { "a", 9999, 10, 1, 0, 0, 7200 }, { "b", 20, 10, 1, 5 } },
    "a:overtaken b:first", 2 },
  { "for two hours", SWAPS, "b", "b", 140, 14,
    { { "a", 9999, 10, 1, 0, 0, 7199 }, { "b", 20, 10, 1, 5 } },
    "b:current a:first", 1 },
  { "but not before a deadline in danger", SWAPS, "b", "b", 140, 14,
    { { "a", 9999, 100, 1, 0, 0, 7200 }, { "b", 20, 10, 1, 5, 60 } },
    "b:deadline a:first", 1 },
  { "priority is not overtaking", SWAPS, "b", "b", 140, 14,
    { { "a", 3600, 10, 1, 0, 0, 1800 }, { "b", 20, 10, 1, 1 } },
    "b:current a:first", 1 },

  /* 4. First come. */
  { "not by the alphabet", SWAPS, "", NULL, 0, 14,
    { { "b", 30, 10, 1 }, { "a", 20, 10, 1 }, { "b", 10, 10, 1 } },
    "b:first a:first", 2 },
  { "submitted together: as in the list", SWAPS, "", NULL, 0, 14,
    { { "c", 30, 10, 1 }, { "a", 30, 10, 1 }, { "b", 30, 10, 1 } },
    "c:first a:first b:first", 3 },
  { "who was moved up in the list goes before who came first", SWAPS, "", NULL, 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 0, 0, -1 } },
    "b:list a:first", 2 },
  { "but not before what is loaded", SWAPS, "a", "a", 0, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 0, 0, -1 } },
    "a:current b:first", 1 },
  { "nothing waits", SWAPS, "b", "b", 0, 14, { { "b", 30, 0, 1 } }, "", 0 },

  /* Fair. */
  { "the lane is kept for a turn", FAIR, "b", "b", 599, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 1 } },
    "b:turn a:turn", 1 },
  { "and no longer", FAIR, "b", "b", 600, 14,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 1 } },
    "a:turn b:turn", 2 },
  { "a slow load makes a longer turn", FAIR, "b", "b", 899, 90,
    { { "a", 30, 10, 1 }, { "b", 20, 10, 1, 0, 0, 0, 0, 0, 1 } },
    "b:turn a:turn", 1 },
  { "then who has waited longest for one", FAIR, "b", "b", 600, 14,
    { { "a", 90, 10, 1, 0, 0, 0, 0, 0, 700 }, { "b", 80, 10, 1, 0, 0, 0, 0, 0, 1 },
      { "c", 70, 10, 1, 0, 0, 0, 0, 0, 900 }, { "d", 60, 10, 1 } },
    "d:turn c:turn a:turn b:turn", 4 },
  { "deadlines and priority count here too", FAIR, "a", "a", 0, 10,
    { { "a", 30, 100, 1 }, { "b", 20, 10, 1, 0, 35 }, { "c", 10, 10, 1, 2 } },
    "b:deadline c:priority a:turn", 3 },
};

static void
fill_group (const Case         *c,
            guint               index,
            BatchScheduleGroup *group)
{
  const Group *from = &c->groups[index];

  *group = (BatchScheduleGroup) {
    .key = from->key,
    .rank = from->rank != 0 ? from->rank : (int) index,
    .turn = (guint) ABS (from->turn),
    .moved = from->turn > 0,
    .submitted_at = NOW - (gint64) (from->submitted * S),
    .waiting = from->waiting,
    .delayed = from->delayed,
    .next_due = from->delayed > 0 ? NOW + (gint64) (from->due * S) : 0,
    .deadline = from->deadline < 0 || from->deadline > 0 ? NOW + (gint64) (from->deadline * S) : 0,
    .overtaken_us = (gint64) (from->overtaken * S),
    .last_served = from->last_served > 0 ? NOW - (gint64) (from->last_served * S) : 0,
    .item_ms = from->item_s < 0 ? -1 : from->item_s * 1000,
    .load_ms = c->load_s < 0 ? -1 : c->load_s * 1000,
    .priority = from->priority,
  };
}

static guint
fill_residents (char                 **words,
                BatchScheduleResident *residents)
{
  guint n = 0;

  for (; words[n] != NULL && words[n][0] != '\0'; n++)
    {
      char *mark = strchr (words[n], '?');

      residents[n].certain = mark == NULL;
      if (mark != NULL)
        *mark = '\0';
      residents[n].key = words[n];
    }

  return n;
}

static char *
plan_to_text (const BatchSchedule *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->n_places; i++)
    g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", plan->places[i].key,
                            reason_names[plan->places[i].reason]);

  return g_string_free (text, FALSE);
}

static void
run_case (const Case *c)
{
  g_auto(GStrv) words = g_strsplit (c->residents, " ", -1);
  g_autoptr(BatchSchedule) plan = NULL;
  g_autofree char *text = NULL;
  BatchScheduleResident residents[8];
  BatchScheduleGroup groups[8];
  BatchScheduleInput input = {
    .groups = groups,
    .residents = residents,
    .n_residents = fill_residents (words, residents),
    .current_key = c->current,
    .current_since = NOW - (gint64) (c->current_since * S),
    .policy = c->policy,
    .now = NOW,
  };

  g_test_message ("%s", c->name);
  for (; input.n_groups < 8 && c->groups[input.n_groups].key != NULL; input.n_groups++)
    fill_group (c, input.n_groups, &groups[input.n_groups]);

  plan = batch_scheduler_plan (&input);
  text = plan_to_text (plan);
  g_assert_cmpstr (text, ==, c->expected);
  g_assert_cmpint (plan->loads, ==, c->loads);
  g_assert_cmpint (plan->least_loads, <=, plan->loads);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i]);
}

/* Inside a key: priority, deadline, list. */
static void
test_order_in_a_key (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "a", .rank = 3, .waiting = 1, .item_ms = -1, .load_ms = -1 },
    { .key = "a", .rank = 2, .waiting = 1, .item_ms = -1, .load_ms = -1, .deadline = NOW + 9 },
    { .key = "a", .rank = 1, .waiting = 1, .item_ms = -1, .load_ms = -1 },
    { .key = "a", .rank = 4, .waiting = 1, .item_ms = -1, .load_ms = -1, .deadline = NOW + 8 },
    { .key = "a", .rank = 0, .waiting = 0, .item_ms = -1, .load_ms = -1 },
    { .key = "a", .rank = 5, .waiting = 2, .item_ms = -1, .load_ms = -1, .priority = 1 },
  };
  static const guint expected[] = { 5, 3, 1, 2, 0 };
  BatchScheduleInput input = { .groups = groups, .n_groups = G_N_ELEMENTS (groups), .now = NOW };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  g_assert_cmpuint (plan->n_places, ==, 1);
  g_assert_cmpint (plan->places[0].count, ==, 6);
  g_assert_cmpmem (plan->places[0].groups, plan->places[0].n_groups * sizeof (guint),
                   expected, sizeof expected);
}

static void
test_times_and_words (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "a", .rank = 0, .submitted_at = 1, .waiting = 10, .item_ms = 2000, .load_ms = 14000 },
    { .key = "b", .rank = 1, .submitted_at = 2, .waiting = 5, .item_ms = 1000, .load_ms = 300000 },
    { .key = "c", .rank = 2, .submitted_at = 3, .waiting = 5, .item_ms = -1, .load_ms = -1 },
    { .key = "d", .rank = 3, .submitted_at = 4, .waiting = 5, .item_ms = 1, .load_ms = 1 },
  };
  const BatchScheduleResident residents[] = { { "b", TRUE } };
  BatchScheduleInput input = {
    .groups = groups, .n_groups = 4, .residents = residents, .n_residents = 1,
    .current_key = "b", .now = NOW,
  };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  g_assert_cmpuint (plan->n_places, ==, 4);
  g_assert_cmpstr (plan->places[0].words, ==, "same model as now: saves one load, about 5 min");
  g_assert_cmpstr (plan->places[1].words, ==, "was submitted first of what is left");
  g_assert_cmpstr (plan->places[3].words, ==, "is the only one left by then");
  g_assert_cmpint (plan->places[0].start, ==, NOW);
  g_assert_cmpint (plan->places[0].end, ==, NOW + 5 * S);
  g_assert_cmpfloat (plan->places[0].load_ms, ==, 0);
  g_assert_cmpint (plan->places[1].start, ==, NOW + 5 * S);
  g_assert_cmpint (plan->places[1].end, ==, NOW + 39 * S);
  g_assert_cmpfloat (plan->places[1].load_ms, ==, 14000);

  /* From here on nobody knows. */
  g_assert_cmpint (plan->places[2].start, ==, NOW + 39 * S);
  g_assert_cmpint (plan->places[2].end, ==, -1);
  g_assert_cmpint (plan->places[3].start, ==, -1);
  g_assert_cmpint (plan->places[3].end, ==, -1);

  /* Arrival order: a, b again (a pushed it out), c, d. */
  g_assert_cmpuint (plan->loads, ==, 3);
  g_assert_cmpuint (plan->least_loads, ==, 3);
  g_assert_cmpuint (plan->arrival_loads, ==, 4);
}

/* What is said of a deadline is from now on, whenever its turn is. */
static void
test_words_of_deadlines (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "a", .rank = 1, .submitted_at = 2, .waiting = 40, .item_ms = 1000, .load_ms = 1000,
      .deadline = NOW + 60 * S },
    { .key = "b", .rank = 2, .submitted_at = 3, .waiting = 90, .item_ms = 1000, .load_ms = 1000,
      .deadline = NOW + 80 * S },
    { .key = "c", .submitted_at = 1, .waiting = 90, .item_ms = 1000, .load_ms = 1000 },
  };
  BatchScheduleResident resident = { "c", TRUE };
  BatchScheduleInput input = {
    .groups = groups, .n_groups = 3, .residents = &resident, .n_residents = 1,
    .current_key = "c", .now = NOW,
  };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  g_assert_cmpstr (plan->places[0].words, ==,
                   "its deadline in 60 s would be missed by waiting");
  g_assert_cmpstr (plan->places[1].words, ==,
                   "its deadline in 80 s comes too soon for all of it");
}

static void
test_durations (void)
{
  static const struct { double ms; const char *words; } durations[] = {
    { 0, "1 s" }, { 13600, "14 s" }, { 99000, "99 s" }, { 100000, "2 min" },
    { 45 * 60e3, "45 min" }, { 100 * 60e3, "2 h" }, { 30 * 3600e3, "30 h" },
    { 50 * 3600e3, "2 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *words = batch_schedule_words_for_duration (durations[i].ms);

      g_assert_cmpstr (words, ==, durations[i].words);
    }
}

static void
test_every_reason_has_words (void)
{
  BatchScheduleFacts facts = {
    .load_ms = 14000, .deadline_ms = 2 * 3600e3, .due_ms = 3000, .overtaken_ms = 60e3,
    .patience_ms = 1800e3, .priority = 7,
  };

  for (int reason = 0; reason <= BATCH_SCHEDULE_REASON_LIST_ORDER; reason++)
    {
      g_autofree char *words = batch_schedule_words_for_reason (reason, &facts);

      g_assert_cmpuint (strlen (words), >, 10);
      g_assert_false (g_str_has_suffix (words, "."));
    }
}

/* Nothing costs a load, and nothing is said of one: the first in the list comes first, what the
 * lane works on goes on, what of it is delayed is not waited for; deadlines and priorities
 * count. */
static void
test_never_loads (void)
{
  static const struct {
    BatchPolicy        policy;
    const char        *current;
    BatchScheduleGroup groups[3];
    const char        *expected;
    const char        *words;
  } never[] = {
    { SWAPS, NULL,
      { { "b", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 2, .repeats = 5 },
        { "a", 2, .submitted_at = NOW - 5 * MIN_, .waiting = 2, .repeats = 5 } },
      "b:first a:first", "was submitted first" },
    { SWAPS, "a",
      { { "b", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 2 },
        { "a", 2, .submitted_at = NOW - 5 * MIN_, .waiting = 2 } },
      "a:current b:first", "same model as now" },
    { SWAPS, "a",
      { { "b", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 2 },
        { "a", 2, .submitted_at = NOW - 5 * MIN_, .delayed = 2, .next_due = NOW + 1 * S } },
      "b:first a:first", "was submitted first" },
    { SWAPS, "a",
      { { "b", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 2, .priority = 1 },
        { "a", 2, .submitted_at = NOW - 5 * MIN_, .waiting = 2 } },
      "b:priority a:first", "has priority 1" },
    { SWAPS, "a",
      { { "a", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 20 },
        { "b", 2, .submitted_at = NOW - 5 * MIN_, .waiting = 2, .deadline = NOW + 4 * S },
        { "c", 3, .submitted_at = NOW - 4 * MIN_, .waiting = 2, .deadline = NOW + 8 * S } },
      "b:deadline c:deadline a:first", "its deadline in 4 s would be missed by waiting" },
    { FAIR, "b",
      { { "a", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 2000 },
        { "b", 2, .submitted_at = NOW - 5 * MIN_, .waiting = 2000 } },
      "b:turn a:turn", "has waited longest for its turn" },
    { EXACT, "b",
      { { "a", 1, .submitted_at = NOW - 9 * MIN_, .waiting = 2 },
        { "b", 2, .submitted_at = NOW - 5 * MIN_, .waiting = 2 },
        { "a", 3, .submitted_at = NOW - 4 * MIN_, .waiting = 2 } },
      "a:list b:list a:list", "is next in the list" },
  };
  static const BatchScheduleResident residents[] = { { "a", TRUE, 9000 } };

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      BatchScheduleGroup groups[3];
      BatchScheduleInput input = {
        .groups = groups, .residents = residents, .n_residents = 1,
        .current_key = never[i].current, .current_since = NOW - S, .capacity = 1,
        .policy = never[i].policy, .now = NOW, .never_loads = TRUE,
      };
      g_autoptr(BatchSchedule) plan = NULL;
      g_autofree char *text = NULL;

      for (; input.n_groups < 3 && never[i].groups[input.n_groups].key != NULL; input.n_groups++)
        {
          groups[input.n_groups] = never[i].groups[input.n_groups];
          groups[input.n_groups].item_ms = 1000;
          groups[input.n_groups].load_ms = 14000;
        }

      plan = batch_scheduler_plan (&input);
      text = plan_to_text (plan);
      g_assert_cmpstr (text, ==, never[i].expected);
      g_assert_cmpstr (plan->places[0].words, ==, never[i].words);
      g_assert_cmpuint (plan->loads + plan->arrival_loads + plan->least_loads, ==, 0);
      for (guint j = 0; j < plan->n_places; j++)
        g_assert_true (!plan->places[j].needs_load && plan->places[j].load_ms == 0
                       && plan->places[j].evicts == NULL);
    }
}

/* A file that goes to and fro takes a load for each of its changes. */
static void
test_arrival_by_item (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "a", .submitted_at = 1, .waiting = 9, .item_ms = 1, .load_ms = 1, .repeats = 16 },
    { .key = "b", .key_place = 1, .submitted_at = 2, .waiting = 9, .item_ms = 1, .load_ms = 1 },
    { .key = "b", .rank = 1, .submitted_at = 9 * S, .waiting = 5, .item_ms = 1, .load_ms = 1 },
  };
  BatchScheduleInput input = { .groups = groups, .n_groups = 3, .now = NOW };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  g_assert_cmpuint (plan->loads, ==, 2);
  g_assert_cmpuint (plan->arrival_loads, ==, 18);
}

/* b is due in 125 s and takes 10 and a load of 10: after a it ends just in time. */
static void
test_margins (void)
{
  static const struct {
    int         margin_s;
    int         other_due_s;     /* of a; 0: none */
    const char *expected;
  } margins[] = {
    { 0, 0, "a:current b:first" },
    { 4, 0, "a:current b:first" },
    { 30, 0, "b:deadline a:first" },
    /* More than there is: as if there were none. */
    { 200, 0, "a:current b:first" },
    { 30, 101, "a:current b:first" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (margins); i++)
    {
      const BatchScheduleGroup groups[] = {
        { .key = "a", .submitted_at = 1, .waiting = 100, .item_ms = 1000, .load_ms = 10e3,
          .deadline = margins[i].other_due_s > 0 ? NOW + margins[i].other_due_s * S : 0 },
        { .key = "b", .rank = 1, .submitted_at = 2, .waiting = 10, .item_ms = 1000, .load_ms = 10e3,
          .deadline = NOW + 125 * S, .margin_us = margins[i].margin_s * S },
      };
      BatchScheduleResident resident = { "a", TRUE };
      BatchScheduleInput input = {
        .groups = groups, .n_groups = 2, .residents = &resident, .n_residents = 1,
        .current_key = "a", .now = NOW,
      };
      g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);
      g_autofree char *text = plan_to_text (plan);

      g_assert_cmpstr (text, ==, margins[i].expected);
    }
}

/* Turns of ten minutes: a (25 min), b (5 min), c (12 min), loads of 1 min. */
static void
test_turns (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "a", .rank = 0, .submitted_at = 1, .waiting = 25, .item_ms = 60e3, .load_ms = 60e3 },
    { .key = "b", .rank = 1, .submitted_at = 2, .waiting = 5, .item_ms = 60e3, .load_ms = 60e3 },
    { .key = "c", .rank = 2, .submitted_at = 3, .waiting = 12, .item_ms = 60e3, .load_ms = 60e3 },
  };
  BatchScheduleInput input = {
    .groups = groups, .n_groups = 3, .policy = BATCH_POLICY_FAIR, .now = NOW,
  };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  /* a 1–11, b 12–17, c 18–28, a 29–39, c 40–42, a 43–48 */
  g_assert_cmpint (plan->places[0].start, ==, NOW);
  g_assert_cmpint (plan->places[1].start, ==, NOW + 11 * MIN_);
  g_assert_cmpint (plan->places[1].end, ==, NOW + 17 * MIN_);
  g_assert_cmpint (plan->places[2].end, ==, NOW + 42 * MIN_);
  g_assert_cmpint (plan->places[0].end, ==, NOW + 48 * MIN_);
  g_assert_cmpuint (plan->loads, ==, 6);
}

static void
test_account (void)
{
  BatchScheduleGroup groups[] = {
    { .key = "a", .submitted_at = 10 * S, .waiting = 1, .overtaken_us = 5 },
    { .key = "b", .submitted_at = 20 * S, .waiting = 1, .in_flight = 1, .overtaken_us = 5 },
    { .key = "b", .submitted_at = 5 * S, .waiting = 0, .overtaken_us = 5 },
    { .key = "c", .submitted_at = 30 * S, .waiting = 1, .overtaken_us = 5 },
    { .key = "d", .submitted_at = 1 * S, .waiting = 0, .overtaken_us = 5 },
    { .key = "e", .submitted_at = 20 * S, .waiting = 1, .overtaken_us = 5 },
  };
  static const gint64 expected[] = { 105, 0, 0, 5, 5, 5 };

  batch_schedule_account (groups, G_N_ELEMENTS (groups), "b", 100, NOW);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_assert_cmpint (groups[i].overtaken_us, ==, expected[i]);
      g_assert_cmpint (groups[i].last_served, ==, g_str_equal (groups[i].key, "b") ? NOW : 0);
    }

  batch_schedule_account (groups, G_N_ELEMENTS (groups), NULL, 100, NOW);
  g_assert_cmpint (groups[0].overtaken_us, ==, 105);

  /* It has the lane, and nothing was sent yet. */
  batch_schedule_account (groups, G_N_ELEMENTS (groups), "e", 100, NOW);
  g_assert_cmpint (groups[5].overtaken_us, ==, 5);
  g_assert_cmpint (groups[5].last_served, ==, 0);
  g_assert_cmpint (groups[0].overtaken_us, ==, 205);
}

/* What a load gives up where there is room for two. */
static void
test_evictions (void)
{
  static const struct
  {
    const char *name;
    double      load_s[2];     /* of a and b, which are there */
    double      used[2];       /* s ago */
    gboolean    waits[2];      /* whether something waits for it, less important than c */
    const char *evicted;
  } evictions[] = {
    { "what nothing waits for", { 90, 5 }, { 1, 900 }, { FALSE, TRUE }, "a" },
    { "what is loaded again soonest", { 90, 5 }, { 900, 900 }, { TRUE, TRUE }, "b" },
    { "of what nothing waits for, too", { 5, 90 }, { 900, 900 }, { FALSE, FALSE }, "a" },
    { "unless it was not used for long", { 5, 90 }, { 1, 900 }, { FALSE, FALSE }, "b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (evictions); i++)
    {
      const double load_ms[] = { evictions[i].load_s[0] * 1000, evictions[i].load_s[1] * 1000 };
      const BatchScheduleGroup groups[] = {
        { .key = "a", .waiting = evictions[i].waits[0], .item_ms = 1, .load_ms = load_ms[0] },
        { .key = "b", .waiting = evictions[i].waits[1], .item_ms = 1, .load_ms = load_ms[1] },
        { .key = "c", .waiting = 9, .item_ms = 1, .load_ms = 1, .priority = 1 },
      };
      const BatchScheduleResident residents[] = {
        { "a", TRUE, load_ms[0], NOW - (gint64) (evictions[i].used[0] * S) },
        { "b", TRUE, load_ms[1], NOW - (gint64) (evictions[i].used[1] * S) },
      };
      BatchScheduleInput input = {
        .groups = groups, .n_groups = 3, .residents = residents, .n_residents = 2,
        .capacity = 2, .now = NOW, .limit = 1,
      };
      g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

      g_test_message ("%s", evictions[i].name);
      g_assert_cmpstr (plan->places[0].key, ==, "c");
      g_assert_cmpstr (plan->places[0].evicts, ==, evictions[i].evicted);
    }
}

/* a comes back later than b, and so goes, though it takes longer to load: 2 loads, not 3. */
static void
test_evicts_what_comes_back_last (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "b", .waiting = 10, .item_ms = 1000, .load_ms = 5000, .priority = 1 },
    { .key = "a", .rank = 1, .waiting = 10, .item_ms = 1000, .load_ms = 15e3 },
    { .key = "c", .rank = 2, .waiting = 10, .item_ms = 1000, .load_ms = 35e3, .priority = 2 },
    { .key = "c", .rank = 3, .waiting = 10, .item_ms = 1000, .load_ms = 35e3 },
  };
  const BatchScheduleResident residents[] = { { "a", TRUE, 15e3, NOW }, { "b", TRUE, 5e3, NOW } };
  BatchScheduleInput input = {
    .groups = groups, .n_groups = 4, .residents = residents, .n_residents = 2,
    .capacity = 2, .now = NOW,
  };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  g_assert_cmpstr (plan->places[0].key, ==, "c");
  g_assert_cmpstr (plan->places[0].evicts, ==, "a");
}

/* Two that are loaded both have their turn, as going to and fro costs nothing. */
static void
test_loaded_and_overtaken (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "a", .submitted_at = NOW - 9 * S, .waiting = 9, .item_ms = 1, .load_ms = 1,
      .overtaken_us = 31 * MIN_ },
    { .key = "b", .submitted_at = NOW - S, .waiting = 9, .item_ms = 1, .load_ms = 1 },
  };
  const BatchScheduleResident residents[] = { { "a", TRUE }, { "b", TRUE } };
  BatchScheduleInput input = {
    .groups = groups, .n_groups = 2, .residents = residents, .n_residents = 2,
    .current_key = "b", .current_since = NOW - S, .capacity = 2, .now = NOW,
  };
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

  g_assert_cmpstr (plan->places[0].key, ==, "a");
  g_assert_cmpint (plan->places[0].reason, ==, BATCH_SCHEDULE_REASON_OVERTAKEN);
  g_assert_cmpuint (plan->loads, ==, 0);
}

static void
test_resident_set (void)
{
  g_autoptr(BatchResidentSet) set = batch_resident_set_new (2);

  g_assert_true (batch_resident_set_use (set, "a"));
  g_assert_true (batch_resident_set_use (set, "b"));
  g_assert_false (batch_resident_set_use (set, "a"));
  g_assert_true (batch_resident_set_use (set, "c"));
  g_assert_false (batch_resident_set_contains (set, "b"));
  g_assert_false (batch_resident_set_use (set, "a"));

  /* A server that was seen to hold more holds more. */
  batch_resident_set_add (set, "d");
  batch_resident_set_add (set, "a");
  g_assert_true (batch_resident_set_contains (set, "c"));
  g_assert_true (batch_resident_set_use (set, "b"));
  g_assert_false (batch_resident_set_contains (set, "c"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/scheduler/cases", test_cases);
  g_test_add_func ("/batch/planning/scheduler/order-in-a-key", test_order_in_a_key);
  g_test_add_func ("/batch/planning/scheduler/times-and-words", test_times_and_words);
  g_test_add_func ("/batch/planning/scheduler/never-loads", test_never_loads);
  g_test_add_func ("/batch/planning/scheduler/arrival-by-item", test_arrival_by_item);
  g_test_add_func ("/batch/planning/scheduler/words-of-deadlines", test_words_of_deadlines);
  g_test_add_func ("/batch/planning/scheduler/durations", test_durations);
  g_test_add_func ("/batch/planning/scheduler/every-reason", test_every_reason_has_words);
  g_test_add_func ("/batch/planning/scheduler/margins", test_margins);
  g_test_add_func ("/batch/planning/scheduler/turns", test_turns);
  g_test_add_func ("/batch/planning/scheduler/account", test_account);
  g_test_add_func ("/batch/planning/scheduler/evictions", test_evictions);
  g_test_add_func ("/batch/planning/scheduler/evicts-what-comes-back-last",
                   test_evicts_what_comes_back_last);
  g_test_add_func ("/batch/planning/scheduler/loaded-and-overtaken", test_loaded_and_overtaken);
  g_test_add_func ("/batch/planning/scheduler/resident-set", test_resident_set);
  return g_test_run ();
}
