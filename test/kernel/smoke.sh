#!/bin/bash
# Checks the bench itself: do the kernel's files say what the emulated
# instruments were told, and does bench.sh behave as its README says?
# Goes through all of it, then exits non-zero if anything did not match.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d "${TMPDIR:-/tmp}/joulemark-smoke.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
failed=0
# own places, so that "nothing left behind" means our runs and nobody else's
export TMPDIR=$scratch/tmp
share=$scratch/shared
mkdir "$TMPDIR" "$share"

group() { # TITLE CHECKS [BENCH OPTIONS...]
	local title=$1 checks=$2 started=$SECONDS
	shift 2
	echo "== $title"
	# shellcheck disable=SC2086 # a list of names
	./bench.sh --share "$share" "$@" -- node "$PWD/smoke-inside.mjs" $checks || failed=1
	echo "   $((SECONDS - started)) s"
}
expect() { # WHAT GOT WANT
	if [ "$2" = "$3" ]; then
		echo "ok   $1: $2"
	else
		echo "BAD  $1: '$2', expected '$3'"
		failed=1
	fi
}

group "the kernel's ina3221, powercap" "hwmon values faults numbers powercap"
group "hwmon numbers taken, other board" first --modules emu_hwmon \
	--rails VDD_GPU_SOC,VDD_CPU_CV,VIN_SYS_5V0,-,VDDQ_VDD2_1V8AO,NC \
	--set emu_ina3221.shunts=2000,2000,2000,2000,2000,2000 --set emu_ina3221.absent=0x20
group "Jetson's older layout" iio --layout iio
group "both at once" mixed --layout mixed

echo "== bench.sh itself"
code=0
out=$(./bench.sh --share "$share" -- sh -c 'printf "%s|" "$@"; pwd; echo "to stderr" >&2; echo kept >file; exit 42' \
	x "it's" 'two  blanks' '$HOME' 2>"$scratch/err") || code=$?
expect "arguments and stdout" "$out" "it's|two  blanks|\$HOME|$share"
expect "stderr" "$(cat "$scratch/err")" "to stderr"
expect "exit code" "$code" 42
expect "file in the shared folder" "$(cat "$share/file")" kept
code=0
out=$(./bench.sh --share "$share" -- 'touch /etc/joulemark-was-here' 2>&1) || code=$?
expect "other files are read-only" "$(echo "$out" | grep -c 'Read-only')" 1
code=0
./bench.sh --share "$share" --timeout 6 -- sleep 60 2>"$scratch/err" || code=$?
expect "timeout" "$code $(head -n 1 "$scratch/err")" "125 bench: not finished after 6 s"
refused() { # WHAT MESSAGE OPTIONS...
	local what=$1 want=$2 code=0
	shift 2
	./bench.sh --share "$share" "$@" -- true 2>"$scratch/err" || code=$?
	expect "$what" "$code $(head -n 1 "$scratch/err")" "125 bench: $want"
}
refused "unknown parameter" "--set: module 'emu_rapl' has no parameter 'no_such'" --set emu_rapl.no_such=1
refused "unknown module" "--modules: there is no module 'no_such'" --modules no_such
refused "parameter of a module not loaded" "--set: module 'emu_hwmon' is not loaded" --set emu_hwmon.count=2
refused "unknown layout" "--layout is hwmon, iio, mixed or none, not 'x'" --layout x
code=0
./bench.sh --share "$share" -- 'while :; do echo y; done' 2>"$scratch/err" | head -n 1 >/dev/null || code=$?
expect "reader gone" "$code $(cat "$scratch/err")" "141 bench: nobody reads the output any more, stopping"
blank="$share/two words"
mkdir "$blank"
expect "a blank in the path" "$(./bench.sh --share "$blank" --layout none -- 'pwd; touch x; ls; ls /sys/class/hwmon')" "$blank
x"
rm -r "$blank"
(./bench.sh --share "$share" -- 'echo one' >"$scratch/one") &
two=$(./bench.sh --share "$share" --layout iio -- 'seq 1 20000 | cksum')
wait $! || failed=1
expect "two at once" "$(cat "$scratch/one") $two" "one $(seq 1 20000 | cksum)"
lines=$(./bench.sh --share "$share" -- seq 1 50000 | cksum)
expect "much output" "$lines" "$(seq 1 50000 | cksum)"
rm -f "$share/file"
expect "left in the shared folder" "$(ls -A "$share")" ""
expect "left in the temporary folder" "$(ls -A "$TMPDIR")" ""

if [ "$failed" = 0 ]; then echo "smoke: all as expected"; else echo "smoke: there were mismatches, see BAD above"; fi
exit "$failed"
