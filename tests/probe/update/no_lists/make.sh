mkdir -p var/lib/dpkg var/lib/apt/lists/partial
: > var/lib/dpkg/status
