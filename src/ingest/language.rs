//! Which language a text is in: what its format says, and what its words look like.
//!
//! Most texts are English, and a few dozen words say so. Only of others more is asked, and they
//! are taken for another language only where that is beyond doubt: a list of names is in none.

use std::sync::LazyLock;

use whatlang::{Detector, Script};

use crate::model::{Document, Language, Span};

/// Places of a text that are looked at, and how many bytes of each.
const PLACES: usize = 4;
const LOOKED_AT: usize = 600;

/// Letters that a language is told by, at least: of an alphabet that many languages share, and
/// of one that few do.
const LETTERS: usize = 160;
const OWN_LETTERS: usize = 12;

/// Gives `document` the language of its text: the one that its format says, unless its words say
/// clearly that one of the two is English and the other not; else the one that the user `given`,
/// else the one that its words say.
pub(super) fn settle(document: &mut Document, given: Option<Language>) {
    let said = document.language.or(given);
    if said.is_some() && document.language.is_none() {
        document.language = said;
        return;
    }
    let found = of_text(document);
    let is_english = |language| language == Language::ENGLISH;
    document.language = match (said, found) {
        (Some(said), Some(found)) if is_english(said) != is_english(found) => Some(found),
        (said, found) => said.or(found),
    };
}

/// The language that the words of `document` are in, where that is clear.
fn of_text(document: &Document) -> Option<Language> {
    let sample = sample(document);
    if is_english(&sample) {
        return Some(Language::ENGLISH);
    }
    let letters = sample.chars().filter(|char| char.is_alphabetic()).count();
    if sample.is_ascii() && letters < LETTERS {
        return None;
    }
    let info = Detector::new().detect(&sample)?;
    let shared = matches!(info.script(), Script::Latin | Script::Cyrillic | Script::Arabic);
    let clear =
        if shared { info.is_reliable() && LETTERS <= letters } else { OWN_LETTERS <= letters };
    let found = info.lang().code().parse().ok()?;
    // Nobody speaks it, and lists of terms look like it.
    let dead = info.lang() == whatlang::Lang::Lat || info.lang() == whatlang::Lang::Epo;
    (clear && !dead && found != Language::ENGLISH).then_some(found)
}

/// Beginnings of lines from all over the text.
fn sample(document: &Document) -> String {
    let text = &document.text;
    let mut sample = String::with_capacity(PLACES * (LOOKED_AT + 1));
    let paragraphs = &document.paragraphs;
    let all = paragraphs.len();
    let length: usize = paragraphs.iter().map(|paragraph| paragraph.span.len()).sum();
    let mut add = |span: Span, most: usize| {
        let words = span.of(text);
        sample.push_str(&words[..words.floor_char_boundary(most)]);
        sample.push(' ');
    };
    if length <= PLACES * LOOKED_AT {
        for paragraph in paragraphs {
            add(paragraph.span, LOOKED_AT * PLACES);
        }
        return sample;
    }
    for place in 0..PLACES {
        let mut left = LOOKED_AT;
        for paragraph in &paragraphs[place * all / PLACES..] {
            add(paragraph.span, left);
            left = left.saturating_sub(paragraph.span.len());
            if left == 0 {
                break;
            }
        }
    }
    sample
}

/// Whether one word in eight is one that only English has.
fn is_english(sample: &str) -> bool {
    let (mut all, mut english) = (0_usize, 0_usize);
    let mut end_word = |length: usize, letters: u64| {
        all += usize::from(0 < length);
        english += usize::from((1..=LONGEST).contains(&length) && has_english_alone(letters));
        // One in four of the first so many words says it, too.
        all == FIRST && all <= english * 4
    };
    // The bytes of the word at hand: how many, and the first of them in lower case.
    let (mut length, mut letters) = (0, 0);
    for (at, byte) in sample.bytes().enumerate() {
        // Letters beyond ASCII make longer words of it than English has; what is none ends one.
        let goes_on = match byte {
            0..0x80 => byte.is_ascii_alphanumeric(),
            0xc0.. => sample[at..].chars().next().is_some_and(char::is_alphanumeric),
            _ => 0 < length,
        };
        if goes_on {
            letters = letters << 8 | u64::from(byte.to_ascii_lowercase());
            length += 1;
        } else {
            if end_word(length, letters) {
                return true;
            }
            (length, letters) = (0, 0);
        }
    }
    end_word(length, letters);
    8 <= all && all <= english * 8
}

/// Words that are enough where they are clear.
const FIRST: usize = 24;

/// Bytes of the longest of [`ENGLISH_ALONE`].
const LONGEST: usize = 5;

/// Words that English has and its neighbors have not.
#[rustfmt::skip]
const ENGLISH_ALONE: &[&str] = &[
    "the", "of", "and", "to", "that", "with", "for", "this", "from", "have", "has", "are", "were",
    "by", "their", "would", "which", "been", "they", "will", "not", "but", "you", "our", "your",
    "who", "what", "said", "there", "when", "about", "is", "it", "be", "his", "he", "she", "we",
];

/// Whether the word of these bytes, the last one lowest, is one of [`ENGLISH_ALONE`].
fn has_english_alone(letters: u64) -> bool {
    const N: usize = ENGLISH_ALONE.len();
    static SORTED: LazyLock<[u64; N]> = LazyLock::new(|| {
        let mut sorted = [0; N];
        for (number, word) in sorted.iter_mut().zip(ENGLISH_ALONE) {
            *number = word.bytes().fold(0, |all, byte| all << 8 | u64::from(byte));
        }
        sorted.sort_unstable();
        sorted
    });
    SORTED.binary_search(&letters).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Paragraph;

    fn document(text: &str) -> Document {
        let paragraph = Paragraph { span: Span::new(0, text.len()), turn: None };
        Document { text: text.to_owned(), paragraphs: vec![paragraph], ..Document::default() }
    }

    fn settled(text: &str, said: Option<&str>, given: Option<&str>) -> String {
        let read = |code: Option<&str>| code.map(|code| code.parse().unwrap());
        let mut document = document(text);
        document.language = read(said);
        settle(&mut document, read(given));
        document.language.map_or("-".to_owned(), |language| language.to_string())
    }

    const ENGLISH_TEXT: &str =
        "The harbor board met on Tuesday to hear from the engineers who had looked at the cranes.";
    const GERMAN: &str = "Die Hafenbehörde hat am Dienstag getagt, um die Ingenieure zu hören, die \
        sich die Kräne angesehen hatten. Eine Entscheidung wurde vertagt, weil noch nicht alle \
        Zahlen vorlagen, wie die Vorsitzende nach der Sitzung mitteilte.";

    #[test]
    fn languages_are_told_where_they_are_clear() {
        for (text, language) in [
            (ENGLISH_TEXT, "en"),
            (GERMAN, "de"),
            (
                "La autoridad del puerto se reunió el martes para escuchar a los ingenieros que \
                 habían examinado las grúas. Se aplazó la decisión porque todavía faltaban algunas \
                 cifras, según explicó la presidenta al final de la reunión.",
                "es",
            ),
            (
                "Управление порта собралось во вторник, чтобы выслушать инженеров, которые \
                 осмотрели краны. Решение было отложено, потому что ещё не все цифры были готовы, \
                 сообщила председатель после заседания в городе.",
                "ru",
            ),
            ("市长说，港口将在春天开放，旧桥将关闭。", "zh"),
            ("港は春に開くと市長は言いました。橋は閉じます。", "ja"),
            ("นายกเทศมนตรีกล่าวว่าท่าเรือจะเปิดในฤดูใบไม้ผลิ", "th"),
        ] {
            assert_eq!(settled(text, None, None), language, "{text}");
        }
    }

    #[test]
    fn what_is_short_or_a_list_is_in_none() {
        for text in [
            "",
            "Ja.",
            "Aye.",
            "Danke schön!",
            "AYES: Abara, Berg, Castellanos, Delacroix, Eriksen, Fontaine, Gruber, Hoffmann, \
             Ibarra, Jansen, Kowalski, Lindqvist, Moretti, Nakamura, Oyelaran, Petrov, Quispe, \
             Rossi, Schneider, Takahashi, Ulrich, Vasquez, Weber, Xu, Yilmaz, Zapata",
            "Quorum sine die pro tempore ex officio habeas corpus amicus curiae ad hoc nunc pro \
             tunc res judicata stare decisis mens rea actus reus prima facie bona fide ultra vires \
             inter alia in camera sub judice de facto de jure caveat emptor",
            "1948 1949 1950 12.5 13.7 100,000",
        ] {
            assert_eq!(settled(text, None, None), "-", "{text}");
        }
    }

    #[test]
    fn what_is_said_counts_unless_the_words_are_clear() {
        assert_eq!(settled("Ja.", Some("de"), None), "de");
        assert_eq!(settled("Ja.", None, Some("de")), "de");
        assert_eq!(settled("Ja.", Some("de"), Some("nl")), "de");
        assert_eq!(settled(GERMAN, Some("en"), None), "de", "a page that says so by default");
        assert_eq!(settled(ENGLISH_TEXT, Some("de"), None), "en");
        assert_eq!(settled(GERMAN, Some("nl"), None), "nl", "kin look alike");
        assert_eq!(settled(GERMAN, None, Some("en")), "en", "whoever gives it knows");
    }
}
