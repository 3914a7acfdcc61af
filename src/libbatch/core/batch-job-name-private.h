/* core/batch-job-name-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

/* The title of a job that came by the Batch API for messages, whose requests stand in no file
 * of the client's that could lend it a name. In English, as it is stored. */
char *batch_job_name_for_messages (gint64      n_requests);

/* What a job is called where people see it, the first that there is:
 *
 *   its title             → as it is; one of the above in the language of the person
 *   the name of its input → without the folders
 *   its id
 *
 * @title: (nullable): so are the others
 *
 * Returns: (nullable): %NULL where there is none of them */
char *batch_job_name              (const char *title,
                                   const char *input_name,
                                   const char *id);

G_END_DECLS
