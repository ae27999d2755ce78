//! The day of a saying: in its sentence, of the call it was part of, or of the scene.

use super::Assembler;
use crate::{
    extract::{
        clause,
        draft::{Draft, Evidence},
        lexicon::Class,
        noun::{self, Form},
        when,
    },
    model::{Said, Span, Speaker},
};

impl Assembler<'_> {
    /// "Gallant on Wednesday visited …": the day of what he is then said to have said there.
    pub(super) fn note_scene(&mut self, sentence: usize) {
        let tokens = self.page.sentences[sentence].clone();
        let Some(said) = self.dates(sentence, None, &[]) else { return };
        let Some(subject) = clause::main_subject(self.page, tokens.clone())
            .or_else(|| noun::starting_at(self.page, tokens.start, tokens.end))
        else {
            return;
        };
        let Some(person) =
            self.resolver.people.named(self.page, &subject).filter(|_| subject.form == Form::Name)
        else {
            return;
        };
        self.scene = Some((self.resolver.people.list[person].name.clone(), said));
    }

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
        let outside = mentions.into_iter().filter(|mention| {
            !content.iter().any(|content| content.overlaps(mention.span))
                && !self.page.regions.iter().any(|region| region.inner.contains(mention.span))
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
        let says = |at: usize, words: &[&str]| words.iter().any(|word| page.says(at, word));
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
        let takes_part = self.takes_part(Some(speaker));
        let publishes = self
            .resolver
            .publisher
            .as_ref()
            .is_some_and(|publisher| publisher.name == speaker.name);
        if takes_part && draft.class.is(Class::READOUT.or(Class::JOINT)) || publishes {
            return self.event.said;
        }
        if draft.evidence == Evidence::Continued {
            let last = self.built.last()?;
            let same = last.speaker.as_ref().is_some_and(|last| last.name == speaker.name);
            return last.said.filter(|_| same);
        }
        None
    }
}
