/* batch-model-access-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a server lets us use its models, as far as its answers tell: a 403 may be meant for
 * everybody, for one model, or for one request. It does not say, but what it did before tells. */
typedef struct
{
  GHashTable *granted;             /* the set of keys that were let in */
  GHashTable *denied;              /* the set of keys, as long as none was let in */
  GHashTable *refused;             /* how often, by key, while none was let in */
  guint       in_a_row;            /* refusals of keys that had been let in */
} BatchModelAccess;

typedef enum
{
  BATCH_REFUSAL_OF_ITEM,           /* it fails; the others are not concerned */
  BATCH_REFUSAL_OPEN,              /* of it or of all: another one of its key goes first */
  BATCH_REFUSAL_OF_KEY,            /* others may be let in: they go first */
  BATCH_REFUSAL_OF_ALL,            /* nobody comes in any more */
} BatchRefusal;

void         batch_model_access_init      (BatchModelAccess *self);
void         batch_model_access_clear     (BatchModelAccess *self);
void         batch_model_access_grant     (BatchModelAccess *self,
                                           const char       *key);
/* As far as is known from earlier it was let in, unless more is known by now. */
void         batch_model_access_recall    (BatchModelAccess *self,
                                           const char       *key);
/* @others_wait: items of the same key */
BatchRefusal batch_model_access_refuse    (BatchModelAccess *self,
                                           const char       *key,
                                           gboolean          others_wait);
/* Whatever it was before: others go first. */
void         batch_model_access_deny      (BatchModelAccess *self,
                                           const char       *key);
gboolean     batch_model_access_is_denied (BatchModelAccess *self,
                                           const char       *key);
/* Everybody may try once more. Returns: whether that lets anybody in who was denied */
gboolean     batch_model_access_reset     (BatchModelAccess *self);

G_END_DECLS
