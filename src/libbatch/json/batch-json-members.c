/* batch-json-members.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-members-private.h"

#include "json/batch-json-text-private.h"

/* Nearly all names differ in the first letter already, and each of a body is held against each. */
static const BatchJsonMember *
find_member (const BatchJsonMember *members,
             guint                  n_members,
             const BatchJsonValue  *key)
{
  guint8 first = key->data[1];

  for (guint i = 0; i < n_members; i++)
    if ((first == (guint8) *members[i].name || first == '\\')
        && batch_json_value_is (key, members[i].name))
      return &members[i];

  return NULL;
}

void
batch_json_read_members (BatchJsonScanner      *scanner,
                         const BatchJsonMember *members,
                         guint                  n_members,
                         gpointer               into)
{
  BatchJsonValue key;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key))
    {
      const BatchJsonMember *member = find_member (members, n_members, &key);

      if (member != NULL)
        member->read (scanner, G_STRUCT_MEMBER_P (into, member->offset));
      else
        batch_json_scanner_read_value (scanner, NULL);
    }
}

void
batch_json_value_read_members (const BatchJsonValue  *value,
                               const BatchJsonMember *members,
                               guint                  n_members,
                               gpointer               into)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, value->data, value->length, 0);
  batch_json_read_members (&scanner, members, n_members, into);
}

void
batch_json_read_first (BatchJsonScanner  *scanner,
                       BatchJsonReadFunc  read,
                       gpointer           field)
{
  gboolean first = TRUE;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      if (first)
        read (scanner, field);
      else
        batch_json_scanner_read_value (scanner, NULL);
      first = FALSE;
    }
}

void
batch_json_read_string (BatchJsonScanner *scanner,
                        gpointer          field)
{
  char **string = field;
  BatchJsonValue value;
  char *text;

  if (!batch_json_scanner_read_value (scanner, &value) ||
      (text = batch_json_value_dup_string (&value)) == NULL)
    return;

  g_free (*string);
  *string = text;
}

void
batch_json_read_int (BatchJsonScanner *scanner,
                     gpointer          field)
{
  BatchJsonValue value;

  if (batch_json_scanner_read_value (scanner, &value))
    batch_json_value_get_int (&value, field);
}

void
batch_json_read_count (BatchJsonScanner *scanner,
                       gpointer          field)
{
  BatchJsonValue value;

  if (batch_json_scanner_read_value (scanner, &value))
    batch_json_value_get_count (&value, field);
}

void
batch_json_read_slice (BatchJsonScanner *scanner,
                       gpointer          field)
{
  batch_json_scanner_read_value (scanner, field);
}
