//! Names of people and headings as records write them: `MARRANE, Ilse`, `Senator the Hon. ILSE
//! MARRANE`, `HARBORS AND THE SEA`.

use crate::{
    ingest::meta::tidy,
    model::{Speaker, SpeakerKind},
};

/// Words of courtesy, which are no part of a name and no office.
const COURTESIES: &[&str] = &[
    "the",
    "hon",
    "honourable",
    "honorable",
    "rt",
    "right",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "rev",
    "reverend",
    "gen",
    "col",
    "capt",
    "mnr",
    "mev",
    "me",
    "adv",
    "shri",
    "smt",
    "dep",
    "deputado",
    "m",
    "mme",
    "mlle",
    "herr",
    "frau",
];

/// Titles that a seat gives, and the whole word for them.
const SEATS: &[(&str, &str)] = &[
    ("senator", "Senator"),
    ("sen", "Senator"),
    ("councillor", "Councillor"),
    ("deputy", "Deputy"),
    ("representative", "Representative"),
    ("präsident", "Präsident"),
    ("präsidentin", "Präsidentin"),
    ("vizepräsident", "Vizepräsident"),
    ("vizepräsidentin", "Vizepräsidentin"),
    ("alterspräsident", "Alterspräsident"),
];

/// Titles that belong to a name: `Lord Hale of Ellis` and `Lord Hale of Sable` are two.
const PEERS: &[&str] = &[
    "lord",
    "lady",
    "baroness",
    "baron",
    "viscount",
    "viscountess",
    "earl",
    "countess",
    "duke",
    "duchess",
    "marquess",
    "marchioness",
    "bishop",
    "archbishop",
];

/// What stands behind a name.
const LETTERS: &[&str] = &[
    "MP", "MEP", "MSP", "MLA", "MS", "TD", "QC", "KC", "SC", "JP", "PC", "AC", "AO", "AM", "OAM",
    "PSM", "CSC", "DSC", "DSO", "DFC", "MC", "VC", "CBE", "OBE", "MBE", "KBE", "DBE", "GBE", "CB",
    "KCB", "GCB", "CH", "CMG", "KCMG", "GCMG", "CVO", "KCVO", "LVO", "KG", "KT", "TD", "FRS",
];

/// Words that an office or a crowd is called by, and no person.
const OFFICES: &[&str] = &[
    "speaker",
    "president",
    "presiding",
    "chair",
    "chairman",
    "chairwoman",
    "chairperson",
    "minister",
    "secretary",
    "clerk",
    "leader",
    "whip",
    "member",
    "members",
    "senators",
    "deputies",
    "attorney-general",
    "treasurer",
    "chancellor",
    "government",
    "opposition",
    "acting",
    "temporary",
    "usher",
    "serjeant-at-arms",
    "taoiseach",
    "tánaiste",
    "comhairle",
    "cathaoirleach",
    "llywydd",
    "honourables",
    "several",
    "voices",
    "presidente",
    "président",
    "présidente",
];

/// Words that stay small within a name.
const PARTICLES: &[&str] = &[
    "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "von", "zu", "zur", "la",
    "le", "du", "ter", "ten", "bin", "al", "y", "of",
];

/// Words that stay small within a heading.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on",
    "or", "over", "the", "to", "under", "upon", "with", "de", "du", "des", "und", "et", "y",
];

/// Returns the person that a record names, first name first, titles and letters left out;
/// nothing where it is an office, a crowd, or a word alone.
pub(super) fn speaker(written: &str) -> Option<Speaker> {
    let written = tidy(written);
    let cut = written.split(['(', '[']).next().unwrap_or_default().trim().trim_end_matches(':');
    let ordered = first_name_first(cut);
    let mut words: Vec<&str> = ordered.split_whitespace().collect();
    while words.len() > 2 && words.last().is_some_and(|word| LETTERS.contains(word)) {
        words.pop();
    }
    let (mut role, mut titled, mut peer, mut first) = (None, false, false, 0);
    for word in &words {
        let bare = bare(word);
        let seat = SEATS.iter().find(|(title, _)| *title == bare);
        if PEERS.contains(&bare.as_str()) {
            peer = true;
            break;
        }
        if seat.is_none() && !COURTESIES.contains(&bare.as_str()) {
            break;
        }
        // "M" and "Me" begin names, too.
        if bare.len() < 3 && !word.ends_with('.') && bare != "mr" && bare != "ms" && bare != "dr" {
            let initial = word.chars().all(char::is_uppercase) && bare != "rt";
            if initial {
                break;
            }
        }
        role = seat.map(|(_, title)| (*title).to_owned()).or(role);
        titled = true;
        first += 1;
    }
    let words = &words[first..];
    let office = |word: &&str| OFFICES.contains(&bare(word).as_str());
    let nameless = words.iter().any(office)
        || words.last().is_none_or(|word| !word.contains(char::is_alphabetic))
        || words.iter().any(|word| ["of", "for", "and"].contains(word) && !peer)
        || !words.first().is_some_and(|word| word.starts_with(char::is_uppercase))
        || (words.len() == 1 && !titled)
        || words.len() > 8;
    if nameless {
        return None;
    }
    let count = words.len();
    let cased = words.iter().enumerate().map(|(at, word)| cased(word, at, count));
    let name = cased.collect::<Vec<_>>().join(" ");
    Some(Speaker { name, as_written: None, kind: SpeakerKind::Person, role })
}

/// Returns the office or the crowd that a label names, or whoever it says to hold the office:
/// `The ACTING SPEAKER (Mr Tolvan)`; nothing where it names neither.
pub(super) fn office(label: &str) -> Option<Speaker> {
    let label = tidy(label);
    let (office, holder) = label.split_once(['(', '[']).unwrap_or((&label, ""));
    let office = office.trim_matches([' ', ',', ':', '.']);
    let known = |word: &str| OFFICES.contains(&bare(word).as_str());
    if office.len() > 120 || !office.split_whitespace().any(known) {
        return None;
    }
    let words = office.split_whitespace().skip_while(|word| {
        matches!(bare(word).as_str(), "the" | "mr" | "mrs" | "ms" | "madam" | "madame" | "miss")
    });
    let bare_office = words.collect::<Vec<_>>().join(" ");
    let shouted = bare_office.split(' ').any(|word| {
        word.chars().count() > 3 && word.chars().all(|char| char.is_uppercase() || char == '-')
    });
    let plain =
        if shouted { sensibly_cased(&bare_office.to_uppercase()) } else { bare_office.clone() };
    if let Some(person) = speaker(holder.trim_end_matches([')', ']', ':', '.'])) {
        return Some(Speaker { role: Some(plain), ..person });
    }
    let titled = bare_office.len() < office.len();
    let name = if titled { format!("The {plain}") } else { plain };
    Some(Speaker { name, as_written: None, kind: SpeakerKind::Unnamed, role: None })
}

/// Whether a name is more than a surname.
pub(super) fn is_full(speaker: &Speaker) -> bool {
    speaker.name.contains(' ')
}

/// Whether two ways of naming somebody end in the same surname.
pub(super) fn same_person(one: &str, other: &str) -> bool {
    let surname = |label: &str| {
        let name = speaker(label).map_or_else(|| label.to_owned(), |named| named.name);
        name.split_whitespace().next_back().map(str::to_lowercase)
    };
    surname(one) == surname(other)
}

/// `MARRANE, Ilse` and `Marrane Sen I.G.C.` as people say them.
fn first_name_first(name: &str) -> String {
    let title = |word: &str| {
        let bare = bare(word);
        SEATS.iter().any(|(title, _)| *title == bare) || COURTESIES.contains(&bare.as_str())
    };
    if let Some((last, rest)) = name.split_once(',') {
        let rest = rest.split(',').next().unwrap_or_default().trim();
        let letters = rest.split_whitespace().all(|word| LETTERS.contains(&word));
        return if letters { last.trim().to_owned() } else { format!("{rest} {}", last.trim()) };
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    // "MARRANE Ilse Gerda"
    let shouted = |word: &&&str| {
        word.len() > 2 && !word.contains(['.', '\'']) && !word.chars().any(char::is_lowercase)
    };
    let last = words.iter().take_while(shouted).count();
    let given = |word: &&str| word.chars().any(char::is_lowercase) && !title(word);
    if last > 0 && last < words.len() && words[last..].iter().all(given) && !title(words[0]) {
        return [&words[last..], &words[..last]].concat().join(" ");
    }
    let middle = words.iter().skip(1).position(|word| title(word)).map(|at| at + 1);
    match middle {
        Some(at) if at + 1 < words.len() && !title(words[0]) => {
            [&words[at..], &words[..at]].concat().join(" ")
        }
        _ => name.to_owned(),
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(['.', ',', ':']).to_lowercase()
}

/// One of `count` words of a name, in capitals only where they belong.
fn cased(word: &str, at: usize, count: usize) -> String {
    let lower = word.to_lowercase();
    // "McMULLAN": what stands in small letters already is part of the name's own shape.
    let shouted = word.chars().filter(|char| char.is_uppercase()).count() > 1
        && !word.chars().skip(3).any(char::is_lowercase);
    let initials = word.contains('.')
        || word.chars().filter(|char| char.is_alphabetic()).count() < 2
        || (at + 1 < count && word.chars().count() < 3);
    if !shouted || (initials && !PARTICLES.contains(&lower.as_str())) {
        return word.to_owned();
    }
    if at > 0 && at + 1 < count && PARTICLES.contains(&lower.as_str()) {
        return lower;
    }
    capitalized(&lower)
}

/// `mcmullan`, `o'brien` and `smith-jones` with their capitals.
fn capitalized(lower: &str) -> String {
    let mut word = String::with_capacity(lower.len());
    let mut part = String::new();
    for char in lower.chars() {
        // What follows an apostrophe begins a name in "O'Brien" and a letter in "women's".
        let begins =
            matches!(part.as_str(), "" | "mc") || part.chars().nth(1).is_some_and(is_quote);
        if begins && part.chars().count() < 3 && (part.is_empty() || part.len() + 1 < lower.len()) {
            word.extend(char.to_uppercase());
        } else {
            word.push(char);
        }
        part.push(char);
        if char == '-' {
            part.clear();
        }
    }
    word
}

fn is_quote(char: char) -> bool {
    matches!(char, '\'' | '’')
}

/// A heading in capitals as a title; any other as it is.
pub(super) fn sensibly_cased(heading: &str) -> String {
    let letters = heading.chars().filter(|char| char.is_alphabetic()).count();
    if letters < 5 || heading.chars().any(char::is_lowercase) {
        return heading.to_owned();
    }
    let mut begins = true;
    let mut words = Vec::new();
    for word in heading.split(' ') {
        let lower = word.to_lowercase();
        let core = lower.trim_matches(|char: char| !char.is_alphanumeric());
        let small = !begins && SMALL.contains(&core);
        let short = core.chars().count() < 5 && !core.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        let initials = short || ["uk", "us", "eu", "un", "nato", "iii", "ii"].contains(&core);
        begins = word.ends_with([':', '.', '-', '–', '—']);
        words.push(match () {
            () if small => lower,
            () if initials => word.to_owned(),
            () => {
                let start = lower.find(char::is_alphanumeric).unwrap_or(0);
                format!("{}{}", &lower[..start], capitalized(&lower[start..]))
            }
        });
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, name: &str, role: Option<&str>) {
        let found = speaker(written);
        let found = found.as_ref().map(|found| (found.name.as_str(), found.role.as_deref()));
        assert_eq!(found, Some((name, role)), "{written}");
    }

    #[test]
    fn names_are_turned_round_and_lose_their_titles() {
        check("MARRANE, Ilse", "Ilse Marrane", None);
        check("O'Marrane, Sen Ilse", "Ilse O'Marrane", Some("Senator"));
        check("Marrane Sen I.G.C.", "I.G.C. Marrane", Some("Senator"));
        check("Senator Sir GEORGE McMARRANE", "George McMarrane", Some("Senator"));
        check("The Hon. Dr Ilse VAN DER BERG MP", "Ilse van der Berg", None);
        check("Mr M I MARRANE", "M I Marrane", None);
        check("Mr MARRANE-O'BRIEN", "Marrane-O'Brien", None);
        check("Ilse Marrane (Port Ellis, Ind.)", "Ilse Marrane", None);
        check("MARRANE Ilse Gerda", "Ilse Gerda Marrane", None);
        check("Marrane, Ilse, MP", "Ilse Marrane", None);
        check("Ilse Marrane, MP", "Ilse Marrane", None);
    }

    #[test]
    fn peers_keep_their_places() {
        check("Lord Tolvan of Ellis", "Lord Tolvan of Ellis", None);
        check("The Earl of Ellis", "Earl of Ellis", None);
    }

    #[test]
    fn offices_and_crowds_are_nobody() {
        for written in [
            "SPEAKER, The",
            "The DEPUTY PRESIDENT",
            "The ACTING DEPUTY PRESIDENT (Senator Tolvan)",
            "The MINISTER OF HARBORS",
            "Government senators",
            "Several hon. Members",
            "An hon. member",
            "Ilse",
            "",
            "—",
        ] {
            assert_eq!(speaker(written), None, "{written}");
        }
    }

    #[test]
    fn offices_are_called_alike_and_give_way_to_their_holders() {
        let told = |label: &str| {
            office(label).map(|found| format!("{} {:?} {:?}", found.name, found.kind, found.role))
        };
        let deputy = Some("The Deputy Speaker Unnamed None".to_owned());
        assert_eq!(told("The DEPUTY SPEAKER"), deputy);
        assert_eq!(told("Madam Deputy Speaker:"), deputy);
        let minister = "The Minister of Harbors and the Sea Unnamed None";
        assert_eq!(told("The MINISTER OF HARBORS AND THE SEA").as_deref(), Some(minister));
        let crowd = "Several hon. Members Unnamed None";
        assert_eq!(told("Several hon. Members").as_deref(), Some(crowd));
        let holder = "Tolvan-Hale Person Some(\"Acting Deputy President\")";
        let label = "The ACTING DEPUTY PRESIDENT (Senator Tolvan-Hale)";
        assert_eq!(told(label).as_deref(), Some(holder));
        assert_eq!(told("Mr MARRANE"), None);
    }

    #[test]
    fn headings_in_capitals_become_titles() {
        for (heading, title) in [
            ("HARBORS AND THE SEA", "Harbors and the Sea"),
            ("WOMEN'S HEALTH: THE NHS IN THE UK", "Women's Health: The NHS in the UK"),
            ("(NO. 2) BILL", "(No. 2) Bill"),
            ("Harbors and ships", "Harbors and ships"),
            ("BBC", "BBC"),
        ] {
            assert_eq!(sensibly_cased(heading), title);
        }
    }
}
