/* batch-door-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whom a server turns away with 403: everybody, one model, or one request? It does not
 * say, but what it did before tells. */
typedef struct
{
  GHashTable *let_in;              /* the set of keys that were let in */
  GHashTable *turned_away;         /* the set of keys, as long as nobody was let in */
  guint       in_a_row;            /* refusals of keys that had been let in */
} BatchDoor;

typedef enum
{
  BATCH_REFUSAL_OF_ITEM,           /* it fails; the others are not concerned */
  BATCH_REFUSAL_OF_KEY,            /* others may be let in: they go first */
  BATCH_REFUSAL_OF_ALL,            /* nobody comes in any more */
} BatchRefusal;

void         batch_door_init           (BatchDoor  *self);
void         batch_door_clear          (BatchDoor  *self);
void         batch_door_let_in         (BatchDoor  *self,
                                        const char *key);
BatchRefusal batch_door_refuse         (BatchDoor  *self,
                                        const char *key);
gboolean     batch_door_turns_away     (BatchDoor  *self,
                                        const char *key);
/* Everybody may try once more. Returns: whether that lets anybody in who was turned away */
gboolean     batch_door_forget_refused (BatchDoor  *self);

G_END_DECLS
