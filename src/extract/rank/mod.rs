//! Who said a quote, by a linear model over the phrases around it; the rules' answer is one of
//! the things it looks at.

mod features;
mod model;
mod phrases;
mod region;

pub use model::Weights;

use features::{Context, Past};
use model::{Kept, Score, Sink};
use phrases::{Phrase, key, phrases};
use region::region;

use super::{
    clause::Pattern,
    draft::{Draft, Evidence, before_next, drafts},
    lexicon::Class,
    noun::{Form, Mention},
    page::{Block, Page},
    view::View,
};
use crate::model::{Document, Kind, Span};

/// How many sentences before a quote its speaker is looked for.
const BACK: usize = 3;
/// How many quotes back it matters who spoke.
const FAR: usize = 40;
/// How many drafts to each side may claim what a draft does.
const BESIDE: usize = 12;
/// How many words a told act may have before its own cue.
const EMBEDDED: usize = 6;
/// A sentence of more tokens is a list or a table: no phrases are sought in it.
const LONG: usize = 600;

/// A quote of the rules and who may have said it, to train with.
#[derive(Clone, Debug)]
pub struct Instance {
    /// What stands between marks, in the source.
    pub quoted: Vec<Span>,
    /// Whom the rules would name: an index into `candidates`.
    pub picked: usize,
    /// What it may be; the first is that nobody is named.
    pub candidates: Vec<Candidate>,
    /// Buckets of the features of each of `quoted`, to tell statements from titles and terms.
    pub regions: Vec<Vec<u32>>,
    /// Whether the rules would take none of it for a statement.
    pub doubtful: bool,
}

/// One of the answers to who said a quote.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The mention, in the source; nothing where nobody is named.
    pub span: Option<Span>,
    /// Buckets of its features.
    pub features: Vec<u32>,
}

/// Returns what there is to learn from `document`; `weights` decide about the quotes before.
pub fn instances(document: &Document, weights: Option<&Weights>) -> Vec<Instance> {
    let view = View::new(document);
    let page = Page::new(document, &view);
    let mut ranker = Ranker { weights, ..Ranker::default() };
    let mut kept = Vec::new();
    let mut before = None;
    for block in &page.blocks {
        let mut found = Vec::new();
        drafts(&page, block, before.as_ref(), &mut found);
        ranker.rank(&page, block, &mut found, Some(&mut kept));
        before = before_next(&page, block, &found, before.as_ref());
    }
    for instance in &mut kept {
        instance.quoted.iter_mut().for_each(|span| *span = view.source(*span));
        for span in instance.candidates.iter_mut().filter_map(|candidate| candidate.span.as_mut()) {
            *span = view.source(*span);
        }
    }
    kept
}

/// Decides about the quotes of a document, from its first to its last.
#[derive(Default)]
pub(super) struct Ranker<'w> {
    weights: Option<&'w Weights>,
    /// Who spoke, by key, with the sentence and the mention.
    spoke: Vec<(u64, usize, Mention)>,
    phrases: Vec<Phrase>,
    /// Whose sentences, up to this one, have been read for phrases.
    gathered: usize,
}

impl Ranker<'static> {
    pub(super) fn new() -> Self {
        Self { weights: Weights::built_in(), ..Self::default() }
    }
}

impl Ranker<'_> {
    /// Gives every quote of a paragraph the speaker that fits best.
    ///
    /// What is no statement goes.
    pub(super) fn decide(&mut self, page: &Page, block: &Block, found: &mut Vec<Draft>) {
        if self.weights.is_some() {
            self.rank(page, block, found, None);
        }
        found.retain(|draft| !draft.doubtful && !draft.spans.is_empty());
    }

    fn rank(
        &mut self,
        page: &Page,
        block: &Block,
        found: &mut [Draft],
        mut kept: Option<&mut Vec<Instance>>,
    ) {
        if !found.iter().any(|draft| !draft.quoted.is_empty()) {
            return;
        }
        self.gather(page, block);
        for index in 0..found.len() {
            let draft = &found[index];
            if draft.quoted.is_empty() {
                continue;
            }
            if open(page, found, index)
                && let Some((context, list)) = self.candidates(page, block, draft)
            {
                let draft = &found[index];
                let (sentence, _) = context.reach();
                let picked = draft.subject.as_ref().map_or(0, |subject| {
                    let same = |phrase: &Phrase| phrase.mention.tokens.end == subject.tokens.end;
                    list.iter().position(same).map_or(0, |place| place + 1)
                });
                let nobody = Past { since: self.since(sentence), ..Past::default() };
                let pasts: Vec<Past> = list
                    .iter()
                    .map(|phrase| self.past(page, found, index, phrase, &context, &list))
                    .collect();
                let each = |at: usize, sink: &mut dyn Sink| match at.checked_sub(1) {
                    None => context.none(sink, picked == 0, &nobody, list.len()),
                    Some(at) => {
                        context.candidate(page, &list[at], picked == at + 1, &pasts[at], sink);
                    }
                };
                if let Some(kept) = kept.as_mut() {
                    let candidates = (0..=list.len()).map(|at| {
                        let mut features = Kept::default();
                        each(at, &mut features);
                        let mention = at.checked_sub(1).map(|at| &list[at].mention);
                        let span = mention.map(|mention| super::resolve::as_written(page, mention));
                        Candidate { span, features: features.0 }
                    });
                    let quoted = draft.quoted.clone();
                    let candidates = candidates.collect();
                    let doubtful = draft.doubtful;
                    kept.push(Instance {
                        quoted,
                        picked,
                        candidates,
                        regions: Vec::new(),
                        doubtful,
                    });
                }
                if let Some(weights) = self.weights {
                    let scores: Vec<f32> = (0..=list.len())
                        .map(|at| {
                            let mut score = Score::new(weights);
                            each(at, &mut score);
                            score.value()
                        })
                        .collect();
                    let (best, probability) = best_of(&scores);
                    let draft = &mut found[index];
                    draft.sureness = Some(weights.confidence(probability));
                    if best != picked {
                        let phrase = best.checked_sub(1).map(|at| list[at].clone());
                        give(page, block, draft, phrase);
                    }
                }
                let draft = &mut found[index];
                if let Some(kept) = kept.as_mut().and_then(|kept| kept.last_mut()) {
                    kept.regions = draft
                        .quoted
                        .iter()
                        .map(|quoted| {
                            let mut features = Kept::default();
                            if let Some(at) = token(page, block, *quoted) {
                                region(page, block, draft, &context, at, &mut features);
                            }
                            features.0
                        })
                        .collect();
                }
                if let Some(weights) = self.weights {
                    sift(page, block, draft, &context, weights);
                }
            }
            let draft = &found[index];
            if draft.doubtful || draft.quoted.is_empty() {
                continue;
            }
            if let Some(subject) = &draft.subject {
                self.spoke.push((key(page, subject), draft.sentence, subject.clone()));
            }
        }
    }

    /// The phrases of a paragraph and of the end of the one before.
    fn gather(&mut self, page: &Page, block: &Block) {
        let first = block.sentences.start.saturating_sub(2);
        self.phrases.retain(|phrase| first <= phrase.sentence);
        let next = first.max(self.gathered);
        self.gathered = block.sentences.end;
        for sentence in next..block.sentences.end {
            if page.sentences[sentence].len() <= LONG {
                phrases(page, sentence, &mut self.phrases);
            }
        }
    }

    fn candidates(
        &self,
        page: &Page,
        block: &Block,
        draft: &Draft,
    ) -> Option<(Context, Vec<Phrase>)> {
        let first = token(page, block, *draft.quoted.first()?)?;
        let last = token(page, block, *draft.quoted.last()?)?;
        let context = Context::new(page, block, draft, first, last);
        let (from, to) = context.reach();
        let place = |sentence| self.phrases.partition_point(|phrase| phrase.sentence < sentence);
        let reachable = &self.phrases[place(from.saturating_sub(BACK))..place(to + 2)];
        // The rules' mention stands for what begins where it does.
        let part = |phrase: &Phrase| {
            draft.subject.as_ref().is_some_and(|subject| {
                phrase.mention.tokens.start == subject.tokens.start
                    && phrase.mention.tokens.end != subject.tokens.end
                    && !phrase.cued
            })
        };
        let mut near: Vec<Phrase> =
            reachable.iter().filter(|phrase| !part(phrase)).cloned().collect();
        let mut add = |mention: &Mention| {
            if !near.iter().any(|phrase| phrase.mention.tokens.end == mention.tokens.end) {
                let sentence =
                    page.sentences.partition_point(|range| range.end <= mention.tokens.start);
                near.push(Phrase {
                    mention: mention.clone(),
                    sentence,
                    place: 0,
                    cued: false,
                    main: false,
                });
            }
        };
        if let Some(subject) = &draft.subject {
            add(subject);
        }
        let recent =
            self.spoke.iter().rev().take(2).filter(|(_, sentence, _)| sentence + 8 >= from);
        for (_, _, mention) in recent {
            add(mention);
        }
        Some((context, near))
    }

    fn since(&self, sentence: usize) -> usize {
        self.spoke.last().map_or(99, |(_, last, _)| sentence.saturating_sub(*last))
    }

    fn past(
        &self,
        page: &Page,
        found: &[Draft],
        index: usize,
        phrase: &Phrase,
        context: &Context,
        list: &[Phrase],
    ) -> Past {
        let (sentence, _) = context.reach();
        let own = key(page, &phrase.mention);
        let mut others = self.spoke.iter().rev().take(FAR);
        let newest = others.next();
        let turn = match newest {
            None => 1,
            Some((_, _, mention)) if mention.tokens.end == phrase.mention.tokens.end => 2,
            Some((key, _, _)) if *key == own => 3,
            Some(_) => {
                match others.find(|(key, _, _)| Some(key) != newest.map(|(key, _, _)| key)) {
                    Some((key, _, _)) if *key == own => 4,
                    _ => 5,
                }
            }
        };
        let times = self.spoke.iter().rev().take(FAR).filter(|(key, _, _)| *key == own).count();
        let end = phrase.mention.tokens.end;
        let mut claimed = 0;
        for other in beside(found, index) {
            let draft = &found[other];
            let same = draft.subject.as_ref().is_some_and(|subject| subject.tokens.end == end);
            if same && matches!(draft.evidence, Evidence::Act(_)) {
                let side = if other < index { 1 } else { 2 };
                claimed |= if draft.quoted.is_empty() { side << 2 } else { side };
            }
        }
        let told = told(page, &found[index], &phrase.mention);
        let between = |other: &&Phrase| {
            let at = other.mention.tokens.start;
            other.cued
                && (end <= at && at < context.first
                    || context.last < at && other.mention.tokens.end <= phrase.mention.tokens.start)
        };
        let nearer = list.iter().filter(between).count();
        Past { turn, times, since: self.since(sentence), claimed, told, nearer }
    }
}

/// The drafts around one, itself left out.
fn beside(found: &[Draft], index: usize) -> impl Iterator<Item = usize> {
    let near = index.saturating_sub(BESIDE)..found.len().min(index + BESIDE + 1);
    near.filter(move |at| *at != index)
}

/// Whether a draft's speaker is the model's to decide: not where the cue stands inside the
/// marks, nor where the act lies within another that is told of.
fn open(page: &Page, found: &[Draft], index: usize) -> bool {
    let draft = &found[index];
    if draft.inside || draft.settled {
        return false;
    }
    let within = |other: &Draft| {
        let shared =
            draft.quoted.iter().any(|quoted| other.quoted.iter().any(|own| own.overlaps(*quoted)));
        let holds = |draft: &Draft, cue: Option<Span>| {
            cue.is_some_and(|cue| draft.spans.iter().any(|span| span.contains(cue)))
        };
        // "Pruitt testified that Amsel told him, “…”": no other can be meant.
        let begins = |cue: Span| {
            draft.spans.first().is_some_and(|span| {
                let words = &page.text[span.start as usize..cue.start.max(span.start) as usize];
                !words.contains(',') && words.split_whitespace().nth(EMBEDDED).is_none()
            })
        };
        let that = draft.evidence == Evidence::Act(Pattern::That) && draft.subject.is_some();
        let told = holds(other, draft.cue)
            || that && holds(draft, other.cue) && other.cue.is_some_and(begins);
        shared && (other.inside || told)
    };
    !beside(found, index).any(|at| within(&found[at]))
}

/// The token of a quote's region.
fn token(page: &Page, block: &Block, quoted: Span) -> Option<usize> {
    let tokens = &page.tokens[block.tokens.clone()];
    let after = tokens.partition_point(|token| token.start <= quoted.start);
    let at = (block.tokens.start + after).checked_sub(1)?;
    page.tokens[at].region().map(|_| at)
}

/// Whether a quote names whom the mention names, and whether it says "I".
fn told(page: &Page, draft: &Draft, mention: &Mention) -> u64 {
    let name = page.word(mention.name_end - 1);
    let first = draft.quoted.first().map_or("", |quoted| quoted.of(page.text));
    let own = first.starts_with("I ") || first.contains(" I ");
    let named = mention.form == Form::Name && name.len() > 2 && first.contains(name);
    u64::from(own) << 1 | u64::from(named)
}

/// Takes out of a draft the regions that are no statements.
fn sift(page: &Page, block: &Block, draft: &mut Draft, context: &Context, weights: &Weights) {
    let said = draft.class.is(Class::SURE)
        && !draft.class.is(Class::NOUN_CONTENT)
        && draft.subject.is_some()
        && matches!(draft.evidence, Evidence::Act(_));
    let keeps = |quoted: &Span| {
        let Some(at) = token(page, block, *quoted) else { return true };
        // “No,” said Marrane: however short, it was said.
        let ends = page.tokens[at].region().and_then(|region| page.region_end(region));
        let whole = matches!(ends, Some(',' | '.' | '?' | '!' | '…'));
        if whole && said && !draft.doubtful {
            return true;
        }
        let mut score = Score::new(weights);
        region(page, block, draft, context, at, &mut score);
        score.value() > weights.threshold()
    };
    let lost: Vec<Span> = draft.quoted.iter().copied().filter(|quoted| !keeps(quoted)).collect();
    draft.doubtful &= lost.len() == draft.quoted.len();
    if lost.is_empty() {
        return;
    }
    draft.quoted.retain(|quoted| !lost.contains(quoted));
    draft.spans.retain(|span| !lost.contains(span));
    if draft.quoted.is_empty() && !draft.spans.is_empty() {
        let told = draft.class.is(Class::SURE) && draft.subject.is_some();
        if told && matches!(draft.evidence, Evidence::Act(_)) {
            draft.kind = Kind::Indirect;
        } else {
            draft.spans.clear();
        }
    }
}

/// The best of some scores, one at least, and how probable it is beside the others.
pub fn best_of(scores: &[f32]) -> (usize, f32) {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    let sum: f32 = scores.iter().map(|score| (score - scores[best]).exp()).sum();
    (best, 1.0 / sum)
}

/// Makes a phrase the speaker of a draft.
fn give(page: &Page, block: &Block, draft: &mut Draft, phrase: Option<Phrase>) {
    draft.cue = None;
    let Some(phrase) = phrase else {
        draft.subject = None;
        draft.evidence = Evidence::None;
        return;
    };
    let mention = phrase.mention;
    if draft.addressee.as_ref().is_some_and(|hearer| hearer.tokens.end == mention.tokens.end) {
        draft.addressee = None;
    }
    let cue = cue_beside(page, &mention, phrase.sentence);
    draft.cue = cue.map(|at| page.tokens[at].span());
    draft.class = cue.map_or(Class::default(), |at| page.tokens[at].class);
    let here = block.tokens.contains(&mention.tokens.start);
    draft.evidence = match cue {
        Some(_) if here => Evidence::Act(Pattern::Before),
        _ if here => Evidence::Near,
        _ => Evidence::Continued,
    };
    draft.subject = Some(mention);
}

/// The verb of saying right behind a mention or right before it.
fn cue_beside(page: &Page, mention: &Mention, sentence: usize) -> Option<usize> {
    let range = page.sentences.get(sentence)?.clone();
    let from = mention.apposition.as_ref().map_or(mention.tokens.end, |range| range.end);
    let says = |at: &usize| page.tokens[*at].word() && page.tokens[*at].is(Class::CUE);
    (from..range.end.min(from + 4)).find(says).or_else(|| {
        let before = mention.tokens.start.checked_sub(1)?;
        (before >= range.start && says(&before)).then_some(before)
    })
}
