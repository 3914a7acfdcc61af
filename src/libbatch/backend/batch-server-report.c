/* backend/batch-server-report.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-report-private.h"

#include "backend/batch-model.h"

/**
 * BatchServerReport:
 *
 * How it is with a model server at the moment when it was tested, by
 * [method@Backend.test_async] or [method@Engine.test_backend_async].
 */
struct _BatchServerReport
{
  GObject           parent_instance;

  char             *message;
  BatchServerInfo  *info;          /* (owned) (nullable) */
  GListModel       *models;        /* (owned) of BatchModel */
  BatchServerState  state;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_MESSAGE,
  PROP_INFO,
  PROP_MODELS,
  N_PROPS
};

G_DEFINE_ENUM_TYPE (BatchServerState, batch_server_state,
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_READY, "ready"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_LOADING, "loading"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_NO_MODELS, "no-models"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_NO_KEY, "no-key"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_KEY_REFUSED, "key-refused"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_UNREACHABLE, "unreachable"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_UNRECOGNIZED, "unrecognized"),
  G_DEFINE_ENUM_VALUE (BATCH_SERVER_STATE_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (BatchServerReport, batch_server_report, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_server_report_finalize (GObject *object)
{
  BatchServerReport *self = BATCH_SERVER_REPORT (object);

  g_free (self->message);
  g_clear_object (&self->info);
  g_clear_object (&self->models);

  G_OBJECT_CLASS (batch_server_report_parent_class)->finalize (object);
}

static void
batch_server_report_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchServerReport *self = BATCH_SERVER_REPORT (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;

    case PROP_INFO:
      g_value_set_object (value, self->info);
      break;

    case PROP_MODELS:
      g_value_set_object (value, self->models);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
batch_server_report_class_init (BatchServerReportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_server_report_finalize;
  object_class->get_property = batch_server_report_get_property;

  /**
   * BatchServerReport:state: (getter get_state)
   *
   * How it is with the server.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BATCH_TYPE_SERVER_STATE,
                                              BATCH_SERVER_STATE_READY, readable);

  /**
   * BatchServerReport:message: (getter get_message)
   *
   * The same in a sentence, with what to do about it.
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, readable);

  /**
   * BatchServerReport:info: (getter get_info)
   *
   * What kind of server it is, if it is one.
   */
  properties[PROP_INFO] = g_param_spec_object ("info", NULL, NULL, BATCH_TYPE_SERVER_INFO,
                                               readable);

  /**
   * BatchServerReport:models: (getter get_models)
   *
   * Its models.
   */
  properties[PROP_MODELS] = g_param_spec_object ("models", NULL, NULL, G_TYPE_LIST_MODEL,
                                                 readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_server_report_init (BatchServerReport *self)
{
}

BatchServerReport *
batch_server_report_new (BatchServerState  state,
                         char             *message,
                         BatchServerInfo  *info,
                         GListModel       *models)
{
  BatchServerReport *self = g_object_new (BATCH_TYPE_SERVER_REPORT, NULL);

  self->state = state;
  self->message = message;
  g_set_object (&self->info, info);
  self->models = models != NULL ? g_object_ref (models)
                                : G_LIST_MODEL (g_list_store_new (BATCH_TYPE_MODEL));
  return self;
}

/**
 * batch_server_report_get_state: (get-property state)
 * @self: a report
 *
 * Gets how it is with the server.
 *
 * Returns: the state
 */
BatchServerState
batch_server_report_get_state (BatchServerReport *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_REPORT (self), BATCH_SERVER_STATE_FAILED);

  return self->state;
}

/**
 * batch_server_report_get_message: (get-property message)
 * @self: a report
 *
 * Gets the same in a sentence, with what to do about it.
 *
 * Returns: the sentence
 */
const char *
batch_server_report_get_message (BatchServerReport *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_REPORT (self), NULL);

  return self->message;
}

/**
 * batch_server_report_get_info: (get-property info)
 * @self: a report
 *
 * Gets what kind of server it is.
 *
 * Returns: (transfer none) (nullable): what it is, or %NULL when that could not be found out
 */
BatchServerInfo *
batch_server_report_get_info (BatchServerReport *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_REPORT (self), NULL);

  return self->info;
}

/**
 * batch_server_report_get_models: (get-property models)
 * @self: a report
 *
 * Gets its models.
 *
 * Returns: (transfer none): a list of [class@Model], empty when they could not be found out
 */
GListModel *
batch_server_report_get_models (BatchServerReport *self)
{
  g_return_val_if_fail (BATCH_IS_SERVER_REPORT (self), NULL);

  return self->models;
}
