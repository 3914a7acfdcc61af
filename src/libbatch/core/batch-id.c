/* batch-id.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A new id is a UUID of version 7, which begins with the time, so that
 * what comes together lies together in every index. A job has a UUID: the one in
 * its id, or, when somebody else chose the id, the UUID of version 5 that follows
 * from its text. The item at position p has the same UUID with p XORed into the
 * last four bytes, which leaves the version and the variant alone. So a million
 * items need no column for their ids, the same item has the same id in every
 * export, and an id that comes back leads to its row without an index. */

#include "config.h"

#include "core/batch-id-private.h"

#include <string.h>

#define UUID_LENGTH 36
#define TAIL_LENGTH 8

/* The name space of our UUIDs of version 5; a random one. */
static const guint8 name_space[16] = {
  0x6f, 0x1d, 0x0c, 0x52, 0x0a, 0x8b, 0x4d, 0x0e, 0x9a, 0x64, 0x3b, 0xd7, 0x21, 0x5e, 0xc8, 0x90,
};

static const char digits[] = "0123456789abcdef";

static gboolean
is_hyphen (guint i)
{
  return i == 8 || i == 13 || i == 18 || i == 23;
}

static void
print_uuid (const guint8 b[16],
            char         uuid[UUID_LENGTH + 1])
{
  char *next = uuid;

  for (guint i = 0; i < 16; i++)
    {
      if (is_hyphen (next - uuid))
        *next++ = '-';
      *next++ = digits[b[i] >> 4];
      *next++ = digits[b[i] & 0x0f];
    }
  *next = '\0';
}

char *
batch_id_new (const char *prefix)
{
  gint64 now = g_get_real_time ();
  guint64 high = (guint64) (now / 1000) << 16 | 0x7000 | (guint64) (now % 1000 * 4096 / 1000);
  guint64 low = (guint64) g_random_int () << 32 | g_random_int ();
  char uuid[UUID_LENGTH + 1];
  guint8 b[16];

  high = GUINT64_TO_BE (high);
  low = GUINT64_TO_BE ((low & (G_MAXUINT64 >> 2)) | G_GUINT64_CONSTANT (1) << 63);
  memcpy (b, &high, sizeof high);
  memcpy (b + 8, &low, sizeof low);
  print_uuid (b, uuid);
  return g_strconcat (prefix, uuid, NULL);
}

/* Upper case is as good a UUID, but would not read back to the same text. */
static gboolean
is_plain_uuid (const char *text)
{
  for (guint i = 0; i < UUID_LENGTH; i++)
    if (is_hyphen (i) ? text[i] != '-' : !g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
      return FALSE;

  return text[UUID_LENGTH] == '\0';
}

gboolean
batch_id_is_of_time (const char *prefix,
                     const char *id)
{
  gsize length = strlen (prefix);

  return g_str_has_prefix (id, prefix) && is_plain_uuid (id + length) && id[length + 14] == '7';
}

static void
uuid_from_name (const char *name,
                char        uuid[UUID_LENGTH + 1])
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 b[20];
  gsize length = sizeof b;

  g_checksum_update (checksum, name_space, sizeof name_space);
  g_checksum_update (checksum, (const guchar *) name, strlen (name));
  g_checksum_get_digest (checksum, b, &length);

  b[6] = (b[6] & 0x0f) | 0x50;
  b[8] = (b[8] & 0x3f) | 0x80;
  print_uuid (b, uuid);
}

static void
uuid_of_job (const char *job_id,
             char        uuid[UUID_LENGTH + 1])
{
  if (g_str_has_prefix (job_id, BATCH_ID_JOB) &&
      is_plain_uuid (job_id + strlen (BATCH_ID_JOB)))
    g_strlcpy (uuid, job_id + strlen (BATCH_ID_JOB), UUID_LENGTH + 1);
  else
    uuid_from_name (job_id, uuid);
}

static guint32
tail_of (const char *uuid)
{
  guint32 tail = 0;

  for (guint i = UUID_LENGTH - TAIL_LENGTH; i < UUID_LENGTH; i++)
    tail = tail << 4 | (guint32) g_ascii_xdigit_value (uuid[i]);

  return tail;
}

static void
set_tail (char    *uuid,
          guint32  tail)
{
  for (guint i = UUID_LENGTH; i > UUID_LENGTH - TAIL_LENGTH; tail >>= 4)
    uuid[--i] = digits[tail & 0x0f];
}

static char *
derive (const char *prefix,
        const char *job_id,
        guint32     position)
{
  char uuid[UUID_LENGTH + 1];

  uuid_of_job (job_id, uuid);
  set_tail (uuid, tail_of (uuid) ^ position);
  return g_strconcat (prefix, uuid, NULL);
}

static gboolean
parse (const char *prefix,
       const char *job_id,
       const char *id,
       guint32    *position)
{
  char uuid[UUID_LENGTH + 1];
  const char *text;

  if (!g_str_has_prefix (id, prefix))
    return FALSE;

  text = id + strlen (prefix);
  uuid_of_job (job_id, uuid);
  if (!is_plain_uuid (text) || strncmp (text, uuid, UUID_LENGTH - TAIL_LENGTH) != 0)
    return FALSE;

  *position = tail_of (text) ^ tail_of (uuid);
  return TRUE;
}

char *
batch_id_for_item (const char *job_id,
                   guint32     position)
{
  return derive (BATCH_ID_ITEM, job_id, position);
}

char *
batch_id_for_request (const char *job_id,
                      guint32     position)
{
  return derive (BATCH_ID_REQUEST, job_id, position);
}

/* No job has so many items that a position would be the same. */
char *
batch_id_for_file (const char    *job_id,
                   BatchFilePart  part)
{
  return derive (BATCH_ID_FILE, job_id, G_MAXUINT32 - part);
}

gboolean
batch_id_parse_item (const char *job_id,
                     const char *id,
                     guint32    *position)
{
  return parse (BATCH_ID_ITEM, job_id, id, position);
}

gboolean
batch_id_parse_request (const char *job_id,
                        const char *id,
                        guint32    *position)
{
  return parse (BATCH_ID_REQUEST, job_id, id, position);
}
