# What the scripts of this folder share. To be sourced.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
course=$(cd "$here/../.." && pwd)

# Where what is slow to make is kept between machines' starts.
cache=${KAFKA_LABS_STAND_IN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kafka-labs-stand-ins}

# The release that this machine's apt takes its packages from: bookworm, trixie, …
release=$(. /etc/os-release && echo "$VERSION_CODENAME")

# step TEXT COMMAND…: one line with the seconds that the command took; its output only if it fails.
step() {
  local text=$1 began=$SECONDS log status
  shift
  log=$(mktemp)
  printf '%s: ' "$text"
  # Not in an `if`, where bash would let a function go on after a command that failed.
  set +e
  (set -e && "$@") >"$log" 2>&1
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    echo "$((SECONDS - began)) s"
  else
    echo "failed after $((SECONDS - began)) s"
    tail -n 20 "$log" >&2
  fi
  rm "$log"
  return "$status"
}

# inputs_of TEXT FILE…: a hash of the text and of the files' names and contents.
inputs_of() {
  { echo "$1"; (cd "$course" && sha256sum "${@:2}"); } | sha256sum | cut -c -16
}

# is_current IMAGE INPUTS: is the image there, made of these inputs?
is_current() {
  [ "$(docker image inspect --format '{{ index .Config.Labels "kafka-labs.inputs" }}' "$1" 2>/dev/null)" = "$2" ]
}

# build_image IMAGE INPUTS BASE CONTEXT [OPTION…]: `docker build` with the labels that every stand-in has.
build_image() {
  docker build --force-rm --tag "$1" --label kafka-labs.stand-in=true --label kafka-labs.inputs="$2" --build-arg BASE="$3" "${@:5}" "$4"
}
