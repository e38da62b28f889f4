# scripts/fresh_enter.sh ROOT ARCHIVES COMMAND: the first process in its own mount and pid namespaces
# makes ROOT its root, with /proc, /dev and /sys of its own, and becomes COMMAND. Mounts end with it.
set -euo pipefail
root="$1"
archives="$2"
command="$3"

mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
for node in null zero full random urandom tty; do
  touch "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
# Packages are downloaded once for all roots.
mount --bind "$archives" var/cache/apt/archives

mkdir -p .host
pivot_root . .host
cd /
umount -l /.host
rmdir /.host
exec /bin/bash -c "$command"
