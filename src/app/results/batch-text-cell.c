/* batch-text-cell.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-text-cell.h"

#include "widgets/batch-closures.h"
#include "widgets/batch-inscription.h"

/* The beginning of what an item asks or answers, in one line. The text is loaded when the
 * cell gets the item: lists have cells only for the rows that are looked at. */

#define MAX_CHARACTERS 200

struct _BatchTextCell
{
  AdwBin          parent_instance;

  GtkInscription *inscription;
  BatchItem      *item;            /* (nullable) */
  GSignalGroup   *signals;
  char           *text;            /* the property of the item: prompt or answer */
  guint           n_lines;
  guint           asked : 1;       /* for what the item has now */
};

enum
{
  PROP_0,
  PROP_ITEM,
  PROP_TEXT,
  PROP_LINES,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchTextCell, batch_text_cell, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static gboolean
is_answer (BatchTextCell *self)
{
  return g_strcmp0 (self->text, "answer") == 0;
}

static const char *
get_text (BatchTextCell *self)
{
  if (self->item == NULL)
    return NULL;

  return is_answer (self) ? batch_item_get_answer (self->item)
                          : batch_item_get_prompt (self->item);
}

static void
show_text (BatchTextCell *self)
{
  g_autofree char *excerpt = batch_format_excerpt (get_text (self), MAX_CHARACTERS);

  gtk_inscription_set_text (self->inscription, excerpt);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchItem *item = BATCH_ITEM (source);
  g_autoptr(BatchTextCell) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = is_answer (self) ? batch_item_load_answer_finish (item, result, &error)
                                           : batch_item_load_prompt_finish (item, result, &error);

  if (text == NULL)
    g_debug ("Nothing to show of an item: %s", error->message);
  if (item == self->item)
    show_text (self);
}

static gboolean
may_have_text (BatchTextCell *self)
{
  return self->item != NULL && batch_item_get_loaded (self->item)
         && (!is_answer (self)
             || batch_item_get_status (self->item) == BATCH_ITEM_STATUS_SUCCEEDED);
}

static void
update (BatchTextCell *self)
{
  if (!may_have_text (self))
    self->asked = FALSE;
  else if (get_text (self) == NULL && !self->asked)
    {
      self->asked = TRUE;
      if (is_answer (self))
        batch_item_load_answer_async (self->item, NULL, loaded_cb, g_object_ref (self));
      else
        batch_item_load_prompt_async (self->item, NULL, loaded_cb, g_object_ref (self));
    }

  show_text (self);
}

static void
batch_text_cell_dispose (GObject *object)
{
  BatchTextCell *self = BATCH_TEXT_CELL (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (batch_text_cell_parent_class)->dispose (object);
}

static void
batch_text_cell_finalize (GObject *object)
{
  g_free (BATCH_TEXT_CELL (object)->text);

  G_OBJECT_CLASS (batch_text_cell_parent_class)->finalize (object);
}

static void
batch_text_cell_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BatchTextCell *self = BATCH_TEXT_CELL (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_LINES:
      g_value_set_uint (value, self->n_lines);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_text_cell_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BatchTextCell *self = BATCH_TEXT_CELL (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      batch_text_cell_set_item (self, g_value_get_object (value));
      break;
    case PROP_TEXT:
      self->text = g_value_dup_string (value);
      break;
    case PROP_LINES:
      self->n_lines = g_value_get_uint (value);
      gtk_inscription_set_min_lines (self->inscription, self->n_lines);
      gtk_inscription_set_nat_lines (self->inscription, self->n_lines);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_text_cell_class_init (BatchTextCellClass *klass)
{
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_text_cell_dispose;
  object_class->finalize = batch_text_cell_finalize;
  object_class->get_property = batch_text_cell_get_property;
  object_class->set_property = batch_text_cell_set_property;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, BATCH_TYPE_ITEM,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "answer", fixed);
  properties[PROP_LINES] =
    g_param_spec_uint ("lines", NULL, NULL, 1, 100, 1, fixed);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_text_cell_init (BatchTextCell *self)
{
  self->inscription = GTK_INSCRIPTION (gtk_inscription_new (NULL));
  gtk_inscription_set_text_overflow (self->inscription, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (self->inscription, 4);
  gtk_inscription_set_nat_chars (self->inscription, 30);
  gtk_inscription_set_yalign (self->inscription, 0);
  batch_inscription_align (self->inscription, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->inscription));

  self->signals = g_signal_group_new (BATCH_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::loaded", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::status", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::answer", G_CALLBACK (update), self);
}

void
batch_text_cell_set_item (BatchTextCell *self,
                          BatchItem     *item)
{
  g_return_if_fail (BATCH_IS_TEXT_CELL (self));
  g_return_if_fail (item == NULL || BATCH_IS_ITEM (item));

  if (!g_set_object (&self->item, item))
    return;

  self->asked = FALSE;
  g_signal_group_set_target (self->signals, item);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

const char *
batch_text_cell_get_shown (BatchTextCell *self)
{
  g_return_val_if_fail (BATCH_IS_TEXT_CELL (self), NULL);

  return gtk_inscription_get_text (self->inscription);
}
