/* cli/cli-trouble.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What is in the way of each of @jobs that is to go on; NULL while one of them can. What may pass
 * comes before what lasts. @job: (out) (optional) (transfer none): the one that waits for it */
const GError *cli_find_trouble   (Cli           *cli,
                                  GPtrArray     *jobs,
                                  BatchJob     **job);
/* It is to go on, and nothing is in its way. */
gboolean      cli_job_goes_well  (Cli           *cli,
                                  BatchJob      *job);
/* A key that is refused now is refused in a minute, too, and an address that is wrong stays so. */
gboolean      cli_trouble_lasts  (const GError  *trouble);
/* Where the key comes from that a server does not accept. */
void          cli_tell_about_key (const char    *server);

G_END_DECLS
