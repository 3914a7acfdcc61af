/* batch-item-list-text.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-item-action.h"

G_BEGIN_DECLS

/* What is said where no item is left. @filter: in the order of the drop-down */
const char *batch_item_list_text_for_nothing (guint            filter,
                                              gboolean         searching);
const char *batch_item_list_icon_for_nothing (guint            filter,
                                              gboolean         searching);
/* What has become of an action. @error: (nullable) */
char       *batch_item_list_text_for_action  (BatchItemAction  action,
                                              gint64           n_done,
                                              const GError    *error);

G_END_DECLS
