//! A statement lifted out of its document: what is stored in the index and shown to people.

use super::{
    ApproxDate, Attribution, DateBasis, Document, Kind, Said, Span, Speaker, SpeakerKind,
    Statement, Wording,
};

/// A statement with the words under its spans, free of its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// 16 hex digits of the document's hash, a slash, the ordinal.
    pub id: String,
    /// See [`Statement::primary`].
    pub primary: bool,
    /// Id of the act that it is reported in.
    pub parent: Option<String>,
    /// The other agents of a joint act.
    pub joint_with: Vec<Agent>,
    /// [`Document::path`].
    pub document: String,
    /// [`Document::title`].
    pub title: Option<String>,
    /// [`Document::outlet`].
    pub outlet: Option<String>,
    /// [`Document::url`].
    pub url: Option<String>,
    /// [`Document::published`].
    pub published: Option<ApproxDate>,
    /// The words reported: the texts of `spans` without markup, joined by a blank.
    pub quote: String,
    /// Bytes of the document's text.
    pub spans: Vec<Span>,
    /// Bytes of the document's text.
    pub quoted: Vec<Span>,
    /// The sentences around it, without markup.
    pub context: String,
    /// Bytes of the document's text.
    pub context_span: Span,
    /// How close the text is to what was said.
    pub kind: Kind,
    /// Whose words they are.
    pub wording: Wording,
    /// The word of saying as written.
    pub cue: Option<String>,
    /// How the speaker is known.
    pub attribution: Attribution,
    /// How likely the speaker is right, 0 to 1.
    pub confidence: f32,
    /// Who said it.
    pub speaker: Option<Agent>,
    /// Who passed it on, nearest first.
    pub via: Vec<Agent>,
    /// To whom.
    pub addressees: Vec<Agent>,
    /// When it was said.
    pub said: Option<SaidRecord>,
    /// Paths of its topics, sorted.
    pub topics: Vec<String>,
    /// Where in its file it stands, for people: `row 12`; `None` where the text is the file.
    pub place: Option<String>,
}

/// A speaker lifted out of its document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Agent {
    /// See [`Speaker::id`].
    pub id: String,
    /// See [`Speaker::name`].
    pub name: String,
    /// The text under `span`, exactly.
    pub as_written: Option<String>,
    /// See [`Speaker::kind`].
    pub kind: SpeakerKind,
    /// See [`Speaker::role`].
    pub role: Option<String>,
    /// See [`Speaker::as_written`].
    pub span: Option<Span>,
}

/// The day of a saying lifted out of its document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SaidRecord {
    /// See [`Said::date`].
    pub date: Option<ApproxDate>,
    /// The text under [`Said::as_written`].
    pub as_written: Option<String>,
    /// What it rests on.
    pub basis: DateBasis,
}

impl Record {
    /// Lifts `statement` out of `document`, whose [`Document::hash`] is `hash`.
    pub fn new(document: &Document, hash: u64, statement: &Statement) -> Self {
        let agent = |speaker: &Speaker| Agent::new(document, speaker);
        let id = |ordinal: u32| format!("{hash:016x}/{ordinal}");
        let pieces: Vec<String> =
            statement.spans.iter().map(|span| document.plain(*span)).collect();
        Self {
            id: id(statement.ordinal),
            primary: statement.primary,
            parent: statement.parent.map(id),
            joint_with: statement.joint_with.iter().map(agent).collect(),
            document: document.path.clone(),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            url: document.url.clone(),
            published: document.published,
            quote: pieces.join(" "),
            spans: statement.spans.clone(),
            quoted: statement.quoted.clone(),
            context: document.plain(statement.context),
            context_span: statement.context,
            kind: statement.kind,
            wording: statement.wording,
            cue: statement.cue.map(|cue| document.plain(cue)),
            attribution: statement.attribution,
            confidence: statement.confidence,
            speaker: statement.speaker.as_ref().map(agent),
            via: statement.via.iter().map(agent).collect(),
            addressees: statement.addressees.iter().map(agent).collect(),
            said: statement.said.map(|said| SaidRecord::new(document, said)),
            topics: statement.topics.clone(),
            place: statement.spans.first().and_then(|span| document.place(span.start)),
        }
    }
}

impl Agent {
    fn new(document: &Document, speaker: &Speaker) -> Self {
        Self {
            id: speaker.id(),
            name: speaker.name.clone(),
            as_written: speaker.as_written.map(|span| span.of(&document.text).to_owned()),
            kind: speaker.kind,
            role: speaker.role.clone(),
            span: speaker.as_written,
        }
    }
}

impl SaidRecord {
    fn new(document: &Document, said: Said) -> Self {
        Self {
            date: said.date,
            as_written: said.as_written.map(|span| document.plain(span)),
            basis: said.basis,
        }
    }
}
