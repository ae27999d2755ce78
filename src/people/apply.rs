//! Rules applied to the statements of one document: by hash lookups alone.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Correction, Outcome, Overlay, Split, Target, Verdict, overlay::Named, rules::slug_hash,
};
use crate::{
    model::{Attribution, Document, Speaker, SpeakerKind, Statement},
    text::slug,
};

impl Overlay {
    /// Applies the rules to the `statements` found in `document`. Returns what became of its
    /// corrections.
    pub fn apply(&self, document: &Document, statements: &mut [Statement]) -> Vec<Outcome> {
        if self.is_empty() {
            return Vec::new();
        }
        let keys = [&document.key, &document.path];
        let n_keys = if document.key == document.path { 1 } else { 2 };
        let of_document = keys.iter().take(n_keys).filter_map(|key| self.by_document.get(*key));
        let corrections: Vec<&Correction> =
            of_document.flatten().map(|nth| &self.corrections[*nth]).collect();
        let mut outcomes = Vec::new();
        if !corrections.is_empty() {
            outcomes = Desk::new(document, statements).correct(&corrections);
        }
        if !self.names.is_empty() || !self.parts.is_empty() {
            self.rename(document, statements);
        }
        for outcome in &outcomes {
            for ordinal in &outcome.statements {
                let at = statements.iter_mut().find(|it| it.ordinal == *ordinal);
                at.into_iter().for_each(leave_speaker_out);
            }
        }
        outcomes
    }

    fn rename(&self, document: &Document, statements: &mut [Statement]) {
        let mut place = Place { document, roles: FxHashMap::default() };
        if self.splits.iter().any(|split| split.role.is_some()) {
            for speaker in statements.iter().flat_map(agents) {
                if let Some(role) = &speaker.role {
                    let id = self.called(&speaker.name).id;
                    if self.parts.contains_key(&id) {
                        place.roles.entry(id).or_default().insert(role.clone());
                    }
                }
            }
        }
        for statement in statements {
            let Statement { speaker, via, addressees, joint_with, .. } = statement;
            let mut renamed = false;
            for speaker in speaker.iter_mut().chain(via).chain(addressees).chain(joint_with) {
                renamed |= self.rename_one(speaker, &place);
            }
            if renamed {
                let Statement { speaker, via, addressees, joint_with, .. } = statement;
                each_once(via, None);
                each_once(addressees, None);
                each_once(joint_with, speaker.as_ref());
            }
        }
    }

    fn rename_one(&self, speaker: &mut Speaker, place: &Place<'_>) -> bool {
        let id = slug(&speaker.name);
        if id.is_empty() {
            return false;
        }
        let called = self.names.get(&id);
        let parts = self.parts.get(called.map_or(&id, |named| &named.id));
        let part = parts.and_then(|parts| {
            let id = called.map_or(&id, |named| &named.id);
            parts.iter().find(|(nth, _)| place.is_in(&self.splits[*nth], id, speaker))
        });
        let Some(Named { name, .. }) = part.map(|(_, into)| into).or(called) else { return false };
        if speaker.name == *name {
            return false;
        }
        speaker.name.clone_from(name);
        if speaker.kind == SpeakerKind::Unnamed {
            speaker.kind = SpeakerKind::Person;
        }
        true
    }
}

/// Where a name stands.
struct Place<'a> {
    document: &'a Document,
    /// The roles that the document has for the names that splits by role ask about.
    roles: FxHashMap<String, FxHashSet<String>>,
}

impl Place<'_> {
    fn is_in(&self, split: &Split, id: &str, speaker: &Speaker) -> bool {
        let document = self.document;
        let in_document = split.document.as_ref().is_none_or(|pattern| {
            lies_in(&document.path, pattern) || lies_in(&document.key, pattern)
        });
        let by_outlet = split.outlet.as_ref().is_none_or(|outlet| {
            document.outlet.as_ref().is_some_and(|other| slug(other) == slug(outlet))
        });
        let on_date = split.date.is_none_or(|date| {
            document.published.is_some_and(|published| published.overlaps(date))
        });
        let in_role = split.role.as_ref().is_none_or(|wanted| match &speaker.role {
            Some(role) => has_words(role, wanted),
            // A mention without a role is of whoever has it in the document.
            None => {
                self.roles.get(id).is_some_and(|all| all.iter().any(|it| has_words(it, wanted)))
            }
        });
        in_document && by_outlet && on_date && in_role
    }
}

/// Whether `path` is, or lies in the folder, that `pattern` stands for.
fn lies_in(path: &str, pattern: &str) -> bool {
    let pattern = pattern.trim_end_matches('/');
    let below = path.match_indices('/').map(|(slash, _)| &path[..slash]);
    below.chain([path]).any(|part| matches(part, pattern))
}

/// Whether `pattern` stands for `text`, `*` in it being any text.
fn matches(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut rest = rest;
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

fn has_words(role: &str, wanted: &str) -> bool {
    let role = slug(role);
    let has = |word: &str| role.split('-').any(|other| other == word);
    slug(wanted).split('-').all(has)
}

fn agents(statement: &Statement) -> impl Iterator<Item = &Speaker> {
    let Statement { speaker, via, addressees, joint_with, .. } = statement;
    speaker.iter().chain(via).chain(addressees).chain(joint_with)
}

/// Leaves out of `list` who is in it twice, and `speaker`.
fn each_once(list: &mut Vec<Speaker>, speaker: Option<&Speaker>) {
    let mut seen: FxHashSet<String> = speaker.map(Speaker::id).into_iter().collect();
    list.retain(|one| one.name.is_empty() || seen.insert(one.id()));
}

/// Nobody passes their own words on, or says them jointly with themselves.
fn leave_speaker_out(statement: &mut Statement) {
    if let Some(id) = statement.speaker.as_ref().map(Speaker::id) {
        statement.via.retain(|one| one.id() != id);
        statement.joint_with.retain(|one| one.id() != id);
    }
}

/// The statements of a document as its text gives them, to be corrected.
struct Desk<'a> {
    document: &'a Document,
    statements: &'a mut [Statement],
    /// Whom the text gives for each; empty for nobody.
    given: Vec<String>,
    /// [`slug`] of each quote.
    words: Vec<String>,
    /// Everybody that the text names, by id.
    people: FxHashMap<String, Speaker>,
    /// By ordinal: the id of who said it by the text, and who says it now.
    corrected: FxHashMap<u32, (String, Option<Speaker>)>,
    /// The same by turn, of those that are corrected as a whole.
    turns: FxHashMap<u32, (String, Option<Speaker>)>,
}

impl<'a> Desk<'a> {
    fn new(document: &'a Document, statements: &'a mut [Statement]) -> Self {
        let given = statements.iter().map(|it| name_of(it.speaker.as_ref())).collect();
        let words = statements.iter().map(|statement| {
            let pieces: Vec<_> = statement.spans.iter().map(|it| document.plain(*it)).collect();
            slug(&pieces.join(" "))
        });
        let words = words.collect();
        let mut people: FxHashMap<String, Speaker> = FxHashMap::default();
        for speaker in statements.iter().flat_map(agents) {
            let known = people.entry(speaker.id()).or_insert_with(|| speaker.clone());
            if known.role.is_none() {
                known.role.clone_from(&speaker.role);
            }
        }
        let (corrected, turns) = (FxHashMap::default(), FxHashMap::default());
        Self { document, statements, given, words, people, corrected, turns }
    }

    fn correct(mut self, corrections: &[&Correction]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(corrections.len());
        // One statement is more than a whole turn.
        let by_turn = |it: &&&Correction| matches!(it.target, Target::Turn(_));
        let (turns, quotes): (Vec<&&Correction>, Vec<&&Correction>) =
            corrections.iter().partition(by_turn);
        for correction in turns.into_iter().chain(quotes) {
            outcomes.push(self.correct_one(correction));
        }
        self.tell_who_reports_it();
        outcomes
    }

    fn correct_one(&mut self, correction: &Correction) -> Outcome {
        let mut outcome = Outcome {
            rule: correction.id(),
            verdict: Verdict::Holds,
            statements: Vec::new(),
            text: String::new(),
        };
        let found = match &correction.target {
            Target::Turn(label) => self.of_turn(label),
            Target::Quote { words, hash, nth } => match self.of_quote(words, *hash, *nth) {
                Ok(at) => vec![at],
                Err(verdict) => return Outcome { verdict, ..outcome },
            },
        };
        let Some(first) = found.first() else {
            return Outcome { verdict: Verdict::Gone, ..outcome };
        };
        outcome.text.clone_from(&self.given[*first]);
        if let Some(was) = &correction.was {
            let now = slug(&outcome.text);
            let speaker = correction.speaker.as_deref().map(slug).unwrap_or_default();
            if now != slug(was) && now != speaker {
                return Outcome { verdict: Verdict::Otherwise, ..outcome };
            }
        }
        for at in found {
            self.set(at, correction.speaker.as_deref());
            if let (Target::Turn(_), Some(turn)) =
                (&correction.target, turn_of(self.document, &self.statements[at]))
            {
                let corrected = self.corrected.get(&self.statements[at].ordinal).cloned();
                self.turns.extend(corrected.map(|corrected| (turn, corrected)));
            }
            outcome.statements.push(self.statements[at].ordinal);
        }
        outcome
    }

    /// The statements that stand under a label of a transcript.
    fn of_turn(&self, label: &str) -> Vec<usize> {
        let document = self.document;
        let label = slug(label);
        let is_it = |turn: u32| {
            document.turns.get(turn as usize).is_some_and(|turn| {
                let written = turn.label.map(|span| span.of(&document.text));
                let names = written.into_iter().chain(turn.known_as(document));
                names.map(slug).any(|name| name == label)
            })
        };
        let own = |statement: &Statement| {
            statement.attribution == Attribution::Turn && statement.parent.is_none()
        };
        let statements = self.statements.iter().enumerate();
        let own = statements.filter(|(_, statement)| own(statement));
        own.filter(|(_, it)| turn_of(document, it).is_some_and(is_it)).map(|(at, _)| at).collect()
    }

    /// The one statement of those words.
    fn of_quote(
        &self,
        words: &str,
        hash: Option<u64>,
        nth: Option<(u32, u32)>,
    ) -> Result<usize, Verdict> {
        let start = slug(words);
        let is_it = |quote: &String| match hash {
            Some(hash) => slug_hash(quote) == hash,
            None => {
                quote.strip_prefix(&start).is_some_and(|it| it.is_empty() || it.starts_with('-'))
            }
        };
        let same = self.words.iter().enumerate().filter(|(_, words)| is_it(words));
        let same: Vec<usize> = same.map(|(at, _)| at).collect();
        if let Some((nth, of)) = nth {
            let at = same.get(nth as usize - 1).filter(|_| same.len() == of as usize);
            return at.copied().ok_or(Verdict::Gone);
        }
        let shown = same.iter().filter(|at| self.statements[**at].primary);
        let shown: Vec<usize> = shown.copied().collect();
        match (same.as_slice(), shown.as_slice()) {
            ([], _) => Err(Verdict::Gone),
            ([one], _) | (_, [one]) => Ok(*one),
            _ => Err(Verdict::Several),
        }
    }

    fn set(&mut self, at: usize, name: Option<&str>) {
        let statement = &mut self.statements[at];
        let before = slug(&self.given[at]);
        let mention = statement.speaker.as_ref().and_then(|speaker| speaker.as_written);
        let agrees = name.is_some_and(|name| slug(name) == before);
        statement.speaker = statement.speaker.take().filter(|_| agrees).or_else(|| {
            let name = name?;
            let known = self.people.get(&slug(name));
            let kind = known.map_or(SpeakerKind::Person, |known| known.kind);
            let role = known.and_then(|known| known.role.clone());
            Some(Speaker { name: name.to_owned(), as_written: mention, kind, role })
        });
        statement.confidence = 1.0;
        if name.is_none() {
            statement.attribution = Attribution::Unknown;
        }
        self.corrected.insert(statement.ordinal, (before, statement.speaker.clone()));
    }

    /// Puts whoever says an outer act now in the place of who did, in all that it reports.
    fn tell_who_reports_it(&mut self) {
        let parents: FxHashMap<u32, Option<u32>> =
            self.statements.iter().map(|it| (it.ordinal, it.parent)).collect();
        for statement in self.statements.iter_mut() {
            let mut changes = Vec::new();
            let mut above = statement.parent;
            for _ in 0..parents.len() {
                let Some(ordinal) = above else { break };
                changes.extend(self.corrected.get(&ordinal));
                above = parents.get(&ordinal).copied().flatten();
            }
            if changes.is_empty() && !self.corrected.contains_key(&statement.ordinal) {
                let turn = turn_of(self.document, statement);
                changes.extend(turn.and_then(|turn| self.turns.get(&turn)));
            }
            for (before, now) in changes.into_iter().filter(|(before, _)| !before.is_empty()) {
                let Some(at) = statement.via.iter().position(|via| via.id() == *before) else {
                    continue;
                };
                match now {
                    Some(now) => {
                        let as_written = statement.via[at].as_written;
                        statement.via[at] = Speaker { as_written, ..now.clone() };
                    }
                    None => drop(statement.via.remove(at)),
                }
            }
        }
    }
}

fn name_of(speaker: Option<&Speaker>) -> String {
    speaker.map(|speaker| speaker.name.clone()).unwrap_or_default()
}

/// The turn of the transcript that `statement` stands in.
pub(super) fn turn_of(document: &Document, statement: &Statement) -> Option<u32> {
    let start = statement.spans.first()?.start;
    let nth = document.paragraphs.partition_point(|it| it.span.end <= start);
    document.paragraphs.get(nth)?.turn
}
