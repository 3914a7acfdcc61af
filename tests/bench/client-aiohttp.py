#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A yardstick: what somebody would write for the afternoon, with a pool of connections.

Usage: client-aiohttp.py URL INPUT OUTPUT IN-FLIGHT

Sends the bodies of INPUT, appends a line for each answer, and prints the seconds it took.
"""

import asyncio
import json
import sys
import time

import aiohttp


async def work(session, url, lines, output):
    for line in lines:
        request = json.loads(line)
        async with session.post(url + request["url"], json=request["body"]) as answer:
            body = await answer.json()
        output.write(json.dumps({"custom_id": request["custom_id"], "response": body}) + "\n")


async def main():
    url, source, target, in_flight = sys.argv[1:5]
    connector = aiohttp.TCPConnector(limit=int(in_flight))
    with open(source, encoding="utf-8") as lines, open(target, "a", encoding="utf-8") as output:
        async with aiohttp.ClientSession(connector=connector) as session:
            start = time.monotonic()
            shared = iter(lines)
            await asyncio.gather(*(work(session, url, shared, output)
                                   for _ in range(int(in_flight))))
            print(time.monotonic() - start)


asyncio.run(main())
