//! How sure a difference between two frequencies is.

/// The log-likelihood ratio G² of a two-by-two table of counts: `[[both, first], [second,
/// neither]]`; 0 where the rows are alike.
///
/// T. Dunning, “Accurate methods for the statistics of surprise and coincidence”, Computational
/// Linguistics 19(1), 1993: reliable where counts are small, as those of words are. 3.84 is
/// exceeded by chance once in twenty tables, 10.83 once in a thousand.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn g2_of_table(table: [[u64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table.map(|row| row.map(|count| count as f64));
    let all = a + b + c + d;
    let term = |seen: f64, row: f64, column: f64| {
        if seen == 0.0 { 0.0 } else { seen * (seen * all / (row * column)).ln() }
    };
    let sum = term(a, a + b, a + c)
        + term(b, a + b, b + d)
        + term(c, c + d, a + c)
        + term(d, c + d, b + d);
    (2.0 * sum).max(0.0)
}

/// G² of two frequencies, each a count and the words it is of: the first against the second,
/// negative where the first is rarer.
///
/// P. Rayson and R. Garside, “Comparing corpora using frequency profiling”, 2000: Dunning's ratio
/// for events counted in two amounts of text.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn g2_of_rates(first: (u64, u64), second: (u64, u64)) -> f64 {
    let [(seen, words), (other, of)] =
        [first, second].map(|(count, words)| (count as f64, words as f64));
    if words == 0.0 || of == 0.0 {
        return 0.0;
    }
    let rate = (seen + other) / (words + of);
    let term = |seen: f64, expected: f64| {
        if seen == 0.0 { 0.0 } else { seen * (seen / expected).ln() }
    };
    let ratio = (2.0 * (term(seen, words * rate) + term(other, of * rate))).max(0.0);
    if seen / words < other / of { -ratio } else { ratio }
}

/// The 95 % interval of a number of events: how few and how many could be expected, were the same
/// amount of text to be said again.
///
/// Byar's approximation to the exact limits of a Poisson count: N. Breslow and N. Day,
/// “Statistical methods in cancer research II”, 1987, p. 69.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn interval(count: u64) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    let bound = |count: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt());
        count * root.powi(3)
    };
    let low = if count == 0 { 0.0 } else { bound(count as f64, -Z).max(0.0) };
    (low, bound(count as f64 + 1.0, Z))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 0.01, "{a} is not {b}");
    }

    #[test]
    fn ratios_are_those_of_the_papers() {
        // Dunning 1993, table 2: “the swiss” and “university college” of 31,777 words.
        near(g2_of_table([[110, 2442], [111, 29114]]), 270.72);
        near(g2_of_table([[10, 0], [3, 31764]]), 167.23);
        near(g2_of_table([[10, 20], [30, 60]]), 0.0);
        near(g2_of_table([[0, 0], [0, 0]]), 0.0);
    }

    #[test]
    fn rates_have_a_direction() {
        near(g2_of_rates((20, 1000), (10, 1000)), 3.398);
        near(g2_of_rates((10, 1000), (20, 1000)), -3.398);
        near(g2_of_rates((0, 1000), (0, 10)), 0.0);
        near(g2_of_rates((3, 0), (1, 10)), 0.0);
    }

    #[test]
    fn intervals_are_near_the_exact_ones() {
        // Exact: 0–3.69, 4.80–18.39, 81.36–121.63.
        near(interval(0).0, 0.0);
        for (count, low, high) in [(10, 4.80, 18.39), (100, 81.36, 121.63)] {
            assert!((interval(count).0 - low).abs() < 0.02, "{:?}", interval(count));
            assert!((interval(count).1 - high).abs() < 0.02, "{:?}", interval(count));
        }
    }
}
