/* batch-trouble.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule.
 *
 * 1. A trouble lasts until the one who met it has met another, or none: that others work says
 *    nothing of it.
 * 2. What is wrong with a server is in the way of the jobs that are for it, by whatever name; what
 *    is wrong with the store is in everybody's way.
 * 3. What is wrong with a model is in the way of the jobs that have nothing else left to do. */

#include "config.h"

#include "executor/batch-trouble-private.h"

#include "http/batch-url-private.h"

BatchTrouble *
batch_trouble_copy (const BatchTrouble *self)
{
  BatchTrouble *copy = g_new0 (BatchTrouble, 1);

  copy->source = g_strdup (self->source);
  copy->job_id = g_strdup (self->job_id);
  copy->handler = g_strdup (self->handler);
  copy->url = g_strdup (self->url);
  copy->names = g_strdupv (self->names);
  copy->key = g_strdup (self->key);
  copy->error = g_error_copy (self->error);
  copy->by_default = self->by_default;
  return copy;
}

void
batch_trouble_free (BatchTrouble *self)
{
  g_free (self->source);
  g_free (self->job_id);
  g_free (self->handler);
  g_free (self->url);
  g_strfreev (self->names);
  g_free (self->key);
  g_error_free (self->error);
  g_free (self);
}

/* --- Whose it is --- */

static gboolean
is_server_of (const BatchTrouble   *self,
              const BatchJobRecord *job)
{
  g_autofree char *url = NULL;
  g_autofree char *key = NULL;
  g_autofree char *own = NULL;

  if (job->backend == NULL)
    return self->by_default;
  if (self->names != NULL && g_strv_contains ((const char * const *) self->names, job->backend))
    return TRUE;

  url = batch_url_normalize (job->backend, NULL);
  if (url == NULL)
    return FALSE;

  key = batch_url_server_key (url);
  own = batch_url_server_key (self->url);
  return g_str_equal (key, own);
}

static gboolean
has_only_left (const BatchJobRecord *job,
               const char           *key)
{
  gboolean found = FALSE;

  /* What is under way goes on, whatever its model. */
  if (job->counts.claimed + job->counts.running > 0)
    return FALSE;

  for (guint i = 0; i < job->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->groups, i);

      if (group->waiting + group->delayed == 0)
        continue;
      if (!g_str_equal (group->key, key))
        return FALSE;
      found = TRUE;
    }
  return found;
}

static gboolean
is_in_the_way (const BatchTrouble   *self,
               const BatchJobRecord *job)
{
  if (self->job_id != NULL && g_strcmp0 (self->job_id, job->id) != 0)
    return FALSE;
  if (self->handler != NULL && g_strcmp0 (self->handler, job->handler) != 0)
    return FALSE;
  if (self->url != NULL && !is_server_of (self, job))
    return FALSE;

  return self->key == NULL || has_only_left (job, self->key);
}

static gboolean
is_everybodys (const BatchTrouble *self)
{
  return self->job_id == NULL && self->handler == NULL;
}

/* --- Those that there are --- */

GPtrArray *
batch_troubles_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) batch_trouble_free);
}

GPtrArray *
batch_troubles_copy (GPtrArray *self)
{
  GPtrArray *copy = batch_troubles_new ();

  for (guint i = 0; i < self->len; i++)
    g_ptr_array_add (copy, batch_trouble_copy (g_ptr_array_index (self, i)));
  return copy;
}

static gboolean
find_source (GPtrArray  *self,
             const char *source,
             guint      *index)
{
  for (guint i = 0; i < self->len; i++)
    {
      const BatchTrouble *trouble = g_ptr_array_index (self, i);

      if (g_str_equal (trouble->source, source))
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

void
batch_troubles_put (GPtrArray    *self,
                    BatchTrouble *trouble)
{
  guint index;

  if (!find_source (self, trouble->source, &index))
    {
      g_ptr_array_add (self, trouble);
      return;
    }

  batch_trouble_free (g_ptr_array_index (self, index));
  g_ptr_array_index (self, index) = trouble;
}

gboolean
batch_troubles_remove (GPtrArray  *self,
                       const char *source)
{
  guint index;

  if (!find_source (self, source, &index))
    return FALSE;

  g_ptr_array_remove_index (self, index);
  return TRUE;
}

const GError *
batch_troubles_find (GPtrArray            *self,
                     const BatchJobRecord *job)
{
  const GError *first = NULL;

  for (guint i = 0; i < self->len; i++)
    {
      const BatchTrouble *trouble = g_ptr_array_index (self, i);

      if (job != NULL && !is_in_the_way (trouble, job))
        continue;
      if (is_everybodys (trouble))
        return trouble->error;
      if (first == NULL)
        first = trouble->error;
    }
  return first;
}
