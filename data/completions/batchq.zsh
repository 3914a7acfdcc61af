#compdef batchq
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of batchq for zsh. Commands and options are read from what batchq says of itself,
# so that they are those of the program that is there.

# _batchq_run WORD…: batchq with these, on the queue that the line is about.
_batchq_run () {
  "$program" "${globals[@]}" "$@" 2>/dev/null </dev/null
}

# The commands, or the options of a command.
_batchq_commands () {
  _batchq_run --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'
}

_batchq_options () {
  _batchq_run ${1:+"$1"} --help | sed -n 's/^  \(-[a-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

_batchq_takes_value () {
  _batchq_run ${1:+"$1"} --help | grep -q -e "^  \(-[a-z], \)\{0,1\}$2=" -e "^  $2, --[a-z-]*="
}

_batchq_jobs () {
  _batchq_run list | sed -n 's/^\(batch_[^ ]*\).*/\1/p'
}

_batchq_backends () {
  _batchq_run backend list | sed -n 's/^\([^ ]*\)  *[^ ]*  *http.*/\1/p'
}

# _batchq_offer WORDS: those on each line of it, or between its spaces.
_batchq_offer () {
  compadd -- ${=1}
}

# Sees what is before the cursor: the command, its arguments, and the global options.
_batchq_scan () {
  local i word

  for ((i = 2; i < CURRENT; i++)); do
    word=${words[i]}
    case $word in
      --data-dir | --store)
        globals+=("$word" "${words[++i]}") ;;
      -*)
        if _batchq_takes_value "$command" "$word"; then
          ((i++))
        fi ;;
      *)
        if [[ -z $command ]]; then
          command=$word
        else
          arguments+=("$word")
        fi ;;
    esac
  done
}

_batchq_complete_value () {
  case $1 in
    -o | --output | -e | --errors | --csv | --lines | --paragraphs | --objects | --schema)
      _files ;;
    --folder | --data-dir) _files -/ ;;
    --backend) _batchq_offer "$(_batchq_backends)" ;;
    --kind) _batchq_offer openai-compatible ;;
    --key-from-env | --api-key-from-env) _batchq_offer "${(k)parameters[(R)*export*]}" ;;
    --parallel) _batchq_offer auto ;;
    --format) _batchq_offer 'jsonl csv tsv markdown files compare preferences' ;;
    --log) _batchq_offer 'text json none' ;;
    --filter) _batchq_offer 'succeeded failed cancelled expired skipped needs-review' ;;
  esac
}

_batchq_complete_argument () {
  case $command in
    run | validate | submit) _files ;;
    show | stats | watch | cancel | move | pause | resume | retry | results | remove)
      _batchq_offer "$(_batchq_jobs)" ;;
    backend)
      case ${arguments[1]-} in
        '') _batchq_offer 'add discover key list models remove show test unload' ;;
        show | models | test | key | unload | remove) _batchq_offer "$(_batchq_backends)" ;;
      esac ;;
  esac
}

_batchq () {
  local program=${words[1]} command= previous=${words[CURRENT - 1]}
  local -a globals arguments

  _batchq_scan
  if [[ $previous == -* ]] && _batchq_takes_value "$command" "$previous"; then
    _batchq_complete_value "$previous"
  elif [[ ${words[CURRENT]} == -* ]]; then
    _batchq_offer "$(_batchq_options "$command")"
  elif [[ -z $command ]]; then
    _batchq_offer "$(_batchq_commands)"
  else
    _batchq_complete_argument
  fi
}

_batchq "$@"
