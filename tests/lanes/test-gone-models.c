/* test-gone-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-gone-models-private.h"

/* What a server says, one after the other, and what that means: no model is lower case, an answer
 * is upper case, and each has the number of the item after it. '*' are as many lists that have
 * model a. */
typedef struct
{
  const char *said;
  const char *gone;                /* of each that is lower case: '+' it is gone, '?' that is
                                    * doubted, '-' it is not */
} Row;

static const Row rows[] = {
  { "a1a2", "?-" },                /* it never was there */
  { "a1a2a3a4", "?-?-" },
  { "*8a1a1", "?-" },              /* it was listed before it was asked for, and is not any more */
  { "a1*1a1", "?+" },              /* listed: it may be about to come */
  { "a1*1a1A1", "?+" },            /* … and comes */
  { "a1*1a1A1a2", "?++" },
  { "a1*1a2*1a3*1a4*1a1", "?++++" }, /* whatever is asked */
  { "a1*7a1*1a1a1", "?+-?" },      /* for as long as an item waits for one that has answered */
  { "a1*9a1", "?-" },
  { "a1*1a1b2", "?+?" },           /* of another one that says nothing */
  { "A1a2", "+" },
  { "A1a2a3a4a2", "++++" },        /* for as long as it does not answer */
  { "A1a2b3", "++" },              /* others that are not there either */
  { "b3A1a2b3", "?++" },
  { "A1a2b3A2b3", "++-" },         /* … are judged once it is back */
  { "A1a2A3a2", "+-" },            /* the item, as others were answered before and after */
  { "A1a2A3a4a2", "++-" },
  { "A1a2A3a2a2", "+-+" },         /* it is tried again by somebody */
  { "A1a2B1a2", "++" },            /* another one that answers says nothing */
  { "A1a2*3a2*4a2*1a2", "+++-" },  /* the server has it, and does not find it for this item */
  { "A1a2*8a3a2", "++-" },         /* … only for those that have waited as long */
  { "A1a2*7a2a2a2", "++++" },      /* listed for a while: it may be about to come */
  { "A1*8a2a2", "++" },            /* what was listed before says nothing */
  { "*8a1", "?" },
  { "A1a2*8a2a2", "+-+" },
  { "A1a2*8a2a3*8a4a5", "+-+--" },   /* it is in the list only: whatever is asked */
  { "A1a2*8a2a3*8a4A5a6", "+-+-+" }, /* … until it answers */
  { "A1a2*9*2a3*1a4b5b5", "++-?-" }, /* others never were there, then */
  { "A1a2A2a2", "++" },            /* it was answered itself in between */
};

static gboolean
say (BatchGoneModels *gone,
     char             model,
     guint32          position)
{
  const char name[] = { g_ascii_tolower (model), '\0' };

  for (guint32 i = 0; model == '*' && i < position; i++)
    batch_gone_models_note_listed (gone, "a");
  if (model == '*')
    return FALSE;
  if (g_ascii_islower (model))
    return batch_gone_models_note_missing (gone, name, "job", position);

  batch_gone_models_note_answer (gone, name, "job", position);
  return FALSE;
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) found = g_string_new (NULL);
      BatchGoneModels *gone = batch_gone_models_new ();

      for (const char *at = rows[i].said; *at != '\0'; at += 2)
        {
          gboolean is_gone = say (gone, at[0], (guint32) (at[1] - '0'));
          const char name[] = { at[0], '\0' };

          if (g_ascii_islower (at[0]) && is_gone)
            g_string_append_c (found, batch_gone_models_doubts (gone, name) ? '?' : '+');
          else if (g_ascii_islower (at[0]))
            g_string_append_c (found, '-');
        }
      g_test_message ("%s", rows[i].said);
      g_assert_cmpstr (found->str, ==, rows[i].gone);
      batch_gone_models_free (gone);
    }
}

/* Which of them may be about to come. */
static void
test_expects (void)
{
  static const struct { const char *said; gboolean expects; } cases[] = {
    { "a1", FALSE },
    { "a1*1a1", TRUE },
    { "a1*1a1A1", FALSE },
    { "A1a2*3a2", FALSE },           /* it comes back */
    { "B1b2a3", FALSE },             /* it has gone with another one */
    { "B1b2a3*1a3", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchGoneModels *gone = batch_gone_models_new ();

      for (const char *at = cases[i].said; *at != '\0'; at += 2)
        say (gone, at[0], (guint32) (at[1] - '0'));
      g_test_message ("%s", cases[i].said);
      g_assert_true (batch_gone_models_expects (gone, "a") == cases[i].expects);
      batch_gone_models_free (gone);
    }
}

/* Nothing was sent: a look at what the server has. */
static void
test_no_item (void)
{
  BatchGoneModels *gone = batch_gone_models_new ();

  g_assert_true (batch_gone_models_note_missing (gone, "a", NULL, 0));
  g_assert_true (batch_gone_models_doubts (gone, "a"));
  g_assert_false (batch_gone_models_note_missing (gone, "a", NULL, 0));
  g_assert_false (batch_gone_models_has (gone, "a"));
  say (gone, 'A', 1);
  for (guint i = 0; i < 3; i++)
    g_assert_true (batch_gone_models_note_missing (gone, "a", NULL, 0));
  g_assert_true (batch_gone_models_has (gone, "a"));
  g_assert_false (batch_gone_models_doubts (gone, "a"));
  say (gone, 'A', 1);
  g_assert_false (batch_gone_models_has (gone, "a"));
  batch_gone_models_free (gone);
}

static void
test_rest (void)
{
  static const guint rests_ms[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
  BatchGoneModels *gone = batch_gone_models_new ();

  for (guint round = 0; round < 2; round++)
    {
      say (gone, 'A', 1);
      for (guint i = 0; i < G_N_ELEMENTS (rests_ms); i++)
        g_assert_cmpuint (batch_gone_models_rest (gone, "a"), ==, rests_ms[i]);
    }
  batch_gone_models_free (gone);
}

/* No item is sent for a model that cannot be loaded: it is listed before each load. */
static void
test_listed_no_item (void)
{
  BatchGoneModels *gone = batch_gone_models_new ();

  say (gone, 'A', 1);
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < 12; i++)
        {
          g_assert_true (batch_gone_models_note_missing (gone, "a", NULL, 0));
          batch_gone_models_note_listed (gone, "a");
        }
      g_assert_false (batch_gone_models_note_missing (gone, "a", NULL, 0));
      g_assert_false (batch_gone_models_has (gone, "a"));
      say (gone, 'A', 2);
    }
  batch_gone_models_free (gone);
}

/* For how long a model is waited for that is listed each time it is asked for. */
static const struct
{
  const char *before;              /* as in rows */
  guint       listing_ms;          /* that each list and each try take */
  guint       least_s;
  guint       most_s;
} waits[] = {
  { "A1a2", 0, 30, 45 },           /* some take half a minute to load */
  { "A1a2", 1000, 30, 58 },        /* less than the minute for which a program waits */
  { "a1", 0, 20, 45 },             /* it may be there as soon as one that has answered */
  { "a1", 1000, 20, 58 },
};

static guint
wait_for (BatchGoneModels *gone,
          guint            listing_ms)
{
  guint waited_ms = 0;

  for (;;)
    {
      batch_gone_models_note_listed (gone, "a");
      waited_ms += listing_ms;
      if (!batch_gone_models_note_missing (gone, "a", NULL, 0))
        return waited_ms;
      waited_ms += batch_gone_models_rest (gone, "a");
    }
}

static void
test_waits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      BatchGoneModels *gone = batch_gone_models_new ();
      guint waited_ms;

      for (const char *at = waits[i].before; *at != '\0'; at += 2)
        say (gone, at[0], (guint32) (at[1] - '0'));
      waited_ms = wait_for (gone, waits[i].listing_ms);
      g_test_message ("%s, %u ms: %u ms", waits[i].before, waits[i].listing_ms, waited_ms);
      g_assert_cmpuint (waited_ms, >=, waits[i].least_s * 1000);
      g_assert_cmpuint (waited_ms, <=, waits[i].most_s * 1000);
      batch_gone_models_free (gone);
    }
}

/* What the server has comes back sooner, or is refused for good. */
static void
test_rest_of_listed (void)
{
  static const guint rests_ms[] = { 1000, 2000, 4000, 4000, 4000 };
  BatchGoneModels *gone = batch_gone_models_new ();

  say (gone, 'A', 1);
  say (gone, 'a', 2);
  for (guint i = 0; i < G_N_ELEMENTS (rests_ms); i++)
    {
      g_assert_cmpuint (batch_gone_models_rest (gone, "a"), ==, rests_ms[i]);
      say (gone, '*', 1);
    }
  batch_gone_models_rest (gone, "a");
  g_assert_cmpuint (batch_gone_models_rest (gone, "a"), ==, 30000);
  batch_gone_models_free (gone);
}

static gboolean
is_needed (gpointer    user_data,
           const char *model)
{
  return g_str_equal (model, user_data);
}

/* A job that nobody has any more does not keep another one from being told the truth. */
static void
test_keep (void)
{
  BatchGoneModels *gone = batch_gone_models_new ();

  say (gone, 'A', 1);
  g_assert_true (say (gone, 'a', 2));
  batch_gone_models_keep (gone, is_needed, (gpointer) "a");
  g_assert_true (say (gone, 'b', 3));
  batch_gone_models_keep (gone, is_needed, (gpointer) "c");
  g_assert_true (say (gone, 'c', 4));
  g_assert_true (batch_gone_models_doubts (gone, "c"));
  g_assert_true (say (gone, 'a', 5));
  batch_gone_models_free (gone);
}

/* Memory stays flat, and whoever was not among the first is found out later. */
static void
test_many (void)
{
  BatchGoneModels *gone = batch_gone_models_new ();
  gboolean at_fault[1000] = { FALSE, };
  guint n_rounds = 0;

  for (guint n_left = G_N_ELEMENTS (at_fault); n_left > 0; n_rounds++)
    {
      batch_gone_models_note_answer (gone, "a", "job", 9999);
      for (guint32 i = 0; i < G_N_ELEMENTS (at_fault); i++)
        if (!at_fault[i] && !batch_gone_models_note_missing (gone, "a", "job", i))
          {
            at_fault[i] = TRUE;
            n_left--;
          }
      g_assert_cmpuint (n_rounds, <, 20);
    }
  g_assert_cmpuint (n_rounds, >, 2);
  batch_gone_models_free (gone);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/lanes/gone-models/rows", test_rows);
  g_test_add_func ("/batch/lanes/gone-models/expects", test_expects);
  g_test_add_func ("/batch/lanes/gone-models/no-item", test_no_item);
  g_test_add_func ("/batch/lanes/gone-models/listed-no-item", test_listed_no_item);
  g_test_add_func ("/batch/lanes/gone-models/rest", test_rest);
  g_test_add_func ("/batch/lanes/gone-models/rest-of-listed", test_rest_of_listed);
  g_test_add_func ("/batch/lanes/gone-models/waits", test_waits);
  g_test_add_func ("/batch/lanes/gone-models/keep", test_keep);
  g_test_add_func ("/batch/lanes/gone-models/many", test_many);
  return g_test_run ();
}
