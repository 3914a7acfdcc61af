/* batch-message-blocks-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* The blocks of a message that is streamed, as its events tell them one after the other. All zero
 * at first. What says nothing opens no block. */
typedef struct
{
  guint n_blocks;
  guint open;                      /* what the last block is, if it may go on */
} BatchMessageBlocks;

/* An event of any kind: its members come in between. */
void  batch_message_blocks_begin_event   (GString              *out,
                                          const char           *event);
void  batch_message_blocks_end_event     (GString              *out);

/* @extras: what else is said of it, “,"name":value” each */
void  batch_message_blocks_add_thought   (BatchMessageBlocks   *self,
                                          const BatchJsonValue *text,
                                          const char           *extras,
                                          GString              *out);
void  batch_message_blocks_add_text      (BatchMessageBlocks   *self,
                                          const BatchJsonValue *text,
                                          const char           *extras,
                                          GString              *out);
/* The seal of the thoughts that were told. */
void  batch_message_blocks_add_signature (BatchMessageBlocks   *self,
                                          const BatchJsonValue *signature,
                                          GString              *out);
/* A block that is told as it is. */
void  batch_message_blocks_add_whole     (BatchMessageBlocks   *self,
                                          const BatchJsonValue *block,
                                          GString              *out);

/* The call of a tool. It stays open, as parts of several may come in turn. Returns: its block */
guint batch_message_blocks_begin_call    (BatchMessageBlocks   *self,
                                          const char           *id,
                                          const BatchJsonValue *name,
                                          const char           *extras,
                                          GString              *out);
void  batch_message_blocks_add_arguments (guint                 block,
                                          const BatchJsonValue *arguments,
                                          GString              *out);
void  batch_message_blocks_add_extras    (guint                 block,
                                          const char           *extras,
                                          GString              *out);
void  batch_message_blocks_end_call      (guint                 block,
                                          GString              *out);

/* Whatever is open but for calls. */
void  batch_message_blocks_close         (BatchMessageBlocks   *self,
                                          GString              *out);

G_END_DECLS
