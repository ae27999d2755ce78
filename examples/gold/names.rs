//! Names compared by `score.py`'s rules.

use unicode_normalization::UnicodeNormalization;

const TITLES: &str = "mr mrs ms miss dr prof professor sir sen senator rep representative gov \
    governor president pres vice secretary minister prime judge justice gen general maj major col \
    colonel lt capt captain adm admiral sgt rev reverend lord lady king queen prince princess \
    former then ex attorney mayor congressman congresswoman chairman chairwoman chair speaker \
    ambassador spokesman spokeswoman spokesperson director us u.s republican democrat democratic \
    nominee candidate";
const DETERMINERS: &[&str] = &["the", "a", "an", "his", "her", "their", "its", "our"];
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// Whether `given` is one of the `right` names, to the word.
pub fn same(right: &[&str], given: &str) -> bool {
    let whole = |name: &str| match bare(name) {
        bare if bare.is_empty() => name.trim().to_lowercase(),
        bare => bare,
    };
    right.iter().any(|name| whole(name) == whole(given))
}

/// Whether `given` is one of the `right` names or holds the last name of one.
pub fn same_last(right: &[&str], given: &str) -> bool {
    if given.is_empty() {
        return false;
    }
    let held: Vec<String> = words(given).iter().map(|word| small(word)).collect();
    same(right, given)
        || right.iter().map(|name| last(name)).any(|last| !last.is_empty() && held.contains(&last))
}

/// The last name of a name, in small letters; empty where it holds no word.
pub fn last(name: &str) -> String {
    let words = words(name);
    let own: Vec<&String> =
        words.iter().filter(|word| !SUFFIXES.contains(&small(word).as_str())).collect();
    let own = if own.is_empty() { words.iter().collect() } else { own };
    let capital = |word: &&&String| {
        word.starts_with(char::is_uppercase)
            && !["the", "a", "an"].contains(&word.to_lowercase().as_str())
    };
    own.iter().rev().find(capital).or(own.last()).map_or_else(String::new, |word| small(word))
}

/// A name without titles, determiners and what follows a comma, in small letters.
fn bare(name: &str) -> String {
    let words: Vec<String> = words(name).iter().map(|word| small(word)).collect();
    let first = words.iter().position(|word| !DETERMINERS.contains(&word.as_str()));
    let mut words = &words[first.unwrap_or(words.len())..];
    let title = |word: &String| TITLES.split_whitespace().any(|title| title == word);
    while 1 < words.len() && title(&words[0]) {
        words = &words[1..];
    }
    words.join(" ")
}

fn small(word: &str) -> String {
    word.trim_matches('.').to_lowercase()
}

/// The words of a name up to a comma, bracket or dash, possessive endings left out.
fn words(name: &str) -> Vec<String> {
    let name: String = name.nfkc().collect::<String>().replace('’', "'");
    let name = name.trim();
    let cut = name.find([',', '(', '[', ';']).unwrap_or(name.len());
    let cut = [" - ", " – ", " — "].iter().filter_map(|dash| name.find(dash)).fold(cut, usize::min);
    let chars: Vec<char> = name[..cut].chars().collect();
    let letter = |at: usize| chars.get(at).is_some_and(|char| char.is_alphanumeric());
    let (mut words, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        if !letter(at) {
            at += 1;
            continue;
        }
        let start = at;
        loop {
            while letter(at) {
                at += 1;
            }
            let possessive = chars[at..].starts_with(&['\'', 's']) && !letter(at + 2);
            if possessive || !matches!(chars.get(at), Some('-' | '\'' | '.')) || !letter(at + 1) {
                break;
            }
            at += 1;
        }
        words.push(chars[start..at].iter().collect());
        if chars[at..].starts_with(&['\'', 's']) {
            at += 2;
        }
    }
    words
}

#[test]
fn names_are_compared_by_their_last_word() {
    assert!(same(&["Sen. Ada Brandt (R-Me.)"], "Ada Brandt's"));
    assert!(same(&["the report"], "The report"));
    assert!(same_last(&["State Department spokesperson Ada Brandt"], "Brandt"));
    assert!(!same(&["State Department spokesperson Ada Brandt"], "Brandt"));
    assert!(!same_last(&["she"], "Brandt"));
    assert_eq!(last("Ole Brandt Jr."), "brandt");
    assert_eq!(last("the spokesperson"), "spokesperson");
    assert_eq!(words("Al-Sayed of U.S. Steel – a firm"), ["Al-Sayed", "of", "U.S", "Steel"]);
}
