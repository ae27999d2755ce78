//! Tags and texts one after the other: entities read but never expanded, nesting checked without
//! recursion, and what SGML leaves open closed.

use std::{borrow::Cow, io::BufRead};

use quick_xml::{
    Reader,
    errors::{Error, SyntaxError},
    escape::resolve_html5_entity,
    events::{Event, attributes::Attributes},
};

use super::source::Source;
use crate::ingest::{Fault, Place, decode::Warning, options::Limits, read::Stop};

/// What comes next; the names, attributes and words of it are asked of [`Tokens`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Text,
    End,
}

/// The tokens of a file.
pub(super) struct Tokens<'a> {
    reader: Reader<Source<'a>>,
    buffer: Vec<u8>,
    /// Local names of the elements that are open, in lower case, and where each begins.
    names: String,
    starts: Vec<usize>,
    /// The last tag, and how long its name is; or the last text.
    content: String,
    name_length: usize,
    /// The name of the element that the last token opened or closed.
    name: String,
    /// How many open elements a closing tag closes besides its own.
    closing: usize,
    /// Where the last token begins, and on which line.
    at: u64,
    line: u64,
    /// Whether elements may be left open, as the SGML of old files does.
    sgml: bool,
    element_depth: u32,
    event_bytes: usize,
    limit: u64,
    /// The first entity met that means nothing without a definition.
    pub(super) unknown_entity: Option<(u64, String)>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, limits: &Limits) -> Result<Self, Stop> {
        let mut reader = Reader::from_reader(Source::new(input)?);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Ok(Self {
            reader,
            buffer: Vec::new(),
            names: String::new(),
            starts: Vec::new(),
            content: String::new(),
            name_length: 0,
            name: String::new(),
            closing: 0,
            at: 0,
            line: 1,
            sgml: false,
            element_depth: limits.element_depth,
            event_bytes: usize::try_from(limits.document_bytes).unwrap_or(usize::MAX),
            limit: limits.document_bytes,
            unknown_entity: None,
        })
    }

    /// Lets elements be left open from here on.
    pub(super) fn allow_open_elements(&mut self) {
        self.sgml = true;
    }

    /// The local name of the last tag in lower case.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The local name as it is written.
    pub(super) fn written_name(&self) -> &str {
        if self.name_length == 0 { &self.name } else { local(&self.content[..self.name_length]) }
    }

    /// The text that was read last.
    pub(super) fn text(&self) -> &str {
        &self.content
    }

    /// The first raw byte of the last token.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The raw byte behind the last token.
    pub(super) fn end(&self) -> u64 {
        self.reader.get_ref().position()
    }

    /// The line that the last token begins on.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// What the file is in, if not in UTF-8.
    pub(super) fn encoding(&self) -> Option<&'static str> {
        self.reader.get_ref().encoding()
    }

    /// What was wrong with the encoding of what was read.
    pub(super) fn faults(self) -> Vec<Warning> {
        self.reader.into_inner().faults()
    }

    /// The value of the attribute `name` of the last tag, prefix and all, whatever its case.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = Attributes::html(&self.content, self.name_length);
        let attributes = attributes.with_checks(false).filter_map(Result::ok);
        let mut found = attributes.filter(|one| one.key.0.eq_ignore_ascii_case(name));
        found.next().map(|one| unescaped(one.value))
    }

    /// The value of the first of `names` that is there and says something.
    pub(super) fn first_of(&self, names: &[&str]) -> Option<String> {
        let mut values = names.iter().filter_map(|name| self.attribute(name));
        values.find(|value| !value.trim().is_empty()).map(|value| value.trim().to_owned())
    }

    /// Reads on to the next token.
    pub(super) fn next(&mut self) -> Result<Token, Stop> {
        if self.closing > 0 {
            self.closing -= 1;
            self.content.clear();
            self.name_length = 0;
            self.pop();
            return Ok(Token::Close);
        }
        loop {
            // What one tag or text of many megabytes took is not kept.
            self.buffer.clear();
            self.buffer.shrink_to(1 << 20);
            self.content.clear();
            self.content.shrink_to(1 << 20);
            self.name_length = 0;
            self.at = self.reader.get_ref().position();
            self.line = self.reader.get_ref().line();
            self.reader.get_mut().allow(self.event_bytes);
            match self.reader.read_event_into(&mut self.buffer) {
                Err(error) => return Err(self.fault(&error)),
                Ok(Event::Start(tag)) => {
                    self.content.push_str(&tag);
                    self.name_length = tag.name().0.len();
                    return self.open();
                }
                Ok(Event::Empty(tag)) => {
                    self.content.push_str(&tag);
                    self.name_length = tag.name().0.len();
                    self.closing = 1;
                    return self.open();
                }
                Ok(Event::End(tag)) => {
                    self.name.clear();
                    self.name.push_str(local(tag.name().0));
                    if self.close()? {
                        return Ok(Token::Close);
                    }
                }
                Ok(Event::Text(text)) => {
                    self.content.push_str(&text);
                    return Ok(Token::Text);
                }
                Ok(Event::CData(text)) => {
                    self.content.push_str(&text);
                    return Ok(Token::Text);
                }
                Ok(Event::GeneralRef(entity)) => {
                    if let Some(text) = resolved(&entity) {
                        self.content.push_str(&text);
                    } else {
                        let written = format!("&{};", &*entity);
                        self.content.push_str(&written);
                        if is_name(&entity) {
                            self.unknown_entity.get_or_insert((self.line, written));
                        }
                    }
                    return Ok(Token::Text);
                }
                Ok(Event::Eof) if self.sgml && !self.starts.is_empty() => {
                    self.closing = self.starts.len() - 1;
                    self.pop();
                    return Ok(Token::Close);
                }
                Ok(Event::Eof) if !self.starts.is_empty() => {
                    let open = self.last_open();
                    let reason = format!("it ends before `<{open}>` is closed");
                    return Err((Some(Place::Line(self.line)), Fault::Xml(reason)));
                }
                Ok(Event::Eof) => return Ok(Token::End),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            }
        }
    }

    fn open(&mut self) -> Result<Token, Stop> {
        if self.starts.len() >= self.element_depth as usize {
            let fault = Fault::Bottomless(self.element_depth);
            return Err((Some(Place::Line(self.line)), fault));
        }
        self.name.clear();
        self.name.push_str(local(&self.content[..self.name_length]));
        self.name.make_ascii_lowercase();
        self.starts.push(self.names.len());
        self.names.push_str(&self.name);
        Ok(Token::Open)
    }

    /// Closes the element that `self.name` names; returns whether there was one.
    fn close(&mut self) -> Result<bool, Stop> {
        if self.last_open().eq_ignore_ascii_case(&self.name) {
            self.pop();
            return Ok(true);
        }
        if !self.sgml {
            let reason = match self.last_open() {
                "" => format!("`</{}>` closes what was never opened", self.name),
                open => format!("`</{}>` stands where `</{open}>` should", self.name),
            };
            return Err((Some(Place::Line(self.line)), Fault::Xml(reason)));
        }
        let mut end = self.names.len();
        for (above, start) in self.starts.iter().rev().enumerate() {
            if self.names[*start..end].eq_ignore_ascii_case(&self.name) {
                self.closing = above;
                self.pop();
                return Ok(true);
            }
            end = *start;
        }
        Ok(false)
    }

    fn last_open(&self) -> &str {
        self.starts.last().map_or("", |start| &self.names[*start..])
    }

    /// Takes the innermost element off.
    fn pop(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.name.clear();
            self.name.push_str(&self.names[start..]);
            self.names.truncate(start);
        }
    }

    fn fault(&self, error: &Error) -> Stop {
        let place = Some(Place::Line(self.line));
        let reason = match error {
            Error::Io(_) if self.reader.get_ref().is_spent() => {
                return (
                    place,
                    Fault::TooLong { what: "the text of an element", limit: self.limit },
                );
            }
            Error::Io(error) => {
                let error = error.get_ref().map_or_else(
                    || std::io::Error::from(error.kind()),
                    |inner| std::io::Error::new(error.kind(), inner.to_string()),
                );
                return (None, Fault::Unreadable(error));
            }
            Error::Syntax(SyntaxError::UnclosedComment) => "a comment is never closed".to_owned(),
            Error::Syntax(SyntaxError::UnclosedCData) => {
                "a CDATA section is never closed".to_owned()
            }
            Error::Syntax(SyntaxError::UnclosedDoctype) => "its DOCTYPE is never closed".to_owned(),
            Error::Syntax(_) => "a tag is never closed".to_owned(),
            other => other.to_string(),
        };
        (place, Fault::Xml(reason))
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What stands for `entity`, the part between `&` and `;`: a character's number, or a name of XML
/// or HTML. What a DTD defines is not looked up.
fn resolved(entity: &str) -> Option<Cow<'static, str>> {
    let Some(number) = entity.strip_prefix('#') else {
        return resolve_html5_entity(entity).map(Cow::Borrowed);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers between 128 and 159 are how old Windows programs wrote quotation marks and dashes.
    let char = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?
        }
        _ => char::from_u32(code).filter(|char| *char != '\0')?,
    };
    Some(Cow::Owned(char.to_string()))
}

fn is_name(entity: &str) -> bool {
    let named = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | ':');
    entity.starts_with(char::is_alphabetic) && entity.chars().all(named)
}

/// The value of an attribute with its entities read.
fn unescaped(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('&') {
        return value;
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = &*value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').unwrap_or(0);
        if let Some(char) = rest.get(1..end).and_then(resolved) {
            text.push_str(&char);
            rest = &rest[end + 1..];
        } else {
            text.push('&');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of `xml` on one line, or what is wrong at its end.
    fn told(xml: &str, sgml: bool) -> String {
        let mut input = xml.as_bytes();
        let limits = Limits { element_depth: 4, document_bytes: 40, ..Limits::default() };
        let mut tokens = Tokens::new(&mut input, &limits).unwrap();
        if sgml {
            tokens.allow_open_elements();
        }
        let mut told = String::new();
        loop {
            match tokens.next() {
                Ok(Token::Open) => told.extend(["<", tokens.name(), ">"]),
                Ok(Token::Close) => told.extend(["</", tokens.name(), ">"]),
                Ok(Token::Text) => told.push_str(tokens.text()),
                Ok(Token::End) => return told,
                Err((_, fault)) => return format!("{told} ! {fault}"),
            }
        }
    }

    #[test]
    fn words_come_together_around_comments_and_entities() {
        let xml = "<a:P>wo<!-- x -->r<?y z?>d&mdash;&#8211;&#x2014;&#150;<![CDATA[<&]]>A&B</a:P>";
        assert_eq!(told(xml, false), "<p>word—–—–<&A&B</p>");
    }

    #[test]
    fn entities_of_a_dtd_stay_as_they_are_written() {
        let xml = "<!DOCTYPE p [<!ENTITY lol \"&x;&x;\">]><p>&lol;&amp;lol; &no such; &;</p>";
        assert_eq!(told(&xml[..xml.len() - 4], true), "<p>&lol;&lol; &no such; &;</p>");
    }

    #[test]
    fn sgml_may_leave_elements_open() {
        assert_eq!(told("<P><TAB>x</P></TAB><Q>", true), "<p><tab>x</tab></p><q></q>");
        let wrong = told("<P><TAB>x</P>", false);
        assert!(wrong.ends_with("`</P>` stands where `</tab>` should"), "{wrong}");
        let wrong = told("<p>x", false);
        assert!(wrong.ends_with("it ends before `<p>` is closed"), "{wrong}");
    }

    #[test]
    fn depth_and_length_have_limits() {
        assert!(told("<a><a><a><a><a>", false).contains(" ! "));
        assert!(told(&format!("<a>{}</a>", "x".repeat(41)), false).contains("longer than"));
        assert!(told(&format!("<a b='{}'/>", "x".repeat(41)), false).contains("longer than"));
    }

    #[test]
    fn attributes_are_found_whatever_their_case() {
        let mut input = "<A WHO = 'x &amp; y' b=1 xml:id=\"z\"/>".as_bytes();
        let mut tokens = Tokens::new(&mut input, &Limits::default()).unwrap();
        tokens.next().unwrap();
        let value = |name| tokens.attribute(name).map(Cow::into_owned);
        assert_eq!(value("who").as_deref(), Some("x & y"));
        assert_eq!(value("b").as_deref(), Some("1"));
        assert_eq!(value("xml:id").as_deref(), Some("z"));
        assert_eq!(value("id"), None);
    }
}
