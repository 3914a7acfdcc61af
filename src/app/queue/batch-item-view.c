/* batch-item-view.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-view.h"

/* What shows an item, or a part of it. There are hundreds, and a job that runs fast tells of
 * thousands of changes in a second: each shows what is the latest, at most so often, and in
 * the step of the frames. */
#define INTERVAL_US (G_USEC_PER_SEC / 10)

typedef struct
{
  BatchItem *item;                 /* (nullable) */
  gulong     notify_id;
  guint      tick_id;
  gint64     updated_at;           /* by the clock of the frames; 0: a while ago */
} BatchItemViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BatchItemView, batch_item_view, ADW_TYPE_BIN)

static void
update (BatchItemView *self)
{
  BatchItemViewPrivate *priv = batch_item_view_get_instance_private (self);

  BATCH_ITEM_VIEW_GET_CLASS (self)->update (self, priv->item);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BatchItemView *self = BATCH_ITEM_VIEW (widget);
  BatchItemViewPrivate *priv = batch_item_view_get_instance_private (self);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - priv->updated_at < INTERVAL_US)
    return G_SOURCE_CONTINUE;

  priv->tick_id = 0;
  priv->updated_at = now;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
notify_cb (BatchItemView *self)
{
  BatchItemViewPrivate *priv = batch_item_view_get_instance_private (self);

  if (priv->tick_id == 0)
    priv->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
let_go (BatchItemView *self)
{
  BatchItemViewPrivate *priv = batch_item_view_get_instance_private (self);

  if (priv->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), priv->tick_id);
  priv->tick_id = 0;
  priv->updated_at = 0;
  g_clear_signal_handler (&priv->notify_id, priv->item);
  g_clear_object (&priv->item);
}

static void
batch_item_view_dispose (GObject *object)
{
  let_go (BATCH_ITEM_VIEW (object));

  G_OBJECT_CLASS (batch_item_view_parent_class)->dispose (object);
}

static void
batch_item_view_class_init (BatchItemViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_item_view_dispose;
}

static void
batch_item_view_init (BatchItemView *self)
{
}

BatchItem *
batch_item_view_get_item (BatchItemView *self)
{
  BatchItemViewPrivate *priv = batch_item_view_get_instance_private (self);

  g_return_val_if_fail (BATCH_IS_ITEM_VIEW (self), NULL);

  return priv->item;
}

void
batch_item_view_set_item (BatchItemView *self,
                          BatchItem     *item)
{
  BatchItemViewPrivate *priv = batch_item_view_get_instance_private (self);

  g_return_if_fail (BATCH_IS_ITEM_VIEW (self));
  g_return_if_fail (item == NULL || BATCH_IS_ITEM (item));

  let_go (self);
  if (item == NULL)
    return;

  priv->item = g_object_ref (item);
  priv->notify_id = g_signal_connect_object (item, "notify", G_CALLBACK (notify_cb), self,
                                             G_CONNECT_SWAPPED);
  update (self);
}
