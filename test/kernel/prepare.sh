#!/bin/bash
# Fills the bench's cache and prints the folder to boot from.  Called by
# bench.sh under a lock; safe to run by hand:
#
#   prepare.sh CACHE [refresh]
#
# Two steps, each made in a folder of its own name and moved into place only
# when complete, so that an interrupted run leaves nothing half-done:
#   kernel-VERSION/       from Debian packages: the kernel, the modules needed,
#                         headers to build against, the kernel's ina3221.c
#   bench-VERSION-HASH/   our modules built for it, and the initramfs; HASH
#                         follows the sources, so editing one rebuilds this step
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$1
refresh=${2-}

say() { echo "bench: $*" >&2; }
die() { # WHAT NEXT
	say "$1"
	say "next: $2"
	exit 125
}
as_root() { [ "$(id -u)" = 0 ]; }

# --- tools of this computer ---------------------------------------------------
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
tools() {
	missing=()
	need qemu-system-x86_64 qemu-system-x86
	need gcc gcc
	need make make
	need xz xz-utils
	need readelf binutils
}
# libelf is needed by a helper program of the kernel's build, not by us
libelf_there() { [ -n "$(find /lib /usr/lib -maxdepth 2 -name 'libelf.so.1' -print -quit)" ]; }

apt_() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o APT::Sandbox::User=root "$@"; }

install_missing() {
	tools
	libelf_there || missing+=(libelf1)
	[ ${#missing[@]} -gt 0 ] || return 0
	local line="apt-get install --no-install-recommends ${missing[*]}"
	as_root || die "this computer lacks: ${missing[*]}" "run 'sudo $line' once, then repeat this command"
	say "installing ${missing[*]}"
	apt_ update >>"$cache/apt.log" 2>&1 || true
	apt_ install --no-install-recommends "${missing[@]}" >>"$cache/apt.log" 2>&1 ||
		die "'$line' failed: $(tail -n 1 "$cache/apt.log")" "repair apt by hand (whole text in $cache/apt.log), then repeat this command"
}

# --- which kernel does Debian offer now? -----------------------------------------
newest_kernel() {
	apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: linux-image-//p' | head -n 1
}
fetch() { # PACKAGE...: into the current folder
	apt_ download "$@" >>"$cache/apt.log" 2>&1
}

# The compressed kernel starts with a program that unpacks the rest.  Emulated,
# that takes longer than all of the boot after it, so it is unpacked here.
unpack_kernel() { # VMLINUZ VMLINUX
	local try magic tool at
	for try in '\xFD7zXZ\x00:xz' '\x28\xB5\x2F\xFD:zstd' '\x1F\x8B\x08:gzip'; do
		magic=${try%:*} tool=${try##*:}
		command -v "$tool" >/dev/null || continue
		for at in $(LC_ALL=C grep -aboP "$magic" "$1" | cut -d: -f1 | head -n 4); do
			# trailing bytes after the stream make the tools complain
			tail -c +$((at + 1)) "$1" | "$tool" -dc >"$2" 2>/dev/null || true
			readelf -n "$2" 2>/dev/null | grep -q Xen && return 0 # carries the PVH entry note
		done
	done
	rm -f "$2"
	cp "$1" "$2" # boots as well, a few seconds slower
}

# Copy a module and everything it depends on, unpacked.
copy_module() { # NAME TREE TARGET
	local file dep name=${1//-/_}
	[ ! -f "$3/$name.ko" ] || return 0
	file=$(find "$2" -name "${name//_/[-_]}.ko*" -print -quit)
	if [ -z "$file" ]; then
		grep -qE "/${name//_/[-_]}\.ko" "$2/modules.builtin" ||
			die "Debian's kernel has no module '$1'" "see whether it was renamed, and adapt the list in test/kernel/prepare.sh"
		return 0
	fi
	case $file in
	*.xz) xz -dc "$file" >"$3/$name.ko" ;;
	*.zst) zstd -dqc "$file" >"$3/$name.ko" ;;
	*) cp "$file" "$3/$name.ko" ;;
	esac
	for dep in $(LC_ALL=C grep -aoP '\x00depends=\K[^\x00]+' "$3/$name.ko" | tr -d '\0' | tr , ' '); do
		copy_module "$dep" "$2" "$3"
	done
}

kernel_step() { # VERSION
	local version=$1 final=$cache/kernel-$1 new=$cache/kernel-$1.new short source packages
	[ ! -d "$final" ] || return 0
	say "fetching Debian's kernel $version with headers and source (about 200 MB, once)"
	rm -rf "$new"
	mkdir -p "$new/deb" "$new/root" "$new/modules"
	short=$(echo "$version" | cut -d. -f1,2)
	source=linux-source-$short
	# headers name the packages with their common part and their build tools
	packages=$(apt-cache depends "linux-headers-$version" | sed -nE 's/.*Depends: (linux-(headers|kbuild)[^ ]*)/\1/p')
	packages="linux-image-$version linux-headers-$version $packages $source busybox-static"
	# shellcheck disable=SC2086 # a list of names
	if ! (cd "$new/deb" && fetch $packages); then
		if as_root; then
			apt_ update >>"$cache/apt.log" 2>&1 || true
		fi
		# shellcheck disable=SC2086
		(cd "$new/deb" && fetch $packages) ||
			die "could not download $packages: $(tail -n 1 "$cache/apt.log")" \
				"run 'sudo apt-get update', see that the network is up, then repeat this command"
	fi
	for deb in "$new"/deb/*.deb; do dpkg -x "$deb" "$new/root"; done
	rm -rf "$new/deb"

	unpack_kernel "$new/root/boot/vmlinuz-$version" "$new/vmlinux"
	cp "$new"/root/bin/busybox "$new/busybox" 2>/dev/null || cp "$new"/root/usr/bin/busybox "$new/busybox"
	local tree
	tree=$(find "$new/root" -type d -path "*/modules/$version" -print -quit)
	for m in virtio_pci virtio_console qemu_fw_cfg 9pnet_virtio 9p virtio_net i2c-dev industrialio; do
		copy_module "$m" "$tree" "$new/modules"
	done
	tar -xJf "$new/root/usr/src/$source.tar.xz" -C "$new" --strip-components=3 "$source/drivers/hwmon/ina3221.c"
	# keep the headers, drop the rest
	rm -rf "$new/root/boot" "$new/root/bin" "${tree:?}" "$new/root/usr/src/$source.tar.xz" "$new"/root/usr/share
	# the headers expect to lie in /usr/src
	sed -i "s# /usr/src/# $final/root/usr/src/#" "$new/root/usr/src/linux-headers-$version/Makefile"
	find "$new/root/usr" -type l -lname '/usr/*' | while read -r link; do
		ln -sfn "$final/root$(readlink "$link")" "$link"
	done
	mv "$new" "$final"
}

bench_step() { # VERSION: sets $result
	local version=$1 kernel=$cache/kernel-$1 hash new
	hash=$(cd "$here" && cat prepare.sh guest/init modules/* | sha256sum | cut -c1-12)
	result=$cache/bench-$version-$hash
	if [ -f "$result/initrd" ]; then
		touch "$result"
		return 0
	fi
	say "building the bench's modules for kernel $version"
	new=$result.new
	rm -rf "$new"
	mkdir -p "$new/build" "$new/tree"/{bin,dev,proc,sys,r} "$new/tree/lib/modules/$version"
	cp "$here"/modules/* "$kernel/ina3221.c" "$new/build/"
	make -C "$kernel/root/usr/src/linux-headers-$version" M="$new/build" modules >"$cache/build.log" 2>&1 || {
		grep -E 'error|Error|warning: #' "$cache/build.log" | head -n 10 >&2 || true
		die "the modules do not build for kernel $version" "read $cache/build.log; a missing tool is named there"
	}
	cp "$kernel"/modules/*.ko "$new"/build/*.ko "$new/tree/lib/modules/$version/"
	strip --strip-debug "$new/tree/lib/modules/$version"/*.ko
	cp "$kernel/busybox" "$new/tree/bin/busybox"
	cp "$here/guest/init" "$new/tree/init"
	chmod 755 "$new/tree/init" "$new/tree/bin/busybox"
	"$kernel/busybox" depmod -b "$new/tree" "$version" 2>>"$cache/build.log" ||
		die "depmod failed" "read $cache/build.log"
	(cd "$new/tree" && find . | "$kernel/busybox" cpio -o -H newc 2>/dev/null) | gzip -1 >"$new/initrd"
	ln -s "../kernel-$version/vmlinux" "$new/vmlinux"
	rm -rf "$new/build" "$new/tree"
	mv "$new" "$result"
	# builds of sources long gone
	find "$cache" -maxdepth 1 -name 'bench-*' -mtime +30 -exec rm -rf {} +
}

[ "$(uname -m)" = x86_64 ] ||
	die "the bench runs this computer's programs on an emulated x86_64 processor, but this computer is $(uname -m)" "use an x86_64 computer"
command -v apt-get >/dev/null ||
	die "no apt-get: the bench takes its kernel from Debian packages" "use Debian 12 or later, or a Debian container"
install_missing

version=
[ "$refresh" = refresh ] || version=$(cat "$cache/current" 2>/dev/null || true)
if [ -z "$version" ] || [ ! -d "$cache/kernel-$version" ]; then
	version=$(newest_kernel)
	if [ -z "$version" ] && as_root; then
		apt_ update >>"$cache/apt.log" 2>&1 || true
		version=$(newest_kernel)
	fi
	[ -n "$version" ] ||
		die "apt knows no package linux-image-amd64" "run 'sudo apt-get update'; the bench needs Debian's main archive among the package sources"
fi
kernel_step "$version"
bench_step "$version"
echo "$version" >"$cache/current"
echo "$result"
