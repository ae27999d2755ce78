//! Debates of parliaments whose XML says the same under other names: one table a parliament.

use super::{
    names,
    sitting::{Sitting, Speech},
    tables,
    tokens::Tokens,
    walk::{Role, Vocabulary},
};
use crate::{
    ingest::{dates, meta},
    model::{Document, Format, Speaker, SpeakerKind},
};

/// What the elements of a parliament's XML are called, in lower case.
pub(super) struct Shape {
    /// Its root, as it is written.
    root: &'static str,
    outlet: &'static str,
    language: &'static str,
    sections: &'static [&'static str],
    /// Headings, and attributes of a section that are one.
    headings: &'static [&'static str],
    titled: &'static str,
    speeches: &'static [&'static str],
    /// Whoever speaks, as the record puts it in front, or an attribute of a speech.
    labels: &'static [&'static str],
    labelled: &'static str,
    given: &'static [&'static str],
    family: &'static [&'static str],
    roles: &'static [&'static str],
    /// The day, and the attribute of the root that it may be.
    dates: &'static [&'static str],
    dated: &'static str,
    paragraphs: &'static [&'static str],
    asides: &'static [&'static str],
    /// Elements whose words are no text, though something in them counts.
    quiet: &'static [&'static str],
    skipped: &'static [&'static str],
}

const NONE: Shape = Shape {
    root: "",
    outlet: "",
    language: "",
    sections: &[],
    headings: &[],
    titled: "",
    speeches: &[],
    labels: &[],
    labelled: "",
    given: &[],
    family: &[],
    roles: &[],
    dates: &[],
    dated: "",
    paragraphs: &[],
    asides: &[],
    quiet: &[],
    skipped: &[],
};

const SHAPES: &[Shape] = &[
    Shape {
        root: "dbtplenarprotokoll",
        outlet: "Deutscher Bundestag",
        language: "de",
        sections: &["sitzungsbeginn", "tagesordnungspunkt"],
        titled: "top-id",
        speeches: &["rede"],
        labels: &["name"],
        given: &["vorname", "namenszusatz"],
        family: &["nachname"],
        roles: &["rolle_lang"],
        dated: "sitzung-datum",
        asides: &["kommentar"],
        skipped: &[
            "vorspann",
            "rednerliste",
            "rolle_kurz",
            "titel",
            "fraktion",
            "ortszusatz",
            "bdland",
        ],
        ..NONE
    },
    Shape {
        root: "Hansard",
        outlet: "House of Commons of Canada",
        sections: &["orderofbusiness", "subjectofbusiness"],
        headings: &["orderofbusinesstitle", "subjectofbusinesstitle"],
        speeches: &["intervention"],
        labels: &["personspeaking"],
        dates: &["extracteditem"],
        paragraphs: &["paratext", "subjectofbusinessqualifier", "proceduraltext"],
        quiet: &["extractedinformation"],
        skipped: &["timestamp", "floorlanguage", "division"],
        ..NONE
    },
    Shape {
        root: "DEBATS",
        outlet: "European Parliament",
        sections: &["chapter"],
        headings: &["tl-chap"],
        speeches: &["intervention"],
        labels: &["orateur"],
        dated: "date",
        paragraphs: &["para"],
        skipped: &["numero"],
        ..NONE
    },
    Shape {
        root: "compteRendu",
        outlet: "Assemblée nationale",
        language: "fr",
        sections: &["point"],
        headings: &["texte"],
        speeches: &["paragraphe"],
        labels: &["nom"],
        roles: &["qualite"],
        dates: &["dateseance"],
        quiet: &["metadonnees", "uid", "seanceref", "sessionref", "orateurs"],
        skipped: &["sommaire"],
        ..NONE
    },
    Shape {
        root: "Dokument",
        outlet: "Folketinget",
        language: "da",
        sections: &["dagsordenpunkt"],
        headings: &["shorttitle"],
        speeches: &["tale"],
        given: &["oratorfirstname"],
        family: &["oratorlastname"],
        roles: &["oratorrole"],
        dates: &["dateofsitting"],
        paragraphs: &["exitus"],
        quiet: &["metameeting", "metaftagendaitem", "taler"],
        skipped: &["metaspeechsegment", "metaaktivitet", "punkttekst"],
        ..NONE
    },
    Shape {
        root: "Forhandlinger",
        outlet: "Stortinget",
        language: "no",
        sections: &["startseksjon", "sak", "sakdel", "sluttseksjon"],
        headings: &["saktittel"],
        speeches: &["hovedinnlegg", "replikk", "presinnlegg"],
        labels: &["navn"],
        dates: &["dato"],
        paragraphs: &["a"],
        skipped: &["dagsorden"],
        ..NONE
    },
    Shape {
        root: "CRDoc",
        outlet: "Congressional Record",
        headings: &["title", "document_title"],
        speeches: &["speaking"],
        labels: &["speaker"],
        labelled: "name",
        asides: &["recorder"],
        dates: &["date"],
        ..NONE
    },
];

/// Reads XML of one of the shapes.
pub(super) struct Shaped {
    shape: &'static Shape,
    given: Vec<String>,
    family: Vec<String>,
    role: Option<String>,
    /// Whether the words of the element that is open name somebody in parts.
    in_name: bool,
}

impl Shaped {
    /// For the root element called `root`, if one of them has it.
    pub(super) fn new(root: &str, sitting: &mut Sitting) -> Option<Self> {
        let shape = SHAPES.iter().find(|shape| shape.root == root)?;
        sitting.about = Document {
            format: Format::Hansard,
            outlet: Some(shape.outlet.to_owned()),
            language: shape.language.parse().ok(),
            ..Document::default()
        };
        Some(Self { shape, given: Vec::new(), family: Vec::new(), role: None, in_name: false })
    }

    /// Whoever the parts of a name or else `label` name.
    fn speaker(&mut self, label: &str) -> Option<Speaker> {
        let parts = [std::mem::take(&mut self.given), std::mem::take(&mut self.family)].concat();
        let role = self.role.take().filter(|role| !role.is_empty());
        let name = meta::tidy(&parts.join(" "));
        if name.is_empty() {
            let named = names::speaker(label).filter(names::is_full)?;
            return Some(Speaker { role: role.or(named.role), ..named });
        }
        Some(Speaker { name, as_written: None, kind: SpeakerKind::Person, role })
    }

    fn talks(&mut self, label: &str, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        let label = label.split('[').next().unwrap_or(label);
        let label = meta::tidy(label.trim().trim_end_matches([':', '.']));
        let mut speech = Speech::new(tokens, None);
        speech.speaker = self.speaker(&label);
        speech.label = match &speech.speaker {
            Some(speaker) if label.is_empty() => speaker.name.clone(),
            _ => label,
        };
        sitting.go_on(speech);
    }
}

impl Vocabulary for Shaped {
    fn open(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) -> Role {
        let (name, shape) = (tokens.name(), self.shape);
        let is = |names: &[&str]| names.contains(&name);
        let day = |written: String| dates::parse(&written);
        if tokens.written_name() == shape.root {
            sitting.about.published = tokens.first_of(&[shape.dated]).and_then(day);
            return Role::Inline;
        }
        if is(shape.speeches) {
            let id = tokens.first_of(&["id", "xml:id"]);
            sitting.begin_speech(Speech::new(tokens, id.as_deref()));
            (self.given, self.family, self.role) = (Vec::new(), Vec::new(), None);
            if let Some(label) = tokens.first_of(&[shape.labelled]) {
                self.talks(&label, tokens, sitting);
            }
            return Role::Speech;
        }
        let speaker = tokens.attribute("klasse").is_some_and(|class| class == "redner");
        let open = sitting.open_speeches() > 0;
        match name {
            "p" if speaker => {
                self.in_name = true;
                Role::Capture
            }
            "orateur" => {
                // `LIB="Ilse | Marrane"`
                let parts = tokens.first_of(&["lib"]).unwrap_or_default();
                self.given = parts.split('|').map(str::to_owned).collect();
                Role::Capture
            }
            "extracteditem" if tokens.attribute("name").as_deref() != Some("Date") => Role::Skip,
            _ if is(shape.skipped) => Role::Skip,
            _ if is(shape.sections) => {
                if let Some(title) = tokens.first_of(&[shape.titled]) {
                    sitting.head_next(&title);
                }
                Role::Section
            }
            _ if is(shape.headings) && !open => Role::Capture,
            _ if is(shape.labels) && !self.in_name => Role::Capture,
            _ if is(shape.given) || is(shape.family) || is(shape.roles) || is(shape.dates) => {
                Role::Capture
            }
            _ if is(shape.quiet) => Role::Quiet,
            _ if is(shape.asides) => Role::Aside,
            _ if is(shape.paragraphs) => Role::Block,
            _ => tables::role(name, sitting).unwrap_or(Role::Inline),
        }
    }

    fn close(&mut self, tokens: &Tokens<'_>, words: Option<&str>, sitting: &mut Sitting) {
        let (name, shape) = (tokens.name(), self.shape);
        let is = |names: &[&str]| names.contains(&name);
        // The speaker's parts stand in an element that holds nothing else.
        if name == "taler" {
            self.talks("", tokens, sitting);
        }
        let Some(words) = words else { return };
        match name {
            "p" => {
                self.in_name = false;
                self.talks(words, tokens, sitting);
            }
            _ if is(shape.given) => self.given.push(words.to_owned()),
            _ if is(shape.family) => self.family.push(words.to_owned()),
            _ if is(shape.roles) => {
                let role = meta::tidy(words);
                match sitting.speech().and_then(|speech| speech.speaker.as_mut()) {
                    Some(speaker) if !self.in_name => speaker.role = Some(role),
                    _ => self.role = Some(role),
                }
            }
            _ if is(shape.dates) => {
                let day = words.trim();
                let day = day
                    .get(..8)
                    .filter(|_| day.len() > 10 && !day.contains(['-', ' ', ',']))
                    .unwrap_or(day);
                sitting.about.published = sitting.about.published.or(dates::parse(day));
            }
            _ if is(shape.labels) => self.talks(words, tokens, sitting),
            _ if is(shape.headings) => sitting.head(words),
            _ => {}
        }
    }

    fn text(&mut self, tokens: &Tokens<'_>, sitting: &mut Sitting) {
        let nobody = sitting.speech().is_some_and(|speech| speech.label.is_empty());
        sitting.unspoken |= nobody;
        sitting.text(tokens.text(), tokens);
    }
}
