#!/usr/bin/env bash
# build.sh [DIR]: makes what a guest with RDMA devices in software boots from: a kernel of this Debian release and a small initial RAM disk.
# Needs root for missing packages, Debian on x86-64 and its package mirror: 71 MB for the kernel, 15 MB more where QEMU is missing. Nothing of
# this machine's own kernel or boot is touched: the kernel's package is unpacked, not installed. Made once; a second call ends at once.
# DIR is PINDOWN_GUEST, or ~/.cache/pindown/guest; no spaces and no commas in it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${1:-${PINDOWN_GUEST:-${HOME:-/root}/.cache/pindown/guest}}

fail() { echo "guest/build.sh: $*" >&2; exit 1; }

[ "$(uname -m)" = x86_64 ] || fail "the guest is for x86-64, this is $(uname -m)"
[[ $dir != *[\ ,]* ]] || fail "'$dir' has a space or a comma in it, which QEMU's options cannot have"
mkdir -p "$dir"
dir=$(realpath "$dir")

# What it is made of: another version of these is another guest.
recipe=$(cat "$here/build.sh" "$here/init" | cksum | cut -d' ' -f1)
if [ -f "$dir/ready" ] && [ "$(sed -n 's/^recipe //p' "$dir/ready")" = "$recipe" ] && command -v qemu-system-x86_64 >/dev/null; then
  exit 0
fi
command -v apt-get >/dev/null || fail "no apt-get: the guest's kernel comes from Debian"
rm -f "$dir/ready"
exec 9>"$dir/lock"
flock 9
export DEBIAN_FRONTEND=noninteractive

missing=()
for package in qemu-system-x86 busybox-static cpio xz-utils libibverbs1 ibverbs-providers iproute2; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || fail "not root, so these cannot be installed: ${missing[*]}"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$dir/apt.log" 2>&1 || fail "apt-get install failed, see $dir/apt.log"
fi

work=$(mktemp -d "$dir/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

# The generic flavour: the cloud one has neither rdma_rxe nor 9p.
package=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
if [ -z "$package" ]; then
  apt-get update -qq
  package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
fi
[ -n "$package" ] || fail "no package linux-image-amd64 among the sources of apt"
version=${package#linux-image-}
fetch() { apt-get -qq -o APT::Sandbox::User=root download "$package" kmod libkmod2; }
fetch 2>/dev/null || { apt-get update -qq && fetch; } || fail "cannot download $package"

# kmod only works out which modules need which; it is not installed.
dpkg -x kmod_*.deb kmod
dpkg -x libkmod2_*.deb kmod
ln -sf kmod kmod/bin/modprobe
ln -sf kmod kmod/bin/depmod
modules="./lib/modules/*/kernel"
mkdir kernel
dpkg --fsys-tarfile "$package"_*.deb | tar -x -C kernel --wildcards './boot/vmlinuz*' './lib/modules/*/modules.*' "$modules/drivers/virtio/*" \
  "$modules/drivers/infiniband/core/*" "$modules/drivers/infiniband/sw/*" "$modules/drivers/char/hw_random/*" "$modules/drivers/net/dummy.ko*" \
  "$modules/fs/*" "$modules/net/9p/*" "$modules/net/ipv4/*" "$modules/net/ipv6/*" "$modules/crypto/*" "$modules/arch/x86/crypto/*" "$modules/lib/*"
with_kmod() {
  local tool=$1
  shift
  LD_LIBRARY_PATH=$work/kmod/usr/lib/x86_64-linux-gnu "$work/kmod/bin/$tool" "$@"
}
with_kmod depmod -b kernel "$version" 2>/dev/null

# Uncompressed: the decompressor takes 2 s of an emulated boot.
compressed=$(echo kernel/boot/vmlinuz-*)
offset=$(LC_ALL=C grep -aboP '\xfd7zXZ\x00' "$compressed" | head -n 1 | cut -d: -f1)
[ -n "$offset" ] || fail "$compressed is not compressed with xz"
tail -c "+$((offset + 1))" "$compressed" | xz -dc --single-stream >vmlinux 2>/dev/null || true
[ "$(head -c 4 vmlinux | od -An -tx1 | tr -d ' ')" = 7f454c46 ] || fail "no ELF image in $compressed"

root=$work/root
mkdir -p "$root"/{bin,proc,sys,dev,host,rw,new,mods}
cp /bin/busybox "$root/bin/"
for applet in sh mount umount insmod mkdir echo cat cut sed poweroff chroot ip; do
  ln -s busybox "$root/bin/$applet"
done
: >"$root/mods/boot"
: >"$root/mods/rdma"
# In the order in which they have to be loaded, each once.
add() {
  local list=$1 module file
  shift
  for module in "$@"; do
    while read -r file; do
      if ! grep -hqx "${file##*/}" "$root/mods/boot" "$root/mods/rdma"; then
        cp "$file" "$root/mods/"
        echo "${file##*/}" >>"$root/mods/$list"
      fi
    done < <(with_kmod modprobe -d "$work/kernel" -S "$version" -D "$module" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p')
  done
}
add boot virtio_pci 9pnet_virtio 9p overlay virtio_rng
add rdma crc32_generic crc32c_generic dummy rdma_rxe ib_uverbs rdma_ucm
for module in 9p overlay dummy rdma_rxe ib_uverbs rdma_ucm; do
  grep -hq "^$module\.ko" "$root/mods/boot" "$root/mods/rdma" || fail "$package has no module $module"
done
cp "$here/init" "$root/init"
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >initrd.gz

mv -f vmlinux initrd.gz "$dir/"
printf 'kernel %s\nrecipe %s\n' "$version" "$recipe" >"$dir/ready"
echo "guest with Linux $version in $dir" >&2
