/* batch-multipart.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-multipart-private.h"

#include <string.h>

#define MAX_HEADER   8192
#define MAX_FIELD    65536
#define MAX_FIELDS   64
#define MAX_BOUNDARY 70

typedef enum
{
  STATE_PREAMBLE,                 /* before the first boundary */
  STATE_AFTER_BOUNDARY,           /* a line end follows, or “--” */
  STATE_HEADER,
  STATE_CONTENT,
  STATE_DONE,
} State;

struct _BatchMultipart
{
  BatchMultipartFunc  func;
  gpointer            user_data;
  char               *file_field;
  GString            *delimiter;  /* line end, “--”, boundary */
  GByteArray         *pending;    /* was not understood yet */
  GHashTable         *fields;     /* name to value */
  GString            *value;      /* of the field that is being read; NULL: it is the file */
  char               *name;
  char               *file_name;
  const char         *problem;
  State               state;
  gboolean            has_file;
};

/* --- Headers --- */

/* Reads what follows a “=”. A quote in a name comes as %22, or behind a backslash, and a backslash
 * behind another one; many clients leave it alone, as in “C:\in.jsonl”. Returns: where it ends */
static const char *
read_value (const char *place,
            GString    *value)
{
  gboolean quoted = *place == '"';

  for (place += quoted; *place != '\0' && (quoted ? *place != '"' : *place != ';'); place++)
    {
      if (quoted && *place == '\\' && (place[1] == '"' || place[1] == '\\'))
        place++;
      g_string_append_c (value, *place);
    }
  while (!quoted && value->len > 0 && g_ascii_isspace (value->str[value->len - 1]))
    g_string_truncate (value, value->len - 1);
  return place;
}

/* The value of @parameter in a header value such as `form-data; name="file"`. */
static char *
dup_parameter (const char *header,
               const char *parameter)
{
  const char *place = header;

  while ((place = strchr (place, ';')) != NULL)
    {
      g_autoptr(GString) value = g_string_new (NULL);
      const char *name = place + 1 + strspn (place + 1, " \t");
      gsize length = strcspn (name, "=;");

      place = name + length;
      if (*place != '=')
        continue;

      /* What stands in quotes is no parameter. */
      place = read_value (place + 1, value);
      if (strlen (parameter) == length && g_ascii_strncasecmp (name, parameter, length) == 0)
        return g_string_free (g_steal_pointer (&value), FALSE);
    }

  return NULL;
}

/* What `UTF-8''na%C3%AFve.jsonl` stands for. */
static char *
decode_extended (const char *value)
{
  const char *language = value != NULL ? strchr (value, '\'') : NULL;
  const char *text = language != NULL ? strchr (language + 1, '\'') : NULL;

  return text != NULL ? g_uri_unescape_string (text + 1, NULL) : NULL;
}

static char *
dup_file_name (const char *disposition)
{
  g_autofree char *extended = dup_parameter (disposition, "filename*");
  char *name = decode_extended (extended);

  return name != NULL ? name : dup_parameter (disposition, "filename");
}

char *
batch_multipart_dup_base_name (const char *name)
{
  const char *slash = name != NULL ? strrchr (name, '/') : NULL;
  const char *backslash = name != NULL ? strrchr (name, '\\') : NULL;
  const char *base = MAX (slash, backslash);

  return g_utf8_make_valid (base != NULL ? base + 1 : name != NULL ? name : "", -1);
}

BatchMultipart *
batch_multipart_new (const char         *content_type,
                     const char         *file_field,
                     BatchMultipartFunc  func,
                     gpointer            user_data)
{
  static const char type[] = "multipart/form-data";
  g_autofree char *boundary = NULL;
  BatchMultipart *self;

  if (content_type == NULL || g_ascii_strncasecmp (content_type, type, sizeof type - 1) != 0
      || (boundary = dup_parameter (content_type, "boundary")) == NULL
      || *boundary == '\0' || strlen (boundary) > MAX_BOUNDARY)
    return NULL;

  self = g_new0 (BatchMultipart, 1);
  self->func = func;
  self->user_data = user_data;
  self->file_field = g_strdup (file_field);
  self->delimiter = g_string_new ("\r\n--");
  g_string_append (self->delimiter, boundary);
  self->pending = g_byte_array_new ();
  /* The first boundary has no line before it, but reads as if there were one. */
  g_byte_array_append (self->pending, (const guint8 *) "\r\n", 2);
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
batch_multipart_free (BatchMultipart *self)
{
  g_free (self->file_field);
  g_string_free (self->delimiter, TRUE);
  g_byte_array_unref (self->pending);
  g_hash_table_unref (self->fields);
  if (self->value != NULL)
    g_string_free (self->value, TRUE);
  g_free (self->name);
  g_free (self->file_name);
  g_free (self);
}

static gboolean
fail (BatchMultipart *self,
      const char     *problem)
{
  self->problem = problem;
  g_byte_array_set_size (self->pending, 0);
  return FALSE;
}

/* --- Parts --- */

/* (nullable): it has none. It is one of @headers, which are lines */
static const char *
find_header (const char *const *headers,
             const char        *name)
{
  gsize length = strlen (name);

  for (guint i = 0; headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, length) == 0 && headers[i][length] == ':')
      return headers[i] + length + 1 + strspn (headers[i] + length + 1, " \t");

  return NULL;
}

/* Several files in one part, as curl sends “file=@a,b”, would be taken for one. */
static gboolean
check_content (BatchMultipart    *self,
               const char *const *headers)
{
  static const char *const plain[] = { "7bit", "8bit", "binary" };
  static const char several[] = "multipart/";
  const char *type = find_header (headers, "Content-Type");
  const char *encoding = find_header (headers, "Content-Transfer-Encoding");

  if (type != NULL && g_ascii_strncasecmp (type, several, sizeof several - 1) == 0)
    return fail (self, "there is more than one file");
  if (encoding == NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_ascii_strncasecmp (encoding, plain[i], strlen (plain[i])) == 0)
      return TRUE;

  return fail (self, "a part is encoded (Content-Transfer-Encoding)");
}

static gboolean
begin_part (BatchMultipart *self,
            const char     *disposition)
{
  g_autofree char *file_name = NULL;

  g_clear_pointer (&self->name, g_free);
  if (!(self->name = dup_parameter (disposition, "name")))
    return fail (self, "a part has no name");

  if (!g_str_equal (self->name, self->file_field))
    {
      if (g_hash_table_size (self->fields) >= MAX_FIELDS)
        return fail (self, "there are too many fields");
      self->value = g_string_new (NULL);
      return TRUE;
    }
  if (self->has_file)
    return fail (self, "there is more than one file");

  self->has_file = TRUE;
  file_name = dup_file_name (disposition);
  self->file_name = batch_multipart_dup_base_name (file_name);
  return TRUE;
}

static gboolean
add_content (BatchMultipart *self,
             const guint8   *data,
             gsize           length)
{
  if (self->value == NULL)
    {
      if (length > 0)
        self->func (data, length, self->user_data);
      return TRUE;
    }
  if (self->value->len + length > MAX_FIELD)
    return fail (self, "a field is too long");

  g_string_append_len (self->value, (const char *) data, (gssize) length);
  return TRUE;
}

static void
end_part (BatchMultipart *self)
{
  if (self->value != NULL)
    g_hash_table_insert (self->fields, g_steal_pointer (&self->name),
                         g_string_free (g_steal_pointer (&self->value), FALSE));
}

/* --- Reading --- */

/* What is left over is at most the length of the delimiter. FALSE: nothing can be done
 * before more has come. */
static gboolean
read_content (BatchMultipart *self)
{
  const GString *delimiter = self->delimiter;
  const guint8 *found = memmem (self->pending->data, self->pending->len, delimiter->str,
                                delimiter->len);
  gsize n_content = self->pending->len - MIN (self->pending->len, delimiter->len - 1);

  if (found != NULL)
    n_content = (gsize) (found - self->pending->data);
  if (self->state == STATE_CONTENT && !add_content (self, self->pending->data, n_content))
    return FALSE;

  g_byte_array_remove_range (self->pending, 0,
                             (guint) (n_content + (found != NULL ? delimiter->len : 0)));
  if (found == NULL)
    return FALSE;

  if (self->state == STATE_CONTENT)
    end_part (self);
  self->state = STATE_AFTER_BOUNDARY;
  return TRUE;
}

static gboolean
read_after_boundary (BatchMultipart *self)
{
  gsize n_blank = 0;

  while (n_blank < self->pending->len
         && (self->pending->data[n_blank] == ' ' || self->pending->data[n_blank] == '\t'))
    n_blank++;
  if (n_blank > MAX_HEADER)
    return fail (self, "a boundary does not end");
  if (self->pending->len < n_blank + 2)
    return FALSE;

  if (n_blank == 0 && memcmp (self->pending->data, "--", 2) == 0)
    {
      self->state = STATE_DONE;
      return TRUE;
    }
  if (memcmp (self->pending->data + n_blank, "\r\n", 2) != 0)
    return fail (self, "a boundary is followed by something else");

  /* The line end before the first header stays, so that no headers read as others do. */
  g_byte_array_remove_range (self->pending, 0, (guint) n_blank);
  self->state = STATE_HEADER;
  return TRUE;
}

static gboolean
read_header (BatchMultipart *self)
{
  const guint8 *end = memmem (self->pending->data, self->pending->len, "\r\n\r\n", 4);
  gsize seen = end != NULL ? (gsize) (end - self->pending->data) + 3 : self->pending->len;
  g_autofree char *headers = NULL;
  g_auto(GStrv) lines = NULL;
  const char *disposition;

  /* Even if all of it came at once. */
  if (seen > MAX_HEADER)
    return fail (self, "the header of a part is too long");
  if (end == NULL)
    return FALSE;

  headers = g_strndup ((const char *) self->pending->data,
                       (gsize) (end - self->pending->data));
  g_byte_array_remove_range (self->pending, 0, (guint) (end + 4 - self->pending->data));
  self->state = STATE_CONTENT;
  lines = g_strsplit (headers, "\r\n", -1);
  if (!(disposition = find_header ((const char *const *) lines, "Content-Disposition")))
    return fail (self, "a part does not say what it is");

  return check_content (self, (const char *const *) lines) && begin_part (self, disposition);
}

static gboolean
step (BatchMultipart *self)
{
  switch (self->state)
    {
    case STATE_PREAMBLE:
    case STATE_CONTENT:
      return read_content (self);

    case STATE_AFTER_BOUNDARY:
      return read_after_boundary (self);

    case STATE_HEADER:
      return read_header (self);

    case STATE_DONE:
      g_byte_array_set_size (self->pending, 0);
      return FALSE;

    default:
      g_assert_not_reached ();
    }
}

gboolean
batch_multipart_feed (BatchMultipart *self,
                      const guint8   *data,
                      gsize           length)
{
  if (self->problem != NULL)
    return FALSE;

  g_byte_array_append (self->pending, data, (guint) length);
  while (step (self))
    ;
  return self->problem == NULL;
}

gboolean
batch_multipart_end (BatchMultipart *self)
{
  if (self->problem == NULL && self->state != STATE_DONE)
    fail (self, "it ends before its last boundary");

  return self->problem == NULL;
}

const char *
batch_multipart_get_problem (BatchMultipart *self)
{
  return self->problem;
}

const char *
batch_multipart_get_field (BatchMultipart *self,
                           const char     *name)
{
  return g_hash_table_lookup (self->fields, name);
}

gboolean
batch_multipart_has_file (BatchMultipart *self)
{
  return self->has_file;
}

const char *
batch_multipart_get_file_name (BatchMultipart *self)
{
  return self->file_name;
}
