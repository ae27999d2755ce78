//! Who passed words on, where the words of telling name them: `was quoted by the Courier as
//! saying`, `a patient wrote in the study`, `officials cited in the report`.

use super::{Assembler, REACH, adjunct::Verb};
use crate::{
    extract::{
        draft::Draft,
        lexicon::Class,
        noun::{self, Form, Mention},
        page::Page,
        people::Site,
        resolve,
    },
    model::Speaker,
};

impl Assembler<'_> {
    /// Who passed on what `speaker` said, by the words around `verb`.
    pub(super) fn passed_on(
        &mut self,
        draft: &Draft,
        verb: &Verb,
        speaker: &Speaker,
    ) -> Option<Speaker> {
        let subject = draft.subject.as_ref()?;
        let at = subject.tokens.start;
        if verb.subject.is_none() {
            // A quote that goes on in the next sentence.
            let passed = self.passed.as_ref().filter(|(before, _)| *before == at);
            return passed.map(|(_, passed)| passed.clone());
        }
        let page = self.page;
        let mention = quoted_by(page, verb, subject)
            .or_else(|| according(page, verb))
            .or_else(|| told_in(page, verb, subject).filter(|_| person(page, subject)))?;
        let start = page.tokens[verb.sentence.start].start;
        let site = Site { sentence: start, floor: start.saturating_sub(REACH), own: &[] };
        let (passed, _) = self.resolver.look(&mention, site);
        if passed.name.is_empty() || passed.name == speaker.name {
            return None;
        }
        self.passed = Some((at, passed.clone()));
        Some(passed)
    }
}

/// `was quoted by the agency as saying`, `the agency quoted her as saying`, `officials cited in
/// the report`.
fn quoted_by(page: &Page, verb: &Verb, subject: &Mention) -> Option<Mention> {
    let end = verb.sentence.end;
    let cited = |at: usize| page.says_any(at, &["cited", "quoted"]);
    if subject.tokens.start >= 1 && cited(subject.tokens.start - 1) {
        let saying = page.says(subject.tokens.end, "as");
        let active = |it: &Mention| it.form == Form::Name || page.tokens[it.name].is(ISSUED);
        return noun::ending_at(page, verb.sentence.start, subject.tokens.start - 1)
            .filter(|it| saying && active(it));
    }
    let from = subject.tokens.end;
    let quoted = (from..end.min(from + 4)).find(|at| cited(*at))?;
    let by = (quoted + 1..end.min(quoted + 4)).find(|at| page.says_any(*at, &["by", "in"]))?;
    let between = (quoted + 1..by).all(|at| page.says_any(at, &["as", "saying", "telling"]));
    let found = noun::starting_at(page, by + 1, end).filter(|_| between)?;
    (found.form != Form::Pronoun).then_some(found)
}

/// `According to a transcript, she said`
fn according(page: &Page, verb: &Verb) -> Option<Mention> {
    let mut opening = verb.opening();
    let at = opening.find(|at| page.says(*at, "according") && page.says(*at + 1, "to"))?;
    noun::starting_at(page, at + 2, verb.sentence.end)
        .filter(|found| found.tokens.end <= opening.end && found.form != Form::Pronoun)
}

/// `a patient wrote in the study`
fn told_in(page: &Page, verb: &Verb, subject: &Mention) -> Option<Mention> {
    if subject.form != Form::Nominal || verb.at.is_empty() {
        return None;
    }
    let behind = verb.behind();
    let first = behind.start;
    let found = noun::starting_at(page, first + 1, behind.end)
        .filter(|_| first < behind.end && page.says(first, "in"))?;
    page.says_any(resolve::head(page, &found), REPORTS).then_some(found)
}

/// Whether a phrase is of one of those whom others write about, not of who writes reports.
fn person(page: &Page, subject: &Mention) -> bool {
    let head = resolve::head(page, subject);
    let writes = Class::ROLE.or(Class::ORGANIZATION).or(Class::DOCUMENT).or(Class::STATEMENT_NOUN);
    let told = ["patient", "resident", "source", "student", "voter", "witness"];
    let plural = page.word(head).ends_with('s') && !page.says_any(head, &told);
    !plural && (!page.tokens[head].is(writes) || page.says_any(head, &told))
}

const ISSUED: Class = Class(Class::ORGANIZATION.0 | Class::DOCUMENT.0);

/// What is written about others.
const REPORTS: &[&str] =
    &["article", "audit", "documentary", "paper", "report", "review", "story", "study", "survey"];

/// The paper that "the paper" is: the last named before it.
pub(super) fn outlet(page: &Page, mention: &Mention) -> Option<Mention> {
    let the = mention.tokens.start;
    let medium = ["magazine", "network", "newspaper", "outlet", "paper", "website"];
    if mention.tokens.len() != 2 || !page.says(the, "the") || !page.says_any(the + 1, &medium) {
        return None;
    }
    let named = |at: &usize| page.tokens[*at].capital && page.says_any(*at, MEDIA);
    let at = (the.saturating_sub(OUTLET_WITHIN)..the).rev().find(named)?;
    let sentence = page.sentences.partition_point(|range| range.end <= at);
    let start = page.sentences[sentence].start;
    noun::ending_at(page, start, at + 1).filter(|found| found.form == Form::Name)
}

/// How many tokens back a paper may be named.
const OUTLET_WITHIN: usize = 250;

/// How the names of papers and stations end.
const MEDIA: &[&str] = &[
    "abc",
    "ap",
    "bbc",
    "bloomberg",
    "cbs",
    "chronicle",
    "cnn",
    "courier",
    "dispatch",
    "examiner",
    "gazette",
    "globe",
    "guardian",
    "herald",
    "independent",
    "inquirer",
    "journal",
    "magazine",
    "mail",
    "mirror",
    "monitor",
    "msnbc",
    "nbc",
    "news",
    "npr",
    "observer",
    "politico",
    "post",
    "press",
    "register",
    "reuters",
    "standard",
    "star",
    "sun",
    "telegraph",
    "times",
    "tribune",
];
