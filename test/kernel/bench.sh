#!/bin/bash
# Runs a command on a real Linux kernel that has power instruments we do not
# own: two INA3221 (through the kernel's own driver or in the older Jetson file
# layout) and RAPL zones.  See README.md beside this file.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
	cat <<'TEXT'
Usage: bench.sh [OPTIONS] -- COMMAND [ARGUMENT...]

Boots Debian's kernel in QEMU and runs COMMAND there. COMMAND sees this
computer's files read-only, the shared folder read-write, and a /tmp and /run
of its own. One single argument is taken as a line for sh. Output passes
through; the exit code is COMMAND's, or 125 when the bench itself failed.

  --share DIR         folder COMMAND may write to and starts in (default: .)
  --layout KIND       hwmon  the kernel's ina3221 driver on both chips (default)
                      iio    the file layout of Jetson boards up to JetPack 4
                      mixed  0x40 hwmon, 0x41 iio
                      none   no chips
  --rails A,B,C,...   rail names, chip 0x40 then 0x41; - for none
  --modules a,b       load these before the chips are bound (emu_hwmon moves
                      the hwmon numbers)
  --set MODULE.PARAMETER=VALUE   module parameter at load time; repeatable
  --env NAME[=VALUE]  environment variable for COMMAND; repeatable
  --timeout S         give up after S seconds (default 300)
  --console FILE      keep the kernel's console output
  --prepare           only fill the cache (no COMMAND)
  --refresh           look whether Debian has a newer kernel
TEXT
}

say() { echo "bench: $*" >&2; }
die() { # WHAT NEXT
	say "$1"
	say "next: $2"
	exit 125
}
bad_usage() { die "$1" "see $0 --help"; }
quote() { printf "'%s'" "${1//\'/\'\\\'\'}"; } # for any POSIX shell

share=$PWD layout=hwmon modules='' limit=300 console='' prepare='' refresh=''
params=() variables=()
while [ $# -gt 0 ]; do
	case $1 in
	--share | --layout | --rails | --modules | --set | --env | --timeout | --console)
		[ $# -ge 2 ] || bad_usage "$1 needs a value"
		;;
	esac
	case $1 in
	--share) share=$2; shift 2 ;;
	--layout) layout=$2; shift 2 ;;
	--rails) params+=("emu_ina3221 rails=$2"); shift 2 ;;
	--modules) modules=$2; shift 2 ;;
	--set)
		[[ $2 =~ ^([A-Za-z0-9_]+)\.([A-Za-z0-9_]+=[^[:space:]]+)$ ]] || bad_usage "--set wants MODULE.PARAMETER=VALUE without blanks, not '$2'"
		params+=("${BASH_REMATCH[1]} ${BASH_REMATCH[2]}")
		shift 2
		;;
	--env)
		if [[ $2 == *=* ]]; then variables+=("$2"); else variables+=("$2=${!2-}"); fi
		shift 2
		;;
	--timeout) limit=$2; shift 2 ;;
	--console) console=$2; shift 2 ;;
	--prepare) prepare=1; shift ;;
	--refresh) refresh=refresh; shift ;;
	--help | -h) usage; exit 0 ;;
	--) shift; break ;;
	-*) bad_usage "unknown option $1" ;;
	*) break ;;
	esac
done
[ -n "$prepare" ] || [ $# -gt 0 ] || bad_usage "no COMMAND given"
case $layout in hwmon | iio | mixed | none) ;; *) bad_usage "--layout is hwmon, iio, mixed or none, not '$layout'" ;; esac
[[ $limit =~ ^[1-9][0-9]*$ ]] || bad_usage "--timeout wants whole seconds, not '$limit'"
[[ $modules =~ ^[A-Za-z0-9_,]*$ ]] || bad_usage "--modules wants names with commas between them, not '$modules'"
share=$(cd "$share" 2>/dev/null && pwd -P) || die "cannot enter the shared folder" "create it, or name another with --share"
# a comma is QEMU's own separator on its command line
[[ $share != *[,\"]* && $share != / ]] || die "the shared folder may not be / nor contain a comma or quote: $share" "name another with --share"

# --- cache: one builds, others wait ----------------------------------------------
[ -n "${XDG_CACHE_HOME-}${HOME-}" ] || die "neither HOME nor XDG_CACHE_HOME is set" "set XDG_CACHE_HOME to a folder you may write to"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/joulemark/kernel-bench
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || die "cannot create the cache folder $cache" "set XDG_CACHE_HOME to a folder you may write to"
boot=$(
	exec 9>"$cache/lock"
	flock 9
	"$here/prepare.sh" "$cache" $refresh 9>&-
) || exit 125
[ -z "$prepare" ] || exit 0

# --- what the machine is told -------------------------------------------------------
run=$(mktemp -d "${TMPDIR:-/tmp}/joulemark-bench.XXXXXX")
vm='' readers=()
cleanup() {
	trap - EXIT
	[ -z "$vm" ] || kill "$vm" 2>/dev/null || true
	[ ${#readers[@]} -eq 0 ] || kill "${readers[@]}" 2>/dev/null || true
	[ -z "$vm" ] || wait "$vm" 2>/dev/null || true
	[ -z "$console" ] || cp "$run/console" "$console" 2>/dev/null || true
	rm -rf "$run"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

{
	echo "SHARE=$(quote "$share")"
	echo "LAYOUT=$layout"
	echo "MODULES=$modules"
} >"$run/settings"
# QEMU refuses an empty item, hence the comment line
printf '%s\n' "# module parameter=value" ${params[@]+"${params[@]}"} >"$run/params"
{
	echo 'unset PWD OLDPWD SHLVL'
	for v in "PATH=$PATH:/run/bench/bin" HOME=/tmp TERM=dumb LANG=C.UTF-8 \
		JOULEMARK_BENCH=1 "JOULEMARK_BENCH_LAYOUT=$layout" ${variables[@]+"${variables[@]}"}; do
		echo "export ${v%%=*}=$(quote "${v#*=}")"
	done
	echo "cd $(quote "$share") || exit 125"
	if [ $# -eq 1 ]; then
		echo "exec /bin/sh -c $(quote "$1")"
	else
		printf exec
		for a in "$@"; do printf ' %s' "$(quote "$a")"; done
		echo
	fi
} >"$run/command"

# --- run -------------------------------------------------------------------------
# The pipes are held open from here, so that a reader sees the end of the output
# exactly when we let go, even if QEMU never came as far as opening them.
mkfifo "$run/out" "$run/err"
exec 7<>"$run/out" 8<>"$run/err"
cat <"$run/out" 7>&- 8>&- &
readers+=($!)
cat <"$run/err" >&2 7>&- 8>&- &
readers+=($!)

share9p() { # ID PATH OPTIONS
	printf -- '-fsdev\nlocal,id=%s,path=%s,security_model=none,multidevs=remap%s\n' "$1" "$2" "$3"
	printf -- '-device\nvirtio-9p-pci,fsdev=%s,mount_tag=%s\n' "$1" "$1"
}
mapfile -t files < <(share9p hostroot / ,readonly=on; share9p share "$share" '')
mapfile -t ports < <(
	for p in out err code; do
		printf -- '-chardev\nfile,id=%s,path=%s\n-device\nvirtserialport,chardev=%s,name=bench.%s\n' "$p" "$run/$p" "$p" "$p"
	done
)
mapfile -t items < <(
	for i in settings params command; do printf -- '-fw_cfg\nname=opt/joulemark/%s,file=%s\n' "$i" "$run/$i"; done
)
# Software emulation works everywhere, containers included; set
# JOULEMARK_BENCH_ACCEL=kvm where /dev/kvm runs a stock kernel.
timeout --kill-after=5 "$limit" qemu-system-x86_64 \
	-M q35 -accel "${JOULEMARK_BENCH_ACCEL:-tcg,thread=multi,tb-size=256}" -cpu max -smp 2 -m 1024 \
	-kernel "$boot/vmlinux" -initrd "$boot/initrd" \
	-append 'console=ttyS0 quiet panic=-1 mitigations=off' \
	-no-user-config -nodefaults -display none -no-reboot -serial "file:$run/console" \
	-device virtio-serial-pci "${ports[@]}" "${items[@]}" "${files[@]}" \
	-nic user,model=virtio-net-pci >"$run/qemu" 2>&1 </dev/null 7>&- 8>&- &
vm=$!

# The readers cannot end while we hold the pipes, unless whoever reads our own
# output went away: then there is nobody to run for.
wait -n "$vm" "${readers[@]}" || true
if kill -0 "$vm" 2>/dev/null; then
	say "nobody reads the output any more, stopping"
	exit 141
fi
status=0
wait "$vm" || status=$?
vm=''
exec 7>&- 8>&-
wait "${readers[@]}" || true
readers=()

[ ! -s "$run/code" ] || exit "$(cat "$run/code")"
if [ "$status" = 124 ] || [ "$status" = 137 ]; then
	die "not finished after $limit s" "if COMMAND only needs longer, give --timeout a larger number"
fi
# something the first process in the machine could name
if reason=$(tr -d '\r' <"$run/console" | grep -m 1 -o 'bench-guest: .*'); then
	die "${reason#bench-guest: }" "correct the options; if they are right, repeat with --console FILE and read FILE"
fi
say "the machine stopped without an exit code (QEMU ended with $status); its last words:"
tail -n 15 "$run/qemu" "$run/console" >&2 || true
die "no result" "repeat with --console FILE and read FILE; what changed last in modules/ or guest/init is the first suspect"
