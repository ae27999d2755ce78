//! The nearest of several names to one that was typed wrongly.

/// Returns the candidates that `typed` may have been meant for, those alone that are nearest, in
/// the order given; both sides folded.
pub fn nearest<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let length = typed.chars().count();
    let allowed = match length {
        0..=2 => return Vec::new(),
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let typed: Vec<char> = typed.chars().collect();
    let near: Vec<(usize, &str)> = candidates
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (distance(&typed, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    let least = near.iter().map(|(distance, _)| *distance).min();
    let nearest = near.into_iter().filter(|(distance, _)| Some(*distance) == least);
    nearest.map(|(_, candidate)| candidate).collect()
}

/// Counts the letters to insert, drop, replace or swap with their neighbor to make `to` of `from`.
pub fn edits(from: &str, to: &str) -> usize {
    distance(&from.chars().collect::<Vec<_>>(), to)
}

/// See [`edits`].
fn distance(from: &[char], to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, a) in from.iter().enumerate() {
        let mut current = Vec::with_capacity(last.len());
        current.push(row + 1);
        for (column, b) in to.iter().enumerate() {
            let replaced = last[column] + usize::from(a != b);
            let mut cheapest = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            if 0 < row && 0 < column && *a == to[column - 1] && from[row - 1] == *b {
                cheapest = cheapest.min(before_last[column - 1] + 1);
            }
            current.push(cheapest);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_slip() {
        let names = ["speaker", "via", "topic", "date", "blinken", "miller"];
        let near = |typed| nearest(typed, names.into_iter());
        assert_eq!(near("speker"), ["speaker"]);
        assert_eq!(near("vai"), ["via"]);
        assert_eq!(near("blinkne"), ["blinken"]);
        assert_eq!(near("mueller"), ["miller"]);
        assert_eq!(nearest("bidne", ["aide", "biden", "bin"].into_iter()), ["biden"]);
        assert!(near("gallant").is_empty());
        assert!(near("x").is_empty());
    }
}
