/* batch-multipart-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a body of multipart/form-data (RFC 7578) as it comes, in pieces of any size, with
 * memory that does not grow with what is in it. Fields must be short; the one part that is
 * a file may be of any length and is handed on piece by piece. */
typedef struct _BatchMultipart BatchMultipart;

/* A piece of the file. */
typedef void (*BatchMultipartFunc) (const guint8 *data,
                                    gsize         length,
                                    gpointer      user_data);

/* @content_type: of the request. NULL: it is another type, or names no boundary. */
BatchMultipart *batch_multipart_new           (const char         *content_type,
                                               const char         *file_field,
                                               BatchMultipartFunc  func,
                                               gpointer            user_data);
void            batch_multipart_free          (BatchMultipart     *self);

/* FALSE: it is not what it says it is; so is all that follows. */
gboolean        batch_multipart_feed          (BatchMultipart     *self,
                                               const guint8       *data,
                                               gsize               length);
/* Whether it came to its end. */
gboolean        batch_multipart_end           (BatchMultipart     *self);
/* What was wrong, in a few words. */
const char     *batch_multipart_get_problem   (BatchMultipart     *self);

/* NULL when there was none. */
const char     *batch_multipart_get_field     (BatchMultipart     *self,
                                               const char         *name);
gboolean        batch_multipart_has_file      (BatchMultipart     *self);
/* (nullable) As the client calls it, without folders. */
const char     *batch_multipart_get_file_name (BatchMultipart     *self);

/* What a file is called without the folders that it was in. @name: (nullable) */
char           *batch_multipart_dup_base_name (const char         *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchMultipart, batch_multipart_free)

G_END_DECLS
