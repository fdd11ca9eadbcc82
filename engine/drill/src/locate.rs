//! Where in a JSON text a path like `steps[3].done_when.all[0]` lies, so that a finding names a line.

/// Line and column, both from 1, of the value at `path` in `text`, which is valid JSON; of the nearest part of the path
/// that is there if the rest is not.
pub(crate) fn locate(text: &[u8], path: &str) -> (usize, usize) {
    let mut cursor = Cursor { text, at: 0 };
    let mut at = 0;
    for key in path.split(['.', '[']).filter(|key| !key.is_empty()) {
        cursor.space();
        at = cursor.at;
        let found = match key.strip_suffix(']').and_then(|index| index.parse().ok()) {
            Some(index) => cursor.item(index),
            None => cursor.field(key),
        };
        if !found {
            return position(text, at);
        }
        cursor.space();
        at = cursor.at;
    }
    position(text, at)
}

fn position(text: &[u8], at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    (
        before.iter().filter(|&&b| b == b'\n').count() + 1,
        String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
    )
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while self.peek().is_ascii_whitespace() || matches!(self.peek(), b',' | b':') {
            self.at += 1;
        }
    }

    /// Steps into an object, to the value of `key`.
    fn field(&mut self, key: &str) -> bool {
        if self.peek() != b'{' {
            return false;
        }
        self.at += 1;
        loop {
            self.space();
            if self.peek() != b'"' {
                return false;
            }
            let start = self.at;
            self.skip();
            let name: Option<String> = serde_json::from_slice(&self.text[start..self.at]).ok();
            self.space();
            if name.as_deref() == Some(key) {
                return true;
            }
            self.skip();
        }
    }

    /// Steps into an array, to its item `index`.
    fn item(&mut self, index: usize) -> bool {
        if self.peek() != b'[' {
            return false;
        }
        self.at += 1;
        for _ in 0..index {
            self.space();
            if self.peek() == b']' {
                return false;
            }
            self.skip();
        }
        self.space();
        self.peek() != b']'
    }

    /// Over one whole value.
    fn skip(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    while self.at < self.text.len() && self.peek() != b'"' {
                        self.at += if self.peek() == b'\\' { 2 } else { 1 };
                    }
                    self.at += 1;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    let end = matches!(self.peek(), b',' | b'}' | b']' | 0) || self.peek().is_ascii_whitespace();
                    if depth == 0 && end {
                        return;
                    }
                    continue;
                }
            }
            if depth <= 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::locate;

    const TEXT: &[u8] = br#"{"title": {"fr": "a \" ] b", "en": "c"},
 "steps": [
  {"id": "G01", "n": -1.5e3},
  {"id": "G02", "all": [true, [1, 2], null,
    "last"]}]}"#;

    #[test]
    fn a_path_leads_to_its_line_and_column() {
        assert_eq!(locate(TEXT, "title.en"), (1, 36));
        assert_eq!(locate(TEXT, "steps[0]"), (3, 3));
        assert_eq!(locate(TEXT, "steps[1].id"), (4, 10));
        assert_eq!(locate(TEXT, "steps[1].all[1][1]"), (4, 35));
        assert_eq!(locate(TEXT, "steps[1].all[3]"), (5, 5));
        assert_eq!(locate(TEXT, ""), (1, 1));
    }

    #[test]
    fn a_path_that_goes_too_far_leads_to_the_last_part_that_is_there() {
        assert_eq!(locate(TEXT, "steps[1].missing.more"), (4, 3));
        assert_eq!(locate(TEXT, "steps[7]"), (2, 11));
        assert_eq!(locate(b"", "a[0]"), (1, 1));
    }
}
