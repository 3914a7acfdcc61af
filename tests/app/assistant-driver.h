/* assistant-driver.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "shell/batch-window-private.h"

#include "simulator/batch-simulator.h"

G_BEGIN_DECLS

/* The assistant on a real engine, with a store on the disk and the simulated server. */
typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchWindow    *window;
} AssistantFixture;

void       assistant_set_up         (AssistantFixture *fixture);
void       assistant_tear_down      (AssistantFixture *fixture);
void       assistant_open_path      (AssistantFixture *fixture,
                                     const char       *path);
void       assistant_write_and_open (AssistantFixture *fixture,
                                     const char       *name,
                                     const char       *content);
GtkWidget *assistant_wait           (void);
GtkWidget *assistant_find_step      (GtkWidget        *assistant,
                                     GType             type);
/* (nullable): why the step cannot be left */
const char *assistant_reason        (GtkWidget        *assistant,
                                     GType             type);
/* Until the step is there, and can be left. */
void       assistant_wait_step      (GtkWidget        *assistant,
                                     GType             type);
void       assistant_go_on          (GtkWidget        *assistant);
void       assistant_type_text      (GtkWidget        *assistant,
                                     GType             step,
                                     const char       *text);
/* Anywhere in @widget, where it is seen. */
gboolean   assistant_says           (GtkWidget        *widget,
                                     const char       *text);
/* A new batch of @lines, as far as its prompt. */
GtkWidget *assistant_go_to_prompt   (AssistantFixture *fixture,
                                     const char       *lines);
void       assistant_discard        (GtkWidget        *assistant);

G_END_DECLS
