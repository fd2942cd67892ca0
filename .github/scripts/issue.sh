#!/usr/bin/env bash
# issue.sh open TITLE FILE: one open issue with this title and the file as its body.
# issue.sh close TITLE: no open issue with this title.
set -euo pipefail
action=$1
title=$2

open=$(gh issue list --state open --search "in:title \"$title\"" --json number,title \
    --jq "map(select(.title == \"$title\"))[0].number // empty")
case $action in
open)
    # GitHub takes 65,536 characters.
    head -c 60000 "$3" >"$3.short"
    if [ -n "$open" ]; then
        gh issue edit "$open" --body-file "$3.short"
    else
        gh issue create --title "$title" --body-file "$3.short"
    fi
    ;;
close)
    [ -z "$open" ] || gh issue close "$open" --comment "The last run found nothing."
    ;;
esac
