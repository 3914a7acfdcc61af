/* simulator/batch-simulator-slots.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-slots.h"

#define LEAST_SHARE 0.1

typedef struct
{
  GString  *prompt;
  guint64   last_used;
  gboolean  busy;
} Slot;

struct _BatchSimulatorSlots
{
  Slot    *slots;
  guint    n_slots;
  guint64  clock;
};

BatchSimulatorSlots *
batch_simulator_slots_new (guint n_slots)
{
  BatchSimulatorSlots *self = g_new0 (BatchSimulatorSlots, 1);

  self->slots = g_new0 (Slot, n_slots);
  self->n_slots = n_slots;
  for (guint i = 0; i < n_slots; i++)
    self->slots[i].prompt = g_string_new (NULL);
  return self;
}

void
batch_simulator_slots_free (BatchSimulatorSlots *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_string_free (self->slots[i].prompt, TRUE);
  g_free (self->slots);
  g_free (self);
}

static gsize
measure_common (const GString *a,
                const GString *b)
{
  gsize end = MIN (a->len, b->len);
  gsize i = 0;

  while (i < end && a->str[i] == b->str[i])
    i++;
  return i;
}

static int
find_oldest (BatchSimulatorSlots *self)
{
  int found = -1;

  for (guint i = 0; i < self->n_slots; i++)
    if (!self->slots[i].busy &&
        (found < 0 || self->slots[i].last_used < self->slots[found].last_used))
      found = i;
  return found;
}

static int
find_most_similar (BatchSimulatorSlots *self,
                   GString             *prompt,
                   gsize               *known)
{
  int found = -1;

  *known = 0;
  for (guint i = 0; i < self->n_slots; i++)
    {
      gsize common = self->slots[i].busy ? 0 : measure_common (self->slots[i].prompt, prompt);

      if (common > *known && (double) common > LEAST_SHARE * (double) prompt->len)
        {
          found = i;
          *known = common;
        }
    }
  return found;
}

int
batch_simulator_slots_take (BatchSimulatorSlots *self,
                            GString             *prompt,
                            gsize               *known)
{
  int slot = find_most_similar (self, prompt, known);

  if (slot < 0)
    {
      slot = find_oldest (self);
      if (slot < 0)
        return -1;
      *known = measure_common (self->slots[slot].prompt, prompt);
    }

  self->slots[slot].busy = TRUE;
  g_string_truncate (self->slots[slot].prompt, 0);
  g_string_append_len (self->slots[slot].prompt, prompt->str, prompt->len);
  return slot;
}

void
batch_simulator_slots_give_back (BatchSimulatorSlots *self,
                                 int                  slot)
{
  self->slots[slot].busy = FALSE;
  self->slots[slot].last_used = ++self->clock;
}

void
batch_simulator_slots_forget (BatchSimulatorSlots *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_string_truncate (self->slots[i].prompt, 0);
}

guint
batch_simulator_slots_count (BatchSimulatorSlots *self)
{
  return self->n_slots;
}

gboolean
batch_simulator_slots_is_busy (BatchSimulatorSlots *self,
                               guint                slot)
{
  return self->slots[slot].busy;
}
