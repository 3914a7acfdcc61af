/* backend/batch-probes-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-members-private.h"

G_BEGIN_DECLS

#define BATCH_MODELS_PATH      "/v1/models"
/* Of servers that have no version. */
#define BATCH_BARE_MODELS_PATH "/models"

/* What a server has answered to GETs that load nothing, for telling what it is. */
typedef struct _BatchProbes BatchProbes;

BatchProbes *batch_probes_new        (const char            *url);
void         batch_probes_free       (BatchProbes           *self);
void         batch_probes_add        (BatchProbes           *self,
                                      const char            *path,
                                      int                    status,
                                      const char            *server,
                                      GBytes                *body);

const char  *batch_probes_get_url    (const BatchProbes     *self);
/* 0: there was no answer. */
int          batch_probes_get_status (const BatchProbes     *self,
                                      const char            *path);
gboolean     batch_probes_mention    (const BatchProbes     *self,
                                      const char            *path,
                                      int                    status,
                                      const char            *text);
/* Whether it calls itself that, in the header of any answer. */
gboolean     batch_probes_call_themselves (const BatchProbes *self,
                                           const char        *server);
/* Whether it answered with a JSON object, and a good status. */
gboolean     batch_probes_read       (const BatchProbes     *self,
                                      const char            *path,
                                      const BatchJsonMember *members,
                                      guint                  n_members,
                                      gpointer               into);
/* A string that is a member of such an object; NULL without one. */
char        *batch_probes_dup_string (const BatchProbes     *self,
                                      const char            *path,
                                      const char            *member);
gboolean     batch_probes_have_array (const BatchProbes     *self,
                                      const char            *path,
                                      const char            *member);
/* To whom the first of its models belongs, and what it says of it; NULL without that. */
char        *batch_probes_dup_owner  (const BatchProbes     *self);
char        *batch_probes_dup_status (const BatchProbes     *self);

/* Whether it has the API that requests are sent to. */
gboolean     batch_probes_speak      (const BatchProbes     *self);
/* Whether it refuses to say something without a key, or another one. */
gboolean     batch_probes_ask_key    (const BatchProbes     *self);
/* How the address is to be written of a server that has everything but a version; NULL if this is
 * none. */
char        *batch_probes_advise     (const BatchProbes     *self);
gboolean     batch_probes_tell_loading (const BatchProbes   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchProbes, batch_probes_free)

G_END_DECLS
