//! Feeds: statements as RSS 2.0 and Atom (RFC 4287), for readers that ask a file again and again.
//!
//! Every entry keeps its id for good, so that a reader shows it once. Dates are those of the
//! statements, never the clock's: Atom wants one for every entry, so one without has the newest of
//! the feed, and where none has any, it is 1970-01-01.

use std::io;

use jiff::civil::{Date, date};
use quick_xml::{
    Writer,
    escape::escape,
    events::{BytesDecl, BytesText, Event},
};
use xxhash_rust::xxh3::xxh3_128;

use super::sanitize::clean;
use crate::{
    model::Record,
    query::{FreshHit, day},
};

/// Characters of a title at most.
const TITLE: usize = 100;

/// The day of what has none.
const NO_DAY: Date = date(1970, 1, 1);

type Xml = Writer<Vec<u8>>;

/// The feed of the search `name`, which looks for `query`, as Atom.
pub fn atom(name: &str, query: &str, hits: &[FreshHit]) -> Vec<u8> {
    let newest = hits.iter().filter_map(|hit| date_of(&hit.hit.record)).max().unwrap_or(NO_DAY);
    written(|xml| {
        let feed = xml.create_element("feed");
        feed.with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(
            |xml| {
                text(xml, "id", &feed_id(name))?;
                text(xml, "title", &format!("onrecord: {name}"))?;
                text(xml, "subtitle", query)?;
                text(xml, "updated", &timestamp(newest))?;
                author(xml, "onrecord")?;
                text(xml, "generator", "onrecord")?;
                hits.iter().try_for_each(|hit| entry(xml, hit, newest))
            },
        )?;
        Ok(())
    })
}

fn entry(xml: &mut Xml, found: &FreshHit, newest: Date) -> io::Result<()> {
    let record = &found.hit.record;
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "id", &id(&found.name.to_le_bytes()))?;
        text(xml, "title", &title(record))?;
        let known = date_of(record);
        text(xml, "updated", &timestamp(known.unwrap_or(newest)))?;
        if let Some(published) = record.published {
            text(xml, "published", &timestamp(published.last()))?;
        }
        if let Some(speaker) = &record.speaker
            && !speaker.name.is_empty()
        {
            author(xml, &speaker.name)?;
        }
        if let Some(url) = address(record) {
            let link = xml.create_element("link").with_attribute(("rel", "alternate"));
            link.with_attribute(("href", url)).write_empty()?;
        }
        for topic in &record.topics {
            xml.create_element("category")
                .with_attribute(("term", &*clean(topic)))
                .write_empty()?;
        }
        text(xml, "content", &record.context)
    })?;
    Ok(())
}

fn author(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", name))?;
    Ok(())
}

/// The feed of the search `name`, which looks for `query`, as RSS 2.0.
pub fn rss(name: &str, query: &str, hits: &[FreshHit]) -> Vec<u8> {
    written(|xml| {
        let rss = xml.create_element("rss").with_attribute(("version", "2.0"));
        let rss = rss.with_attribute(("xmlns:dc", "http://purl.org/dc/elements/1.1/"));
        rss.write_inner_content(|xml| {
            xml.create_element("channel").write_inner_content(|xml| {
                text(xml, "title", &format!("onrecord: {name}"))?;
                text(xml, "link", &feed_id(name))?;
                text(xml, "description", query)?;
                text(xml, "generator", "onrecord")?;
                hits.iter().try_for_each(|hit| item(xml, hit))
            })?;
            Ok(())
        })?;
        Ok(())
    })
}

fn item(xml: &mut Xml, found: &FreshHit) -> io::Result<()> {
    let record = &found.hit.record;
    xml.create_element("item").write_inner_content(|xml| {
        text(xml, "title", &title(record))?;
        if let Some(url) = address(record) {
            text(xml, "link", url)?;
        }
        let guid = xml.create_element("guid").with_attribute(("isPermaLink", "false"));
        guid.write_text_content(BytesText::new(&id(&found.name.to_le_bytes())))?;
        if let Some(day) = date_of(record) {
            text(xml, "pubDate", &format!("{} 00:00:00 +0000", day.strftime("%a, %d %b %Y")))?;
        }
        if let Some(speaker) = &record.speaker
            && !speaker.name.is_empty()
        {
            text(xml, "dc:creator", &speaker.name)?;
        }
        for topic in &record.topics {
            text(xml, "category", topic)?;
        }
        // Readers take it for HTML.
        text(xml, "description", &escape(&*clean(&record.context)))
    })?;
    Ok(())
}

/// An XML document with what `write` puts into it.
fn written(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    let result = xml.write_event(declaration).and_then(|()| write(&mut xml));
    debug_assert!(result.is_ok(), "a list of bytes takes what is written to it");
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// Writes an element with other people's text, which may hold what XML must not.
fn text(xml: &mut Xml, element: &str, text: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// `Speaker: the words …`.
fn title(record: &Record) -> String {
    let mut quote = record.quote.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = quote.char_indices().nth(TITLE) {
        let end = quote[..end].rfind(' ').unwrap_or(end);
        quote.truncate(end);
        quote.push_str(" …");
    }
    match &record.speaker {
        Some(speaker) if !speaker.name.is_empty() => format!("{}: {quote}", speaker.name),
        _ => quote,
    }
}

/// The address that it can be read at.
fn address(record: &Record) -> Option<&str> {
    let url = record.url.as_deref()?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_clean = !url.chars().any(|char| char.is_whitespace() || char.is_control());
    (is_web && is_clean).then_some(url)
}

/// The last day that is known of it: of the saying or of the document.
fn date_of(record: &Record) -> Option<Date> {
    let published = record.published.map(crate::model::ApproxDate::last);
    day(record).map(crate::model::ApproxDate::last).max(published)
}

fn timestamp(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

fn feed_id(name: &str) -> String {
    id(format!("feed {name}").as_bytes())
}

/// A UUID of version 8 that `bytes` always give.
fn id(bytes: &[u8]) -> String {
    let hash = xxh3_128(bytes);
    let hash = hash & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62;
    let hex = format!("{hash:032x}");
    let (a, b, c) = (&hex[..8], &hex[8..12], &hex[12..16]);
    format!("urn:uuid:{a}-{b}-{c}-{}-{}", &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::fixture;

    fn feed(write: fn(&str, &str, &[FreshHit]) -> Vec<u8>) -> String {
        let mut hit = fixture::hit();
        hit.record.url = Some("https://example.org/a?b=1&c=2".to_owned());
        let mut undated = fixture::hit();
        undated.record.said = None;
        undated.record.published = None;
        undated.record.speaker = None;
        undated.record.topics.clear();
        undated.record.quote = "wide & open ".repeat(20);
        undated.record.context = "a\u{0}b <i>\u{1b}[2J".to_owned();
        let hits = [FreshHit { name: 1, hit }, FreshHit { name: 2, hit: undated }];
        String::from_utf8(write("tolls", "toll --since 3w", &hits)).unwrap()
    }

    #[test]
    fn atom_has_what_it_must() {
        assert_snapshot!(feed(atom), @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom">
          <id>urn:uuid:bb9cc87f-35ae-8f9e-9917-daf2c01bdbed</id>
          <title>onrecord: tolls</title>
          <subtitle>toll --since 3w</subtitle>
          <updated>2031-11-05T00:00:00Z</updated>
          <author>
            <name>onrecord</name>
          </author>
          <generator>onrecord</generator>
          <entry>
            <id>urn:uuid:bdc94bce-2eda-864d-bc08-dc21994df8a2</id>
            <title>Ada Okoye: the ironclad commitment of both ports to keep the strait open,</title>
            <updated>2031-11-05T00:00:00Z</updated>
            <published>2031-11-05T00:00:00Z</published>
            <author>
              <name>Ada Okoye</name>
            </author>
            <link rel="alternate" href="https://example.org/a?b=1&amp;c=2"/>
            <category term="transport/shipping"/>
            <content>Minister Ada Okoye reaffirmed “the ironclad commitment of both ports to keep the strait open,” spokesperson Jonas Brandt said in a readout.</content>
          </entry>
          <entry>
            <id>urn:uuid:7fd5a2c1-9908-896d-a8c4-b2d0774ab92f</id>
            <title>wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open …</title>
            <updated>2031-11-05T00:00:00Z</updated>
            <content>a␀b &lt;i&gt;␛[2J</content>
          </entry>
        </feed>
        "#);
    }

    #[test]
    fn rss_has_what_it_must() {
        assert_snapshot!(feed(rss), @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
          <channel>
            <title>onrecord: tolls</title>
            <link>urn:uuid:bb9cc87f-35ae-8f9e-9917-daf2c01bdbed</link>
            <description>toll --since 3w</description>
            <generator>onrecord</generator>
            <item>
              <title>Ada Okoye: the ironclad commitment of both ports to keep the strait open,</title>
              <link>https://example.org/a?b=1&amp;c=2</link>
              <guid isPermaLink="false">urn:uuid:bdc94bce-2eda-864d-bc08-dc21994df8a2</guid>
              <pubDate>Wed, 05 Nov 2031 00:00:00 +0000</pubDate>
              <dc:creator>Ada Okoye</dc:creator>
              <category>transport/shipping</category>
              <description>Minister Ada Okoye reaffirmed “the ironclad commitment of both ports to keep the strait open,” spokesperson Jonas Brandt said in a readout.</description>
            </item>
            <item>
              <title>wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open wide &amp; open …</title>
              <guid isPermaLink="false">urn:uuid:7fd5a2c1-9908-896d-a8c4-b2d0774ab92f</guid>
              <description>a␀b &amp;lt;i&amp;gt;␛[2J</description>
            </item>
          </channel>
        </rss>
        "#);
    }

    #[test]
    fn feeds_of_nothing_are_feeds() {
        for write in [atom, rss] {
            let text = String::from_utf8(write("none", "", &[])).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            while !matches!(reader.read_event().unwrap(), Event::Eof) {}
            assert!(text.contains("onrecord: none"));
        }
        let atom = String::from_utf8(atom("none", "", &[])).unwrap();
        assert!(atom.contains("<updated>1970-01-01T00:00:00Z</updated>"));
    }
}
