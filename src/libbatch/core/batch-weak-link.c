/* batch-weak-link.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-weak-link-private.h"

struct _BatchWeakLink
{
  GWeakRef ref;
};

static void
link_clear (gpointer data)
{
  g_weak_ref_clear (data);
}

void
batch_weak_link_unref (BatchWeakLink *self)
{
  g_atomic_rc_box_release_full (self, link_clear);
}

static void
drop_link (gpointer data)
{
  batch_weak_link_unref (data);
}

BatchWeakLink *
batch_weak_link_new (gpointer object)
{
  GQuark quark = g_quark_from_static_string ("batch-weak-link");
  BatchWeakLink *self;

  if (object == NULL)
    return NULL;

  if (!(self = g_object_get_qdata (object, quark)))
    {
      self = g_atomic_rc_box_new0 (BatchWeakLink);
      g_weak_ref_init (&self->ref, object);
      g_object_set_qdata_full (object, quark, self, drop_link);
    }

  return g_atomic_rc_box_acquire (self);
}

gpointer
batch_weak_link_get (BatchWeakLink *self)
{
  return self != NULL ? g_weak_ref_get (&self->ref) : NULL;
}
