# Sourced by gpu-check: the report, written as it goes, so that an interrupted check leaves what it found.
write() { printf '%s\n' "$*" >>"$out"; }
row() { local cell line='|'; for cell; do line+=" ${cell//|/\\|} |"; done; write "$line"; }
table() { local line='|'; write ""; row "$@"; for _; do line+=' --- |'; done; write "$line"; }
section() { say "$1"; write ""; write "## $1"; }
block() { write ""; write '```'; cat >>"$out"; write '```'; }

smi() {
  command -v nvidia-smi >/dev/null || return 1
  nvidia-smi -i "$device" --query-gpu="$1" --format=csv,noheader"${2:-}" 2>/dev/null
}

begin_report() {
  : >"$out" || fail "the report cannot be written to $out" "name another file with --out"
  write "# joulemark gpu-check, $(date -u +%Y-%m-%dT%H:%MZ)"
  section Machine
  table what value
  row system "$(uname -srm), $(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}")"
  row processor "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1) ($(nproc) processors)"
  row memory "$(awk '/^MemTotal/ { printf "%.1f GB", $2 / 1e6 }' /proc/meminfo)"
  row GPU "$(smi name || echo 'see info below; no nvidia-smi')"
  row driver "$(smi driver_version || head -n 1 /proc/driver/nvidia/version 2>/dev/null || echo unknown)"
  row 'memory, power limit, most MHz' "$(smi memory.total,power.limit,clocks.max.sm || echo unknown)"
  row commit "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
  row quick "$quick"
  block <<<"$info"
}

end_report() {
  section Result
  write ""
  write "$passed passed, $refused refused by the device, $failures failed."
  for failed in "${failed_commands[@]}"; do
    write ""
    write "- $failed"
  done
  printf 'gpu-check: %d passed, %d refused by the device, %d failed; the report: %s\n' \
    "$passed" "$refused" "$failures" "$out" >&2
  [ "$failures" -eq 0 ]
}
