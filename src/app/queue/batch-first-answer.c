/* batch-first-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-first-answer.h"

#include "queue/batch-item-list-private.h"
#include "widgets/batch-list-selection.h"
#include "widgets/batch-sample.h"
#include "widgets/batch-settings.h"

/* Of the sample, the first answer opens by itself, as that is what all of it is for. Once: whoever
 * has seen it knows where the others are. */

#define SHOWN      "first-answer-shown"
#define MAX_LOOKED 100

static gboolean
is_answered (GListModel *items,
             guint       index)
{
  g_autoptr(BatchItem) item = g_list_model_get_item (items, index);

  return item != NULL && batch_item_get_status (item) == BATCH_ITEM_STATUS_SUCCEEDED;
}

/* The list of all may not have heard of it yet: then it is the first one, which was begun first. */
static guint
find_answered (BatchItemList *list)
{
  GListModel *items = G_LIST_MODEL (batch_item_list_get_selection (list));
  guint n_items = MIN (g_list_model_get_n_items (items), MAX_LOOKED);

  for (guint i = 0; i < n_items; i++)
    if (is_answered (items, i))
      return i;

  return n_items > 0 && batch_item_list_shows_all (list) ? 0 : GTK_INVALID_LIST_POSITION;
}

/* In a narrow window it would lie over what a person looks at. */
static gboolean
is_seen (BatchJobPage *page)
{
  AdwFlap *flap = ADW_FLAP (adw_bin_get_child (ADW_BIN (page)));

  return gtk_widget_get_mapped (GTK_WIDGET (page)) && !adw_flap_get_folded (flap);
}

void
batch_first_answer_look (BatchJobPage *page)
{
  BatchJob *job = batch_job_page_get_job (page);
  BatchItemList *list = batch_job_page_get_item_list (page);
  BatchListSelection *selection = BATCH_LIST_SELECTION (batch_item_list_get_selection (list));
  GSettings *settings = batch_settings_get ();
  guint place;

  if (job == NULL || batch_job_get_succeeded (job) == 0 || !batch_sample_is (job)
      || batch_list_selection_get_n_selected (selection) > 0 || !is_seen (page)
      || g_settings_get_boolean (settings, SHOWN))
    return;

  place = find_answered (list);
  if (place == GTK_INVALID_LIST_POSITION)
    return;

  g_settings_set_boolean (settings, SHOWN, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), place, TRUE);
  adw_flap_set_reveal_flap (ADW_FLAP (adw_bin_get_child (ADW_BIN (page))), TRUE);
}
