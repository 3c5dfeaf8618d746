# Marks phases for joulemark: . joulemark.sh; joulemark_begin load; ...; joulemark_end load
# For every POSIX shell. Outside of a run they do nothing; inside they never fail the script, also under set -eu.
# bash (5 and later) stamps by its EPOCHREALTIME, which is the wall clock; elsewhere the line's arrival is the stamp.

joulemark_mark() {
  set -- "$1" "$2" "${EPOCHREALTIME-}" "${EPOCHREALTIME-}"
  [ -p "${JOULEMARK_MARKS-}" ] || return 0
  # a line end in a name would make two lines
  case $2 in *[[:cntrl:]]*) set -- "$1" "$(printf %s "$2" | tr '\001-\037' '[\032*]')" "$3" "$4" ;; esac
  # between seconds and microseconds stands a point or a comma, as the language has it
  set -- "$1" "$2" "${3%[!0-9]*}${3#*[!0-9]}" "${4%[!0-9]*}${4#*[!0-9]}"
  # as reader, too: waits for nobody, and no SIGPIPE when joulemark is gone; one write: lines of many writers never mix
  if [ "${#3}" -gt 15 ]; then
    printf '%s %.900s @wall:%s~%s\n' "$1" "$2" "$((($3 + $4) * 500))" "$((($4 - $3 + 1) * 500))"
  else
    printf '%s %.900s\n' "$1" "$2"
  fi 2>/dev/null 1<>"$JOULEMARK_MARKS" || :
}

joulemark_begin() { joulemark_mark begin "$1"; }
joulemark_end() { joulemark_mark end "$1"; }
