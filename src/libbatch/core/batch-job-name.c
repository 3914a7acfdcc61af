/* core/batch-job-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-job-name-private.h"

#include "core/batch-localize.h"

/* What all titles of batches of messages begin with. A title that a person gave stays theirs, even
 * if it is a word that the library also says. */
#define OF_MESSAGES "Messages batch,"

char *
batch_job_name_for_messages (gint64 n_requests)
{
  return g_strdup_printf (n_requests == 1
                          ? "Messages batch, %" G_GINT64_FORMAT " request"
                          : "Messages batch, %" G_GINT64_FORMAT " requests", n_requests);
}

static gboolean
is_text (const char *text)
{
  return text != NULL && *text != '\0';
}

char *
batch_job_name (const char *title,
                const char *input_name,
                const char *id)
{
  if (is_text (title) && g_str_has_prefix (title, OF_MESSAGES))
    return batch_localize (title);
  if (is_text (title))
    return g_strdup (title);
  if (is_text (input_name))
    return g_path_get_basename (input_name);

  return g_strdup (id);
}
