//! The other side's readout of the same call: same participants, same day.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::TantivyDocument;

use super::readout::rows;
use crate::{
    index::{Row, Store, decode},
    model::{Agent, ApproxDate, Record, SpeakerKind, Wording},
    query::{
        Filter, Query, QueryError, day, ids,
        kwic::addresses,
        plan::{Rows, plan},
    },
};

/// A readout's date may be a day off the call's on the other side of the world.
const DAYS_OFF: i64 = 1;

/// A readout of the same call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Counterpart {
    /// Its path.
    pub path: String,
    /// What the ids of its statements begin with: 16 hex digits.
    pub hash: String,
    /// The two who spoke.
    pub participants: [String; 2],
    /// How many of its statements name both on that day.
    pub statements: u64,
}

/// Finds readouts of the call that the statement `id` is of: other documents with statements in a
/// readout's wording, and with some that name the same two people on the same day; those with most
/// first, none where the statement does not say who spoke to whom, or when.
pub fn counterparts(store: &Store, id: &str) -> Result<Vec<Counterpart>, QueryError> {
    let asked = ids::find(store, id)?;
    let searcher = store.searcher();
    let Some(days) = day(&asked).and_then(around) else { return Ok(Vec::new()) };
    let hash = asked.id.split('/').next().unwrap_or_default().to_owned();
    let mut found: BTreeMap<String, Counterpart> = BTreeMap::new();
    for pair in pairs(store, &asked, &hash)? {
        let [one, other] = &pair;
        let named = |name: &str| Query::Word(surname(name).to_owned());
        let on = Query::Filter(Filter::Date(days.into()));
        let wanted = Query::And(vec![named(one), named(other), on]);
        let plan = plan(&searcher, store, &wanted, Rows::Acts)?;
        for address in addresses(&searcher, &plan.query)? {
            let row: TantivyDocument = searcher.doc(address)?;
            let record = decode(&row)?;
            let other_hash = record.id.split('/').next().unwrap_or_default();
            if other_hash == hash || !names(&record, &pair) {
                continue;
            }
            let counterpart = found.entry(record.document.clone()).or_insert_with(|| Counterpart {
                path: record.document.clone(),
                hash: other_hash.to_owned(),
                participants: pair.clone(),
                statements: 0,
            });
            counterpart.statements += 1;
        }
        for path in found.keys().cloned().collect::<Vec<_>>() {
            let hash = found[&path].hash.clone();
            if !is_readout(store, &hash)? {
                found.remove(&path);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    let mut found: Vec<Counterpart> = found.into_values().collect();
    found.sort_by(|a, b| b.statements.cmp(&a.statements).then_with(|| a.path.cmp(&b.path)));
    Ok(found)
}

fn around(day: ApproxDate) -> Option<ApproxDate> {
    // A month or a year is no day to meet on.
    if 7 < day.last_day() - day.first_day() {
        return None;
    }
    ApproxDate::from_days(day.first_day() - DAYS_OFF, day.last_day() + DAYS_OFF)
}

/// Who spoke with whom in the call that `asked` tells of: its own people first, then those its
/// speaker is named with elsewhere in the document, most often first.
fn pairs(store: &Store, asked: &Record, hash: &str) -> Result<Vec<[String; 2]>, QueryError> {
    let searcher = store.searcher();
    let own = people(asked);
    let mut counts: BTreeMap<[String; 2], u64> = BTreeMap::new();
    let add = |counts: &mut BTreeMap<[String; 2], u64>, people: &BTreeSet<String>, weight: u64| {
        for one in people {
            for other in people.iter().filter(|other| one < *other) {
                *counts.entry([one.clone(), other.clone()]).or_default() += weight;
            }
        }
    };
    add(&mut counts, &own, 1_000);
    for row in [Row::Statement, Row::Act] {
        for address in rows(&searcher, store.fields(), hash, row)? {
            let stored: TantivyDocument = searcher.doc(address)?;
            let people = people(&decode(&stored)?);
            if !people.is_disjoint(&own) {
                add(&mut counts, &people, 1);
            }
        }
    }
    let mut pairs: Vec<([String; 2], u64)> = counts.into_iter().collect();
    pairs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(pairs.into_iter().map(|(pair, _)| pair).take(3).collect())
}

/// The names of those who took part in what a statement tells.
fn people(record: &Record) -> BTreeSet<String> {
    let agents = record.speaker.iter().chain(&record.joint_with).chain(&record.addressees);
    let people = agents.filter(|agent| agent.kind == SpeakerKind::Person);
    people.map(|agent: &Agent| agent.name.clone()).collect()
}

/// Whether a document tells what was said in a readout's words.
fn is_readout(store: &Store, hash: &str) -> Result<bool, QueryError> {
    let searcher = store.searcher();
    for row in [Row::Statement, Row::Act] {
        for address in rows(&searcher, store.fields(), hash, row)? {
            let stored: TantivyDocument = searcher.doc(address)?;
            if decode(&stored)?.wording == Wording::Readout {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn surname(name: &str) -> &str {
    name.split_whitespace().next_back().unwrap_or(name)
}

/// Whether `record` names both, by surname at least, in what it says or around it.
fn names(record: &Record, pair: &[String; 2]) -> bool {
    let agents = record.speaker.iter().chain(&record.joint_with).chain(&record.addressees);
    let named: Vec<&str> = agents.map(|agent| agent.name.as_str()).collect();
    pair.iter().all(|name| {
        let surname = surname(name);
        named.iter().any(|other| other.split_whitespace().any(|word| word == surname))
            || record.context.contains(surname)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document, said, speaker};

    fn calls() -> Corpus {
        let readout = |it: &mut crate::model::Statement, to: &str| {
            it.wording = Wording::Readout;
            it.addressees = vec![speaker(to)];
            it.said = Some(said("2031-03-03"));
        };
        corpus(vec![
            document("ours.txt")
                .says("Ada Okoye", "The crossings must reopen.", |it| readout(it, "Yoav Lindt"))
                .says("Ada Okoye", "I like trams.", |_| {}),
            document("theirs.txt").published("2031-03-04").says(
                "Lindt told Okoye: Yoav Lindt",
                "Not yet.",
                |it| readout(it, "Okoye"),
            ),
            document("later.txt").published("2031-04-04").says(
                "Yoav Lindt",
                "Okoye called.",
                |it| {
                    it.wording = Wording::Readout;
                },
            ),
            document("news.txt").published("2031-03-03").says(
                "Yoav Lindt",
                "Okoye called.",
                |_| {},
            ),
        ])
    }

    #[test]
    fn the_other_side_is_who_spoke_on_that_day() {
        let it = calls();
        let id = it.search("crossings").hits[0].record.id.clone();
        let found = counterparts(&it.store, &id).unwrap();
        let paths: Vec<_> = found.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, ["theirs.txt"]);
        assert_eq!(found[0].participants, ["Ada Okoye", "Yoav Lindt"]);
    }

    #[test]
    fn no_day_or_nobody_spoken_to_is_no_call() {
        let it = calls();
        let id = it.search("trams").hits[0].record.id.clone();
        assert_eq!(counterparts(&it.store, &id).unwrap(), []);
    }
}
