/* batch-store-vfuncs.c
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
} Vfunc;

#define VFUNC(name) { #name, G_STRUCT_OFFSET (BatchStoreClass, name) }

static const Vfunc vfuncs[] =
{
  VFUNC (open), VFUNC (close), VFUNC (begin), VFUNC (commit), VFUNC (rollback), VFUNC (savepoint),
  VFUNC (release_savepoint), VFUNC (rollback_savepoint), VFUNC (join), VFUNC (leave),
  VFUNC (reap), VFUNC (set_working), VFUNC (insert_job),
  VFUNC (insert_items), VFUNC (submit_job), VFUNC (change_job), VFUNC (sweep), VFUNC (purge),
  VFUNC (retry), VFUNC (retry_item), VFUNC (claim), VFUNC (advance), VFUNC (release), VFUNC (wake),
  VFUNC (cancel_item), VFUNC (accept_answers), VFUNC (update_item), VFUNC (enter_lane),
  VFUNC (share_lane), VFUNC (leave_lane), VFUNC (empty_lane), VFUNC (wait_for_lane),
  VFUNC (put_value), VFUNC (put_setting),
  VFUNC (put_backend), VFUNC (remove_backend), VFUNC (put_file), VFUNC (remove_file),
  VFUNC (expire_files), VFUNC (put_api_key), VFUNC (revoke_api_key), VFUNC (put_receipt),
  VFUNC (change_receipt), VFUNC (remove_receipt), VFUNC (claim_receipts),
  VFUNC (gather_handover), VFUNC (claim_handovers),
  VFUNC (put_handover), VFUNC (take_answers), VFUNC (settle_handover), VFUNC (resolve_handover),
  VFUNC (put_webhook), VFUNC (remove_webhook), VFUNC (claim_deliveries), VFUNC (finish_delivery),
  VFUNC (prune_deliveries), VFUNC (add_event), VFUNC (add_history), VFUNC (fold_history),
  VFUNC (put_load), VFUNC (add_forecasts), VFUNC (open_reader), VFUNC (close_reader),
  VFUNC (get_job), VFUNC (list_jobs), VFUNC (list_unwritten_jobs),
  VFUNC (list_items), VFUNC (order_items), VFUNC (get_items),
  VFUNC (find_item),
  VFUNC (list_attempts), VFUNC (list_changes), VFUNC (list_events), VFUNC (list_values),
  VFUNC (list_backends), VFUNC (list_lanes), VFUNC (list_lane_waiters),
  VFUNC (count_working), VFUNC (get_file),
  VFUNC (list_files), VFUNC (list_api_keys), VFUNC (get_receipt), VFUNC (list_receipts),
  VFUNC (list_handovers), VFUNC (list_handover_items), VFUNC (list_webhooks),
  VFUNC (list_deliveries), VFUNC (list_inputs), VFUNC (list_history), VFUNC (list_loads),
  VFUNC (list_forecasts),
};

gboolean
batch_store_type_is_whole (GType    type,
                           GError **error)
{
  BatchStoreClass *klass = g_type_class_ref (type);
  const char *missing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (vfuncs) && missing == NULL; i++)
    if (G_STRUCT_MEMBER (gpointer, klass, vfuncs[i].offset) == NULL)
      missing = vfuncs[i].name;
  g_type_class_unref (klass);

  if (missing != NULL)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                 "The store %s does not implement “%s”", g_type_name (type), missing);
  return missing == NULL;
}
