//! References to statements: every style by its name, ids that are none, and no address.

use insta::assert_snapshot;

use super::env::Env;

fn env() -> Env {
    let env = Env::new()
        .file(
            "corpus/toll.md",
            "---\ntitle: Quist rejects a ferry toll\ndate: 2031-02-11\noutlet: Harbor Courier\n\
             author: Wim Sollers\nurl: https://courier.example/toll\n---\n\n\
             “The strait is not a toll road,” said Bram Quist, who leads the opposition.\n",
        )
        .file("corpus/note.txt", "“Fares are ironclad,” Mayor Tamsin Reyes said on Thursday.\n");
    let _ = env.run(["index"]).ok();
    env
}

fn id(env: &Env, query: &str) -> String {
    env.run(["search", query, "-0"]).ok().trim_end_matches('\0').to_owned()
}

#[test]
fn the_common_styles_come_first() {
    let env = env();
    assert_snapshot!(env.run(["cite", &id(&env, "toll")]), @"
    APA (7th edition)
      Sollers, W. (2031, February 11). Quist rejects a ferry toll. Harbor Courier.
      https://courier.example/toll
    APA, in the text
      (Quist, as cited in Sollers, 2031)
    Chicago (17th edition), note
      Bram Quist, quoted in Wim Sollers, “Quist rejects a ferry toll,” Harbor
      Courier, February 11, 2031, https://courier.example/toll.
    Chicago (17th edition), bibliography
      Sollers, Wim. “Quist rejects a ferry toll.” Harbor Courier, February 11, 2031.
      https://courier.example/toll.
    Markdown
      > The strait is not a toll road,
      >
      > — Bram Quist, in [Quist rejects a ferry toll](https://courier.example/toll)
      by Wim Sollers, *Harbor Courier*, 2031-02-11
    Link
      https://courier.example/toll#:~:text=The%20strait%20is%20not%20a%20toll%20road
      %2C
    --- exit 0
    ");
    assert_snapshot!(env.run(["cite", &id(&env, "ironclad")]), @"
    APA (7th edition)
      [Untitled text, note.txt]. (n.d.).
    APA, in the text
      (Reyes, as cited in Untitled text, note.txt, n.d.)
    Chicago (17th edition), note
      Tamsin Reyes, quoted in untitled text, note.txt, n.d.
    Chicago (17th edition), bibliography
      Untitled text, note.txt. n.d.
    Markdown
      > Fares are ironclad,
      >
      > — Tamsin Reyes, “on Thursday”, in Untitled text, note.txt, n.d.
    Link
      none: the document has no address
    --- exit 0
    ");
}

#[test]
fn each_style_can_be_piped() {
    let env = env();
    let toll = id(&env, "toll");
    let of = |style: &str| env.run(["cite", &toll, "--style", style]).ok();
    assert_snapshot!(of("apa"), @"Sollers, W. (2031, February 11). Quist rejects a ferry toll. Harbor Courier. https://courier.example/toll");
    assert_snapshot!(of("chicago"), @"Sollers, Wim. “Quist rejects a ferry toll.” Harbor Courier, February 11, 2031. https://courier.example/toll.");
    assert_snapshot!(of("link"), @"https://courier.example/toll#:~:text=The%20strait%20is%20not%20a%20toll%20road%2C");
    assert_snapshot!(of("selector"), @r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation","motivation":"highlighting","target":[{"source":"https://courier.example/toll","selector":{"type":"TextQuoteSelector","exact":"The strait is not a toll road,","prefix":"“","suffix":"” said Bram Quist, who leads the"}}]}"#);
    assert!(of("bibtex").starts_with("@article{quist-2031-"));
    assert!(of("ris").starts_with("TY  - NEWS\r\n"));
    assert!(of("markdown").starts_with("> The strait is not a toll road,\n"));
    let csl: serde_json::Value = serde_json::from_str(&of("csl-json")).unwrap();
    assert_eq!(csl[0]["author"][0]["family"], "Sollers");
    let json: serde_json::Value =
        serde_json::from_str(&env.run(["cite", &toll, "--json", "--as", "link"]).ok()).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["citations"][0]["link"], of("link").trim_end());
    assert!(json["citations"][0].get("apa").is_none());
    let json = env.run(["cite", &id(&env, "ironclad"), "--json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let citation = json["citations"][0].as_object().unwrap();
    assert!(citation["link"].is_null());
    assert_eq!(citation.len(), 9, "the id and eight styles");
}

#[test]
fn what_cannot_be_cited_is_said() {
    let env = env();
    let ironclad = id(&env, "ironclad");
    assert_snapshot!(env.run(["cite", &ironclad, "--style", "link"]), @"
    --- stderr
    note: `note.txt` of `c53ae6364bfc0f81/1` has no address on the web
    --- exit 1
    ");
    assert_snapshot!(env.run(["cite", "0000/1"]), @"
    --- stderr
    error: no statement has the id `0000/1`

    hint: `onrecord search` prints the ids of statements
    --- exit 2
    ");
    assert_snapshot!(env.run(["cite", &ironclad, "--style", "mla"]), @"
    --- stderr
    error: invalid value 'mla' for '--style <STYLE>'
      [possible values: apa, chicago, bibtex, csl-json, ris, markdown, selector, link]

    For more information, try '--help'.
    --- exit 2
    ");
    assert_eq!(env.run(["cite"]).code, Some(2));
}
