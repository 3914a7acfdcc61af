/* batch-model-loader-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-state-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-server-limits.h"

/* While somebody works with a model, others may take it out of memory. Only one that was
 * seen there can be lost: servers list models under names that differ from those that
 * requests may use. */

void
batch_model_loader_list_names (BatchModelLoader   *self,
                               GListModel         *models,
                               BatchModelNameFunc  func,
                               gpointer            user_data)
{
  batch_model_list_names (models, batch_backend_get_private_kind (self->backend), func, user_data);
}

static BatchModelState
find_state (BatchModelLoader *self,
            GListModel       *models)
{
  const BatchBackendKind *kind = batch_backend_get_private_kind (self->backend);
  g_autoptr(BatchModel) model = batch_model_find (models, kind, self->watched);

  return model != NULL ? batch_model_get_state (model) : BATCH_MODEL_STATE_UNKNOWN;
}

static void
looked_cb (GListModel *models,
           gpointer    user_data)
{
  BatchModelLoader *self = user_data;
  BatchModelState state = models != NULL ? find_state (self, models)
                                         : BATCH_MODEL_STATE_UNKNOWN;

  if (models != NULL && self->host != NULL)
    self->host->looked (self->host_data, models);
  if (state == BATCH_MODEL_STATE_LOADED)
    {
      self->seen = TRUE;
      return;
    }
  if (!self->seen || state == BATCH_MODEL_STATE_UNKNOWN)
    return;

  self->seen = FALSE;
  if (self->host != NULL)
    self->host->lost (self->host_data);
}

void
batch_model_loader_unwatch (BatchModelLoader *self)
{
  g_clear_pointer (&self->watch, batch_model_watch_free);
  g_clear_pointer (&self->watched, g_free);
  self->seen = FALSE;
}

void
batch_model_loader_watch (BatchModelLoader *self,
                          const char       *model)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->backend);
  g_autofree char *copy = g_strdup (model);

  batch_model_loader_unwatch (self);
  if ((flags & BATCH_BACKEND_FLAGS_REPORTS_LOADED) == 0
      || (flags & BATCH_BACKEND_FLAGS_IGNORES_MODEL) != 0)
    return;

  self->watched = g_steal_pointer (&copy);
  self->watch = batch_model_watch_new (self->backend, self->api_key, looked_cb, self);
}

/* Owned by the question. */
typedef struct
{
  BatchModelLoader *loader;
  char             *model;    /* (nullable) */
} LimitsInquiry;

static void
inquiry_free (LimitsInquiry *self)
{
  g_free (self->model);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimitsInquiry, inquiry_free)

static void
tell_limits (LimitsInquiry     *self,
             BatchServerLimits *limits)
{
  BatchModelLoader *loader = self->loader;
  gboolean told = batch_server_limits_get_slots_source (limits) == BATCH_LIMIT_SOURCE_SERVER;

  if (self->model != NULL
      && batch_server_limits_get_context_source (limits) == BATCH_LIMIT_SOURCE_SERVER)
    loader->host->context (loader->host_data, self->model,
                           batch_server_limits_get_context_length (limits));
  if (told || !batch_server_limits_is_unsure (limits))
    loader->host->slots (loader->host_data, self->model,
                         told ? batch_server_limits_get_slots (limits) : 0);
}

static void
limits_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(LimitsInquiry) inquiry = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchServerLimits) limits = batch_backend_get_limits_finish (BATCH_BACKEND (source),
                                                                         result, &error);
  BatchModelLoader *self = limits != NULL ? inquiry->loader : NULL;

  if (self == NULL || self->host == NULL)
    return;

  if (batch_server_limits_get_resident_source (limits) == BATCH_LIMIT_SOURCE_SERVER)
    self->host->room (self->host_data,
                      MAX (batch_server_limits_get_resident_models (limits), 1));
  tell_limits (inquiry, limits);
}

/* Nobody waits for it. A server with one model may list it under any name. */
void
batch_model_loader_ask_limits (BatchModelLoader *self,
                               const char       *model)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->backend);
  LimitsInquiry *inquiry;

  if (batch_backend_get_private_kind (self->backend) == batch_backend_kind_any ())
    return;

  inquiry = g_new0 (LimitsInquiry, 1);
  inquiry->loader = self;
  if ((flags & BATCH_BACKEND_FLAGS_IGNORES_MODEL) == 0)
    inquiry->model = g_strdup (model);
  batch_backend_get_limits_async (self->backend, inquiry->model, self->api_key, self->stop,
                                  limits_got_cb, inquiry);
}
