/* batch-json-scanner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-scanner-private.h"

#include <string.h>

#include "json/batch-json-bytes-private.h"
#include "json/batch-json-string-private.h"

/* Which of the brackets around the current place are objects. */
typedef struct
{
  guint64 bits[BATCH_JSON_MAX_DEPTH / 64];
} Nesting;

typedef enum
{
  STEP_FAILED,
  STEP_VALUE,      /* a value comes next */
  STEP_DONE,       /* the outermost bracket was closed */
} Step;

static gboolean
fail (BatchJsonScanner *self,
      BatchLineError    code,
      const guint8     *pos,
      const char       *problem)
{
  if (self->problem != NULL)
    return FALSE;

  self->code = code;
  self->problem = problem;
  self->pos = pos;
  return FALSE;
}

static gboolean
fail_json (BatchJsonScanner *self,
           const char       *problem)
{
  return fail (self, BATCH_LINE_ERROR_INVALID_JSON, self->pos, problem);
}

static inline void
skip_space (BatchJsonScanner *self)
{
  const guint8 *pos = self->pos;

  while (pos < self->end && (*pos == ' ' || *pos == '\n' || *pos == '\r' || *pos == '\t'))
    pos++;

  self->pos = pos;
}

static inline gboolean
at_byte (BatchJsonScanner *self,
         guint8            byte)
{
  return self->pos < self->end && *self->pos == byte;
}

/* What looks like something else, or like nothing at all: the mark in the middle is what remains
 * of files that were put one behind the other. The words are those of programs in Python and
 * JavaScript. (nullable) */
static const char *
name_lookalike (BatchJsonScanner *self)
{
  static const struct { const char *bytes; const char *problem; } lookalikes[] = {
    { "\xef\xbb\xbf", "there is a byte order mark" },
    { "\xe2\x80\x9c", "there is a typographic quotation mark" },
    { "\xe2\x80\x9d", "there is a typographic quotation mark" },
    { "\xc2\xa0", "there is a no-break space" },
    { "'", "there is a single quotation mark, where JSON has double ones" },
    { "NaN", "there is NaN, which JSON does not have; write null" },
    { "Infinity", "there is Infinity, which JSON does not have; write null" },
    { "None", "there is a word that is not true, false or null" },
    { "True", "there is a word that is not true, false or null" },
    { "False", "there is a word that is not true, false or null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lookalikes); i++)
    {
      gsize length = strlen (lookalikes[i].bytes);

      if ((gsize) (self->end - self->pos) >= length
          && memcmp (self->pos, lookalikes[i].bytes, length) == 0)
        return lookalikes[i].problem;
    }
  return NULL;
}

/* Something else than JSON is here: says what it is rather than what is missing. */
static gboolean
fail_unexpected (BatchJsonScanner *self,
                 const char       *problem)
{
  const char *lookalike;

  if (self->pos == self->end)
    return fail_json (self, "it ends in the middle");
  if (*self->pos == 0)
    return fail_json (self, "there is a NUL byte");
  if (*self->pos >= 0x80 && batch_json_utf8_sequence (self->pos, self->end) == 0)
    return fail (self, BATCH_LINE_ERROR_INVALID_UTF8, self->pos,
                 "there is a byte that is not UTF-8");

  lookalike = name_lookalike (self);
  return fail_json (self, lookalike != NULL ? lookalike : problem);
}

/* At something in a string that cannot be there. */
static gboolean
fail_in_string (BatchJsonScanner *self,
                const guint8     *pos)
{
  self->pos = pos;

  if (pos == self->end || (*pos == '\\' && pos + 1 == self->end))
    return fail_json (self, "a string has no end");
  if (*pos == '\\')
    return fail_json (self, pos[1] == 'u' ? "“\\u” needs four hexadecimal digits"
                                          : "there is no such escape as this");

  return fail_unexpected (self, "a control character stands in a string unescaped");
}

/* At the opening quote. */
static gboolean
skip_string_slowly (BatchJsonScanner *self)
{
  const guint8 *end = self->end;
  const guint8 *pos = batch_json_skip_plain (self->pos + 1, end);

  while (pos < end && *pos != '"')
    {
      guint length = 0;

      if (*pos == '\\')
        length = batch_json_escape_length (pos, end);
      else if (*pos >= 0x80)
        length = batch_json_utf8_sequence (pos, end);

      if (length == 0)
        return fail_in_string (self, pos);

      pos = batch_json_skip_plain (pos + length, end);
    }

  if (pos == end)
    return fail_in_string (self, pos);

  self->pos = pos + 1;
  return TRUE;
}

/* At the opening quote. */
static gboolean
skip_string (BatchJsonScanner *self)
{
#if BATCH_JSON_VECTORS
  const guint8 *next = NULL;

  if (batch_json_has_vectors ())
    next = batch_json_skip_good_string (self->pos + 1, self->end);
  if (next != NULL)
    {
      self->pos = next;
      return TRUE;
    }
#endif

  return skip_string_slowly (self);
}

static gboolean
skip_digits (BatchJsonScanner *self)
{
  const guint8 *first = self->pos;

  while (self->pos < self->end && g_ascii_isdigit (*self->pos))
    self->pos++;

  return self->pos > first || fail_unexpected (self, "a number lacks a digit");
}

static gboolean
skip_number (BatchJsonScanner *self)
{
  if (at_byte (self, '-'))
    self->pos++;

  if (at_byte (self, '0'))
    self->pos++;
  else if (!skip_digits (self))
    return FALSE;

  if (self->pos < self->end && g_ascii_isdigit (*self->pos))
    return fail_json (self, "a number starts with 0");

  if (at_byte (self, '.'))
    {
      self->pos++;
      if (!skip_digits (self))
        return FALSE;
    }

  if (at_byte (self, 'e') || at_byte (self, 'E'))
    {
      self->pos++;
      if (at_byte (self, '+') || at_byte (self, '-'))
        self->pos++;
      return skip_digits (self);
    }

  return TRUE;
}

static gboolean
skip_word (BatchJsonScanner *self,
           const char       *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->pos) < length || memcmp (self->pos, word, length) != 0)
    return fail_json (self, "there is a word that is not true, false or null");

  self->pos += length;
  return TRUE;
}

static inline BatchJsonType
type_at (BatchJsonScanner *self)
{
  if (self->pos == self->end)
    return BATCH_JSON_NONE;

  switch (*self->pos)
    {
    case '{':
      return BATCH_JSON_OBJECT;
    case '[':
      return BATCH_JSON_ARRAY;
    case '"':
      return BATCH_JSON_STRING;
    case 't':
      return BATCH_JSON_TRUE;
    case 'f':
      return BATCH_JSON_FALSE;
    case 'n':
      return BATCH_JSON_NULL;
    case '-':
      return BATCH_JSON_NUMBER;
    default:
      return g_ascii_isdigit (*self->pos) ? BATCH_JSON_NUMBER : BATCH_JSON_NONE;
    }
}

/* Also opens, but does not walk through, an object or an array. */
static inline gboolean
skip_token (BatchJsonScanner *self,
            BatchJsonType     type)
{
  switch (type)
    {
    case BATCH_JSON_STRING:
      return skip_string (self);

    case BATCH_JSON_NUMBER:
      return skip_number (self);

    case BATCH_JSON_TRUE:
      return skip_word (self, "true");

    case BATCH_JSON_FALSE:
      return skip_word (self, "false");

    case BATCH_JSON_NULL:
      return skip_word (self, "null");

    case BATCH_JSON_OBJECT:
    case BATCH_JSON_ARRAY:
      if (self->depth == self->max_depth)
        return fail (self, BATCH_LINE_ERROR_NESTING_TOO_DEEP, self->pos,
                     "brackets are nested too deep");
      self->depth++;
      self->pos++;
      self->fresh = TRUE;
      return TRUE;

    case BATCH_JSON_NONE:
    default:
      return fail_unexpected (self, "a value is missing");
    }
}

/* From the quote of a member's name to its value. */
static inline gboolean
skip_key (BatchJsonScanner *self,
          BatchJsonValue   *key)
{
  const guint8 *first = self->pos;

  if (!at_byte (self, '"'))
    return fail_unexpected (self, "the name of a member is missing");
  if (!skip_string (self))
    return FALSE;

  if (key != NULL)
    *key = (BatchJsonValue) { first, self->pos - first, BATCH_JSON_STRING };

  skip_space (self);
  if (!at_byte (self, ':'))
    return fail_unexpected (self, "a colon is missing");

  self->pos++;
  skip_space (self);
  return TRUE;
}

/* Inside an object or an array: goes to what comes next in it, past the comma, or past
 * the closing bracket. */
static inline Step
next_in (BatchJsonScanner *self,
         gboolean          is_object)
{
  skip_space (self);

  if (at_byte (self, is_object ? '}' : ']'))
    {
      self->pos++;
      self->depth--;
      self->fresh = FALSE;
      return STEP_DONE;
    }

  if (!self->fresh)
    {
      if (!at_byte (self, ','))
        return fail_unexpected (self, is_object ? "a comma or “}” is missing"
                                                : "a comma or “]” is missing");
      self->pos++;
      skip_space (self);
    }

  self->fresh = FALSE;
  return STEP_VALUE;
}

static inline gboolean
nesting_get (const Nesting *nesting,
             guint          depth)
{
  return nesting->bits[(depth - 1) / 64] >> ((depth - 1) % 64) & 1;
}

static inline void
nesting_set (Nesting  *nesting,
             guint     depth,
             gboolean  is_object)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << ((depth - 1) % 64);

  if (is_object)
    nesting->bits[(depth - 1) / 64] |= bit;
  else
    nesting->bits[(depth - 1) / 64] &= ~bit;
}

/* After a value: goes to the next one below @base, out of as many brackets as are
 * closed here. */
static inline Step
next_below (BatchJsonScanner *self,
            const Nesting    *nesting,
            guint             base)
{
  while (self->depth > base)
    {
      gboolean is_object = nesting_get (nesting, self->depth);
      Step step = next_in (self, is_object);

      if (step == STEP_VALUE)
        return !is_object || skip_key (self, NULL) ? STEP_VALUE : STEP_FAILED;
      if (step == STEP_FAILED)
        return STEP_FAILED;
    }

  return STEP_DONE;
}

static inline gboolean
is_bracket (BatchJsonType type)
{
  return type == BATCH_JSON_OBJECT || type == BATCH_JSON_ARRAY;
}

/* At the first byte of a value. */
static gboolean
skip_value (BatchJsonScanner *self)
{
  guint base = self->depth;
  Step step = STEP_VALUE;
  Nesting nesting;

  while (step == STEP_VALUE)
    {
      BatchJsonType type = type_at (self);

      if (!skip_token (self, type))
        return FALSE;
      if (is_bracket (type))
        nesting_set (&nesting, self->depth, type == BATCH_JSON_OBJECT);

      step = next_below (self, &nesting, base);
    }

  return step == STEP_DONE;
}

void
batch_json_scanner_init (BatchJsonScanner *self,
                         const guint8     *data,
                         gsize             length,
                         guint             max_depth)
{
  static const guint8 nothing[1] = { 0 };

  memset (self, 0, sizeof *self);
  self->start = data != NULL ? data : nothing;
  self->pos = self->start;
  self->end = self->start + length;
  self->max_depth = max_depth > 0 ? MIN (max_depth, BATCH_JSON_MAX_DEPTH) : BATCH_JSON_MAX_DEPTH;
}

BatchJsonType
batch_json_scanner_peek (BatchJsonScanner *self)
{
  if (self->problem != NULL)
    return BATCH_JSON_NONE;

  skip_space (self);
  return type_at (self);
}

gboolean
batch_json_scanner_read_value (BatchJsonScanner *self,
                               BatchJsonValue   *value)
{
  BatchJsonType type = batch_json_scanner_peek (self);
  const guint8 *first = self->pos;

  if (self->problem != NULL)
    return FALSE;

  /* Most values are no brackets, and need nobody to remember which. */
  if (!(is_bracket (type) ? skip_value (self) : skip_token (self, type)))
    return FALSE;

  if (value != NULL)
    *value = (BatchJsonValue) { first, self->pos - first, type };

  return TRUE;
}

gboolean
batch_json_scanner_enter_object (BatchJsonScanner *self)
{
  BatchJsonType type = batch_json_scanner_peek (self);

  if (self->problem != NULL)
    return FALSE;
  if (type != BATCH_JSON_OBJECT)
    return fail_unexpected (self, "an object is missing");

  return skip_token (self, type);
}

gboolean
batch_json_scanner_next_member (BatchJsonScanner *self,
                                BatchJsonValue   *key)
{
  if (self->problem != NULL || next_in (self, TRUE) != STEP_VALUE)
    return FALSE;

  return skip_key (self, key);
}

gboolean
batch_json_scanner_enter_array (BatchJsonScanner *self)
{
  BatchJsonType type = batch_json_scanner_peek (self);

  if (self->problem != NULL)
    return FALSE;
  if (type != BATCH_JSON_ARRAY)
    return fail_unexpected (self, "an array is missing");

  return skip_token (self, type);
}

gboolean
batch_json_scanner_next_element (BatchJsonScanner *self)
{
  return self->problem == NULL && next_in (self, FALSE) == STEP_VALUE;
}

gboolean
batch_json_scanner_finish (BatchJsonScanner *self)
{
  if (self->problem != NULL)
    return FALSE;

  skip_space (self);
  if (self->pos < self->end)
    return fail_unexpected (self, "there is something after the end");

  return TRUE;
}

gsize
batch_json_scanner_get_offset (BatchJsonScanner *self)
{
  return self->pos - self->start;
}

gboolean
batch_json_validate (const guint8 *data,
                     gsize         length,
                     guint         max_depth)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, data, length, max_depth);
  return batch_json_scanner_read_value (&scanner, NULL) && batch_json_scanner_finish (&scanner);
}

gboolean
batch_json_value_enter_object (const BatchJsonValue *self,
                               BatchJsonScanner     *scanner)
{
  batch_json_scanner_init (scanner, self->data, self->length, 0);
  return batch_json_scanner_enter_object (scanner);
}

gboolean
batch_json_value_enter_array (const BatchJsonValue *self,
                              BatchJsonScanner     *scanner)
{
  batch_json_scanner_init (scanner, self->data, self->length, 0);
  return batch_json_scanner_enter_array (scanner);
}

const char *
batch_json_type_describe (BatchJsonType type)
{
  switch (type)
    {
    case BATCH_JSON_OBJECT:
      return "an object";
    case BATCH_JSON_ARRAY:
      return "an array";
    case BATCH_JSON_STRING:
      return "a string";
    case BATCH_JSON_NUMBER:
      return "a number";
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
      return "true or false";
    case BATCH_JSON_NULL:
      return "null";
    case BATCH_JSON_NONE:
    default:
      return "nothing";
    }
}
