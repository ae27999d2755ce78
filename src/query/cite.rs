//! What a reference to a statement is made of: whose work it stands in, and who is quoted there.
//!
//! | a statement in | is cited as the work of |
//! |---|---|
//! | a turn of a transcript, a speech, a letter | the speaker |
//! | a text with a byline | those who wrote it |
//! | any other text of an outlet | the outlet |
//! | a readout without an outlet | the office, or else the person, that gave it |
//!
//! Where the speaker is not the author, they are “quoted in” the work. What is not known stays
//! out: no date is made up, and none of reading it, either.

use std::ops::Range;

use tantivy::{TantivyDocument, collector::DocSetCollector};

use super::{
    QueryError,
    excerpt::locate,
    plan::{all, term},
};
use crate::{
    index::{Row, Store, decode_document},
    model::{Agent, ApproxDate, Attribution, Format, Language, Record, SpeakerKind, Wording},
};

/// A statement and the work that it stands in, ready to be written in any style.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation<'a> {
    /// The statement.
    pub record: &'a Record,
    /// What sort of text the work is.
    pub work: Work,
    /// Whose work it is, first things first; none where nothing says so.
    pub authors: Vec<Name>,
    /// Who is quoted, where that is not the author.
    pub quoted: Option<Name>,
    /// Who passed the words on, where that is not the author.
    pub via: Vec<Name>,
    /// The headline.
    pub title: Option<&'a str>,
    /// Who published it, where that is not the author.
    pub outlet: Option<&'a str>,
    /// The day, month or year it carries.
    pub date: Option<ApproxDate>,
    /// Where it stands on the web; nothing but `http` and `https`.
    pub url: Option<&'a str>,
    /// The language it is in.
    pub language: Option<Language>,
}

/// What a document says of itself beyond what its statements have.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Imprint {
    /// How it was read.
    pub format: Format,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Whose words the whole text is, where its metadata says so.
    pub speaker: Option<String>,
    /// The language it is in.
    pub language: Option<Language>,
}

/// What sort of text a statement stands in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Work {
    /// The record of what several people said.
    Transcript,
    /// A speech, letter or statement of one person or office.
    Remarks,
    /// An office's account of what somebody said.
    Readout,
    /// Anything that somebody wrote and an outlet may have published.
    Article,
}

/// A name as reference lists need it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Name {
    /// A human being.
    Person {
        /// `Ilse Marie`.
        given: String,
        /// `van der Berg`.
        family: String,
        /// `Jr.`, `III`.
        suffix: Option<String>,
    },
    /// An office, an outlet, or a person of one name.
    Whole(String),
}

impl<'a> Citation<'a> {
    /// Makes the citation of `record`, whose document says `imprint` of itself.
    pub fn new(record: &'a Record, imprint: &Imprint) -> Self {
        let speaker = record.speaker.as_ref().and_then(name_of);
        let outlet = record.outlet.as_deref().and_then(present);
        let byline = imprint.authors.iter().filter_map(|name| of_byline(name, outlet));
        let byline: Vec<Name> = byline.collect();
        let is_own = record.attribution == Attribution::Turn && record.via.is_empty();
        let whole = imprint.speaker.as_deref();
        let work = match imprint.format {
            _ if record.wording == Wording::Readout && byline.is_empty() => Work::Readout,
            Format::Transcript
            | Format::Tei
            | Format::AkomaNtoso
            | Format::PublicWhip
            | Format::Hansard => Work::Transcript,
            _ if is_own || whole.is_some() => Work::Remarks,
            _ => Work::Article,
        };
        let office = || {
            let office = record.via.iter().find(|agent| agent.kind == SpeakerKind::Organization);
            office.or(record.via.first()).and_then(name_of)
        };
        let authors = match (&speaker, work, outlet) {
            (Some(speaker), ..) if is_own => vec![speaker.clone()],
            _ if !byline.is_empty() => byline,
            (_, Work::Readout, None) => office().into_iter().collect(),
            (_, Work::Remarks, _) if whole.is_some() => {
                whole.and_then(present).map(Name::of_person).into_iter().collect()
            }
            (.., outlet) => outlet.map(|it| Name::Whole(it.to_owned())).into_iter().collect(),
        };
        let is_author = |name: &Name| authors.contains(name);
        let via = record.via.iter().filter_map(name_of).filter(|name| !is_author(name)).collect();
        let said = record.said.as_ref().and_then(|said| said.date);
        Self {
            record,
            work,
            quoted: speaker.filter(|name| !is_author(name)),
            via,
            title: record.title.as_deref().and_then(present),
            outlet: outlet.filter(|outlet| !is_author(&Name::Whole((*outlet).to_owned()))),
            // What a speaker said in person was published by being said.
            date: record.published.or(said.filter(|_| is_own)),
            url: record.url.as_deref().and_then(web_address),
            language: imprint.language,
            authors,
        }
    }

    /// Where the quote's pieces stand in [`Record::context`]; nothing where they do not.
    pub fn pieces(&self) -> Vec<Range<usize>> {
        locate(self.record)
    }
}

/// What the document that `record` stands in says of itself; nothing of one that is not in the
/// index any more.
pub fn imprint(store: &Store, record: &Record) -> Result<Imprint, QueryError> {
    let searcher = store.searcher();
    let fields = store.fields();
    let hash = record.id.split('/').next().unwrap_or_default();
    let of_it = vec![term(fields.hash, hash), term(fields.row, Row::Document.term())];
    let found = searcher.search(&all(of_it, Vec::new()), &DocSetCollector)?;
    let Some(address) = found.into_iter().min() else {
        return Ok(Imprint::default());
    };
    let row: TantivyDocument = searcher.doc(address)?;
    let document = decode_document(&row)?;
    let (format, authors) = (document.format, document.authors);
    Ok(Imprint { format, authors, speaker: document.speaker, language: document.language })
}

fn present(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (is_web && !rest.is_empty()).then_some(url)
}

fn name_of(agent: &Agent) -> Option<Name> {
    let name = present(&agent.name)?;
    Some(match agent.kind {
        SpeakerKind::Person => Name::of_person(name),
        _ => Name::Whole(name.to_owned()),
    })
}

/// Words that show a byline to be no human being's.
const OFFICES: &[&str] = &[
    "agency",
    "association",
    "board",
    "bureau",
    "committee",
    "council",
    "department",
    "desk",
    "editorial",
    "editors",
    "institute",
    "ministry",
    "news",
    "newsroom",
    "office",
    "press",
    "service",
    "staff",
    "team",
    "university",
];

fn of_byline(name: &str, outlet: Option<&str>) -> Option<Name> {
    let name = present(name)?;
    let name = match name.split_at_checked(3) {
        Some((by, rest)) if by.eq_ignore_ascii_case("by ") => present(rest)?,
        _ => name,
    };
    let is_office = |word: &str| OFFICES.contains(&word.to_lowercase().as_str());
    if Some(name) == outlet || name.split_whitespace().any(is_office) {
        return Some(Name::Whole(name.to_owned()));
    }
    Some(Name::of_person(name))
}

impl Name {
    /// Takes a person's name apart: the last word is the family's, with what belongs to it.
    pub fn of_person(name: &str) -> Self {
        let whole = || Self::Whole(name.to_owned());
        let (name, mut suffix) = match name.split_once(',') {
            Some((first, last)) if is_suffix(last.trim()) => (first, Some(last.trim())),
            // `Tull, Ana`
            Some((family, given)) if !given.contains(',') => {
                let (family, given) = (family.trim().to_owned(), given.trim().to_owned());
                if family.is_empty() || given.is_empty() {
                    return whole();
                }
                return Self::Person { given, family, suffix: None };
            }
            Some(_) => return whole(),
            None => (name, None),
        };
        let mut words: Vec<&str> = name.split_whitespace().collect();
        if suffix.is_none() && 2 < words.len() {
            suffix = words.pop_if(|word| is_suffix(word));
        }
        let starts_low = words.first().is_none_or(|word| !word.starts_with(char::is_uppercase));
        let article = words.first().is_some_and(|word| word.eq_ignore_ascii_case("the"));
        if words.len() < 2 || starts_low || article {
            return whole();
        }
        let mut family = words.len() - 1;
        // `van der Berg`
        while 1 < family && words[family - 1].chars().all(|char| char.is_lowercase() || char == '’')
        {
            family -= 1;
        }
        Self::Person {
            given: words[..family].join(" "),
            family: words[family..].join(" "),
            suffix: suffix.map(str::to_owned),
        }
    }

    /// `Ilse van der Berg Jr.`
    pub fn in_order(&self) -> String {
        match self {
            Self::Person { given, family, suffix: None } => format!("{given} {family}"),
            Self::Person { given, family, suffix: Some(suffix) } => {
                format!("{given} {family} {suffix}")
            }
            Self::Whole(name) => name.clone(),
        }
    }

    /// `van der Berg, Ilse, Jr.`
    pub fn inverted(&self) -> String {
        match self {
            Self::Person { given, family, suffix: None } => format!("{family}, {given}"),
            Self::Person { given, family, suffix: Some(suffix) } => {
                format!("{family}, {given}, {suffix}")
            }
            Self::Whole(name) => name.clone(),
        }
    }

    /// What it is called after the first time.
    pub fn short(&self) -> &str {
        match self {
            Self::Person { family, .. } => family,
            Self::Whole(name) => name,
        }
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{corpus, document};

    #[test]
    fn names_come_apart() {
        let inverted = |name: &str| Name::of_person(name).inverted();
        assert_eq!(inverted("Ilse Marrane"), "Marrane, Ilse");
        assert_eq!(inverted("Ilse Marie van der Berg"), "van der Berg, Ilse Marie");
        assert_eq!(inverted("Oskar Lindt Jr."), "Lindt, Oskar, Jr.");
        assert_eq!(inverted("Oskar Lindt, III"), "Lindt, Oskar, III");
        assert_eq!(inverted("Tull, Ana"), "Tull, Ana");
        assert_eq!(inverted("Márton Özil-Ðurić"), "Özil-Ðurić, Márton");
        for whole in ["Marrane", "the secretary", "The Speaker", "a senior official", "X, Y, Z", ""]
        {
            assert_eq!(Name::of_person(whole), Name::Whole(whole.to_owned()));
        }
        assert_eq!(Name::of_person("Oskar Lindt Jr.").in_order(), "Oskar Lindt Jr.");
    }

    #[test]
    fn bylines_of_offices_stay_whole() {
        let byline = |name: &str| of_byline(name, Some("Harbor Courier")).unwrap().inverted();
        assert_eq!(byline("By Wim Sollers"), "Sollers, Wim");
        assert_eq!(byline("Coastal Press"), "Coastal Press");
        assert_eq!(byline("Harbor Courier"), "Harbor Courier");
        assert_eq!(of_byline("  ", None), None);
    }

    #[test]
    fn the_imprint_of_a_statement_is_found() {
        let authors = |name: &str| vec![name.to_owned()];
        let mut one = document("a.txt").says("Ana Tull", "No toll.", |_| {});
        one.document.authors = authors("a.txt");
        let mut two = document("b.txt").says("Bram Quist", "A toll.", |_| {});
        two.document.authors = authors("b.txt");
        let it = corpus(vec![one, two]);
        for hit in it.search("toll").hits {
            let found = imprint(&it.store, &hit.record).unwrap();
            assert_eq!(found.authors, [hit.record.document]);
        }
        let mut gone = it.search("toll").hits.remove(0).record;
        gone.id = "0000000000000000/1".to_owned();
        assert_eq!(imprint(&it.store, &gone).unwrap(), Imprint::default());
    }

    fn cited(edit: impl FnOnce(&mut Record, &mut Imprint)) -> (Work, String, String) {
        let it = corpus(vec![document("a.txt").says("Ana Tull", "No toll.", |_| {})]);
        let mut record = it.search("").hits.remove(0).record;
        let mut imprint = Imprint::default();
        edit(&mut record, &mut imprint);
        let citation = Citation::new(&record, &imprint);
        let authors: Vec<_> = citation.authors.iter().map(Name::in_order).collect();
        let quoted = citation.quoted.map_or_else(|| "-".to_owned(), |name| name.in_order());
        (citation.work, authors.join(" + "), quoted)
    }

    #[test]
    fn the_author_depends_on_the_text() {
        let outlet = |record: &mut Record| record.outlet = Some("Harbor Courier".to_owned());
        let is = |work, authors: &str, quoted: &str| (work, authors.to_owned(), quoted.to_owned());
        assert_eq!(cited(|_, _| {}), is(Work::Article, "", "Ana Tull"));
        let paper = cited(|record, _| outlet(record));
        assert_eq!(paper, is(Work::Article, "Harbor Courier", "Ana Tull"));
        let byline = cited(|record, document| {
            outlet(record);
            document.authors = vec!["Wim Sollers".to_owned(), "Coastal Press".to_owned()];
        });
        assert_eq!(byline, is(Work::Article, "Wim Sollers + Coastal Press", "Ana Tull"));
        let speech = cited(|record, document| {
            outlet(record);
            record.attribution = Attribution::Turn;
            document.format = Format::Transcript;
        });
        assert_eq!(speech, is(Work::Transcript, "Ana Tull", "-"));
        let quoted_in_a_speech =
            cited(|_, document| document.speaker = Some("Ida Voss".to_owned()));
        assert_eq!(quoted_in_a_speech, is(Work::Remarks, "Ida Voss", "Ana Tull"));
        let readout = cited(|record, _| {
            record.wording = Wording::Readout;
            let person = record.speaker.clone().unwrap();
            let office = Agent {
                name: "Harbor Office".to_owned(),
                kind: SpeakerKind::Organization,
                ..person.clone()
            };
            record.via = vec![Agent { name: "Jonas Brandt".to_owned(), ..person }, office];
        });
        assert_eq!(readout, is(Work::Readout, "Harbor Office", "Ana Tull"));
    }

    #[test]
    fn only_the_web_has_addresses() {
        assert_eq!(web_address(" HTTPS://a.example/b "), Some("HTTPS://a.example/b"));
        for url in ["", "a.example", "javascript://x", "ftp://a.example", "https://"] {
            assert_eq!(web_address(url), None);
        }
    }
}
