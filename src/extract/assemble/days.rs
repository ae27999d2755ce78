//! The day of a saying: in its sentence, of the call it was part of, of the scene, or of what its
//! speaker said before.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    Assembler,
    adjunct::{self, Verb},
    occasion::{self, Occasion},
};
use crate::{
    extract::{
        clause::Pattern,
        draft::{Draft, Evidence},
        lexicon::Class,
        when::{self, DateMention},
    },
    model::{ApproxDate, DateBasis, Kind, Precision, Said, Span, Speaker},
};

/// For how many paragraphs a day goes on to hold for what its speaker says.
const DATED_FOR: usize = 8;

/// For how many paragraphs what those who met say is of their meeting.
const READ_OUT_FOR: usize = 2;

/// For how many paragraphs somebody stays where they were told to be.
const SCENE_FOR: usize = 4;

/// For how many days before the document's own a day goes on to hold.
const RECENT: i64 = 31;

/// Until which paragraph and sentence an article's lead may tell what it dates further down.
const LEAD: (usize, usize) = (3, 5);

/// When somebody was last reported to have spoken.
#[derive(Clone, Debug)]
pub(super) struct Spoke {
    name: String,
    /// None where the text names another occasion, and no day for it.
    pub(super) said: Option<Said>,
    hearer: Option<String>,
    /// The paragraph.
    block: usize,
}

/// Something told of with its day.
#[derive(Debug)]
pub(super) struct Dated {
    /// The noun of an event in which people speak, or who did it.
    pub(super) name: String,
    pub(super) said: Said,
    /// The paragraph.
    pub(super) block: usize,
}

/// The undated statements of one speaker, as long as they stand in one sentence.
#[derive(Debug, Default)]
struct Leads {
    sentence: usize,
    /// Whether there are such statements in several sentences: then none leads.
    several: bool,
    /// Those that may lead: the place among the statements built, and the last day of what it
    /// tells of.
    first: Vec<(usize, Option<ApproxDate>)>,
}

/// What the assembler keeps in mind about days.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    /// The dates of the sentence read last.
    mentions: (Range<usize>, Vec<DateMention>),
    spoke: Vec<Spoke>,
    /// Who was last told of as doing something on a day, and the day.
    pub(super) scene: Option<Dated>,
    /// The meetings, interviews, speeches that are named with their day, in text order.
    events: Vec<Dated>,
    /// Undated statements, by their speaker.
    leads: FxHashMap<String, Leads>,
    /// The days that statements are dated with, and who speaks.
    dated: Vec<(String, Said)>,
}

impl Calendar {
    pub(super) fn spoke(&self, name: &str) -> Option<&Spoke> {
        self.spoke.iter().find(|spoke| spoke.name == name)
    }

    /// Takes note that somebody spoke, on a day or on an occasion that has none.
    pub(super) fn note(
        &mut self,
        name: &str,
        said: Option<Said>,
        hearer: Option<String>,
        block: usize,
    ) {
        match self.spoke.iter_mut().find(|spoke| spoke.name == name) {
            Some(spoke) => *spoke = Spoke { said, hearer, block, ..spoke.clone() },
            None => self.spoke.push(Spoke { name: name.to_owned(), said, hearer, block }),
        }
    }
}

impl Assembler<'_> {
    /// The dates of a sentence outside quotation marks.
    fn mentions(&mut self, sentence: &Range<usize>) -> Vec<DateMention> {
        if self.calendar.mentions.0 != *sentence {
            let page = self.page;
            let span = page.span(sentence.clone());
            let mut mentions = when::dates(page.text, span.range(), self.published);
            let first = page.regions.partition_point(|region| region.outer.end <= span.start);
            mentions.retain(|mention| {
                let mut here =
                    page.regions[first..].iter().take_while(|it| it.outer.start < span.end);
                !here.any(|region| region.inner.contains(mention.span))
            });
            self.calendar.mentions = (sentence.clone(), mentions);
        }
        self.calendar.mentions.1.clone()
    }

    /// The date that says when the act of `verb` was done: the nearest of them.
    pub(super) fn date_of(&mut self, verb: &Verb) -> Option<Said> {
        let page = self.page;
        let near = page.tokens[verb.at.start.min(verb.sentence.end - 1)].start;
        let mentions = self.mentions(&verb.sentence);
        let own = mentions.iter().filter(|mention| verb.dated_by(mention.span));
        own.min_by_key(|mention| mention.span.start.abs_diff(near)).map(Said::from)
    }

    /// When a draft's words were said, and takes note of it for what follows.
    pub(super) fn when_said(
        &mut self,
        draft: &Draft,
        verb: &Verb,
        speaker: Option<&Speaker>,
        office: Option<&Speaker>,
    ) -> Option<Said> {
        let placed = draft.cue.is_some() || verb.subject.is_some();
        let own = placed.then(|| self.date_of(verb)).flatten();
        let speaker = speaker.filter(|speaker| !speaker.name.is_empty());
        let Some(speaker) = speaker else { return own };
        let mentions = self.mentions(&verb.sentence);
        let hearer = draft.addressee.as_ref().map(|hearer| self.page.span(hearer.tokens.clone()));
        let hearer = hearer.map(|span| span.of(self.page.text).to_owned());
        let known = self
            .calendar
            .spoke(&speaker.name)
            .or_else(|| office.and_then(|office| self.calendar.spoke(&office.name)));
        let before = known.and_then(|known| known.hearer.as_deref());
        let undated = known.is_none_or(|known| known.said.is_none());
        let lead = self.in_lead(draft, &speaker.name);
        // Where no day can be carried over, the occasion does not matter.
        let occasion = if undated && self.event.said.is_none() && !lead {
            Occasion::Same
        } else {
            Occasion::of(verb, &mentions, hearer.as_deref(), before)
        };
        let event = || {
            let other = occasion::tells_day(verb, &mentions);
            if other { None } else { self.of_event(draft, verb, speaker, occasion) }
        };
        let fixed = own.or_else(|| self.on_the_day(draft, verb, &mentions)).or_else(event);
        // "called for a ban in December": the day of the call or of the ban.
        let between = matches!(draft.evidence, Evidence::Act(Pattern::Noun | Pattern::Infinitive))
            && mentions.iter().any(|mention| verb.governs(mention.span));
        let same = occasion == Occasion::Same && !between || draft.cue.is_none();
        let carried = || known.filter(|_| same);
        let said = fixed.or_else(|| carried().and_then(|known| self.goes_on(known, draft)));
        let name = &speaker.name;
        if fixed.is_some() && (own.is_some() || undated) {
            self.calendar.note(name, fixed, hearer, self.block);
        } else if said.is_none() && occasion == Occasion::Other && !undated {
            self.calendar.note(name, None, hearer, self.block);
        }
        if let Some(said) = said {
            self.calendar.dated.push((name.clone(), said));
        } else if !self.calendar.dated.iter().any(|(speaker, _)| speaker == name) {
            self.note_lead(draft, verb, name, occasion, &mentions);
        }
        said
    }

    /// Takes note of an undated statement: what its speaker says first, where nothing undated
    /// follows before the day is given, can be the lead's telling of that.
    fn note_lead(
        &mut self,
        draft: &Draft,
        verb: &Verb,
        name: &str,
        occasion: Occasion,
        mentions: &[DateMention],
    ) {
        let (index, sentence) = (self.built.len(), draft.sentence);
        let known = self.calendar.leads.get_mut(name);
        let others = known.is_some_and(|known| {
            known.several |= known.sentence != sentence;
            known.several
        });
        let dated = |at: usize| {
            let token = self.page.tokens[at];
            token.is(Class::WEEKDAY) && !mentions.iter().any(|it| it.span.contains(token.span()))
        };
        let first = !others
            && self.in_lead(draft, name)
            && occasion::leads(verb, occasion)
            && !verb.sentence.clone().any(dated);
        let after = mentions.iter().filter_map(|it| it.date).max_by_key(|date| date.first_day());
        if !others {
            let leads = self.calendar.leads.entry(name.to_owned()).or_default();
            leads.sentence = sentence;
            leads.first.extend(first.then_some((index, after)));
        }
    }

    /// Whether a draft stands where an article may tell what it gives the day for further down.
    fn in_lead(&self, draft: &Draft, name: &str) -> bool {
        self.block < LEAD.0
            && draft.sentence < LEAD.1
            && !self.calendar.dated.iter().any(|(speaker, _)| speaker == name)
    }

    /// The day of the call for what was said in it, and of the scene for what was said there.
    fn of_event(
        &self,
        draft: &Draft,
        verb: &Verb,
        speaker: &Speaker,
        occasion: Occasion,
    ) -> Option<Said> {
        // "said after the assessment": where its speaker was told to be.
        let near = |block: usize, within: usize| self.block.saturating_sub(block) <= within;
        let scene = self.calendar.scene.as_ref().filter(|scene| {
            scene.name == speaker.name && near(scene.block, SCENE_FOR) && self.holds_on(&scene.said)
        });
        if let Some(scene) = scene.filter(|_| occasion::on_the_scene(verb)) {
            return Some(scene.said);
        }
        // "said in a statement following the call", "said in the interview"
        let event = self.event.said.filter(|_| self.readout || near(self.event.block, DATED_FOR));
        let any = event.is_some() || !self.calendar.events.is_empty();
        if let Some(noun) = any.then(|| occasion::event_named(verb)).flatten() {
            let named = self.calendar.events.iter().rev().find(|named| {
                occasion::same_event(&named.name, noun) && near(named.block, DATED_FOR)
            });
            let named = named.map(|named| named.said);
            let meeting = event.filter(|_| occasion::same_event("meeting", noun));
            if let Some(said) = meeting.or(named) {
                return Some(said);
            }
        }
        if occasion == Occasion::Other && !self.readout {
            return None;
        }
        let soon = near(self.event.block, READ_OUT_FOR)
            && draft.class.is(Class::PAST)
            && draft.kind == Kind::Indirect
            && draft.addressee.is_none()
            && occasion == Occasion::Same;
        let takes_part =
            self.takes_part(speaker) && (soon || draft.class.is(Class::READOUT.or(Class::JOINT)));
        let issuer = self.resolver.publisher.as_ref();
        let publishes = issuer.is_some_and(|issuer| issuer.name == speaker.name);
        event.filter(|_| takes_part || publishes)
    }

    /// Who was last reported to have spoken on a day goes on speaking on it, until another
    /// occasion is named.
    fn goes_on(&self, known: &Spoke, draft: &Draft) -> Option<Said> {
        let said = known.said?;
        // "told parliament last week that …. “It ends here,” he said": a month, a year go on, too.
        let goes_on = known.block == self.block || draft.evidence == Evidence::Continued;
        let soon = self.block.saturating_sub(known.block) <= DATED_FOR;
        (soon && self.holds_on(&said) || goes_on).then_some(said)
    }

    /// Whether a day is one that more than one saying can be taken to fall on.
    fn holds_on(&self, said: &Said) -> bool {
        let Some(date) = said.date else { return said.basis == DateBasis::Relative };
        let recent = self.published.is_some_and(|published| {
            (0..=RECENT).contains(&(published.last_day() - date.first_day()))
        });
        date.precision() == Precision::Day && recent
    }

    /// What is said of a meeting held on the document's own day was said after it and before the
    /// document: "said it was an honour to speak at the talks on Thursday", on a Thursday.
    fn on_the_day(&self, draft: &Draft, verb: &Verb, mentions: &[DateMention]) -> Option<Said> {
        let today = self.published.filter(|date| date.precision() == Precision::Day)?;
        let meeting =
            self.calendar.events.iter().rev().find(|it| {
                it.said.date == Some(today) && occasion::same_event(&it.name, "meeting")
            });
        let meeting = meeting?.said;
        let inside = |span: Span| draft.spans.iter().any(|content| content.contains(span));
        let other = |mention: &DateMention| {
            inside(mention.span) && Some(mention.span) != meeting.as_written
        };
        let about = draft.kind != Kind::Direct
            && occasion::of_meeting(verb, draft)
            && occasion::looks_back(verb, draft);
        (about && !mentions.iter().any(other)).then_some(meeting)
    }

    /// An article's lead tells of what it gives the day further down.
    pub(super) fn date_leads(&mut self) {
        let leads = std::mem::take(&mut self.calendar.leads);
        let leads = leads.into_iter().filter(|(_, leads)| !leads.several);
        let leads = leads.flat_map(|(speaker, leads)| {
            leads.first.into_iter().map(move |(index, after)| (index, after, speaker.clone()))
        });
        for (index, after, speaker) in leads {
            let mut days = self.calendar.dated.iter().filter(|(name, _)| *name == speaker);
            let Some((_, said)) = days.next() else { continue };
            let behind = after.is_none_or(|after| {
                said.date.is_none_or(|date| after.first_day() <= date.first_day())
            });
            if !behind {
                continue;
            }
            if days.all(|(_, other)| other.date == said.date) && self.holds_on(said) {
                self.built[index].said = Some(*said);
            }
        }
    }

    /// Takes note of a sentence's act, done by `subject`, that may be one of speaking: "Marrane
    /// addressed the council on Monday", "The ministry responded late on Monday".
    pub(super) fn note_act(&mut self, name: &str, said: Option<Said>, verb: &Verb) {
        let known = self.calendar.spoke(name).and_then(|known| known.said);
        let now = match said {
            Some(_) if adjunct::speaks(verb) => said,
            Some(said) if known.is_some_and(|known| known.date != said.date) => None,
            None if known.is_some() && occasion::opens_elsewhere(self.page, verb.opening()) => None,
            _ => return,
        };
        self.calendar.note(name, now, None, self.block);
    }

    /// Takes note of a sentence that turns to another time: who was told to have spoken before is
    /// not taken to go on.
    pub(super) fn note_time(&mut self, sentence: usize) {
        if self.calendar.spoke.iter().all(|spoke| spoke.said.is_none()) {
            return;
        }
        let page = self.page;
        let tokens = page.sentences[sentence].clone();
        let start = page.tokens[tokens.start].start;
        let first = self.mentions(&tokens).first().copied();
        let opens = first.filter(|first| first.span.start <= start + 12).and_then(|it| it.date);
        let shifts = tokens.take(8).any(|at| occasion::shifts(page, at));
        for spoke in &mut self.calendar.spoke {
            let other = opens.is_some() && spoke.said.is_some_and(|said| said.date != opens);
            if other || shifts {
                spoke.said = None;
            }
        }
    }

    /// Takes note of events that are named with their day: "their talks on Thursday".
    pub(super) fn note_events(&mut self, sentence: usize) {
        let page = self.page;
        let tokens = page.sentences[sentence].clone();
        let mentions = self.mentions(&tokens);
        if mentions.is_empty() {
            return;
        }
        for at in tokens.clone().filter(|at| occasion::event(page, *at)) {
            let noun = Verb::bare(page, tokens.clone(), at);
            if let Some(mention) = mentions.iter().find(|mention| noun.names(mention.span)) {
                let (name, said) = (page.word(at).to_lowercase(), Said::from(mention));
                self.calendar.events.push(Dated { name, said, block: self.block });
            }
        }
    }
}

impl From<&DateMention> for Said {
    fn from(mention: &DateMention) -> Self {
        Self { date: mention.date, as_written: Some(mention.span), basis: mention.basis }
    }
}
