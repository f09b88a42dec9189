mkdir -p var/lib/dpkg var/lib/apt/lists var/lib/flatpak/app/org.gimp.GIMP/x86_64/stable/abc var/lib/snapd/snaps snap/firefox/4848/meta
printf 'Package: good\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0\n\nPackage: nul\000name\nStatus: install ok installed\nArchitecture: all\nVersion: 2\n\n' > var/lib/dpkg/status
printf 'Package: latin\351\nStatus: install ok installed\nVersion: 3\n\nthis is no field\nPackage: noversion\nStatus: install ok installed\n\nPackage: last\nStatus: install ok installed\nVersion: 1:2-3\nArchitecture: amd64' >> var/lib/dpkg/status
# a damaged lz4 frame and a list whose lines are longer than anything that is looked at
printf '\004\042\115\030\100\100\300garbage' > var/lib/apt/lists/ftp.be.debian.org_debian-security_dists_x-security_main_binary-amd64_Packages.lz4
{ printf 'Package: good\nDepends: '; head -c 300000 /dev/zero | tr '\000' 'a'; printf '\nVersion: 1.0\nArchitecture: all\n\nPackage:\nVersion:\n\n\n'; } > var/lib/apt/lists/repo.example.com_Packages
ln -s x86_64/stable var/lib/flatpak/app/org.gimp.GIMP/current
ln -s abc var/lib/flatpak/app/org.gimp.GIMP/x86_64/stable/active
mkdir -p var/lib/flatpak/app/org.gimp.GIMP/x86_64/stable/abc/export/share/applications
printf '[Desktop Entry]\nName=GNU Image\001 Manipulation\nExec=gimp\n' > var/lib/flatpak/app/org.gimp.GIMP/x86_64/stable/abc/export/share/applications/org.gimp.GIMP.desktop
touch var/lib/snapd/snaps/firefox_4848.snap var/lib/snapd/snaps/firefox_4793.snap var/lib/snapd/snaps/core22_1612.snap var/lib/snapd/snaps/odd.snap
ln -s 4848 snap/firefox/current
printf 'name: firefox\ntitle: Firefox\nversion: 132.0\n' > snap/firefox/4848/meta/snap.yaml
touch -h -d '2026-11-01T00:00:00Z' var/lib/snapd/snaps/* var/lib/flatpak/app/org.gimp.GIMP/x86_64/stable/abc
