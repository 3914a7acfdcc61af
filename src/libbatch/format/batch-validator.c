/* batch-validator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-validator-private.h"

#include <string.h>

#include "format/batch-excerpt-private.h"
#include "format/batch-id-index-private.h"
#include "format/batch-json-text-private.h"
#include "format/batch-line-reader-private.h"
#include "format/batch-request-line-private.h"

#define MAX_CUSTOM_ID  64       /* characters */
#define MAX_MODEL      1024     /* characters */
#define MAX_SHOWN      40       /* characters of a value in a message */

typedef struct
{
  char   *name;
  gint64  n_lines;
} Model;

struct _BatchValidator
{
  BatchLimits       limits;
  BatchRequestFunc  func;
  gpointer          user_data;
  BatchLineReader  *reader;
  BatchIdIndex     *ids;
  GPtrArray        *issues;
  GPtrArray        *models;         /* of Model */
  GHashTable       *models_by_name; /* to Model, owned by the array */
  GString          *custom_id;      /* of the current line, and so the next two */
  GString          *model;
  GString          *text;
  GArray           *suspects;       /* (nullable) lines that the second pass compares */
  GHashTable       *first_lines;    /* of the second pass: id to the first line with it */
  gint64            n_bytes;
  gint64            n_lines;
  guint             next_suspect;
  guint             second_pass : 1;
  guint             stopped : 1;
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
issue_free (BatchLineIssue *issue)
{
  g_free (issue->message);
  g_free (issue);
}

static void G_GNUC_PRINTF (5, 6)
report (BatchValidator *self,
        guint32         line,
        const char     *field,
        BatchLineError  code,
        const char     *format,
        ...)
{
  BatchLineIssue *issue;
  va_list args;

  if (self->limits.max_errors > 0 && self->issues->len >= self->limits.max_errors)
    return;

  issue = g_new0 (BatchLineIssue, 1);
  issue->line = line;
  issue->field = field;
  issue->code = code;
  va_start (args, format);
  issue->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->issues, issue);

  if (self->issues->len == self->limits.max_errors)
    self->stopped = TRUE;
}

static void
report_not_json (BatchValidator   *self,
                 guint32           line,
                 BatchJsonScanner *scanner)
{
  gsize byte = batch_json_scanner_get_offset (scanner) + 1;

  if (scanner->code == BATCH_LINE_ERROR_NESTING_TOO_DEEP)
    report (self, line, NULL, scanner->code,
            "Line %u: brackets are nested more than %u deep (byte %" G_GSIZE_FORMAT ")",
            line, scanner->max_depth, byte);
  else if (scanner->code == BATCH_LINE_ERROR_INVALID_UTF8)
    report (self, line, NULL, scanner->code,
            "Line %u: this is not UTF-8 (byte %" G_GSIZE_FORMAT "); save the file as UTF-8",
            line, byte);
  else
    report (self, line, NULL, scanner->code,
            "Line %u: this is not JSON: %s (byte %" G_GSIZE_FORMAT ")",
            line, scanner->problem, byte);
}

/* Says what is wrong with a member that has to be a string, and decodes it. */
static gboolean
check_string (BatchValidator         *self,
              const BatchRequestLine *request,
              BatchRequestMember      member,
              guint32                 line,
              GString                *text)
{
  const BatchJsonValue *value = &request->values[member];
  const char *field = batch_request_member_get_field (member);

  if (value->type == BATCH_JSON_NONE)
    {
      report (self, line, field, BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER,
              "Line %u: “%s” is missing; every request needs one", line, field);
      return FALSE;
    }

  if (value->type != BATCH_JSON_STRING)
    {
      report (self, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
              "Line %u: “%s” is %s; it must be a string",
              line, field, batch_json_type_describe (value->type));
      return FALSE;
    }

  g_string_truncate (text, 0);
  if (!batch_json_value_decode (value, text) || memchr (text->str, 0, text->len) != NULL)
    {
      report (self, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
              "Line %u: “%s” has an escape in it that stands for no character", line, field);
      return FALSE;
    }

  if (text->len == 0)
    {
      report (self, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
              "Line %u: “%s” is empty; every request needs one", line, field);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_length (BatchValidator     *self,
              BatchRequestMember  member,
              guint32             line,
              const GString      *text,
              long                max_length)
{
  const char *field = batch_request_member_get_field (member);
  g_autofree char *shown = NULL;
  long length = g_utf8_strlen (text->str, text->len);

  if (length <= max_length)
    return TRUE;

  shown = batch_excerpt (text->str, -1, MAX_SHOWN);
  report (self, line, field, BATCH_LINE_ERROR_STRING_TOO_LONG,
          "Line %u: “%s” “%s” has %ld characters; at most %ld are allowed",
          line, field, shown, length, max_length);
  return FALSE;
}

static gboolean
check_custom_id (BatchValidator         *self,
                 const BatchRequestLine *request,
                 guint32                 line)
{
  if (!check_string (self, request, BATCH_REQUEST_CUSTOM_ID, line, self->custom_id) ||
      !check_length (self, BATCH_REQUEST_CUSTOM_ID, line, self->custom_id, MAX_CUSTOM_ID))
    return FALSE;

  batch_id_index_add (self->ids, self->custom_id->str, self->custom_id->len, line);
  return TRUE;
}

static gboolean
check_method (BatchValidator         *self,
              const BatchRequestLine *request,
              guint32                 line)
{
  g_autofree char *shown = NULL;

  if (batch_json_value_is (&request->values[BATCH_REQUEST_METHOD], "POST"))
    return TRUE;
  if (!check_string (self, request, BATCH_REQUEST_METHOD, line, self->text))
    return FALSE;

  shown = batch_excerpt (self->text->str, -1, MAX_SHOWN);
  report (self, line, "method", BATCH_LINE_ERROR_INVALID_VALUE,
          "Line %u: “method” is “%s”; it must be “POST”", line, shown);
  return FALSE;
}

static gboolean
check_url (BatchValidator         *self,
           const BatchRequestLine *request,
           guint32                 line,
           BatchEndpoint          *endpoint)
{
  g_autoptr(GString) known = NULL;
  g_autofree char *shown = NULL;

  if (!check_string (self, request, BATCH_REQUEST_URL, line, self->text))
    return FALSE;

  *endpoint = batch_endpoint_from_path (self->text->str);
  if (*endpoint != BATCH_ENDPOINT_NONE)
    return TRUE;

  known = g_string_new (NULL);
  for (guint i = BATCH_ENDPOINT_NONE + 1; i < BATCH_N_ENDPOINTS; i++)
    g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", batch_endpoint_get_path (i));

  shown = batch_excerpt (self->text->str, -1, MAX_SHOWN);
  report (self, line, "url", BATCH_LINE_ERROR_INVALID_URL,
          "Line %u: “url” “%s” is not supported; use one of %s", line, shown, known->str);
  return FALSE;
}

static gboolean
check_body (BatchValidator         *self,
            const BatchRequestLine *request,
            guint32                 line)
{
  const BatchJsonValue *body = &request->values[BATCH_REQUEST_BODY];

  if (body->type == BATCH_JSON_OBJECT)
    return check_string (self, request, BATCH_REQUEST_MODEL, line, self->model) &&
           check_length (self, BATCH_REQUEST_MODEL, line, self->model, MAX_MODEL);

  if (body->type == BATCH_JSON_NONE)
    report (self, line, "body", BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER,
            "Line %u: “body” is missing; it holds what is sent to the model", line);
  else
    report (self, line, "body", BATCH_LINE_ERROR_INVALID_VALUE,
            "Line %u: “body” is %s; it must be an object",
            line, batch_json_type_describe (body->type));

  return FALSE;
}

/* Of two values of one name, servers take the one or the other. */
static gboolean
check_repeated (BatchValidator         *self,
                const BatchRequestLine *request,
                guint32                 line)
{
  for (guint i = 0; i < BATCH_N_REQUEST_MEMBERS; i++)
    {
      const char *field = batch_request_member_get_field (i);

      if (request->repeated & 1u << i)
        report (self, line, field, BATCH_LINE_ERROR_INVALID_VALUE,
                "Line %u: “%s” is there more than once; keep one of them", line, field);
    }

  return request->repeated == 0;
}

static void
count_model (BatchValidator *self)
{
  Model *model = g_hash_table_lookup (self->models_by_name, self->model->str);

  if (model == NULL)
    {
      model = g_new0 (Model, 1);
      model->name = g_strndup (self->model->str, self->model->len);
      g_ptr_array_add (self->models, model);
      g_hash_table_insert (self->models_by_name, model->name, model);
    }

  model->n_lines++;
}

static void
accept (BatchValidator         *self,
        const BatchLine        *line,
        const BatchRequestLine *found,
        BatchEndpoint           endpoint)
{
  const BatchJsonValue *body = &found->values[BATCH_REQUEST_BODY];
  BatchRequest request = {
    .custom_id = self->custom_id->str,
    .model = self->model->str,
    .body = body->data,
    .body_offset = line->offset + (body->data - line->data),
    .body_length = body->length,
    .line = line->number,
    .endpoint = endpoint,
  };

  count_model (self);
  if (self->func != NULL)
    self->func (&request, self->user_data);
}

static void
check_request (BatchValidator         *self,
               const BatchLine        *line,
               const BatchRequestLine *request)
{
  BatchEndpoint endpoint = BATCH_ENDPOINT_NONE;
  gboolean good;

  if (request->type != BATCH_JSON_OBJECT)
    {
      report (self, line->number, NULL, BATCH_LINE_ERROR_INVALID_JSON,
              "Line %u: this is %s; every line must be one JSON object",
              line->number, batch_json_type_describe (request->type));
      return;
    }

  /* All of them, so that a person sees all that is wrong with the line. */
  good = check_repeated (self, request, line->number);
  good &= check_custom_id (self, request, line->number);
  good &= check_method (self, request, line->number);
  good &= check_url (self, request, line->number, &endpoint);
  good &= check_body (self, request, line->number);

  if (good)
    accept (self, line, request, endpoint);
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

  report (self, line->number, NULL, BATCH_LINE_ERROR_INVALID_UTF8,
          "The file is UTF-16 or binary; save it as UTF-8");
  self->stopped = TRUE;
  return FALSE;
}

static gsize
bom_length (const BatchLine *line)
{
  if (line->number == 1 && line->length >= 3 && memcmp (line->data, "\xEF\xBB\xBF", 3) == 0)
    return 3;

  return 0;
}

static gboolean
count_line (BatchValidator *self,
            guint32         line)
{
  if (self->limits.max_lines > 0 && self->n_lines >= self->limits.max_lines)
    {
      report (self, line, NULL, BATCH_LINE_ERROR_TOO_MANY_LINES,
              "The file has more than %" G_GINT64_FORMAT " requests; split it or raise the limit",
              self->limits.max_lines);
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
  gsize skipped = bom_length (line);

  if (line->number == 1 && !check_encoding (self, line))
    return;

  batch_json_scanner_init (&scanner, line->data + skipped, line->length - skipped,
                           self->limits.max_depth);
  if (batch_json_scanner_peek (&scanner) == BATCH_JSON_NONE && scanner.pos == scanner.end)
    return;
  if (!count_line (self, line->number))
    return;

  if (batch_request_line_read (&request, &scanner))
    check_request (self, line, &request);
  else
    report_not_json (self, line->number, &scanner);
}

static void
compare_suspect (BatchValidator  *self,
                 const BatchLine *line)
{
  BatchRequestLine request;
  BatchJsonScanner scanner;
  gsize skipped = bom_length (line);
  const BatchJsonValue *value = &request.values[BATCH_REQUEST_CUSTOM_ID];
  g_autofree char *custom_id = NULL;
  g_autofree char *shown = NULL;
  guint first;

  batch_json_scanner_init (&scanner, line->data + skipped, line->length - skipped,
                           self->limits.max_depth);
  if (!batch_request_line_read (&request, &scanner) ||
      (custom_id = batch_json_value_dup_string (value)) == NULL)
    return;

  first = GPOINTER_TO_UINT (g_hash_table_lookup (self->first_lines, custom_id));
  if (first == 0)
    {
      g_hash_table_insert (self->first_lines, g_steal_pointer (&custom_id),
                           GUINT_TO_POINTER (line->number));
      return;
    }

  shown = batch_excerpt (custom_id, -1, MAX_SHOWN);
  report (self, line->number, "custom_id", BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID,
          "Line %u: “custom_id” “%s” appears twice (first on line %u)",
          line->number, shown, first);
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
  else if (count_line (self, line->number))
    report (self, line->number, NULL, BATCH_LINE_ERROR_LINE_TOO_LONG,
            "Line %u: the line is longer than %" G_GSIZE_FORMAT " bytes",
            line->number, self->limits.max_line > 0 ? self->limits.max_line : BATCH_LINE_MAX);

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
  self->issues = g_ptr_array_new_with_free_func ((GDestroyNotify) issue_free);
  self->models = g_ptr_array_new_with_free_func ((GDestroyNotify) model_free);
  self->models_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->first_lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->custom_id = g_string_new (NULL);
  self->model = g_string_new (NULL);
  self->text = g_string_new (NULL);

  return self;
}

void
batch_validator_free (BatchValidator *self)
{
  batch_line_reader_free (self->reader);
  g_clear_pointer (&self->ids, batch_id_index_free);
  g_clear_pointer (&self->suspects, g_array_unref);
  g_ptr_array_unref (self->issues);
  g_hash_table_unref (self->models_by_name);
  g_ptr_array_unref (self->models);
  g_hash_table_unref (self->first_lines);
  g_string_free (self->custom_id, TRUE);
  g_string_free (self->model, TRUE);
  g_string_free (self->text, TRUE);
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
    {
      report (self, 0, NULL, BATCH_LINE_ERROR_FILE_TOO_LARGE,
              "The file is larger than %" G_GINT64_FORMAT " bytes; split it or raise the limit",
              self->limits.max_bytes);
      self->stopped = TRUE;
    }

  return !self->stopped;
}

static int
compare_issues (gconstpointer a,
                gconstpointer b)
{
  const BatchLineIssue *left = *(BatchLineIssue *const *) a;
  const BatchLineIssue *right = *(BatchLineIssue *const *) b;

  return (left->line > right->line) - (left->line < right->line);
}

static void
find_suspects (BatchValidator *self)
{
  guint n_issues = self->issues->len;
  guint max_errors = self->limits.max_errors;

  if (!self->stopped)
    self->suspects = batch_id_index_find_suspects (self->ids,
                                                   max_errors > 0 ? max_errors - n_issues : 0);
  g_clear_pointer (&self->ids, batch_id_index_free);
}

void
batch_validator_end (BatchValidator *self)
{
  if (!self->stopped)
    batch_line_reader_end (self->reader);

  if (!self->second_pass)
    {
      if (self->n_lines == 0 && self->issues->len == 0)
        report (self, 0, NULL, BATCH_LINE_ERROR_EMPTY_FILE, "The file has no request in it");

      find_suspects (self);
    }

  g_ptr_array_sort (self->issues, compare_issues);
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
  return self->issues;
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
