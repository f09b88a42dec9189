h=home/els
mkdir -p $h/.config/Nextcloud $h/.dropbox $h/.config/Cryptomator $h/.config/rclone $h/.config/systemd/user $h/.config/onedrive
printf '\\url=\n0\\url\n=\n' > $h/.config/Nextcloud/nextcloud.cfg
printf '{"personal": ' > $h/.dropbox/info.json
printf '[]' > $h/.config/Cryptomator/settings.json
printf '[a]\ntype = crypt\nremote = b:\n[b]\ntype = crypt\nremote = a:\n[\n' > $h/.config/rclone/rclone.conf
printf '[Service]\nExecStart=rclone mount a: /x\nExecStart=rclone : :: c:\nrclone' > $h/.config/systemd/user/x.service
mkfifo $h/.config/onedrive/config; touch $h/.config/onedrive/items.sqlite3
ln -s / $h/loop; ln -s loop2 $h/loop2
