/* cli/cli-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-log.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli-terminal.h"

static int shown = CLI_LOG_WARNINGS;

static const char *
find_field (const GLogField *fields,
            gsize            n_fields,
            const char      *name)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, name))
      return fields[i].value;
  return NULL;
}

static char *
get_time (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%FT%TZ");
}

/* BATCH_DURATION_MS is “duration_ms”. Those of GLib and of the journal are not repeated. */
static void
add_field (JsonBuilder     *builder,
           const GLogField *field)
{
  g_autofree char *name = NULL;

  if (!g_str_has_prefix (field->key, "BATCH_"))
    return;

  name = g_ascii_strdown (field->key + strlen ("BATCH_"), -1);
  json_builder_set_member_name (builder, name);
  if (g_str_equal (name, "status") || g_str_equal (name, "duration_ms"))
    json_builder_add_int_value (builder, g_ascii_strtoll (field->value, NULL, 10));
  else
    json_builder_add_string_value (builder, field->value);
}

static void
print_json (GLogLevelFlags   level,
            const char      *message,
            const GLogField *fields,
            gsize            n_fields)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *time = get_time ();
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "at");
  json_builder_add_string_value (builder, time);
  json_builder_set_member_name (builder, "level");
  json_builder_add_string_value (builder, level == G_LOG_LEVEL_WARNING ? "warning" : "info");
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, message);
  for (gsize i = 0; i < n_fields; i++)
    add_field (builder, &fields[i]);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_printerr ("%s\n", text);
}

static void
print_text (GLogLevelFlags  level,
            const char     *message)
{
  g_autofree char *time = get_time ();
  g_autofree char *line = cli_escape_line (message);

  if (level == G_LOG_LEVEL_WARNING)
    g_printerr (_("%s: warning: %s\n"), g_get_prgname (), line);
  else
    g_printerr ("%s %s\n", time, line);
}

/* For people, like everything else here. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  const char *message = find_field (fields, n_fields, "MESSAGE");
  int form = g_atomic_int_get (&shown);
  gboolean ours = g_strcmp0 (domain, "Batch") == 0 && message != NULL
                  && (level == G_LOG_LEVEL_WARNING
                      || (level == G_LOG_LEVEL_INFO && form != CLI_LOG_WARNINGS));

  if (!ours)
    return g_log_writer_default (level, fields, n_fields, user_data);
  if (form != CLI_LOG_WARNINGS && g_log_writer_is_journald (fileno (stderr)))
    return g_log_writer_journald (level, fields, n_fields, user_data);

  if (form == CLI_LOG_JSON)
    print_json (level, message, fields, n_fields);
  else
    print_text (level, message);
  return G_LOG_WRITER_HANDLED;
}

void
cli_log_begin (void)
{
  /* Standard output is for what was asked for. */
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_log, NULL, NULL);
}

void
cli_log_set (CliLog log)
{
  g_atomic_int_set (&shown, (int) log);
}

gboolean
cli_log_parse (const char *word,
               CliLog     *log)
{
  static const char *const words[] = { "none", "text", "json" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i]))
      {
        *log = (CliLog) i;
        return TRUE;
      }
  return FALSE;
}
