//! Mailboxes and web archives.

use std::{io, path::Path};

use super::{Story, markup::page, put};

pub(super) fn mbox(folder: &Path, n: usize) -> io::Result<u64> {
    let letter = |nth| {
        let Story { title, date, outlet, paragraphs } = Story::nth(nth);
        let (year, rest) = date.split_at(4);
        let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let month =
            rest[1..3].parse::<usize>().map_or("Jan", |month| &months[month * 3 - 3..month * 3]);
        let day = &rest[4..];
        format!(
            "From press@{outlet} Mon {month} {day} 08:00:00 {year}\n\
             From: Press Office <press@{outlet}>\nTo: editors@northwire.example\n\
             Subject: {title}\nDate: {day} {month} {year} 08:00:00 +0000\n\
             Message-ID: <{nth}@{outlet}>\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n\n",
            paragraphs.join("\n\n")
        )
    };
    let box_of = (0..n).map(letter).collect::<String>();
    put(folder, 0, "mbox", box_of.as_bytes())
}

pub(super) fn warc(folder: &Path, n: usize) -> io::Result<u64> {
    let record = |nth| {
        let story = Story::nth(nth);
        let page = page(&story);
        let response = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        );
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {}T08:00:00Z\r\n\
             WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{nth:012}>\r\n\
             WARC-Target-URI: https://{}/{nth}\r\nContent-Type: application/http; msgtype=response\r\n\
             Content-Length: {}\r\n\r\n{response}\r\n\r\n",
            story.date,
            story.outlet,
            response.len()
        )
    };
    let archive = (0..n).map(record).collect::<String>();
    put(folder, 0, "warc", archive.as_bytes())
}
