mkdir -p etc/docker etc/tor proc/1 proc/9 proc/10
printf '{"hosts":[' > etc/docker/daemon.json
printf 'HiddenServicePort\nHiddenServicePort \001\002\n' > etc/tor/torrc
echo ssh > proc/9/comm; printf 'ssh\0-fNR\0008022:localhost:22\0user:pw@x' > proc/9/cmdline
echo docker-proxy > proc/10/comm; printf 'docker-proxy\0-host-port' > proc/10/cmdline
