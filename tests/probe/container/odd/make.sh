d=var/lib/docker/containers; mkdir -p $d/a $d/b $d/c $d/e var/lib/containers/storage/overlay-containers var/lib/lxc/empty
echo '{"Name":' > $d/a/config.v2.json
echo '[1,2]' > $d/b/config.v2.json; echo '{}' > $d/b/hostconfig.json
{ i=0; while [ $i -lt 60 ]; do printf '['; i=$((i+1)); done; } > $d/c/config.v2.json
echo '{"Name":7,"State":"x","Config":[],"ID":"e\u0007e","Image":{}}' > $d/e/config.v2.json; echo '{"PortBindings":{"80/tcp":{"HostPort":1},"81/tcp":[7,{"HostPort":"99999999999999999999999"}]},"Binds":"x","CapAdd":[1,"ALL"]}' > $d/e/hostconfig.json
echo '[{"id":"../../x","names":["bad"]},{"id":"f00","names":[],"metadata":"not json"},7]' > var/lib/containers/storage/overlay-containers/containers.json
