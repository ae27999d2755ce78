//! Quotes that are put together of pieces from several places.

use std::{cmp::Reverse, ops::Range};

use super::{
    Finding, Found, Verdict,
    align::Run,
    judge::{Case, Held, PIECE, Reading},
    rows::Text,
    speaker::Name,
};
use crate::query::QueryError;

/// Which share of a quote its pieces must make up together.
const WHOLE: f32 = 0.85;
/// Stretches of a quote that are looked for by themselves.
const STRETCHES: usize = 3;

impl Case<'_> {
    /// Adds texts that may have what the `first` has not: stretches that are pieces of their own.
    pub(super) fn seek_rest(
        &self,
        readings: &mut Vec<Reading>,
        held: &mut Vec<Held>,
        first: usize,
    ) -> Result<(), QueryError> {
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for (at, held) in held[first].solid().iter().enumerate() {
            match stretches.last_mut() {
                _ if *held => {}
                Some(last) if last.end == at => last.end += 1,
                _ => stretches.push(at..at + 1),
            }
        }
        stretches.retain(|stretch| PIECE <= stretch.len());
        stretches.sort_by_key(|stretch| Reverse(stretch.len()));
        let key = self.name.as_ref().map(Name::key);
        let (ground, names) = (&self.verifier.ground, self.verifier.fields.names);
        for stretch in stretches.into_iter().take(STRETCHES) {
            for candidate in ground.candidates(&self.words[stretch], names, key)?.0 {
                for text in Text::load(&self.verifier.searcher, &candidate)? {
                    let reading = self.read(text, false);
                    held.push(self.held(&reading));
                    readings.push(reading);
                }
            }
        }
        Ok(())
    }

    /// The verdict where the quote is put together of pieces, the `first` text having most of it.
    pub(super) fn spliced(
        &self,
        readings: &[Reading],
        held: &[Held],
        first: usize,
    ) -> Result<Option<Verdict>, QueryError> {
        let enough = self.verifier.ground.bits();
        let bits = |range: &Range<usize>| self.weights.bits[range.clone()].iter().sum::<f32>();
        let mut covered = vec![false; self.words.len()];
        let mut places: Vec<(Range<usize>, usize, Run)> = Vec::new();
        let mut take = |nth: usize, covered: &mut Vec<bool>| {
            let mut found = None;
            for run in readings[nth].runs.iter().filter(|run| PIECE <= run.len) {
                let free = free(covered, run.of_quote());
                if PIECE <= free.len() && enough <= bits(&free) {
                    found.get_or_insert((free.clone(), nth, *run));
                    covered[free].fill(true);
                }
            }
            found.is_some().then(|| places.extend(found)).is_some()
        };
        if !take(first, &mut covered) {
            return Ok(None);
        }
        let cover = |covered: &mut Vec<bool>, held: &[bool]| {
            covered.iter_mut().zip(held).for_each(|(covered, held)| *covered |= *held);
        };
        cover(&mut covered, &held[first].solid());
        let mut rest: Vec<usize> =
            (0..readings.len()).filter(|nth| *nth != first && !readings[*nth].joined).collect();
        rest.sort_by_key(|nth| {
            let runs = readings[*nth].runs.iter().map(|run| free(&covered, run.of_quote()).len());
            (Reverse(runs.max().unwrap_or(0)), !readings[*nth].by, *nth)
        });
        for nth in rest {
            take(nth, &mut covered);
        }
        cover(&mut covered, &held[first].words);
        if places.len() < 2 || self.share(&covered) < WHOLE {
            return Ok(None);
        }
        places.sort_by_key(|(free, ..)| free.start);
        let mut verdict = self.not_found();
        verdict.finding = Finding::Spliced;
        for (free, nth, run) in places {
            let start = run.text + free.start - run.quote;
            verdict.found.extend(self.founds(&readings[nth].text, &(start..start + free.len()))?);
        }
        let words: Vec<&str> = verdict.found.iter().map(Found::words).collect();
        verdict.before = words.join(" … ");
        Ok(Some(verdict))
    }
}

/// The longest stretch of `range` that is not covered.
fn free(covered: &[bool], range: Range<usize>) -> Range<usize> {
    let mut best = range.start..range.start;
    let mut start = range.start;
    for at in range.clone() {
        if covered[at] {
            start = at + 1;
        } else if best.len() < at + 1 - start {
            best = start..at + 1;
        }
    }
    best
}
