//! Drafts into statements: speakers by name, chains of telling, days, hearers.

mod chain;
mod days;
mod notes;
mod relay;

use notes::spokes_for;

use super::{
    Topics,
    clause::Pattern,
    draft::{Draft, Evidence, before_next, drafts, mend},
    event::Event,
    lexicon::Class,
    noun::Form,
    page::{Block, Page},
    people::People,
    rank::Ranker,
    resolve::Resolver,
    title, turn,
    view::View,
};
use crate::model::{
    ApproxDate, Attribution, DateBasis, Document, Kind, Said, Span, Speaker, Statement, Wording,
};

/// How many bytes back a pronoun's antecedent may stand.
const REACH: u32 = 2500;

/// Builds the statements of a page, in no order yet; spans are the view's.
pub(super) fn statements(
    document: &Document,
    view: &View,
    page: &Page,
    topics: &Topics,
) -> Vec<Statement> {
    let mut people = People::gather(page);
    if let Some(title) = &document.title {
        people.join(&title::named(title));
    }
    let turns = turn::speakers(document, view, &people);
    let mut whole =
        if document.turns.is_empty() { turn::of_document(document, &people) } else { None };
    let resolver = Resolver { page, people, last: None, publisher: None };
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
        dated: None,
        block: 0,
        scene: None,
    };
    for (index, block) in page.blocks.iter().enumerate() {
        assembler.block = index;
        if document.turns.is_empty()
            && let Some(speaker) =
                turn::of_heading(block.span.of(page.text), &assembler.resolver.people)
        {
            whole = Some(speaker);
            continue;
        }
        if whole.is_some() && turn::is_heading(block.span.of(page.text)) {
            continue;
        }
        let labelled = block.turn.and_then(|turn| turns.get(turn as usize)).cloned().flatten();
        match labelled.or_else(|| whole.clone()) {
            Some(speaker) => assembler.turn(block, &speaker),
            None => assembler.prose(block),
        }
    }
    let metadata = Topics::from_metadata(&document.topics);
    let mut built = assembler.built;
    for statement in &mut built {
        let mut found = topics.of(statement.context.of(page.text));
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
    /// The last to be reported as saying something on a day, the day, and in which paragraph.
    dated: Option<(String, Said, usize)>,
    /// The paragraph at hand.
    block: usize,
    /// Who was last told of as doing something on a day, and the day.
    scene: Option<(String, Said)>,
}

impl Assembler<'_> {
    fn turn(&mut self, block: &Block, speaker: &Speaker) {
        let said = self.published.map(|date| Said {
            date: Some(date),
            as_written: None,
            basis: DateBasis::Document,
        });
        for piece in turn::pieces(self.page, block) {
            self.built.push(Statement {
                ordinal: 0,
                primary: true,
                parent: None,
                joint_with: Vec::new(),
                spans: vec![piece],
                quoted: Vec::new(),
                context: piece,
                kind: Kind::Direct,
                wording: Wording::Own,
                speaker: Some(speaker.clone()),
                via: Vec::new(),
                addressees: Vec::new(),
                cue: None,
                attribution: Attribution::Turn,
                confidence: 0.99,
                said,
                topics: Vec::new(),
            });
        }
        self.nested_in_turn(block, speaker);
        self.before = None;
    }

    /// What a turn reports of others.
    fn nested_in_turn(&mut self, block: &Block, speaker: &Speaker) {
        let mut found = Vec::new();
        drafts(self.page, block, None, &mut found);
        let n_turns = self.built.len();
        self.resolver.last = None;
        for draft in found {
            let Evidence::Act(pattern) = draft.evidence else { continue };
            let Some(subject) = &draft.subject else { continue };
            let third = match subject.form {
                Form::Pronoun => {
                    self.page.tokens[subject.name].is(Class::PRONOUN_MALE.or(Class::PRONOUN_FEMALE))
                }
                Form::Name => true,
                Form::Nominal => !matches!(pattern, Pattern::Bare),
            };
            let sure = draft.class.is(Class::SURE)
                && !matches!(pattern, Pattern::Noun | Pattern::Question | Pattern::Infinitive);
            if !third || !sure {
                continue;
            }
            let mut statement = self.statement(block, &draft);
            let unnamed = statement.speaker.as_ref().is_none_or(|speaker| speaker.name.is_empty());
            if unnamed && statement.kind == Kind::Indirect {
                continue;
            }
            let Some(parent) = (0..n_turns).rev().find(|index| {
                self.built[*index].attribution == Attribution::Turn
                    && statement
                        .spans
                        .iter()
                        .all(|span| self.built[*index].spans[0].contains(*span))
            }) else {
                continue;
            };
            statement.parent = u32::try_from(parent).ok();
            if !speaker.name.is_empty() {
                statement.via = vec![Speaker { as_written: None, ..speaker.clone() }];
            }
            if statement.kind == Kind::Indirect {
                statement.wording = Wording::Paraphrase;
            }
            self.built.push(statement);
        }
    }

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
            let statement = self.statement(block, draft);
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

    fn statement(&mut self, block: &Block, draft: &Draft) -> Statement {
        let page = self.page;
        let sentence = page.sentences[draft.sentence].clone();
        let sentence_start = page.tokens[sentence.start].start;
        // In a turn, "he" may be anybody the speaker has in mind: only the paragraph tells.
        let reach = if block.turn.is_some() { 0 } else { REACH };
        let floor = block.span.start.saturating_sub(reach);
        let resolved = draft
            .subject
            .as_ref()
            .map(|subject| self.resolver.resolve(subject, sentence_start, floor));
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
            let name = draft.subject.as_ref().is_some_and(|subject| subject.form == Form::Name);
            confidence *= if name { 0.98 } else { 0.9 };
        }
        if speaker.is_some() && draft.evidence == Evidence::Continued {
            attribution = Attribution::Continued;
        }
        let addressees = if joint_with.is_empty() {
            self.addressees(draft, speaker.as_ref(), sentence_start, floor)
        } else {
            Vec::new()
        };
        let mut aside = draft.spans.clone();
        // "who stormed to victory on Wednesday, said": the day of something else.
        if let Some(apposition) =
            draft.subject.as_ref().and_then(|subject| subject.apposition.clone())
        {
            aside.push(page.span(apposition));
        }
        let own = self.dates(draft.sentence, draft.cue, &aside);
        let said = own.or_else(|| self.carried(draft, speaker.as_ref()));
        if let Some((said, speaker)) = said.zip(speaker.as_ref()) {
            let known = self.dated.as_ref().is_some_and(|(name, _, _)| *name == speaker.name);
            if own.is_some() || !known {
                self.dated = Some((speaker.name.clone(), said, self.block));
            }
        }
        let wording = match draft.kind {
            _ if draft.inside => Wording::Readout,
            Kind::Indirect => Wording::Paraphrase,
            Kind::Direct | Kind::Mixed => Wording::Own,
        };
        if let Some(speaker) = &speaker {
            self.resolver.last = Some(speaker.clone());
        }
        let relayed = draft.inside
            || draft.class.is(Class::READOUT)
                && draft.kind == Kind::Mixed
                && speaker.as_ref().is_some_and(|speaker| self.takes_part(speaker));
        let publisher = speaker.as_ref().filter(|_| relayed).and_then(|it| self.publisher_of(it));
        let told = self.readout && draft.class.is(Class::READOUT) && draft.kind != Kind::Direct;
        let wording = if relayed || told { Wording::Readout } else { wording };
        let office = speaker.as_ref().and_then(spokes_for);
        let via = publisher.into_iter().chain(office).collect();
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

    fn addressees(
        &mut self,
        draft: &Draft,
        speaker: Option<&Speaker>,
        sentence: u32,
        floor: u32,
    ) -> Vec<Speaker> {
        if let Some(mention) = &draft.addressee {
            let page = self.page;
            let me = page.says(mention.tokens.start, "me")
                || page.says(mention.tokens.start, "us")
                || page.says(mention.tokens.start, "you");
            if me {
                return Vec::new();
            }
            let (addressee, _) = self.resolver.resolve(mention, sentence, floor);
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
