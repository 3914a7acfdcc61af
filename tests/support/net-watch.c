/* net-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <gmodule.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For LD_PRELOAD: what a program does on the network goes to the file BATCH_TEST_NETWORK as well,
 * a line for each: "connect 127.0.0.1 8080", "send …", "listen …", and "look-up example.org". What
 * stays on the machine by its nature, a socket of the file system, is none of it. */

static void
tell (const char *what,
      const char *where,
      unsigned    port)
{
  const char *path = getenv ("BATCH_TEST_NETWORK");
  int fd = path != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  char line[512];
  int length = snprintf (line, sizeof line, "%s %s %u\n", what, where, port);

  /* One call: threads do not write into each other's lines. */
  if (fd >= 0 && write (fd, line, MIN ((gsize) length, sizeof line - 1)) < 0)
    abort ();
  if (fd >= 0)
    close (fd);
}

static void
tell_address (const char            *what,
              const struct sockaddr *address)
{
  char text[INET6_ADDRSTRLEN] = "";

  if (address == NULL)
    return;
  if (address->sa_family == AF_INET)
    {
      const struct sockaddr_in *four = (const struct sockaddr_in *) address;

      inet_ntop (AF_INET, &four->sin_addr, text, sizeof text);
      tell (what, text, ntohs (four->sin_port));
    }
  else if (address->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *six = (const struct sockaddr_in6 *) address;

      inet_ntop (AF_INET6, &six->sin6_addr, text, sizeof text);
      tell (what, text, ntohs (six->sin6_port));
    }
}

G_MODULE_EXPORT int
connect (int                    fd,
         const struct sockaddr *address,
         socklen_t              length)
{
  int (*real) (int, const struct sockaddr *, socklen_t) = dlsym (RTLD_NEXT, "connect");

  tell_address ("connect", address);
  return real (fd, address, length);
}

G_MODULE_EXPORT ssize_t
sendto (int                    fd,
        const void            *data,
        size_t                 size,
        int                    flags,
        const struct sockaddr *address,
        socklen_t              length)
{
  ssize_t (*real) (int, const void *, size_t, int, const struct sockaddr *, socklen_t) =
    dlsym (RTLD_NEXT, "sendto");

  tell_address ("send", address);
  return real (fd, data, size, flags, address, length);
}

G_MODULE_EXPORT int
listen (int fd,
        int backlog)
{
  int (*real) (int, int) = dlsym (RTLD_NEXT, "listen");
  struct sockaddr_storage own = { 0 };
  socklen_t length = sizeof own;

  if (getsockname (fd, (struct sockaddr *) &own, &length) == 0)
    tell_address ("listen", (const struct sockaddr *) &own);
  return real (fd, backlog);
}

G_MODULE_EXPORT int
getaddrinfo (const char             *node,
             const char             *service,
             const struct addrinfo  *hints,
             struct addrinfo       **found)
{
  int (*real) (const char *, const char *, const struct addrinfo *, struct addrinfo **) =
    dlsym (RTLD_NEXT, "getaddrinfo");

  if (node != NULL && (hints == NULL || (hints->ai_flags & AI_NUMERICHOST) == 0))
    tell ("look-up", node, 0);
  return real (node, service, hints, found);
}
