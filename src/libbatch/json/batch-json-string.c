/* batch-json-string.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-string-private.h"

#if BATCH_JSON_VECTORS

#include <string.h>
#include <tmmintrin.h>

#include "json/batch-json-bytes-private.h"

/* Sixteen bytes at a time: where the next byte is that means something, and whether what
 * is before it is UTF-8.
 *
 * Whether two neighbours may follow each other depends on the halves of the first and on
 * the upper half of the second. There is a table for each of the three, of all the
 * mistakes that the half has part in. A mistake that is in all three was made. */

#define VECTOR __attribute__ ((target ("ssse3")))
#define WIDTH  16

enum
{
  CUT_SHORT    = 1 << 0,     /* the start of a sequence, then something else than its rest */
  NO_START     = 1 << 1,     /* the rest of a sequence after ASCII */
  OVERLONG_2   = 1 << 2,     /* C0 and C1 */
  OVERLONG_3   = 1 << 3,     /* E0 80…9F */
  SURROGATE    = 1 << 4,     /* ED A0…BF */
  NOT_FOUR_8   = 1 << 5,     /* F0 80…8F is overlong, F5…FF 80…8F too high */
  NOT_FOUR_9   = 1 << 6,     /* F4…FF 90…BF is too high */
  SECOND_REST  = 1 << 7,     /* right in the third and the fourth place only */

  ANY_LOW      = CUT_SHORT | NO_START | SECOND_REST,
  ANY_REST     = NO_START | OVERLONG_2 | SECOND_REST,
};

static const guint8 first_upper[WIDTH] = {
  NO_START, NO_START, NO_START, NO_START, NO_START, NO_START, NO_START, NO_START,
  SECOND_REST, SECOND_REST, SECOND_REST, SECOND_REST,
  CUT_SHORT | OVERLONG_2,
  CUT_SHORT,
  CUT_SHORT | OVERLONG_3 | SURROGATE,
  CUT_SHORT | NOT_FOUR_8 | NOT_FOUR_9,
};

static const guint8 first_lower[WIDTH] = {
  ANY_LOW | OVERLONG_2 | OVERLONG_3 | NOT_FOUR_8,
  ANY_LOW | OVERLONG_2,
  ANY_LOW,
  ANY_LOW,
  ANY_LOW | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9 | SURROGATE,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
  ANY_LOW | NOT_FOUR_8 | NOT_FOUR_9,
};

static const guint8 second_upper[WIDTH] = {
  CUT_SHORT, CUT_SHORT, CUT_SHORT, CUT_SHORT, CUT_SHORT, CUT_SHORT, CUT_SHORT, CUT_SHORT,
  ANY_REST | OVERLONG_3 | NOT_FOUR_8,
  ANY_REST | OVERLONG_3 | NOT_FOUR_9,
  ANY_REST | SURROGATE | NOT_FOUR_9,
  ANY_REST | SURROGATE | NOT_FOUR_9,
  CUT_SHORT, CUT_SHORT, CUT_SHORT, CUT_SHORT,
};

static inline VECTOR __m128i
load (const guint8 *pos)
{
  return _mm_loadu_si128 ((const __m128i *) pos);
}

static inline VECTOR __m128i
upper_half (__m128i bytes)
{
  return _mm_and_si128 (_mm_srli_epi16 (bytes, 4), _mm_set1_epi8 (0x0F));
}

/* Not 0 where @bytes, which come after @before, are not UTF-8. */
static inline VECTOR __m128i
find_mistakes (__m128i bytes,
               __m128i before)
{
  const __m128i lower_half = _mm_set1_epi8 (0x0F);
  __m128i one_back = _mm_alignr_epi8 (bytes, before, WIDTH - 1);
  __m128i two_back = _mm_alignr_epi8 (bytes, before, WIDTH - 2);
  __m128i three_back = _mm_alignr_epi8 (bytes, before, WIDTH - 3);
  __m128i mistakes;
  __m128i third;
  __m128i fourth;

  mistakes = _mm_and_si128 (_mm_shuffle_epi8 (load (first_upper), upper_half (one_back)),
                            _mm_shuffle_epi8 (load (first_lower),
                                              _mm_and_si128 (one_back, lower_half)));
  mistakes = _mm_and_si128 (mistakes,
                            _mm_shuffle_epi8 (load (second_upper), upper_half (bytes)));

  /* The highest bit, where a sequence of three or four bytes has its third or fourth. */
  third = _mm_subs_epu8 (two_back, _mm_set1_epi8 (0xE0 - SECOND_REST));
  fourth = _mm_subs_epu8 (three_back, _mm_set1_epi8 (0xF0 - SECOND_REST));
  third = _mm_and_si128 (_mm_or_si128 (third, fourth), _mm_set1_epi8 ((char) SECOND_REST));

  return _mm_xor_si128 (mistakes, third);
}

/* A bit for each byte: quotes, backslashes and control characters. */
static inline VECTOR guint
find_special (__m128i bytes)
{
  __m128i quote = _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 ('"'));
  __m128i backslash = _mm_cmpeq_epi8 (bytes, _mm_set1_epi8 ('\\'));
  __m128i control = _mm_cmpeq_epi8 (_mm_max_epu8 (bytes, _mm_set1_epi8 (0x1F)),
                                    _mm_set1_epi8 (0x1F));

  return _mm_movemask_epi8 (_mm_or_si128 (_mm_or_si128 (quote, backslash), control));
}

static inline VECTOR __m128i
keep_first (__m128i bytes,
            guint   n)
{
  static const guint8 kept[2 * WIDTH] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
  };

  return _mm_and_si128 (bytes, load (kept + WIDTH - n));
}

/* The rest is control characters. */
static inline VECTOR __m128i
load_last (const guint8 *pos,
           const guint8 *end)
{
  guint8 last[WIDTH] = { 0 };

  memcpy (last, pos, end - pos);
  return load (last);
}

static inline const guint8 *
skip_escapes (const guint8 *pos,
              const guint8 *end)
{
  while (pos < end && *pos == '\\')
    {
      guint length = batch_json_escape_length (pos, end);

      if (length == 0)
        return NULL;
      pos += length;
    }

  return pos;
}

VECTOR const guint8 *
batch_json_skip_good_string (const guint8 *pos,
                             const guint8 *end)
{
  __m128i before = _mm_setzero_si128 ();
  __m128i mistakes = _mm_setzero_si128 ();
  guint recent = 0;            /* a bit for each of the last, whether it was more than ASCII */

  while (pos != NULL)
    {
      __m128i bytes = end - pos >= WIDTH ? load (pos) : load_last (pos, end);
      guint special = find_special (bytes);
      guint n = special != 0 ? __builtin_ctz (special) : WIDTH;

      /* What follows is then ASCII, before which every sequence has to be whole. */
      if (n < WIDTH)
        bytes = keep_first (bytes, n);
      /* Words of other scripts come now and then, so that to ask of each sixteen bytes alone
       * would be guessed wrong too often: where there was one, the next ones are looked at. */
      recent = recent << 1 | (_mm_movemask_epi8 (bytes) != 0);
      if (recent != 0)
        mistakes = _mm_or_si128 (mistakes, find_mistakes (bytes, before));

      pos += n;
      before = bytes;
      if (n == WIDTH)
        continue;
      if (pos == end || *pos != '\\')
        break;

      pos = skip_escapes (pos, end);
      before = _mm_setzero_si128 ();
    }

  if (pos == NULL || pos == end || *pos != '"' ||
      _mm_movemask_epi8 (_mm_cmpeq_epi8 (mistakes, _mm_setzero_si128 ())) != 0xFFFF)
    return NULL;

  return pos + 1;
}

#endif
