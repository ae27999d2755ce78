//! Texts in many encodings, declared rightly, wrongly and not at all.

use std::io::{BufReader, Read};

use proptest::prelude::*;

use super::*;

fn told(bytes: &[u8], declared: Option<&str>) -> String {
    let decoded = decode(bytes.to_vec(), declared, None).unwrap();
    let faults: Vec<String> = decoded
        .faults
        .iter()
        .map(|(place, fault)| {
            place.map_or(String::new(), |place| format!("{place}: ")) + &fault.to_string()
        })
        .collect();
    format!("{} [{}] {}", decoded.text, decoded.encoding.unwrap_or("-"), faults.join("; "))
}

fn in_(label: &str, text: &str) -> Vec<u8> {
    encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
}

fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

const ENGLISH: &str = "“The café is closed,” said Zoë Berg – for £5 – and left the façade.";
const GERMAN: &str = "Die Bürgermeisterin öffnete die große Brücke über den Fluß im März.";
const POLISH: &str = "Źródło mówi, że łódź płynęła wzdłuż rzeki, gdzie ludzie świętują.";
const RUSSIAN: &str = "Мы откроем гавань весной, сказала она, и закроем старый мост.";
const GREEK: &str = "Θα ανοίξουμε το λιμάνι την άνοιξη, είπε η δήμαρχος.";
const JAPANESE: &str = "港は春に開くと市長は言いました。橋は閉じます。";
const CHINESE: &str = "市长说，港口将在春天开放，旧桥将关闭。";

#[test]
fn utf8_stays_as_it_is() {
    for text in ["", "plain", "caf\u{e9}", "\u{feff}caf\u{e9}\r\n", ENGLISH, JAPANESE] {
        for declared in [None, Some("utf-8"), Some("UTF8"), Some("us-ascii"), Some("nonsense")] {
            let decoded = decode(text.as_bytes().to_vec(), declared, None).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, None));
            assert!(decoded.is_the_file());
        }
    }
}

#[test]
fn old_encodings_are_told_by_their_bytes() {
    for (label, text) in [
        ("windows-1252", ENGLISH),
        ("windows-1252", GERMAN),
        ("windows-1252", "The harbor caf\u{e9} closed."),
        ("windows-1252", "“Yes,” she said."),
        ("windows-1250", POLISH),
        ("windows-1251", RUSSIAN),
        ("KOI8-R", RUSSIAN),
        ("windows-1253", GREEK),
        ("Shift_JIS", JAPANESE),
        ("EUC-JP", JAPANESE),
        ("GBK", CHINESE),
        ("Big5", "市長說，港口將在春天開放，舊橋將關閉。"),
        ("EUC-KR", "시장은 봄에 항구를 열겠다고 말했다."),
    ] {
        let bytes = in_(label, text);
        let found = told(&bytes, None);
        // What differs in name only reads the same.
        assert!(found.starts_with(text) && !found.contains("[-]"), "{label}: {found}");
    }
}

#[test]
fn marks_and_zeros_tell_utf16() {
    for big in [false, true] {
        for mark in [false, true] {
            let bytes = utf16("The café closed.", mark, big);
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            assert_eq!(told(&bytes, None), format!("The café closed. [{name}] "));
        }
    }
    let wide = decode(b"\xff\xfe\0\0a\0\0\0".to_vec(), None, None);
    assert!(matches!(wide, Err((None, Fault::Encoding("UTF-32LE")))));
    let cut = utf16("The café closed.", true, false);
    assert!(told(&cut[..cut.len() - 1], None).contains("stand as `\u{fffd}`: 1, the first 0x"));
    let binary = decode(b"\x7fELF\0\0\0\x01 text and more of it".to_vec(), None, None);
    assert!(matches!(binary, Err((Some(Place::Byte(4)), Fault::Binary))));
}

#[test]
fn what_is_declared_is_believed_unless_the_bytes_say_no() {
    // These bytes alone tell nothing: `é` in one, `щ` in the other.
    assert_eq!(told(b"caf\xe9", Some("ISO-8859-1")), "café [windows-1252] ");
    assert_eq!(told(b"caf\xe9", Some("windows-1251")), "cafй [windows-1251] ");
    assert_eq!(
        told("The café closed.".as_bytes(), Some("iso-8859-1")),
        "The café closed. [-] it says that it is in `iso-8859-1`, but it is in UTF-8, and is read \
         as that"
    );
    assert_eq!(
        told(b"The caf\xe9 closed.", Some("utf-8")),
        "The café closed. [windows-1252] it says that it is in `utf-8`, but it is in \
         windows-1252, and is read as that"
    );
    // Quotation marks are control characters in ISO 8859-2, and letters need Windows' page.
    assert!(
        told(&in_("windows-1250", &format!("„{POLISH}”")), Some("iso-8859-2")).starts_with('„')
    );
    let japanese = in_("Shift_JIS", JAPANESE);
    assert!(told(&japanese, Some("Shift_JIS")).ends_with("[Shift_JIS] "));
    let mail = in_("ISO-2022-JP", JAPANESE);
    assert_eq!(told(&mail, Some("iso-2022-jp")), format!("{JAPANESE} [ISO-2022-JP] "));
}

#[test]
fn what_is_broken_is_told_with_its_place() {
    assert_eq!(
        told(b"\xe2\x80\x9cYes\xe2\x80\x9d, and caf\xc3", None),
        "“Yes”, and caf\u{fffd} [-] byte 18: bytes that are no character in UTF-8 stand \
         as `\u{fffd}`: 1, the first 0xc3"
    );
    assert_eq!(
        told(b"\xc3\xa9\xc3\xa9 one\ncaf\xe9\n\xc3\xa9 three", None),
        "éé one\ncafé\né three [-] line 2: lines in windows-1252 among others in UTF-8 are read \
         as that: 1"
    );
    let found = told("caf\u{e9}\n".repeat(3).as_bytes(), Some("utf-8"));
    assert!(found.ends_with("[-] "), "{found}");
    let found = told(b"\xe9t\xe9 \xe0 la c\xf4te\n\xc3\xa9t\xc3\xa9\n\xe9t\xe9\n\xe9t\xe9\n", None);
    assert!(found.starts_with("été à la côte\nété\nété\n"), "{found}");
    assert!(found.contains("line 2: lines in UTF-8 among"), "{found}");
    let japanese = [&in_("Shift_JIS", JAPANESE), &b"\xff\x83\x58"[..]].concat();
    let found = told(&japanese, Some("Shift_JIS"));
    assert!(found.contains("byte 46: bytes that are no character in Shift_JIS"), "{found}");
}

#[test]
fn places_lead_back_to_the_bytes() {
    for (label, text) in
        [("windows-1252", ENGLISH), ("Shift_JIS", JAPANESE), ("KOI8-R", RUSSIAN), ("GBK", CHINESE)]
    {
        let text = format!("{text}\n").repeat(4);
        let bytes = in_(label, &text);
        let decoded = decode(bytes.clone(), Some(label), None).unwrap();
        assert_eq!(decoded.text, text);
        for (at, _) in text.char_indices() {
            let raw = usize::try_from(decoded.raw(at)).unwrap();
            assert_eq!(in_(label, &text[..at]), bytes[..raw], "{label} {at}");
        }
    }
    let decoded = decode(utf16("a😀é\nb", true, true), None, None).unwrap();
    let places: Vec<u64> = [0, 1, 5, 7, 8].map(|at| decoded.raw(at)).into();
    assert_eq!(places, [2, 4, 8, 10, 12]);
}

/// What a stream that is read in small pieces comes to.
fn streamed(
    bytes: &[u8],
    declared: Option<&str>,
) -> Option<(String, Option<&'static str>, Vec<String>)> {
    let mut input = BufReader::with_capacity(7, bytes);
    let mut stream = Stream::new(&mut input, declared, None).ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("it is UTF-8");
    let encoding = stream.encoding();
    Some((text, encoding, stream.faults().iter().map(|fault| format!("{fault:?}")).collect()))
}

#[test]
fn a_long_stream_is_decoded_line_by_line() {
    let ascii = "The harbor closed.\n".repeat(10_000);
    let bytes =
        [ascii.as_bytes(), b"The caf\xe9 closed.\n", ascii.as_bytes(), b"\x93Yes\x94"].concat();
    let (text, encoding, _) = streamed(&bytes, None).unwrap();
    assert_eq!(text, format!("{ascii}The café closed.\n{ascii}“Yes”"));
    assert_eq!(encoding, Some("windows-1252"));
    let endless = "é".repeat(2_000_000);
    assert_eq!(streamed(endless.as_bytes(), None).unwrap().0, endless);
    let (text, ..) = streamed(&in_("windows-1251", &RUSSIAN.repeat(20_000)), None).unwrap();
    assert_eq!(text, RUSSIAN.repeat(20_000));
}

#[test]
fn what_is_decoded_and_never_encoded_has_its_place() {
    let decoded = decode(b"\x89\x46\xa0\x7b\x88\x40".to_vec(), None, None).unwrap();
    let places: Vec<_> = decoded.text.char_indices().map(|(at, _)| decoded.raw(at)).collect();
    assert_eq!((places, decoded.encoding), (vec![0, 2, 4], Some("Big5")));
}

proptest! {
    #[test]
    fn streams_decode_as_wholes(
        parts in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..6),
            prop::sample::select(vec![ENGLISH, RUSSIAN, JAPANESE, "plain\n", "\n", "<a b='c'>"])
                .prop_map(|text| text.as_bytes().to_vec()),
            prop::sample::select(vec!["windows-1252", "Shift_JIS", "KOI8-R"])
                .prop_map(|label| in_(label, GERMAN)),
            "\\PC{0,8}\n".prop_map(|text| utf16(&text, true, false)),
        ], 0..8),
        declared in prop::sample::select(vec![None, Some("utf-8"), Some("gbk"), Some("latin1")]),
    ) {
        let bytes = parts.concat();
        if let Ok(whole) = decode(bytes.clone(), declared, None) {
            let (text, encoding, faults) = streamed(&bytes, declared).expect("the whole was read");
            let without_mark = whole.text.strip_prefix('\u{feff}').unwrap_or(&whole.text);
            prop_assert_eq!(text, without_mark);
            prop_assert_eq!(encoding, whole.encoding);
            let told: Vec<_> = whole.faults.iter().map(|fault| format!("{fault:?}")).collect();
            prop_assert_eq!(faults, told);
            for (at, _) in whole.text.char_indices() {
                prop_assert!(whole.raw(at) <= bytes.len() as u64);
            }
        }
    }
}
