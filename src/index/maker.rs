//! Rows of a document, made one after the other.

use std::{borrow::Cow, sync::Arc, vec};

use tantivy::{TantivyDocument, schema::Field as Handle};

use super::{
    codec, couples,
    forms::KnownForms,
    rows::{DocumentRecord, PassageRecord, clip},
    schema::{Fields, NameField, Row},
    state::DocumentState,
};
use crate::{
    model::{Agent, ApproxDate, Attribution, Document, Language, Record, Span, Statement},
    text::{Density, fingerprints, slug, words},
};

/// What was found in a stretch of a document.
#[derive(Default)]
pub struct Part {
    statements: Vec<Statement>,
    passages: Vec<Span>,
    /// Pairs of stem and form that its thread met in it first.
    forms: String,
    /// Why nothing could be found in it, so that its text is kept as passages.
    failed: Option<String>,
}

impl Part {
    /// What was found in the `bytes` of `document`; of `passages` it keeps those with words.
    pub fn new(
        document: &Document,
        statements: Vec<Statement>,
        mut passages: Vec<Span>,
        bytes: Span,
        known_forms: &mut KnownForms,
    ) -> Self {
        passages.retain(|span| words(&plain(document, *span)).next().is_some());
        let foreign = document.language.filter(|_| document.is_foreign());
        let text = plain(document, bytes);
        let texts = [text.as_ref()].into_iter().chain(document.title.as_deref());
        let forms = known_forms.add(texts, foreign.unwrap_or(Language::ENGLISH));
        Self { statements, passages, forms, failed: None }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.statements.len() + self.passages.len()
    }

    /// The same, where nothing could be found for that reason.
    #[must_use]
    pub fn failed(self, reason: String) -> Self {
        Self { failed: Some(reason), ..self }
    }
}

/// The words under `span`, without a copy where nothing in the document is hidden.
fn plain(document: &Document, span: Span) -> Cow<'_, str> {
    match document.hidden.as_slice() {
        [] => Cow::Borrowed(span.of(&document.text)),
        _ => Cow::Owned(document.plain(span)),
    }
}

/// Parts of a document, in order.
pub type Parts = Box<dyn Iterator<Item = Part> + Send>;

/// Makes the rows of a document: of each part its statements and its passages, and last its own.
pub(super) struct Maker {
    fields: Fields,
    document: Arc<Document>,
    settings: u64,
    parts: Option<Parts>,
    statements: vec::IntoIter<Statement>,
    passages: vec::IntoIter<Span>,
    /// What is known of the document; all of it when its own row is made.
    pub(super) end: End,
    /// Fingerprints of the last text, kept for its room.
    prints: Vec<u64>,
}

/// What is known of a document when its rows are made.
pub struct End {
    /// What the index says about it.
    pub record: DocumentRecord,
    /// What the next run must know of it.
    pub state: DocumentState,
    /// Pairs of stem and form that it brought.
    pub(super) forms: String,
    /// Why nothing could be found in some part of it.
    pub failed: Option<String>,
}

impl Iterator for Maker {
    type Item = TantivyDocument;

    fn next(&mut self) -> Option<TantivyDocument> {
        loop {
            if let Some(statement) = self.statements.next() {
                return Some(self.statement(&statement));
            }
            if let Some(span) = self.passages.next() {
                return Some(self.passage(span));
            }
            let Some(part) = self.parts.as_mut()?.next() else {
                self.parts = None;
                return Some(self.document());
            };
            let Part { statements, passages, forms, failed } = part;
            (self.statements, self.passages) = (statements.into_iter(), passages.into_iter());
            self.end.forms.push_str(&forms);
            self.end.failed = self.end.failed.take().or(failed);
        }
    }
}

impl Maker {
    /// Makes those of `document`, of which `record` says all but what its parts have.
    pub(super) fn new(
        fields: &Fields,
        settings: u64,
        document: &Arc<Document>,
        record: DocumentRecord,
        state: DocumentState,
        parts: Parts,
    ) -> Self {
        Self {
            fields: *fields,
            document: Arc::clone(document),
            settings,
            parts: Some(parts),
            statements: Vec::new().into_iter(),
            passages: Vec::new().into_iter(),
            end: End { record, state, forms: String::new(), failed: None },
            prints: Vec::new(),
        }
    }

    /// A row with what all rows of the document have.
    /// `text` is how many bytes of words will be added to it.
    fn start(&self, row: Row, day: Option<ApproxDate>, text: usize) -> TantivyDocument {
        let (fields, document) = (&self.fields, &self.document);
        // The words stand in it twice: to be found and in the stored row.
        let mut out = TantivyDocument::with_capacity(2 * text + 1024);
        out.add_text(fields.row, row.term());
        out.add_bytes(fields.key, &self.end.state.key.bytes());
        out.add_bytes(fields.file, &self.end.state.file.bytes());
        out.add_text(fields.hash, format!("{:016x}", self.end.record.hash));
        out.add_text(fields.doc, clip(&document.path));
        out.add_text(fields.doc_words, &document.path);
        // A document's passages are many and short: its title finds the first of them.
        if let Some(title) = &document.title
            && (row != Row::Passage || self.end.record.passages == 0)
        {
            out.add_text(fields.title, title);
        }
        if let Some(outlet) = &document.outlet {
            add_name(&mut out, fields.outlet, &slug(outlet), outlet);
        }
        if let Some(language) = document.language {
            out.add_text(fields.language, language.code());
        }
        if let Some(date) = document.published {
            out.add_i64(fields.published_first, date.first_day());
            out.add_i64(fields.published_last, date.last_day());
        }
        if let Some(day) = day.or(document.published) {
            out.add_i64(fields.day_first, day.first_day());
            out.add_i64(fields.day_last, day.last_day());
            let (first, last) = (day.first(), day.last());
            if first.year() == last.year() {
                out.add_i64(fields.year, first.year().into());
                if first.month() == last.month() {
                    let month = i64::from(first.year()) * 100 + i64::from(first.month());
                    out.add_i64(fields.month, month);
                }
            }
        }
        out
    }

    /// Adds what `text` and its copies are found by, and returns how many words it has.
    fn add_near(&mut self, out: &mut TantivyDocument, text: &str) -> usize {
        self.prints.clear();
        let n_words = fingerprints(text, Density::Kept, &mut self.prints);
        for print in &self.prints {
            out.add_u64(self.fields.near, *print);
        }
        n_words
    }

    fn statement(&mut self, statement: &Statement) -> TantivyDocument {
        let fields = self.fields;
        let record = Record::new(&self.document, self.end.record.hash, statement);
        let (row, n) = if record.primary {
            (Row::Statement, &mut self.end.record.statements)
        } else {
            (Row::Act, &mut self.end.record.acts)
        };
        *n += 1;
        let day = record.said.as_ref().and_then(|said| said.date);
        let mut out = self.start(row, day, record.quote.len() + record.context.len());
        out.add_u64(fields.ordinal, statement.ordinal.into());
        if let Some(speech) = self.speech(statement) {
            out.add_u64(fields.speech, speech);
        }
        let n_words = self.add_near(&mut out, &record.quote);
        out.add_u64(fields.words, n_words as u64);
        add_words(&mut out, fields.quote, fields.quote_couples, &record.quote);
        if record.context != record.quote {
            add_words(&mut out, fields.context, fields.context_couples, &record.context);
        }
        for agent in record.speaker.iter().chain(&record.joint_with) {
            add_agent(&mut out, &fields, fields.speaker, agent);
        }
        for agent in &record.via {
            add_agent(&mut out, &fields, fields.via, agent);
        }
        for agent in &record.addressees {
            add_agent(&mut out, &fields, fields.to, agent);
        }
        add_topics(&mut out, fields.topic, &record.topics);
        out.add_text(fields.kind, record.kind.name());
        out.add_text(fields.wording, record.wording.name());
        out.add_text(fields.attribution, record.attribution.name());
        out.add_f64(fields.confidence, record.confidence.into());
        out.add_text(fields.blob, codec::encode(&record));
        out
    }

    /// Which speech of the document `statement` is a part of, if it is not reported by one.
    fn speech(&self, statement: &Statement) -> Option<u64> {
        if statement.attribution != Attribution::Turn || statement.parent.is_some() {
            return None;
        }
        let start = statement.spans.first()?.start;
        let paragraphs = &self.document.paragraphs;
        let nth = paragraphs.partition_point(|paragraph| paragraph.span.end <= start);
        Some(paragraphs.get(nth)?.turn.map_or(0, |turn| u64::from(turn) + 1))
    }

    fn passage(&mut self, span: Span) -> TantivyDocument {
        let document = Arc::clone(&self.document);
        let text = document.plain(span);
        let mut out = self.start(Row::Passage, None, text.len());
        add_words(&mut out, self.fields.passage, self.fields.passage_couples, &text);
        self.add_near(&mut out, &text);
        let passage = PassageRecord {
            hash: self.end.record.hash,
            document: document.path.clone(),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            url: document.url.clone(),
            published: document.published,
            span,
            text,
        };
        out.add_text(self.fields.blob, codec::encode_passage(&passage));
        self.end.record.passages += 1;
        out
    }

    fn document(&mut self) -> TantivyDocument {
        if self.end.failed.is_some() {
            // Under no settings that there are, so that it is tried again when it is read again.
            self.end.state.fingerprint = DocumentState::fingerprint(&self.document, !self.settings);
        }
        let mut out = self.start(Row::Document, None, 0);
        for name in self.document.speaker.iter().chain(&self.document.authors) {
            out.add_text(self.fields.names, name);
        }
        out.add_bytes(self.fields.state, self.end.state.encode().as_bytes());
        out.add_text(self.fields.blob, codec::encode_document(&self.end.record));
        out
    }
}

/// Adds a running text to `field`.
fn add_words(out: &mut TantivyDocument, field: Handle, couples: Handle, text: &str) {
    out.add_text(field, text);
    let found = couples::couples(text);
    if !found.is_empty() {
        out.add_text(couples, found);
    }
}

fn add_agent(out: &mut TantivyDocument, fields: &Fields, field: NameField, agent: &Agent) {
    add_name(out, field, &agent.id, &agent.name);
    out.add_text(fields.names, &agent.name);
    if let Some(role) = &agent.role {
        out.add_text(fields.names, role);
    }
}

fn add_name(out: &mut TantivyDocument, field: NameField, id: &str, name: &str) {
    out.add_text(field.words, name);
    if !id.is_empty() {
        out.add_text(field.id, clip(id));
        out.add_text(field.label, format!("{}\t{}", clip(id), clip(name)));
    }
}

/// Adds every topic and those above it, each once.
fn add_topics(out: &mut TantivyDocument, field: Handle, topics: &[String]) {
    let mut paths: Vec<&str> = topics
        .iter()
        .flat_map(|topic| {
            let above = topic.match_indices('/').map(|(slash, _)| &topic[..slash]);
            above.chain([topic.as_str()])
        })
        .map(clip)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        out.add_text(field, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{
        Builder, Key, Store, check, prepare_parts,
        tests::{OPTIONS, TEXT, document},
    };

    #[test]
    fn a_document_in_parts_is_one() {
        let temp = tempfile::tempdir().unwrap();
        let mut builder = Builder::open(temp.path(), OPTIONS).unwrap();
        let file = Key::of_file("root", "a.txt");
        let (document, statements, passages) = document("root/a.txt", TEXT);
        let part = |statements, passages| {
            let forms = &mut KnownForms::default();
            let all = Span::new(0, document.text.len());
            Part::new(&document, statements, passages, all, forms)
        };
        let first = part(statements, vec![]);
        let second = part(vec![], passages).failed("a bug".to_owned());
        let parts = Box::new([first, second].into_iter());
        let document = Arc::new(document.clone());
        let prepared = prepare_parts(builder.fields(), file, 7, &document, parts);
        let End { record, state, failed, .. } = builder.replace(prepared).unwrap();
        assert_eq!((record.statements, record.acts, record.passages), (1, 0, 1));
        // It will be tried again.
        assert_eq!(failed.as_deref(), Some("a bug"));
        assert_ne!(state.fingerprint, DocumentState::fingerprint(&document, 7));
        builder.finish().unwrap();
        let store = Store::open(temp.path()).unwrap();
        assert_eq!(store.documents().unwrap(), [record]);
        assert_eq!(store.count(Row::Passage).unwrap(), 1);
        assert!(check(temp.path()).unwrap().damage.is_empty());
    }
}
