/* batch-results-page-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "results/batch-results-page.h"

#include "results/batch-compare-view.h"
#include "results/batch-reader.h"
#include "widgets/batch-list-selection.h"

G_BEGIN_DECLS

/* The page is in two files: -actions is what can be done with the items that are chosen. */

struct _BatchResultsPage
{
  AdwBin               parent_instance;

  GtkStack            *pages;
  GtkDropDown         *jobs;
  GtkDropDown         *filter;
  GtkSearchBar        *search_bar;
  GtkSearchEntry      *search;
  GtkWidget           *export_button;
  GtkStack            *content;
  GtkStack            *views;
  AdwSqueezer         *width;      /* shows @wide, which shows nothing, where that fits in */
  GtkWidget           *wide;
  GtkColumnView       *table;
  GPtrArray           *columns;    /* all of them, be they shown or not */
  GtkColumnViewColumn *all_column; /* instead of all others in a narrow window */
  GtkColumnViewColumn *tokens_column;
  GtkColumnViewColumn *time_column;
  GtkRevealer         *bar;
  BatchReader         *reader;
  BatchCompareView    *compare;

  BatchQueue          *queue;      /* (nullable) */
  BatchJob            *job;        /* (nullable) */
  GSignalGroup        *job_signals;
  GListModel          *items;      /* (nullable) what is shown */
  BatchListSelection  *selection;  /* (nullable) */
  char                *sort;
  guint                choose_id;  /* of the idle sources */
  guint                columns_id;
  guint                narrow : 1;  /* of the table */
  guint                choosing : 1;
  guint                compares : 1;  /* the job that is looked at */
};

/* -actions */
gboolean batch_results_page_is_reading      (BatchResultsPage *self);
gboolean batch_results_page_has_selection   (BatchResultsPage *self);
void     batch_results_page_install_actions (GtkWidgetClass   *widget_class);

G_END_DECLS
