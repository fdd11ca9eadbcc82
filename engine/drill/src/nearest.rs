//! What somebody may have meant who wrote a word that is not known.

/// `did you mean ...?` if one of `known` is close to `word`, otherwise `advice`.
pub(crate) fn suggest<'a>(word: &str, known: impl Iterator<Item = &'a str>, advice: &str) -> String {
    let near = known.map(|name| (distance(word, name), name)).min_by_key(|&(d, _)| d);
    match near {
        Some((d, name)) if d <= 1 + word.len() / 4 => format!("did you mean `{name}`?"),
        _ => advice.to_owned(),
    }
}

/// Letters to change, add or take away (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (k, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != *y)).min(row[k] + 1).min(row[k + 1] + 1);
            corner = std::mem::replace(&mut row[k + 1], next);
        }
    }
    row[b.len()]
}
