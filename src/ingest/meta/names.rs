//! What columns, keys and front matter call each piece: one list for every format.

/// A piece of what is known of a document, its text included.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::ingest) enum Field {
    Title,
    Date,
    Year,
    Month,
    Day,
    Speaker,
    Outlet,
    Url,
    Authors,
    Topics,
    Language,
    Text,
}

/// Names of each piece in small letters, without what stands between their words; the better ones
/// first.
const NAMES: [(Field, &[&str]); 12] = [
    (
        Field::Title,
        &[
            "title",
            "headline",
            "doctitle",
            "speechtitle",
            "articletitle",
            "webtitle",
            "heading",
            "debatetitle",
            "debate",
            "minorheading",
            "agenda",
            "agendaitem",
            "majorheading",
        ],
    ),
    (
        Field::Date,
        &[
            "date",
            "datepublish",
            "datepublished",
            "published",
            "publishedat",
            "publishedtime",
            "publisheddate",
            "publishdate",
            "publicationdate",
            "webpublicationdate",
            "pubdate",
            "dateofspeech",
            "speechdate",
            "sittingdate",
            "debatedate",
            "hdate",
            "articledate",
            "releasedate",
            "seendate",
            "datetime",
            "posted",
            "createdat",
            "timestamp",
        ],
    ),
    (Field::Year, &["year"]),
    (Field::Month, &["month"]),
    (Field::Day, &["day"]),
    (
        Field::Speaker,
        &[
            "speaker",
            "speakername",
            "nameofspeaker",
            "displayas",
            "member",
            "membername",
            "mp",
            "mpname",
            "president",
            "politician",
            "orator",
        ],
    ),
    (
        Field::Outlet,
        &[
            "outlet",
            "outletname",
            "publication",
            "publisher",
            "newspaper",
            "media",
            "medianame",
            "sitename",
            "source",
            "sourcename",
            "hostname",
            "sourcedomain",
            "domain",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "link",
            "sourceurl",
            "canonicalurl",
            "permalink",
            "articleurl",
            "weburl",
            "pageurl",
            "listurl",
        ],
    ),
    (Field::Authors, &["authors", "author", "byline", "writer"]),
    (
        Field::Topics,
        &[
            "topics",
            "topic",
            "section",
            "sectionname",
            "category",
            "categories",
            "tags",
            "keywords",
            "subjects",
            "subject",
        ],
    ),
    (Field::Language, &["language", "lang", "languagecode", "inlanguage"]),
    (
        Field::Text,
        &[
            "text",
            "maintext",
            "body",
            "content",
            "speech",
            "speechtext",
            "article",
            "articletext",
            "articlebody",
            "articlecontent",
            "fulltext",
            "bodytext",
            "transcript",
            "transcripttext",
            "statement",
            "story",
            "contents",
            "plaintext",
            "cleantext",
            "rawtext",
            "turns",
            "speeches",
            "segments",
            "utterances",
            "sections",
            "paragraphs",
            "textblocks",
            "description",
        ],
    ),
];

/// Returns which piece `key` names, and how far down the list of its names it stands, from 1; how
/// it is written does not matter: `Speaker_Name`, `speaker name`, `speakerName`.
pub(in crate::ingest) fn field(key: &str) -> Option<(Field, u8)> {
    const LONGEST: usize = 24;
    let mut bare = [0_u8; LONGEST];
    let mut length = 0;
    for byte in key.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b':' | b'.')) {
        *bare.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let bare = &bare[..length];
    NAMES.iter().find_map(|(field, names)| {
        let rank = names.iter().position(|name| name.as_bytes() == bare)?;
        Some((*field, u8::try_from(rank + 1).unwrap_or(u8::MAX)))
    })
}

/// Whether a text's name of this rank is that of a summary, which is nobody's speech.
pub(in crate::ingest) fn is_summary(rank: u8) -> bool {
    field("description") == Some((Field::Text, rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        for name in ["speaker_name", "Speaker Name", "speakerName", "SPEAKER-NAME", "speaker.name"]
        {
            assert_eq!(field(name), Some((Field::Speaker, 2)), "{name}");
        }
        for other in ["", "speakers_of_the_house_name_long", "speaker_id", "é"] {
            assert_eq!(field(other), None, "{other}");
        }
    }

    #[test]
    fn every_name_is_found_and_stands_once() {
        for (piece, names) in NAMES {
            for (rank, name) in names.iter().enumerate() {
                assert_eq!(field(name), Some((piece, u8::try_from(rank + 1).unwrap())), "{name}");
            }
        }
        assert!(is_summary(field("description").unwrap().1) && !is_summary(0));
    }
}
