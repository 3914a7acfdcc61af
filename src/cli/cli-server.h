/* cli/cli-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What jobs call the model server that is meant; @server is NULL for the default one. */
gboolean  cli_find_server  (Cli         *cli,
                            const char  *backend,
                            char       **server,
                            GError     **error);
/* Whether anybody listens there. @server: as jobs name it. One that takes connections and says
 * nothing is remembered: it may be busy. */
gboolean  cli_check_server (Cli         *cli,
                            const char  *server,
                            GError     **error);
/* Whether the one that said nothing when it was checked says nothing still. */
gboolean  cli_is_mute      (Cli         *cli);
/* Whether it could go on: it is not paused, and its server is known. */
gboolean  cli_check_job    (Cli         *cli,
                            BatchJob    *job,
                            GError     **error);
/* The servers that have a name. */
GListModel *cli_list_servers (Cli       *cli,
                              GError   **error);
BatchBackend *cli_get_server (Cli         *cli,
                              const char  *name,
                              GError     **error);
/* Likewise, or what is at a URL; @server: either. */
BatchBackend *cli_describe_server (Cli        *cli,
                                   const char  *server,
                                   GError     **error);
/* Whether models are loaded there, as far as is known: not where all of them are there at any time.
 * @server: (nullable): as jobs name it */
gboolean  cli_loads_models (Cli         *cli,
                            const char  *server);
/* Who has said a limit. */
const char *cli_describe_limit_source (BatchLimitSource source);

G_END_DECLS
