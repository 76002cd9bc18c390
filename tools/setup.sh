#!/bin/sh
# Makes sure that .venv holds what one list of requirements asks for: tools/setup.sh REQUIREMENTS
#
# Plain sh, because it must be able to say in one line that Python is missing or unfit. The Makefile calls it with
# PYTHON (the interpreter to build on) and GOAL (what was asked for, to be named in advice).
#
# .venv/unfinished   the process that is changing .venv; left behind, it says that .venv cannot be trusted
# .venv/ready-LIST   a copy of the list that was installed last, written only once all of it is
set -eu

list=$1
venv=.venv

fail() {
    echo "$1" >&2
    exit 1
}

# Another call at work in the same .venv: let it finish. One that was killed has left its file and no process.
owner=$(cat $venv/unfinished 2>/dev/null) || owner=
if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
    echo "Waiting for the set-up that process $owner is doing (if there is none, delete $venv)." >&2
    while [ -e $venv/unfinished ] && kill -0 "$owner" 2>/dev/null; do sleep 1; done
fi

# The usual case, in milliseconds: nothing was cut short, the interpreter still runs, the list is the same.
if [ ! -e $venv/unfinished ] && $venv/bin/python -c '' 2>/dev/null && cmp -s "$list" "$venv/ready-$list"; then
    exit 0
fi

if [ -e $venv/unfinished ] || ! $venv/bin/python -m pip --version >/dev/null 2>&1; then
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
        fail "Tierboard needs Python 3.11 to 3.13; $PYTHON does not run here. Install python3.12 and call: make $GOAL PYTHON=python3.12"
    case $version in
    3.11 | 3.12 | 3.13) ;;
    *) fail "Tierboard needs Python 3.11 to 3.13; $PYTHON here is $version. Install python3.12 and call: make $GOAL PYTHON=python3.12" ;;
    esac
    # Debian and Ubuntu leave these two out of their python3 package.
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Tierboard needs Python's venv module, which $PYTHON lacks. Call: apt-get install python3-venv (or python$version-venv), then again: make $GOAL"
    rm -rf $venv
    mkdir $venv
    echo $$ >$venv/unfinished
    echo "Setting up $venv with Python $version, once; this takes about a minute ..." >&2
    "$PYTHON" -m venv $venv
else
    echo $$ >$venv/unfinished
    echo "Bringing $venv up to date with $list ..." >&2
fi

# Of two lists that changed together, the one not asked for now is no longer what is installed.
for other in requirements*.txt; do
    cmp -s "$other" "$venv/ready-$other" || rm -f "$venv/ready-$other"
done

$venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$list" ||
    fail "The packages in $list could not be installed; pip says why above. Call again when that is mended: make $GOAL"
cp "$list" "$venv/ready-$list"
rm $venv/unfinished
