/* batch-misfit-tally.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-misfit-tally-private.h"

#include "backend/batch-request-needs-private.h"
#include "core/batch-excerpt-private.h"

#define MAX_SHOWN 60            /* characters of the name of a model */
#define MAX_MISSING 10          /* models that nobody has; who reads so many knows what is wrong */
#define MAX_CONTEXTS 4          /* of a model that are told one by one; others are told as one */

/* What can be wrong with a request, and what to do about it. */
static const struct
{
  BatchModelUses  use;
  const char     *what;
  const char     *remedy;
} kinds[] = {
  { BATCH_MODEL_USES_CHAT, "chats", "choose a model that writes text" },
  { BATCH_MODEL_USES_EMBEDDING, "embeddings", "choose a model for embeddings" },
  { BATCH_MODEL_USES_VISION, "pictures", "choose a model that sees pictures" },
  { BATCH_MODEL_USES_AUDIO, "sound", "choose a model that hears" },
  { BATCH_MODEL_USES_TOOLS, "tools", "choose a model that has tools, or leave them out" },
  { BATCH_MODEL_USES_THINKING, "thinking", "choose a model that thinks, or do not ask for it" },
  { BATCH_MODEL_USES_NONE, NULL,
    "shorten it, ask for a shorter answer, or give the model a larger context" },
};

#define N_KINDS G_N_ELEMENTS (kinds)

typedef struct
{
  BatchModelTraits  traits;
  BatchMisfit      *misfits[N_KINDS];   /* (nullable) owned by the tally, as are the next */
  BatchMisfit      *missing;            /* (nullable) */
  GHashTable       *lengths;            /* (nullable) misfits by the context that was too short */
  BatchMisfit      *others;             /* (nullable) of all the other contexts */
} Model;

struct _BatchMisfitTally
{
  BatchModelTraitsFunc  func;
  gpointer              user_data;
  GHashTable           *models;         /* of Model, by name */
  GPtrArray            *misfits;        /* of BatchMisfit */
  guint                 n_missing;      /* models that are told as missing */
};

static void
model_free (gpointer data)
{
  Model *model = data;

  g_clear_pointer (&model->lengths, g_hash_table_unref);
  g_free (model);
}

void
batch_misfit_free (BatchMisfit *self)
{
  g_free (self->model);
  g_free (self);
}

static char *
describe_length (const BatchMisfit *self,
                 const char        *shown,
                 const char        *remedy)
{
  return g_strdup_printf (self->count == 1
                          ? "%" G_GINT64_FORMAT " request may need more than the %"
                            G_GINT64_FORMAT " tokens that “%s” takes at once, in line %u: %s"
                          : "%" G_GINT64_FORMAT " requests may need more than the %"
                            G_GINT64_FORMAT " tokens that “%s” takes at once, the first in line "
                            "%u: %s", self->count, self->context, shown, self->line, remedy);
}

/* Requests that ask for contexts of their own, each for another one perhaps. */
static char *
describe_lengths (const BatchMisfit *self,
                  const char        *shown,
                  const char        *remedy)
{
  return g_strdup_printf (self->count == 1
                          ? "%" G_GINT64_FORMAT " request may need more than the tokens that it "
                            "asks “%s” to take at once (%" G_GINT64_FORMAT " to %"
                            G_GINT64_FORMAT "), in line %u: %s"
                          : "%" G_GINT64_FORMAT " requests may need more than the tokens that "
                            "they ask “%s” to take at once (%" G_GINT64_FORMAT " to %"
                            G_GINT64_FORMAT "), the first in line %u: %s",
                          self->count, shown, self->context, self->longest, self->line, remedy);
}

static char *
describe_too_long (const BatchMisfit *self,
                   const char        *shown,
                   const char        *remedy)
{
  return self->longest > 0 ? describe_lengths (self, shown, remedy)
                           : describe_length (self, shown, remedy);
}

static char *
describe_use (const BatchMisfit *self,
              const char        *what,
              const char        *shown,
              const char        *remedy)
{
  return g_strdup_printf (self->count == 1
                          ? "%" G_GINT64_FORMAT " request uses %s, which “%s” has refused "
                            "before, in line %u: %s"
                          : "%" G_GINT64_FORMAT " requests use %s, which “%s” has refused "
                            "before, the first in line %u: %s",
                          self->count, what, shown, self->line, remedy);
}

static char *
describe_missing (const BatchMisfit *self,
                  const char        *shown)
{
  return g_strdup_printf (self->count == 1
                          ? "%" G_GINT64_FORMAT " request asks for “%s”, which is not on the list "
                            "of its server, in line %u: choose a model that is, or get this one"
                          : "%" G_GINT64_FORMAT " requests ask for “%s”, which is not on the list "
                            "of their server, the first in line %u: choose a model that is, or "
                            "get this one", self->count, shown, self->line);
}

char *
batch_misfit_describe (const BatchMisfit *self)
{
  g_autofree char *shown = batch_excerpt (self->model, -1, MAX_SHOWN);

  if (self->missing)
    return describe_missing (self, shown);

  for (guint i = 0; i < N_KINDS; i++)
    if (kinds[i].use == self->use)
      return self->use == BATCH_MODEL_USES_NONE
             ? describe_too_long (self, shown, kinds[i].remedy)
             : describe_use (self, kinds[i].what, shown, kinds[i].remedy);

  g_return_val_if_reached (NULL);
}

BatchMisfitTally *
batch_misfit_tally_new (BatchModelTraitsFunc func,
                        gpointer             user_data)
{
  BatchMisfitTally *self = g_new0 (BatchMisfitTally, 1);

  self->func = func;
  self->user_data = user_data;
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, model_free);
  self->misfits = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_misfit_free);
  return self;
}

void
batch_misfit_tally_free (BatchMisfitTally *self)
{
  g_hash_table_unref (self->models);
  g_clear_pointer (&self->misfits, g_ptr_array_unref);
  g_free (self);
}

static Model *
find_model (BatchMisfitTally *self,
            const char       *name)
{
  Model *model = g_hash_table_lookup (self->models, name);

  if (model == NULL)
    {
      model = g_new0 (Model, 1);
      model->traits = self->func (name, self->user_data);
      g_hash_table_insert (self->models, g_strdup (name), model);
    }

  return model;
}

/* The one that the request asks for, or that its model has. */
static gint64
find_context (const BatchModelTraits  *traits,
              const BatchRequestNeeds *needs)
{
  return needs->context > 0 ? needs->context : traits->context;
}

/* Nobody knows how long an answer becomes, but that it may be as long as it says. */
static gboolean
is_too_long (const BatchModelTraits  *traits,
             const BatchRequestNeeds *needs)
{
  return traits->context > 0
         && needs->prompt_tokens + needs->output_limit > find_context (traits, needs);
}

static BatchMisfit *
add_misfit (BatchMisfitTally   *self,
            const BatchRequest *request,
            BatchModelUses      use,
            gint64              context)
{
  BatchMisfit *misfit = g_new0 (BatchMisfit, 1);

  misfit->model = g_strdup (request->model);
  misfit->use = use;
  misfit->context = context;
  misfit->line = request->line;
  g_ptr_array_add (self->misfits, misfit);
  return misfit;
}

static BatchMisfit *
count_other (BatchMisfitTally   *self,
             const BatchRequest *request,
             Model              *model,
             gint64              context)
{
  if (model->others == NULL)
    model->others = add_misfit (self, request, BATCH_MODEL_USES_NONE, context);
  model->others->context = MIN (model->others->context, context);
  model->others->longest = MAX (model->others->longest, context);
  return model->others;
}

/* Those that ask for a context of their own are not told of that of the model. */
static void
count_too_long (BatchMisfitTally   *self,
                const BatchRequest *request,
                Model              *model,
                gint64              context)
{
  BatchMisfit *misfit;

  if (model->lengths == NULL)
    model->lengths = g_hash_table_new (g_int64_hash, g_int64_equal);

  misfit = g_hash_table_lookup (model->lengths, &context);
  if (misfit == NULL && g_hash_table_size (model->lengths) >= MAX_CONTEXTS)
    misfit = count_other (self, request, model, context);
  else if (misfit == NULL)
    {
      misfit = add_misfit (self, request, BATCH_MODEL_USES_NONE, context);
      g_hash_table_insert (model->lengths, &misfit->context, misfit);
    }
  misfit->count++;
}

static void
count_refused (BatchMisfitTally   *self,
               const BatchRequest *request,
               Model              *model,
               guint               kind)
{
  if (model->misfits[kind] == NULL)
    model->misfits[kind] = add_misfit (self, request, kinds[kind].use, 0);
  model->misfits[kind]->count++;
}

/* What is known of it is of another time. */
static void
count_missing (BatchMisfitTally   *self,
               const BatchRequest *request,
               Model              *model)
{
  if (model->missing == NULL && self->n_missing == MAX_MISSING)
    return;
  if (model->missing == NULL)
    {
      self->n_missing++;
      model->missing = add_misfit (self, request, BATCH_MODEL_USES_NONE, 0);
      model->missing->missing = TRUE;
    }
  model->missing->count++;
}

void
batch_misfit_tally_add (BatchMisfitTally   *self,
                        const BatchRequest *request)
{
  Model *model = find_model (self, request->model);
  BatchRequestNeeds needs;

  if (model->traits.missing)
    count_missing (self, request, model);
  if (model->traits.missing
      || (model->traits.refused == BATCH_MODEL_USES_NONE && model->traits.context == 0))
    return;

  batch_request_needs_read (&needs, request->endpoint, request->body, request->body_length);
  for (guint i = 0; i < N_KINDS; i++)
    if ((model->traits.refused & needs.uses & kinds[i].use) != 0)
      count_refused (self, request, model, i);
  if (is_too_long (&model->traits, &needs))
    count_too_long (self, request, model, find_context (&model->traits, &needs));
}

GPtrArray *
batch_misfit_tally_end (BatchMisfitTally *self)
{
  g_hash_table_remove_all (self->models);
  return g_steal_pointer (&self->misfits);
}
