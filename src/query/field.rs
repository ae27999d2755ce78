//! Reads one `field:value` of a query, by the table of fields.

use jiff::civil::Date;

use super::{Days, Filter, Numbers, Place, Query, syntax::has_words};
use crate::{
    index::{Bound, FIELDS, Field, FieldKind},
    model::{Kind, Language, Wording},
    text::{fold, nearest},
};

/// Why a `name:value` asks for nothing, and what to write instead.
pub(super) struct Unread {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
}

/// What `name:value` asks for; `exact` where the value stood in quotation marks.
pub(super) fn read_field(
    name: &str,
    value: &str,
    exact: bool,
    today: Date,
) -> Result<Filter, Unread> {
    let name = name.to_lowercase();
    let Some(field) = Field::find(&name).filter(|field| field.is_prefix()) else {
        return Err(unknown(&name));
    };
    if !has_words(value) {
        return Err(Unread { reason: format!("`{name}:` has no value"), hint: None });
    }
    let text = value.to_owned();
    let folded = value.to_lowercase();
    Ok(match (field.name, field.kind) {
        ("speaker", _) => Filter::Speaker(text),
        ("via", _) => Filter::Via(text),
        ("to", _) => Filter::To(text),
        ("outlet", _) => Filter::Outlet(text),
        (_, FieldKind::Topic) => Filter::Topic(text),
        (_, FieldKind::Document) => Filter::Document(text),
        (_, FieldKind::Day(bound)) => return read_days(&name, bound, &folded, today),
        (_, FieldKind::Language) => {
            let language = value.parse().ok().or_else(|| Language::from_name(value));
            Filter::Language(language.ok_or_else(|| Unread {
                reason: format!("`{value}` is no language"),
                hint: Some("write its code, such as `language:de`".to_owned()),
            })?)
        }
        (_, FieldKind::Share) => {
            let share = |share: &str| thousandths(share).map(u32::from);
            Filter::Sure(numbers(value, share, Numbers::at_least).ok_or_else(|| Unread {
                reason: format!("`{value}` is no share"),
                hint: Some("write one from 0 to 1, or two: `sure:0.8`, `sure:0.5..0.8`".to_owned()),
            })?)
        }
        (_, FieldKind::Count) => {
            let exactly = |number| Numbers { least: Some(number), most: Some(number) };
            let count = |number: &str| number.parse().ok();
            Filter::Words(numbers(value, count, exactly).ok_or_else(|| Unread {
                reason: format!("`{value}` is no number"),
                hint: Some(format!("write one or two: `{name}:20..`, `{name}:5..20`")),
            })?)
        }
        (_, FieldKind::Choice(choices)) => {
            let kind = (field.name == "kind").then(|| Kind::from_name(&folded)).flatten();
            let wording = (field.name == "wording").then(|| Wording::from_name(&folded)).flatten();
            match (kind, wording) {
                (Some(kind), _) => Filter::Kind(kind),
                (_, Some(wording)) => Filter::Wording(wording),
                _ => return Err(choose(&name, value, &choices())),
            }
        }
        (place, _) => {
            let Some(place) = Place::ALL.iter().find(|one| one.name() == place) else {
                return Err(unknown(&name));
            };
            let words = match value.strip_suffix('*') {
                _ if exact => Query::Phrase(text),
                Some(start) if has_words(start) => {
                    Query::Prefix(start.trim_end_matches('*').to_owned())
                }
                _ => Query::Word(text),
            };
            Filter::Text(*place, Box::new(words))
        }
    })
}

/// Reads one number, which `alone` knows what to make of, or a range that is open at one end at
/// most and does not run backwards.
fn numbers(
    value: &str,
    read: impl Fn(&str) -> Option<u32>,
    alone: impl Fn(u32) -> Numbers,
) -> Option<Numbers> {
    let Some((least, most)) = value.split_once("..") else {
        return read(value).map(alone);
    };
    let end = |text: &str| if text.is_empty() { Some(None) } else { read(text).map(Some) };
    let numbers = Numbers { least: end(least)?, most: end(most)? };
    match (numbers.least, numbers.most) {
        (None, None) => None,
        (Some(least), Some(most)) if most < least => None,
        _ => Some(numbers),
    }
}

/// Reads a share from 0 to 1 as thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1000 at most")]
pub fn thousandths(share: &str) -> Option<u16> {
    let share = share.parse::<f32>().ok().filter(|share| (0.0..=1.0).contains(share))?;
    Some((share * 1000.0).round() as u16)
}

fn read_days(name: &str, bound: Bound, value: &str, today: Date) -> Result<Filter, Unread> {
    if bound == Bound::Known {
        return match value {
            "date" => Ok(Filter::Dated),
            _ => Err(choose(name, value, &["date"])),
        };
    }
    let days = Days::parse(value, today)
        .map_err(|error| Unread { reason: error.to_string(), hint: None })?;
    let open = || {
        let reason = format!("`{value}` has no first day");
        Unread { reason, hint: Some(format!("write a day, a month or a year after `{name}:`")) }
    };
    Ok(match bound {
        Bound::After => Filter::After(days.first().ok_or_else(open)?),
        Bound::Before => Filter::Before(days.last().or(days.first()).ok_or_else(open)?),
        Bound::On | Bound::Known => Filter::Date(days),
    })
}

fn unknown(name: &str) -> Unread {
    let prefixes = || FIELDS.iter().filter(|field| field.is_prefix());
    let near = nearest(&fold(name), prefixes().flat_map(Field::names));
    let hint = if near.is_empty() {
        let all = prefixes().map(|field| field.name).collect::<Vec<_>>();
        format!("the fields are `{}`", all.join("`, `"))
    } else {
        format!("did you mean `{}:`?", near[0])
    };
    Unread { reason: format!("`{name}:` is no field"), hint: Some(hint) }
}

fn choose(name: &str, value: &str, choices: &[&str]) -> Unread {
    let hint = format!("write `{}`", choices.join("`, `"));
    Unread { reason: format!("`{value}` is no `{name}:`"), hint: Some(hint) }
}
