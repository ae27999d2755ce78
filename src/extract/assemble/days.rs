//! The day of a saying: in its sentence, of the call it was part of, or of the scene.

use super::Assembler;
use crate::{
    extract::{
        draft::{Draft, Evidence},
        lexicon::Class,
        when,
    },
    model::{DateBasis, Precision, Said, Span, Speaker},
};

/// For how many paragraphs a day goes on to hold for what its speaker says.
const DATED_FOR: usize = 8;

impl Assembler<'_> {
    /// The date in the sentence that belongs to the cue: the nearest outside the content.
    pub(super) fn dates(
        &self,
        sentence: usize,
        cue: Option<Span>,
        content: &[Span],
    ) -> Option<Said> {
        let span = self.page.span(self.page.sentences[sentence].clone());
        let near = cue.map_or(span.start, |cue| cue.start);
        let mentions = when::dates(self.page.text, span.range(), self.published);
        let regions = &self.page.regions;
        let first = regions.partition_point(|region| region.outer.end <= span.start);
        let quoted = |date: Span| {
            let here = regions[first..].iter().take_while(|region| region.outer.start < span.end);
            here.into_iter().any(|region| region.inner.contains(date))
        };
        let outside = mentions.into_iter().filter(|mention| {
            !content.iter().any(|content| content.overlaps(mention.span)) && !quoted(mention.span)
        });
        let mention = outside.min_by_key(|mention| mention.span.start.abs_diff(near))?;
        Some(Said { date: mention.date, as_written: Some(mention.span), basis: mention.basis })
    }

    /// The day of the call for what was said in it, and of the act before for what goes on.
    pub(super) fn carried(&self, draft: &Draft, speaker: Option<&Speaker>) -> Option<Said> {
        let speaker = speaker?;
        let page = self.page;
        let sentence = page.sentences[draft.sentence].clone();
        let behind = draft.cue.map_or(sentence.end, |cue| {
            let tokens = &page.tokens[sentence.clone()];
            sentence.start + tokens.partition_point(|token| token.start < cue.end)
        });
        let says = |at: usize, words: &[&str]| page.says_any(at, words);
        // "said in a statement following the call", "said after the assessment"
        let meeting = ["call", "meeting", "conversation", "talks"];
        if self.event.said.is_some()
            && (behind..sentence.end.min(behind + 9)).any(|at| says(at, &meeting))
        {
            return self.event.said;
        }
        let there = ["after", "during", "following", "at"];
        let on_the_scene = (behind..sentence.end.min(behind + 2)).any(|at| says(at, &there));
        if let Some((_, said)) =
            self.scene.as_ref().filter(|(name, _)| on_the_scene && *name == speaker.name)
        {
            return Some(*said);
        }
        let takes_part = self.takes_part(speaker);
        let publishes = self
            .resolver
            .publisher
            .as_ref()
            .is_some_and(|publisher| publisher.name == speaker.name);
        if takes_part && draft.class.is(Class::READOUT.or(Class::JOINT)) || publishes {
            return self.event.said;
        }
        // Who was last reported to have spoken on a day goes on speaking on it, until another day
        // is named.
        let (name, said, block) = self.dated.as_ref()?;
        let soon = self.block.saturating_sub(*block) <= DATED_FOR;
        let whole_day = said.date.is_none_or(|date| date.precision() == Precision::Day);
        let goes_on = soon && whole_day && said.basis == DateBasis::Relative
            || draft.evidence == Evidence::Continued;
        (goes_on && *name == speaker.name).then_some(*said)
    }
}
