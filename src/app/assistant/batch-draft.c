/* batch-draft.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-draft.h"

struct _BatchDraft
{
  GObject         parent_instance;

  BatchQueue     *queue;
  BatchMaker     *maker;
  BatchRowSource *source;        /* (nullable) */
  BatchRowReport *report;        /* (nullable), as the next one */
  char           *problem;
  char           *backend;       /* NULL: the one that everything goes to */
  GCancellable   *looking;       /* (nullable) */
};

enum
{
  PROP_0,
  PROP_SOURCE,
  PROP_REPORT,
  PROP_PROBLEM,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchDraft, batch_draft, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_draft_finalize (GObject *object)
{
  BatchDraft *self = BATCH_DRAFT (object);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_object_unref (self->queue);
  g_object_unref (self->maker);
  g_clear_object (&self->source);
  g_clear_object (&self->report);
  g_free (self->problem);
  g_free (self->backend);

  G_OBJECT_CLASS (batch_draft_parent_class)->finalize (object);
}

static void
batch_draft_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BatchDraft *self = BATCH_DRAFT (object);

  switch (prop_id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, self->source);
      break;

    case PROP_REPORT:
      g_value_set_object (value, self->report);
      break;

    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_draft_class_init (BatchDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  object_class->finalize = batch_draft_finalize;
  object_class->get_property = batch_draft_get_property;

  properties[PROP_SOURCE] =
    g_param_spec_object ("source", NULL, NULL, BATCH_TYPE_ROW_SOURCE, readable);
  properties[PROP_REPORT] =
    g_param_spec_object ("report", NULL, NULL, BATCH_TYPE_ROW_REPORT, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_draft_init (BatchDraft *self)
{
  self->maker = batch_maker_new (NULL, NULL);
}

BatchDraft *
batch_draft_new (BatchQueue *queue)
{
  BatchDraft *self = g_object_new (BATCH_TYPE_DRAFT, NULL);

  self->queue = g_object_ref (queue);
  return self;
}

BatchQueue *
batch_draft_get_queue (BatchDraft *self)
{
  return self->queue;
}

BatchEngine *
batch_draft_get_engine (BatchDraft *self)
{
  return batch_queue_get_engine (self->queue);
}

const char *
batch_draft_get_backend (BatchDraft *self)
{
  return self->backend != NULL ? self->backend
                               : batch_engine_get_default_backend (batch_draft_get_engine (self));
}

void
batch_draft_set_backend (BatchDraft *self,
                         const char *backend)
{
  char *copy = g_strdup (backend);

  g_return_if_fail (BATCH_IS_DRAFT (self));

  g_free (self->backend);
  self->backend = copy;
}

BatchMaker *
batch_draft_get_maker (BatchDraft *self)
{
  return self->maker;
}

BatchRowSource *
batch_draft_get_source (BatchDraft *self)
{
  return self->source;
}

/* Both in one go: who is told of one finds the other. */
static void
take_found (BatchDraft     *self,
            BatchRowReport *report,
            const char     *problem)
{
  g_set_object (&self->report, report);
  g_free (self->problem);
  self->problem = batch_localize (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
inspected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchRowReport) report = NULL;

  report = batch_row_source_inspect_finish (BATCH_ROW_SOURCE (source), result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_found (user_data, report, error != NULL ? error->message : NULL);
}

void
batch_draft_inspect (BatchDraft *self)
{
  g_return_if_fail (BATCH_IS_DRAFT (self));

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  take_found (self, NULL, NULL);
  if (self->source == NULL)
    return;

  self->looking = g_cancellable_new ();
  batch_row_source_inspect_async (self->source, self->looking, inspected_cb, self);
}

void
batch_draft_set_source (BatchDraft     *self,
                        BatchRowSource *source)
{
  g_return_if_fail (BATCH_IS_DRAFT (self));

  if (g_set_object (&self->source, source))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOURCE]);
  batch_draft_inspect (self);
}

BatchRowReport *
batch_draft_get_report (BatchDraft *self)
{
  return self->report;
}

const char *
batch_draft_get_problem (BatchDraft *self)
{
  return self->problem;
}

gboolean
batch_draft_is_touched (BatchDraft *self)
{
  const char *prompt = batch_maker_get_prompt (self->maker);

  return self->source != NULL || (prompt != NULL && *prompt != '\0');
}
