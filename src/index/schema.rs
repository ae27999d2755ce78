//! tantivy's schema, read off the table of fields, and the handles to its fields.
//!
//! A row is a statement, an act within one, a passage, a document, a file or a list of words' forms;
//! `row` tells which.
//! What rows have beside the fields of the table:
//!
//! | field | rows | holds |
//! |---|---|---|
//! | `row` | all | one of [`Row`]'s terms |
//! | `key` | all but files | 128-bit hash of the document's key: what replacing deletes by |
//! | `file` | all | 128-bit hash of the file's root and path: what forgetting deletes by |
//! | `hash` | all but files | the document's hash, 16 hex digits: what ids begin with |
//! | `ordinal` | statements, acts | the number behind the slash of the id |
//! | `words` | statements, acts | how many words the quote has |
//! | `forms` | forms | `STEM\tFORM` of words, and nothing else; see [`super::forms`] |
//! | `quote_couples`, `context_couples`, `passage_couples` | as the texts | two of the commonest words side by side, as often as there; see [`super::couple`] |
//! | `near` | statements, acts, passages | fingerprints of the wording: what copies share |
//! | `names` | statements, acts | words of all names, roles and mentions |
//! | `passage` | passages | text outside statements |
//! | `day_first`, `day_last` | all but files | said, else published: days since 1970-01-01 |
//! | `published_first`, `published_last` | all but files | the document's own date |
//! | `attribution`, `confidence` | statements, acts | how the speaker is known |
//! | `speech` | statements of a turn or a speech | 1 + the number of the turn, 0 of the whole |
//! | `state` | documents, files | what an incremental run must know, as a column |
//! | `blob` | all | the row itself, encoded |

use tantivy::schema::{
    BytesOptions, Field as Handle, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing,
    TextOptions,
};

use super::{
    analyzer::{PAIRS, WORDS},
    fields::{FIELDS, FieldKind},
};

/// What a row of the index is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Row {
    /// A primary statement.
    Statement,
    /// An act of saying that another one is shown for.
    Act,
    /// A paragraph's text outside statements.
    Passage,
    /// A document.
    Document,
    /// A document that another one has the text of.
    Copy,
    /// A file that documents were read from.
    File,
    /// Words' forms, by their stems.
    Forms,
}

impl Row {
    /// The term that marks it in the field `row`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Act => "act",
            Self::Passage => "passage",
            Self::Document => "document",
            Self::Copy => "copy",
            Self::File => "file",
            Self::Forms => "forms",
        }
    }
}

/// Names.
#[derive(Clone, Copy, Debug)]
pub struct NameField {
    /// The id, whole.
    pub id: Handle,
    /// The folded words of the name, with positions.
    pub words: Handle,
    /// `ID\tNAME`, a column only.
    pub label: Handle,
}

/// Handles to tantivy's fields.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the table of fields and the module say what each holds")]
pub struct Fields {
    pub row: Handle,
    pub key: Handle,
    pub file: Handle,
    pub hash: Handle,
    pub ordinal: Handle,
    pub speech: Handle,
    pub words: Handle,
    pub forms: Handle,
    pub near: Handle,
    pub state: Handle,
    pub blob: Handle,
    pub quote: Handle,
    pub quote_couples: Handle,
    pub context_couples: Handle,
    pub passage_couples: Handle,
    pub context: Handle,
    pub title: Handle,
    pub passage: Handle,
    pub names: Handle,
    pub speaker: NameField,
    pub via: NameField,
    pub to: NameField,
    pub outlet: NameField,
    pub language: Handle,
    pub doc: Handle,
    pub doc_words: Handle,
    pub topic: Handle,
    pub kind: Handle,
    pub wording: Handle,
    pub attribution: Handle,
    pub confidence: Handle,
    pub day_first: Handle,
    pub day_last: Handle,
    pub published_first: Handle,
    pub published_last: Handle,
    pub year: Handle,
    pub month: Handle,
}

/// The schema of format [`super::FORMAT`].
pub fn schema() -> Schema {
    let mut schema = Schema::builder();
    schema.add_text_field("row", whole());
    let indexed = || BytesOptions::default().set_indexed();
    schema.add_bytes_field("key", indexed());
    schema.add_bytes_field("file", indexed());
    schema.add_text_field("hash", whole());
    let column = || NumericOptions::default().set_fast();
    schema.add_u64_field("ordinal", column());
    schema.add_u64_field("speech", column());
    schema.add_u64_field("words", column());
    schema.add_text_field("forms", pairs());
    schema.add_u64_field("near", NumericOptions::default().set_indexed());
    schema.add_bytes_field("state", BytesOptions::default().set_fast());
    schema.add_text_field("blob", TextOptions::default().set_stored());
    for field in FIELDS {
        let name = field.name;
        match field.kind {
            FieldKind::Text => {
                schema.add_text_field(name, text());
            }
            FieldKind::Name => {
                schema.add_text_field(name, whole());
                schema.add_text_field(&format!("{name}_words"), name_words());
                let label = TextOptions::default().set_fast("raw");
                schema.add_text_field(&format!("{name}_label"), label);
            }
            FieldKind::Document => {
                schema.add_text_field(name, whole().set_fast("raw"));
                schema.add_text_field(&format!("{name}_words"), name_words());
            }
            FieldKind::Topic | FieldKind::Choice(_) | FieldKind::Language => {
                schema.add_text_field(name, whole().set_fast("raw"));
            }
            FieldKind::Period => {
                schema.add_i64_field(name, column());
            }
            FieldKind::Day(_) | FieldKind::Share | FieldKind::Count => {}
        }
    }
    schema.add_text_field("passage", text());
    for text in ["quote", "context", "passage"] {
        schema.add_text_field(&format!("{text}_couples"), counted_pairs());
    }
    schema.add_text_field("names", name_words());
    schema.add_text_field("attribution", whole().set_fast("raw"));
    schema.add_f64_field("confidence", column());
    for name in ["day_first", "day_last", "published_first", "published_last"] {
        schema.add_i64_field(name, column());
    }
    schema.build()
}

impl Fields {
    /// Finds every field in `schema`; `None` where it is another format's.
    pub fn of(schema: &Schema) -> Option<Self> {
        let field = |name: &str| schema.get_field(name).ok();
        let name = |name: &str| {
            let (words, label) = (format!("{name}_words"), format!("{name}_label"));
            Some(NameField { id: field(name)?, words: field(&words)?, label: field(&label)? })
        };
        Some(Self {
            row: field("row")?,
            key: field("key")?,
            file: field("file")?,
            hash: field("hash")?,
            ordinal: field("ordinal")?,
            speech: field("speech")?,
            words: field("words")?,
            forms: field("forms")?,
            near: field("near")?,
            state: field("state")?,
            blob: field("blob")?,
            quote: field("quote")?,
            quote_couples: field("quote_couples")?,
            context_couples: field("context_couples")?,
            passage_couples: field("passage_couples")?,
            context: field("context")?,
            title: field("title")?,
            passage: field("passage")?,
            names: field("names")?,
            speaker: name("speaker")?,
            via: name("via")?,
            to: name("to")?,
            outlet: name("outlet")?,
            language: field("language")?,
            doc: field("doc")?,
            doc_words: field("doc_words")?,
            topic: field("topic")?,
            kind: field("kind")?,
            wording: field("wording")?,
            attribution: field("attribution")?,
            confidence: field("confidence")?,
            day_first: field("day_first")?,
            day_last: field("day_last")?,
            published_first: field("published_first")?,
            published_last: field("published_last")?,
            year: field("year")?,
            month: field("month")?,
        })
    }
}

fn text() -> TextOptions {
    TextOptions::default().set_indexing_options(words())
}

/// As running text, but a name in a long list of names counts as much as one alone.
fn name_words() -> TextOptions {
    TextOptions::default().set_indexing_options(words().set_fieldnorms(false))
}

fn words() -> TextFieldIndexing {
    TextFieldIndexing::default()
        .set_tokenizer(WORDS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
}

fn whole() -> TextOptions {
    terms("raw")
}

fn pairs() -> TextOptions {
    terms(PAIRS)
}

/// Terms that a row has or has not.
fn terms(tokenizer: &str) -> TextOptions {
    terms_with(tokenizer, IndexRecordOption::Basic)
}

/// Pairs that a row has, and how often.
fn counted_pairs() -> TextOptions {
    terms_with(PAIRS, IndexRecordOption::WithFreqs)
}

fn terms_with(tokenizer: &str, option: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_fieldnorms(false)
        .set_index_option(option);
    TextOptions::default().set_indexing_options(indexing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_makes_every_field() {
        assert!(Fields::of(&schema()).is_some());
    }
}
