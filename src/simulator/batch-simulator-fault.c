/* simulator/batch-simulator-fault.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-fault.h"

#include <math.h>
#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "json/batch-json-text-private.h"
#include "simulator/batch-simulator-prompt.h"

#define DEFAULT_SLOW_MS     1000
#define DEFAULT_HUGE_BYTES  (1024 * 1024 * 1024)
#define PROMPT_MARKER       "[[fail "

struct _BatchSimulatorFaults
{
  GMutex        mutex;
  GArray       *rules;          /* of BatchSimulatorFault */
  GStringChunk *strings;
  guint64       seed;
  guint         n_kept;
};

static const char *const kind_names[BATCH_SIMULATOR_N_FAULTS] = {
  "", "status", "slow", "stall", "stall-body", "cut", "garbage", "wrong-length", "disconnect",
  "reset", "endless", "huge", "html", "length", "empty", "unfinished",
  "stream-error", "body", "raw", "drip", "ping", "ping-body", "close", "reset-head", "reset-body",
  "loading-text", "loading-cut", "slow-path", "path-status", "load-fail", "load-hang",
};

const char *
batch_simulator_fault_get_name (BatchSimulatorFaultKind kind)
{
  return kind_names[kind];
}

static gboolean
set_kind (BatchSimulatorFault *fault,
          const char          *word)
{
  guint64 status = 0;

  if (g_ascii_string_to_unsigned (word, 10, 400, 599, &status, NULL))
    {
      fault->kind = BATCH_SIMULATOR_FAULT_STATUS;
      fault->status = status;
      return TRUE;
    }

  for (guint i = BATCH_SIMULATOR_FAULT_STATUS; i < BATCH_SIMULATOR_N_FAULTS; i++)
    if (strcmp (word, kind_names[i]) == 0)
      {
        fault->kind = i;
        return TRUE;
      }
  return FALSE;
}

static void
set_defaults (BatchSimulatorFault *fault)
{
  if (fault->status == 0)
    fault->status = fault->kind == BATCH_SIMULATOR_FAULT_STATUS ? 503 : 200;
  if (fault->ms == 0)
    fault->ms = DEFAULT_SLOW_MS;
  if (fault->bytes == 0)
    fault->bytes = DEFAULT_HUGE_BYTES;
}

static gboolean
set_argument (BatchSimulatorFault *fault,
              const char          *argument)
{
  guint64 number = 0;
  gboolean is_number = g_ascii_string_to_unsigned (argument, 10, 1, G_MAXINT64, &number, NULL);

  if (fault->kind == BATCH_SIMULATOR_FAULT_STATUS)
    fault->retry_after = argument;
  else if ((fault->kind == BATCH_SIMULATOR_FAULT_SLOW ||
            fault->kind == BATCH_SIMULATOR_FAULT_SLOW_PATH ||
            fault->kind == BATCH_SIMULATOR_FAULT_PING ||
            fault->kind == BATCH_SIMULATOR_FAULT_PING_BODY) && is_number && number <= G_MAXINT)
    fault->ms = number;
  else if (fault->kind == BATCH_SIMULATOR_FAULT_HUGE && is_number)
    fault->bytes = number;
  else if (fault->kind == BATCH_SIMULATOR_FAULT_HTML && is_number && number >= 200 && number <= 599)
    fault->status = number;
  else
    return FALSE;
  return TRUE;
}

static const char *
copy_string (BatchSimulatorFaults *self,
             const char           *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->strings, text) : NULL;
}

void
batch_simulator_faults_add (BatchSimulatorFaults      *self,
                            const BatchSimulatorFault *fault)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  BatchSimulatorFault rule = *fault;

  rule.retry_after = copy_string (self, fault->retry_after);
  rule.match = copy_string (self, fault->match);
  rule.model = copy_string (self, fault->model);
  rule.body = copy_string (self, fault->body != NULL ? fault->body : "");
  rule.type = copy_string (self, fault->type);
  rule.headers = copy_string (self, fault->headers);
  set_defaults (&rule);
  g_array_append_val (self->rules, rule);
}

static gboolean
parse_rate (const char *text,
            double     *rate)
{
  char *end;

  *rate = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && *rate > 0 && *rate <= 1;
}

static gboolean
add_one_text (BatchSimulatorFaults  *self,
              const char            *text,
              GError               **error)
{
  g_auto(GStrv) parts = g_strsplit (text, ":", 3);
  guint n_parts = g_strv_length (parts);
  BatchSimulatorFault fault = { 0 };

  if (n_parts < 1 || !set_kind (&fault, g_strstrip (parts[0])) ||
      (n_parts > 1 && !parse_rate (parts[1], &fault.rate)) ||
      (n_parts > 2 && !set_argument (&fault, parts[2])))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s” is no fault; write STATUS:RATE[:RETRY_AFTER] such as 503:0.02, or one of "
                   "slow, stall, stall-body, cut, garbage, wrong-length, disconnect, reset, "
                   "endless, huge, html, length, empty, unfinished, stream-error, drip, ping, "
                   "close, reset-head, reset-body, loading-text, loading-cut, slow-path, "
                   "path-status, load-fail, load-hang with a rate between 0 and 1", text);
      return FALSE;
    }

  batch_simulator_faults_add (self, &fault);
  return TRUE;
}

gboolean
batch_simulator_faults_add_text (BatchSimulatorFaults  *self,
                                 const char            *text,
                                 GError               **error)
{
  g_auto(GStrv) faults = g_strsplit (text, ",", -1);

  /* An empty text splits into nothing, and is a mistake. */
  if (faults[0] == NULL)
    return add_one_text (self, "", error);

  for (guint i = 0; faults[i] != NULL; i++)
    if (!add_one_text (self, faults[i], error))
      return FALSE;
  return TRUE;
}

typedef struct
{
  BatchSimulatorFault fault;
  GString            *kind;
  GString            *retry_after;
  GString            *match;
  GString            *model;
  GString            *body;
  GString            *type;
  GString            *headers;
} JsonRule;

static double
read_number (const BatchJsonValue *value)
{
  char buffer[64];

  if (value->type != BATCH_JSON_NUMBER || value->length >= sizeof buffer)
    return -1;
  memcpy (buffer, value->data, value->length);
  buffer[value->length] = '\0';
  return g_ascii_strtod (buffer, NULL);
}

static gboolean
read_string_member (JsonRule             *rule,
                    const BatchJsonValue *key,
                    const BatchJsonValue *value)
{
  const struct
  {
    const char *name;
    GString    *target;
  } members[] = {
    { "kind", rule->kind }, { "match", rule->match }, { "model", rule->model },
    { "retry_after", rule->retry_after }, { "body", rule->body }, { "type", rule->type },
    { "headers", rule->headers },
  };
  GString *target = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (batch_json_value_is (key, members[i].name))
      target = members[i].target;
  if (target == NULL)
    return FALSE;

  g_string_truncate (target, 0);
  if (value->type == BATCH_JSON_STRING)
    return batch_json_value_decode (value, target);
  if (value->type == BATCH_JSON_NUMBER && target == rule->retry_after)
    g_string_append_len (target, (const char *) value->data, value->length);
  return target->len > 0;
}

static gboolean
read_number_member (JsonRule             *rule,
                    const BatchJsonValue *key,
                    const BatchJsonValue *value)
{
  double number = read_number (value);

  if (!(number >= 0) || number > 1e15)
    return FALSE;

  if (batch_json_value_is (key, "status") && number >= 200 && number <= 599)
    rule->fault.status = (guint) number;
  else if (batch_json_value_is (key, "rate") && number <= 1)
    rule->fault.rate = number;
  else if (batch_json_value_is (key, "count") && number < G_MAXINT)
    rule->fault.count = (guint) number;
  else if (batch_json_value_is (key, "above") && number < G_MAXINT)
    rule->fault.above = (guint) number;
  else if (batch_json_value_is (key, "ms") && number < G_MAXINT)
    rule->fault.ms = (guint) number;
  else if (batch_json_value_is (key, "bytes"))
    rule->fault.bytes = (guint64) number;
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_rule (JsonRule   *rule,
           const char *json,
           gsize       length)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, (const guint8 *) json, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key))
      if (!batch_json_scanner_read_value (&scanner, &value) ||
          !(read_string_member (rule, &key, &value) || read_number_member (rule, &key, &value)))
        return FALSE;

  rule->fault.kind = BATCH_SIMULATOR_FAULT_STATUS;
  return batch_json_scanner_finish (&scanner) &&
         (rule->kind->len == 0 || set_kind (&rule->fault, rule->kind->str));
}

gboolean
batch_simulator_faults_add_json (BatchSimulatorFaults  *self,
                                 const char            *json,
                                 gsize                  length,
                                 GError               **error)
{
  JsonRule rule = { { 0 }, g_string_new (NULL), g_string_new (NULL), g_string_new (NULL),
                    g_string_new (NULL), g_string_new (NULL), g_string_new (NULL),
                    g_string_new (NULL) };
  gboolean good = read_rule (&rule, json, length);

  if (good)
    {
      rule.fault.retry_after = rule.retry_after->len > 0 ? rule.retry_after->str : NULL;
      rule.fault.match = rule.match->len > 0 ? rule.match->str : NULL;
      rule.fault.model = rule.model->len > 0 ? rule.model->str : NULL;
      rule.fault.body = rule.body->str;
      rule.fault.type = rule.type->len > 0 ? rule.type->str : NULL;
      rule.fault.headers = rule.headers->len > 0 ? rule.headers->str : NULL;
      batch_simulator_faults_add (self, &rule.fault);
    }
  else
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "A fault is a JSON object with some of kind, status, rate, count, above, ms, "
                   "bytes, retry_after, match, model, body, type and headers");
    }

  g_string_free (rule.kind, TRUE);
  g_string_free (rule.retry_after, TRUE);
  g_string_free (rule.match, TRUE);
  g_string_free (rule.model, TRUE);
  g_string_free (rule.body, TRUE);
  g_string_free (rule.type, TRUE);
  g_string_free (rule.headers, TRUE);
  return good;
}

static gboolean
is_of_load (BatchSimulatorFaultKind kind)
{
  return kind == BATCH_SIMULATOR_FAULT_LOAD_FAIL || kind == BATCH_SIMULATOR_FAULT_LOAD_HANG;
}

static gboolean
is_of_path (BatchSimulatorFaultKind kind)
{
  return kind == BATCH_SIMULATOR_FAULT_SLOW_PATH || kind == BATCH_SIMULATOR_FAULT_PATH_STATUS;
}

/* And not of a request for an answer. */
static gboolean
is_of_server (BatchSimulatorFaultKind kind)
{
  return is_of_load (kind) || is_of_path (kind);
}

/* Returns whether the prompt itself asks for a fault. */
static gboolean
choose_from_prompt (BatchSimulatorFaults *self,
                    GString              *prompt,
                    guint                 attempt,
                    BatchSimulatorFault  *fault)
{
  const char *start = memmem (prompt->str, prompt->len, PROMPT_MARKER, strlen (PROMPT_MARKER));
  const char *end = start != NULL ? strstr (start, "]]") : NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;
  BatchSimulatorFault found = { 0 };
  guint64 times = 0;

  if (end == NULL)
    return FALSE;

  start += strlen (PROMPT_MARKER);
  text = g_strndup (start, end - start);
  parts = g_strsplit (text, ":", 3);
  if (parts[0] == NULL || !set_kind (&found, parts[0]) || is_of_server (found.kind))
    return FALSE;
  if (parts[1] != NULL)
    g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXUINT, &times, NULL);
  if (times > 0 && attempt > times)
    return FALSE;
  if (parts[1] != NULL && parts[2] != NULL && set_argument (&found, parts[2]))
    found.retry_after = copy_string (self, found.retry_after);
  set_defaults (&found);
  *fault = found;
  return TRUE;
}

static gboolean
meets (BatchSimulatorFaults      *self,
       const BatchSimulatorFault *rule,
       const char                *model,
       GString                   *prompt,
       guint64                    hash,
       guint                      attempt,
       guint                      n)
{
  guint64 lot;

  if (is_of_server (rule->kind) || n <= rule->above)
    return FALSE;
  if (rule->model != NULL && strcmp (rule->model, model) != 0)
    return FALSE;
  if (rule->match != NULL &&
      memmem (prompt->str, prompt->len, rule->match, strlen (rule->match)) == NULL)
    return FALSE;
  if (rule->rate <= 0 || rule->rate >= 1)
    return TRUE;

  lot = batch_simulator_mix (batch_simulator_mix (hash, attempt),
                             batch_simulator_mix (self->seed, rule->kind * 1000 + rule->status));
  return ldexp ((double) (lot >> 11), -53) < rule->rate;
}

/* A rule with a count goes when it is used up. */
static void
use_rule (BatchSimulatorFaults *self,
          guint                 index)
{
  BatchSimulatorFault *rule = &g_array_index (self->rules, BatchSimulatorFault, index);

  if (rule->count == 0 || --rule->count > 0)
    return;

  g_array_remove_index (self->rules, index);
  if (index < self->n_kept)
    self->n_kept--;
}

void
batch_simulator_faults_choose (BatchSimulatorFaults *self,
                               const char           *model,
                               GString              *prompt,
                               guint64               hash,
                               guint                 attempt,
                               guint                 n,
                               BatchSimulatorFault  *fault)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  memset (fault, 0, sizeof *fault);
  if (choose_from_prompt (self, prompt, attempt, fault))
    return;

  /* Those that were added later come before those that stay. */
  for (guint i = 0; i < self->rules->len; i++)
    {
      guint index = (self->n_kept + i) % self->rules->len;
      const BatchSimulatorFault *rule = &g_array_index (self->rules, BatchSimulatorFault, index);

      if (meets (self, rule, model, prompt, hash, attempt, n))
        {
          *fault = *rule;
          use_rule (self, index);
          return;
        }
    }
}

void
batch_simulator_faults_choose_path (BatchSimulatorFaults *self,
                                    const char           *path,
                                    BatchSimulatorFault  *fault)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  memset (fault, 0, sizeof *fault);
  for (guint i = 0; i < self->rules->len; i++)
    {
      const BatchSimulatorFault *rule = &g_array_index (self->rules, BatchSimulatorFault, i);

      if (is_of_path (rule->kind) &&
          (rule->match == NULL || strstr (path, rule->match) != NULL))
        {
          *fault = *rule;
          use_rule (self, i);
          return;
        }
    }
}

void
batch_simulator_faults_choose_load (BatchSimulatorFaults *self,
                                    const char           *model,
                                    BatchSimulatorFault  *fault)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  memset (fault, 0, sizeof *fault);
  for (guint i = 0; i < self->rules->len; i++)
    {
      const BatchSimulatorFault *rule = &g_array_index (self->rules, BatchSimulatorFault, i);

      if (is_of_load (rule->kind) && (rule->model == NULL || strcmp (rule->model, model) == 0))
        {
          *fault = *rule;
          use_rule (self, i);
          return;
        }
    }
}

BatchSimulatorFaults *
batch_simulator_faults_new (guint64 seed)
{
  BatchSimulatorFaults *self = g_new0 (BatchSimulatorFaults, 1);

  g_mutex_init (&self->mutex);
  self->rules = g_array_new (FALSE, FALSE, sizeof (BatchSimulatorFault));
  self->strings = g_string_chunk_new (256);
  self->seed = seed;
  return self;
}

void
batch_simulator_faults_free (BatchSimulatorFaults *self)
{
  g_array_unref (self->rules);
  g_string_chunk_free (self->strings);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
batch_simulator_faults_keep (BatchSimulatorFaults *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->n_kept = self->rules->len;
}

void
batch_simulator_faults_reset (BatchSimulatorFaults *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_array_set_size (self->rules, self->n_kept);
}
