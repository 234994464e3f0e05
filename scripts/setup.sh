#!/usr/bin/env bash
# Bring a bare Debian 12 to where the product runs (run) or its tests do (test).
# Usage: scripts/setup.sh run|test. Exits 3 where packages are missing and nobody here may install them.
set -euo pipefail
cd "$(dirname "$0")/.."

# Two at once in one clone: the second waits until the first has set up; no service that apt starts keeps it waiting.
exec 9<.
flock 9

purpose=${1:?run or test}
lists=(scripts/packages-run.txt)
[ "$purpose" = test ] && lists+=(scripts/packages-test.txt)

wanted=$(sed 's/#.*//' "${lists[@]}" | tr -s ' \n' '\n\n' | sed '/^$/d' | sort -u)
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | awk '$1 == "ii" {print $2}' | sort -u)
missing=$(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed") | tr '\n' ' ')
if [ -n "${missing// /}" ]; then
  if [ "$(id -u)" = 0 ]; then as_root=()
  elif sudo -n true 2>/dev/null; then as_root=(sudo -n)
  else
    printf '缺少系统软件包，请以管理员身份执行：\n  apt-get install --no-install-recommends %s\n' "$missing" >&2
    exit 3
  fi
  echo "安装系统软件包：$missing"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq 9<&-
  # shellcheck disable=SC2086
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 9<&-
fi

# Debian's own Python first: the accessibility client and the packages above belong to it.
python=python3
[ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' && python=/usr/bin/python3

stamp=$(cat requirements.lock pyproject.toml | sha256sum | cut -c1-64)
if [ ! -x .venv/bin/python ] || [ "$(cat .venv/.stamp 2>/dev/null)" != "$stamp" ]; then
  echo "建立 Python 环境（.venv）"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --config-settings editable_mode=compat --editable .
  printf '%s' "$stamp" > .venv/.stamp
fi
