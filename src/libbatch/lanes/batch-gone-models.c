/* batch-gone-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-gone-models-private.h"

/* The rule for a model that the server says it does not have, first match first:
 *
 *   the item was told so before, and the model
 *   has answered others since                   → the item is at fault
 *   … the server has listed the model
 *   several times since, and says so each time  → the item is at fault
 *   the server has listed it twice as often
 *   since it was gone, and it did not answer    → it is in the list only, and fails altogether
 *   the model has answered                      → it is gone
 *   another one that has answered is gone       → so is this one
 *   it is said of the model for the first time  → that is doubted: the list is asked
 *   the list has it, but has not had it for as
 *   long as an item is waited for               → it is gone, as it may be about to come
 *   else                                        → it never was there
 *
 * A server that was started again with other models says so of each request, and at once: thousands
 * would fail in a second that have nothing to do with it. So they wait, as for a server that is
 * away. One that is being started, or is just getting the model, may say so of what it has listed
 * already; a name that is written wrong is on no list, and costs no more than to look there. */

#define MIN_REST_MS 1000
#define MAX_REST_MS 30000
/* For one that the server lists still. */
#define MAX_LISTED_REST_MS 4000

/* A server that is being started again, or what stands before it, may know its models sooner than
 * they are served: some take half a minute to load. */
#define ENOUGH_LISTINGS 8
/* Thousands that would each be waited for are not; nor is it loaded again and again for ever. That
 * has to come well before who waits for a minute has lost patience, so that the reason is told. */
#define ENOUGH_FOR_ALL  12

/* Whoever is not among them is only suspected later. */
#define MAX_SUSPECTS 256

typedef struct
{
  guint64 n_answers;
  guint   n_rests;                 /* in a row */
  guint64 n_listings;              /* while it was gone, since it has answered */
  guint   is_gone : 1;
  guint   is_doubted : 1;          /* … as far as the list was not asked yet */
  guint   is_listed : 1;           /* the last list had it */
} Model;

/* What there was of its model when an item was suspected. */
typedef struct
{
  guint64 n_answers;
  guint64 n_listings;
} Suspicion;

struct _BatchGoneModels
{
  GHashTable *models;              /* name to Model: those that have answered, or are gone */
  GHashTable *suspects;            /* item to Suspicion */
};

BatchGoneModels *
batch_gone_models_new (void)
{
  BatchGoneModels *self = g_new (BatchGoneModels, 1);

  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
batch_gone_models_free (BatchGoneModels *self)
{
  g_hash_table_unref (self->models);
  g_hash_table_unref (self->suspects);
  g_free (self);
}

static Model *
ensure (BatchGoneModels *self,
        const char      *name)
{
  Model *model = g_hash_table_lookup (self->models, name);

  if (model == NULL)
    {
      model = g_new0 (Model, 1);
      g_hash_table_insert (self->models, g_strdup (name), model);
    }
  return model;
}

static char *
name_item (const char *job_id,
           guint32     position)
{
  return g_strdup_printf ("%s:%u", job_id, position);
}

void
batch_gone_models_note_answer (BatchGoneModels *self,
                               const char      *model,
                               const char      *job_id,
                               guint32          position)
{
  Model *answered = ensure (self, model);

  answered->n_answers++;
  answered->n_rests = 0;
  answered->n_listings = 0;
  answered->is_gone = FALSE;
  answered->is_doubted = FALSE;
  answered->is_listed = FALSE;
  if (g_hash_table_size (self->suspects) > 0)
    {
      g_autofree char *item = name_item (job_id, position);

      g_hash_table_remove (self->suspects, item);
    }
}

void
batch_gone_models_note_listed (BatchGoneModels *self,
                               const char      *model)
{
  Model *listed = g_hash_table_lookup (self->models, model);

  if (listed == NULL || !listed->is_gone)
    return;

  listed->n_listings++;
  listed->is_listed = TRUE;
}

static gboolean
is_enough (const Model     *model,
           const Suspicion *before)
{
  return model->n_answers > before->n_answers
         || model->n_listings >= before->n_listings + ENOUGH_LISTINGS;
}

/* Returns: whether it is not the model, by what was seen of that since it was suspected */
static gboolean
suspect (BatchGoneModels *self,
         const Model     *model,
         const char      *job_id,
         guint32          position)
{
  g_autofree char *item = name_item (job_id, position);
  const Suspicion *before = g_hash_table_lookup (self->suspects, item);
  const Suspicion now = { model->n_answers, model->n_listings };

  if (before != NULL && is_enough (model, before))
    {
      g_hash_table_remove (self->suspects, item);
      return TRUE;
    }

  if (before == NULL && g_hash_table_size (self->suspects) < MAX_SUSPECTS)
    g_hash_table_insert (self->suspects, g_steal_pointer (&item),
                         g_memdup2 (&now, sizeof now));
  return FALSE;
}

/* Whether there was one that is not there now. */
static gboolean
has_lost_any (BatchGoneModels *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->models);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Model *model = value;

      if (model->is_gone && model->n_answers > 0)
        return TRUE;
    }
  return FALSE;
}

/* It is listed before each try. A list that lacks it once may be that of a server that starts. */
static gboolean
is_about_to_come (const Model *model)
{
  return model->n_listings > 0 && model->n_listings >= model->n_rests
         && model->n_listings < ENOUGH_LISTINGS;
}

/* Of one that has never answered. There may be very many that nobody has. */
static gboolean
note_unproved (BatchGoneModels *self,
               const char      *name)
{
  Model *model = ensure (self, name);

  if (!model->is_gone)
    *model = (Model) { .is_gone = TRUE, .is_doubted = TRUE };
  else if (is_about_to_come (model))
    model->is_doubted = FALSE;
  else
    return !g_hash_table_remove (self->models, name);

  return TRUE;
}

gboolean
batch_gone_models_note_missing (BatchGoneModels *self,
                                const char      *model,
                                const char      *job_id,
                                guint32          position)
{
  Model *missing;

  if (!batch_gone_models_has_answered (self, model) && !has_lost_any (self))
    return note_unproved (self, model);

  missing = ensure (self, model);
  missing->is_doubted = FALSE;
  if (job_id != NULL && suspect (self, missing, job_id, position))
    return FALSE;

  missing->is_gone = missing->n_listings < ENOUGH_FOR_ALL;
  return missing->is_gone;
}

gboolean
batch_gone_models_has_answered (BatchGoneModels *self,
                                const char      *model)
{
  const Model *found = g_hash_table_lookup (self->models, model);

  return found != NULL && found->n_answers > 0;
}

gboolean
batch_gone_models_doubts (BatchGoneModels *self,
                          const char      *model)
{
  const Model *found = g_hash_table_lookup (self->models, model);

  return found != NULL && found->is_gone && found->is_doubted;
}

gboolean
batch_gone_models_expects (BatchGoneModels *self,
                           const char      *model)
{
  const Model *found = g_hash_table_lookup (self->models, model);

  return found != NULL && found->is_gone && found->n_answers == 0 && found->n_listings > 0;
}

gboolean
batch_gone_models_has (BatchGoneModels *self,
                       const char      *model)
{
  const Model *found = g_hash_table_lookup (self->models, model);

  return found != NULL && found->is_gone;
}

guint
batch_gone_models_rest (BatchGoneModels *self,
                        const char      *model)
{
  Model *gone = ensure (self, model);
  guint rest_ms = MIN (MIN_REST_MS << MIN (gone->n_rests, 8),
                       gone->is_listed ? MAX_LISTED_REST_MS : MAX_REST_MS);

  gone->n_rests++;
  gone->is_listed = FALSE;
  return rest_ms;
}

void
batch_gone_models_keep (BatchGoneModels  *self,
                        BatchModelNeeded  needed,
                        gpointer          user_data)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, self->models);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Model *model = value;

      if (model->is_gone && !needed (user_data, name))
        model->is_gone = FALSE;
    }
}
