/* batch-validator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-validator-private.h"

#include <string.h>

#include "core/batch-byte-count-private.h"
#include "core/batch-excerpt-private.h"
#include "format/batch-id-index-private.h"
#include "format/batch-line-reader-private.h"
#include "format/batch-message-check-private.h"
#include "format/batch-request-check-private.h"
#include "json/batch-json-text-private.h"

#define MAX_SHOWN 40            /* characters of a value in a message */

typedef struct
{
  char   *name;
  gint64  n_lines;
} Model;

struct _BatchValidator
{
  BatchLimits        limits;
  BatchRequestFunc   func;
  gpointer           user_data;
  BatchLineReader   *reader;
  BatchIdIndex      *ids;            /* NULL after the first pass */
  BatchLineIssues   *issues;
  BatchRequestCheck  check;
  GPtrArray         *models;         /* of Model */
  GHashTable        *models_by_name; /* to Model, owned by the array */
  GArray            *suspects;       /* (nullable) lines that the second pass compares */
  GHashTable        *first_lines;    /* of the second pass: id to the first line with it */
  gint64             n_bytes;
  gint64             n_lines;
  guint              next_suspect;
  guint              second_pass : 1;
  guint              stopped : 1;
};

/* OpenAI counts 200 MB as 200 × 2²⁰ bytes, and what it accepts is accepted here. */
BatchLimits
batch_limits_default (void)
{
  return (BatchLimits) {
    .max_lines = 50000,
    .max_bytes = 200 * 1024 * 1024,
    .max_line = 32 * 1024 * 1024,
    .max_depth = BATCH_JSON_DEPTH,
    .max_errors = 100,
  };
}

static void
model_free (Model *model)
{
  g_free (model->name);
  g_free (model);
}

static void
count_model (BatchValidator *self,
             const GString  *name)
{
  Model *model = g_hash_table_lookup (self->models_by_name, name->str);

  if (model == NULL)
    {
      model = g_new0 (Model, 1);
      model->name = g_strndup (name->str, name->len);
      g_ptr_array_add (self->models, model);
      g_hash_table_insert (self->models_by_name, model->name, model);
    }

  model->n_lines++;
}

static void
accept_request (BatchValidator         *self,
                const BatchLine        *line,
                const BatchRequestLine *found)
{
  const BatchJsonValue *body = &found->values[BATCH_REQUEST_BODY];
  BatchRequest request = {
    .custom_id = self->check.custom_id->str,
    .model = self->check.model->str,
    .body = body->data,
    .prompt = &found->prompt,
    .body_offset = line->offset + (body->data - line->data),
    .body_length = body->length,
    .line = line->number,
    .endpoint = self->check.endpoint,
    .refusal = self->limits.strict_messages
               ? batch_message_check (body->data, body->length) : NULL,
  };

  count_model (self, self->check.model);
  if (self->func != NULL)
    self->func (&request, self->user_data);
}

static void
check_request (BatchValidator         *self,
               const BatchLine        *line,
               const BatchRequestLine *request)
{
  gboolean good = batch_request_check_run (&self->check, request, line->number);
  const GString *custom_id = self->check.custom_id;

  if (self->check.has_id)
    batch_id_index_add (self->ids, custom_id->str, custom_id->len, line->number);
  if (good)
    accept_request (self, line, request);
}

/* So begins an object that is laid out on several lines. */
static gboolean
is_brace (const BatchJsonScanner *scanner)
{
  return scanner->end - scanner->start == 1 && *scanner->start == '{';
}

/* Where the first request is, the rest is, too, and its lines mean nothing each by itself. */
static void
report_laid_out (BatchValidator   *self,
                 guint32           line,
                 BatchJsonScanner *scanner)
{
  gsize byte = batch_json_scanner_get_offset (scanner) + 1;

  batch_line_issues_add (self->issues, line, NULL, scanner->code,
                         "this is not JSON: %s (byte %" G_GSIZE_FORMAT "); a request takes one "
                         "line", scanner->problem, byte);
  self->stopped = self->n_lines == 1;
}

static void
report_not_json (BatchValidator   *self,
                 guint32           line,
                 BatchJsonScanner *scanner)
{
  gsize byte = batch_json_scanner_get_offset (scanner) + 1;

  if (scanner->code == BATCH_LINE_ERROR_NESTING_TOO_DEEP)
    batch_line_issues_add (self->issues, line, NULL, scanner->code,
                           "brackets are nested more than %u deep (byte %" G_GSIZE_FORMAT ")",
                           scanner->max_depth, byte);
  else if (scanner->code == BATCH_LINE_ERROR_INVALID_UTF8)
    batch_line_issues_add (self->issues, line, NULL, scanner->code,
                           "this is not UTF-8 (byte %" G_GSIZE_FORMAT "); save the file as UTF-8",
                           byte);
  else if (is_brace (scanner))
    report_laid_out (self, line, scanner);
  else
    batch_line_issues_add (self->issues, line, NULL, scanner->code,
                           "this is not JSON: %s (byte %" G_GSIZE_FORMAT ")", scanner->problem,
                           byte);
}

/* The first line tells how the file is encoded. */
static gboolean
check_encoding (BatchValidator  *self,
                const BatchLine *line)
{
  const guint8 *data = line->data;

  if (line->length < 2 ||
      !((data[0] == 0xFF && data[1] == 0xFE) || (data[0] == 0xFE && data[1] == 0xFF) ||
        data[0] == 0 || data[1] == 0))
    return TRUE;

  batch_line_issues_add (self->issues, line->number, NULL, BATCH_LINE_ERROR_INVALID_UTF8,
                         "this is UTF-16 or binary; save the file as UTF-8");
  self->stopped = TRUE;
  return FALSE;
}

/* What a file begins with that has to be unpacked before. */
static const char *
name_packer (const BatchLine *line)
{
  static const struct
  {
    const char *magic;
    const char *name;
  } packers[] = {
    { "\x1f\x8b", "gzip" },
    { "PK\x03\x04", "zip" },
    { "\x28\xb5\x2f\xfd", "zstd" },
    { "\xfd" "7zXZ", "xz" },
    { "BZh", "bzip2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (packers); i++)
    if (line->length >= strlen (packers[i].magic)
        && memcmp (line->data, packers[i].magic, strlen (packers[i].magic)) == 0)
      return packers[i].name;

  return NULL;
}

static gboolean
check_packed (BatchValidator  *self,
              const BatchLine *line)
{
  const char *packer = name_packer (line);

  if (packer == NULL)
    return TRUE;

  batch_line_issues_add (self->issues, line->number, NULL, BATCH_LINE_ERROR_INVALID_JSON,
                         "the file is packed by %s; unpack it first", packer);
  self->stopped = TRUE;
  return FALSE;
}

/* Whether the first line is that of an array, or of members of one. */
static gboolean
is_of_array (const BatchLine *line)
{
  g_autofree char *text = g_strstrip (g_strndup ((const char *) line->data, line->length));

  return text[0] == '[' || g_str_has_suffix (text, "},");
}

/* Leaves out a byte order mark. */
static void
begin_scan (BatchValidator   *self,
            BatchJsonScanner *scanner,
            const BatchLine  *line)
{
  gsize skipped = batch_line_mark_length (line);

  batch_json_scanner_init (scanner, line->data + skipped, line->length - skipped,
                           self->limits.max_depth);
}

/* An array is not looked into for a request; how deep it goes is told all the same.
 * Returns: whether @line is one that goes too deep, and was reported */
static gboolean
report_deep_array (BatchValidator  *self,
                   const BatchLine *line)
{
  BatchJsonScanner scanner;

  begin_scan (self, &scanner, line);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_ARRAY
      || batch_json_scanner_read_value (&scanner, NULL)
      || scanner.code != BATCH_LINE_ERROR_NESTING_TOO_DEEP)
    return FALSE;

  report_not_json (self, line->number, &scanner);
  return TRUE;
}

static void
report_array (BatchValidator  *self,
              const BatchLine *line)
{
  batch_line_issues_add (self->issues, line->number, NULL, BATCH_LINE_ERROR_INVALID_JSON,
                         "this is not a line of JSON; put each request on a line of its own, "
                         "with no brackets around them and no commas between them");
  self->stopped = TRUE;
}

static gboolean
count_line (BatchValidator *self,
            guint32         line)
{
  if (self->limits.max_lines > 0 && self->n_lines >= self->limits.max_lines)
    {
      batch_line_issues_add (self->issues, line, NULL, BATCH_LINE_ERROR_TOO_MANY_LINES,
                             "there are more than %" G_GINT64_FORMAT " requests;"
                             " split the file or raise the limit", self->limits.max_lines);
      self->stopped = TRUE;
      return FALSE;
    }

  self->n_lines++;
  return TRUE;
}

static void
check_line (BatchValidator  *self,
            const BatchLine *line)
{
  BatchRequestLine request;
  BatchJsonScanner scanner;

  if (line->number == 1 && (!check_packed (self, line) || !check_encoding (self, line)))
    return;

  begin_scan (self, &scanner, line);
  if (batch_json_scanner_peek (&scanner) == BATCH_JSON_NONE && scanner.pos == scanner.end)
    return;
  if (!count_line (self, line->number))
    return;

  if (batch_request_line_read (&request, &scanner))
    check_request (self, line, &request);
  else if (report_deep_array (self, line))
    return;
  else if (line->number == 1 && is_of_array (line))
    report_array (self, line);
  else
    report_not_json (self, line->number, &scanner);
}

static void
report_too_long (BatchValidator *self,
                 guint32         line)
{
  gsize max_line = self->limits.max_line > 0 ? self->limits.max_line : BATCH_LINE_MAX;
  g_autofree char *limit = batch_byte_count_to_text (max_line);

  if (count_line (self, line))
    batch_line_issues_add (self->issues, line, NULL, BATCH_LINE_ERROR_LINE_TOO_LONG,
                           "the line is longer than %s", limit);
}

static void
report_too_large (BatchValidator *self)
{
  g_autofree char *limit = batch_byte_count_to_text ((guint64) self->limits.max_bytes);

  batch_line_issues_add (self->issues, 0, NULL, BATCH_LINE_ERROR_FILE_TOO_LARGE,
                         "The file is larger than %s; split it or raise the limit", limit);
  self->stopped = TRUE;
}

static void
compare_suspect (BatchValidator  *self,
                 const BatchLine *line)
{
  BatchRequestLine request;
  BatchJsonScanner scanner;
  g_autofree char *custom_id = NULL;
  g_autofree char *shown = NULL;
  guint first;

  begin_scan (self, &scanner, line);
  if (!batch_request_line_read (&request, &scanner))
    return;

  custom_id = batch_json_value_dup_string (&request.values[BATCH_REQUEST_CUSTOM_ID]);
  if (custom_id == NULL)
    return;

  first = GPOINTER_TO_UINT (g_hash_table_lookup (self->first_lines, custom_id));
  if (first == 0)
    {
      g_hash_table_insert (self->first_lines, g_steal_pointer (&custom_id),
                           GUINT_TO_POINTER (line->number));
      return;
    }

  shown = batch_excerpt (custom_id, -1, MAX_SHOWN);
  batch_line_issues_add (self->issues, line->number, "custom_id",
                         BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID,
                         "“custom_id” “%s” appears twice (first on line %u)", shown, first);
}

static void
read_line_again (BatchValidator  *self,
                 const BatchLine *line)
{
  if (line->number != g_array_index (self->suspects, guint32, self->next_suspect))
    return;

  if (line->data != NULL)
    compare_suspect (self, line);

  self->next_suspect++;
  if (self->next_suspect == self->suspects->len)
    self->stopped = TRUE;
}

static gboolean
line_cb (const BatchLine *line,
         gpointer         user_data)
{
  BatchValidator *self = user_data;

  if (self->second_pass)
    read_line_again (self, line);
  else if (line->data != NULL)
    check_line (self, line);
  else
    report_too_long (self, line->number);

  if (batch_line_issues_is_full (self->issues))
    self->stopped = TRUE;

  return !self->stopped;
}

BatchValidator *
batch_validator_new (const BatchLimits *limits,
                     BatchRequestFunc   func,
                     gpointer           user_data)
{
  BatchValidator *self = g_new0 (BatchValidator, 1);

  self->limits = *limits;
  self->func = func;
  self->user_data = user_data;
  self->reader = batch_line_reader_new (limits->max_line, line_cb, self);
  self->ids = batch_id_index_new (64);
  self->issues = batch_line_issues_new (limits->max_errors);
  self->models = g_ptr_array_new_with_free_func ((GDestroyNotify) model_free);
  self->models_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->first_lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  batch_request_check_init (&self->check, self->issues);
  self->check.endpoints = limits->endpoints;
  self->check.endpoints_of = limits->endpoints_of;

  return self;
}

void
batch_validator_free (BatchValidator *self)
{
  batch_line_reader_free (self->reader);
  g_clear_pointer (&self->ids, batch_id_index_free);
  g_clear_pointer (&self->suspects, g_array_unref);
  batch_request_check_clear (&self->check);
  batch_line_issues_free (self->issues);
  g_hash_table_unref (self->models_by_name);
  g_ptr_array_unref (self->models);
  g_hash_table_unref (self->first_lines);
  g_free (self);
}

void
batch_validator_set_hash_bits (BatchValidator *self,
                               guint           bits)
{
  batch_id_index_free (self->ids);
  self->ids = batch_id_index_new (bits);
}

gboolean
batch_validator_feed (BatchValidator *self,
                      const guint8   *data,
                      gsize           length)
{
  gint64 left = self->limits.max_bytes - self->n_bytes;
  gsize allowed = self->limits.max_bytes > 0 && (gint64) length > left ? (gsize) left : length;

  if (self->stopped || !batch_line_reader_feed (self->reader, data, allowed))
    return FALSE;

  self->n_bytes += allowed;
  if (allowed < length)
    report_too_large (self);

  return !self->stopped;
}

static void
end_first_pass (BatchValidator *self)
{
  guint room = batch_line_issues_get_room (self->issues);

  if (self->n_lines == 0 && batch_line_issues_get_all (self->issues)->len == 0)
    batch_line_issues_add (self->issues, 0, NULL, BATCH_LINE_ERROR_EMPTY_FILE,
                           "The file has no request in it");

  if (!self->stopped)
    self->suspects = batch_id_index_find_suspects (self->ids, room);
  g_clear_pointer (&self->ids, batch_id_index_free);
}

void
batch_validator_end (BatchValidator *self)
{
  if (!self->stopped)
    batch_line_reader_end (self->reader);
  if (!self->second_pass)
    end_first_pass (self);

  batch_line_issues_sort (self->issues);
}

gboolean
batch_validator_needs_second_pass (BatchValidator *self)
{
  return !self->second_pass && self->suspects != NULL && self->suspects->len > 0;
}

void
batch_validator_begin_second_pass (BatchValidator *self)
{
  batch_line_reader_reset (self->reader);
  self->n_bytes = 0;
  self->second_pass = TRUE;
}

GPtrArray *
batch_validator_get_issues (BatchValidator *self)
{
  return batch_line_issues_get_all (self->issues);
}

gboolean
batch_validator_is_full (BatchValidator *self)
{
  return batch_line_issues_is_full (self->issues);
}

gint64
batch_validator_get_line_count (BatchValidator *self)
{
  return self->n_lines;
}

guint
batch_validator_get_n_models (BatchValidator *self)
{
  return self->models->len;
}

const char *
batch_validator_get_model (BatchValidator *self,
                           guint           index,
                           gint64         *n_lines)
{
  const Model *model = g_ptr_array_index (self->models, index);

  if (n_lines != NULL)
    *n_lines = model->n_lines;

  return model->name;
}
