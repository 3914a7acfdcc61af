/* simulator/batch-simulator-form.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* In which form an answer is wanted: what a request says of it. Each is as it stands in the
 * body, of type NONE when it is not there. */
typedef struct
{
  BatchJsonValue tools;
  BatchJsonValue tool_choice;
  BatchJsonValue format;        /* of the answer, whatever the API calls it */
} BatchSimulatorForm;

/* Takes a member of the body; FALSE when it is none of these. */
gboolean batch_simulator_form_take       (BatchSimulatorForm       *self,
                                          BatchJsonScanner         *scanner,
                                          const BatchJsonValue     *key);

/* The name of the tool that has to be called, with @arguments for it; NULL when it is up to
 * the model, which then calls none. */
char    *batch_simulator_form_call_tool  (const BatchSimulatorForm *self,
                                          const char               *text,
                                          GString                  *arguments);

gboolean batch_simulator_form_wants_json (const BatchSimulatorForm *self);

/* Appends a value by the schema that is given; FALSE when none is. */
gboolean batch_simulator_form_append     (const BatchSimulatorForm *self,
                                          const char               *text,
                                          GString                  *out);

G_END_DECLS
