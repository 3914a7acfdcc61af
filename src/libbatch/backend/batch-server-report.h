/* backend/batch-server-report.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_SERVER_STATE (batch_server_state_get_type ())

/**
 * BatchServerState:
 * @BATCH_SERVER_STATE_READY: it answers, and has models
 * @BATCH_SERVER_STATE_LOADING: it answers, but cannot work before its model is loaded
 * @BATCH_SERVER_STATE_NO_MODELS: it answers, but has no model
 * @BATCH_SERVER_STATE_NO_KEY: it wants a key, and none could be given
 * @BATCH_SERVER_STATE_KEY_REFUSED: it does not accept the key
 * @BATCH_SERVER_STATE_UNREACHABLE: nobody answers there
 * @BATCH_SERVER_STATE_UNRECOGNIZED: somebody answers there who is no model server
 * @BATCH_SERVER_STATE_FAILED: it answers, but not as it should
 *
 * How it is with a model server, in terms of what a person can do about it.
 */
typedef enum
{
  BATCH_SERVER_STATE_READY,
  BATCH_SERVER_STATE_LOADING,
  BATCH_SERVER_STATE_NO_MODELS,
  BATCH_SERVER_STATE_NO_KEY,
  BATCH_SERVER_STATE_KEY_REFUSED,
  BATCH_SERVER_STATE_UNREACHABLE,
  BATCH_SERVER_STATE_UNRECOGNIZED,
  BATCH_SERVER_STATE_FAILED,
} BatchServerState;

BATCH_AVAILABLE_IN_ALL
GType             batch_server_state_get_type     (void);

#define BATCH_TYPE_SERVER_REPORT (batch_server_report_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchServerReport, batch_server_report, BATCH, SERVER_REPORT, GObject)

BATCH_AVAILABLE_IN_ALL
BatchServerState  batch_server_report_get_state   (BatchServerReport *self);
BATCH_AVAILABLE_IN_ALL
const char       *batch_server_report_get_message (BatchServerReport *self);
BATCH_AVAILABLE_IN_ALL
BatchServerInfo  *batch_server_report_get_info    (BatchServerReport *self);
BATCH_AVAILABLE_IN_ALL
GListModel       *batch_server_report_get_models  (BatchServerReport *self);

G_END_DECLS
