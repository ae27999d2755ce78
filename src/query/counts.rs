//! How many statements each speaker, topic, outlet or year has.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{
    Query, QueryError, SearchOptions, Sort, Weights,
    collect::Gather,
    hits::search,
    plan::{Rows, plan},
};
use crate::index::Store;

/// What statements can be counted by.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Facet {
    /// Who said it.
    Speaker,
    /// Who passed it on.
    Via,
    /// To whom.
    To,
    /// What it is about.
    Topic,
    /// Who published it.
    Outlet,
    /// The language of its document.
    Language,
    /// The document it stands in.
    Document,
    /// How close the text is to what was said.
    Kind,
    /// Whose words they are.
    Wording,
    /// The year of the saying, else of publication.
    Year,
    /// The month of the saying, else of publication.
    Month,
}

impl Facet {
    /// All of them, in the order they are listed.
    pub const ALL: &[Self] = &[
        Self::Speaker,
        Self::Via,
        Self::To,
        Self::Topic,
        Self::Outlet,
        Self::Language,
        Self::Document,
        Self::Kind,
        Self::Wording,
        Self::Year,
        Self::Month,
    ];

    /// The name it is asked for and printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Via => "via",
            Self::To => "to",
            Self::Topic => "topic",
            Self::Outlet => "outlet",
            Self::Language => "language",
            Self::Document => "doc",
            Self::Kind => "kind",
            Self::Wording => "wording",
            Self::Year => "year",
            Self::Month => "month",
        }
    }

    /// The column it is counted from.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Speaker => "speaker_label",
            Self::Via => "via_label",
            Self::To => "to_label",
            Self::Outlet => "outlet_label",
            other => other.name(),
        }
    }

    /// What the number `value` of a year's or a month's column stands for.
    pub(super) fn period(self, value: i64) -> String {
        match self {
            Self::Month => format!("{:04}-{:02}", value.div_euclid(100), value.rem_euclid(100)),
            _ => format!("{value:04}"),
        }
    }

    /// The facet of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|facet| facet.name() == name)
    }
}

/// How many matches there are, and what they are parts of.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Number {
    pub(super) matches: u64,
    pub(super) speeches: u64,
    pub(super) documents: u64,
}

impl Number {
    pub(super) fn add(&mut self, other: Self) {
        self.matches += other.matches;
        self.speeches += other.speeches;
        self.documents += other.documents;
    }
}

/// The values of one facet over all matches, most frequent first, then by label.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Its values.
    pub values: Vec<FacetValue>,
    /// Matches without a value: no speaker, no date.
    pub without: u64,
}

/// One value of a facet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FacetValue {
    /// What it is shown as: `Antony Blinken`, `2024-05`.
    pub label: String,
    /// The key it is stored by: `antony-blinken`.
    pub id: String,
    /// How many matches have it.
    pub count: u64,
    /// How many speeches these are parts of: turns, or texts that are one's words throughout.
    pub speeches: u64,
    /// How many documents they stand in.
    pub documents: u64,
}

impl FacetCounts {
    /// Sorts what was counted; values of one id are one.
    pub(super) fn new(facet: Facet, (counts, without): (FxHashMap<String, Number>, u64)) -> Self {
        let mut by_id: BTreeMap<String, (Number, Vec<(u64, String)>)> = BTreeMap::new();
        for (value, count) in counts {
            let (id, label) = value.split_once('\t').unwrap_or((&value, &value));
            let (total, labels) = by_id.entry(id.to_owned()).or_default();
            total.add(count);
            labels.push((count.matches, label.to_owned()));
        }
        let mut values: Vec<FacetValue> = by_id
            .into_iter()
            .map(|(id, (number, mut labels))| {
                // The spelling that most have.
                labels.sort_by(|(a, a_label), (b, b_label)| b.cmp(a).then(a_label.cmp(b_label)));
                let label = labels.swap_remove(0).1;
                let Number { matches: count, speeches, documents } = number;
                FacetValue { label, id, count, speeches, documents }
            })
            .collect();
        values.sort_by(|a, b| {
            let name = || a.label.cmp(&b.label).then_with(|| a.id.cmp(&b.id));
            b.count.cmp(&a.count).then_with(name)
        });
        Self { facet, values, without }
    }
}

/// The answer to a question for counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// The values and how many matches have each.
    pub counts: FacetCounts,
    /// How many statements match in all.
    pub total: u64,
    /// How many more match but for a date filter, having no date.
    pub undated_left_out: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// Counts the statements that match `query` by `facet`; of `options` only `all_acts` has a say.
pub fn counts(
    store: &Store,
    query: &Query,
    facet: Facet,
    options: &SearchOptions,
) -> Result<Counts, QueryError> {
    let options = SearchOptions {
        limit: 0,
        offset: 0,
        facets: vec![facet],
        all_acts: options.all_acts,
        ..SearchOptions::default()
    };
    let mut page = search(store, query, &options)?;
    Ok(Counts {
        counts: page.facets.swap_remove(0),
        total: page.total,
        undated_left_out: page.undated_left_out,
        notes: page.notes,
    })
}

/// A speaker of the index.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SpeakerRow {
    /// The key of the name: `antony-blinken`.
    pub id: String,
    /// The name.
    pub name: String,
    /// Their statements.
    pub statements: u64,
    /// Statements of others that they passed on.
    pub via: u64,
}

/// Returns all who said something or passed it on, those with most statements first, then by
/// name.
pub fn speakers(store: &Store) -> Result<Vec<SpeakerRow>, QueryError> {
    let searcher = store.searcher();
    let weights = Weights::default();
    let plan = plan(&searcher, store, &Query::All, Rows::Statements)?;
    let facets = [Facet::Speaker, Facet::Via];
    let opened = &*store.opened(&searcher);
    let gather =
        Gather { keep: 0, sort: Sort::Oldest, newest: 0, facets: &facets, weights, opened };
    let found = gather.run(&searcher, &*plan.query, None)?;
    let mut rows: BTreeMap<String, SpeakerRow> = BTreeMap::new();
    for (facet, counts) in facets.into_iter().zip(found.counts) {
        for value in FacetCounts::new(facet, counts).values {
            let row = rows.entry(value.id.clone()).or_insert_with(|| SpeakerRow {
                id: value.id,
                name: value.label,
                statements: 0,
                via: 0,
            });
            match facet {
                Facet::Via => row.via = value.count,
                _ => row.statements = value.count,
            }
        }
    }
    let mut rows: Vec<SpeakerRow> = rows.into_values().collect();
    rows.sort_by(|a, b| {
        let count = b.statements.cmp(&a.statements).then(b.via.cmp(&a.via));
        count.then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(rows)
}

/// Returns all topics with their statements and those of the topics below, most first.
pub fn topics(store: &Store) -> Result<FacetCounts, QueryError> {
    Ok(counts(store, &Query::All, Facet::Topic, &SearchOptions::default())?.counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document, news};

    fn counted(news: &Corpus, query: &str, facet: Facet) -> String {
        let query = Corpus::query(query);
        let found = counts(&news.store, &query, facet, &SearchOptions::default()).unwrap();
        let values = found.counts.values.iter();
        let values: Vec<_> =
            values.map(|value| format!("{} {}", value.label, value.count)).collect();
        format!("{} of {}, {} without", values.join(", "), found.total, found.counts.without)
    }

    #[test]
    fn counts_by_every_facet() {
        let news = news();
        let by = |facet| counted(&news, "", facet);
        assert_eq!(
            by(Facet::Speaker),
            "Ada Okoye 2, Ines Brandt 1, Jonas Miller 1, Stefan Miller 1 of 6, 1 without"
        );
        assert_eq!(by(Facet::Via), "Jonas Miller 1 of 6, 5 without");
        assert_eq!(
            by(Facet::Topic),
            "budget 1, sport 1, trade 1, trade/shipping 1, transport 1, transport/rail 1 of 6, \
             3 without"
        );
        assert_eq!(by(Facet::To), "Stefan Miller 1 of 6, 5 without");
        assert_eq!(
            by(Facet::Document),
            "calls/okoye.txt 3, council/minutes.md 2, sport/final.txt 1 of 6, 0 without"
        );
        assert_eq!(by(Facet::Outlet), "Harbor Wire 3, Daily Pitch 1 of 6, 2 without");
        assert_eq!(by(Facet::Kind), "direct 4, indirect 1, mixed 1 of 6, 0 without");
        assert_eq!(by(Facet::Wording), "own 4, paraphrase 1, readout 1 of 6, 0 without");
        assert_eq!(by(Facet::Year), "2024 3, 2023 1 of 6, 2 without");
        assert_eq!(by(Facet::Month), "2024-05 3, 2023-12 1 of 6, 2 without");
        assert_eq!(counted(&news, "tram", Facet::Kind), "direct 1, indirect 1 of 2, 0 without");
        assert_eq!(counted(&news, "nosuch", Facet::Kind), " of 0, 0 without");
    }

    #[test]
    fn spellings_of_one_id_are_one() {
        let it = corpus(vec![
            document("a").says("Ada Okoye", "1", |_| {}).says("ADA OKOYE", "2", |_| {}),
            document("b").says("Ada Okoye", "3", |_| {}),
        ]);
        assert_eq!(counted(&it, "", Facet::Speaker), "Ada Okoye 3 of 3, 0 without");
    }

    #[test]
    fn facets_come_with_hits() {
        let options = SearchOptions {
            limit: 1,
            facets: vec![Facet::Kind, Facet::Year],
            ..SearchOptions::default()
        };
        let page = news().search_with("speaker:okoye", &options);
        assert_eq!((page.hits.len(), page.next), (1, Some(1)));
        let facets: Vec<_> = page.facets.iter().map(|counts| counts.facet).collect();
        assert_eq!(facets, [Facet::Kind, Facet::Year]);
        assert_eq!(page.facets[1].values[0].count, 2);
    }

    #[test]
    fn lists_speakers_and_topics() {
        let news = news();
        let rows = speakers(&news.store).unwrap();
        let rows: Vec<_> =
            rows.iter().map(|row| format!("{} {} {}", row.name, row.statements, row.via)).collect();
        assert_eq!(
            rows,
            ["Ada Okoye 2 0", "Jonas Miller 1 1", "Ines Brandt 1 0", "Stefan Miller 1 0"]
        );
        assert_eq!(topics(&news.store).unwrap().values.len(), 6);
    }

    #[test]
    fn facets_are_the_fields_that_are_counted() {
        let fields = crate::index::FIELDS.iter().filter(|field| field.counted);
        let fields: Vec<_> = fields.map(|field| Facet::from_name(field.name)).collect();
        assert_eq!(fields.len(), Facet::ALL.len());
        assert!(Facet::ALL.iter().all(|facet| fields.contains(&Some(*facet))));
    }
}
