//! The Congressional Record: labels within its speeches, full names in its headings, page marks.

use crate::model::Span;

/// The label `Mr. BERG` where `text` from `start` on is `  Mr. BERG. Mr. Speaker, …`.
pub(super) fn label_in_front(text: &str, start: usize, speaker: &str) -> Option<Span> {
    let inner = text[start..].trim_start();
    let rest = inner.strip_prefix(speaker)?;
    let from = text.len() - inner.len();
    rest.starts_with(['.', ':', ',']).then(|| Span::new(from, from + speaker.len()))
}

/// The label `Mr. BERG` at the beginning of a line of `text` from `start` on, where a speech by
/// `name` stands in the item of its heading.
pub(super) fn speech_within(text: &str, start: usize, name: &str) -> Option<Span> {
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
pub(super) fn name_of(speaker: &str, full_name: Option<&str>, labelled: bool) -> Option<String> {
    let of_nowhere = speaker.split(" of ").next().unwrap_or(speaker);
    let surname = of_nowhere.split_whitespace().next_back()?;
    let full = full_name
        .filter(|full| full.split([' ', ',']).any(|word| word.eq_ignore_ascii_case(surname)));
    full.map(str::to_owned).or_else(|| (!labelled).then(|| speaker.to_owned()))
}

/// The name in a heading `HON. ANN De BERG`, in upper and lower case.
pub(super) fn honored(heading: &str) -> Option<String> {
    let (_, rest) = heading.split_once("HON. ")?;
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
pub(super) fn page_marks(text: &str) -> Vec<Span> {
    memchr::memmem::find_iter(text.as_bytes(), b"[[Page ")
        .filter_map(|at| {
            let end = text[at..].find("]]").filter(|length| *length < 24)?;
            let close = at + end + 2;
            let blank = text[close..].starts_with([' ', '\n']);
            Some(Span::new(at, close + usize::from(blank)))
        })
        .collect()
}
