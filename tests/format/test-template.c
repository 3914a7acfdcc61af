/* test-template.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-template-private.h"

#include "batch-types.h"

static const char *const columns[] = { "title", "the text", "größe", NULL };
static const char *const values[] = { "T", "some {{title}}", "", NULL };

static void
test_expand (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
    gboolean    uses_title;
  } cases[] = {
    { "", "", FALSE },
    { "as it stands", "as it stands", FALSE },
    { "{{title}}", "T", TRUE },
    { "a {{title}} b {{the text}} c", "a T b some {{title}} c", TRUE },
    { "{{title}}{{ title }}{{größe}}", "TT", TRUE },
    { "{ {title} } }}", "{ {title} } }}", FALSE },
    { "x{{größe}}y", "xy", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchTemplate) template = batch_template_new (cases[i].text, columns, &error);
      g_autoptr(GString) out = g_string_new ("> ");

      g_assert_no_error (error);
      batch_template_expand (template, values, out);
      g_assert_cmpstr (out->str + 2, ==, cases[i].expected);
      g_assert_true (batch_template_uses (template, 0) == cases[i].uses_title);
    }
}

static void
test_refuse (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{{titel}}", "The template asks for “{{titel}}”, which is none of the columns:"
                   " title, the text, größe" },
    { "{{Title}}", "The template asks for “{{Title}}”, which is none of the columns:"
                   " title, the text, größe" },
    { "{{}}", "The template asks for “{{}}”, which is none of the columns:"
              " title, the text, größe" },
    { "a {{title", "The template has “{{” without “}}”" },
    { "a {{title} }", "The template has “{{” without “}}”" },
  };
  const char *const none[] = { NULL };
  g_autoptr(GError) no_columns = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_template_new (cases[i].text, columns, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }

  g_assert_null (batch_template_new ("{{a}}", none, &no_columns));
  g_assert_cmpstr (no_columns->message, ==,
                   "The template asks for “{{a}}”, but there are no columns");
}

static void
test_many_columns (void)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) many = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    g_strv_builder_add (builder, "name");
  many = g_strv_builder_end (builder);

  g_assert_null (batch_template_new ("{{x}}", (const char *const *) many, &error));
  g_assert_true (g_str_has_suffix (error->message, "name, name, …"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/template/expand", test_expand);
  g_test_add_func ("/batch/format/template/refuse", test_refuse);
  g_test_add_func ("/batch/format/template/many-columns", test_many_columns);
  return g_test_run ();
}
