#!/bin/sh
# The browser looks on; the traffic beside it on the same cores is what is measured, and goes first.
exec nice -n 10 "${CROSSFADE_CHROMIUM:-/usr/bin/chromium}" "$@"
