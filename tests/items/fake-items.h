/* fake-items.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "items/batch-item-source-private.h"

G_BEGIN_DECLS

/* A million items that are nowhere: what an engine would answer about them. Item i is
 * called "row-i", and fails when its place says so. */

#define TEST_TYPE_FAKE_ITEMS (test_fake_items_get_type ())

G_DECLARE_FINAL_TYPE (TestFakeItems, test_fake_items, TEST, FAKE_ITEMS, GObject)

struct _TestFakeItems
{
  GObject   parent_instance;

  GArray   *statuses;              /* of BatchItemStatus */
  GQueue    held;                  /* of GTask: answers that are kept back */
  gboolean  hold;
  gboolean  has_results;
  gboolean  broken;                /* every answer is an error */
  guint     n_fetches;
  guint     n_orders;
  guint     largest;               /* page that was asked for */
};

extern const BatchItemSource test_fake_items_interface;

TestFakeItems   *test_fake_items_new        (guint            n_items,
                                             BatchItemStatus  status);
void             test_fake_items_set_status (TestFakeItems   *self,
                                             guint            position,
                                             BatchItemStatus  status);
BatchItemRecord *test_fake_items_get_record (TestFakeItems   *self,
                                             guint            position);
BatchJobRecord  *test_fake_items_make_job   (TestFakeItems   *self);
/* Answers what was kept back, and everything from then on. */
void             test_fake_items_release    (TestFakeItems   *self);

G_END_DECLS
