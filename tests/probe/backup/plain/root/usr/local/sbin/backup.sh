#!/bin/bash
DEST=/mnt/copies/full
tar -czf "$DEST/home-$(date +%F).tar.gz" /home
