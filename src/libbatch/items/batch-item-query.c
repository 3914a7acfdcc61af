/* batch-item-query.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-query-private.h"

#include <string.h>

#include "core/batch-enum-private.h"

static gboolean
add_word (BatchItemQuery *query,
          const char     *word)
{
  g_autofree char *reason_word = g_strdelimit (g_strdup (word), "-", '_');
  int status;
  int reason;

  if (batch_enum_from_nick (BATCH_TYPE_REVIEW_REASON, reason_word, &reason)
      && reason != BATCH_REVIEW_REASON_NONE)
    {
      query->needs_review = TRUE;
      query->reasons |= 1u << reason;
      return TRUE;
    }
  if (strcmp (word, "needs-review") == 0 || strcmp (word, "needs_review") == 0)
    {
      query->needs_review = TRUE;
      return TRUE;
    }
  if (!batch_enum_from_nick (BATCH_TYPE_ITEM_STATUS, word, &status))
    return FALSE;

  query->statuses |= 1u << status;
  /* Claimed items are counted as pending, too. */
  if (status == BATCH_ITEM_STATUS_PENDING)
    query->statuses |= 1u << BATCH_ITEM_STATUS_CLAIMED;
  return TRUE;
}

gboolean
batch_item_query_parse_filter (BatchItemQuery *query,
                               const char     *filter)
{
  g_auto(GStrv) words = g_strsplit (filter != NULL ? filter : "", ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_strstrip (words[i]);

      if (*word != '\0' && !add_word (query, word))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_item_query_parse_sort (BatchItemQuery *query,
                             const char     *sort)
{
  static const char * const words[] = {
    [BATCH_ITEM_SORT_POSITION] = "position",
    [BATCH_ITEM_SORT_DURATION] = "duration",
    [BATCH_ITEM_SORT_STATUS] = "status",
    [BATCH_ITEM_SORT_CUSTOM_ID] = "custom-id",
    [BATCH_ITEM_SORT_MODEL] = "model",
    [BATCH_ITEM_SORT_TOKENS] = "tokens",
  };

  if (sort == NULL || *sort == '\0')
    return TRUE;

  query->descending = *sort == '-';
  sort += query->descending ? 1 : 0;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (sort, words[i]) == 0)
        {
          query->sort = i;
          return TRUE;
        }
    }

  return FALSE;
}
