//! Reads one `field:value` of a query.

use jiff::civil::Date;

use super::{Days, Filter, near::nearest, syntax::has_words};
use crate::{
    model::{Kind, Wording},
    text::fold,
};

const NAMES: &[&str] = &[
    "speaker", "by", "via", "to", "topic", "date", "after", "before", "kind", "is", "outlet",
    "doc", "has",
];

/// What `name:value` asks for, or why it asks for nothing.
pub(super) fn read_field(name: &str, value: &str, today: Date) -> Result<Filter, String> {
    let name = name.to_lowercase();
    let known = NAMES.iter().find(|known| **known == name);
    let Some(known) = known else {
        let names = NAMES.join("`, `");
        return Err(match nearest(&fold(&name), NAMES.iter().copied()).first() {
            Some(near) => format!("`{name}:` is no field; did you mean `{near}:`?"),
            None => format!("`{name}:` is no field; the fields are `{names}`"),
        });
    };
    if !has_words(value) {
        return Err(format!("`{name}:` has no value"));
    }
    let text = value.to_owned();
    let days = || Days::parse(&value.to_lowercase(), today).map_err(|error| error.to_string());
    let first = || {
        let first = days()?.first();
        first.ok_or_else(|| format!("`{name}:` wants a day, a month or a year"))
    };
    let choice = |names: String| format!("`{value}` is no `{name}:`; it is one of {names}");
    Ok(match *known {
        "speaker" | "by" => Filter::Speaker(text),
        "via" => Filter::Via(text),
        "to" => Filter::To(text),
        "topic" => Filter::Topic(text),
        "outlet" => Filter::Outlet(text),
        "doc" => Filter::Document(text),
        "date" => Filter::Date(days()?),
        "after" => Filter::After(first()?),
        "before" => Filter::Before(first()?),
        "kind" => Filter::Kind(
            Kind::from_name(&value.to_lowercase())
                .ok_or_else(|| choice(listed(Kind::ALL, Kind::name)))?,
        ),
        "is" => Filter::Wording(
            Wording::from_name(&value.to_lowercase())
                .ok_or_else(|| choice(listed(Wording::ALL, Wording::name)))?,
        ),
        _ if value.eq_ignore_ascii_case("date") => Filter::Dated,
        _ => return Err(choice("`date`".to_owned())),
    })
}

fn listed<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> String {
    all.iter().map(|one| format!("`{}`", name(*one))).collect::<Vec<_>>().join(", ")
}
