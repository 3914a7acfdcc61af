/* batch-item-list-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-list-text.h"

#include <glib/gi18n.h>

/* In the order of the drop-down. */
static const struct
{
  const char *title;
  const char *icon;
} nothing[] = {
  { N_ ("No Items"), "batch-waiting-symbolic" },
  { N_ ("Nothing Waits"), "batch-waiting-symbolic" },
  { N_ ("Nothing Is Running"), "batch-running-symbolic" },
  { N_ ("Nothing Done Yet"), "batch-done-symbolic" },
  { N_ ("Nothing Needs Review"), "batch-review-symbolic" },
  { N_ ("Nothing Failed"), "batch-done-symbolic" },
  { N_ ("Nothing Was Skipped"), "batch-done-symbolic" },
  { N_ ("Nothing Was Cancelled"), "batch-done-symbolic" },
  { N_ ("Nothing Ran out of Time"), "batch-done-symbolic" },
};

const char *
batch_item_list_text_for_nothing (guint    filter,
                                  gboolean searching)
{
  g_return_val_if_fail (filter < G_N_ELEMENTS (nothing), "");

  return searching ? _("No Items Found") : _(nothing[filter].title);
}

const char *
batch_item_list_icon_for_nothing (guint    filter,
                                  gboolean searching)
{
  g_return_val_if_fail (filter < G_N_ELEMENTS (nothing), NULL);

  return searching ? "edit-find-symbolic" : nothing[filter].icon;
}

char *
batch_item_list_text_for_action (BatchItemAction  action,
                                 gint64           n_done,
                                 const GError    *error)
{
  g_autofree char *n = g_strdup_printf ("%'" G_GINT64_FORMAT, MAX (n_done, 0));

  if (n_done < 0)
    return batch_localize (error->message);
  if (action == BATCH_ITEM_ACTION_CANCEL)
    return g_strdup_printf (ngettext ("%s item cancelled", "%s items cancelled", n_done), n);

  return g_strdup_printf (ngettext ("%s item will be tried again", "%s items will be tried again",
                                    n_done), n);
}
