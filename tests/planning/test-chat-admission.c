/* test-chat-admission.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-chat-admission-private.h"

#define S G_USEC_PER_SEC

static const struct
{
  const char     *name;
  BatchChatFacts  facts;           /* times in s */
  const char     *key;
  gint64          look_at;         /* s */
  gboolean        along;
  gboolean        keeps;
} cases[] = {
  { "nobody waits", { .now = 100, .resident = "m", .next = "m" }, NULL, 0, TRUE },
  { "of the model of the batches",
    { .now = 100, .resident = "m", .next = "m", .oldest = "m" }, NULL, 0, TRUE },
  { "the first visit", { .now = 100, .resident = "m", .next = "m", .oldest = "k",
    .oldest_other = "k" }, "k", 0, TRUE },
  { "another visit too soon", { .now = 100, .resident = "m", .next = "m", .oldest = "k",
    .oldest_other = "k", .visit_ended = 70 }, NULL, 130, TRUE },
  { "another visit when the gap is over", { .now = 130, .resident = "m", .next = "m",
    .oldest = "k", .oldest_other = "k", .visit_ended = 70 }, "k", 0, TRUE },
  { "no batches: at once", { .now = 100, .resident = "m", .oldest = "k", .oldest_other = "k",
    .visit_ended = 99 }, "k", 0, FALSE },
  { "no batches: the first one, of any model", { .now = 100, .resident = "m", .oldest = "m",
    .oldest_other = "k", .visit_ended = 99 }, "m", 0, FALSE },
  { "batches leave their model: a chat of it is one of another", { .now = 100, .resident = "m",
    .next = "n", .oldest = "m", .visit_ended = 99 }, NULL, 159, FALSE },
  { "a visit with one under way", { .now = 100, .resident = "k", .next = "m", .visit = "k",
    .n_under_way = 1, .answered_at = 20 }, "k", 0, FALSE, TRUE },
  { "a visit with one that waits", { .now = 100, .resident = "k", .next = "m", .visit = "k",
    .oldest = "k", .visit_waits = TRUE, .answered_at = 20 }, "k", 0, FALSE, TRUE },
  { "who asks once often asks again", { .now = 100, .resident = "k", .next = "m", .visit = "k",
    .answered_at = 100 }, "k", 101, FALSE, TRUE },
  { "nobody asked again", { .now = 101, .resident = "k", .next = "m", .visit = "k",
    .answered_at = 100 }, NULL, 0, FALSE },
  { "one that came too late for the visit waits for the next", { .now = 101, .resident = "k",
    .next = "m", .visit = "k", .oldest = "k", .answered_at = 100 }, NULL, 161, FALSE },
  { "another model right after a visit, with batches", { .now = 101, .resident = "k", .next = "m",
    .visit = "k", .oldest = "l", .oldest_other = "l", .answered_at = 100 }, NULL, 161, FALSE },
  { "another model right after a visit, without", { .now = 101, .resident = "k", .visit = "k",
    .oldest = "l", .oldest_other = "l", .answered_at = 100 }, "l", 0, FALSE },
  { "one that came too late for the visit, without batches: the next one begins",
    { .now = 101, .resident = "k", .visit = "k", .oldest = "k", .answered_at = 100 }, "k", 0,
    FALSE },
};

static BatchChatFacts
in_usec (BatchChatFacts facts)
{
  static const BatchChatTimes times = { .gap_us = 60 * S, .stay_us = 30 * S, .grace_us = S };

  facts.times = &times;
  facts.now *= S;
  facts.visit_ended *= S;
  facts.answered_at *= S;
  return facts;
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchChatFacts facts = in_usec (cases[i].facts);
      BatchChatAdmission admission = batch_chat_admit (&facts);

      if (g_strcmp0 (admission.key, cases[i].key) != 0 || admission.look_at != cases[i].look_at * S
          || admission.keeps != cases[i].keeps
          || (cases[i].key == NULL && admission.along != cases[i].along))
        g_error ("%s: %s, %" G_GINT64_FORMAT " s", cases[i].name,
                 admission.key != NULL ? admission.key : "batches", admission.look_at / S);
    }
}

static void
test_in_time (void)
{
  const BatchChatTimes times = { .stay_us = 30 * S };

  g_assert_true (batch_chat_is_in_time (&times, 100 * S, 1));
  g_assert_true (batch_chat_is_in_time (&times, 100 * S, 130 * S));
  g_assert_false (batch_chat_is_in_time (&times, 100 * S, 130 * S + 1));
}

/* Two hours, a chat for the model k every ten seconds, each answered in three; batches of m
 * without end. In virtual time. */
static void
test_a_visit_a_minute (void)
{
  const BatchChatTimes *times = &batch_chat_usual_times;
  BatchChatFacts facts = { .times = times, .resident = "m", .next = "m" };
  gint64 began = 0;
  gint64 last_visit = 0;
  guint n_waiting = 0;
  guint n_visits = 0;
  guint n_answered = 0;

  for (gint64 s = 1; s <= 7200; s++)
    {
      BatchChatAdmission admission;

      n_waiting += s % 10 == 0;
      facts.now = s * S;
      if (facts.n_under_way > 0 && s % 3 == 0)
        {
          n_answered += facts.n_under_way;
          facts.n_under_way = 0;
          facts.answered_at = facts.now;
        }

      facts.oldest = facts.oldest_other = n_waiting > 0 ? "k" : NULL;
      facts.visit_waits = facts.visit != NULL && n_waiting > 0
                          && batch_chat_is_in_time (times, began, facts.now);
      admission = batch_chat_admit (&facts);
      if (admission.key != NULL && facts.visit == NULL)
        {
          g_assert_true (last_visit == 0 || s - last_visit >= 60);
          last_visit = s;
          began = facts.now;
          n_visits++;
          facts.answered_at = 0;
        }
      if (admission.key == NULL && facts.visit != NULL)
        facts.visit_ended = facts.now;
      facts.visit = admission.key != NULL ? "k" : NULL;
      facts.resident = admission.key != NULL ? "k" : "m";
      if (admission.key != NULL && (facts.visit_waits || facts.n_under_way == 0))
        {
          facts.n_under_way += n_waiting;
          n_waiting = 0;
        }
    }

  g_assert_cmpuint (n_visits, >=, 7200 / 100);
  g_assert_cmpuint (n_visits, <=, 7200 / 60);
  g_assert_cmpuint (n_answered, >=, 720 - 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/planning/chat-admission/cases", test_cases);
  g_test_add_func ("/batch/planning/chat-admission/in-time", test_in_time);
  g_test_add_func ("/batch/planning/chat-admission/a-visit-a-minute", test_a_visit_a_minute);

  return g_test_run ();
}
