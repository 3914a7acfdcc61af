// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// What JavaScript expects, and what introspection alone does not give it.
//
// All works without this file. With it, every asynchronous call gives a promise, lists can be
// iterated, and a handler may be an async function: when that fails, so does its attempt, and
// the message is that of the error. Otherwise nobody would hear of it before the garbage
// collection that takes the attempt.

const {Gio, GObject} = imports.gi;

function isAsync(value) {
    return typeof value?.then === 'function';
}

// Anything can be thrown, but only errors can be logged.
function fail(attempt, error) {
    attempt.fail_message(String(error?.message ?? error));
    logError(Object(error) === error ? error : new Error(String(error)));
}

function guardHandle(handle) {
    return function (attempt) {
        const answer = handle.call(this, attempt);

        if (!isAsync(answer))
            return answer;
        answer.then(null, error => fail(attempt, error));
        return true;
    };
}

// A promise would be true, and so every item would be skipped.
function guardShouldSkip(shouldSkip) {
    return function (attempt) {
        const answer = shouldSkip.call(this, attempt);

        if (isAsync(answer)) {
            throw new TypeError(
                '“should_skip” cannot be async: call “attempt.skip ()” in “handle” instead');
        }
        return answer;
    };
}

const GUARDS = {vfunc_handle: guardHandle, vfunc_should_skip: guardShouldSkip};

function guard(prototype) {
    for (const [name, wrap] of Object.entries(GUARDS)) {
        if (Object.hasOwn(prototype, name))
            prototype[name] = wrap(prototype[name]);
    }
}

function promisify(owner) {
    for (const name of Object.getOwnPropertyNames(owner)) {
        if (name.endsWith('_async') && owner[name.replace(/async$/, 'finish')] !== undefined)
            Gio._promisify(owner, name);
    }
}

function isClass(value) {
    return typeof value === 'function' && value.prototype instanceof GObject.Object;
}

function *iterate() {
    for (let i = 0; i < this.get_n_items(); i++)
        yield this.get_item(i);
}

function _init() {
    const Batch = this;

    promisify(Batch);
    for (const value of Object.getOwnPropertyNames(Batch).map(name => Batch[name])) {
        if (isClass(value)) {
            promisify(value);
            promisify(value.prototype);
        }
    }

    for (const list of [Batch.Comparison, Batch.Plan, Batch.Queue])
        list.prototype[Symbol.iterator] = iterate;

    Batch.ItemHandler._classInit = function (klass) {
        if (klass.prototype instanceof Batch.SyncHandler) {
            throw new TypeError(
                'Batch.SyncHandler is for languages with threads: derive from Batch.ItemHandler');
        }
        guard(klass.prototype);
        return GObject.Object._classInit(klass);
    };
}
