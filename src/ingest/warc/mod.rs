//! Web archives: the pages in their response records.
//!
//! A record's number counts records of every kind, so that it stays what it is when more kinds
//! are read. `WARC-Date` is when a page was fetched and no document's date.

mod http;

use std::{
    io::{self, BufRead, Read},
    ops::ControlFlow,
};

use self::http::Page;
use super::{
    Fault,
    counted::{Counted, LineRead},
    decode::decode,
    html,
    read::{Each, Flow, Reading, unreadable},
    sniff::Kind,
};
use crate::model::Origin;

/// Reads the pages in `input`.
pub(super) fn read(reading: &Reading, input: &mut dyn BufRead, each: Each<'_>) -> Flow {
    let mut input = Counted::new(input);
    let mut number = 0;
    let mut in_step = true;
    loop {
        let head = Head::read(&mut input).map_err(unreadable)?;
        number += 1;
        let record = reading.record(number);
        if in_step && head.as_ref().map_or(number == 1, |head| head.skipped) {
            let fault = damaged("what stands there is no record");
            if record.warn(None, Some(fault), each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let Some(head) = head else { return Ok(ControlFlow::Continue(())) };
        in_step = head.length.is_some();
        let flow = match head.length {
            Some(length) => record.warc_record(&head, length, &mut input, each)?,
            None => record.warn(None, Some(damaged("a record does not say its length")), each),
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
}

impl Reading {
    fn warc_record(
        &self,
        head: &Head,
        length: u64,
        input: &mut Counted<'_>,
        each: Each<'_>,
    ) -> Flow {
        let is_http = head.kind.eq_ignore_ascii_case("response");
        let is_plain = ["resource", "conversion"].iter().any(|kind| head.kind == *kind);
        let limit = self.limits.document_bytes;
        if limit < length && (is_http || is_plain) {
            let fault = Fault::TooLong { what: "the record", limit };
            if self.warn(None, Some(fault), each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if limit < length || !(is_http || is_plain) {
            input.skip(length, "WARC").map_err(unreadable)?;
            return Ok(ControlFlow::Continue(()));
        }
        let start = input.at;
        let mut block = Vec::new();
        input.take(length).read_to_end(&mut block).map_err(unreadable)?;
        let is_cut = (block.len() as u64) < length;
        let page = if is_http {
            Page::of_response(block)
        } else {
            Ok(Some(Page::new(block, head.content_type.as_deref())))
        };
        let result = page.and_then(|page| match page {
            Some(page) => self.page(&page, head, (start, input.at), each),
            None => Ok(ControlFlow::Continue(())),
        });
        let flow = match result {
            Ok(flow) => flow,
            Err(_) if is_cut => ControlFlow::Continue(()),
            Err((_, fault)) => self.warn(None, Some(fault), each),
        };
        if is_cut && flow.is_continue() { Err((None, Fault::Cut("WARC"))) } else { Ok(flow) }
    }

    /// Reads the page of this record, whose block stands at `raw`.
    fn page(&self, page: &Page, head: &Head, raw: (u64, u64), each: Each<'_>) -> Flow {
        let kind = match page.mime.as_str() {
            "text/html" | "application/xhtml+xml" => Kind::Html,
            "text/plain" => Kind::Text,
            other => return Err((None, Fault::Unsupported(format!("`{other}`")))),
        };
        let bytes = page.unpacked(self)?;
        let place = format!("record {}, byte {}", self.record.unwrap_or_default(), head.at);
        let mut each = |result: Result<crate::model::Document, _>| {
            each(result.map(|mut document| {
                document.url = document.url.or_else(|| head.target.clone());
                // The page may have been packed: what can be pointed at is its record.
                document.origins = vec![Origin { start: 0, raw, place: place.clone() }];
                document
            }))
        };
        if kind == Kind::Html {
            return html::read(self, bytes, page.charset.as_deref(), &mut each);
        }
        let decoded = decode(bytes, page.charset.as_deref(), self.defaults.language)?;
        self.text(kind, decoded, &mut each)
    }
}

/// What a record says of itself.
#[derive(Default)]
struct Head {
    /// Where the record begins.
    at: u64,
    kind: String,
    length: Option<u64>,
    target: Option<String>,
    content_type: Option<String>,
    /// Whether anything stands between the record before and this one.
    skipped: bool,
}

/// The longest line of a head.
const LINE: u64 = 64 << 10;

impl Head {
    /// Reads the head that comes next; whatever stands in front of it is read over.
    fn read(input: &mut Counted<'_>) -> io::Result<Option<Self>> {
        let mut head = Self::default();
        let mut line = Vec::new();
        loop {
            head.at = input.at;
            match input.line(LINE, &mut line)? {
                LineRead::End => return Ok(None),
                LineRead::Line if line.starts_with(b"WARC/") => break,
                LineRead::Line => head.skipped |= !line.trim_ascii().is_empty(),
                LineRead::TooLong => head.skipped = true,
            }
        }
        loop {
            match input.line(LINE, &mut line)? {
                LineRead::End => return Err(io::Error::other(Fault::Cut("WARC"))),
                LineRead::Line if line.trim_ascii().is_empty() => return Ok(Some(head)),
                LineRead::Line => head.take_in(&String::from_utf8_lossy(&line)),
                LineRead::TooLong => {}
            }
        }
    }

    fn take_in(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "content-length" => self.length = value.parse().ok(),
            "content-type" => self.content_type = Some(value.to_owned()),
            "warc-target-uri" => {
                let address = value.trim_start_matches('<').trim_end_matches('>');
                self.target = Some(address.to_owned());
            }
            _ => {}
        }
    }
}

fn damaged(reason: &str) -> Fault {
    Fault::Damaged { what: "WARC", reason: reason.to_owned() }
}
