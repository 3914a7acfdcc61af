/* format/batch-loading-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-loading-text-private.h"

#include <string.h>

#define BAR   "\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\n"
#define START BAR "llama-swap loading model:"
#define DONE  "\nDone! ("
#define SPACE " \n"

static gboolean
continues_with (const char *at,
                const char *end,
                const char *text)
{
  gsize length = strlen (text);

  return (gsize) (end - at) >= length && memcmp (at, text, length) == 0;
}

/* (nullable) */
static const char *
find_end (const char *at,
          const char *end)
{
  at = memmem (at, end - at, DONE, strlen (DONE));
  if (at != NULL)
    at = memmem (at, end - at, "\n" BAR, strlen ("\n" BAR));
  return at != NULL ? at + strlen ("\n" BAR) : NULL;
}

gsize
batch_loading_text_measure (const char *thoughts,
                            gsize       length)
{
  const char *end = thoughts + length;
  const char *at;

  if (!continues_with (thoughts, end, START))
    return 0;

  /* One that is not finished is all that was thought. */
  if ((at = find_end (thoughts, end)) == NULL)
    return length;
  if (continues_with (at, end, SPACE))
    at += strlen (SPACE);
  return at - thoughts;
}

gboolean
batch_loading_text_is_settled (const char *thoughts,
                               gsize       length)
{
  const char *end = thoughts + length;
  const char *at;

  if (length < strlen (START))
    return memcmp (thoughts, START, length) != 0;
  if (!continues_with (thoughts, end, START))
    return TRUE;

  at = find_end (thoughts, end);
  return at != NULL && ((gsize) (end - at) >= strlen (SPACE)
                        || memcmp (at, SPACE, end - at) != 0);
}
