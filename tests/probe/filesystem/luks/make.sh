# A laptop: /boot plain, LUKS with LVM on it, an encrypted RAID for data, a stick, a share, a plain swap partition and a swap file.
mkdir -p proc sys/devices/pci/block/nvme0n1/nvme0n1p1 sys/devices/pci/block/nvme0n1/nvme0n1p2 sys/devices/pci/block/nvme0n1/nvme0n1p3 sys/devices/pci/usb1/1-2/block/sdb/sdb1
mkdir -p sys/class/block sys/devices/virtual/block home boot srv/data media/els/STICK mnt/share "home/my docs" dev/disk/by-uuid
b=sys/devices/pci/block/nvme0n1
echo 0 > $b/removable; echo 1000215216 > $b/size
for n in 1 2 3; do echo $n > $b/nvme0n1p$n/partition; echo 2097152 > $b/nvme0n1p$n/size; done
u=sys/devices/pci/usb1/1-2/block/sdb
echo 1 > $u/removable; echo 1 > $u/sdb1/partition; echo 31250000 > $u/sdb1/size
(cd sys/class/block && ln -s ../../devices/pci/block/nvme0n1 nvme0n1 && for n in 1 2 3; do ln -s ../../devices/pci/block/nvme0n1/nvme0n1p$n nvme0n1p$n; done
 ln -s ../../devices/pci/usb1/1-2/block/sdb sdb; ln -s ../../devices/pci/usb1/1-2/block/sdb/sdb1 sdb1)
dm() { # number name uuid slave
	d=sys/devices/virtual/block/dm-$1; mkdir -p $d/dm $d/slaves
	echo "$2" > $d/dm/name; echo "$3" > $d/dm/uuid; echo 419430400 > $d/size; echo 0 > $d/removable
	ln -s ../../../../class/block/$4 $d/slaves/$4; ln -s ../../devices/virtual/block/dm-$1 sys/class/block/dm-$1
}
dm 0 crypt0 CRYPT-LUKS2-0123456789abcdef-crypt0 nvme0n1p2
dm 1 vg-root LVM-abcdef dm-0
dm 2 vg-home LVM-abcdee dm-0
dm 3 verity CRYPT-VERITY-0123-verity nvme0n1p3
cat > proc/mounts <<'X'
sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
tmpfs /run tmpfs rw,nosuid,nodev 0 0
/dev/mapper/vg-root / ext4 rw,relatime,errors=remount-ro 0 0
/dev/nvme0n1p1 /boot ext4 rw,relatime 0 0
/dev/mapper/vg-home /home btrfs rw,relatime,subvol=/home 0 0
/dev/mapper/verity /srv/data ext4 ro,relatime 0 0
/dev/sdb1 /media/els/STICK vfat rw,nosuid,nodev 0 0
//nas.lan/team /mnt/share cifs rw,relatime,username=els,password=hunter2,addr=192.0.2.5 0 0
/dev/mapper/vg-home /home/my\040docs btrfs rw,subvol=/docs 0 0
overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0
/dev/loop3 /snap/core/1 squashfs ro 0 0
X
cat > proc/swaps <<'X'
Filename				Type		Size		Used		Priority
/dev/nvme0n1p3                          partition	8388604		0		-2
/swap\040file                           file		1048572		0		-3
/dev/zram0                              partition	4194304		0		100
/dev/dm-1                               partition	4194304		0		-4
X
