#!/bin/sh
# check_in_ci.sh FILE_OR_FOLDER...: judge translations with the terms of a termbase server.
# TERMBASE_URL is the server, TERMBASE_TOKEN a token where it is private. What was fetched is kept in .terms/.
set -eu
mkdir -p .terms
set -- --root . --format "${FORMAT:-github}" --fail-on "${FAIL_ON:-error}" "$@"
status=$(curl --silent --show-error --compressed --output .terms/new.json --write-out '%{http_code}' \
    --dump-header .terms/headers ${TERMBASE_TOKEN:+--header "Authorization: Bearer $TERMBASE_TOKEN"} \
    --header "If-None-Match: $(cat .terms/etag 2>/dev/null || echo '""')" \
    "${TERMBASE_URL:?say where the server is}/-/termbase/api/v1/exports/json")
case "$status" in
200)
    rm -f .terms/termbase.db*
    termbase --db .terms/termbase.db import .terms/new.json
    sed -n 's/^[Ee][Tt][Aa][Gg]: *\(.*[^[:space:]]\)[[:space:]]*$/\1/p' .terms/headers > .terms/etag
    ;;
304) echo "the terms have not changed" >&2 ;;
*)
    echo "the server answers $status: $(cat .terms/new.json)" >&2
    exit 2
    ;;
esac
exec termbase --db .terms/termbase.db check "$@"
