/* simulator/batch-simulator-slots.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The prompts that a model still knows: each of its slots keeps the last one, and need not read
 * again what the next one has in common with it from the start. As llama-server does, a prompt
 * goes to the free slot that shares most of it, and to the one that was idle longest when none
 * shares a tenth. */
typedef struct _BatchSimulatorSlots BatchSimulatorSlots;

BatchSimulatorSlots *batch_simulator_slots_new       (guint                n_slots);
void                 batch_simulator_slots_free      (BatchSimulatorSlots *self);

/* Returns the slot, which is busy until it is given back; @known is set to how many bytes of the
 * prompt it knows. All of them busy: takes none, and returns −1. */
int                  batch_simulator_slots_take      (BatchSimulatorSlots *self,
                                                      GString             *prompt,
                                                      gsize               *known);
void                 batch_simulator_slots_give_back (BatchSimulatorSlots *self,
                                                      int                  slot);
/* The model has left the memory, and everything in it. */
void                 batch_simulator_slots_forget    (BatchSimulatorSlots *self);

guint                batch_simulator_slots_count      (BatchSimulatorSlots *self);
gboolean             batch_simulator_slots_is_busy    (BatchSimulatorSlots *self,
                                                      guint                slot);

G_END_DECLS
