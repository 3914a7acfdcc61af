/* cli/cli-terminal.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>
#include <stdio.h>

G_BEGIN_DECLS

/* Names and messages come from servers and files. A terminal does what control characters in them
 * say: they could clear it, and write there what batchq never said. So they are shown as what
 * they are, "\x1b", wherever a terminal would see them; a file or a pipe gets them as they came. */

/* From now on, for g_print () and g_printerr (). The three standard streams are there from then on,
 * whether or not they were given. */
void           cli_guard_terminal (void);

/* For what is printed in another way: puts @text there, without another encoding. */
void           cli_put            (FILE       *stream,
                                   const char *text);

/* What is printed on standard output is seen at once, unless it is held: then it is when much of
 * it is there, and when it is held no more. */
void           cli_hold_output    (gboolean    hold);
void           cli_show_output    (void);

/* @text as one line for a terminal: line breaks, too, are shown as what they are. */
char          *cli_escape_line    (const char *text);

/* The standard output, for answers as they are written down. */
GOutputStream *cli_open_stdout    (void);

G_END_DECLS
