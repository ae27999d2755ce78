//! JSON objects into documents: articles, and records whose content is a list of speeches.

use std::{fmt, ops::Range};

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::{
    Fault, labels, markdown,
    meta::{self, Field, Meta},
    prose,
};
use crate::model::{Document, Span, Turn};

/// What a JSON value is to us.
pub(super) enum Element {
    Object(Box<Object>),
    /// Anything else, by its name.
    Other(&'static str),
}

/// The parts of an object that mean something.
#[derive(Default)]
pub(super) struct Object {
    meta: Meta,
    text: Option<(u8, Text)>,
    header: Header,
}

/// A text in one piece, or in parts that may have speakers.
enum Text {
    Whole(String),
    Parts(Vec<Part>),
}

#[derive(Default)]
struct Part {
    kind: Option<String>,
    speaker: Option<String>,
    text: String,
}

/// The Congressional Record's header.
#[derive(Default)]
struct Header {
    year: Option<String>,
    month: Option<String>,
    day: Option<String>,
    chamber: Option<String>,
}

/// Names of the text, the better ones first.
const TEXTS: &[&str] = &[
    "text",
    "maintext",
    "body",
    "content",
    "article",
    "article_text",
    "full_text",
    "transcript",
    "turns",
    "speeches",
    "paragraphs",
];

impl Object {
    /// Fills `document`; returns what is wrong with its date, or why there is no document.
    pub(super) fn fill(self, document: &mut Document) -> Result<Option<Fault>, Fault> {
        let Self { mut meta, text, header } = self;
        let in_record = header.fill(&mut meta);
        let Some((_, text)) = text else { return Err(Fault::NoText) };
        let layout = match text {
            Text::Whole(text) => {
                if text.trim().is_empty() {
                    return Err(Fault::NoText);
                }
                document.text = text;
                let text = &document.text;
                prose::lay_out(text, 0..text.len(), markdown::is_likely(text))
            }
            Text::Parts(parts) => {
                let (text, ranges, turns) = assemble(&parts);
                if text.trim().is_empty() {
                    return Err(Fault::NoText);
                }
                document.text = text;
                let mut layout = prose::lay_out_parts(&document.text, &ranges, turns);
                if in_record {
                    layout.hide_all(page_marks(&document.text));
                }
                layout
            }
        };
        layout.fill(document);
        Ok(meta.fill(document))
    }
}

impl Header {
    /// Adds what it says to `meta`; returns whether it was there.
    fn fill(self, meta: &mut Meta) -> bool {
        let (Some(year), Some(month), Some(day)) = (self.year, self.month, self.day) else {
            return false;
        };
        meta.set(Field::Date, 0, vec![format!("{day} {month} {year}")]);
        if let Some(chamber) = self.chamber {
            meta.set(Field::Topics, 0, vec![chamber]);
            meta.set(Field::Outlet, 0, vec!["Congressional Record".to_owned()]);
        }
        true
    }
}

/// Where a part stands in the text, and the turn that it is.
type PartRange = (Range<usize>, Option<u32>);

/// The text of `parts`, where each stands in it, and the turns.
fn assemble(parts: &[Part]) -> (String, Vec<PartRange>, Vec<Turn>) {
    let mut text = String::with_capacity(parts.iter().map(|part| part.text.len() + 2).sum());
    let (mut ranges, mut turns) = (Vec::with_capacity(parts.len()), Vec::new());
    let full_name = parts.iter().find_map(honored);
    for part in parts {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(part.text.trim_end());
        let is_speech = part.kind.as_deref().is_none_or(|kind| kind == "speech");
        let speaker = part.speaker.as_deref().filter(|speaker| {
            is_speech && !matches!(speaker.trim(), "" | "None" | "Unknown" | "null")
        });
        if let Some(label) = full_name.as_deref().and_then(|name| speech_within(&text, start, name))
            && !is_speech
        {
            ranges.push((start..label.start as usize, None));
            ranges.push((label.end as usize + 1..text.len(), u32::try_from(turns.len()).ok()));
            let name = full_name.clone();
            turns.push(Turn { label: Some(label), name, ..Turn::default() });
            continue;
        }
        let mut words = start;
        let turn = speaker.and_then(|speaker| {
            let speaker = speaker.trim();
            let label = label_in_front(&text, start, speaker);
            words = label.map_or(start, |label| label.end as usize + 1);
            turns.push(Turn {
                label,
                name: name_of(speaker, full_name.as_deref(), label.is_some()),
                anonymous: labels::is_crowd(speaker),
                ..Turn::default()
            });
            u32::try_from(turns.len() - 1).ok()
        });
        ranges.push((words..text.len(), turn));
    }
    (text, ranges, turns)
}

/// The label `Mr. BERG` where `text` from `start` on is `  Mr. BERG. Mr. Speaker, …`.
fn label_in_front(text: &str, start: usize, speaker: &str) -> Option<Span> {
    let inner = text[start..].trim_start();
    let rest = inner.strip_prefix(speaker)?;
    let from = text.len() - inner.len();
    rest.starts_with(['.', ':', ',']).then(|| Span::new(from, from + speaker.len()))
}

/// The label `Mr. BERG` at the beginning of a line of `text` from `start` on, where a speech by
/// `name` stands in the item of its heading.
fn speech_within(text: &str, start: usize, name: &str) -> Option<Span> {
    let surname = name.split(',').next()?.split_whitespace().next_back()?;
    text[start..].match_indices("\n  M").find_map(|(at, _)| {
        let line = &text[start + at + 3..];
        let (title, rest) = line.split_once(' ')?;
        let length = title.len() + 1 + surname.len();
        let right = matches!(title, "Mr." | "Mrs." | "Ms." | "Miss")
            && rest.get(..surname.len())?.eq_ignore_ascii_case(surname)
            && rest[surname.len()..].starts_with(['.', ',']);
        right.then(|| Span::new(start + at + 3, start + at + 3 + length))
    })
}

/// The name to go by, where it is more than the label: the full one of a heading
/// (`HON. ANN BERG`) if the surname is the same.
fn name_of(speaker: &str, full_name: Option<&str>, labelled: bool) -> Option<String> {
    let of_nowhere = speaker.split(" of ").next().unwrap_or(speaker);
    let surname = of_nowhere.split_whitespace().next_back()?;
    let full = full_name
        .filter(|full| full.split([' ', ',']).any(|word| word.eq_ignore_ascii_case(surname)));
    full.map(str::to_owned).or_else(|| (!labelled).then(|| speaker.to_owned()))
}

/// The name in a heading `HON. ANN De BERG`, in upper and lower case.
fn honored(part: &Part) -> Option<String> {
    if part.kind.as_deref() == Some("speech") {
        return None;
    }
    let (_, rest) = part.text.split_once("HON. ")?;
    let words = rest.lines().next()?.split_whitespace().map(|word| {
        let mut lowered = String::with_capacity(word.len());
        let mut inside = false;
        for char in word.chars() {
            if inside && char.is_uppercase() {
                lowered.extend(char.to_lowercase());
            } else {
                lowered.push(char);
            }
            inside =
                char.is_uppercase() || (inside && char.is_alphabetic() && !char.is_lowercase());
        }
        lowered
    });
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// `[[Page E1540]]`, which stands amid sentences.
fn page_marks(text: &str) -> Vec<Span> {
    memchr::memmem::find_iter(text.as_bytes(), b"[[Page ")
        .filter_map(|at| {
            let end = text[at..].find("]]").filter(|length| *length < 24)?;
            let close = at + end + 2;
            let blank = text[close..].starts_with([' ', '\n']);
            Some(Span::new(at, close + usize::from(blank)))
        })
        .collect()
}

/// Hands on the elements of an array one by one.
pub(super) struct Elements<'a>(pub(super) &'a mut dyn FnMut(Element));

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            self.0(element);
        }
        Ok(())
    }
}

/// A key of an object.
enum Key {
    Text(u8),
    Meta(Field, u8),
    Header,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl Visitor<'_> for Keys {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                if let Some(rank) = TEXTS.iter().position(|name| name.eq_ignore_ascii_case(key)) {
                    return Ok(Key::Text(u8::try_from(rank).unwrap_or(u8::MAX)));
                }
                if key == "header" {
                    return Ok(Key::Header);
                }
                Ok(meta::field(key).map_or(Key::Other, |(field, rank)| Key::Meta(field, rank)))
            }
        }
        deserializer.deserialize_identifier(Keys)
    }
}

/// Implements the visits of scalars that all our values take or leave in the same way.
macro_rules! scalars {
    ($value:ty, $other:expr, $text:expr) => {
        type Value = $value;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }
        fn visit_str<E>(self, text: &str) -> Result<$value, E> {
            Ok($text(text))
        }
        fn visit_bool<E>(self, _: bool) -> Result<$value, E> {
            Ok($other("a truth value", String::new()))
        }
        fn visit_i64<E>(self, number: i64) -> Result<$value, E> {
            Ok($other("a number", number.to_string()))
        }
        fn visit_u64<E>(self, number: u64) -> Result<$value, E> {
            Ok($other("a number", number.to_string()))
        }
        fn visit_f64<E>(self, number: f64) -> Result<$value, E> {
            Ok($other("a number", number.to_string()))
        }
        fn visit_unit<E>(self) -> Result<$value, E> {
            Ok($other("null", String::new()))
        }
    };
}

fn skip_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            scalars!(Element, |name, _| Element::Other(name), |_| Element::Other("a string"));
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Element, A::Error> {
                skip_list(list).map(|()| Element::Other("a list"))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
                let mut object = Box::<Object>::default();
                while let Some(key) = map.next_key::<Key>()? {
                    match key {
                        Key::Text(rank) => {
                            let text = map.next_value::<MaybeText>()?.0;
                            let better = object.text.as_ref().is_none_or(|(old, _)| rank < *old);
                            if let Some(text) = text.filter(|_| better) {
                                object.text = Some((rank, text));
                            }
                        }
                        Key::Meta(field, rank) => {
                            object.meta.set(field, rank, map.next_value::<Loose>()?.0);
                        }
                        Key::Header => object.header = map.next_value()?,
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Element::Object(object))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

/// A scalar, a list of them, or objects that have a name.
struct Loose(Vec<String>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            scalars!(Loose, |_, text| Loose(vec![text]), |text: &str| Loose(vec![text.to_owned()]));
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
                let mut values = Vec::new();
                while let Some(Loose(more)) = list.next_element()? {
                    values.extend(more);
                }
                Ok(Loose(values))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
                let mut name = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if matches!(key.as_str(), "name" | "title" | "label" | "$date") {
                        name = map.next_value::<Loose>()?.0;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Loose(name))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

struct MaybeText(Option<Text>);

impl<'de> Deserialize<'de> for MaybeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            scalars!(MaybeText, |_, _| MaybeText(None), |text: &str| MaybeText(Some(Text::Whole(
                text.to_owned()
            ))));
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<MaybeText, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = list.next_element::<Part>()? {
                    parts.push(part);
                }
                Ok(MaybeText((!parts.is_empty()).then_some(Text::Parts(parts))))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MaybeText, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(MaybeText(None))
            }
        }
        deserializer.deserialize_any(Texts)
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            scalars!(Part, |_, _| Part::default(), |text: &str| Part {
                text: text.to_owned(),
                ..Part::default()
            });
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Part, A::Error> {
                skip_list(list).map(|()| Part::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
                let mut part = Part::default();
                while let Some(key) = map.next_key::<String>()? {
                    let value = map.next_value::<Loose>()?.0.into_iter().next();
                    match key.as_str() {
                        "kind" => part.kind = value,
                        "speaker" | "speaker_name" => part.speaker = value,
                        "text" | "content" | "body" => part.text = value.unwrap_or_default(),
                        _ => {}
                    }
                }
                Ok(part)
            }
        }
        deserializer.deserialize_any(Parts)
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Headers;
        impl<'de> Visitor<'de> for Headers {
            scalars!(Header, |_, _| Header::default(), |_| Header::default());
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Header, A::Error> {
                skip_list(list).map(|()| Header::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let mut header = Header::default();
                while let Some(key) = map.next_key::<String>()? {
                    let value = map.next_value::<Loose>()?.0.into_iter().next();
                    match key.as_str() {
                        "year" => header.year = value,
                        "month" => header.month = value,
                        "day" => header.day = value,
                        "chamber" => header.chamber = value,
                        _ => {}
                    }
                }
                Ok(header)
            }
        }
        deserializer.deserialize_any(Headers)
    }
}
