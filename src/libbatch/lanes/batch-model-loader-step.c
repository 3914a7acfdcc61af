/* batch-model-loader-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-step-private.h"

/* The rule, first match first. It is only asked when no request is under way.
 *
 *   nobody knows what it is               → find out
 *   requests were told that the wanted    → list what it has
 *     one does not exist
 *   one of ours is in the way             → release it, if that can be said
 *   one that nobody waits for is kept     → loosen it, so that it goes before the others, should
 *                                           the server need its room
 *   it loads when told to, or can tell    → preload
 *     what it holds, and was not asked
 *   others of ours were beside it before  → look whether they still are, if it tells
 *     the load, and nobody knows the room
 *   the wanted one is there               → ready
 *   anything else                         → send, as to any server
 *
 * What is in the way goes before anything is loaded, although most servers would make room
 * by themselves: some cut off what is under way, some hang with two loads, and one that we
 * have pinned may stay for ever. But it is in the way only where it is known that both do not
 * fit: until then all stay. Models that others use are left to the server. */

BatchModelLoaderStep
batch_model_loader_next_step (const BatchModelLoaderFacts *facts)
{
  if (!facts->known)
    return BATCH_LOADER_STEP_FIND_OUT;
  if (facts->missed && !facts->listed)
    return BATCH_LOADER_STEP_LIST;
  if (facts->in_the_way && facts->can_unload)
    return BATCH_LOADER_STEP_RELEASE;
  if (facts->idle && !facts->asked)
    return BATCH_LOADER_STEP_LOOSEN;
  if ((facts->can_load || facts->tells) && !facts->asked)
    return BATCH_LOADER_STEP_PRELOAD;
  if (facts->beside && facts->tells && !facts->looked)
    return BATCH_LOADER_STEP_LOOK;
  return facts->there ? BATCH_LOADER_STEP_READY : BATCH_LOADER_STEP_SEND;
}
