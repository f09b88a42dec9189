# Loops in /sys, hidden mounts, broken lines.
mkdir -p proc sys/class/block/dm-0/dm sys/class/block/dm-0/slaves sys/class/block/dm-1/slaves sys/class/block/sda1
echo a > sys/class/block/dm-0/dm/name; ln -s x sys/class/block/dm-0/slaves/dm-1; ln -s x sys/class/block/dm-1/slaves/dm-0
echo 99999999999999999999 > sys/class/block/sda1/size
{
	printf '/dev/sda1 / ext4 rw 0 0\n/dev/mapper/a /a ext4 rw 0 0\n/dev/sda1 /a ext4 rw 0 0\n/dev/mapper/a /b ext4\n'
	printf '/dev/../../etc/passwd /c ext4 rw 0 0\n/dev/sda1 relative ext4 rw 0 0\nlonely\n\n'
	printf '/dev/sda1 /nul\000l xfs rw 0 0\n/dev/sda1 /bad\\999\\04 xfs ,,pass=x,,rw, 0 0\n'
	head -c 300000 /dev/zero | tr '\000' 'x'
	printf '\nuser@host: /s fuse.sshfs rw 0 0\nhttps://els:geheim@cloud.example/dav /d davfs rw 0 0\n'
} > proc/mounts
printf 'Filename Type\nrelative file\n/dev/sda9\n' > proc/swaps
