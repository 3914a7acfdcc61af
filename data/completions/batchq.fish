# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of batchq for fish. Commands and options are read from what batchq says of itself,
# so that they are those of the program that is there.

# batchq with these words, on the queue that the line is about.
function __batchq_run
    $__batchq_program $__batchq_globals $argv 2>/dev/null </dev/null
end

function __batchq_options
    __batchq_run $__batchq_command --help | string replace -rf '^  (?:-[a-z], )?(--[a-z-]+).*?  +(.*)' '$1\t$2'
end

function __batchq_takes_value
    __batchq_run $__batchq_command --help | string match -rq -- "^  (-[a-z], )?$argv[1]=|^  $argv[1], --[a-z-]+="
end

function __batchq_backends
    __batchq_run backend list | string replace -rf '^(\S+)  *\S*  *http.*' '$1'
end

function __batchq_jobs
    __batchq_run list | string replace -rf '^(batch_\S+)  +(.*)' '$1\t$2'
end

# Sees what is before the cursor: the command, its arguments, and the global options.
function __batchq_scan
    set -g __batchq_program $argv[1]
    set -g __batchq_globals
    set -g __batchq_command
    set -g __batchq_arguments
    set -l i 2
    while test $i -le (count $argv)
        switch $argv[$i]
            case --data-dir --store
                set -a __batchq_globals $argv[$i] $argv[(math $i + 1)]
                set i (math $i + 1)
            case '-*'
                __batchq_takes_value $argv[$i]; and set i (math $i + 1)
            case '*'
                if test -z "$__batchq_command"
                    set __batchq_command $argv[$i]
                else
                    set -a __batchq_arguments $argv[$i]
                end
        end
        set i (math $i + 1)
    end
end

function __batchq_complete_value
    switch $argv[1]
        case -o --output -e --errors --csv --lines --paragraphs --objects --schema
            __fish_complete_path (commandline -ct)
        case --folder --data-dir
            __fish_complete_directories (commandline -ct)
        case --backend
            __batchq_backends
        case --kind
            echo openai-compatible
        case --key-from-env --api-key-from-env
            set -xn
        case --parallel
            echo auto
        case --log
            printf '%s\n' text json none
        case --format
            printf '%s\n' jsonl csv tsv markdown files compare preferences
        case --filter
            printf '%s\n' succeeded failed cancelled expired skipped needs-review
    end
end

function __batchq_complete_argument
    switch $__batchq_command
        case ''
            __batchq_run --help | string replace -rf '^  ([a-z]+)  +(.*)' '$1\t$2'
        case run validate submit
            __fish_complete_path (commandline -ct)
        case show stats watch cancel move pause resume retry results remove
            __batchq_jobs
        case backend
            switch "$__batchq_arguments[1]"
                case ''
                    printf '%s\n' add discover key list models remove show test unload
                case show models test key unload remove
                    __batchq_backends
            end
    end
end

function __batchq_complete
    set -l words (commandline -opc)
    set -l previous $words[-1]

    __batchq_scan $words[1..-2]
    if string match -q -- '-*' $previous; and __batchq_takes_value $previous
        __batchq_complete_value $previous
        return
    end

    __batchq_scan $words
    if string match -q -- '-*' (commandline -ct)
        __batchq_options
    else
        __batchq_complete_argument
    end
end

complete -c batchq -f -a '(__batchq_complete)'
