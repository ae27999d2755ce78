//! The language of a text.

use std::{fmt, str::FromStr};

/// A language by its code of two letters, ISO 639-1: `en`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Language([u8; 2]);

/// Codes of two and three letters, and names in English.
#[rustfmt::skip]
const NAMES: &[(&str, &str, &str)] = &[
    ("af", "afr", "Afrikaans"),
    ("ak", "aka", "Akan"),
    ("am", "amh", "Amharic"),
    ("ar", "ara", "Arabic"),
    ("az", "aze", "Azerbaijani"),
    ("be", "bel", "Belarusian"),
    ("bg", "bul", "Bulgarian"),
    ("bn", "ben", "Bengali"),
    ("bs", "bos", "Bosnian"),
    ("ca", "cat", "Catalan"),
    ("cs", "ces", "Czech"),
    ("cy", "cym", "Welsh"),
    ("da", "dan", "Danish"),
    ("de", "deu", "German"),
    ("el", "ell", "Greek"),
    ("en", "eng", "English"),
    ("eo", "epo", "Esperanto"),
    ("es", "spa", "Spanish"),
    ("et", "est", "Estonian"),
    ("eu", "eus", "Basque"),
    ("fa", "pes", "Persian"),
    ("fi", "fin", "Finnish"),
    ("fr", "fra", "French"),
    ("ga", "gle", "Irish"),
    ("gl", "glg", "Galician"),
    ("gu", "guj", "Gujarati"),
    ("he", "heb", "Hebrew"),
    ("hi", "hin", "Hindi"),
    ("hr", "hrv", "Croatian"),
    ("hu", "hun", "Hungarian"),
    ("hy", "hye", "Armenian"),
    ("id", "ind", "Indonesian"),
    ("is", "isl", "Icelandic"),
    ("it", "ita", "Italian"),
    ("ja", "jpn", "Japanese"),
    ("jv", "jav", "Javanese"),
    ("ka", "kat", "Georgian"),
    ("km", "khm", "Khmer"),
    ("kn", "kan", "Kannada"),
    ("ko", "kor", "Korean"),
    ("la", "lat", "Latin"),
    ("lt", "lit", "Lithuanian"),
    ("lv", "lav", "Latvian"),
    ("mk", "mkd", "Macedonian"),
    ("ml", "mal", "Malayalam"),
    ("mr", "mar", "Marathi"),
    ("mt", "mlt", "Maltese"),
    ("my", "mya", "Burmese"),
    ("nb", "nob", "Norwegian"),
    ("ne", "nep", "Nepali"),
    ("nl", "nld", "Dutch"),
    ("nn", "nno", "Nynorsk"),
    ("or", "ori", "Odia"),
    ("pa", "pan", "Punjabi"),
    ("pl", "pol", "Polish"),
    ("pt", "por", "Portuguese"),
    ("ro", "ron", "Romanian"),
    ("ru", "rus", "Russian"),
    ("si", "sin", "Sinhala"),
    ("sk", "slk", "Slovak"),
    ("sl", "slv", "Slovenian"),
    ("sn", "sna", "Shona"),
    ("sq", "sqi", "Albanian"),
    ("sr", "srp", "Serbian"),
    ("sv", "swe", "Swedish"),
    ("sw", "swa", "Swahili"),
    ("ta", "tam", "Tamil"),
    ("te", "tel", "Telugu"),
    ("th", "tha", "Thai"),
    ("tk", "tuk", "Turkmen"),
    ("tl", "tgl", "Tagalog"),
    ("tr", "tur", "Turkish"),
    ("uk", "ukr", "Ukrainian"),
    ("ur", "urd", "Urdu"),
    ("uz", "uzb", "Uzbek"),
    ("vi", "vie", "Vietnamese"),
    ("yi", "yid", "Yiddish"),
    ("zh", "cmn", "Chinese"),
    ("zu", "zul", "Zulu"),
];

/// Other codes of three letters for the same: those of libraries, and of a language's kinds.
const OTHER_CODES: &[(&str, &str)] = &[
    ("alb", "sq"),
    ("arm", "hy"),
    ("baq", "eu"),
    ("bur", "my"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fas", "fa"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gre", "el"),
    ("ice", "is"),
    ("mac", "mk"),
    ("nor", "nb"),
    ("per", "fa"),
    ("rum", "ro"),
    ("slo", "sk"),
    ("wel", "cy"),
    ("zho", "zh"),
];

impl Language {
    /// English, the one whose prose statements are found in.
    pub const ENGLISH: Self = Self(*b"en");

    /// The code: `en`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The name in English, or the code where there is no name for it here.
    pub fn name(&self) -> &str {
        let known = NAMES.iter().find(|(code, ..)| *code == self.code());
        known.map_or(self.code(), |(.., name)| name)
    }

    /// The language of that name in English.
    pub fn from_name(name: &str) -> Option<Self> {
        let same = |known: &&(&str, &str, &str)| known.2.eq_ignore_ascii_case(name);
        NAMES.iter().find(same).and_then(|(code, ..)| code.parse().ok())
    }
}

/// What is no code of a language.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not the code of a language, such as `en` or `de-AT`")]
pub struct LanguageError(String);

impl FromStr for Language {
    type Err = LanguageError;

    /// Reads `en`, `EN`, `en-GB` or `eng`.
    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let code = text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let longer = || {
            let known = NAMES.iter().find(|(_, long, _)| *long == code).map(|(short, ..)| *short);
            let other = OTHER_CODES.iter().find(|(long, _)| *long == code).map(|(_, short)| *short);
            known.or(other)
        };
        match code.as_bytes() {
            [one, two] if one.is_ascii_lowercase() && two.is_ascii_lowercase() => {
                Ok(Self([*one, *two]))
            }
            [_, _, _] => match longer().map(str::as_bytes) {
                Some([one, two]) => Ok(Self([*one, *two])),
                _ => Err(LanguageError(text.to_owned())),
            },
            _ => Err(LanguageError(text.to_owned())),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_left_out() {
        let read = |text: &str| text.parse::<Language>().map(|language| language.to_string());
        assert_eq!(read("de-AT").as_deref(), Ok("de"));
        assert_eq!(read("EN"), Ok(Language::ENGLISH.to_string()));
        assert_eq!(read("ger").as_deref(), Ok("de"));
        assert_eq!(read("deu").as_deref(), Ok("de"));
        assert!(["English", "", "mul", "xxx"].iter().all(|text| read(text).is_err()));
    }

    #[test]
    fn languages_have_names() {
        let german: Language = "de".parse().unwrap();
        assert_eq!(german.name(), "German");
        assert_eq!(Language::from_name("german"), Some(german));
        assert_eq!("xh".parse::<Language>().unwrap().name(), "xh");
        for (short, long, _) in NAMES {
            assert_eq!(long.parse::<Language>().unwrap().code(), *short);
        }
    }
}
