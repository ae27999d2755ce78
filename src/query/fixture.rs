//! Small indexes for the tests of this room.

use tempfile::TempDir;

use super::{Page, Query, SearchOptions, parse, search};
use crate::{
    index::{Builder, BuilderOptions, Key, KnownForms, Part, Store, prepare},
    model::{
        ApproxDate, Attribution, DateBasis, Document, Kind, Paragraph, Said, Span, Speaker,
        SpeakerKind, Statement, Wording,
    },
};

/// A document in the making: every statement is a paragraph of its own.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) document: Document,
    statements: Vec<Statement>,
    passages: Vec<Span>,
}

pub(super) fn document(path: &str) -> Draft {
    let mut draft = Draft::default();
    draft.document.key = format!("test/{path}");
    path.clone_into(&mut draft.document.path);
    draft
}

pub(super) fn speaker(name: &str) -> Speaker {
    let name = name.to_owned();
    Speaker { name, as_written: None, kind: SpeakerKind::Person, role: None }
}

impl Draft {
    pub(super) fn title(mut self, title: &str) -> Self {
        self.document.title = Some(title.to_owned());
        self
    }

    pub(super) fn outlet(mut self, outlet: &str) -> Self {
        self.document.outlet = Some(outlet.to_owned());
        self
    }

    pub(super) fn published(mut self, date: &str) -> Self {
        self.document.published = Some(date.parse().unwrap());
        self
    }

    /// A paragraph `NAME said “QUOTE”`, changed by `edit`.
    pub(super) fn says(self, name: &str, quote: &str, edit: impl FnOnce(&mut Statement)) -> Self {
        self.paragraph(&format!("{name} said “"), quote, "”", Some(name), edit)
    }

    /// A paragraph with a quote in it.
    pub(super) fn paragraph(
        mut self,
        before: &str,
        quote: &str,
        after: &str,
        name: Option<&str>,
        edit: impl FnOnce(&mut Statement),
    ) -> Self {
        let start = self.document.text.len();
        let text = &mut self.document.text;
        text.push_str(before);
        let quote_start = text.len();
        text.push_str(quote);
        let span = Span::new(quote_start, text.len());
        text.push_str(after);
        let context = Span::new(start, text.len());
        text.push_str("\n\n");
        self.document.paragraphs.push(Paragraph { span: context, turn: None });
        let mut statement = Statement {
            ordinal: u32::try_from(self.statements.len()).unwrap() + 1,
            primary: true,
            parent: None,
            joint_with: Vec::new(),
            spans: vec![span],
            quoted: vec![span],
            context,
            kind: Kind::Direct,
            wording: Wording::Own,
            speaker: name.map(speaker),
            via: Vec::new(),
            addressees: Vec::new(),
            cue: None,
            attribution: Attribution::Cue,
            confidence: 1.0,
            said: None,
            topics: Vec::new(),
        };
        edit(&mut statement);
        self.statements.push(statement);
        self
    }

    pub(super) fn passage(mut self, text: &str) -> Self {
        let start = self.document.text.len();
        self.document.text.push_str(text);
        self.passages.push(Span::new(start, self.document.text.len()));
        self.document.text.push_str("\n\n");
        self
    }
}

pub(super) fn said(date: &str) -> Said {
    let date: ApproxDate = date.parse().unwrap();
    Said { date: Some(date), as_written: None, basis: DateBasis::Stated }
}

/// An index that goes away with it.
pub(super) struct Corpus {
    pub(super) store: Store,
    _folder: TempDir,
}

pub(super) fn corpus(drafts: Vec<Draft>) -> Corpus {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = Builder::open(folder.path(), BuilderOptions::default()).unwrap();
    let mut known_forms = KnownForms::default();
    let n_drafts = drafts.len();
    for (nth, draft) in drafts.into_iter().enumerate() {
        let file = Key::of_file("test", &draft.document.path);
        let Draft { document, statements, passages } = draft;
        let all = Span::new(0, document.text.len());
        let part = Part::new(&document, statements, passages, all, &mut known_forms);
        let prepared = prepare(builder.fields(), file, 0, &document.into(), part);
        builder.replace(prepared).unwrap();
        // Two commits make two segments, so that merging what they give is tested.
        if nth == n_drafts / 2 {
            builder.commit().unwrap();
        }
    }
    builder.commit().unwrap();
    builder.finish().unwrap();
    Corpus { store: Store::open(folder.path()).unwrap(), _folder: folder }
}

impl Corpus {
    pub(super) fn query(text: &str) -> Query {
        parse(text, jiff::civil::date(2024, 5, 31)).query
    }

    pub(super) fn search(&self, text: &str) -> Page {
        self.search_with(text, &SearchOptions::default())
    }

    pub(super) fn search_with(&self, text: &str, options: &SearchOptions) -> Page {
        search(&self.store, &Self::query(text), options).unwrap()
    }

    /// The quotes found, best first.
    pub(super) fn quotes(&self, text: &str) -> Vec<String> {
        self.search(text).hits.into_iter().map(|hit| hit.record.quote).collect()
    }
}

/// News of invented people, which most tests ask.
pub(super) fn news() -> Corpus {
    corpus(vec![
        document("calls/okoye.txt")
            .title("Minister speaks with port authority")
            .outlet("Harbor Wire")
            .published("2024-05-14")
            .says("Ada Okoye", "The strait stays open, and the U.S. will help.", |it| {
                it.topics = vec!["trade/shipping".to_owned()];
                it.said = Some(said("2024-05-13"));
            })
            .paragraph(
                "Okoye reaffirmed “",
                "an ironclad commitment to the strait’s security",
                "”, spokesperson Jonas Miller said in a readout.",
                Some("Ada Okoye"),
                |it| {
                    it.kind = Kind::Mixed;
                    it.wording = Wording::Readout;
                    it.via = vec![speaker("Jonas Miller")];
                    it.confidence = 0.9;
                },
            )
            .says("Jonas Miller", "Okoye reaffirmed the commitment.", |it| {
                it.primary = false;
                it.kind = Kind::Indirect;
            })
            .says("Jonas Miller", "Nobody has closed the harbor, and nobody will.", |_| {})
            .passage("The call lasted an hour and touched on dredging."),
        document("council/minutes.md")
            .title("Council debates tram")
            .says("Stefan Miller", "The tram is a commitment we cannot afford.", |it| {
                it.topics = vec!["transport/rail".to_owned(), "budget".to_owned()];
            })
            .paragraph("Residents complained that ", "the tram was late again", ".", None, |it| {
                it.kind = Kind::Indirect;
                it.wording = Wording::Paraphrase;
                it.confidence = 0.4;
            }),
        document("sport/final.txt").outlet("Daily Pitch").published("2023-12").says(
            "Ines Brandt",
            "We were committed to the very end of the match.",
            |it| {
                it.topics = vec!["sport".to_owned()];
                it.addressees = vec![speaker("Stefan Miller")];
            },
        ),
    ])
}
