/* batch-excerpt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-excerpt-private.h"

#include <string.h>

/* What is looked at of a text, for it may be very long. */
#define MAX_BYTES (64 * 1024)

static gboolean
is_space (gunichar character)
{
  return g_unichar_isspace (character) || g_unichar_iscntrl (character) || character == 0xFEFF;
}

gboolean
batch_is_text (const char *bytes,
               gsize       length)
{
  for (gsize i = 0; i < MIN (length, MAX_BYTES); i++)
    if (g_ascii_iscntrl (bytes[i]) && !g_ascii_isspace (bytes[i]))
      return FALSE;

  return TRUE;
}

char *
batch_excerpt (const char *text,
               gssize      length,
               guint       max_characters)
{
  gsize n_bytes = MIN (length < 0 ? strlen (text) : (gsize) length, MAX_BYTES);
  g_autofree char *valid = g_utf8_make_valid (text, n_bytes);
  GString *excerpt = g_string_new (NULL);
  gboolean after_space = FALSE;
  guint n_characters = 0;

  for (const char *pos = valid; *pos != '\0'; pos = g_utf8_next_char (pos))
    {
      gunichar character = g_utf8_get_char (pos);

      if (is_space (character))
        {
          after_space = n_characters > 0;
          continue;
        }

      if (n_characters + after_space >= max_characters)
        {
          g_string_append (excerpt, "…");
          break;
        }

      if (after_space)
        g_string_append_c (excerpt, ' ');
      g_string_append_unichar (excerpt, character);
      n_characters += 1 + after_space;
      after_space = FALSE;
    }

  return g_string_free (excerpt, FALSE);
}

static gboolean
starts_with (const char *pos,
             const char *end,
             const char *word)
{
  gsize length = strlen (word);

  return (gsize) (end - pos) >= length && g_ascii_strncasecmp (pos, word, length) == 0;
}

static const char *
find_word (const char *pos,
           const char *end,
           const char *word)
{
  for (; pos < end; pos++)
    if (starts_with (pos, end, word))
      return pos;

  return NULL;
}

/* Appends the character that @pos starts with, be it written as an entity. */
static const char *
append_character (GString    *out,
                  const char *pos,
                  const char *end)
{
  static const struct
  {
    const char *entity;
    char        character;
  } entities[] = {
    { "&amp;", '&' },
    { "&lt;", '<' },
    { "&gt;", '>' },
    { "&quot;", '"' },
    { "&#39;", '\'' },
    { "&nbsp;", ' ' },
  };

  for (guint i = 0; *pos == '&' && i < G_N_ELEMENTS (entities); i++)
    if (starts_with (pos, end, entities[i].entity))
      {
        g_string_append_c (out, entities[i].character);
        return pos + strlen (entities[i].entity);
      }

  g_string_append_c (out, *pos);
  return pos + 1;
}

/* At a "<": behind the tag, or behind all of an element that is not text. */
static const char *
skip_tag (const char *pos,
          const char *end)
{
  static const struct
  {
    const char *open;
    const char *close;
  } hidden[] = {
    { "<!--", "-->" },
    { "<script", "</script>" },
    { "<style", "</style>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    if (starts_with (pos, end, hidden[i].open))
      {
        const char *close = find_word (pos, end, hidden[i].close);

        return close != NULL ? close + strlen (hidden[i].close) : end;
      }

  pos = memchr (pos, '>', end - pos);
  return pos != NULL ? pos + 1 : end;
}

static void
append_without_tags (GString    *out,
                     const char *pos,
                     const char *end)
{
  while (pos < end)
    {
      if (*pos == '<')
        {
          g_string_append_c (out, ' ');
          pos = skip_tag (pos, end);
        }
      else
        {
          pos = append_character (out, pos, end);
        }
    }
}

char *
batch_excerpt_html (const char *html,
                    gssize      length,
                    guint       max_characters)
{
  gsize n_bytes = MIN (length < 0 ? strlen (html) : (gsize) length, MAX_BYTES);
  const char *end = html + n_bytes;
  const char *title = find_word (html, end, "<title");
  const char *title_end = title != NULL ? find_word (title, end, "</title") : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (title_end != NULL)
    append_without_tags (text, title, title_end);
  else
    append_without_tags (text, html, end);

  return batch_excerpt (text->str, text->len, max_characters);
}

/* Some proxies send no more than a heading. */
gboolean
batch_is_html (const char *text,
               gsize       length)
{
  static const char *const tags[] = {
    "<!doctype", "<html", "<head", "<body", "<title", "<meta", "<center", "<h1", "<h2", "<h3",
    "<div", "<pre", "<p>",
  };
  const char *end = text + length;

  while (text < end && g_ascii_isspace (*text))
    text++;

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (starts_with (text, end, tags[i]))
      return TRUE;

  return FALSE;
}
