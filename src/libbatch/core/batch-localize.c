/* core/batch-localize.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-localize.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/batch-sentences-private.h"

/* What the library says is stored, logged and sent to other programs, which may look for words
 * in it: so it is in English, wherever it is made. Only who shows it to a person has it put
 * into their language.
 *
 * The rule, first match first:
 *
 *   it is a sentence of the table         → its translation; and what is printed into it is
 *                                           looked at by the same rule
 *   it is two, with a colon in between,
 *   and one of them is of the table       → each by itself
 *   it is of somebody else                → as it is
 */

#define MAX_ARGUMENTS 6
/* Of sentences within sentences. */
#define MAX_DEPTH 6
#define MAX_COLONS 8
/* Nobody reads more; it is what a server said. */
#define MAX_LENGTH 4096

typedef struct
{
  const char *text;
  gsize       length;
} Argument;

static char *localize (const char *text,
                       guint       depth);

/* --- Recognizing --- */

static gboolean
is_number_part (char character)
{
  return g_ascii_isdigit (character) || character == '.' || character == ',';
}

static gboolean match (const char *form,
                       const char *text,
                       Argument   *arguments,
                       guint       n_before,
                       guint      *n_arguments);

static gboolean
match_argument (const char *form,
                const char *text,
                Argument   *arguments,
                guint       n_before,
                guint      *n_arguments)
{
  gboolean is_number = form[1] == 'd';

  if (n_before == MAX_ARGUMENTS)
    return FALSE;

  /* The last one takes all that is left. */
  if (!is_number && form[2] == '\0')
    {
      arguments[n_before] = (Argument) { text, strlen (text) };
      *n_arguments = n_before + 1;
      return *text != '\0';
    }

  for (gsize length = 1; text[length - 1] != '\0'; length++)
    {
      if (is_number && !is_number_part (text[length - 1]))
        return FALSE;
      if (form[2] != '\0' && form[2] != '%' && text[length] != form[2])
        continue;

      arguments[n_before] = (Argument) { text, length };
      if (match (form + 2, text + length, arguments, n_before + 1, n_arguments))
        return TRUE;
    }

  return FALSE;
}

static gboolean
match (const char *form,
       const char *text,
       Argument   *arguments,
       guint       n_before,
       guint      *n_arguments)
{
  for (; *form != '\0' && (form[0] != '%' || form[1] == '%'); form++, text++)
    {
      if (*form != *text)
        return FALSE;
      form += *form == '%';
    }

  if (*form != '\0')
    return match_argument (form, text, arguments, n_before, n_arguments);

  *n_arguments = n_before;
  return *text == '\0';
}

/* Returns: (nullable) */
static const BatchSentence *
find (const char *text,
      Argument   *arguments,
      guint      *n_arguments)
{
  for (const BatchSentence *sentence = batch_sentences; sentence->text != NULL; sentence++)
    if (match (sentence->text, text, arguments, 0, n_arguments)
        || (sentence->plural != NULL
            && match (sentence->plural, text, arguments, 0, n_arguments)))
      return sentence;

  return NULL;
}

/* --- Saying it --- */

static gulong
first_number (const char     *form,
              const Argument *arguments)
{
  guint n = 0;

  for (const char *at = strchr (form, '%'); at != NULL; at = strchr (at + 2, '%'))
    {
      if (at[1] == 'd')
        return strtoul (arguments[n].text, NULL, 10);
      n += at[1] == 's';
    }

  return 0;
}

static const char *
translate (const BatchSentence *sentence,
           const Argument      *arguments)
{
  if (sentence->plural == NULL)
    return g_dgettext (GETTEXT_PACKAGE, sentence->text);

  return g_dngettext (GETTEXT_PACKAGE, sentence->text, sentence->plural,
                      first_number (sentence->text, arguments));
}

/* “%s”, “%d” or, where the order is another one, “%2$s”. @place: (inout): of the next one
 * without a number. Returns: (nullable): behind it */
static const char *
read_conversion (const char *at,
                 guint      *place,
                 guint      *which)
{
  const char *letter = at + 1;

  *which = *place;
  if (g_ascii_isdigit (at[1]) && at[2] == '$')
    {
      *which = (guint) (at[1] - '1');
      letter = at + 3;
    }
  else
    (*place)++;

  return *letter == 's' || *letter == 'd' ? letter + 1 : NULL;
}

static void
append_argument (GString        *out,
                 const Argument *argument,
                 guint           depth)
{
  g_autofree char *text = g_strndup (argument->text, argument->length);
  g_autofree char *words = localize (text, depth + 1);

  g_string_append (out, words);
}

static char *
fill (const char     *form,
      const Argument *arguments,
      guint           n_arguments,
      guint           depth)
{
  GString *out = g_string_new (NULL);
  guint place = 0;

  while (*form != '\0')
    {
      const char *behind = NULL;
      guint which = MAX_ARGUMENTS;

      if (form[0] == '%' && form[1] != '%')
        behind = read_conversion (form, &place, &which);

      if (behind != NULL && which < n_arguments)
        append_argument (out, &arguments[which], depth);
      else if (behind == NULL)
        {
          g_string_append_c (out, *form);
          behind = form + 1 + (form[0] == '%' && form[1] == '%');
        }
      form = behind;
    }

  return g_string_free (out, FALSE);
}

/* --- Two in one --- */

static gboolean
is_known (const char *text)
{
  Argument arguments[MAX_ARGUMENTS];
  guint n_arguments = 0;

  return find (text, arguments, &n_arguments) != NULL;
}

static char *
join (const char *left,
      const char *right,
      guint       depth)
{
  g_autofree char *left_words = localize (left, depth);
  g_autofree char *right_words = localize (right, depth);
  const Argument parts[] = {
    { left_words, strlen (left_words) }, { right_words, strlen (right_words) },
  };

  /* Translators: a sentence, and more about it */
  return fill (_("%s: %s"), parts, G_N_ELEMENTS (parts), MAX_DEPTH);
}

/* Of what somebody else says, only the first colons are looked at. */
static char *
localize_parts (const char *text,
                guint       depth)
{
  const char *colon = strstr (text, ": ");

  for (guint i = 0; i < MAX_COLONS && colon != NULL; i++, colon = strstr (colon + 2, ": "))
    {
      g_autofree char *left = g_strndup (text, (gsize) (colon - text));

      if (is_known (left) || is_known (colon + 2))
        return join (left, colon + 2, depth + 1);
    }

  return g_strdup (text);
}

static char *
localize (const char *text,
          guint       depth)
{
  Argument arguments[MAX_ARGUMENTS];
  guint n_arguments = 0;
  const BatchSentence *sentence = depth < MAX_DEPTH ? find (text, arguments, &n_arguments) : NULL;

  if (sentence != NULL)
    return fill (translate (sentence, arguments), arguments, n_arguments, depth);

  return depth < MAX_DEPTH ? localize_parts (text, depth) : g_strdup (text);
}

/* --- Where translations are --- */

/* A program that has texts of its own in the same catalog has said where that is. */
static gpointer
bind_texts_once (gpointer unused)
{
  const char *usual = bindtextdomain ("batch-queue-of-nobody", NULL);

  if (g_strcmp0 (bindtextdomain (GETTEXT_PACKAGE, NULL), usual) == 0)
    bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  return NULL;
}

/* The header of a catalog is the translation of nothing. */
static gboolean
has_catalog (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, bind_texts_once, NULL);
  return *g_dgettext (GETTEXT_PACKAGE, "") != '\0';
}

/**
 * batch_localize:
 * @text: (nullable): what the library says: the message of an error, the reason of a place in
 *   the plan, why an item or a job failed, what has happened
 *
 * Puts a sentence of the library into the language of the person who is to read it.
 *
 * Everything that the library says is in English, as it is stored and may be read by programs.
 * What model servers have added to it stays as they said it.
 *
 * Returns: (transfer full) (nullable): the same in that language, or as it is when there is no
 *   translation; %NULL for %NULL
 */
char *
batch_localize (const char *text)
{
  if (text == NULL || strlen (text) > MAX_LENGTH || !has_catalog ())
    return g_strdup (text);

  return localize (text, 0);
}
