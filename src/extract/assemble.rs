//! Drafts into statements: speakers by name, chains of telling, days, hearers.

mod adjunct;
mod chain;
mod days;
mod notes;
mod occasion;
mod passed;
mod relay;
mod turns;

use adjunct::Verb;
use days::Calendar;
use notes::spokes_for;

use super::{
    Topics,
    clause::Pattern,
    draft::{Draft, Evidence, before_next, drafts, mend},
    event::Event,
    lexicon::Class,
    noun::{Form, Mention},
    page::{Block, Page},
    people::{People, Site},
    rank::Ranker,
    resolve::{self, Resolver},
    title, turn,
    view::View,
};
use crate::model::{ApproxDate, Attribution, Document, Kind, Span, Speaker, Statement, Wording};

/// How many bytes back a pronoun's antecedent may stand.
const REACH: u32 = 2500;

/// Builds the statements of a page, in no order yet; spans are the view's.
pub(super) fn statements(
    document: &Document,
    view: &View,
    page: &Page,
    topics: &Topics,
) -> Vec<Statement> {
    // What is not English has turns, and the names that labels give; its words tell nothing.
    let foreign = document.is_foreign();
    let mut people =
        if foreign { People::default() } else { People::gather(page, turn::surnames(document)) };
    if let Some(title) = document.title.as_ref().filter(|_| !foreign) {
        people.join(title::named(title));
    }
    people.join_labels(turn::named(document));
    let turns = turn::speakers(document, view, page, &people);
    let mut whole =
        if document.turns.is_empty() { turn::of_document(document, &people) } else { None };
    let resolver = Resolver { page, people, last: None, last_at: 0, body: None, publisher: None };
    let mut assembler = Assembler {
        page,
        resolver,
        ranker: Ranker::new(),
        event: Event::default(),
        published: document.published,
        built: Vec::new(),
        readout: document.title.as_ref().is_some_and(|title| {
            title.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("readout "))
        }),
        before: None,
        calendar: Calendar::default(),
        passed: None,
        block: 0,
    };
    for (index, block) in page.blocks.iter().enumerate() {
        assembler.block = index;
        if document.turns.is_empty()
            && !foreign
            && let Some(speaker) =
                turn::of_heading(block.span.of(page.text), &assembler.resolver.people)
        {
            whole = Some(speaker);
            continue;
        }
        if whole.is_some() && 1 < page.blocks.len() && turn::is_heading(block.span.of(page.text)) {
            continue;
        }
        let labelled = block.turn.and_then(|turn| turns.get(turn as usize)).cloned().flatten();
        let starts = index.checked_sub(1).is_none_or(|last| page.blocks[last].turn != block.turn);
        let framed = |speaker: &Speaker| turn::frames(document, page, block, speaker);
        match labelled.as_ref().or(whole.as_ref()) {
            Some(_) if turn::is_aside(block.span.of(page.text), starts) => {}
            Some(speaker) if labelled.is_none() && framed(speaker) => {}
            Some(speaker) => assembler.turn(block, speaker, !foreign),
            None if foreign => {}
            None => assembler.prose(block),
        }
    }
    if !foreign {
        assembler.date_leads();
    }
    let metadata = Topics::from_metadata(&document.topics);
    let mut built = assembler.built;
    for statement in &mut built {
        let words = Some(statement.context.of(page.text)).filter(|_| !foreign);
        let mut found = words.map(|words| topics.of(words)).unwrap_or_default();
        found.extend(metadata.iter().cloned());
        found.sort();
        found.dedup();
        statement.topics = found;
    }
    built
}

struct Assembler<'p> {
    page: &'p Page<'p>,
    resolver: Resolver<'p>,
    ranker: Ranker<'static>,
    event: Event,
    published: Option<ApproxDate>,
    built: Vec<Statement>,
    /// Whether the document is itself a readout, by its title.
    readout: bool,
    /// The last draft of the paragraph before.
    before: Option<Draft>,
    calendar: Calendar,
    /// Who passed on what the subject at this token said.
    passed: Option<(usize, Speaker)>,
    /// The paragraph at hand.
    block: usize,
}

impl Assembler<'_> {
    fn prose(&mut self, block: &Block) {
        let mut found = Vec::new();
        drafts(self.page, block, self.before.as_ref(), &mut found);
        self.ranker.decide(self.page, block, &mut found);
        mend(&mut found);
        let first = self.built.len();
        let mut sentence_seen = block.sentences.start;
        let order = by_cue(&found);
        let mut at_draft = vec![None; found.len()];
        for index in order {
            let draft = &found[index];
            if draft.kind == Kind::Indirect && self.of_writer(draft) {
                continue;
            }
            while sentence_seen <= draft.sentence {
                self.note(sentence_seen);
                sentence_seen += 1;
            }
            at_draft[index] = Some(self.built.len());
            let statement = self.statement(block, draft, &found);
            self.built.push(statement);
            self.note_publisher(draft, self.built.len() - 1);
        }
        while sentence_seen < block.sentences.end {
            self.note(sentence_seen);
            sentence_seen += 1;
        }
        self.chain(&found, &at_draft);
        self.readouts(first, block);
        self.before = before_next(self.page, block, &found, self.before.as_ref());
    }

    /// "I would say that …": the writer's own words, which report nobody's.
    fn of_writer(&self, draft: &Draft) -> bool {
        draft.subject.as_ref().is_some_and(|subject| {
            let at = subject.tokens.start;
            self.page.says_any(at, &["i", "we", "you"])
        })
    }

    /// The statement of a draft, one of those `found` in its paragraph.
    fn statement(&mut self, block: &Block, draft: &Draft, found: &[Draft]) -> Statement {
        let page = self.page;
        let sentence = page.sentences[draft.sentence].clone();
        let sentence_start = page.tokens[sentence.start].start;
        // In a turn, "he" may be anybody the speaker has in mind: only the paragraph tells.
        let reach = if block.turn.is_some() { 0 } else { REACH };
        let floor = block.span.start.saturating_sub(reach);
        let site = Site { sentence: sentence_start, floor, own: &draft.spans };
        let resolved = draft.subject.as_ref().map(|subject| self.resolver.resolve(subject, site));
        let (speaker, mut attribution) = match resolved {
            Some((speaker, attribution)) => (Some(speaker), attribution),
            None => (None, Attribution::Unknown),
        };
        let (speaker, joint_with) =
            match draft.subject.as_ref().and_then(|subject| self.resolver.pair(subject)) {
                Some((first, second)) => (Some(first), vec![second]),
                None => self.joint_pair(draft, speaker),
            };
        let mut confidence = match draft.evidence {
            Evidence::Act(Pattern::QuoteBefore | Pattern::According) => 0.97,
            Evidence::Act(Pattern::QuoteAfter | Pattern::That) => 0.95,
            Evidence::Act(_) | Evidence::Continued => 0.85,
            Evidence::Near => 0.7,
            Evidence::Subject => 0.5,
            Evidence::None => 0.0,
        };
        if let Some(sureness) = draft.sureness {
            confidence = sureness;
        }
        if attribution == Attribution::Reference {
            // A surname leads to its bearer more surely than a pronoun does.
            confidence *= draft.subject.as_ref().map_or(0.9, |subject| match subject.form {
                Form::Name => 0.98,
                Form::Nominal => 0.9,
                Form::Pronoun => {
                    let token = page.tokens[subject.name];
                    let led = self.resolver.people.pronoun(token, token.start, site);
                    led.map_or(0.9, |(_, likely)| likely)
                }
            });
        }
        if speaker.is_some() && draft.evidence == Evidence::Continued {
            attribution = Attribution::Continued;
        }
        let addressees = if joint_with.is_empty() {
            self.addressees(draft, speaker.as_ref(), site)
        } else {
            Vec::new()
        };
        let office = speaker.as_ref().and_then(spokes_for);
        let (reported, within) = around(page, draft, found);
        let verb = verb(page, draft, &reported, within);
        let said = self.when_said(draft, &verb, speaker.as_ref(), office.as_ref());
        let wording = match draft.kind {
            _ if draft.inside => Wording::Readout,
            Kind::Indirect => Wording::Paraphrase,
            Kind::Direct | Kind::Mixed => Wording::Own,
        };
        if let Some(speaker) = &speaker {
            self.resolver.last = Some(speaker.clone());
            self.resolver.last_at = draft.cue.map_or(draft.spans[0].start, |cue| cue.start);
        }
        let relayed = draft.inside
            || draft.class.is(Class::READOUT)
                && draft.kind == Kind::Mixed
                && speaker.as_ref().is_some_and(|speaker| self.takes_part(speaker));
        let publisher = speaker.as_ref().filter(|_| relayed).and_then(|it| self.publisher_of(it));
        let told = self.readout && draft.class.is(Class::READOUT) && draft.kind != Kind::Direct;
        let wording = if relayed || told { Wording::Readout } else { wording };
        let passed = speaker.as_ref().and_then(|it| self.passed_on(draft, &verb, it));
        let via = publisher.into_iter().chain(office).chain(passed).collect();
        let context = self.context(draft);
        Statement {
            ordinal: 0,
            primary: true,
            parent: None,
            joint_with,
            spans: draft.spans.clone(),
            quoted: draft.quoted.clone(),
            context,
            kind: draft.kind,
            wording,
            speaker,
            via,
            addressees,
            cue: draft.cue,
            attribution,
            confidence: rounded(confidence),
            said,
            topics: Vec::new(),
        }
    }

    /// Whether somebody takes part in the call or meeting at hand.
    fn takes_part(&self, speaker: &Speaker) -> bool {
        let people = &self.resolver.people;
        self.event.participants.iter().any(|person| people.list[*person].name == speaker.name)
    }

    /// Whom a participant of the call or meeting at hand speaks to: all the others.
    fn hearers(&self, speaker: &Speaker) -> Vec<Speaker> {
        if !self.takes_part(speaker) {
            return Vec::new();
        }
        let people = &self.resolver.people;
        let others = self.event.participants.iter();
        let others = others.filter(|person| people.list[**person].name != speaker.name);
        others.map(|person| people.speaker(*person, None)).collect()
    }

    /// The readout that a participant's words inside marks are taken from.
    fn publisher_of(&self, speaker: &Speaker) -> Option<Speaker> {
        let publisher = self.resolver.publisher.as_ref()?;
        let told = self.takes_part(speaker) && publisher.name != speaker.name;
        told.then(|| publisher.clone())
    }

    fn context(&self, draft: &Draft) -> Span {
        let page = self.page;
        let sentence = page.sentences[draft.sentence].clone();
        let mut context = page.span(sentence);
        for span in &draft.spans {
            context.start = context.start.min(span.start);
            context.end = context.end.max(span.end);
        }
        // A quote over several sentences brings its marks with it.
        let (before, after) =
            (&page.text[..context.start as usize], &page.text[context.end as usize..]);
        let bare = before.trim_end_matches(['“', '"', '«', '„', '‘']);
        context.start -= u32::try_from(before.len() - bare.len()).unwrap_or_default();
        let rest = after.trim_start_matches(['”', '"', '»', '’']);
        context.end += u32::try_from(after.len() - rest.len()).unwrap_or_default();
        if draft.cue.is_none()
            && draft.sentence > 0
            && let Some(subject) = &draft.subject
        {
            let start = page.tokens[subject.tokens.start].start;
            if start < context.start && context.start - start < 600 {
                context.start = start;
            }
        }
        context
    }

    /// "The two agreed": the two of the call.
    fn joint_pair(
        &self,
        draft: &Draft,
        speaker: Option<Speaker>,
    ) -> (Option<Speaker>, Vec<Speaker>) {
        let page = self.page;
        let Some(subject) = &draft.subject else { return (speaker, Vec::new()) };
        let pair = page.says(subject.tokens.start, "they") && draft.class.is(Class::JOINT)
            || page.says(subject.tokens.end - 1, "two")
            || page.says(subject.tokens.end - 1, "both");
        if !pair || self.event.participants.len() < 2 {
            return (speaker, Vec::new());
        }
        let people = &self.resolver.people;
        let written = speaker.and_then(|speaker| speaker.as_written);
        let first = people.speaker(self.event.participants[0], written);
        let rest = self.event.participants[1..].iter().map(|person| people.speaker(*person, None));
        (Some(first), rest.collect())
    }

    fn addressees(&self, draft: &Draft, speaker: Option<&Speaker>, site: Site) -> Vec<Speaker> {
        if let Some(mention) = &draft.addressee {
            let page = self.page;
            let me = page.says(mention.tokens.start, "me")
                || page.says(mention.tokens.start, "us")
                || page.says(mention.tokens.start, "you");
            // "told a news conference": where, not whom.
            let place = occasion::place(page, resolve::head(page, mention));
            if me || place && mention.form == Form::Nominal {
                return Vec::new();
            }
            let outlet = passed::outlet(page, mention);
            let hearer = outlet.as_ref().unwrap_or(mention);
            let (addressee, _) = self.resolver.look(hearer, site);
            // Nobody is told by himself: the pronoun means another.
            let own = speaker.is_some_and(|speaker| speaker.name == addressee.name);
            if addressee.name.is_empty() || own { Vec::new() } else { vec![addressee] }
        } else if draft.class.is(Class::READOUT) {
            speaker.map_or_else(Vec::new, |speaker| self.hearers(speaker))
        } else {
            Vec::new()
        }
    }
}

/// What is not of the telling in a draft's sentence: what it and the acts beside it report, and the
/// phrase that says who its speaker is. And the content of another act that it stands in.
fn around(page: &Page, draft: &Draft, found: &[Draft]) -> (Vec<Span>, Option<Span>) {
    let mut content = draft.spans.clone();
    let apposition = draft.subject.as_ref().and_then(|subject| subject.apposition.clone());
    if let Some(apposition) = apposition.filter(|range| !adjunct::speaking(page, range)) {
        content.push(page.span(apposition));
    }
    let mut within: Option<Span> = None;
    let others = found.iter().filter(|other| other.sentence == draft.sentence);
    for span in others.filter(|other| other.cue != draft.cue).flat_map(|other| &other.spans) {
        let cue = draft.cue.filter(|cue| span.contains(*cue));
        let subject = draft.subject.as_ref().map(|subject| page.tokens[subject.name].span());
        if cue.is_none() {
            content.push(*span);
        } else if subject.is_some_and(|subject| span.contains(subject))
            && within.is_none_or(|within| span.len() < within.len())
        {
            within = Some(*span);
        }
    }
    (content, within)
}

/// The verb of a draft in its sentence; behind the subject where there is none.
fn verb<'a>(
    page: &'a Page,
    draft: &'a Draft,
    content: &'a [Span],
    within: Option<Span>,
) -> Verb<'a> {
    let mut sentence = page.sentences[draft.sentence].clone();
    // A quote that goes on in the next sentence has its cue in the one before.
    if let Some(cue) = draft.cue.filter(|cue| cue.end <= page.tokens[sentence.start].start) {
        let at = page.tokens.partition_point(|token| token.end <= cue.start);
        let before = page.sentences.partition_point(|range| range.end <= at);
        sentence = page.sentences[before].clone();
    }
    let inside = |it: &&Mention| sentence.start <= it.tokens.start && it.tokens.end <= sentence.end;
    let subject = draft.subject.as_ref().filter(inside);
    let token = |at: u32| {
        let tokens = &page.tokens[sentence.clone()];
        sentence.start + tokens.partition_point(|token| token.end <= at)
    };
    let at = match (draft.cue, subject) {
        (Some(cue), _) => {
            token(cue.start)..token(cue.end.saturating_sub(1)).max(token(cue.start)) + 1
        }
        (None, Some(subject)) => subject.tokens.end..subject.tokens.end,
        (None, None) => sentence.start..sentence.start,
    };
    let at = at.start.min(sentence.end)..at.end.min(sentence.end);
    Verb { page, sentence, subject, at, content, within }
}

/// The order in which the mentions of drafts stand in the text.
fn by_cue(found: &[Draft]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    let key = |draft: &Draft| {
        let start = draft.spans.first().map_or(0, |span| span.start);
        let subject = draft.subject.as_ref().map_or(usize::MAX, |subject| subject.tokens.start);
        (draft.sentence, subject, start)
    };
    order.sort_by_key(|index| key(&found[*index]));
    order
}

/// A probability with two digits, never certain.
fn rounded(confidence: f32) -> f32 {
    (confidence.clamp(0.0, 0.99) * 100.0).round() / 100.0
}

/// How many bytes a statement's pieces have.
fn length(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.len()).sum()
}
