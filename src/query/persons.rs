//! One person over all documents, and statements of which it is not sure who said them.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, TantivyDocument, collector::DocSetCollector};

use super::{
    Query, QueryError, SpeakerRow, acts_beside,
    place::sort_by_place,
    plan::{Rows, all, any, plan, term},
};
use crate::{
    index::{Store, clip, decode},
    model::{Agent, Record, SpeakerKind},
    text::{fold, nearest, slug},
};

/// What is known of a person.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Person {
    /// The key of the name.
    pub id: String,
    /// The name.
    pub name: String,
    /// Their primary statements.
    pub statements: u64,
    /// Primary statements of others that they passed on.
    pub via: u64,
    /// How texts name them beside the cue, most often first.
    pub written: Vec<(String, u64)>,
    /// Their roles as written, most often first.
    pub roles: Vec<(String, u64)>,
    /// The documents they are in, those with most statements first.
    pub documents: Vec<(String, u64)>,
    /// The years of their statements, in order.
    pub years: Vec<(i16, u64)>,
    /// Others with the same last word of the name, who may be the same or not.
    pub namesakes: Vec<SpeakerRow>,
}

/// Returns what is known of the person `id`; `all` being [`super::speakers`].
pub fn person(store: &Store, id: &str, all: &[SpeakerRow]) -> Result<Option<Person>, QueryError> {
    let Some(row) = all.iter().find(|row| row.id == id) else { return Ok(None) };
    let mut written = Counted::default();
    let mut roles = Counted::default();
    let mut documents = Counted::default();
    let mut years: BTreeMap<i16, u64> = BTreeMap::new();
    for record in statements_of(store, id)? {
        let agents = record.speaker.iter().chain(&record.joint_with).chain(&record.via);
        for agent in agents.filter(|agent| agent.id == id) {
            written.extend(agent.as_written.clone().or_else(|| Some(agent.name.clone())));
            roles.extend(agent.role.clone());
        }
        documents.extend(Some(record.document.clone()));
        if let Some(day) = super::day(&record)
            && day.first().year() == day.last().year()
        {
            *years.entry(day.first().year()).or_default() += 1;
        }
    }
    Ok(Some(Person {
        id: id.to_owned(),
        name: row.name.clone(),
        statements: row.statements,
        via: row.via,
        written: written.sorted(),
        roles: roles.sorted(),
        documents: documents.sorted(),
        years: years.into_iter().collect(),
        namesakes: namesakes(&row.name, all).into_iter().cloned().collect(),
    }))
}

#[derive(Default)]
struct Counted(FxHashMap<String, u64>);

impl Counted {
    fn extend(&mut self, text: Option<String>) {
        if let Some(text) = text {
            *self.0.entry(text).or_default() += 1;
        }
    }

    fn sorted(self) -> Vec<(String, u64)> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_by(|(one, n), (other, n_other)| n_other.cmp(n).then_with(|| one.cmp(other)));
        all
    }
}

/// The primary statements that a person said or passed on, in no order.
fn statements_of(store: &Store, id: &str) -> Result<Vec<Record>, QueryError> {
    let searcher = store.searcher();
    let fields = [store.fields().speaker.id, store.fields().via.id];
    let of_person = any(fields.map(|field| term(field, clip(id))).into());
    let primary = plan(&searcher, store, &Query::All, Rows::Statements)?.query;
    let query = all(vec![primary, of_person], Vec::new());
    let mut addresses: Vec<DocAddress> =
        searcher.search(&query, &DocSetCollector)?.into_iter().collect();
    addresses.sort_unstable();
    let read = |address| -> Result<Record, QueryError> {
        let row: TantivyDocument = searcher.doc(address)?;
        Ok(decode(&row)?)
    };
    addresses.into_iter().map(read).collect()
}

/// Those of `all` whose name ends like `name`, and is another one.
pub fn namesakes<'a>(name: &str, all: &'a [SpeakerRow]) -> Vec<&'a SpeakerRow> {
    let id = slug(name);
    let last = |id: &str| id.rsplit('-').next().unwrap_or_default().to_owned();
    let surname = last(&id);
    let others = all.iter().filter(|row| row.id != id && 2 < surname.len());
    others.filter(|row| last(&row.id) == surname).collect()
}

/// Whom somebody may have meant by `typed`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Meant<'a> {
    /// This one.
    One(&'a SpeakerRow),
    /// One of these, all of whose names have the words, or are nearest to them.
    Several(Vec<&'a SpeakerRow>),
}

/// Finds among `all` whom `typed` names: who is called so to the letter, case and accents aside,
/// or else whoever may be meant.
pub fn meant<'a>(typed: &str, all: &'a [SpeakerRow]) -> Meant<'a> {
    let id = slug(typed);
    if let Some(row) = all.iter().find(|row| row.id == id) {
        return Meant::One(row);
    }
    let words: Vec<&str> = id.split('-').filter(|word| !word.is_empty()).collect();
    let has = |row: &&SpeakerRow| {
        words.iter().all(|word| row.id.split('-').any(|other| other.starts_with(word)))
    };
    let with_words: Vec<_> = all.iter().filter(has).collect();
    if !words.is_empty() && !with_words.is_empty() {
        return Meant::Several(with_words);
    }
    let folded = fold(typed);
    let names: Vec<String> = all.iter().map(|row| fold(&row.name).into_owned()).collect();
    let near = nearest(&folded, names.iter().map(String::as_str));
    let near = all.iter().zip(&names).filter(|(_, name)| near.contains(&name.as_str()));
    let mut near: Vec<_> = near.map(|(row, _)| row).collect();
    if near.is_empty() {
        // A slip in one word of several.
        let parts: Vec<&str> = all.iter().flat_map(|row| row.id.split('-')).collect();
        let slips: Vec<_> =
            words.iter().flat_map(|word| nearest(word, parts.iter().copied())).collect();
        let found = all.iter().filter(|row| row.id.split('-').any(|part| slips.contains(&part)));
        near = found.collect();
    }
    Meant::Several(near)
}

/// A statement of which it is not sure who said it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsure {
    /// The statement.
    pub record: Record,
    /// The other people of the document, those named most often first.
    pub others: Vec<Agent>,
}

/// Finds the statements that match `query` whose speaker is less than `below` sure, 0 to 1, the
/// least sure first; those without one only where the document names anybody. Returns `limit` of
/// them at most, and how many there are.
pub fn unsure(
    store: &Store,
    query: &Query,
    below: f32,
    limit: usize,
) -> Result<(Vec<Unsure>, u64), QueryError> {
    let searcher = store.searcher();
    let plan = plan(&searcher, store, query, Rows::Statements)?;
    let opened = store.opened(&searcher);
    let mut found: Vec<(f64, DocAddress)> = Vec::new();
    for address in searcher.search(&plan.query, &DocSetCollector)? {
        let columns = &opened.segments()[address.segment_ord as usize];
        let confidence = columns.share("confidence")?.first(address.doc_id).unwrap_or(1.0);
        if confidence < f64::from(below) {
            found.push((confidence, address));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let total = found.len() as u64;
    let mut unsure = Vec::new();
    for equal in found.chunk_by_mut(|(one, _), (other, _)| one.total_cmp(other).is_eq()) {
        if limit <= unsure.len() {
            break;
        }
        sort_by_place(&opened, equal, |(_, address)| (*address, None))?;
        for (_, address) in equal {
            let row: TantivyDocument = searcher.doc(*address)?;
            let record = decode(&row)?;
            let others = others(store, &record)?;
            if record.speaker.is_some() || !others.is_empty() {
                unsure.push(Unsure { record, others });
            }
            if limit <= unsure.len() {
                break;
            }
        }
    }
    Ok((unsure, total))
}

/// The people of the document of `record` beside its speaker, those named most often first.
pub fn others(store: &Store, record: &Record) -> Result<Vec<Agent>, QueryError> {
    let own = record.speaker.as_ref().map(|speaker| speaker.id.as_str()).unwrap_or_default();
    let mut people: Vec<(Agent, u64)> = Vec::new();
    for act in acts_beside(store, record)? {
        let agents = act.speaker.into_iter().chain(act.via).chain(act.joint_with);
        for agent in agents.chain(act.addressees) {
            if agent.id.is_empty() || agent.id == own || agent.kind == SpeakerKind::Unnamed {
                continue;
            }
            match people.iter_mut().find(|(known, _)| known.id == agent.id) {
                Some((_, n)) => *n += 1,
                None => people.push((agent, 1)),
            }
        }
    }
    people.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    Ok(people.into_iter().map(|(agent, _)| agent).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{
        fixture::{corpus, document, news},
        speakers,
    };

    #[test]
    fn a_person_is_told_from_namesakes() {
        let news = news();
        let all = speakers(&news.store).unwrap();
        let it = person(&news.store, "jonas-miller", &all).unwrap().unwrap();
        assert_eq!((it.name.as_str(), it.statements, it.via), ("Jonas Miller", 1, 1));
        let namesakes: Vec<_> = it.namesakes.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(namesakes, ["Stefan Miller"]);
        assert!(!it.documents.is_empty());
        assert_eq!(person(&news.store, "nobody", &all).unwrap(), None);
    }

    #[test]
    fn whoever_may_be_meant_is_found() {
        let news = news();
        let all = speakers(&news.store).unwrap();
        let found = |typed: &str| match meant(typed, &all) {
            Meant::One(row) => format!("= {}", row.name),
            Meant::Several(rows) => {
                rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ")
            }
        };
        assert_eq!(found("ADA OKOYE"), "= Ada Okoye");
        assert_eq!(found("miller"), "Jonas Miller, Stefan Miller");
        assert_eq!(found("Ada Okoey"), "Ada Okoye");
        assert_eq!(found("Brnadt"), "Ines Brandt");
        assert_eq!(found("Xyz"), "");
    }

    #[test]
    fn the_least_sure_come_first() {
        let it = corpus(vec![
            document("a.txt")
                .says("Ada", "One.", |it| it.confidence = 0.6)
                .says("Ben", "Two.", |it| it.confidence = 0.2)
                .says("Ada", "Three.", |it| it.confidence = 0.95),
            document("b.txt").says("Cy", "Four.", |it| {
                it.confidence = 0.1;
                it.speaker = None;
            }),
        ]);
        let (unsure, total) = unsure(&it.store, &Query::All, 0.9, 10).unwrap();
        let found: Vec<_> =
            unsure.iter().map(|it| format!("{} {}", it.record.quote, it.others[0].name)).collect();
        // Nobody is named in the other document.
        assert_eq!(found, ["Two. Ada", "One. Ben"]);
        assert_eq!(total, 3);
    }
}
