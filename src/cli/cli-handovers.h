/* cli/cli-handovers.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* (element-type BatchHandover): what was handed to the provider of a job */
GListModel *cli_list_handovers     (Cli            *cli,
                                    const char     *job_id,
                                    GError        **error);
/* How it stands, in a sentence. */
char       *cli_describe_handover  (BatchHandover  *handover);
/* What a person can do about one that is held; NULL: nothing. */
char       *cli_advise_on_handover (BatchHandover  *handover);

G_END_DECLS
