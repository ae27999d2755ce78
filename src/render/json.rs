//! JSON, format 1: one object a statement, as `extract`, `search --jsonl` and `show --json` print
//! it, and the wrapper of `search --json`.
//!
//! Offsets are bytes of the document's text. Keys are always there, null where unknown; only
//! `score` and `marks` (bytes of `quote`) are left out where nothing was searched for. Dates are
//! `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `FIRST..LAST`; those of `said` are days. Text is as it stands
//! in the document, controls and hidden characters as escapes: whoever shows it cleans it.
//!
//! | key | holds |
//! |---|---|
//! | `format` | the number of this format |
//! | `id`, `parent` | the statement's name, and that of the act which reports it |
//! | `primary` | whether it is the act to show for its span |
//! | `joint_with` | the other agents of a joint act |
//! | `document`, `title`, `outlet`, `url`, `published` | where it stands |
//! | `quote`, `spans`, `quoted` | the words, where they are, and what of them is between marks |
//! | `context`, `context_span` | the sentences around it |
//! | `kind` | `direct`, `mixed`, `indirect` |
//! | `wording` | `own`, `readout`, `paraphrase` |
//! | `cue`, `attribution`, `confidence` | how the speaker is known |
//! | `speaker`, `via`, `addressees` | agents: `id`, `name`, `as_written` with `span`, `kind`, `role` |
//! | `said` | `first`, `last`, `as_written`, `basis` (`stated`, `relative`, `document`) |
//! | `topics` | paths |
//! | `place` | where in the file, for people: `row 12`; null where the text is the file |
//! | `score`, `marks` | search results only |
//! | `copies`, `documents` | ids of its copies by day, in how many documents; where they are one hit |
//!
//! `search --json` wraps hits: `format`, `query` as understood, `total`, `hits`, `partly`, `facets` (by
//! name: `values` of `id`, `label`, `count`, `speeches`, `documents`, and `without`), `notes` for
//! people, `next`, the next page's offset. `count --json` has no `hits`, `partly`, `notes`, `next`.
//! `--passages`: `passages` of `document`, `title`, `outlet`, `url`, `published`, `text`, `span`, `score`.
//!
//! History: 1, the first; `place`, `speeches`, `documents`, `copies`, `notes`, `partly` came later.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    ops::Range,
};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::{sanitize::first_unsafe, variants::CopiesJson};
use crate::{
    model::{Agent, Record, SaidRecord, Span},
    query::{FacetCounts, FacetValue, Hit, Page, PassageHit, PassagePage},
};

/// The number of the format written here.
pub const FORMAT: u32 = 1;

/// A statement as it is written.
#[derive(Debug, Serialize)]
pub struct StatementJson<'a> {
    format: u32,
    id: &'a str,
    primary: bool,
    parent: Option<&'a str>,
    joint_with: Vec<AgentJson<'a>>,
    document: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<String>,
    quote: &'a str,
    spans: Vec<[u32; 2]>,
    quoted: Vec<[u32; 2]>,
    context: &'a str,
    context_span: [u32; 2],
    kind: &'static str,
    wording: &'static str,
    cue: Option<&'a str>,
    attribution: &'static str,
    confidence: f32,
    speaker: Option<AgentJson<'a>>,
    via: Vec<AgentJson<'a>>,
    addressees: Vec<AgentJson<'a>>,
    said: Option<SaidJson<'a>>,
    topics: &'a [String],
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<Vec<[usize; 2]>>,
    #[serde(flatten)]
    copies: Option<CopiesJson<'a>>,
}

#[derive(Debug, Serialize)]
struct AgentJson<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    as_written: Option<&'a str>,
    kind: &'static str,
    role: Option<&'a str>,
    span: Option<[u32; 2]>,
}

#[derive(Debug, Serialize)]
struct SaidJson<'a> {
    first: Option<String>,
    last: Option<String>,
    as_written: Option<&'a str>,
    basis: &'static str,
}

/// What a search adds to a statement.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// How well it matches.
    pub score: f32,
    /// Bytes of the quote that match.
    pub marks: &'a [Range<usize>],
}

/// Returns `record` in the shape that is written, with what a search found about it.
pub fn statement<'a>(record: &'a Record, found: Option<Found<'_>>) -> StatementJson<'a> {
    StatementJson {
        format: FORMAT,
        id: &record.id,
        primary: record.primary,
        parent: record.parent.as_deref(),
        joint_with: agents(&record.joint_with),
        document: &record.document,
        title: record.title.as_deref(),
        outlet: record.outlet.as_deref(),
        url: record.url.as_deref(),
        published: record.published.map(|date| date.to_string()),
        quote: &record.quote,
        spans: record.spans.iter().copied().map(pair).collect(),
        quoted: record.quoted.iter().copied().map(pair).collect(),
        context: &record.context,
        context_span: pair(record.context_span),
        kind: record.kind.name(),
        wording: record.wording.name(),
        cue: record.cue.as_deref(),
        attribution: record.attribution.name(),
        confidence: record.confidence,
        speaker: record.speaker.as_ref().map(agent),
        via: agents(&record.via),
        addressees: agents(&record.addressees),
        said: record.said.as_ref().map(said),
        topics: &record.topics,
        place: record.place.as_deref(),
        score: found.map(|found| found.score),
        marks: found.map(|found| found.marks.iter().map(|mark| [mark.start, mark.end]).collect()),
        copies: None,
    }
}

/// A page of hits as it is written.
#[derive(Debug, Serialize)]
pub struct PageJson<'a> {
    format: u32,
    query: &'a str,
    total: u64,
    hits: Vec<StatementJson<'a>>,
    partly: Vec<StatementJson<'a>>,
    facets: BTreeMap<&'static str, FacetJson<'a>>,
    notes: &'a [String],
    next: Option<usize>,
}

/// Counts as they are written.
#[derive(Debug, Serialize)]
pub struct CountsJson<'a> {
    format: u32,
    query: &'a str,
    total: u64,
    facets: BTreeMap<&'static str, FacetJson<'a>>,
}

#[derive(Debug, Serialize)]
struct FacetJson<'a> {
    values: Vec<ValueJson<'a>>,
    without: u64,
}

#[derive(Debug, Serialize)]
struct ValueJson<'a> {
    id: &'a str,
    label: &'a str,
    count: u64,
    speeches: u64,
    documents: u64,
}

/// Returns a hit in the shape that is written.
pub fn hit(hit: &Hit) -> StatementJson<'_> {
    let found = Found { score: hit.score, marks: &hit.marks };
    let copies = hit.copies.as_ref().map(CopiesJson::from);
    StatementJson { copies, ..statement(&hit.record, Some(found)) }
}

/// Returns `page`, the answer to `query`, in the shape that is written.
pub fn page<'a>(query: &'a str, page: &'a Page) -> PageJson<'a> {
    PageJson {
        format: FORMAT,
        query,
        total: page.total,
        hits: page.hits.iter().map(hit).collect(),
        partly: page.partly.iter().map(hit).collect(),
        facets: facets(&page.facets),
        notes: &page.notes,
        next: page.next,
    }
}

/// Returns the counts of `query` in the shape that is written.
pub fn counts<'a>(query: &'a str, total: u64, counts: &'a [FacetCounts]) -> CountsJson<'a> {
    CountsJson { format: FORMAT, query, total, facets: facets(counts) }
}

/// A passage outside statements as it is written.
#[derive(Debug, Serialize)]
pub struct PassageJson<'a> {
    format: u32,
    document: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<String>,
    text: &'a str,
    span: [u32; 2],
    score: f32,
}

/// A page of passages as it is written.
#[derive(Debug, Serialize)]
pub struct PassagesJson<'a> {
    format: u32,
    query: &'a str,
    total: u64,
    passages: Vec<PassageJson<'a>>,
    next: Option<usize>,
}

/// Returns a passage in the shape that is written.
pub fn passage(hit: &PassageHit) -> PassageJson<'_> {
    let record = &hit.record;
    PassageJson {
        format: FORMAT,
        document: &record.document,
        title: record.title.as_deref(),
        outlet: record.outlet.as_deref(),
        url: record.url.as_deref(),
        published: record.published.map(|date| date.to_string()),
        text: &record.text,
        span: pair(record.span),
        score: hit.score,
    }
}

/// Returns passages that answer `query` in the shape that is written.
pub fn passages<'a>(query: &'a str, page: &'a PassagePage) -> PassagesJson<'a> {
    PassagesJson {
        format: FORMAT,
        query,
        total: page.total,
        passages: page.hits.iter().map(passage).collect(),
        next: page.next,
    }
}

fn facets(counts: &[FacetCounts]) -> BTreeMap<&'static str, FacetJson<'_>> {
    counts.iter().map(|counts| (counts.facet.name(), facet(counts))).collect()
}

fn facet(counts: &FacetCounts) -> FacetJson<'_> {
    FacetJson { values: counts.values.iter().map(value).collect(), without: counts.without }
}

fn value(value: &FacetValue) -> ValueJson<'_> {
    let FacetValue { id, label, count, speeches, documents } = value;
    ValueJson { id, label, count: *count, speeches: *speeches, documents: *documents }
}

/// Writes `value` as one line.
pub fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Harmless);
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Writes as escapes what a terminal might act on or hide; the values are the same.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, char)) = first_unsafe(rest) {
            out.write_all(&rest.as_bytes()[..at])?;
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + char.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

fn agents(agents: &[Agent]) -> Vec<AgentJson<'_>> {
    agents.iter().map(agent).collect()
}

/// A name that leads to nobody is stored empty and printed as null.
fn known(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn agent(agent: &Agent) -> AgentJson<'_> {
    AgentJson {
        id: known(&agent.id),
        name: known(&agent.name),
        as_written: agent.as_written.as_deref(),
        kind: agent.kind.name(),
        role: agent.role.as_deref(),
        span: agent.span.map(pair),
    }
}

fn said(said: &SaidRecord) -> SaidJson<'_> {
    SaidJson {
        first: said.date.map(|date| date.first().to_string()),
        last: said.date.map(|date| date.last().to_string()),
        as_written: said.as_written.as_deref(),
        basis: said.basis.name(),
    }
}

fn pair(span: Span) -> [u32; 2] {
    [span.start, span.end]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::{query::Facet, render::fixture};

    fn written(value: &impl Serialize) -> String {
        serde_json::to_string_pretty(value).unwrap()
    }

    #[test]
    fn a_statement_has_every_key() {
        let hit_found = fixture::hit();
        assert_snapshot!(written(&hit(&hit_found)), @r#"
        {
          "format": 1,
          "id": "3f9a1c22d07be415/2",
          "primary": true,
          "parent": "3f9a1c22d07be415/1",
          "joint_with": [],
          "document": "calls/2031/strait-call.txt",
          "title": null,
          "outlet": null,
          "url": null,
          "published": "2031-11-05",
          "quote": "the ironclad commitment of both ports to keep the strait open,",
          "spans": [
            [
              33,
              95
            ]
          ],
          "quoted": [
            [
              33,
              95
            ]
          ],
          "context": "Minister Ada Okoye reaffirmed “the ironclad commitment of both ports to keep the strait open,” spokesperson Jonas Brandt said in a readout.",
          "context_span": [
            0,
            143
          ],
          "kind": "mixed",
          "wording": "readout",
          "cue": "reaffirmed",
          "attribution": "cue",
          "confidence": 0.97,
          "speaker": {
            "id": "ada-okoye",
            "name": "Ada Okoye",
            "as_written": "Ada Okoye",
            "kind": "person",
            "role": "Minister",
            "span": [
              0,
              9
            ]
          },
          "via": [
            {
              "id": "jonas-brandt",
              "name": "Jonas Brandt",
              "as_written": "Jonas Brandt",
              "kind": "person",
              "role": "spokesperson",
              "span": [
                0,
                12
              ]
            }
          ],
          "addressees": [
            {
              "id": "yoav-lindt",
              "name": "Yoav Lindt",
              "as_written": "Yoav Lindt",
              "kind": "person",
              "role": null,
              "span": [
                0,
                10
              ]
            }
          ],
          "said": {
            "first": "2031-11-03",
            "last": "2031-11-03",
            "as_written": "on Monday",
            "basis": "relative"
          },
          "topics": [
            "transport/shipping"
          ],
          "place": null,
          "score": 12.3,
          "marks": [
            [
              4,
              12
            ]
          ]
        }
        "#);
    }

    #[test]
    fn what_is_unknown_is_null_and_scores_belong_to_searches() {
        let mut record = fixture::hit().record;
        record.parent = None;
        record.published = None;
        record.cue = None;
        record.speaker = None;
        record.said = None;
        let json = serde_json::to_value(statement(&record, None)).unwrap();
        let keys: Vec<&str> = json
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, v)| v.is_null())
            .map(|(k, _)| &**k)
            .collect();
        assert_eq!(
            keys,
            ["cue", "outlet", "parent", "place", "published", "said", "speaker", "title", "url"]
        );
        assert!(json.get("score").is_none() && json.get("marks").is_none());
    }

    #[test]
    fn a_page_wraps_hits_and_counts() {
        let value = FacetValue {
            label: "2031".to_owned(),
            id: "2031".to_owned(),
            count: 3,
            speeches: 2,
            documents: 1,
        };
        let counts = FacetCounts { facet: Facet::Year, values: vec![value], without: 2 };
        let answer = Page { total: 3, facets: vec![counts], next: Some(10), ..Page::default() };
        assert_eq!(
            serde_json::to_string(&page("ironclad", &answer)).unwrap(),
            r#"{"format":1,"query":"ironclad","total":3,"hits":[],"partly":[],"facets":{"year":{"values":[{"id":"2031","label":"2031","count":3,"speeches":2,"documents":1}],"without":2}},"notes":[],"next":10}"#
        );
    }

    #[test]
    fn hostile_text_stays_on_its_line() {
        let mut record = fixture::hit().record;
        record.quote = "a\nb\u{1b}\u{9b}\u{202e}\u{e0041}é\"".to_owned();
        let mut out = Vec::new();
        line(&mut out, &statement(&record, None)).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.lines().count(), 1);
        assert!(out.contains(r#""a\nb\u001b\u009b\u202e\udb40\udc41é\"""#), "{out}");
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(read["quote"], record.quote.as_str());
    }
}
