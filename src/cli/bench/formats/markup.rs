//! Web pages and the XML of parliaments.

use std::{io, path::Path};

use super::{Debate, Story, all, each_debate, each_story, escaped, tagged};

pub(super) fn html(folder: &Path, n: usize) -> io::Result<u64> {
    each_story(folder, "html", n, |story| page(story).into_bytes())
}

/// A page as sites have it: most of it is not the article.
pub(super) fn page(story: &Story) -> String {
    let Story { title, date, outlet, paragraphs } = story;
    let title = escaped(title);
    let links = |what: &str, n: usize| -> String {
        all(0..n, |nth| {
            format!("<li class=\"item\"><a href=\"/{what}/{nth}\">{what} {nth}</a></li>\n")
        })
    };
    let script = "window.dataLayer=window.dataLayer||[];function g(){dataLayer.push(arguments)}\n";
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title} | {outlet}</title>\n\
         <link rel=\"canonical\" href=\"https://{outlet}/{date}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:site_name\" content=\"{outlet}\">\n\
         <meta property=\"article:published_time\" content=\"{date}T08:00:00Z\">\n\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
         \"datePublished\":\"{date}\"}}</script>\n<script>{}</script>\n</head>\n<body>\n\
         <header><nav><ul>\n{}</ul></nav></header>\n<main><article>\n<h1>{title}</h1>\n\
         <p class=\"byline\">By Ada Okoye</p><time datetime=\"{date}\">{date}</time>\n{}\
         </article></main>\n<aside><h2>More</h2><ul>\n{}</ul></aside>\n\
         <footer><ul>\n{}</ul></footer>\n</body>\n</html>\n",
        script.repeat(40),
        links("section", 40),
        tagged(paragraphs, "p"),
        links("story", 30),
        links("about", 20),
    )
}

/// A word that a name can be pointed to by.
fn id(name: &str) -> String {
    name.replace(' ', "")
}

/// The names of a debate, each once.
fn names(debate: &Debate) -> Vec<&str> {
    let mut names: Vec<&str> = debate.turns.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub(super) fn tei(folder: &Path, n: usize) -> io::Result<u64> {
    each_debate(folder, "xml", n, |debate| {
        let Debate { title, date, turns } = debate;
        let person = |name: &str| {
            let (first, last) = name.split_once(' ').unwrap_or(("", name));
            format!(
                "<person xml:id=\"{}\"><persName><surname>{last}</surname>\
                 <forename>{first}</forename></persName></person>\n",
                id(name)
            )
        };
        let people = all(names(debate), person);
        let turns = all(turns.iter().zip(1..), |((name, words), nth)| {
            let segments = all(words.split(". ").zip(1..), |(words, seg)| {
                format!("<seg xml:id=\"u{nth}.{seg}\">{}.</seg>\n", escaped(words))
            });
            format!(
                "<u who=\"#{}\" xml:id=\"u{nth}\" ana=\"#regular\">\n{segments}</u>\n",
                id(name)
            )
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"en\">\n<teiHeader>\n<fileDesc>\
             <titleStmt><title type=\"main\">{}</title></titleStmt></fileDesc>\n<profileDesc>\
             <settingDesc><setting><date when=\"{date}\">{date}</date></setting></settingDesc>\n\
             <particDesc><listPerson>\n{people}</listPerson></particDesc></profileDesc>\n\
             </teiHeader>\n<text><body><div type=\"debateSection\">\n{turns}</div></body></text>\n\
             </TEI>\n",
            escaped(title)
        )
    })
}

pub(super) fn akoma_ntoso(folder: &Path, n: usize) -> io::Result<u64> {
    each_debate(folder, "xml", n, |debate| {
        let Debate { title, date, turns } = debate;
        let person = |name: &str| {
            format!("<TLCPerson href=\"/ontology/{0}\" eId=\"{0}\" showAs=\"{name}\"/>\n", id(name))
        };
        let people = all(names(debate), person);
        let turn = |(name, words): &(String, String)| {
            format!(
                "<speech by=\"#{}\">\n<from>{name}</from>\n<p>{}</p>\n</speech>\n",
                id(name),
                escaped(words)
            )
        };
        let turns = all(turns, turn);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\">\n\
             <debate name=\"hansard\">\n<meta><identification source=\"#us\"><FRBRWork>\
             <FRBRdate date=\"{date}\" name=\"generation\"/></FRBRWork></identification>\n\
             <references source=\"#us\">\n{people}</references></meta>\n<debateBody>\n\
             <debateSection name=\"debate\"><heading>{}</heading>\n{turns}</debateSection>\n\
             </debateBody>\n</debate>\n</akomaNtoso>\n",
            escaped(title)
        )
    })
}

pub(super) fn publicwhip(folder: &Path, n: usize) -> io::Result<u64> {
    each_debate(folder, "xml", n, |Debate { title, date, turns }| {
        let turn = |((name, words), nth): (&(String, String), u32)| {
            format!(
                "<speech id=\"uk.org.publicwhip/debate/{date}a.{nth}.0\" speakername=\"{name}\" \
                 person_id=\"uk.org.publicwhip/person/{0}\" colnum=\"{nth}\" time=\"\" url=\"\">\n\
                 <p pid=\"a{nth}.0/1\">{1}</p>\n</speech>\n",
                id(name),
                escaped(words)
            )
        };
        let turns = all(turns.iter().zip(1..), turn);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<publicwhip scraperversion=\"a\">\n\
             <major-heading id=\"uk.org.publicwhip/debate/{date}a.0.0\" nospeaker=\"true\">{}\
             </major-heading>\n{turns}</publicwhip>\n",
            escaped(title)
        )
    })
}

pub(super) fn hansard(folder: &Path, n: usize) -> io::Result<u64> {
    each_debate(folder, "xml", n, |Debate { title, date, turns }| {
        let turn = |(name, words): &(String, String)| {
            format!(
                "<speech><talk.start><talker><name.id>{}</name.id>\
                 <name role=\"metadata\">{name}</name></talker>\n<para>{}</para></talk.start>\
                 </speech>\n",
                id(name),
                escaped(words)
            )
        };
        let turns = all(turns, turn);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hansard version=\"2.1\">\n<session.header>\
             <date>{date}</date><chamber>SENATE</chamber></session.header>\n<chamber.xscript>\n\
             <debate><debateinfo><title>{}</title></debateinfo>\n{turns}</debate>\n\
             </chamber.xscript>\n</hansard>\n",
            escaped(title)
        )
    })
}
