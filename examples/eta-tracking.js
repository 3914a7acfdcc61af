#!/usr/bin/env -S gjs
// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// How long a job still takes: a range that narrows while items are measured.

imports.gi.versions.Batch = '1';

const {Batch, Gio, GLib, GObject} = imports.gi;

Gio._promisify(Batch.Queue.prototype, 'enqueue_async', 'enqueue_finish');

const ITEMS = 40;
const EVERY = 5;

// Takes between 20 and 40 ms for an item.
const Resizes = GObject.registerClass({GTypeName: 'ExampleResizes'},
    class extends Batch.ItemHandler {
        vfunc_handle(attempt) {
            const duration = 20 + attempt.get_position() * 7 % 20;

            GLib.timeout_add(GLib.PRIORITY_DEFAULT, duration, () => {
                attempt.complete('done');
                return GLib.SOURCE_REMOVE;
            });
            return true;
        }
    });

function show(job) {
    const {eta} = job;
    const done = `${String(job.ended).padStart(2)} of ${job.total}`;

    if (eta === null || eta.expected < 0) {
        print(`${done}: no estimate yet`);
    } else {
        print(`${done}: ${eta.low} to ${eta.high} ms left, about ${eta.expected} ` +
              `(${eta.samples} samples)`);
    }
}

const loop = new GLib.MainLoop(null, false);
const queue = Batch.Queue.new();

queue.handler = new Resizes();
queue.connect('job-started', (_queue, job) => show(job));
queue.connect('item-progress', (_queue, job) => {
    if (job.ended % EVERY === 0 && job.ended < job.total)
        show(job);
});
queue.connect('job-completed', (_queue, _job, summary) => {
    print(`It took ${summary.wall_ms} ms, ${summary.avg_duration_ms} ms an item`);
    loop.quit();
});

const job = Batch.Job.new('resizer', 'resize', Batch.OverwritePolicy.OVERWRITE);

job.parallel = 1;
for (let number = 0; number < ITEMS; number++)
    job.add_item(null, `Picture ${number}`, Batch.SizeBucket.SMALL);
queue.enqueue_async(job, null).catch(logError);
loop.run();
