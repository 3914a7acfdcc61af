# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of batchq for bash. Commands and options are read from what batchq says of itself,
# so that they are those of the program that is there.

# _batchq_run WORD…: batchq with these, on the queue that the line is about.
_batchq_run () {
  "$_batchq_program" "${_batchq_globals[@]}" "$@" 2>/dev/null </dev/null
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

_batchq_offer () {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_batchq_offer_files () {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# Sees what is before the cursor: the command, its arguments, and the global options.
_batchq_scan () {
  local i word

  _batchq_globals=()
  command=
  arguments=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      --data-dir | --store)
        _batchq_globals+=("$word" "${COMP_WORDS[++i]}") ;;
      -*)
        if _batchq_takes_value "$command" "$word"; then
          i=$((i + 1))
        fi ;;
      *)
        if [ -z "$command" ]; then
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
      _batchq_offer_files -f "$2" ;;
    --folder | --data-dir) _batchq_offer_files -d "$2" ;;
    --backend) _batchq_offer "$(_batchq_backends)" "$2" ;;
    --kind) _batchq_offer openai-compatible "$2" ;;
    --key-from-env | --api-key-from-env) _batchq_offer "$(compgen -e)" "$2" ;;
    --parallel) _batchq_offer auto "$2" ;;
    --format) _batchq_offer 'jsonl csv tsv markdown files compare preferences' "$2" ;;
    --log) _batchq_offer 'text json none' "$2" ;;
    --filter) _batchq_offer 'succeeded failed cancelled expired skipped needs-review' "$2" ;;
  esac
}

_batchq_complete_argument () {
  case $command in
    run | validate | submit) _batchq_offer_files -f "$1" ;;
    show | stats | watch | cancel | move | pause | resume | retry | results | remove)
      _batchq_offer "$(_batchq_jobs)" "$1" ;;
    backend)
      case ${arguments[0]-} in
        '') _batchq_offer 'add discover key list models remove show test unload' "$1" ;;
        show | models | test | key | unload | remove)
          _batchq_offer "$(_batchq_backends)" "$1" ;;
      esac ;;
  esac
}

_batchq () {
  local _batchq_program=$1 _batchq_globals command arguments
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

  COMPREPLY=()
  _batchq_scan
  if [[ $previous == -* ]] && _batchq_takes_value "$command" "$previous"; then
    _batchq_complete_value "$previous" "$current"
  elif [[ $current == -* ]]; then
    _batchq_offer "$(_batchq_options "$command")" "$current"
  elif [ -z "$command" ]; then
    _batchq_offer "$(_batchq_commands)" "$current"
  else
    _batchq_complete_argument "$current"
  fi
}

complete -F _batchq batchq
