mkdir -p var/lib/dpkg var/lib/apt/lists/partial run etc
printf 'Package: good\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0\n\nPackage: vlc\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5:3.0~bpo12+1\n\nPackage: from-bpo\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2~bpo12+1\n\n' > var/lib/dpkg/status
printf 'ID="ubuntu"\nSUPPORT_END=9999-99-99\n' > etc/os-release
cd var/lib/apt/lists
printf 'Origin: Ubuntu\nSuite: jammy-security\nDate: not a date\n' > archive.ubuntu.com_ubuntu_dists_jammy-security_Release
# a list without its last line end, a version that is no text, a version of the installed package that is older
printf 'Package: good\nVersion: 1.0\001\nArchitecture: all\n\nPackage: good\nVersion: 0.9\nArchitecture: all\n\nPackage: good\nVersion: 1.1\nArchitecture: all' > archive.ubuntu.com_ubuntu_dists_jammy-security_main_binary-amd64_Packages
printf 'Origin: Ubuntu\nSuite: jammy-backports\nNotAutomatic: yes\nDate: Thu, 01 Oct 2026 00:00:00 UTC\n' > archive.ubuntu.com_ubuntu_dists_jammy-backports_InRelease
printf 'Package: x\n' > archive.ubuntu.com_ubuntu_dists_jammy-security_universe_binary-amd64_Packages.gz
printf 'Origin: LP-PPA-team\nSuite: jammy\nNotAutomatic: yes\n' > ppa.launchpadcontent.net_team_ubuntu_dists_jammy_InRelease
printf 'Package: vlc\nVersion: 99:1\nArchitecture: arm64\n\nPackage: from-bpo\nVersion: 3\nArchitecture: amd64\n\nPackage: good\nVersion: 7\nArchitecture: all\n\n' > ppa.launchpadcontent.net_team_ubuntu_dists_jammy_main_binary-amd64_Packages
cd ../../../..
printf 'linux-image-6.8.0-49-generic\nlinux-base\nlinux-base\nlibc6\n\n' > run/reboot-required.pkgs
printf '*** System restart required ***\n' > run/reboot-required
