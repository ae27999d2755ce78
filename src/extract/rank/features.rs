//! What the ranker looks at, hashed as it is computed: no strings, no allocation.

use std::ops::Range;

use super::{model::Sink, phrases::Phrase};
use crate::{
    extract::{
        clause::Pattern,
        draft::{Draft, Evidence},
        lexicon::Class,
        noun::Form,
        page::{Block, Page},
        token::Kind as TokenKind,
    },
    model::Kind,
};

pub(super) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}

pub(super) fn word(page: &Page, at: usize) -> u64 {
    let token = page.tokens[at];
    // Names are nobody's business: a capital stands for all of them.
    if token.capital && token.class.unlisted() {
        return 1;
    }
    let bytes = page.word(at).bytes();
    bytes.fold(11, |hash, byte| mix(hash, u64::from(byte.to_ascii_lowercase())))
}

/// One letter for what a token is.
pub(super) fn code(page: &Page, at: usize) -> u8 {
    let token = page.tokens[at];
    match token.kind {
        TokenKind::Comma => b',',
        TokenKind::Stop => b'.',
        TokenKind::Colon => b':',
        TokenKind::Semicolon => b';',
        TokenKind::Dash => b'-',
        TokenKind::Open => b'(',
        TokenKind::Close => b')',
        TokenKind::Possessive => b'\'',
        TokenKind::Number => b'0',
        TokenKind::Other => b'o',
        TokenKind::Region(_) => b'R',
        TokenKind::Word => word_code(page, at),
    }
}

fn word_code(page: &Page, at: usize) -> u8 {
    let token = page.tokens[at];
    let table = [
        (Class::PRONOUN_SUBJECT, b'P'),
        (Class::AUXILIARY, b'A'),
        (Class::NEGATION, b'n'),
        (Class::CONJUNCTION, b'&'),
        (Class::SUBORDINATOR, b's'),
        (Class::PREPOSITION, b'p'),
        (Class::DETERMINER.or(Class::POSSESSIVE), b'd'),
    ];
    if page.says(at, "that") {
        return b't';
    }
    if page.says(at, "who") || page.says(at, "which") {
        return b'w';
    }
    if token.capital {
        let name = !token.is(Class::PRONOUN_SUBJECT.or(Class::PREPOSITION).or(Class::DETERMINER));
        if name {
            return b'N';
        }
    }
    if token.is(Class::CUE) && !token.capital {
        return match () {
            () if token.is(Class::GERUND) => b'G',
            () if token.is(Class::QUOTES) && token.is(Class::FINITE) => b'C',
            () => b'c',
        };
    }
    if let Some((_, letter)) = table.iter().find(|(class, _)| token.is(*class)) {
        return *letter;
    }
    match () {
        () if token.is(Class::ADVERB) => b'a',
        () if token.is(Class::VERB) => b'v',
        () if token.is(Class::ACT) && token.is(Class::PAST) => b'e',
        () if token.is(Class::ACT) => b'v',
        () if token.is(Class::EITHER) => b'E',
        () if token.is(Class::ROLE.or(Class::TITLE)) => b'r',
        () if page.word(at).ends_with("ed") => b'e',
        () => b'x',
    }
}

pub(super) fn bucketed(number: usize) -> u64 {
    match number {
        0..=3 => number as u64,
        4..=5 => 4,
        6..=8 => 5,
        9..=14 => 6,
        15..=25 => 7,
        _ => 8,
    }
}

/// The codes of the tokens between two places, all and roughly.
fn paths(page: &Page, tokens: Range<usize>) -> (u64, u64) {
    let (mut fine, mut rough) = (Path::default(), Path::default());
    for at in tokens {
        let letter = code(page, at);
        fine.step(letter);
        if !matches!(letter, b'a' | b'd' | b'A' | b'0' | b'o') {
            rough.step(coarse(letter));
        }
    }
    (fine.hash, rough.hash)
}

/// Codes one after the other, runs of one as one, up to a length.
struct Path {
    hash: u64,
    last: u8,
    n: usize,
}

impl Default for Path {
    fn default() -> Self {
        Self { hash: 3, last: 0, n: 0 }
    }
}

impl Path {
    fn step(&mut self, letter: u8) {
        const LONGEST: usize = 9;
        if letter == self.last || self.n > LONGEST {
            return;
        }
        self.last = letter;
        self.n += 1;
        self.hash = mix(self.hash, if self.n > LONGEST { 0xffff } else { u64::from(letter) });
    }
}

fn coarse(letter: u8) -> u8 {
    match letter {
        b'r' | b'x' | b'N' => b'x',
        b'v' | b'e' => b'v',
        other => other,
    }
}

/// What is the same for all candidates of a draft.
pub(super) struct Context {
    /// Tokens of its regions, first and last; where it has only one, the same.
    pub(super) first: usize,
    pub(super) last: usize,
    sentence: usize,
    last_sentence: usize,
    pub(super) evidence: u64,
    pub(super) ending: u64,
    pub(super) stand: u64,
    pub(super) beside: u64,
    pub(super) size: u64,
    pub(super) cue_word: u64,
}

/// What a candidate was in the document so far.
#[derive(Default)]
pub(super) struct Past {
    /// Whether it is who spoke last, the one before, or neither.
    pub(super) turn: u64,
    /// How often it spoke.
    pub(super) times: usize,
    /// How many sentences ago the last quote was.
    pub(super) since: usize,
    /// Whether another draft of the paragraph is the candidate's, before or behind.
    pub(super) claimed: u64,
    /// Whether the quote speaks of the candidate by name, or says "I".
    pub(super) told: u64,
    /// How many phrases with a verb of saying stand between it and the quote.
    pub(super) nearer: usize,
}

fn evidence(draft: &Draft) -> u64 {
    match draft.evidence {
        Evidence::Act(pattern) => match pattern {
            Pattern::QuoteAfter => 1,
            Pattern::QuoteBefore => 2,
            Pattern::That => 3,
            Pattern::Bare => 4,
            Pattern::Before => 5,
            Pattern::Infinitive => 6,
            Pattern::Question => 7,
            Pattern::Noun => 8,
            Pattern::According => 9,
        },
        Evidence::Continued => 10,
        Evidence::Near => 11,
        Evidence::Subject => 12,
        Evidence::None => 13,
    }
}

impl Context {
    /// `regions` are the tokens of the draft's regions, first and last.
    pub(super) fn new(
        page: &Page,
        block: &Block,
        draft: &Draft,
        first: usize,
        last: usize,
    ) -> Self {
        let sentence = sentence_of(page, block, first);
        let last_sentence = sentence_of(page, block, last);
        let range = page.sentences[sentence].clone();
        let inner = |at: usize| page.tokens[at].region().map(|region| page.regions[region].inner);
        let final_char = page.tokens[last].region().and_then(|region| page.region_end(region));
        let ending = match final_char {
            Some(',') => 1,
            Some('.' | '…') => 2,
            Some('?' | '!') => 3,
            Some('-' | '–' | '—') => 4,
            _ => 5,
        };
        let capital = page.tokens[first].region().is_some_and(|region| page.region_capital(region));
        let n_words =
            inner(first).map_or(0, |inner| inner.of(page.text).split(' ').take(30).count());
        let alone = !range.clone().any(|at| page.tokens[at].word());
        let opens = first == block.tokens.start;
        let closes = last + 1 >= block.tokens.end;
        let before = if first > block.tokens.start { code(page, first - 1) } else { b'^' };
        let after = if last + 1 < block.tokens.end { code(page, last + 1) } else { b'$' };
        let kind = match draft.kind {
            Kind::Direct => 0,
            Kind::Mixed => 1,
            Kind::Indirect => 2,
        };
        let size = bucketed(n_words);
        let flags = [alone, opens, closes, capital];
        let stand = flags.iter().fold(1, |sum, flag| sum << 1 | u64::from(*flag));
        let cue_word = draft.cue.map_or(0, |cue| {
            let bytes = cue.of(page.text).bytes();
            bytes.fold(11, |hash, byte| mix(hash, u64::from(byte.to_ascii_lowercase())))
        });
        Self {
            first,
            last,
            sentence,
            last_sentence,
            evidence: mix(evidence(draft), kind),
            ending,
            stand: mix(stand, ending),
            beside: mix(u64::from(before), u64::from(after)),
            size,
            cue_word,
        }
    }

    /// That nobody is named.
    pub(super) fn none(&self, sink: &mut dyn Sink, picked: bool, past: &Past, n: usize) {
        let base = mix(901, u64::from(picked));
        let put = |sink: &mut dyn Sink, tag: u64, value: u64| sink.put(mix(mix(base, tag), value));
        put(sink, 0, 0);
        put(sink, 1, self.evidence);
        put(sink, 2, self.stand);
        put(sink, 3, self.beside);
        put(sink, 4, self.size);
        put(sink, 5, mix(self.size, self.stand));
        put(sink, 6, bucketed(past.since));
        put(sink, 7, bucketed(n));
        put(sink, 8, mix(self.stand, bucketed(past.since)));
    }

    /// One candidate.
    #[allow(clippy::too_many_lines, reason = "a list")]
    pub(super) fn candidate(
        &self,
        page: &Page,
        phrase: &Phrase,
        picked: bool,
        past: &Past,
        sink: &mut dyn Sink,
    ) {
        let mention = &phrase.mention;
        let (start, end) = (mention.tokens.start, mention.tokens.end);
        let sentence = page.sentences[phrase.sentence].clone();
        // Where it stands, and the words between it and the quote.
        let (place, between) = if end <= self.first {
            (0, end..self.first)
        } else if start > self.last {
            (2, self.last + 1..start)
        } else {
            let to_last = end..self.last.max(end);
            (1, to_last)
        };
        let apart = match place {
            0 => self.sentence.saturating_sub(phrase.sentence),
            2 => phrase.sentence.saturating_sub(self.last_sentence),
            _ => 0,
        };
        let distance = between.len();
        let relation = mix(place, apart.min(4) as u64);
        let form = match mention.form {
            Form::Pronoun => mix(1, word(page, start)),
            Form::Name => 2 + u64::from(mention.name > start),
            Form::Nominal => 5,
        };
        let short = match mention.form {
            Form::Pronoun => 1,
            Form::Name => 2,
            Form::Nominal => 3,
        };
        let (verb, verb_at) = verb_behind(page, mention.apposition.as_ref(), end, sentence.end);
        let before = if start > sentence.start { code(page, start - 1) } else { b'^' };
        let after = if end < sentence.end { code(page, end) } else { b'$' };
        let before_word = if start > sentence.start { word(page, start - 1) } else { 2 };
        let after_word = if end < sentence.end { word(page, end) } else { 3 };
        let head = head_word(page, phrase);
        let head_class = page.tokens[mention.name_end - 1].class.0
            & Class::ROLE
                .or(Class::DOCUMENT)
                .or(Class::ORGANIZATION)
                .or(Class::PLACE)
                .or(Class::COUNTRY)
                .or(Class::TITLE)
                .or(Class::DEMONYM)
                .or(Class::GIVEN_MALE)
                .or(Class::GIVEN_FEMALE)
                .or(Class::WORK_NOUN)
                .or(Class::MONTH)
                .0;
        let (fine, rough) =
            if distance > 40 || apart > 0 { (0, 0) } else { paths(page, between.clone()) };
        let flags = mix(
            u64::from(phrase.cued) << 1 | u64::from(phrase.main),
            bucketed(phrase.place.min(4)),
        );
        // Regions that stand between it and its own.
        let regions = between.take(60).filter(|at| page.tokens[*at].region().is_some()).count();
        // Which side of the quote its verb stands on, right beside it or not.
        let reach = verb_at.map_or(9, |at| {
            if at < self.first {
                bucketed(self.first - at - 1)
            } else {
                20 + bucketed((at - self.last.min(at)).saturating_sub(1))
            }
        });
        let turned = before == b'C';
        let own = mix(short, relation);

        let base = 17;
        let mut put = |tag: u64, value: u64| sink.put(mix(mix(base, tag), value));
        put(1, mix(u64::from(picked), self.evidence));
        put(2, mix(mix(u64::from(picked), self.evidence), own));
        put(3, mix(mix(u64::from(picked), self.evidence), mix(self.stand, relation)));
        put(4, mix(u64::from(picked), mix(self.cue_word, short)));
        put(5, own);
        put(6, mix(relation, self.stand));
        put(7, mix(relation, self.beside));
        put(8, mix(mix(relation, self.beside), mix(short, bucketed(distance))));
        put(9, mix(relation, bucketed(distance)));
        put(10, form);
        put(11, mix(form, relation));
        put(12, mix(fine, place));
        put(13, mix(mix(fine, place), mix(self.beside, short)));
        put(14, mix(rough, place));
        put(15, mix(mix(rough, place), self.stand));
        put(16, verb);
        put(17, mix(verb, relation));
        put(18, mix(verb, mix(reach, place)));
        put(19, mix(reach, mix(place, self.ending)));
        put(20, mix(u64::from(before), u64::from(after)));
        put(21, mix(mix(u64::from(before), u64::from(after)), relation));
        put(22, mix(before_word, short));
        put(23, mix(before_word, relation));
        put(24, mix(after_word, short));
        put(25, mix(after_word, mix(relation, self.ending)));
        put(26, mix(head, u64::from(place == 0)));
        put(27, mix(head_class, short));
        put(28, mix(head_class, relation));
        put(29, mix(flags, relation));
        put(30, mix(flags, mix(short, self.evidence)));
        put(31, mix(mix(flags, relation), self.stand));
        put(32, mix(bucketed(regions), relation));
        put(33, mix(u64::from(turned), mix(before_word, relation)));
        put(34, mix(past.turn, own));
        put(35, mix(past.turn, mix(bucketed(past.since), relation)));
        put(36, mix(past.turn, mix(self.stand, short)));
        put(37, mix(bucketed(past.times), own));
        put(38, mix(past.claimed, mix(u64::from(picked), relation)));
        put(39, mix(past.claimed, mix(self.evidence, place)));
        put(40, mix(bucketed(end - start), short));
        put(41, mix(u64::from(mention.apposition.is_some()), mix(u64::from(after), relation)));
        put(42, mix(mix(self.size, relation), short));
        put(43, mix(mix(past.turn, past.claimed), mix(self.evidence, relation)));
        put(44, mix(mix(fine, verb), place));
        put(46, mix(past.told, short));
        put(47, mix(past.told, own));
        put(48, mix(bucketed(past.nearer), mix(u64::from(phrase.cued), relation)));
        put(49, mix(bucketed(past.nearer), mix(u64::from(phrase.cued), mix(self.stand, place))));
        put(45, mix(mix(rough, u64::from(picked)), mix(self.evidence, place)));
    }

    pub(super) fn reach(&self) -> (usize, usize) {
        (self.sentence, self.last_sentence)
    }
}

/// The nearest verb behind a mention: its word, and where it stands.
fn verb_behind(
    page: &Page,
    apposition: Option<&Range<usize>>,
    end: usize,
    limit: usize,
) -> (u64, Option<usize>) {
    let from = match apposition {
        Some(range) if range.end < limit => range.end,
        _ => end,
    };
    let found = (from..limit.min(from + 8)).find(|at| {
        let token = page.tokens[*at];
        token.word()
            && !token.capital
            && (token.is(Class::CUE.or(Class::VERB).or(Class::ACT))
                || page.word(*at).ends_with("ed"))
            || token.region().is_some()
    });
    match found {
        Some(at) if page.tokens[at].word() => (word(page, at), Some(at)),
        _ => (5, None),
    }
}

/// The word that a nominal is about; for names, only that it is one.
fn head_word(page: &Page, phrase: &Phrase) -> u64 {
    match phrase.mention.form {
        Form::Name => 1,
        Form::Pronoun => word(page, phrase.mention.tokens.start),
        Form::Nominal => word(page, crate::extract::resolve::head(page, &phrase.mention)),
    }
}

fn sentence_of(page: &Page, block: &Block, token: usize) -> usize {
    let sentences = &page.sentences[block.sentences.clone()];
    let after = sentences.partition_point(|range| range.end <= token);
    (block.sentences.start + after).min(block.sentences.end.max(1) - 1)
}
