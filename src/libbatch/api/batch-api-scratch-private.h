/* api/batch-api-scratch-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file without a name, which goes with whoever uses it last, or with the process, however that
 * ends. Several threads may write to it at once, each to another place. */
typedef struct _BatchApiScratch BatchApiScratch;

/* The descriptor of a new one in @folder. -1: there is no room */
int              batch_api_scratch_open   (const char       *folder,
                                           GError          **error);

BatchApiScratch *batch_api_scratch_new    (const char       *folder,
                                           GError          **error);
BatchApiScratch *batch_api_scratch_ref    (BatchApiScratch  *self);
void             batch_api_scratch_unref  (BatchApiScratch  *self);

/* Copies @length bytes at @from of @source, which may be @self, to @to. */
gboolean         batch_api_scratch_copy   (BatchApiScratch  *self,
                                           gint64            to,
                                           int               source,
                                           gint64            from,
                                           gint64            length,
                                           GError          **error);
int              batch_api_scratch_get_fd (BatchApiScratch  *self);
/* The MD5 of its first @length bytes, in hex. */
char            *batch_api_scratch_md5    (BatchApiScratch  *self,
                                           gint64            length,
                                           GError          **error);
/* To be read from its beginning, by nobody else at the same time. */
GInputStream    *batch_api_scratch_read   (BatchApiScratch  *self,
                                           GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiScratch, batch_api_scratch_unref)

G_END_DECLS
