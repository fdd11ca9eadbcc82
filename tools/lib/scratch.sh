# Sourced by what breaks things to see tests fail: a copy of the tree in target/mutate/tree, with a target of its own, so
# that nothing that was built of broken source is ever taken for the real one.

tree=$root/target/mutate/tree
mkdir -p "$tree"
# What differs gets a new time, so that it is built anew.
git ls-files -z --cached --others --exclude-standard | while IFS= read -rd '' file; do
  [ -f "$file" ] && ! cmp -s "$file" "$tree/$file" && cp --parents -t "$tree" "$file"
done
export CARGO_TARGET_DIR=$root/target/mutate/target
# Libraries from elsewhere are the same: what is built of them is copied once.
if [ ! -d "$CARGO_TARGET_DIR/release" ] && [ -d "$root/target/release/deps" ]; then
  mkdir -p "$CARGO_TARGET_DIR/release/deps"
  cp -a "$root/target/release/.fingerprint" "$root/target/release/build" "$CARGO_TARGET_DIR/release/"
  find "$root/target/release/deps" -type f \( -name '*.rlib' -o -name '*.rmeta' -o -name '*.so' -o -name '*.d' \) \
    -exec cp -a -t "$CARGO_TARGET_DIR/release/deps" {} +
fi

at() { env -C "$tree" "$@"; }

replace() { # file, from, to: the first place, word for word
  python3 - "$@" <<'P'
import sys
path, old, new = sys.argv[1:]
text = open(path, encoding="utf-8").read()
if old not in text:
    sys.exit(1)
open(path, "w", encoding="utf-8").write(text.replace(old, new, 1))
P
}

# Newer than what was built of the broken one.
put_back() { cp "$root/$1" "$tree/$1" && touch "$tree/$1"; }
