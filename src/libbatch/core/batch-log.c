/* core/batch-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-log-private.h"

/* Everything that GLib, this table and the struct can come to. */
#define MAX_FIELDS 24

static const struct
{
  const char *word;
  const char *message_id;
} kinds[] = {
  [BATCH_LOG_REQUEST] = { "request", "7eed7b449b8e4ab58ac1c41a7e508981" },
  [BATCH_LOG_SILENCE] = { "silence", "f804baa65f97487a9d47fff299432257" },
  [BATCH_LOG_BATCH] = { "batch", "ec527ffdd6204e6f9abba0535d69bcda" },
  [BATCH_LOG_JOB] = { "job", "be893d7d90bc4caaa0957097238ab68c" },
  [BATCH_LOG_LOAD] = { "load", "5d6d80dc2b484589a2e27e429e8db332" },
  [BATCH_LOG_SERVER] = { "server", "d103c88bb34b45e6b67a68271f899d3a" },
  [BATCH_LOG_WEBHOOK] = { "webhook", "84fbb30da2ee4763b6bf62cfb852d992" },
};

static const struct
{
  const char *name;
  gsize       offset;
} texts[] = {
  { "BATCH_JOB", G_STRUCT_OFFSET (BatchLogFields, job) },
  { "BATCH_KEY", G_STRUCT_OFFSET (BatchLogFields, key) },
  { "BATCH_REQUEST", G_STRUCT_OFFSET (BatchLogFields, request) },
  { "BATCH_ROUTE", G_STRUCT_OFFSET (BatchLogFields, route) },
  { "BATCH_METHOD", G_STRUCT_OFFSET (BatchLogFields, method) },
  { "BATCH_CODE", G_STRUCT_OFFSET (BatchLogFields, code) },
  { "BATCH_STATE", G_STRUCT_OFFSET (BatchLogFields, state) },
  { "BATCH_EVENT", G_STRUCT_OFFSET (BatchLogFields, event) },
  { "BATCH_MODEL", G_STRUCT_OFFSET (BatchLogFields, model) },
  { "BATCH_BACKEND", G_STRUCT_OFFSET (BatchLogFields, backend) },
  { "BATCH_TARGET", G_STRUCT_OFFSET (BatchLogFields, target) },
};

typedef struct
{
  GLogField fields[MAX_FIELDS];
  gsize     n;
} Line;

/* @value: (nullable) */
static void
add (Line       *line,
     const char *name,
     const char *value)
{
  if (value != NULL && line->n < MAX_FIELDS)
    line->fields[line->n++] = (GLogField) { name, value, -1 };
}

static const char *
get_priority (GLogLevelFlags level)
{
  if (level == G_LOG_LEVEL_WARNING)
    return "4";
  return level == G_LOG_LEVEL_INFO ? "6" : "7";
}

void
batch_log (GLogLevelFlags        level,
           BatchLogKind          kind,
           const BatchLogFields *fields,
           const char           *format,
           ...)
{
  g_autofree char *message = NULL;
  g_autofree char *status = NULL;
  g_autofree char *duration = NULL;
  Line line = { .n = 0 };
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (fields->status != 0)
    status = g_strdup_printf ("%u", fields->status);
  if (fields->duration_ms >= 0)
    duration = g_strdup_printf ("%" G_GINT64_FORMAT, fields->duration_ms);

  add (&line, "MESSAGE", message);
  add (&line, "PRIORITY", get_priority (level));
  add (&line, "GLIB_DOMAIN", G_LOG_DOMAIN);
  add (&line, "MESSAGE_ID", kinds[kind].message_id);
  add (&line, "BATCH_LOG", kinds[kind].word);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add (&line, texts[i].name, G_STRUCT_MEMBER (const char *, fields, texts[i].offset));
  add (&line, "BATCH_STATUS", status);
  add (&line, "BATCH_DURATION_MS", duration);
  g_log_structured_array (level, line.fields, line.n);
}

char *
batch_log_origin (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup ("?");

  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), "", NULL, NULL);
}
