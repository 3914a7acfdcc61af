/* batch-question.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *batch_question_new                (const char            *heading,
                                              const char            *body);
void       batch_question_add_answer         (GtkWidget             *question,
                                              const char            *id,
                                              const char            *label,
                                              AdwResponseAppearance  appearance);
void       batch_question_set_answer_enabled (GtkWidget             *question,
                                              const char            *id,
                                              gboolean               enabled);
void       batch_question_set_extra_child    (GtkWidget             *question,
                                              GtkWidget             *child);
void       batch_question_present            (GtkWidget             *question,
                                              GtkWidget             *parent);

G_END_DECLS
