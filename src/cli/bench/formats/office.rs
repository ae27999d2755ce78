//! Documents of office programs, and pages set for print.

use std::{
    io::{self, Cursor, Write},
    path::Path,
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Story, all, each_story, escaped, tagged};

pub(super) fn docx(folder: &Path, n: usize) -> io::Result<u64> {
    each_packed(folder, "docx", n, |Story { title, date, paragraphs, .. }| {
        let paragraphs = all(paragraphs, |text| {
            format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>\n", escaped(text))
        });
        let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
            <Default Extension=\"rels\" \
            ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
            <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
            <Override PartName=\"/word/document.xml\" ContentType=\"application/\
            vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
        let parts = "<Relationships \
            xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
            <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
            relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
        let core = format!(
            "<cp:coreProperties \
             xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\">\
             <dc:title>{}</dc:title><dcterms:created>{date}T08:00:00Z</dcterms:created>\
             </cp:coreProperties>",
            escaped(title)
        );
        let document = format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
             <w:body>\n{paragraphs}</w:body></w:document>"
        );
        vec![
            ("[Content_Types].xml", types.to_owned()),
            ("_rels/.rels", parts.to_owned()),
            ("docProps/core.xml", core),
            ("word/document.xml", document),
        ]
    })
}

pub(super) fn odt(folder: &Path, n: usize) -> io::Result<u64> {
    each_packed(folder, "odt", n, |Story { title, date, paragraphs, .. }| {
        let spaces = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
            xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
            xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
            xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\"";
        let meta = format!(
            "<office:document-meta {spaces}><office:meta><dc:title>{}</dc:title>\
             <meta:creation-date>{date}T08:00:00</meta:creation-date></office:meta>\
             </office:document-meta>",
            escaped(title)
        );
        let content = format!(
            "<office:document-content {spaces}><office:body><office:text>\n{}</office:text>\
             </office:body></office:document-content>",
            tagged(paragraphs, "text:p")
        );
        let manifest = "<manifest:manifest \
            xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
        vec![
            ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
            ("META-INF/manifest.xml", manifest.to_owned()),
            ("meta.xml", meta),
            ("content.xml", content),
        ]
    })
}

/// Writes an archive of named parts for every story. Returns the bytes of the archives.
fn each_packed(
    folder: &Path,
    extension: &str,
    n: usize,
    parts: impl Fn(&Story) -> Vec<(&'static str, String)>,
) -> io::Result<u64> {
    each_story(folder, extension, n, |story| {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts(story) {
            // Where a program looks for it to know the format, it is not compressed.
            let packed = if name == "mimetype" {
                CompressionMethod::Stored
            } else {
                CompressionMethod::Deflated
            };
            let options = SimpleFileOptions::default().compression_method(packed);
            archive.start_file(name, options).expect("memory takes it");
            archive.write_all(text.as_bytes()).expect("memory takes it");
        }
        archive.finish().expect("memory takes it").into_inner()
    })
}

/// Lines of a page, and letters of a line.
const LINES: usize = 60;
const LETTERS: usize = 90;

pub(super) fn pdf(folder: &Path, n: usize) -> io::Result<u64> {
    each_story(folder, "pdf", n, |story| {
        let mut lines = vec![story.title.clone(), String::new()];
        for paragraph in &story.paragraphs {
            let mut line = String::new();
            for word in paragraph.split(' ') {
                if LETTERS < line.len() + word.len() {
                    lines.push(std::mem::take(&mut line));
                }
                let blank = if line.is_empty() { "" } else { " " };
                line.extend([blank, word]);
            }
            lines.extend([line, String::new()]);
        }
        let pages: Vec<&[String]> = lines.chunks(LINES).collect();
        let date = story.date.replace('-', "");
        let kids = all(0..pages.len(), |nth| format!("{} 0 R ", 5 + 2 * nth));
        let mut objects = vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()).into_bytes(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                .to_vec(),
            [
                b"<< /Title (",
                &*printed(&story.title),
                b") /CreationDate (D:",
                date.as_bytes(),
                b") >>",
            ]
            .concat(),
        ];
        for (page, nth) in pages.into_iter().zip(0..) {
            objects.push(
                format!(
                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                     /Resources << /Font << /F1 3 0 R >> >> >>",
                    6 + 2 * nth
                )
                .into_bytes(),
            );
            let mut set = b"BT /F1 10 Tf 12 TL 50 790 Td\n".to_vec();
            for line in page {
                set.extend([b"(", &*printed(line), b") '\n"].concat());
            }
            set.extend(b"ET");
            let head = format!("<< /Length {} >>\nstream\n", set.len());
            objects.push([head.as_bytes(), &set, b"\nendstream"].concat());
        }
        file_of(&objects)
    })
}

/// A PDF of `objects`, with the table of where each begins.
fn file_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = String::new();
    for (object, number) in objects.iter().zip(1..) {
        table.extend([format!("{:010} 00000 n \n", file.len())]);
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let (n, start) = (objects.len() + 1, file.len());
    file.extend(
        format!(
            "xref\n0 {n}\n0000000000 65535 f \n{table}trailer\n<< /Size {n} /Root 1 0 R \
             /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
        )
        .into_bytes(),
    );
    file
}

/// `text` in the encoding of the font, fit for between brackets.
fn printed(text: &str) -> Vec<u8> {
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes.iter() {
        if matches!(byte, b'(' | b')' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out
}
