/* cli/cli-terminal.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

/* Where a character of UTF-8 that a terminal obeys begins: those after the ones of ASCII. */
#define LEAD 0xc2

/* --- Escaping --- */

/* What is seen of a stream of bytes. A byte that means nothing without the next one is kept. */
typedef struct
{
  const char *harmless;      /* control characters that stay */
  guchar      kept;          /* 0, LEAD or '\r' */
} Escaper;

static gboolean
is_control (guchar byte)
{
  return byte < 0x20 || byte == 0x7f;
}

static void
append_byte (Escaper *self,
             GString *out,
             guchar   byte)
{
  if (is_control (byte) && (byte == 0 || strchr (self->harmless, byte) == NULL))
    g_string_append_printf (out, "\\x%02x", byte);
  else
    g_string_append_c (out, (char) byte);
}

/* The end of a line in a table is two characters, and harmless. */
static gboolean
append_pair (Escaper *self,
             GString *out,
             guchar   byte)
{
  if (self->kept == LEAD && byte >= 0x80 && byte < 0xa0)
    g_string_append_printf (out, "\\x%02x", byte);
  else if (self->kept == '\r' && byte == '\n' && strchr (self->harmless, '\n') != NULL)
    g_string_append (out, "\r\n");
  else
    return FALSE;

  self->kept = 0;
  return TRUE;
}

static void
release_kept (Escaper *self,
              GString *out)
{
  if (self->kept != 0)
    append_byte (self, out, self->kept);
  self->kept = 0;
}

static void
escape (Escaper    *self,
        GString    *out,
        const char *text,
        gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      guchar byte = (guchar) text[i];

      if (append_pair (self, out, byte))
        continue;

      release_kept (self, out);
      if (byte == LEAD || byte == '\r')
        self->kept = byte;
      else
        append_byte (self, out, byte);
    }
}

static char *
escape_text (const char *text,
             const char *harmless)
{
  Escaper escaper = { .harmless = harmless };
  GString *out = g_string_new (NULL);

  escape (&escaper, out, text, strlen (text));
  release_kept (&escaper, out);
  return g_string_free (out, FALSE);
}

char *
cli_escape_line (const char *text)
{
  return escape_text (text, "");
}

/* --- Printing --- */

void
cli_put (FILE       *stream,
         const char *text)
{
  g_autofree char *escaped = isatty (fileno (stream)) ? escape_text (text, "\n\t") : NULL;

  fputs (escaped != NULL ? escaped : text, stream);
}

static gboolean is_held;

void
cli_hold_output (gboolean hold)
{
  is_held = hold;
  cli_show_output ();
}

void
cli_show_output (void)
{
  if (!is_held)
    fflush (stdout);
}

/* In the encoding of the terminal, as GLib does it when nobody else takes it. */
static void
print (FILE       *stream,
       const char *text)
{
  const char *charset;
  g_autofree char *converted = NULL;

  if (!g_get_console_charset (&charset))
    converted = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  cli_put (stream, converted != NULL ? converted : text);
}

static void
print_stdout (const char *text)
{
  print (stdout, text);
  cli_show_output ();
}

static void
print_stderr (const char *text)
{
  print (stderr, text);
  fflush (stderr);
}

/* A file that is opened while one of the three is closed takes its number, and what is said is
 * written into it. What stands there instead fails, as a closed one does. */
static void
hold_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) == -1
        && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
      g_debug ("Nothing can be put in the place of stream %d: %s", fd, g_strerror (errno));
}

void
cli_guard_terminal (void)
{
  hold_standard_streams ();
  g_set_print_handler (print_stdout);
  g_set_printerr_handler (print_stderr);
}

/* --- A stream --- */

typedef struct
{
  GFilterOutputStream parent_instance;

  Escaper             escaper;
} CliTerminalStream;

typedef GFilterOutputStreamClass CliTerminalStreamClass;

static GType cli_terminal_stream_get_type (void);

G_DEFINE_TYPE (CliTerminalStream, cli_terminal_stream, G_TYPE_FILTER_OUTPUT_STREAM)

static gssize
cli_terminal_stream_write (GOutputStream  *stream,
                           const void     *buffer,
                           gsize           count,
                           GCancellable   *cancellable,
                           GError        **error)
{
  CliTerminalStream *self = (CliTerminalStream *) stream;
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));
  g_autoptr(GString) out = g_string_sized_new (count);

  escape (&self->escaper, out, buffer, count);
  if (!g_output_stream_write_all (base, out->str, out->len, NULL, cancellable, error))
    return -1;

  return (gssize) count;
}

static void
cli_terminal_stream_class_init (CliTerminalStreamClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = cli_terminal_stream_write;
}

static void
cli_terminal_stream_init (CliTerminalStream *self)
{
  self->escaper.harmless = "\n\t";
}

GOutputStream *
cli_open_stdout (void)
{
  GOutputStream *plain = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  GOutputStream *guarded;

  if (!isatty (STDOUT_FILENO))
    return plain;

  guarded = g_object_new (cli_terminal_stream_get_type (), "base-stream", plain, NULL);
  g_object_unref (plain);
  return guarded;
}
