mkdir -p etc/systemd/system/multi-user.target.wants etc/systemd/system/x.wants/deep.service
cd etc/systemd/system
ln -s loop.service loop.service; ln -s ../loop.service multi-user.target.wants/loop.service
printf '[Service]\nExecStart=@+!!/bin/x\001y "a\n' > odd.service; ln -s ../odd.service multi-user.target.wants/
mkfifo pipe.service; ln -s ../pipe.service multi-user.target.wants/
: > "multi-user.target.wants/$(printf 'bad\001name').service"
printf '[Service]\nExecStart=relative/path\n[Service\nno equals\n' > rel.service; ln -s ../rel.service multi-user.target.wants/
