//! Reads the names of a page: runs of capitals that are people's, with title, role and gender.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Gender, People, Place, Seen,
    called::{apart, cased},
    kind_of, name_text,
    place::place,
    role_text,
};
use crate::{
    extract::{
        lexicon::Class,
        noun::{self, Form},
        page::Page,
        readout, title,
        token::{Kind, Token},
    },
    model::SpeakerKind,
    text::fold,
};

const NOT_A_NAME: Class = Class(
    Class::WEEKDAY.0
        | Class::MONTH.0
        | Class::PRONOUN.0
        | Class::DETERMINER.0
        | Class::POSSESSIVE.0
        | Class::CONJUNCTION.0
        | Class::SUBORDINATOR.0
        | Class::AUXILIARY.0
        | Class::ADVERB.0
        | Class::NEGATION.0,
);

/// What stands before places, not before people.
const PLACED: &[&str] =
    &["in", "at", "near", "around", "across", "outside", "inside", "throughout", "into"];

impl People {
    /// Reads all names of a page; in one that is all speech, `labelled` are those who speak.
    pub(in crate::extract) fn gather(page: &Page, labelled: Option<FxHashSet<String>>) -> Self {
        let start = |tokens: &std::ops::Range<usize>| page.tokens[tokens.start].start;
        let mut people = Self {
            sentences: page.sentences.iter().map(start).collect(),
            blocks: page.blocks.iter().map(|block| block.span.start).collect(),
            labelled,
            ..Self::default()
        };
        let mut surnames = Vec::new();
        for block in &page.blocks {
            let mut at = block.tokens.start;
            while at < block.tokens.end {
                let end = run_end(page, at, block.tokens.end);
                if end == at {
                    at += 1;
                    continue;
                }
                people.run(page, at..end, &mut surnames);
                at = end;
            }
        }
        let doubtful = std::mem::take(&mut people.doubtful);
        people.quoted_names(page);
        people.doubtful.clear();
        people.confirm(page, &doubtful, &surnames);
        people.add_single(page, &surnames);
        for (at, token, gender) in surnames {
            let folded = fold(page.word(token));
            if let Some(person) = people.by_surname(&folded, gender, at) {
                if let Some(gender) = gender {
                    people.list[person].gender.get_or_insert(gender);
                }
                people.see(page, at, person, token..token + 1);
            }
        }
        people.seen.sort_by_key(|seen| seen.at);
        people.vote(page);
        people
    }

    /// Tells the gender of those whom neither a title nor a given name does by the pronouns that
    /// follow them as subjects: “Tveit lost her seat”.
    fn vote(&mut self, page: &Page) {
        let mut votes = vec![(0u32, 0u32); self.list.len()];
        for (index, seen) in self.seen.iter().enumerate() {
            let subject = matches!(seen.place, Place::Subject | Place::Clause | Place::Speaker);
            if !subject || self.list[seen.person].gender.is_some() {
                continue;
            }
            let next = self.seen.get(index + 1).map_or(u32::MAX, |next| next.at);
            let first = page.tokens.partition_point(|token| token.start <= seen.at);
            let sentence = page.sentences.partition_point(|range| range.end <= first);
            let Some(sentence) = page.sentences.get(sentence) else { continue };
            let pronoun = (first..sentence.end)
                .take_while(|at| page.tokens[*at].start < next)
                .find_map(|at| pronoun_gender(page, at));
            match pronoun {
                Some(Gender::Male) => votes[seen.person].0 += 1,
                Some(Gender::Female) => votes[seen.person].1 += 1,
                None => {}
            }
        }
        for (person, (male, female)) in self.list.iter_mut().zip(votes) {
            if person.gender.is_none()
                && male.max(female) >= 2
                && male.min(female) * 4 <= male.max(female)
            {
                person.gender = Some(if male > female { Gender::Male } else { Gender::Female });
            }
        }
    }

    /// Runs that turn out to be people's: their last word stands alone, or behind a title,
    /// elsewhere.
    fn confirm(
        &mut self,
        page: &Page,
        doubtful: &[(usize, usize)],
        surnames: &[(u32, usize, Option<Gender>)],
    ) {
        if doubtful.is_empty() {
            return;
        }
        let alone: FxHashSet<&str> =
            surnames.iter().map(|(_, token, _)| page.word(*token)).collect();
        for (start, end) in doubtful {
            let last = page.word(end - 1);
            let folded = fold(last);
            // A label in an interview may be no more than initials.
            let initial = |at: usize| fold(page.word(at)).chars().next().unwrap_or_default();
            let labelled = |all: &FxHashSet<String>| {
                all.contains(folded.as_ref())
                    || all.contains(&format!("{}{}", initial(*start), initial(*end - 1)))
            };
            let known = self.by_last.contains_key(folded.as_ref())
                || self.labelled.as_ref().is_some_and(labelled);
            // "Dahlys Hamren has …": two words of no other meaning that do something.
            let plain = (*start..*end).all(|at| page.tokens[at].class.unlisted());
            let acts = || {
                let place = place(page, &(*start..*end)).0;
                matches!(place, Place::Subject | Place::Clause | Place::Speaker)
            };
            if !(known || alone.contains(last) || end - start == 2 && plain && acts()) {
                continue;
            }
            let name = name_text(page, &(*start..*end));
            let role = role_text(page, role_start(page, *start), *start)
                .or_else(|| apposition_role(page, *end));
            let n_known = self.list.len();
            let person = self.add(&name, SpeakerKind::Person, None, role);
            if person == n_known {
                self.list[person].sure = false;
            }
            self.see(page, page.tokens[*start].start, person, *start..*end);
        }
    }

    /// Names that stand only inside quotation marks: known, but no antecedents of the narration.
    fn quoted_names(&mut self, page: &Page) {
        let narrated = (std::mem::take(&mut self.seen), std::mem::take(&mut self.full));
        for region in &page.regions {
            let mut surnames = Vec::new();
            let inner = readout::inner_page(page.text, region.inner);
            let mut at = 0;
            while at < inner.tokens.len() {
                let end = run_end(&inner, at, inner.tokens.len());
                if at < end {
                    self.run(&inner, at..end, &mut surnames);
                }
                at = end.max(at + 1);
            }
            for (at, token, gender) in surnames {
                let folded = fold(inner.word(token));
                if let Some(person) = self.by_surname(&folded, gender, at) {
                    self.see(&inner, at, person, token..token + 1);
                }
            }
        }
        self.told = std::mem::replace(&mut self.seen, narrated.0);
        self.full = narrated.1;
        self.told.sort_by_key(|seen| seen.at);
    }

    /// Takes note of a mention.
    fn see(&mut self, page: &Page, at: u32, person: usize, name: std::ops::Range<usize>) {
        let (place, speaks) = place(page, &name);
        let alone = name.len() == 1;
        let start = role_start(page, name.start);
        let joined = page.says(name.end, "and") || start > 0 && page.says(start - 1, "and");
        self.seen.push(Seen { at, person, place, speaks, alone, joined });
        if !alone {
            self.add_full(at, person, place);
        }
    }

    /// Surnames that nothing completes and that do something: people all the same.
    fn add_single(&mut self, page: &Page, surnames: &[(u32, usize, Option<Gender>)]) {
        let mut often: FxHashMap<&str, (usize, bool)> = FxHashMap::default();
        let mut bodies: FxHashSet<&str> = FxHashSet::default();
        for (_, token, _) in surnames {
            let opens = page.sentences.binary_search_by_key(token, |range| range.start).is_ok();
            let (times, inside) = often.entry(page.word(*token)).or_default();
            *times += 1;
            *inside |= !opens;
            // "the Courier" is no person, "Courier" then neither.
            if *token > 0 && page.tokens[token - 1].is(Class::DETERMINER) {
                bodies.insert(page.word(*token));
            }
        }
        for (_, token, gender) in surnames {
            let word = page.word(*token);
            let folded = fold(word);
            let known = self.by_last.contains_key(folded.as_ref())
                || self.by_given(&folded, u32::MAX).is_some();
            if known {
                continue;
            }
            let (place, speaks) = place(page, &(*token..*token + 1));
            let subject = matches!(place, Place::Clause | Place::Subject | Place::Speaker);
            // More than the first word of a sentence, and more than once.
            let name = personal(page, *token) && often[word].0 >= 2 && often[word].1;
            let name = name && !bodies.contains(word);
            if gender.is_none() && !(subject && name) {
                continue;
            }
            let person = self.add(word, SpeakerKind::Person, *gender, None);
            self.list[person].sure = gender.is_some() || speaks;
        }
    }

    /// A run of capitals: titles, then a name.
    fn run(
        &mut self,
        page: &Page,
        run: std::ops::Range<usize>,
        surnames: &mut Vec<(u32, usize, Option<Gender>)>,
    ) {
        let Some(mention) = noun::shape(page, run.clone(), None) else { return };
        if mention.form != Form::Name {
            return;
        }
        let whole = &page.tokens[mention.name..mention.name_end];
        let name = mention.name + title::before_name(page.text, whole)..mention.name_end;
        let gender = Self::titles_gender(page, run.start..mention.name);
        let titled = mention.name > run.start
            && page.tokens[mention.name - 1].is(Class::TITLE.or(Class::ROLE));
        let first = page.tokens[name.start];
        if name.len() == 1 {
            let known_kind = kind_of(page, &(run.start..run.end));
            if !first.is(NOT_A_NAME) && known_kind == SpeakerKind::Person {
                if titled {
                    let role = role_text(page, run.start, mention.name);
                    self.add_titled(page, name.start, gender, role);
                }
                surnames.push((first.start, name.start, gender));
            }
            return;
        }
        let kind = kind_of(page, &(run.start..run.end));
        let given = Class::GIVEN_MALE.or(Class::GIVEN_FEMALE);
        // "around Port Carrow, the mayor …" is no person.
        let placed = run.start > 0
            && (page.says_any(run.start - 1, PLACED)
                || run.start > 1
                    && page.tokens[run.start - 1].is(Class::ATTACHING)
                    && page.tokens[run.start - 2].is(Class::ORGANIZATION)
                    && page.tokens[run.start - 2].capital);
        let evident = first.is(given) || titled || first.dotted || !placed && described(page, &run);
        // "Jan" and "Will" are names, too.
        let opens = page.sentences.binary_search_by_key(&name.start, |range| range.start).is_ok();
        let barred = first.is(NOT_A_NAME)
            && !(first.is(given)
                && (first.is(Class::MONTH) || !opens && !first.is(Class::WEEKDAY)));
        // "in the Federal Register, the Secretary": nobody is called so.
        let thing = name.start == run.start && run.start > 0 && page.says(run.start - 1, "the");
        if kind != SpeakerKind::Person || barred || thing {
            return;
        }
        // A headline in capitals: the name is what a given name begins.
        let name =
            if name.len() >= 5 && first.is(given) { name.start..name.start + 2 } else { name };
        if name.len() > 5 {
            return;
        }
        if !evident {
            self.doubtful.push((name.start, name.end));
            return;
        }
        let role = role_text(page, role_start(page, run.start), mention.name)
            .or_else(|| apposition_role(page, run.end));
        let text = cased(&name_text(page, &name));
        let gender = gender.or_else(|| given_gender(first));
        let person = self.add(&text, kind, gender, role);
        self.see(page, first.start, person, name);
    }

    /// `Secretary Austin` where no fuller name may ever come: kept as a surname.
    fn add_titled(
        &mut self,
        page: &Page,
        token: usize,
        gender: Option<Gender>,
        role: Option<String>,
    ) {
        let folded = fold(page.word(token)).into_owned();
        let strict = self.labelled.is_some();
        let words = [folded];
        let mut known = self.by_last.get(&words[0]).into_iter().flatten().copied();
        let known =
            known.find(|known| !strict || !apart(&self.list[*known], &words, role.as_deref()));
        let Some(person) = known else {
            self.add(page.word(token), SpeakerKind::Person, gender, role);
            return;
        };
        if let Some(role) = role {
            self.list[person].role.get_or_insert(role);
        }
    }
}

/// Whether a capital standing alone looks like somebody's name, and no place (`Norvik, Va.`) and no
/// people (`Europeans`).
fn personal(page: &Page, token: usize) -> bool {
    let word = page.word(token);
    let after_place =
        token >= 2 && page.tokens[token - 1].kind == Kind::Comma && page.tokens[token - 2].capital;
    let many = word.ends_with('s') && !word.ends_with("ss");
    !page.tokens[token].dotted && !after_place && !many
}

/// Where the run of capitals, titles, particles and initials that begins at `at` ends.
fn run_end(page: &Page, at: usize, end: usize) -> usize {
    let first = page.tokens[at];
    if !first.word() || !first.capital {
        return at;
    }
    let mut next = at + 1;
    while next < end {
        let token = page.tokens[next];
        // In capitals, "OF" and "ON" are no more part of a name than otherwise.
        let small = token.upper && token.is(Class::PREPOSITION.or(Class::CONJUNCTION));
        let part = token.word() && token.capital && !token.is(Class::PRONOUN_SUBJECT) && !small
            || token.is(Class::PARTICLE)
                && !token.is(Class::DETERMINER.or(Class::PREPOSITION).or(Class::CONJUNCTION))
                && page
                    .tokens
                    .get(next + 1)
                    .is_some_and(|after| after.capital || after.is(Class::PARTICLE))
            || page.says(next, "of")
                && page.tokens[next - 1].is(Class::TITLE.or(Class::ROLE).or(Class::ORGANIZATION))
                && page.tokens.get(next + 1).is_some_and(|after| after.capital);
        if !part {
            break;
        }
        next += 1;
    }
    // A sentence's first word in a capital of its own.
    let opener = Class::PREPOSITION.or(NOT_A_NAME).or(Class::VERB);
    if next > at + 1 && first.is(opener) && !first.is(Class::GIVEN_MALE.or(Class::GIVEN_FEMALE)) {
        return at;
    }
    next
}

fn described(page: &Page, run: &std::ops::Range<usize>) -> bool {
    let comma = page.tokens.get(run.end).is_some_and(|token| token.kind == Kind::Comma);
    let after = page.tokens.get(run.end + 1);
    let role_before = run.start > 0
        && page.tokens[run.start - 1].is(Class::ROLE)
        && page.tokens[run.start - 1].word();
    let cue = page.tokens.get(run.end).is_some_and(|token| {
        token.is(Class::CUE) && token.is(Class::SURE) && token.is(Class::FINITE)
    }) || run.start > 0
        && page.tokens[run.start - 1].is(Class::CUE)
        && page.tokens[run.start - 1].is(Class::SURE);
    let age = comma && after.is_some_and(|token| token.kind == Kind::Number);
    let office = comma
        && (run.end + 1..run.end + 8)
            .any(|at| page.tokens.get(at).is_some_and(|token| token.is(Class::ROLE)))
        && after.is_some_and(|token| {
            token.is(Class::DETERMINER.or(Class::ROLE).or(Class::POSSESSIVE))
                || token.capital
                || token.word()
        });
    let title = page.tokens[run.start].is(Class::TITLE);
    role_before || age || office || cue || title
}

/// `the chairman of …` behind a name's comma.
fn apposition_role(page: &Page, comma: usize) -> Option<String> {
    if page.tokens.get(comma)?.kind != Kind::Comma {
        return None;
    }
    let start = comma + 1;
    let clause = Class::SUBORDINATOR.or(Class::CONJUNCTION).or(Class::PRONOUN);
    let opens = page.tokens.get(start).is_some_and(|token| token.is(clause));
    if opens || page.says_any(start, &["who", "which", "whose", "whom"]) {
        return None;
    }
    let mut at = start;
    let mut role = false;
    while let Some(token) = page.tokens.get(at) {
        if !matches!(token.kind, Kind::Word | Kind::Possessive) || at - start > 12 {
            break;
        }
        let relative = page.says_any(at, &["who", "which", "whose", "whom"]);
        if relative
            || token.is(Class::AUXILIARY)
            || token.is(Class::CUE)
                && token.is(Class::FINITE)
                && !token.is(Class::ROLE.or(Class::ALSO_NOUN))
        {
            break;
        }
        role |= token.is(Class::ROLE);
        at += 1;
    }
    if !role || at == start {
        return None;
    }
    let first = page.tokens[start];
    let skip = usize::from(first.is(Class::DETERMINER));
    (start + skip < at).then(|| page.span(start + skip..at).of(page.text).to_owned())
}

/// Lower-case role words before a run of capitals belong to the role: `campaign manager`.
pub(super) fn role_start(page: &Page, mut start: usize) -> usize {
    let floor = start.saturating_sub(5);
    let mut role = false;
    let mut at = start;
    while at > floor {
        let token = page.tokens[at - 1];
        let barred = Class::AUXILIARY
            .or(Class::DETERMINER)
            .or(Class::PREPOSITION)
            .or(Class::CONJUNCTION)
            .or(Class::ADVERB)
            .or(Class::PRONOUN)
            .or(Class::VERB);
        let cue = token.is(Class::CUE) && token.is(Class::FINITE) && !token.is(Class::ALSO_NOUN);
        let fits = token.word()
            && !cue
            && (token.is(Class::ROLE.or(Class::TITLE))
                || role && (token.capital || !token.is(barred)));
        if !fits {
            break;
        }
        role |= token.is(Class::ROLE);
        at -= 1;
        if role {
            start = at;
        }
    }
    // "First Lady", "First Minister": the number belongs to the office.
    let numbered = page.says_any(start, &["lady", "gentleman", "minister"])
        && start > 0
        && page.says_any(start - 1, &["first", "second"])
        && page.tokens[start - 1].capital;
    start - usize::from(numbered)
}

fn pronoun_gender(page: &Page, at: usize) -> Option<Gender> {
    let token = page.tokens[at];
    if token.is(Class::PRONOUN_MALE) || page.says(at, "his") {
        Some(Gender::Male)
    } else if token.is(Class::PRONOUN_FEMALE) {
        Some(Gender::Female)
    } else {
        None
    }
}

fn given_gender(token: Token) -> Option<Gender> {
    match (token.is(Class::GIVEN_FEMALE), token.is(Class::GIVEN_MALE)) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}
