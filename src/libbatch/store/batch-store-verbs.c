/* batch-store-verbs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-private.h"

/* What a store has to be able to do. Whoever writes one is told what is still missing when
 * it is opened, by name, and not by a crash when it is first needed. */

typedef struct
{
  const char *name;
  gsize       offset;
} Verb;

#define VERB(name) { #name, G_STRUCT_OFFSET (BatchStoreClass, name) }

static const Verb verbs[] =
{
  VERB (open), VERB (close), VERB (begin), VERB (commit), VERB (rollback), VERB (save),
  VERB (keep), VERB (undo), VERB (join), VERB (leave), VERB (reap), VERB (insert_job),
  VERB (insert_items), VERB (submit_job), VERB (change_job), VERB (sweep), VERB (purge),
  VERB (retry), VERB (retry_item), VERB (claim), VERB (advance), VERB (release), VERB (wake),
  VERB (cancel_item), VERB (accept_answers), VERB (update_item), VERB (enter_lane),
  VERB (leave_lane), VERB (wait_for_lane), VERB (put_value), VERB (put_setting),
  VERB (put_backend), VERB (remove_backend), VERB (put_file), VERB (remove_file),
  VERB (expire_files), VERB (put_api_key), VERB (revoke_api_key), VERB (put_receipt),
  VERB (change_receipt), VERB (remove_receipt), VERB (gather_handover), VERB (claim_handovers),
  VERB (put_handover), VERB (take_answers), VERB (settle_handover), VERB (resolve_handover),
  VERB (put_webhook), VERB (remove_webhook), VERB (claim_deliveries), VERB (finish_delivery),
  VERB (prune_deliveries), VERB (add_event), VERB (add_history), VERB (fold_history),
  VERB (put_load), VERB (add_forecasts), VERB (open_reader), VERB (close_reader), VERB (get_job),
  VERB (list_jobs), VERB (list_items), VERB (order_items), VERB (get_items), VERB (find_item),
  VERB (list_attempts), VERB (list_changes), VERB (list_events), VERB (list_values),
  VERB (list_backends), VERB (list_lanes), VERB (list_lane_waiters), VERB (get_file),
  VERB (list_files), VERB (list_api_keys), VERB (get_receipt), VERB (list_receipts),
  VERB (list_open_receipts), VERB (list_handovers), VERB (list_handed), VERB (list_webhooks),
  VERB (list_deliveries), VERB (list_inputs), VERB (list_history), VERB (list_loads),
  VERB (list_forecasts),
};

gboolean
batch_store_type_is_whole (GType    type,
                           GError **error)
{
  BatchStoreClass *klass = g_type_class_ref (type);
  const char *missing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (verbs) && missing == NULL; i++)
    if (G_STRUCT_MEMBER (gpointer, klass, verbs[i].offset) == NULL)
      missing = verbs[i].name;
  g_type_class_unref (klass);

  if (missing != NULL)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                 "The store %s does not implement “%s”", g_type_name (type), missing);
  return missing == NULL;
}
