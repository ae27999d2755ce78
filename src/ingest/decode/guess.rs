//! Which encoding bytes are in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{ingest::Fault, model::Language};

/// Bytes that an encoding is told by, at most.
const SAMPLE: usize = 256 << 10;

/// Characters of UTF-8 that no text in an encoding of two bytes a character has by chance.
const NO_CHANCE: usize = 8;

/// An encoding, and what is wrong with the one declared.
pub(super) struct Choice {
    pub(super) encoding: &'static Encoding,
    pub(super) contradicted: Option<Fault>,
}

/// The encoding of `bytes`; `None` where they are ASCII, or nothing that is text.
pub(super) fn choose(
    bytes: &[u8],
    declared: Option<&str>,
    language: Option<Language>,
) -> Option<Choice> {
    let chosen = |encoding| Some(Choice { encoding, contradicted: None });
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return chosen(encoding);
    }
    let declared = declared.map(|label| label.trim_matches(is_no_label)).unwrap_or_default();
    let label = Encoding::for_label_no_replacement(declared.as_bytes());
    if label == Some(ISO_2022_JP) && memchr::memchr(0x1b, bytes).is_some() {
        return chosen(ISO_2022_JP); // All of it is ASCII to look at.
    }
    if let Some(wide) = wide(bytes) {
        return chosen(wide);
    }
    let sample = sample(bytes)?;
    let found = weigh(sample, label, language);
    let is_wide = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    // A page that can say in ASCII that it is in UTF-16 is not.
    let said = label.filter(|label| !(is_wide(*label) && found == UTF_8));
    let agrees = said.map_or(declared.is_empty() || found == UTF_8, |label| label == found);
    let contradicted = (!agrees).then(|| Fault::DeclaredEncoding {
        declared: declared.chars().take(40).collect(),
        found: found.name(),
    });
    Some(Choice { encoding: found, contradicted })
}

fn is_no_label(char: char) -> bool {
    char.is_ascii_whitespace() || matches!(char, '"' | '\'')
}

/// What `sample` is in, of which `label` is said.
fn weigh(
    sample: &[u8],
    label: Option<&'static Encoding>,
    language: Option<Language>,
) -> &'static Encoding {
    let legacy = label.filter(|label| *label != UTF_8 && *label != UTF_16LE && *label != UTF_16BE);
    let tally = Tally::of(sample);
    let Some(legacy) = legacy else {
        let is_utf8 = tally.is_utf8() || mostly_utf8(sample);
        return if is_utf8 { UTF_8 } else { guess(sample, language) };
    };
    let fits = flaws(legacy, sample) == 0;
    let whole = tally.bad == 0 && 0 < tally.good;
    if whole && (legacy.is_single_byte() || !fits || NO_CHANCE <= tally.good) {
        return UTF_8;
    }
    if fits {
        return legacy;
    }
    // A letter a byte fits all bytes; a few that do not fit others' pairs are no reason to leave.
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
    if !legacy.is_single_byte() && flaws(legacy, sample) * 10 <= high {
        return legacy;
    }
    let other = guess(sample, language);
    if flaws(other, sample) == 0 { other } else { legacy }
}

/// The lines from the first on that is not ASCII; `None` where all are.
fn sample(bytes: &[u8]) -> Option<&[u8]> {
    let first = bytes.iter().position(|byte| !byte.is_ascii())?;
    let start = memchr::memrchr(b'\n', &bytes[..first]).map_or(0, |newline| newline + 1);
    let rest = &bytes[start.max(first.saturating_sub(SAMPLE / 2))..];
    if rest.len() <= SAMPLE {
        return Some(rest);
    }
    let cut = memchr::memrchr(b'\n', &rest[..SAMPLE]).filter(|newline| first - start < *newline);
    Some(&rest[..cut.unwrap_or(SAMPLE)])
}

/// UTF-16 without a mark in front, by its zeros.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4 << 10)];
    memchr::memchr(0, head)?;
    let (mut pairs, mut high, mut low) = (0_usize, 0_usize, 0_usize);
    for pair in head.as_chunks::<2>().0 {
        pairs += 1;
        high += usize::from(pair[0] == 0);
        low += usize::from(pair[1] == 0);
    }
    let mostly = |zeros: usize, others: usize| pairs * 2 <= zeros * 5 && others * 20 <= pairs;
    let wide = if mostly(low, high) {
        UTF_16LE
    } else if mostly(high, low) {
        UTF_16BE
    } else {
        return None;
    };
    (1 < pairs && flaws(wide, &head[..pairs * 2]) == 0).then_some(wide)
}

/// What of some bytes is UTF-8.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Characters beyond ASCII.
    good: usize,
    /// Those of them that take three bytes or more.
    long: usize,
    /// Places that are no characters, an end amid one left out.
    bad: usize,
}

impl Tally {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut tally = Self::default();
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            tally.good += chunk.valid().bytes().filter(|byte| 0xc0 <= *byte).count();
            tally.long += chunk.valid().bytes().filter(|byte| 0xe0 <= *byte).count();
            at += chunk.valid().len() + chunk.invalid().len();
            let is_cut = at == bytes.len()
                && std::str::from_utf8(chunk.invalid()).is_err_and(|it| it.error_len().is_none());
            tally.bad += usize::from(!chunk.invalid().is_empty() && !is_cut);
        }
        tally
    }

    /// Whether a line of a text in UTF-8 is that, too, with something broken in it.
    pub(super) fn is_broken_utf8(self) -> bool {
        self.bad <= self.good * 2
    }

    /// Whether it is UTF-8, broken or not: in two bytes a text in another encoding may look so
    /// here and there.
    fn is_utf8(self) -> bool {
        0 < self.good && (self.bad <= self.long || self.bad * 8 <= self.good)
    }
}

/// Whether most lines of `sample` that are not ASCII are UTF-8.
fn mostly_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for line in sample.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
        let is_utf8 = std::str::from_utf8(line).is_ok();
        *(if is_utf8 { &mut good } else { &mut bad }) += 1;
    }
    bad <= good
}

/// Bytes of `sample` that are no characters in `encoding`, or control characters that no text has.
fn flaws(encoding: &'static Encoding, sample: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    let Some(room) = decoder.max_utf8_buffer_length(sample.len()) else { return 1 };
    text.reserve(room);
    let _ = decoder.decode_to_string(sample, &mut text, false);
    text.chars().filter(|char| matches!(char, '\u{80}'..='\u{9f}' | '\u{fffd}')).count()
}

/// What the encoding of `bytes` looks like; never UTF-8.
pub(super) fn guess(bytes: &[u8], language: Option<Language>) -> &'static Encoding {
    let mut high = bytes.iter().filter(|byte| !byte.is_ascii());
    // A few quotation marks and dashes tell nothing, and are the same in most encodings.
    if high.clone().count() * 4 <= bytes.len() && high.all(|byte| is_typography(*byte)) {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, false);
    let tld = language.and_then(tld);
    detector.guess(tld.map(str::as_bytes), Utf8Detection::Deny)
}

/// Whether `byte` is a mark and no letter in windows-1252, and begins no Japanese letter.
fn is_typography(byte: u8) -> bool {
    matches!(byte,
        0x80 | 0x84..=0x89 | 0x8b | 0x91..=0x99 | 0x9b | 0xa0 | 0xa3 | 0xa7 | 0xa9 | 0xab
        | 0xad | 0xae | 0xb0 | 0xb1 | 0xb4 | 0xb6 | 0xb7 | 0xbb..=0xbe)
}

/// The country that a language is looked for in by the detector.
fn tld(language: Language) -> Option<&'static str> {
    Some(match language.code() {
        "ar" | "fa" => "ae",
        "be" => "by",
        "bg" => "bg",
        "cs" => "cz",
        "el" => "gr",
        "et" => "ee",
        "he" => "il",
        "hr" => "hr",
        "hu" => "hu",
        "ja" => "jp",
        "ko" => "kr",
        "lt" => "lt",
        "lv" => "lv",
        "mk" => "mk",
        "pl" => "pl",
        "ro" => "ro",
        "ru" => "ru",
        "sk" => "sk",
        "sl" => "si",
        "sr" => "rs",
        "th" => "th",
        "tr" => "tr",
        "uk" => "ua",
        "vi" => "vn",
        "zh" => "cn",
        _ => return None,
    })
}
