//! Which of the spans found is which of those annotated, as `score.py` has it.

use onrecord::model::Span;

use super::gold::overlap;

/// Spans are the same where they share this much.
const ALIKE: f64 = 0.8;

/// What was found beside what was annotated.
pub struct Pairs {
    /// For each annotated span the one found for it.
    pub found: Vec<Option<usize>>,
    /// What was found and is nowhere annotated, nor left open.
    pub spurious: Vec<usize>,
}

/// Pairs spans one to one, the most alike first; what lies half in `open` counts for nothing.
pub fn pair(text: &str, gold: &[Span], open: &[Span], found: &[Span]) -> Pairs {
    let mut alike = Vec::new();
    for (at, gold) in gold.iter().enumerate() {
        for (other, found) in found.iter().enumerate() {
            let share = overlap(text, *gold, *found);
            if ALIKE <= share {
                alike.push((share, at, other));
            }
        }
    }
    alike.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(other.1, other.2)))
    });
    let mut pairs = vec![None; gold.len()];
    let mut used = vec![false; found.len()];
    for (_, gold, found) in alike {
        if pairs[gold].is_none() && !used[found] {
            pairs[gold] = Some(found);
            used[found] = true;
        }
    }
    let is_open = |span: Span| {
        let shared =
            |open: &Span| open.end.min(span.end).saturating_sub(open.start.max(span.start));
        span.len() <= 2 * open.iter().map(shared).sum::<u32>() as usize
    };
    let spurious = (0..found.len()).filter(|at| !used[*at] && !is_open(found[*at])).collect();
    Pairs { found: pairs, spurious }
}

#[test]
fn the_most_alike_are_a_pair() {
    let text = "a text of some length, and more of it";
    let gold = [Span::new(0, 20), Span::new(23, 37)];
    let found = [Span::new(2, 20), Span::new(0, 19), Span::new(22, 26), Span::new(30, 37)];
    let pairs = pair(text, &gold, &[Span::new(28, 37)], &found);
    assert_eq!(pairs.found, [Some(1), None]);
    assert_eq!(pairs.spurious, [0, 2]);
}
