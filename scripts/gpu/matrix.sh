# Sourced by gpu-check: what is verified and measured.
once=(--iterations 1 --warmup-ms 0)
short=(--warmup-ms 500 --duration-ms 2000)

# verify_cell OPTION...: one row with how far the logits are from the reference's in double precision.
verify_cell() {
  run_cell "$@" --verify "${once[@]}"
  judge "$@" --verify "${once[@]}"
  local ready
  ready=$(event ready)
  row "\`$*\`" "$(field relativeError "$ready")" "$(field gate "$ready")" "$(field top1 "$ready")" \
    "$(field graph "$ready")" "$(implementations "$ready")" "$(notes "$ready")" "$verdict"
}

notes() { local list=${1#*\"notes\":[}; [ "$list" = "$1" ] || printf '%s' "${list%%]*}"; }
verify_table() { table options 'relative error' gate 'top 1' graph implementations notes result; }

verify_networks() {
  section "Networks and precisions against the reference in double precision"
  verify_table
  local networks=(alexnet caffenet googlenet) precisions=(fp32 tf32 fp16 fp16-true) batches=(1 2)
  [ "$quick" -eq 0 ] || { networks=(alexnet googlenet) precisions=(fp32 fp16) batches=(1); }
  for network in "${networks[@]}"; do
    for precision in "${precisions[@]}"; do
      for batch in "${batches[@]}"; do verify_cell --network "$network" --precision "$precision" --batch "$batch"; done
    done
  done
}

# The runner names them when asked for one that does not exist.
algorithms() {
  run_cell --network tiny --algo no-such-algorithm
  sed -nE 's/.*"remedy":"take one of: ([^"]*)".*/\1/p' "$work/events" | tr -d ' ' | tr , '\n'
}

verify_algorithms() {
  section "Convolution algorithms"
  verify_table
  local names networks=(alexnet googlenet)
  mapfile -t names < <(algorithms)
  [ ${#names[@]} -ge 2 ] || fail_cell "the runner names no algorithms" --network tiny --algo no-such-algorithm
  [ "$quick" -eq 0 ] || { names=(auto find) networks=(alexnet); }
  for network in "${networks[@]}"; do
    for name in "${names[@]}"; do verify_cell --network "$network" --algo "$name"; done
  done
}

verify_options() {
  section "Fully connected layers and graphs"
  verify_table
  for precision in fp32 fp16; do
    for how in gemv gemm; do verify_cell --network alexnet --precision "$precision" --fc "$how"; done
  done
  for graph in on off; do verify_cell --network googlenet --graph "$graph"; done
}

check_errors() {
  section "What has to be refused, and stopping"
  table options exit detail result
  expect_exit 64 usage "" --network googlenet --batch 1000000
  check_memory
  check_stop
}

# A batch whose first convolution alone is larger than the device; its input has to fit into the machine.
check_memory() {
  local total batch=65536 free
  total=$(smi memory.total ,nounits)
  if [[ $total =~ ^[0-9]+$ ]] && [ $((total / 3)) -lt "$batch" ]; then batch=$((total / 3)); fi
  free=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
  # The input twice, and some for the rest.
  if [ $((batch * 3 * 224 * 224 * 4 / 1048576 * 2 + 512)) -gt "$free" ]; then
    row "\`--network googlenet --batch $batch\`" - "skipped: its input does not fit into this machine's memory" skipped
    return
  fi
  # The machine's own memory is asked too, with the same status: that would say nothing of the device.
  expect_exit 71 out-of-memory "of the device's" --network googlenet --batch "$batch"
}

milliseconds() { local now; now=$(date +%s%N); printf '%s' $((now / 1000000)); }

# wait_for EVENT: of the run in the background, two minutes at most.
wait_for() {
  for _ in $(seq 1200); do
    [ -z "$(event "$1")" ] || return 0
    kill -0 "$cell" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# start_cell OPTION...: in the background, as $cell.
start_cell() {
  : >"$work/events"
  "$runner" run --backend cudnn --device "$device" ${lib_dir:+--cuda-lib-dir "$lib_dir"} --no-wait "$@" \
    3>"$work/events" >"$work/log" 2>&1 </dev/null &
  cell=$!
}

check_stop() {
  local options=(--network alexnet --batch 16 --duration-ms 60000) since took stopped
  start_cell "${options[@]}"
  wait_for window
  since=$(milliseconds)
  kill -TERM "$cell" 2>/dev/null
  wait "$cell"
  status=$?
  took=$(($(milliseconds) - since)) stopped=$(field stopped "$(event done)")
  if [ "$stopped" = signal ] && [ "$took" -le 1000 ]; then pass
  else fail_cell "SIGTERM: stopped by \"$stopped\" after $took ms, exit $status" "${options[@]}"
  fi
  row "\`${options[*]}\`, SIGTERM" "$status" "stopped after $took ms" "$verdict"
}

# stop PID: a child that has not yet become its program takes a signal for itself, and the program never sees it.
stop() { while kill "$1" 2>/dev/null; do sleep 0.05; done; }

# measure_cell OPTION...: the rate, with what nvidia-smi says meanwhile where it is installed.
measure_cell() {
  local sampler="" done_event
  start_cell "$@" "${short[@]}"
  wait_for warm
  : >"$work/power"
  if command -v nvidia-smi >/dev/null; then
    nvidia-smi -i "$device" --query-gpu=power.draw,clocks.sm,temperature.gpu --format=csv,noheader,nounits -lms 100 \
      >"$work/power" 2>/dev/null &
    sampler=$!
  fi
  wait "$cell"
  status=$?
  [ -z "$sampler" ] || stop "$sampler"
  judge "$@" "${short[@]}"
  done_event=$(event done)
  row "\`$*\`" "$(field imagesPerS "$done_event")" "$(field overheadShare "$done_event")" \
    "$(field graph "$(event ready)")" "$(means)" "$verdict"
}

means() {
  awk -F', *' '$1 + 0 > 0 { n++; w += $1; m += $2; if ($3 > t) t = $3 }
    END { if (n) printf "%.1f W, %.0f MHz, at most %d °C (%d readings)", w / n, m / n, t, n; else print "-" }' "$work/power"
}

# The probes themselves, where Node and they are there.
bench_available() {
  { [ -d probes/nvidia-smi ] || [ -d probes/nvml ]; } && command -v node >/dev/null && [ -f dist/cli.js ] &&
    node dist/cli.js bench --help >/dev/null 2>&1
}

bench_cell() {
  local time=() command
  [ "$quick" -eq 0 ] || time=(--duration 3)
  command=(node dist/cli.js bench --backend cudnn --device "$device" ${lib_dir:+--cuda-lib-dir "$lib_dir"} "${time[@]}" "$@")
  JOULEMARK_RUNNER=$runner "${command[@]}" >"$work/log" 2>&1
  status=$?
  block <"$work/log"
  if [ "$status" -eq 0 ]; then pass
  elif grep -q '(unsupported-precision)' "$work/log"; then refuse "$(grep -m 1 '(unsupported-precision)' "$work/log")"
  else fail_command "joulemark bench ends with $status" "JOULEMARK_RUNNER=$(printf '%q ' "$runner" "${command[@]}")"
  fi
}

run_matrix() {
  section "Rate; power as nvidia-smi averages it, a fact and no measurement"
  table options 'images/s' 'outside the back end' graph nvidia-smi result
  local batches=(1 16 64 128) cells=()
  [ "$quick" -eq 0 ] || batches=(1 16)
  for network in alexnet googlenet; do
    for precision in fp32 fp16; do
      for batch in "${batches[@]}"; do cells+=("--network $network --precision $precision --batch $batch"); done
    done
  done
  for options in "${cells[@]}"; do measure_cell $options; done
  for graph in on off; do measure_cell --network googlenet --batch 1 --graph "$graph"; done
  if ! bench_available; then
    write ""
    write "The probes were not used: they need Node, a build, and probes/nvidia-smi or probes/nvml."
    return
  fi
  section "Under the probes"
  for options in "${cells[@]}"; do bench_cell $options; done
}
