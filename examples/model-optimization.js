#!/usr/bin/env -S gjs
// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Six jobs for two models, handed in by turns: each model is loaded once, not three times.

imports.gi.versions.Batch = '1';

const {Batch, Gio, GLib, GObject} = imports.gi;

Gio._promisify(Batch.Queue.prototype, 'enqueue_async', 'enqueue_finish');

const MODELS = ['llava:13b', 'gemma:7b'];
const JOBS = 6;

const Answers = GObject.registerClass({GTypeName: 'ExampleAnswers'},
    class extends Batch.ItemHandler {
        vfunc_handle(attempt) {
            GLib.timeout_add(GLib.PRIORITY_DEFAULT, 10, () => {
                attempt.complete(`${attempt.get_resource_key()} says hello`);
                return GLib.SOURCE_REMOVE;
            });
            return true;
        }
    });

function createJob(number) {
    const model = MODELS[number % MODELS.length];
    const job = Batch.Job.new(model, 'chat', Batch.OverwritePolicy.SKIP);

    job.title = `Job ${number + 1}`;
    for (let i = 0; i < 3; i++)
        job.add_item(null, 'Say hello', Batch.SizeBucket.SMALL);
    return job;
}

async function enqueue(queue, number) {
    const job = await queue.enqueue_async(createJob(number), null);

    print(`${job.title}: ${job.reorder_note || 'At the end of the queue'}`);
}

// They come in the order of the calls; when all are there, the work begins.
async function enqueueAll(queue) {
    queue.paused = true;
    await Promise.all([...Array(JOBS).keys()].map(number => enqueue(queue, number)));
    queue.paused = false;
}

const loop = new GLib.MainLoop(null, false);
const queue = Batch.Queue.new();
let loads = 0;
let completed = 0;

queue.handler = new Answers();
queue.connect('load-started', (_queue, resourceKey) => {
    loads++;
    print(`Loading ${resourceKey}`);
});
queue.connect('job-completed', (_queue, job) => {
    completed++;
    print(`  ${job.title} (${job.resource_key}) is done`);
    if (completed === JOBS) {
        print(`${loads} loads; ${JOBS} in the order of arrival`);
        loop.quit();
    }
});

enqueueAll(queue).catch(logError);
loop.run();
