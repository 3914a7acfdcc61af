/* api/batch-api-choice-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-service-private.h"

G_BEGIN_DECLS

/* Which model server gets a batch: of those that are known by name the one that its client names,
 * or else the one that has its models. */

/* One of @server, @refusal with @code, and @error is there.
 * @issues: (nullable): a JSON array of what is refused, by line */
typedef void (*BatchApiChoiceFunc) (const char   *server,
                                    const char   *code,
                                    const char   *refusal,
                                    const char   *issues,
                                    const GError *error,
                                    gpointer      user_data);

/* @named: (nullable); @in_part: see batch_api_choice_find () */
void   batch_api_choose_server   (BatchApiService     *service,
                                  const char          *named,
                                  const char          *input_file_id,
                                  gboolean             in_part,
                                  BatchApiChoiceFunc   func,
                                  gpointer             user_data);

/* Which of @listings (of BatchApiListing) is for a batch of @models: a name, or NULL with
 * @refusal: (out) (transfer full) and @code: (out): static. @in_part: one that has all but those
 * that none has will do, as it says of each request for these that it has not the model. Pure. */
char  *batch_api_choice_find     (GPtrArray           *listings,
                                  const char *const   *models,
                                  gboolean             in_part,
                                  const char         **code,
                                  char               **refusal);

/* Why none of @listings (of BatchApiListing) is for a batch of @models: a sentence, and @code:
 * (out): static. Pure. */
char  *batch_api_choice_describe (GPtrArray           *listings,
                                  const char *const   *models,
                                  const char         **code);

G_END_DECLS
