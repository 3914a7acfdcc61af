/* batch-json-fold.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-fold-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* What one of them needs beside its bytes, roughly. */
#define OVERHEAD 64

typedef enum
{
  KIND_NOTHING,
  KIND_PLAIN,                   /* the text is the value */
  KIND_STRING,                  /* the text is the inside */
  KIND_LIST,                    /* the text is the elements, with commas */
  KIND_OBJECT,
  KIND_CALLS,                   /* elements with an index, which is their name */
  KIND_PARTS,                   /* elements without names, of which the last may go on */
} Kind;

struct _BatchJsonFold
{
  Kind       kind;
  GString   *text;              /* (nullable) */
  GPtrArray *names;             /* (nullable) of char *, with quotes */
  GPtrArray *children;          /* (nullable) of BatchJsonFold */
};

BatchJsonFold *
batch_json_fold_new (void)
{
  return g_new0 (BatchJsonFold, 1);
}

void
batch_json_fold_free (BatchJsonFold *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static void
become (BatchJsonFold *self,
        Kind           kind,
        gsize         *size)
{
  if (self->kind == kind)
    return;

  self->kind = kind;
  if (self->text != NULL)
    {
      *size -= self->text->len;
      g_string_truncate (self->text, 0);
    }
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);

  if (kind == KIND_OBJECT || kind == KIND_CALLS)
    self->names = g_ptr_array_new_with_free_func (g_free);
  if (kind == KIND_OBJECT || kind == KIND_CALLS || kind == KIND_PARTS)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_json_fold_free);
  else if (self->text == NULL)
    self->text = g_string_new (NULL);
}

static void
append (BatchJsonFold *self,
        const guint8  *data,
        gsize          length,
        gsize         *size)
{
  g_string_append_len (self->text, (const char *) data, length);
  *size += length;
}

/* --- Members --- */

static gboolean
is_named (const char           *spelled,
          const BatchJsonValue *name)
{
  return strlen (spelled) == name->length && memcmp (spelled, name->data, name->length) == 0;
}

BatchJsonFold *
batch_json_fold_ensure (BatchJsonFold        *self,
                        const BatchJsonValue *name,
                        gsize                *size)
{
  BatchJsonFold *child;

  if (self->kind != KIND_CALLS)
    become (self, KIND_OBJECT, size);
  for (guint i = 0; i < self->names->len; i++)
    if (is_named (g_ptr_array_index (self->names, i), name))
      return g_ptr_array_index (self->children, i);

  if (self->names->len == BATCH_JSON_FOLD_MAX)
    return NULL;

  child = batch_json_fold_new ();
  g_ptr_array_add (self->names, g_strndup ((const char *) name->data, name->length));
  g_ptr_array_add (self->children, child);
  *size += name->length + OVERHEAD;
  return child;
}

BatchJsonFold *
batch_json_fold_get (const BatchJsonFold *self,
                     const char          *name)
{
  for (guint i = 0; self->kind == KIND_OBJECT && i < self->names->len; i++)
    {
      const char *spelled = g_ptr_array_index (self->names, i);
      BatchJsonValue value = { (const guint8 *) spelled, strlen (spelled), BATCH_JSON_STRING };

      if (batch_json_value_is (&value, name))
        return g_ptr_array_index (self->children, i);
    }

  return NULL;
}

BatchJsonFold *
batch_json_fold_get_call (const BatchJsonFold *self,
                          guint                index)
{
  return self->kind == KIND_CALLS && index < self->children->len
         ? g_ptr_array_index (self->children, index) : NULL;
}

/* --- Growing --- */

/* Some servers say them again with each part. */
static gboolean
is_name (const BatchJsonValue *name)
{
  static const char *const names[] = { "role", "id", "type", "name" };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (batch_json_value_is (name, names[i]))
      return TRUE;

  return FALSE;
}

/* What a model says, and what it thinks, may come as texts and as lists of parts, in turn: then all
 * are parts. */
static gboolean
may_be_parts (const BatchJsonValue *name)
{
  return name != NULL
         && (batch_json_value_is (name, "content") || batch_json_value_is (name, "thinking"));
}

static BatchJsonFold *
ensure_member (BatchJsonFold *self,
               const char    *spelled,
               gsize         *size)
{
  BatchJsonValue name = { (const guint8 *) spelled, strlen (spelled), BATCH_JSON_STRING };

  return batch_json_fold_ensure (self, &name, size);
}

static BatchJsonFold *
append_part (BatchJsonFold *self,
             gsize         *size)
{
  BatchJsonFold *part = batch_json_fold_new ();

  g_ptr_array_add (self->children, part);
  *size += OVERHEAD;
  return part;
}

/* Returns: (nullable): the last part, if it is of this type */
static BatchJsonFold *
find_open_part (const BatchJsonFold *self,
                const char          *type)
{
  BatchJsonFold *part = self->children->len > 0
                        ? g_ptr_array_index (self->children, self->children->len - 1) : NULL;
  const BatchJsonFold *own = part != NULL ? batch_json_fold_get (part, "type") : NULL;
  const GString *inside = own != NULL ? batch_json_fold_get_string (own) : NULL;

  return inside != NULL && g_str_equal (inside->str, type) ? part : NULL;
}

static BatchJsonFold *
append_text_part (BatchJsonFold *self,
                  gsize         *size)
{
  BatchJsonFold *part = append_part (self, size);

  batch_json_fold_set_string (ensure_member (part, "\"type\"", size), "text", strlen ("text"),
                              size);
  return ensure_member (part, "\"text\"", size);
}

static void
add_text_part (BatchJsonFold *self,
               const char    *inside,
               gsize          length,
               gsize         *size)
{
  BatchJsonFold *part;
  BatchJsonFold *text;

  if (length == 0)
    return;

  part = find_open_part (self, "text");
  text = part != NULL ? ensure_member (part, "\"text\"", size) : NULL;
  /* One may have no room for it, with all that it has beside. */
  if (text == NULL)
    text = append_text_part (self, size);
  become (text, KIND_STRING, size);
  append (text, (const guint8 *) inside, length, size);
}

static void
become_parts (BatchJsonFold *self,
              gsize         *size)
{
  g_autofree char *said = NULL;
  gsize length = 0;

  if (self->kind == KIND_STRING)
    {
      length = self->text->len;
      said = g_strndup (self->text->str, length);
    }
  become (self, KIND_PARTS, size);
  add_text_part (self, said, length, size);
}

static void
add_string (BatchJsonFold        *self,
            const BatchJsonValue *name,
            const BatchJsonValue *value,
            gsize                *size)
{
  if (value->length > 2 && is_name (name))
    become (self, KIND_NOTHING, size);
  if (self->kind == KIND_PARTS)
    {
      add_text_part (self, (const char *) value->data + 1, value->length - 2, size);
      return;
    }

  become (self, KIND_STRING, size);
  append (self, value->data + 1, value->length - 2, size);
}

static void
add_plain (BatchJsonFold        *self,
           const BatchJsonValue *value,
           gsize                *size)
{
  if (value->type != BATCH_JSON_NULL || self->kind == KIND_NOTHING)
    {
      become (self, KIND_NOTHING, size);
      become (self, KIND_PLAIN, size);
      append (self, value->data, value->length, size);
    }
}

/* Most of what is said again is the same. */
void
batch_json_fold_set (BatchJsonFold        *self,
                     const BatchJsonValue *value,
                     gsize                *size)
{
  gboolean same = self->kind == KIND_PLAIN && self->text->len == value->length &&
                  memcmp (self->text->str, value->data, value->length) == 0;

  if (!same && value->type != BATCH_JSON_NULL)
    {
      become (self, KIND_NOTHING, size);
      add_plain (self, value, size);
    }
}

void
batch_json_fold_set_string (BatchJsonFold *self,
                            const char    *inside,
                            gsize          length,
                            gsize         *size)
{
  become (self, KIND_NOTHING, size);
  become (self, KIND_STRING, size);
  append (self, (const guint8 *) inside, length, size);
}

static gboolean
add_object (BatchJsonFold    *self,
            BatchJsonScanner *scanner,
            gsize            *size)
{
  BatchJsonValue name;

  become (self, KIND_OBJECT, size);
  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &name))
    {
      BatchJsonFold *child = batch_json_fold_ensure (self, &name, size);

      if (child == NULL || !batch_json_fold_add (child, &name, scanner, size))
        return FALSE;
    }

  return TRUE;
}

static void
add_to_list (BatchJsonFold        *self,
             const BatchJsonValue *element,
             gsize                *size)
{
  become (self, KIND_LIST, size);
  if (self->text->len > 0)
    append (self, (const guint8 *) ",", 1, size);
  append (self, element->data, element->length, size);
}

/* Returns: (nullable): of a part that the next piece of the answer may go on with */
static const char *
read_type (const BatchJsonScanner *scanner)
{
  static const char *const types[] = { "text", "thinking" };
  BatchJsonScanner ahead = *scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  if (batch_json_scanner_peek (&ahead) != BATCH_JSON_OBJECT)
    return NULL;

  batch_json_scanner_enter_object (&ahead);
  while (batch_json_scanner_next_member (&ahead, &name) &&
         batch_json_scanner_read_value (&ahead, &value))
    for (guint i = 0; batch_json_value_is (&name, "type") && i < G_N_ELEMENTS (types); i++)
      if (batch_json_value_is (&value, types[i]))
        return types[i];

  return NULL;
}

/* Two of the same type in one list are two; the first one goes on with what came before. */
static gboolean
add_part (BatchJsonFold    *self,
          BatchJsonScanner *scanner,
          gboolean          first,
          gsize            *size)
{
  const char *type = read_type (scanner);
  BatchJsonFold *part = first && type != NULL ? find_open_part (self, type) : NULL;
  BatchJsonValue value;

  if (part == NULL)
    part = append_part (self, size);
  if (type != NULL)
    return add_object (part, scanner, size);

  if (batch_json_scanner_read_value (scanner, &value))
    add_plain (part, &value, size);
  return TRUE;
}

static gboolean
add_parts (BatchJsonFold    *self,
           BatchJsonScanner *scanner,
           gsize            *size)
{
  gboolean first = TRUE;

  if (self->kind != KIND_PARTS)
    become_parts (self, size);
  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      if (!add_part (self, scanner, first, size))
        return FALSE;
      first = FALSE;
    }

  return TRUE;
}

/* What says which call a part is of. */
static void
read_call (BatchJsonScanner *scanner,
           BatchJsonValue   *index,
           BatchJsonValue   *id)
{
  BatchJsonScanner ahead = *scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  batch_json_scanner_enter_object (&ahead);
  while (batch_json_scanner_next_member (&ahead, &name) &&
         batch_json_scanner_read_value (&ahead, &value))
    {
      if (value.type == BATCH_JSON_NUMBER && batch_json_value_is (&name, "index"))
        *index = value;
      else if (value.type == BATCH_JSON_STRING && batch_json_value_is (&name, "id"))
        *id = value;
    }
}

static gboolean
has_id (const BatchJsonFold  *call,
        const BatchJsonValue *id)
{
  const BatchJsonFold *own = batch_json_fold_get (call, "id");
  const GString *inside = own != NULL ? batch_json_fold_get_string (own) : NULL;

  return inside != NULL && inside->len + 2 == id->length
         && memcmp (inside->str, id->data + 1, inside->len) == 0;
}

/* Without an index, another id is that of the next call, and none goes on with the last one. */
static char *
dup_call_name (const BatchJsonFold *self,
               BatchJsonScanner    *scanner)
{
  BatchJsonValue index = { 0 };
  BatchJsonValue id = { 0 };
  guint n_calls = self->names->len;

  read_call (scanner, &index, &id);
  if (index.type == BATCH_JSON_NUMBER)
    return g_strndup ((const char *) index.data, index.length);
  if (n_calls == 0)
    return g_strdup ("0");
  if (id.length <= strlen ("\"\"") || has_id (g_ptr_array_index (self->children, n_calls - 1), &id))
    return g_strdup (g_ptr_array_index (self->names, n_calls - 1));

  return g_strdup_printf ("%u", n_calls);
}

static gboolean
add_call (BatchJsonFold    *self,
          BatchJsonScanner *scanner,
          gsize            *size)
{
  g_autofree char *spelled = NULL;
  BatchJsonFold *child;
  BatchJsonValue name;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT)
    return batch_json_scanner_read_value (scanner, NULL);

  spelled = dup_call_name (self, scanner);
  name = (BatchJsonValue) { (const guint8 *) spelled, strlen (spelled), BATCH_JSON_NUMBER };
  child = batch_json_fold_ensure (self, &name, size);
  return child != NULL && add_object (child, scanner, size);
}

static gboolean
add_array (BatchJsonFold        *self,
           const BatchJsonValue *name,
           BatchJsonScanner     *scanner,
           gsize                *size)
{
  gboolean calls = name != NULL && batch_json_value_is (name, "tool_calls");
  BatchJsonValue element;

  if (may_be_parts (name))
    return add_parts (self, scanner, size);

  become (self, calls ? KIND_CALLS : KIND_LIST, size);
  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      if (!calls && batch_json_scanner_read_value (scanner, &element))
        add_to_list (self, &element, size);
      else if (calls && !add_call (self, scanner, size))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_json_fold_add (BatchJsonFold        *self,
                     const BatchJsonValue *name,
                     BatchJsonScanner     *scanner,
                     gsize                *size)
{
  BatchJsonType type = batch_json_scanner_peek (scanner);
  BatchJsonValue value;

  if (type == BATCH_JSON_OBJECT)
    return add_object (self, scanner, size);
  if (type == BATCH_JSON_ARRAY)
    return add_array (self, name, scanner, size);

  if (!batch_json_scanner_read_value (scanner, &value))
    return TRUE;
  if (type == BATCH_JSON_STRING)
    add_string (self, name, &value, size);
  else
    add_plain (self, &value, size);
  return TRUE;
}

/* --- Writing --- */

static void
append_object (const BatchJsonFold *self,
               gboolean             is_call,
               GString             *out)
{
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);
      const BatchJsonFold *child = g_ptr_array_index (self->children, i);

      if (child->kind == KIND_NOTHING || (is_call && strcmp (name, "\"index\"") == 0))
        continue;

      if (!first)
        g_string_append_c (out, ',');
      g_string_append (out, name);
      g_string_append_c (out, ':');
      batch_json_fold_append (child, out);
      first = FALSE;
    }
  g_string_append_c (out, '}');
}

static void
append_elements (const BatchJsonFold *self,
                 GString             *out)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < self->children->len; i++)
    {
      const BatchJsonFold *child = g_ptr_array_index (self->children, i);

      if (i > 0)
        g_string_append_c (out, ',');
      if (self->kind == KIND_CALLS)
        append_object (child, TRUE, out);
      else
        batch_json_fold_append (child, out);
    }
  g_string_append_c (out, ']');
}

void
batch_json_fold_append (const BatchJsonFold *self,
                        GString             *out)
{
  switch (self->kind)
    {
    case KIND_NOTHING:
      g_string_append (out, "null");
      break;

    case KIND_PLAIN:
      g_string_append_len (out, self->text->str, self->text->len);
      break;

    case KIND_STRING:
      g_string_append_c (out, '"');
      g_string_append_len (out, self->text->str, self->text->len);
      g_string_append_c (out, '"');
      break;

    case KIND_LIST:
      g_string_append_c (out, '[');
      g_string_append_len (out, self->text->str, self->text->len);
      g_string_append_c (out, ']');
      break;

    case KIND_OBJECT:
      append_object (self, FALSE, out);
      break;

    case KIND_CALLS:
    case KIND_PARTS:
      append_elements (self, out);
      break;
    }
}

const GString *
batch_json_fold_get_string (const BatchJsonFold *self)
{
  return self->kind == KIND_STRING ? self->text : NULL;
}

gboolean
batch_json_fold_is_object (const BatchJsonFold *self)
{
  return self->kind == KIND_OBJECT;
}

gboolean
batch_json_fold_says (const BatchJsonFold *self)
{
  return self->kind != KIND_NOTHING;
}
