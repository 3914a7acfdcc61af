/* batch-word-diff.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-word-diff.h"

#include <string.h>

/* Which words of two texts differ: those that are not in the longest sequence of words which both
 * have. What is between is compared as a whole, without the words with which both begin and end;
 * when there are too many words for the table, all of them differ. */

#define MAX_CELLS (1000 * 1000)

static GArray *
split (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));
  const char *word = NULL;
  const char *p;

  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean is_space = g_unichar_isspace (g_utf8_get_char (p));
      BatchWordSpan span = { word != NULL ? word - text : 0, p - text };

      if (is_space && word != NULL)
        g_array_append_val (words, span);
      if (is_space)
        word = NULL;
      else if (word == NULL)
        word = p;
    }

  if (word != NULL)
    {
      BatchWordSpan span = { word - text, p - text };

      g_array_append_val (words, span);
    }

  return words;
}

typedef struct
{
  const char    *text;
  BatchWordSpan *words;
  guint          n;
  GArray        *only;
} Side;

static gboolean
is_same (const Side *left,
         guint       i,
         const Side *right,
         guint       j)
{
  const BatchWordSpan *one = &left->words[i];
  const BatchWordSpan *other = &right->words[j];

  return one->end - one->start == other->end - other->start &&
         memcmp (left->text + one->start, right->text + other->start,
                 one->end - one->start) == 0;
}

/* Words that differ, one after the other, are one span. */
static void
add (Side  *side,
     guint  i)
{
  BatchWordSpan *last = side->only->len > 0
                        ? &g_array_index (side->only, BatchWordSpan, side->only->len - 1) : NULL;

  if (last != NULL && i > 0 && last->end == side->words[i - 1].end)
    last->end = side->words[i].end;
  else
    g_array_append_val (side->only, side->words[i]);
}

static void
add_all (Side *side)
{
  for (guint i = 0; i < side->n; i++)
    add (side, i);
}

/* Returns: how long the longest common sequence is, of what begins at each pair of words */
static guint16 *
make_table (const Side *left,
            const Side *right)
{
  guint width = right->n + 1;
  guint16 *table = g_new0 (guint16, (gsize) (left->n + 1) * width);

  for (guint i = left->n; i-- > 0;)
    for (guint j = right->n; j-- > 0;)
      table[i * width + j] = is_same (left, i, right, j)
                             ? table[(i + 1) * width + j + 1] + 1
                             : MAX (table[(i + 1) * width + j], table[i * width + j + 1]);

  return table;
}

static void
compare (Side *left,
         Side *right)
{
  g_autofree guint16 *table = make_table (left, right);
  guint width = right->n + 1;
  guint i = 0;
  guint j = 0;

  while (i < left->n || j < right->n)
    if (i < left->n && j < right->n && is_same (left, i, right, j))
      {
        i++;
        j++;
      }
    else if (j == right->n || (i < left->n && table[(i + 1) * width + j]
                                              >= table[i * width + j + 1]))
      add (left, i++);
    else
      add (right, j++);
}

static void
trim (Side *left,
      Side *right)
{
  while (left->n > 0 && right->n > 0 && is_same (left, 0, right, 0))
    {
      left->words++;
      left->n--;
      right->words++;
      right->n--;
    }
  while (left->n > 0 && right->n > 0 && is_same (left, left->n - 1, right, right->n - 1))
    {
      left->n--;
      right->n--;
    }
}

void
batch_word_diff (const char *left,
                 const char *right,
                 GArray     *left_only,
                 GArray     *right_only)
{
  g_autoptr(GArray) left_words = split (left);
  g_autoptr(GArray) right_words = split (right);
  Side one = { left, (BatchWordSpan *) left_words->data, left_words->len, left_only };
  Side other = { right, (BatchWordSpan *) right_words->data, right_words->len, right_only };

  trim (&one, &other);
  if ((guint64) one.n * other.n <= MAX_CELLS && one.n < G_MAXUINT16)
    compare (&one, &other);
  else
    {
      add_all (&one);
      add_all (&other);
    }
}
