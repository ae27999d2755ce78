//! The shapes of speakers' labels at the beginning of a line: `MR. MILLER:`, `Q`, `Jen Psaki:`.

use std::{ops::Range, sync::LazyLock};

use rustc_hash::FxHashSet;

use super::{
    lines::is_space,
    stamps::{after_time, before_time},
};

/// A label that a line begins with, or could.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Label {
    /// The name, as a range of the line.
    pub(super) name: Range<usize>,
    /// Where the words begin.
    pub(super) words: usize,
    /// How sure its shape is.
    pub(super) shape: Shape,
    /// Whether it is in bold type.
    pub(super) bold: bool,
}

/// How sure a label's shape is, the surest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Shape {
    /// `MR. MILLER:`, `THE PRESIDENT:`, `Mr. DeFAZIO. `: nothing else looks like this.
    Titled,
    /// `QUESTION:`, `REPORTER:`, `Q:`.
    Crowd,
    /// `Q` without a colon.
    BareQ,
    /// `A:`, `ANSWER:`.
    Answer,
    /// `JOHN SMITH:`, which could be `DETAILS:`.
    Capitals,
    /// `Mr. Miller:`, `President Biden:`.
    TitledName,
    /// `Jen Psaki:`, which could be `Key points:`.
    Name,
    /// `Senator Berg. Thank you`, as hearings have it, which could be prose.
    Stopped,
    /// `Councillor Berg` alone on a line.
    Alone,
}

/// A list of words, made into a set when it is first asked.
type Words = LazyLock<FxHashSet<&'static str>>;

macro_rules! words {
    ($list:literal $(,)?) => {
        LazyLock::new(|| $list.split(' ').collect())
    };
}

/// First words of offices and forms of address that leave no doubt.
static TITLES: Words = words!(
    "mr mrs ms miss dr prof professor sir lord lady secretary undersecretary president vice \
    prime chancellor senator sen representative rep congressman congresswoman governor gov \
    mayor councillor councilor councilmember councilman councilwoman alderman commissioner \
    ambassador amb gen admiral adm colonel col maj captain capt lt sgt chairman chairwoman \
    chair chairperson judge justice king queen prince princess pope bishop archbishop rev \
    reverend rabbi madam hon minister",
);

/// What may stand for somebody after `THE`, besides the titles.
static OFFICES: Words = words!(
    "first second speaker court clerk witness interpreter operator moderator presiding acting \
    attorney deputy general chief",
);

/// Words for anyone of those who ask.
static CROWD: Words = words!(
    "q question reporter audience participant media press journalist voice unidentified \
    unknown interviewer questioner caller attendee",
);

/// What stands in front of a colon and is no speaker.
static NO_SPEAKERS: Words = words!(
    "subject note notes re to from cc bcc date time where when who what why how contact \
    contacts fact facts background update updated correction editor editors editor's source \
    sources photo video audio read watch listen related breaking exclusive summary location \
    topic issue issues more see also key here here's this that these those it there for and \
    but or if in on at by with as so step part chapter section article table figure tip \
    example problem solution details result results conclusion introduction washington \
    london paris jerusalem moscow beijing kyiv brussels new share tags tweet follow image \
    caption credit copyright phone tel email fax web website price score total warning p.s \
    ps tl;dr first second third finally next now today \
    yesterday offense sentence commutation age name address hometown occupation status type",
);

/// Names' little words.
static PARTICLES: Words = words!(
    "de del della da di du van von der den bin ibn al la le el of the and y pro tempore ter \
    ten dos das",
);

const LONGEST: usize = 90;

/// Returns the label that `line` begins with, if it has the shape of one.
pub(super) fn of(line: &str) -> Option<Label> {
    let first = *line.as_bytes().first()?;
    let marks = line.bytes().take_while(|byte| matches!(byte, b'*' | b'_')).count();
    let marks = marks + after_time(&line[marks..]);
    let inner = &line[marks..];
    if marks == 0 && !first.is_ascii_uppercase() && first.is_ascii() {
        return None;
    }
    let label = bare(inner).or_else(|| with_colon(inner)).or_else(|| of_the_record(inner))?;
    let words = after_marks(inner, label.words);
    Some(Label {
        name: label.name.start + marks..label.name.end + marks,
        words: words + marks,
        bold: line.starts_with("**") || line.starts_with("__"),
        ..label
    })
}

/// `Councillor Berg` and nothing else, or any name and a time: `Jo Lind  00:05`.
pub(super) fn alone(line: &str) -> Option<Label> {
    if line.len() > 60 {
        return None;
    }
    let name = line.trim_matches(['*', '_']);
    let start = line.find(name)?;
    let untimed = before_time(name);
    let words = untimed.split_whitespace().count();
    let shape = shape_of(untimed)?;
    let timed = untimed.len() < name.len();
    let sure = timed || matches!(shape, Shape::Titled | Shape::TitledName) && words > 1;
    let ends = untimed.ends_with(|char: char| char.is_alphanumeric());
    (sure && words <= 5 && ends && !untimed.contains(',')).then(|| Label {
        name: start..start + untimed.len(),
        words: line.len(),
        shape: Shape::Alone,
        bold: start > 0,
    })
}

/// Whether a label stands for anyone of a crowd.
pub(super) fn is_crowd(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split_whitespace();
    words.next().is_some_and(|first| {
        let bare = first.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
        CROWD.contains(bare.strip_suffix('s').unwrap_or(bare)) || CROWD.contains(bare)
    })
}

/// `Q` and blanks; `Q:` and `Q.` too.
fn bare(line: &str) -> Option<Label> {
    let rest = line.strip_prefix('Q').or_else(|| line.strip_prefix('A'))?;
    let question = line.starts_with('Q');
    let unmarked = rest.trim_start_matches(['*', '_']);
    let words = match unmarked.chars().next() {
        Some(':' | '.') if unmarked[1..].starts_with(|char| is_space(char) || char == '*') => {
            line.len() - unmarked.len() + 1
        }
        Some(char) if is_space(char) && question => line.len() - unmarked.len(),
        None | Some(':') if question => line.len(),
        _ => return None,
    };
    let shape = match (question, unmarked.chars().next()) {
        (true, Some(':')) => Shape::Crowd,
        (true, _) => Shape::BareQ,
        (false, _) => Shape::Answer,
    };
    Some(Label { name: 0..1, words, shape, bold: false })
}

/// A name and a colon: `MR. KIRBY (via video):`, `The Minister for Ports (Jo Lind):`.
fn with_colon(line: &str) -> Option<Label> {
    let longest = if line.starts_with("The ") { 2 * LONGEST } else { LONGEST };
    let window = &line.as_bytes()[..line.len().min(longest)];
    let colon = memchr::memchr(b':', window)?;
    let rest = &line[colon + 1..];
    if !rest.is_empty() && !rest.starts_with(|char| is_space(char) || matches!(char, '*' | '_')) {
        return None;
    }
    let mut name =
        line[..colon].trim_end_matches(|char| is_space(char) || matches!(char, '*' | '_'));
    if let Some(open) = name.find(['(', '[']) {
        if !name.ends_with([')', ']']) {
            return None;
        }
        if let Some(end) = holder(name, open) {
            return Some(Label {
                name: 0..end,
                words: colon + 1,
                shape: Shape::Titled,
                bold: false,
            });
        }
        name = name[..open].trim_end_matches(|char| is_space(char) || matches!(char, '\\' | '*'));
    }
    if name.len() > LONGEST {
        return None;
    }
    // "Tova Lind, Mayor of Sable:", at a panel
    if let Some((person, office)) = name.split_once(", ")
        && person.contains(' ')
        && office.split(' ').count() < 6
        && office.starts_with(char::is_uppercase)
    {
        name = person;
    }
    let shape = shape_of(name)?;
    Some(Label { name: 0..name.len(), words: colon + 1, shape, bold: false })
}

/// Where the name ends of whoever holds an office: `The Minister for Ports (Jo Lind)`,
/// `The PRESIDING OFFICER (Ms. LIND)`.
fn holder(label: &str, open: usize) -> Option<usize> {
    let office = label.strip_prefix("The ")?.get(..open.checked_sub(4)?)?;
    let end = open + 1 + label[open + 1..].find([')', ']'])?;
    let small = |word: &str| PARTICLES.contains(word) || word == "for";
    let named = |word: &str| is_name(word) || is_capitals(word);
    let person = &label[open + 1..end];
    let right = is_office(office.split_whitespace().next()?)
        && office.split_whitespace().all(|word| small(word) || named(word.trim_end_matches(',')))
        && person.contains(' ')
        && person.split(' ').all(|word| small(word) || named(word));
    right.then_some(end + 1)
}

fn is_office(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    TITLES.contains(word.as_str()) || OFFICES.contains(word.as_str())
}

/// `Mr. DeFAZIO. Mr. Speaker, …` and `The PRESIDING OFFICER. …`, as the Congressional Record has
/// it; `Senator Berg. Thank you`, as hearings do.
fn of_the_record(line: &str) -> Option<Label> {
    let title = line.split([' ', '.']).next()?;
    let address = matches!(title, "Mr" | "Mrs" | "Ms" | "Miss" | "Dr" | "The");
    if !address && !TITLES.contains(title.to_ascii_lowercase().as_str()) {
        return None;
    }
    let from = title.len() + line[title.len()..].find(|char| char != '.' && char != ' ')?;
    let window = line.get(from..).map(|rest| &rest[..rest.floor_char_boundary(LONGEST)])?;
    let open = window.find(" (").filter(|open| !window[..*open].contains(". "));
    let held = open.and_then(|open| holder(line, from + open + 1));
    let end = match held {
        Some(end) => end,
        None => from + stop(window)?,
    };
    if !line[end..].starts_with(". ") {
        return None;
    }
    let name = &line[from..open.filter(|_| held.is_some()).map_or(end, |open| from + open)];
    let (name, place) = name.split_once(" of ").unwrap_or((name, ""));
    let first = name.split(' ').next()?;
    let small = |word: &str| PARTICLES.contains(word);
    let loud = address
        && is_capitals(first)
        && first.chars().filter(|char| char.is_uppercase()).count() >= 3
        && name.split(' ').all(|word| is_capitals(word) || small(word));
    let soft = || {
        name.split(' ').count() <= 3
            && name.split(' ').all(|word| is_name(word) || word != "and" && small(word))
            && line[end + 2..].starts_with(|char: char| {
                char.is_uppercase() || matches!(char, '[' | '(' | '“' | '"' | '`')
            })
    };
    let right = (title != "The" || is_office(first))
        && place.split(' ').all(|word| word.is_empty() || is_name(word))
        && (loud || soft());
    let shape = if loud { Shape::Titled } else { Shape::Stopped };
    right.then(|| Label { name: 0..end, words: end + 1, shape, bold: false })
}

/// The first full stop that ends a name, and no initial or `Jr.` in it.
fn stop(window: &str) -> Option<usize> {
    window.match_indices(". ").map(|(at, _)| at).find(|at| {
        let word = window[..*at].rsplit(' ').next().unwrap_or_default();
        word.chars().nth(1).is_some()
            && !matches!(word, "Jr" | "Sr" | "St" | "Mr" | "Mrs" | "Ms" | "Dr" | "Gen" | "Sen")
    })
}

fn shape_of(name: &str) -> Option<Shape> {
    const MOST: usize = 8;
    let mut words = name.split_whitespace();
    let first = words.next()?;
    // "H.R. 3537" is a bill.
    let letters = |word: &str| word.chars().filter(|char| char.is_alphabetic()).count();
    let bill = name.ends_with(|char: char| char.is_ascii_digit())
        && name.split(' ').all(|word| letters(word) < 3);
    if name.len() < 2 || bill && !CROWD.contains(first.to_ascii_lowercase().as_str()) {
        return None;
    }
    let lower = first.trim_end_matches('.').to_ascii_lowercase();
    let (mut capitals, mut count) = (is_capitals(first), 1);
    if !capitals && !is_name(first) {
        return None;
    }
    let mut second = None;
    for word in words {
        count += 1;
        second = second.or(Some(word));
        let small = PARTICLES.contains(word) || word == "&";
        capitals &= small || is_capitals(word);
        if count > MOST || !(small || is_name(word) || is_capitals(word)) {
            return None;
        }
    }
    if NO_SPEAKERS.contains(lower.as_str()) || (capitals && name.split(' ').any(is_of_a_headline)) {
        return None;
    }
    let titled = TITLES.contains(lower.as_str()) && count > 1;
    let office = lower == "the" && second.is_some_and(is_office);
    if matches!(lower.as_str(), "the" | "a" | "an") && !office {
        return None;
    }
    Some(match (capitals, titled || office) {
        _ if CROWD.contains(lower.as_str()) && (capitals || count <= 2) => Shape::Crowd,
        _ if lower == "answer" && count == 1 => Shape::Answer,
        (true, true) => Shape::Titled,
        (true, false) => Shape::Capitals,
        (false, true) => Shape::TitledName,
        (false, false) if count <= 4 => Shape::Name,
        (false, false) => return None,
    })
}

/// Whether `word` stands in headlines in capitals, and in no name: `PRESIDENT BERG IS BACK:`.
fn is_of_a_headline(word: &str) -> bool {
    matches!(
        word,
        "IS" | "ARE"
            | "WAS"
            | "HAS"
            | "HAVE"
            | "WILL"
            | "HIS"
            | "HER"
            | "OUR"
            | "ITS"
            | "TO"
            | "ON"
            | "FOR"
            | "WITH"
            | "FROM"
            | "AND"
            | "IN"
            | "BY"
            | "NOT"
    )
}

/// Whether `word` is in capitals: `O’BRIEN`, `McDONOUGH`, `J.`, `#2`.
fn is_capitals(word: &str) -> bool {
    let word = word.strip_prefix("Mc").or_else(|| word.strip_prefix("Mac")).unwrap_or(word);
    let (mut upper, mut lower) = (0, 0);
    for char in word.chars() {
        if char.is_uppercase() {
            upper += 1;
        } else if char.is_lowercase() {
            lower += 1;
        } else if !is_inner(char) {
            return false;
        }
    }
    let last = word.chars().next_back().is_some_and(|char| !char.is_lowercase());
    if lower == 0 {
        upper > 0 || word.starts_with(['#', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    } else {
        last && upper >= 3 && lower <= 3
    }
}

/// Whether `word` could be part of a name in upper and lower case.
fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().all(|char| char.is_alphabetic() || is_inner(char))
}

fn is_inner(char: char) -> bool {
    char.is_ascii_digit() || matches!(char, '.' | '\'' | '’' | '-' | '‑' | '#' | '\u{2060}')
}

/// The first byte from `at` that is neither a closing mark nor blank.
fn after_marks(line: &str, at: usize) -> usize {
    let rest = &line[at..];
    let marks = rest.bytes().take_while(|byte| matches!(byte, b'*' | b'_')).count();
    // `Q   *word*`: marks that open something after a blank stay with it.
    let rest = rest[marks..].trim_start_matches(is_space);
    line.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, Shape, &str)>) {
        let label = of(line);
        let found = label
            .as_ref()
            .map(|label| (&line[label.name.clone()], label.shape, &line[label.words..]));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn labels_have_a_shape() {
        use Shape::*;
        check("MR. MILLER:  Yes.", Some(("MR. MILLER", Titled, "Yes.")));
        check("MS BRUCE: Yes.", Some(("MS BRUCE", Titled, "Yes.")));
        check("MR. McDONOUGH: Yes.", Some(("MR. McDONOUGH", Titled, "Yes.")));
        check("MS. O’CONNELL:\u{a0} Yes.", Some(("MS. O’CONNELL", Titled, "Yes.")));
        check("THE PRESIDENT: Yes.", Some(("THE PRESIDENT", Titled, "Yes.")));
        check(
            "PRESIDENT BIN ZAYED AL NAHYAN:",
            Some(("PRESIDENT BIN ZAYED AL NAHYAN", Titled, "")),
        );
        check("MR. KIRBY (via video): Yes.", Some(("MR. KIRBY", Titled, "Yes.")));
        check("**MR. BERG:** Yes.", Some(("MR. BERG", Titled, "Yes.")));
        check("**MR. BERG**: *Yes.*", Some(("MR. BERG", Titled, "*Yes.*")));
        check("QUESTION:  Yes?", Some(("QUESTION", Crowd, "Yes?")));
        check("Q: Yes?", Some(("Q", Crowd, "Yes?")));
        check("Q    (Inaudible.)", Some(("Q", BareQ, "(Inaudible.)")));
        check("Q\u{a0}\u{a0} Yes?", Some(("Q", BareQ, "Yes?")));
        check("**Q** Yes?", Some(("Q", BareQ, "Yes?")));
        check(
            "SENIOR ADMINISTRATION OFFICIAL #2: Hi.",
            Some(("SENIOR ADMINISTRATION OFFICIAL #2", Capitals, "Hi.")),
        );
        check("Jen Psaki: Yes.", Some(("Jen Psaki", Name, "Yes.")));
        check("Mr. Miller: Yes.", Some(("Mr. Miller", TitledName, "Yes.")));
        check(
            "Mr. DeFAZIO. Mr. Speaker, I rise",
            Some(("Mr. DeFAZIO", Titled, "Mr. Speaker, I rise")),
        );
        check(
            "The PRESIDING OFFICER. So ordered.",
            Some(("The PRESIDING OFFICER", Titled, "So ordered.")),
        );
    }

    #[test]
    fn other_lines_have_none() {
        for line in [
            "SUBJECT: The harbor",
            "NOTE: None",
            "WASHINGTON: Rain",
            "Quiet",
            "Q3 results rose.",
            "He said: “No.”",
            "Let me be clear: no.",
            "10:30: Coffee",
            "MR. BERG said: no",
            "The plan: none",
            "A man came.",
            "Mr. Berg went. He",
            "",
            "https://a.example",
            "U.S. officials: none of them",
            "Mr. Berg (left: no",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn labels_can_stand_alone() {
        assert_eq!(alone("Councillor Eadie").unwrap().name, 0..16);
        assert!(alone("**Mayor Berg**").is_some());
        assert!(alone("Yes, yes.").is_none());
        assert!(alone("Council Chamber").is_none());
        assert!(alone("Mr. Berg left.").is_none());
    }

    #[test]
    fn crowds_have_no_name() {
        assert!(is_crowd("Q") && is_crowd("QUESTION") && is_crowd("AUDIENCE MEMBERS"));
        assert!(!is_crowd("MR. MILLER") && !is_crowd("MODERATOR"));
    }
}
