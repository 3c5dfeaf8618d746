# Sourced by gpu-check: one run of the runner, and what it said.
failures=0 passed=0 refused=0
failed_commands=()

# field KEY JSON: the first value of that key; text without its quotes.
field() {
  local pattern="\"$1\":(\"(([^\"\\\\]|\\\\.)*)\"|[^],}]*)"
  [[ $2 =~ $pattern ]] || return 0
  local value=${BASH_REMATCH[1]} text=${BASH_REMATCH[2]}
  [ "${value:0:1}" != '"' ] || value=${text//\\\"/\"}
  printf '%s' "$value"
}

event() { grep -m1 "\"ev\":\"$1\"" "$work/events" || true; }

command_of() {
  printf '%q ' "$runner" run --backend cudnn --device "$device" ${lib_dir:+--cuda-lib-dir "$lib_dir"} --no-wait "$@"
  printf '3>&1'
}

# run_cell OPTION...: one run; its events are in $work/events, its status in $status.
run_cell() {
  : >"$work/events"
  timeout -k 5 900 \
    "$runner" run --backend cudnn --device "$device" ${lib_dir:+--cuda-lib-dir "$lib_dir"} --no-wait "$@" \
    3>"$work/events" >"$work/log" 2>&1 </dev/null
  status=$?
}

pass() { passed=$((passed + 1)); verdict=passed; }

# What the device cannot do is told, not held against it.
refuse() { refused=$((refused + 1)); verdict="refused: $1"; }

# fail_command WHY COMMAND: what failed, and what a person types to see it again.
fail_command() {
  failures=$((failures + 1)) verdict="**failed**: $1"
  failed_commands+=("$1"$'\n'"    $2"$'\n'"$(tail -n 3 "$work/log" | sed 's/^/    /')")
  printf 'failed: %s\n' "$1" >&2
}

# fail_cell WHY OPTION...
fail_cell() { local why=$1; shift; fail_command "$why" "$(command_of "$@")"; }

# judge OPTION...: sets $verdict from the run before.
judge() {
  local error
  error=$(event error)
  if [ "$status" -eq 0 ] && [ -n "$(event done)" ]; then pass
  elif [ "$status" -eq 69 ] && [ "$(field code "$error")" = unsupported-precision ]; then
    refuse "$(field detail "$error")"
  else fail_cell "exit $status, ${error:+$(field code "$error"): $(field detail "$error")}" "$@"
  fi
}

# How many layers each implementation computes.
implementations() {
  grep -oE '"implementation":"[^"]*"' <<<"$1" | cut -d'"' -f4 | grep -v '^$' | sort | uniq -c |
    awk '{ n = $1; $1 = ""; printf "%s%d ×%s", sep, n, $0; sep = "; " }'
}

# expect_exit STATUS CODE WORDS OPTION...: a run that has to end like that, with those words in what it says.
expect_exit() {
  local wanted=$1 code=$2 words=$3 got detail
  shift 3
  run_cell "$@"
  got=$(field code "$(event error)") detail=$(field detail "$(event error)")
  if [ "$status" -ne "$wanted" ] || [ "$got" != "$code" ]; then
    fail_cell "exit $wanted ($code) expected, got $status ($got)" "$@"
  elif [[ $detail != *"$words"* ]]; then fail_cell "\"$words\" expected in: $detail" "$@"
  else pass
  fi
  row "\`$*\`" "$status $got" "$detail" "$verdict"
}
