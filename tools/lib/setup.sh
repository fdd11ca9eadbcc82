# Sourced by tools/run and tools/test: brings a fresh Debian or Ubuntu to where the project builds and runs.
# Says what it installs, asks for nothing, does nothing when nothing lacks.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# A C compiler for the few crates that hold C (zstd); the Vulkan loader with a software driver, so that pictures can be
# made where there is no graphics card; what a window needs; ALSA's headers, for sound; ffmpeg makes films.
debian_packages=(build-essential pkg-config curl ca-certificates libvulkan1 mesa-vulkan-drivers
  libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2 libwayland-client0 libasound2-dev ffmpeg)

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }

install_packages() { # names…
  local missing=()
  for p in "$@"; do dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p"); done
  [ ${#missing[@]} = 0 ] && return
  say "Installing: ${missing[*]}"
  if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }; then
    say "Could not install them. Run as root: apt-get install ${missing[*]}"
    exit 1
  fi
}

if command -v apt-get >/dev/null; then
  install_packages "${debian_packages[@]}"
else
  for program in cc pkg-config; do
    command -v "$program" >/dev/null || { say "'$program' is missing. Install a C compiler, pkg-config and ALSA's headers, a Vulkan driver (Mesa has a software one) and, for films, ffmpeg; then run this again."; exit 1; }
  done
fi

export PATH="$HOME/.cargo/bin:$PATH"
if ! command -v cargo >/dev/null; then
  say "Installing the Rust toolchain (rustup, in your home folder)"
  if command -v apt-get >/dev/null && apt-cache show rustup >/dev/null 2>&1; then
    install_packages rustup && rustup default stable >&2
  else
    curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal >&2
  fi
  command -v cargo >/dev/null || { say "No Rust toolchain. Install one from https://rustup.rs and run this again."; exit 1; }
fi
