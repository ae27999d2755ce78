//! Fifty web pages, ten layouts with all that surrounds an article on the web around five speeches
//! that belong to nobody: how much of each comes out, and how much of what surrounds it.

use std::{collections::HashMap, fmt::Write as _, ops::ControlFlow};

use onrecord::{
    ingest::{Fault, IngestError, ReadOptions, read_bytes},
    model::{ApproxDate, Document},
};
use proptest::prelude::*;

/// How a page is put together: `{{field}}` is filled in; what stands between `<!--each-->` and
/// `<!--end-->` is repeated for every paragraph, and what comes behind `<!--after N-->` there
/// follows the N-th. What stands between `<keep>` and `</keep>` belongs to the text too.
const LAYOUTS: [(&str, &str); 10] = [
    ("broadsheet", include_str!("../pages/broadsheet.html")),
    ("weblog", include_str!("../pages/weblog.html")),
    ("tables", include_str!("../pages/tables.html")),
    ("amp", include_str!("../pages/amp.html")),
    ("paywall", include_str!("../pages/paywall.html")),
    ("divs", include_str!("../pages/divs.html")),
    ("transcript", include_str!("../pages/transcript.html")),
    ("live", include_str!("../pages/live.html")),
    ("microdata", include_str!("../pages/microdata.html")),
    ("essay", include_str!("../pages/essay.html")),
];

const TEXTS: [&str; 5] = [
    include_str!("../pages/texts/address.txt"),
    include_str!("../pages/texts/inaugural.txt"),
    include_str!("../pages/texts/liberty.txt"),
    include_str!("../pages/texts/vote.txt"),
    include_str!("../pages/texts/friends.txt"),
];

/// A page and what is to come out of it.
struct Page {
    bytes: Vec<u8>,
    title: String,
    date: String,
    body: String,
    turns: usize,
}

/// Fills `layout` with `text`.
fn page(name: &str, layout: &str, text: &str) -> Page {
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut fields: HashMap<&str, String> = head
        .lines()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(k, v)| (k, v.to_owned()))
        .collect();
    let paragraphs: Vec<&str> = body.trim().split("\n\n").collect();
    let date: ApproxDate = fields["date"].parse().unwrap();
    let day = date.first();
    fields.insert("long", day.strftime("%B %-d, %Y").to_string());
    fields.insert("day", day.strftime("%-d %B %Y").to_string());
    fields.insert("slashed", day.strftime("%Y/%m/%d").to_string());
    let words = fields["title"].to_lowercase();
    let words = words.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    fields.insert("slug", words.collect::<Vec<_>>().join("-"));
    let quoted = |text: &str| {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    };
    fields.insert("json_title", quoted(&fields["title"]));
    fields.insert("json_body", quoted(&paragraphs.join("\n")));
    fields.insert("first", paragraphs[0].to_owned());
    let mut html = String::new();
    let each = layout.split_once("<!--each-->").zip(layout.split_once("<!--end-->"));
    if let Some(((before, _), (repeated, behind))) = each {
        html.push_str(before);
        let mut parts = repeated[before.len() + "<!--each-->".len()..].split("<!--after ");
        let paragraph = parts.next().unwrap();
        let inserts: Vec<(usize, &str)> = parts
            .map(|part| part.split_once("-->").unwrap())
            .map(|(number, insert)| (number.parse().unwrap(), insert))
            .collect();
        for (number, words) in (1..).zip(&paragraphs) {
            fields.insert("text", format!("<keep>{words}</keep>"));
            fields.insert("number", number.to_string());
            fields.insert("clock", format!("{:02}:{:02}", 6 + number / 3, number * 7 % 60));
            let speaker = if number % 2 == 1 { "MS. TULL:" } else { "Q" };
            fields.insert("speaker", format!("<keep>{speaker}</keep>"));
            html.push_str(&filled(paragraph, &fields));
            let last = number == paragraphs.len();
            for (_, insert) in inserts.iter().filter(|(after, _)| *after == number && !last) {
                html.push_str(insert);
            }
        }
        html.push_str(behind);
    } else {
        html.push_str(layout);
    }
    let html = filled(&html, &fields);
    let kept: Vec<&str> =
        html.split("<keep>").skip(1).map(|part| part.split_once("</keep>").unwrap().0).collect();
    let body = if kept.is_empty() { paragraphs.join("\n") } else { kept.join("\n") };
    let turns = if name == "transcript" { paragraphs.len() } else { 0 };
    let html = html.replace("<keep>", "").replace("</keep>", "");
    let bytes = if name == "tables" {
        encoding_rs::WINDOWS_1252.encode(&html).0.into_owned()
    } else {
        html.into_bytes()
    };
    Page { bytes, title: fields["title"].clone(), date: fields["date"].clone(), body, turns }
}

fn filled(template: &str, fields: &HashMap<&str, String>) -> String {
    let mut filled = String::new();
    for (index, part) in template.split("{{").enumerate() {
        match part.split_once("}}").filter(|_| index > 0) {
            Some((field, rest)) => {
                filled.push_str(&fields[field]);
                filled.push_str(rest);
            }
            None => filled.push_str(part),
        }
    }
    filled
}

fn read(name: &str, bytes: &[u8]) -> Document {
    let mut document = None;
    read_bytes(name, bytes, &ReadOptions::default(), &mut |result| {
        document = Some(result.unwrap());
        ControlFlow::Continue(())
    });
    document.unwrap()
}

/// The F1 of the words found among those expected, each counted as often as it stands there.
fn f1(found: &str, expected: &str) -> f64 {
    let count = |text: &str| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for word in text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty())
        {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
        counts
    };
    let (found, expected) = (count(found), count(expected));
    let sum = |counts: &HashMap<String, usize>| counts.values().sum::<usize>();
    let common: usize = found.iter().map(|(word, n)| n.min(expected.get(word).unwrap_or(&0))).sum();
    let total = u32::try_from(sum(&found) + sum(&expected)).unwrap();
    2.0 * f64::from(u32::try_from(common).unwrap()) / f64::from(total)
}

#[test]
fn articles_come_out_of_fifty_pages() {
    let mut report = String::new();
    let (mut headed, mut scores) = (0, Vec::new());
    for (name, layout) in LAYOUTS {
        let (mut of_layout, mut right) = (0.0, 0);
        for text in TEXTS {
            let page = page(name, layout, text);
            let document = read(&format!("{name}.html"), &page.bytes);
            let score = f1(&document.text, &page.body);
            let title = document.title.unwrap_or_default();
            let date = document.published.map(|date| date.to_string()).unwrap_or_default();
            if title == page.title && date == page.date {
                right += 1;
            } else {
                writeln!(report, "{name}: `{title}` {date}, not `{}` {}", page.title, page.date)
                    .unwrap();
            }
            for (sign, these, those) in
                [("+", &document.text, &page.body), ("-", &page.body, &document.text)]
            {
                let lines = these.lines().filter(|line| !those.contains(line));
                let lines = lines.filter(|_| page.turns == 0); // Labels stand apart there.
                lines.for_each(|line| writeln!(report, "{name}: {sign} {line:.80}").unwrap());
            }
            assert_eq!(document.turns.len(), page.turns, "{name}: {title}");
            of_layout += score / 5.0;
            scores.push(score);
        }
        writeln!(report, "{name:<12} title and date {right}/5, F1 {of_layout:.4}").unwrap();
        headed += right;
    }
    let mean = scores.iter().sum::<f64>() / 50.0;
    writeln!(report, "{headed}/50, F1 {mean:.4}").unwrap();
    println!("{report}");
    assert_eq!(scores.len(), 50);
    assert!(headed >= 48, "{report}");
    assert!(mean >= 0.97, "{report}");
}

/// What is wrong with `page`, and its documents.
fn faults(page: &str) -> (Vec<Document>, Vec<IngestError>) {
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    read_bytes("a.html", page.as_bytes(), &ReadOptions::default(), &mut |result| {
        match result {
            Ok(document) => documents.push(document),
            Err(error) => errors.push(error),
        }
        ControlFlow::Continue(())
    });
    (documents, errors)
}

#[test]
fn pages_made_to_take_for_ever_do_not() {
    let many = |part: &str| part.repeat((200 << 10) / part.len());
    let attributes: String =
        (0..200_000).fold(String::new(), |all, number| all + " a" + &number.to_string() + "=1");
    for part in [
        "<div>",
        "<b>",
        "<b class=x>",
        "<font color=x>y",
        "<table>",
        "<table><tr><td>",
        "<a href=x>",
        "<a href=x><div>",
        "<ul><li>",
        "<li><div>",
        "<p><button>",
        "<dl><dd>",
        "<form>",
        "<span id=x>",
        "<svg>",
        "<iframe>",
        "<title>",
        "<template>",
        "<!--",
        "<![CDATA[",
        "</p></div>",
        "<",
        "&",
        "<br>",
        "<h2><a href=x>A headline</a></h2>",
        "<h1>A headline</h1>",
        "<meta name=date content=x>",
    ] {
        let page =
            many(part) + "<p>The cranes stopped on Monday, and nobody in the harbor was hurt.";
        let (documents, errors) = faults(&page);
        assert!(documents.len() + errors.len() > 0, "{part}");
    }
    let (documents, _) = faults(&format!("<p{attributes}>The cranes stopped.</p>"));
    assert_eq!(documents[0].text, "The cranes stopped.");
    let (documents, errors) = faults(&"<p>a".repeat(250_000));
    assert!(
        matches!(errors[..], [IngestError { fault: Fault::TooManyElements, .. }]),
        "{errors:?}"
    );
    assert!(documents[0].text.len() > 100_000);
}

/// Bits of pages in any order.
fn bits() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        "</?[a-z1-6]{1,10} ?",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div class='ad'>",
            "</div>",
            "<br>",
            "<h1>",
            "</h1>",
            "<h2>",
            "<li>",
            "<table><tr><td>",
            "</table>",
            "<a href='#x'>",
            "</a>",
            "<time datetime='2031-05-06'>",
            "<script type='application/ld+json'>",
            "</script>",
            "{\"@type\": \"NewsArticle\",",
            "\"headline\": \"A\"}",
            "<title>",
            "</title>",
            "<meta charset=",
            "<!--",
            "-->",
            "\nb'<p>",
            "\\xc3\\xa9</p>'\n",
            "&amp;",
            "&#x",
            "\u{a0}",
            "Q ",
            "MR. BERG: ",
            "é",
            "The cranes of the harbor stopped on Monday, and nobody there was hurt. ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
}

proptest! {
    #[test]
    fn any_page_is_read_without_failing(page in bits()) {
        for document in faults(&page).0 {
            for paragraph in &document.paragraphs {
                prop_assert!(document.text.get(paragraph.span.range()).is_some());
            }
            for origin in &document.origins {
                prop_assert!(origin.raw.0 <= origin.raw.1 && origin.raw.1 <= page.len() as u64);
                prop_assert!(document.text.is_char_boundary(origin.start as usize));
            }
        }
    }
}
