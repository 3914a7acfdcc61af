/* batch-request-check-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "format/batch-line-issues-private.h"
#include "format/batch-request-line-private.h"

G_BEGIN_DECLS

/* Holds a request against the batch contract, and decodes what is read of it. One is
 * used for many lines, so that nothing is allocated for a good one. */
typedef struct
{
  BatchLineIssues *issues;      /* not owned */
  GString         *custom_id;   /* of the last request, and so are the next ones */
  GString         *model;
  GString         *url;
  GString         *text;
  BatchEndpoint    endpoint;    /* of the last url that was looked at */
  guint            endpoints;   /* bits of those that may be asked; 0: all */
  const char      *endpoints_of; /* static: whose those are */
  guint            has_id : 1;  /* its custom_id is good, whatever the rest is */
} BatchRequestCheck;

void     batch_request_check_init  (BatchRequestCheck      *self,
                                    BatchLineIssues        *issues);
void     batch_request_check_clear (BatchRequestCheck      *self);

/* FALSE: it is not good. All that is wrong with it is then among the issues. */
gboolean batch_request_check_run   (BatchRequestCheck      *self,
                                    const BatchRequestLine *request,
                                    guint32                 line);

G_END_DECLS
