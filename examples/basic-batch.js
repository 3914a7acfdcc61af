#!/usr/bin/env -S gjs
// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A batch of pictures: one has its caption already, one is busy at first, one fails.

imports.gi.versions.Batch = '1';

const {Batch, Gio, GLib, GObject} = imports.gi;

Gio._promisify(Batch.Queue.prototype, 'dry_run_async', 'dry_run_finish');
Gio._promisify(Batch.Queue.prototype, 'enqueue_async', 'enqueue_finish');
Gio._promisify(Batch.Queue.prototype, 'retry_failed_async', 'retry_failed_finish');

const PICTURES = ['cat.png', 'dog.png', 'done.png', 'busy.png', 'broken.png'];
const BUSY_MS = 20;

// Writes a caption, which takes a moment; handle () returns at once, and says that the
// answer comes later.
const Captions = GObject.registerClass({GTypeName: 'ExampleCaptions'},
    class extends Batch.ItemHandler {
        vfunc_should_skip(attempt) {
            return attempt.get_custom_id() === 'done.png';
        }

        vfunc_handle(attempt) {
            GLib.timeout_add(GLib.PRIORITY_DEFAULT, 10, () => {
                this.finish(attempt);
                return GLib.SOURCE_REMOVE;
            });
            return true;
        }

        finish(attempt) {
            const name = attempt.get_custom_id();

            if (name === 'busy.png' && attempt.get_number() === 1)
                attempt.fail_temporarily('The model is busy', BUSY_MS);
            else if (name === 'broken.png' && !this.repaired)
                attempt.fail_message('The picture cannot be read');
            else
                attempt.complete(`A picture of a ${name.replace('.png', '')}`);
        }
    });

const loop = new GLib.MainLoop(null, false);
const queue = Batch.Queue.new();

queue.handler = new Captions();
queue.connect('job-started', (_queue, job) => print(`${job.title}: started`));
queue.connect('item-progress', (_queue, _job, item) => {
    const attempts = item.attempts > 1 ? ` at attempt ${item.attempts}` : '';
    const error = item.last_error ? ` (${item.last_error})` : '';

    print(`  ${item.id}: ${nick(item.status)}${attempts}${error}`);
});
queue.connect('job-completed', (_queue, job, summary) => {
    print(`${job.title}: ${summary.succeeded} succeeded, ${summary.failed} failed, ` +
          `${summary.skipped} skipped`);
    if (summary.failed === 0) {
        loop.quit();
        return;
    }
    print('Trying again what failed');
    queue.handler.repaired = true;
    queue.retry_failed_async(job.id, null).catch(logError);
});

function nick(status) {
    const {SUCCEEDED, SKIPPED, FAILED} = Batch.ItemStatus;

    return {[SUCCEEDED]: 'succeeded', [SKIPPED]: 'skipped', [FAILED]: 'failed'}[status];
}

const job = Batch.Job.new('llava:13b', 'caption', Batch.OverwritePolicy.SKIP);

job.title = 'Holiday pictures';
for (const picture of PICTURES)
    job.add_item(picture, 'Describe this picture', Batch.SizeBucket.from_dimensions(640, 480));

async function start() {
    const dryRun = await queue.dry_run_async(job, null);

    print(`Will process ${dryRun.to_process} ` +
          `(${dryRun.to_skip} of ${dryRun.total} have a caption already)`);
    await queue.enqueue_async(job, null);
}

start().catch(logError);
loop.run();
