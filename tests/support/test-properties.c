/* test-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-properties.h"

struct _BatchTestNotes
{
  GObject   *object;
  GPtrArray *names;
  gulong     handler;
};

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  BatchTestNotes *self = user_data;

  g_ptr_array_add (self->names, (char *) pspec->name);
}

BatchTestNotes *
batch_test_notes_new (gpointer object)
{
  BatchTestNotes *self = g_new0 (BatchTestNotes, 1);

  self->object = g_object_ref (object);
  self->names = g_ptr_array_new ();
  self->handler = g_signal_connect (object, "notify", G_CALLBACK (notify_cb), self);
  return self;
}

void
batch_test_notes_free (BatchTestNotes *self)
{
  g_signal_handler_disconnect (self->object, self->handler);
  g_object_unref (self->object);
  g_ptr_array_unref (self->names);
  g_free (self);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

char *
batch_test_notes_take (BatchTestNotes *self)
{
  char *text;

  g_ptr_array_sort (self->names, compare_names);
  g_ptr_array_add (self->names, NULL);
  text = g_strjoinv (" ", (char **) self->names->pdata);
  g_ptr_array_set_size (self->names, 0);
  return text;
}

static void
set_other_enum (GParamSpec *pspec,
                GValue     *value)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;

  for (guint i = 0; i < klass->n_values; i++)
    {
      if (klass->values[i].value != g_value_get_enum (value))
        {
          g_value_set_enum (value, klass->values[i].value);
          return;
        }
    }
}

static void
set_other (GParamSpec *pspec,
           GValue     *value)
{
  static const char *const two[] = { "one", "more", NULL };

  /* One character, as some take no more. */
  if (G_VALUE_HOLDS_STRING (value))
    g_value_set_static_string (value, ";");
  else if (G_VALUE_HOLDS_DOUBLE (value))
    g_value_set_double (value, g_value_get_double (value) + 1.5);
  else if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    g_value_set_static_boxed (value, two);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, !g_value_get_boolean (value));
  else if (G_VALUE_HOLDS_INT (value))
    g_value_set_int (value, g_value_get_int (value) + 7);
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, g_value_get_uint (value) + 7);
  else if (G_VALUE_HOLDS_INT64 (value))
    g_value_set_int64 (value, g_value_get_int64 (value) + 7);
  else if (G_VALUE_HOLDS_ENUM (value))
    set_other_enum (pspec, value);
  else if (G_VALUE_HOLDS (value, G_TYPE_DATE_TIME))
    g_value_take_boxed (value, g_date_time_new_utc (2030, 1, 2, 3, 4, 5.678901));
  else
    g_error ("No other value for the property %s", pspec->name);
}

static gboolean
same_value (GParamSpec   *pspec,
            const GValue *a,
            const GValue *b)
{
  GDateTime *time_a;
  GDateTime *time_b;

  if (G_VALUE_HOLDS (a, G_TYPE_STRV) && g_value_get_boxed (a) != NULL)
    return g_value_get_boxed (b) != NULL &&
           g_strv_equal (g_value_get_boxed (a), g_value_get_boxed (b));
  if (!G_VALUE_HOLDS (a, G_TYPE_DATE_TIME))
    return g_param_values_cmp (pspec, a, b) == 0;

  time_a = g_value_get_boxed (a);
  time_b = g_value_get_boxed (b);
  if (time_a == NULL || time_b == NULL)
    return time_a == time_b;
  return g_date_time_equal (time_a, time_b);
}

static void
check_writable (GObject    *object,
                GParamSpec *pspec)
{
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (object);
  g_auto(GValue) before = G_VALUE_INIT;
  g_auto(GValue) other = G_VALUE_INIT;
  g_auto(GValue) after = G_VALUE_INIT;

  g_object_get_property (object, pspec->name, &before);
  g_assert_true (same_value (pspec, &before, g_param_spec_get_default_value (pspec)));
  g_object_set_property (object, pspec->name, &before);
  batch_test_assert_notes (notes, "");

  g_value_init (&other, pspec->value_type);
  g_value_copy (&before, &other);
  set_other (pspec, &other);
  g_object_set_property (object, pspec->name, &other);
  batch_test_assert_notes (notes, pspec->name);
  g_object_get_property (object, pspec->name, &after);
  g_assert_true (same_value (pspec, &after, &other));

  g_object_set_property (object, pspec->name, &other);
  batch_test_assert_notes (notes, "");
  g_object_set_property (object, pspec->name, &before);
  batch_test_assert_notes (notes, pspec->name);
}

void
batch_test_check_properties (gpointer object)
{
  guint n_pspecs;
  g_autofree GParamSpec **pspecs =
    g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_pspecs);

  g_assert_cmpuint (n_pspecs, >, 0);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      g_object_get_property (object, pspecs[i]->name, &value);
      g_assert_true (G_VALUE_HOLDS (&value, pspecs[i]->value_type));
      if ((pspecs[i]->flags & (G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY)) == G_PARAM_WRITABLE)
        check_writable (object, pspecs[i]);
    }
}
