//! The acts that a readout's own words report.

use super::{Assembler, REACH, length, notes::is_spokesperson};
use crate::{
    extract::{lexicon::Class, page::Block, people::Site, readout, resolve::Resolver},
    model::{Kind, Said, Span, Speaker, SpeakerKind, Statement, Wording},
};

impl Assembler<'_> {
    /// Acts inside the quoted words of a readout.
    pub(super) fn readouts(&mut self, first: usize, block: &Block) {
        let last = self.built.len();
        for index in first..last {
            let statement = &self.built[index];
            let (Some(speaker), false) = (statement.speaker.clone(), statement.quoted.is_empty())
            else {
                continue;
            };
            if !self.reads_out(&speaker) && statement.wording != Wording::Readout {
                continue;
            }
            let quoted = statement.quoted.clone();
            let said = statement.said;
            let context = statement.context;
            let mut covered = 0;
            for region in block.regions.clone() {
                let inner = self.page.regions[region].inner;
                let whole = quoted.iter().any(|span| span.contains(inner));
                let tail =
                    quoted.iter().find(|span| inner.contains(**span) && span.end < inner.end);
                let part = match (whole, tail) {
                    (true, _)
                        if statement_is_direct(&self.built[index])
                            && !self.told_inside(index, first..last) =>
                    {
                        inner
                    }
                    (_, Some(tail)) => Span { start: tail.end, end: inner.end },
                    _ => continue,
                };
                if whole {
                    covered += self.report(index, part, &speaker, said, context);
                } else {
                    // What follows the act is the outer one's again.
                    let outer = self.built[index].parent.map_or(index, |parent| parent as usize);
                    let told = self.built[outer].speaker.clone().filter(|_| outer != index);
                    let teller = told.or_else(|| self.built[index].via.first().cloned());
                    let teller = teller.unwrap_or_else(|| speaker.clone());
                    self.report(outer, part, &teller, said, context);
                }
            }
            let length = length(&self.built[index].spans);
            if 2 * covered >= length && statement_is_direct(&self.built[index]) && covered > 0 {
                self.built[index].primary = false;
            }
        }
    }

    /// Whether an act inside the marks has taken the words of this one already.
    fn told_inside(&self, index: usize, among: std::ops::Range<usize>) -> bool {
        let parent = u32::try_from(index).ok();
        among
            .clone()
            .any(|other| self.built[other].parent == parent && !self.built[other].quoted.is_empty())
    }

    /// Adds the acts of a readout's words; returns how many bytes assert something for a single
    /// agent.
    fn report(
        &mut self,
        parent: usize,
        part: Span,
        teller: &Speaker,
        said: Option<Said>,
        context: Span,
    ) -> usize {
        let page = readout::inner_page(self.page.text, part);
        let mut asserted = 0;
        let floor = part.start.saturating_sub(REACH);
        for reported in readout::reported(&page) {
            let people = std::mem::take(&mut self.resolver.people);
            let inner = Resolver {
                page: &page,
                people,
                last: None,
                last_at: 0,
                body: None,
                publisher: None,
            };
            let (speaker, attribution) =
                inner.look(&reported.subject, Site { sentence: part.start, floor, own: &[] });
            let pair = inner.pair(&reported.subject);
            self.resolver.people = inner.people;
            let (mut speaker, mut joint_with) = match pair {
                Some((first, second)) => (first, vec![second]),
                None => (speaker, Vec::new()),
            };
            if page.says(reported.subject.tokens.start, "they") && self.event.participants.len() > 1
            {
                let written = speaker.as_written;
                speaker = self.resolver.people.speaker(self.event.participants[0], written);
                joint_with = self.event.participants[1..]
                    .iter()
                    .map(|person| self.resolver.people.speaker(*person, None))
                    .collect();
            }
            let joint = reported.class.is(Class::JOINT)
                || !joint_with.is_empty()
                || reported.subject.tokens.clone().any(|at| page.says(at, "and"));
            if !joint {
                asserted += reported.content.len();
            }
            // Those who acted together are no hearers of each other.
            let addressees =
                if joint_with.is_empty() { self.hearers(&speaker) } else { Vec::new() };
            let via = if teller.name == speaker.name || teller.name.is_empty() {
                Vec::new()
            } else {
                vec![teller.clone()]
            };
            self.built.push(Statement {
                ordinal: 0,
                primary: !joint,
                parent: u32::try_from(parent).ok(),
                joint_with,
                spans: vec![reported.content],
                quoted: vec![reported.content],
                context,
                kind: Kind::Indirect,
                wording: Wording::Readout,
                speaker: Some(speaker),
                via,
                addressees,
                cue: Some(reported.cue),
                attribution,
                confidence: 0.8,
                said,
                topics: Vec::new(),
            });
        }
        asserted
    }

    /// Whether somebody speaks for an office here, so that their words report others' acts.
    fn reads_out(&self, speaker: &Speaker) -> bool {
        let published = self
            .resolver
            .publisher
            .as_ref()
            .is_some_and(|publisher| publisher.name == speaker.name);
        let document = speaker.kind == SpeakerKind::Document
            && speaker.name.to_lowercase().ends_with("readout");
        published || is_spokesperson(speaker) || document
    }
}

fn statement_is_direct(statement: &Statement) -> bool {
    statement.kind == Kind::Direct
}
