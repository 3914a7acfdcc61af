/* tsan-glib.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ThreadSanitizer sees what is compiled with it. GLib is not, and its locks are futexes of its own,
 * so that everything handed over in a GAsyncQueue or a GTask looks like a race. Each function here
 * stands before GLib's of the same name, says which object orders the two sides, and calls it.
 *
 * It tells of no order that GLib does not keep: a release is before the call that hands over, an
 * acquire after the call that receives.
 */

#include "config.h"

#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* A function knows itself only by a macro: its type and its name are needed, not its value. */
#define NEXT(function) ((__typeof__ (&(function))) next_function (#function))

typedef struct
{
  GSourceFunc    func;
  gpointer       data;
  GDestroyNotify notify;
} Dispatch;

static GQuark
thread_func_quark (void)
{
  return g_quark_from_static_string ("tsan-glib-thread-func");
}

static gpointer
next_function (const char *name)
{
  gpointer function = dlsym (RTLD_NEXT, name);

  if (function == NULL)
    __builtin_trap ();
  return function;
}

void
g_mutex_lock (GMutex *mutex)
{
  NEXT (g_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean locked = NEXT (g_mutex_trylock) (mutex);

  if (locked)
    __tsan_acquire (mutex);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  NEXT (g_mutex_unlock) (mutex);
}

void
g_cond_wait (GCond  *cond,
             GMutex *mutex)
{
  __tsan_release (mutex);
  NEXT (g_cond_wait) (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond  *cond,
                   GMutex *mutex,
                   gint64  end_time)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = NEXT (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return signalled;
}

void
(g_once_init_leave) (volatile void *location,
                     gsize          result)
{
  __tsan_release ((void *) location);
  ((void (*) (volatile void *, gsize)) next_function ("g_once_init_leave")) (location, result);
}

void
g_async_queue_lock (GAsyncQueue *queue)
{
  NEXT (g_async_queue_lock) (queue);
  __tsan_acquire (queue);
}

void
g_async_queue_unlock (GAsyncQueue *queue)
{
  __tsan_release (queue);
  NEXT (g_async_queue_unlock) (queue);
}

void
g_async_queue_push (GAsyncQueue *queue,
                    gpointer     data)
{
  __tsan_release (queue);
  NEXT (g_async_queue_push) (queue, data);
}

void
g_async_queue_push_front (GAsyncQueue *queue,
                          gpointer     item)
{
  __tsan_release (queue);
  NEXT (g_async_queue_push_front) (queue, item);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer data = NEXT (g_async_queue_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data = NEXT (g_async_queue_try_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue,
                           guint64      timeout)
{
  gpointer data = NEXT (g_async_queue_timeout_pop) (queue, timeout);

  __tsan_acquire (queue);
  return data;
}

/* Whoever drops the last reference finalizes what all the others have written. */
void
g_object_unref (gpointer object)
{
  __tsan_acquire (object);
  __tsan_release (object);
  NEXT (g_object_unref) (object);
}

void
g_bytes_unref (GBytes *bytes)
{
  if (bytes != NULL)
    {
      __tsan_acquire (bytes);
      __tsan_release (bytes);
    }
  NEXT (g_bytes_unref) (bytes);
}

void
g_ptr_array_unref (GPtrArray *array)
{
  __tsan_acquire (array);
  __tsan_release (array);
  NEXT (g_ptr_array_unref) (array);
}

static void
thread_func (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GTaskThreadFunc func = g_object_get_qdata (G_OBJECT (task), thread_func_quark ());

  __tsan_acquire (task);
  func (task, source, task_data, cancellable);
  __tsan_release (task);
}

void
g_task_run_in_thread (GTask           *task,
                      GTaskThreadFunc  func)
{
  g_object_set_qdata (G_OBJECT (task), thread_func_quark (), (gpointer) func);
  __tsan_release (task);
  NEXT (g_task_run_in_thread) (task, thread_func);
}

/* What a thread pool is given; it lives as long as the pool, which here is for ever. */
typedef struct
{
  GFunc    func;
  gpointer user_data;
} PoolFunc;

static void
pool_func (gpointer data,
           gpointer user_data)
{
  PoolFunc *pool = user_data;

  __tsan_acquire (pool);
  __tsan_acquire (data);
  pool->func (data, pool->user_data);
}

GThreadPool *
g_thread_pool_new (GFunc      func,
                   gpointer   user_data,
                   int        max_threads,
                   gboolean   exclusive,
                   GError   **error)
{
  PoolFunc *pool = g_new (PoolFunc, 1);

  pool->func = func;
  pool->user_data = user_data;
  __tsan_release (pool);
  return NEXT (g_thread_pool_new) (pool_func, pool, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool  *pool,
                    gpointer      data,
                    GError      **error)
{
  __tsan_release (data);
  return NEXT (g_thread_pool_push) (pool, data, error);
}

void
g_task_return_pointer (GTask          *task,
                       gpointer        result,
                       GDestroyNotify  result_destroy)
{
  __tsan_release (task);
  NEXT (g_task_return_pointer) (task, result, result_destroy);
}

void
g_task_return_boolean (GTask    *task,
                       gboolean  result)
{
  __tsan_release (task);
  NEXT (g_task_return_boolean) (task, result);
}

void
g_task_return_int (GTask  *task,
                   gssize  result)
{
  __tsan_release (task);
  NEXT (g_task_return_int) (task, result);
}

void
g_task_return_error (GTask  *task,
                     GError *error)
{
  __tsan_release (task);
  NEXT (g_task_return_error) (task, error);
}

gpointer
g_task_propagate_pointer (GTask   *task,
                          GError **error)
{
  __tsan_acquire (task);
  return NEXT (g_task_propagate_pointer) (task, error);
}

gboolean
g_task_propagate_boolean (GTask   *task,
                          GError **error)
{
  __tsan_acquire (task);
  return NEXT (g_task_propagate_boolean) (task, error);
}

gssize
g_task_propagate_int (GTask   *task,
                      GError **error)
{
  __tsan_acquire (task);
  return NEXT (g_task_propagate_int) (task, error);
}

/* The dispatch of the source that was made last for the data, as sources are looked for by it. Its
 * lock is taken in a way that TSan does not see: else it would hide races of those who take it. */
static GHashTable *dispatches;
static GMutex dispatches_mutex;

static void __attribute__ ((constructor))
make_dispatches (void)
{
  dispatches = g_hash_table_new (NULL, NULL);
}

static void
remember_dispatch (Dispatch *dispatch)
{
  NEXT (g_mutex_lock) (&dispatches_mutex);
  g_hash_table_insert (dispatches, dispatch->data, dispatch);
  NEXT (g_mutex_unlock) (&dispatches_mutex);
}

static void
forget_dispatch (Dispatch *dispatch)
{
  NEXT (g_mutex_lock) (&dispatches_mutex);
  if (g_hash_table_lookup (dispatches, dispatch->data) == dispatch)
    g_hash_table_remove (dispatches, dispatch->data);
  NEXT (g_mutex_unlock) (&dispatches_mutex);
}

GSource *
g_main_context_find_source_by_user_data (GMainContext *context,
                                         gpointer      user_data)
{
  gpointer dispatch;

  NEXT (g_mutex_lock) (&dispatches_mutex);
  dispatch = g_hash_table_lookup (dispatches, user_data);
  NEXT (g_mutex_unlock) (&dispatches_mutex);
  return NEXT (g_main_context_find_source_by_user_data) (context,
                                                         dispatch != NULL ? dispatch : user_data);
}

static Dispatch *
dispatch_new (GSourceFunc    func,
              gpointer       data,
              GDestroyNotify notify)
{
  Dispatch *dispatch = g_new (Dispatch, 1);

  dispatch->func = func;
  dispatch->data = data;
  dispatch->notify = notify;
  __tsan_release (dispatch);
  return dispatch;
}

static gboolean
dispatch_call (gpointer data)
{
  Dispatch *dispatch = data;

  __tsan_acquire (dispatch);
  return dispatch->func (dispatch->data);
}

static void
dispatch_free (gpointer data)
{
  Dispatch *dispatch = data;

  __tsan_acquire (dispatch);
  forget_dispatch (dispatch);
  if (dispatch->notify != NULL)
    dispatch->notify (dispatch->data);
  g_free (dispatch);
}

guint
g_idle_add_full (int            priority,
                 GSourceFunc    function,
                 gpointer       data,
                 GDestroyNotify notify)
{
  gpointer dispatch = dispatch_new (function, data, notify);

  return NEXT (g_idle_add_full) (priority, dispatch_call, dispatch, dispatch_free);
}

guint
g_idle_add (GSourceFunc function,
            gpointer    data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, function, data, NULL);
}

void
g_main_context_invoke_full (GMainContext   *context,
                            int             priority,
                            GSourceFunc     function,
                            gpointer        data,
                            GDestroyNotify  notify)
{
  gpointer dispatch = dispatch_new (function, data, notify);

  NEXT (g_main_context_invoke_full) (context, priority, dispatch_call, dispatch, dispatch_free);
}

void
g_main_context_invoke (GMainContext *context,
                       GSourceFunc   function,
                       gpointer      data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, function, data, NULL);
}

/* The callbacks of other sources have other shapes, and are called in the thread that made them. */
void
g_source_set_callback (GSource        *source,
                       GSourceFunc     func,
                       gpointer        data,
                       GDestroyNotify  notify)
{
  if (source->source_funcs == &g_idle_funcs || source->source_funcs == &g_timeout_funcs)
    {
      data = dispatch_new (func, data, notify);
      remember_dispatch (data);
      func = dispatch_call;
      notify = dispatch_free;
    }

  NEXT (g_source_set_callback) (source, func, data, notify);
}
