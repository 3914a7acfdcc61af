/* batch-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-row.h"

/* What a row of a list holds. A screen reader says of it one sentence instead of reading out
 * its parts. It goes to the row that the list has made, which GTK 4.8 gives no other way to. */

struct _BatchRow
{
  AdwBin  parent_instance;

  char   *spoken;          /* (nullable) */
};

enum
{
  PROP_0,
  PROP_SPOKEN,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchRow, batch_row, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* In a table there is a cell between. */
static GtkWidget *
find_row (BatchRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL && g_str_equal (gtk_widget_get_css_name (parent), "cell"))
    return gtk_widget_get_parent (parent);

  return parent;
}

static void
update_label (BatchRow *self)
{
  GtkWidget *list_row = find_row (self);
  const char *spoken = self->spoken != NULL ? self->spoken : "";

  if (list_row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_row),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                    -1);
}

static void
batch_row_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (batch_row_parent_class)->root (widget);

  update_label (BATCH_ROW (widget));
}

static void
batch_row_finalize (GObject *object)
{
  BatchRow *self = BATCH_ROW (object);

  g_free (self->spoken);

  G_OBJECT_CLASS (batch_row_parent_class)->finalize (object);
}

static void
batch_row_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SPOKEN:
      g_value_set_string (value, batch_row_get_spoken (BATCH_ROW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_row_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_SPOKEN:
      batch_row_set_spoken (BATCH_ROW (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_row_class_init (BatchRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = batch_row_finalize;
  object_class->get_property = batch_row_get_property;
  object_class->set_property = batch_row_set_property;

  widget_class->root = batch_row_root;

  properties[PROP_SPOKEN] =
    g_param_spec_string ("spoken", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_row_init (BatchRow *self)
{
}

const char *
batch_row_get_spoken (BatchRow *self)
{
  g_return_val_if_fail (BATCH_IS_ROW (self), NULL);

  return self->spoken;
}

void
batch_row_set_spoken (BatchRow   *self,
                      const char *spoken)
{
  g_return_if_fail (BATCH_IS_ROW (self));

  if (g_strcmp0 (self->spoken, spoken) == 0)
    return;

  g_free (self->spoken);
  self->spoken = g_strdup (spoken);
  update_label (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPOKEN]);
}
